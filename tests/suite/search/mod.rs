//! Search: what is found and what is not, on both databases the same, and that the index has what travelers see, whoever changes it.

mod index;
mod plans;
mod same;

use crate::support::{TestApp, on_both};
use nukkad::{
    domain::{experience::Domain, ids::ExperienceId, search::Piece},
    entity::{city, domain, experience, neighborhood, organization},
    services::search::{self, Found},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use std::{collections::BTreeMap, time::Duration};

/// What a test wants to be found.
#[derive(Clone)]
pub(super) struct Offer {
    pub(super) title: String,
    pub(super) host: String,
    pub(super) place: String,
    pub(super) city: String,
    pub(super) domain: Domain,
    pub(super) summary: String,
    pub(super) story: String,
}

/// An offer with all that can be searched but the story.
pub(super) fn offer(title: &str, host: &str, place: &str, city: &str, domain: Domain, summary: &str) -> Offer {
    let [title, host, place, city, summary] = [title, host, place, city, summary].map(str::to_owned);
    Offer { title, host, place, city, domain, summary, story: "We walk, **slowly**.\n\nBring an umbrella: [weather](https://monsoon.example).".to_owned() }
}

fn shelf() -> Vec<Offer> {
    let mut shelf = vec![
        offer("Filter coffee at dawn", "Third Wave Walkers", "Malleshwaram", "Bengaluru", Domain::Food, "Four darshinis before work."),
        offer("Dosa masterclass", "Kavya’s Kitchen", "Basavanagudi", "Bengaluru", Domain::Food, "Batter, griddle and chutney, then coffee."),
        offer("Café hopping for the naïve", "Zoë & Friends", "Fort Kochi", "Kochi", Domain::Nightlife, "Every café serves crème brûlée."),
        offer("मल्लेश्वरम की सैर", "ಕಾಫಿ ಬಳಗ", "Malleshwaram", "Bengaluru", Domain::Heritage, "Houses and their stories."),
        offer("Block printing", "Studio Neel", "Sanganer", "Jaipur", Domain::Craft, "Indigo up to your elbows."),
        offer("A walk for two", "Studio Neel", "Amer", "Jaipur", Domain::Nature, "100% outdoors, under_scored & 'quoted'."),
    ];
    shelf[4].story = format!("{}Towards the end, there is kulfi for everybody. {}", "We dip and print. ".repeat(40), "Then we rinse. ".repeat(40));
    shelf
}

/// Puts offers on the shelf, each with a host and a place of its own.
pub(super) async fn put(app: &TestApp, offers: &[Offer]) -> Vec<ExperienceId> {
    let db = app.services.store.writer();
    let mut ids = Vec::new();
    for (number, offer) in offers.iter().enumerate() {
        let host = app.organization(&format!("host-{number}")).await;
        let id = app.experience(host, &format!("offer-{number}")).await;
        let row = experience::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
        let place = neighborhood::Entity::find_by_id(row.neighborhood_id).one(db).await.unwrap().unwrap();
        domain::keep(db, offer.domain).await.unwrap();
        let name = |to: &str| Expr::value(to);
        let change = organization::Entity::update_many().col_expr(organization::Column::Name, name(&offer.host));
        change.filter(organization::Column::Id.eq(host)).exec(db).await.unwrap();
        let change = neighborhood::Entity::update_many().col_expr(neighborhood::Column::Name, name(&offer.place));
        change.filter(neighborhood::Column::Id.eq(place.id)).exec(db).await.unwrap();
        let change = city::Entity::update_many().col_expr(city::Column::Name, name(&offer.city));
        change.filter(city::Column::Id.eq(place.city_id)).exec(db).await.unwrap();
        let change = experience::Entity::update_many()
            .col_expr(experience::Column::Title, name(&offer.title))
            .col_expr(experience::Column::Summary, name(&offer.summary))
            .col_expr(experience::Column::Story, name(&offer.story))
            .col_expr(experience::Column::Domain, Expr::value(offer.domain));
        change.filter(experience::Column::Id.eq(id)).exec(db).await.unwrap();
        ids.push(id);
    }
    search::put(db, &ids).await.unwrap();
    ids
}

pub(super) async fn found(app: &TestApp, text: &str) -> Found {
    app.services.search(text).await.unwrap().unwrap_or_else(|| panic!("{text:?} has no words"))
}

/// The places in the list of what was found, each with its tier.
async fn places(app: &TestApp, ids: &[ExperienceId], text: &str) -> BTreeMap<usize, u8> {
    let found = found(app, text).await;
    found.tiers.into_iter().map(|(id, tier)| (ids.iter().position(|known| *known == id).unwrap(), tier)).collect()
}

/// The text with hits in brackets.
fn shown(pieces: &[Piece]) -> String {
    pieces.iter().map(|Piece { text, hit }| if *hit { format!("[{text}]") } else { text.clone() }).collect()
}

on_both!(words_are_found_wherever_they_are_by_their_beginnings, async |app: TestApp| {
    let ids = put(&app, &shelf()).await;
    for (text, expected) in [
        // In the title, in names, in the rest; and what is found by title counts as that.
        ("coffee", &[(0_usize, 0_u8), (1, 2)] as &[(usize, u8)]),
        ("COFF", &[(0, 0), (1, 2)]),
        ("dawn filter", &[(0, 0)]),
        ("filter malleshwaram", &[(0, 1)]),
        ("bengaluru food", &[(0, 1), (1, 1)]),
        ("third wave darshini", &[(0, 2)]),
        ("studio neel", &[(4, 1), (5, 1)]),
        ("neel amer", &[(5, 1)]),
        ("craft", &[(4, 1)]),
        ("masterclass dosa kavya", &[(1, 1)]),
        ("kulfi", &[(4, 2)]),
        ("slowly umbrella weather walk two", &[(5, 2)]),
        // Accents and case make no difference, on either side.
        ("cafe naive creme", &[(2, 2)]),
        ("CAFÉ zoe", &[(2, 1)]),
        ("cafe\u{301} brulee", &[(2, 2)]),
        // Other scripts, whole and begun.
        ("मल्लेश्वरम", &[(3, 0)]),
        ("सैर मल्ले", &[(3, 0)]),
        ("ಕಾಫಿ", &[(3, 1)]),
        // One letter is a word and not a beginning.
        ("a walk", &[(5, 0)]),
        ("c", &[]),
        // All words, not some; not inside of others; and no address of a link.
        ("coffee kulfi", &[]),
        ("ock", &[]),
        ("monsoon", &[]),
        ("100", &[(5, 2)]),
        ("kavya's", &[(1, 1)]),
    ] {
        assert_eq!(places(&app, &ids, text).await, expected.iter().copied().collect(), "{text}");
        assert!(!found(&app, text).await.corrected, "{text}");
    }
    for text in ["", "   ", "\u{200B}\u{FEFF}", "*", "\"\" '' -- %_", "🌺 👩\u{200D}🌾"] {
        assert_eq!(app.services.search(text).await.unwrap(), None, "{text:?}");
    }
    app.drain().await;
});

on_both!(a_name_is_found_by_those_who_cannot_spell_it, async |app: TestApp| {
    let ids = put(&app, &shelf()).await;
    for (text, meant, expected) in [
        ("Malleshwarm", "malleshwaram", &[0_usize, 3] as &[usize]),
        ("malleswaram", "malleshwaram", &[0, 3]),
        ("Basavangudi", "basavanagudi", &[1]),
        ("dosaa", "dosa", &[1]),
        ("dsoa", "dosa", &[1]),
        ("cofee", "coffee", &[0, 1]),
        ("bengalooru cofee", "bengaluru coffee", &[0, 1]),
        ("मलेश्वरम", "मल्लेश्वरम", &[3]),
        ("maleshw coffee", "malleshwaram coffee", &[0]),
    ] {
        let found = found(&app, text).await;
        assert!(found.corrected, "{text}");
        assert_eq!(found.meant(), meant, "{text}");
        assert_eq!(places(&app, &ids, text).await.into_keys().collect::<Vec<_>>(), expected, "{text}");
    }
    // Short words, numbers, words of texts and what is like nothing are taken as they are.
    for text in ["dso", "101", "umbrela", "xylophone", "dosaa xylophone", "coffee kulfi"] {
        let found = found(&app, text).await;
        assert!(!found.corrected && found.tiers.is_empty(), "{text}: {found:?}");
        assert_eq!(found.meant(), text);
    }
});

on_both!(what_was_found_is_shown, async |app: TestApp| {
    let ids = put(&app, &shelf()).await;
    for (text, place, title, excerpt) in [
        ("coff", 0, "Filter [coffee] at dawn", None),
        ("coffee", 1, "Dosa masterclass", Some("Batter, griddle and chutney, then [coffee].")),
        ("dosaa coffee", 1, "[Dosa] masterclass", Some("Batter, griddle and chutney, then [coffee].")),
        ("cafe creme", 2, "[Café] hopping for the naïve", Some("Every [café] serves [crème] brûlée.")),
        ("मल्ले", 3, "[मल्लेश्वरम] की सैर", None),
        ("weather", 0, "Filter coffee at dawn", Some("We walk, slowly. Bring an umbrella: [weather].")),
        ("third", 0, "Filter coffee at dawn", None),
    ] {
        let found = found(&app, text).await;
        let matched = app.services.matching_words(&ids, &found).await.unwrap();
        assert_eq!(matched.len(), ids.len());
        let matched = &matched[&ids[place]];
        assert_eq!((shown(&matched.title).as_str(), matched.excerpt.as_deref().map(shown).as_deref()), (title, excerpt), "{text}");
    }
    let found = found(&app, "kulfi").await;
    let matched = app.services.matching_words(&ids[4..5], &found).await.unwrap();
    let excerpt = shown(matched[&ids[4]].excerpt.as_deref().unwrap());
    assert!(excerpt.starts_with('…') && excerpt.contains("there is [kulfi] for everybody.") && excerpt.ends_with('…'), "{excerpt}");
    assert!(excerpt.chars().count() < 170, "{excerpt}");
});

on_both!(whatever_is_typed_is_words_and_nothing_else, async |app: TestApp| {
    let ids = put(&app, &shelf()).await;
    // Each is as good as the plain words in it.
    for (typed, plain) in [
        ("coffee*", "coffee"),
        ("\"coffee\"", "coffee"),
        ("title:coffee", "title coffee"),
        ("{title} : coffee", "title coffee"),
        ("^coffee -dawn", "coffee dawn"),
        ("coffee OR kulfi", "coffee or kulfi"),
        ("coffee AND dawn", "coffee and dawn"),
        ("NEAR(coffee dawn, 2)", "near coffee dawn 2"),
        ("coffee & !dawn | <-> 'filter':*A", "coffee dawn filter a"),
        ("coffee'); DROP TABLE experience_search; --", "coffee drop table experience search"),
        ("' OR 1=1 --", "or 1"),
        ("co%", "co"),
        ("co_fee", "co fee"),
        ("co\\ffee\\", "co ffee"),
        ("cof.*|(a+)+$", "cof a"),
        ("$1 ?1 :words @words", "1 words"),
        ("cof\u{200B}fee", "coffee"),
        ("\u{0}coffee\u{0}", "coffee"),
        ("cоffee", "cоffee"),
        ("ｃｏｆｆｅｅ", "coffee"),
    ] {
        let (typed, plain) = (found(&app, typed).await, found(&app, plain).await);
        assert_eq!(typed, plain);
    }
    assert_eq!(places(&app, &ids, "coffee").await.len(), 2, "and all is still there");
    for odd in ["coffee*", "dosaa*", "kulfee' OR '1'='1"] {
        let long = odd.repeat(10_000 / odd.len());
        for text in [long, format!("{odd} {}", "\u{1F469}\u{200D}क़ﷺ½".repeat(1_000)), odd.chars().flat_map(|c| [c, '\u{200B}']).cycle().take(10_000).collect()]
        {
            let answer = tokio::time::timeout(Duration::from_secs(5), app.services.search(&text)).await.expect("it takes too long");
            assert!(answer.unwrap().is_none_or(|found| found.words.len() <= 8));
        }
    }
    app.drain().await;
});
