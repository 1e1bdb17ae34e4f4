//! Hosts and what they offer: texts, places, prices and the shape of their runs.

use super::{
    dice::Dice,
    places::{City, cities},
    words::{ADJECTIVES, BRING, CORNERS, ENDINGS, HOSTS, MIDDLES, OPENINGS, PEOPLE, PICTURES, SUMMARIES, TITLES, VOCABULARIES, Vocabulary},
};
use nukkad::domain::{
    experience::{Domain, ExperienceStatus, RefundPreset},
    slug::slug_of,
};

/// Letters that a title may have.
const TITLE_CHARS_MAX: usize = 60;
/// Experiences of one host, on average.
const OFFERS_A_HOST: usize = 25;
/// Experiences of the smallest city.
const OFFERS_MIN: usize = 3;

/// A host.
pub(super) struct Host {
    pub(super) name: String,
    pub(super) slug: String,
    pub(super) bio: String,
    pub(super) verified: bool,
}

/// An experience.
pub(super) struct Offer {
    /// Places in the lists of cities and hosts.
    pub(super) city: usize,
    pub(super) host: usize,
    /// Place in the list of the city's neighborhoods.
    pub(super) neighborhood: usize,
    pub(super) domain: Domain,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) story: String,
    pub(super) meeting_point: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) minutes: i64,
    pub(super) languages: String,
    pub(super) included: &'static str,
    pub(super) bring: &'static str,
    pub(super) refund_preset: RefundPreset,
    pub(super) status: ExperienceStatus,
    /// What each drawn picture shows.
    pub(super) pictures: Vec<&'static str>,
    /// Of a run: the first and last hour of its start, seats, and what is paid, in rupees.
    pub(super) hours: (i64, i64),
    pub(super) capacity: i64,
    pub(super) price: i64,
    pub(super) stake: i64,
}

/// All that can be offered.
pub(super) struct Catalogue {
    pub(super) cities: Vec<City>,
    pub(super) hosts: Vec<Host>,
    /// By city, the largest first.
    pub(super) offers: Vec<Offer>,
}

impl Catalogue {
    /// About so many experiences, more where the largest cities are.
    pub(super) fn make(offers: usize, dice: &mut Dice) -> Self {
        let mut all = Self { cities: cities(), hosts: Vec::new(), offers: Vec::with_capacity(offers) };
        let weight: i64 = all.cities.iter().map(|city| city.weight).sum();
        for city in 0..all.cities.len() {
            let share = usize::try_from(all.cities[city].weight * i64::try_from(offers).unwrap() / weight).unwrap().max(OFFERS_MIN);
            let first = all.hosts.len();
            for _ in 0..(share / OFFERS_A_HOST).max(1) {
                let host = host(&all.cities[city], all.hosts.len(), dice);
                all.hosts.push(host);
            }
            for _ in 0..share {
                let host = usize::try_from(dice.between(i64::try_from(first).unwrap(), i64::try_from(all.hosts.len()).unwrap() - 1)).unwrap();
                let offer = offer(&all.cities[city], (city, host), all.offers.len(), dice);
                all.offers.push(offer);
            }
        }
        all
    }
}

fn host(city: &City, number: usize, dice: &mut Dice) -> Host {
    let (person, place) = (dice.pick(PEOPLE), dice.one(&city.neighborhoods).name);
    let name = if dice.percent(50) { format!("{place} {}", dice.pick(HOSTS)) } else { format!("{person}’s {}", dice.pick(HOSTS)) };
    let bio = format!(
        "{person} and friends, who have lived around {place} for as long as they can think. We keep our groups small and know each of our guests by name."
    );
    Host { slug: format!("{}-{number}", slug_of(&name)), name, bio, verified: dice.percent(70) }
}

/// What takes the place of the words in braces.
struct Filling<'a> {
    kind: &'a str,
    thing: &'a str,
    other: &'a str,
    adjective: &'a str,
    person: &'a str,
    place: &'a str,
    city: &'a str,
}

impl Filling<'_> {
    fn of(&self, pattern: &str) -> String {
        let mut text = pattern.to_owned();
        let words = [
            ("kind", self.kind),
            ("thing", self.thing),
            ("other", self.other),
            ("adjective", self.adjective),
            ("person", self.person),
            ("place", self.place),
            ("city", self.city),
        ];
        for (mark, word) in words {
            text = text.replace(&format!("{{{mark}}}"), word).replace(&format!("{{{}}}", capital(mark)), &capital(word));
        }
        text
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Its first sentence introduces, its last one says good-bye; which ones stand between is chance.
fn story(filling: &Filling, dice: &mut Dice) -> String {
    let mut middles = || format!("{} {}", filling.of(dice.pick(MIDDLES)), filling.of(dice.pick(MIDDLES)));
    let (one, two, three) = (middles(), middles(), middles());
    format!("{} {one}\n\n{two} {three}\n\n{}", filling.of(dice.pick(OPENINGS)), filling.of(dice.pick(ENDINGS)))
}

fn offer(city: &City, (city_at, host): (usize, usize), number: usize, dice: &mut Dice) -> Offer {
    let words = &VOCABULARIES[dice.weighted(&VOCABULARIES.each_ref().map(|words| words.weight))];
    let neighborhood = dice.weighted(&[20, 16, 13, 11, 10, 8, 7, 6, 5, 4]);
    let place = &city.neighborhoods[neighborhood];
    let filling = Filling {
        kind: dice.pick(words.kinds),
        thing: dice.pick(words.things),
        other: dice.pick(words.things),
        adjective: dice.pick(ADJECTIVES),
        person: dice.pick(PEOPLE),
        place: place.name,
        city: city.name,
    };
    let title: String = filling.of(dice.pick(TITLES)).chars().take(TITLE_CHARS_MAX).collect();
    let (price, stake) = price(words, dice);
    // Within about 700 m of the neighborhood's middle.
    let mut near = |degrees: f64| degrees + f64::from(i32::try_from(dice.between(-600, 600)).unwrap()) / 100_000.0;
    let (latitude, longitude) = (near(place.latitude), near(place.longitude));
    Offer {
        city: city_at,
        host,
        neighborhood,
        domain: words.domain,
        slug: format!("{}-{number}", slug_of(&title)),
        summary: filling.of(dice.pick(SUMMARIES)),
        story: story(&filling, dice),
        title,
        meeting_point: format!("{}, {}", capital(dice.pick(CORNERS)), place.name),
        latitude,
        longitude,
        minutes: dice.between(4, 16) * 15,
        languages: languages(city, dice),
        included: dice.pick(words.included),
        bring: dice.pick(BRING),
        refund_preset: dice.pick(RefundPreset::ALL),
        status: match dice.between(0, 99) {
            0..=2 => ExperienceStatus::Draft,
            3..=5 => ExperienceStatus::Archived,
            _ => ExperienceStatus::Published,
        },
        pictures: PICTURES[..usize::try_from(dice.between(1, 3)).unwrap()].to_vec(),
        hours: words.hours,
        capacity: dice.pick(&[4, 6, 8, 8, 10, 10, 12, 12, 15, 20, 30]),
        price,
        stake,
    }
}

/// Price and stake: one in ten costs nothing, and one in two has a stake.
fn price(words: &Vocabulary, dice: &mut Dice) -> (i64, i64) {
    let (from, to) = words.rupees;
    let price = if dice.percent(9) { 0 } else { dice.between(from / 50, to / 50) * 50 };
    (price, if dice.percent(50) { dice.pick(&[100, 200, 200, 300, 500]) } else { 0 })
}

fn languages(city: &City, dice: &mut Dice) -> String {
    let mut spoken = Vec::new();
    for (language, share) in [("English", 85), (city.language, 55), ("Hindi", 45)] {
        if dice.percent(share) && !spoken.contains(&language) {
            spoken.push(language);
        }
    }
    if spoken.is_empty() { city.language.to_owned() } else { spoken.join(", ") }
}
