//! The same shelf and the same questions give the same answers, whichever database is asked.

use super::{found, offer, put};
use crate::support::{Backend, TestApp};
use nukkad::{domain::experience::Domain, services::search::Found};

fn shelf() -> Vec<super::Offer> {
    let kinds = ["coffee", "dosa", "chai", "heritage", "kite", "Café", "सैर", "ಕಾಫಿ", "ﬁlter"];
    let ways = ["walk", "supper", "masterclass", "ride at dawn", "for the naïve", "पैदल", "100 % by hand"];
    let hosts = ["Third Wave Walkers", "Studio Neel", "Kavya’s Kitchen", "Zoë & Łukasz", "ನುಕ್ಕಡ್ ಬಳಗ", "Meera O'Brien"];
    let places = [("Malleshwaram", "Bengaluru"), ("Basavanagudi", "Bengaluru"), ("Fort Kochi", "Kochi"), ("Johari Bazaar", "Jaipur"), ("चाँदनी चौक", "दिल्ली")];
    let mut shelf = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        for (turn, way) in ways.iter().enumerate().skip(number % 3) {
            let (host, (place, city)) = (hosts[(number + turn) % hosts.len()], places[(number * 2 + turn) % places.len()]);
            let summary = format!("{} and a {} by {}", kinds[(number + 4) % kinds.len()], ways[(turn + 2) % ways.len()], hosts[turn % hosts.len()]);
            shelf.push(offer(&format!("{kind} {way}"), host, place, city, Domain::ALL[(number + turn) % Domain::ALL.len()], &summary));
        }
    }
    shelf
}

const QUESTIONS: [&str; 44] = [
    "coffee",
    "cof",
    "co",
    "c",
    "a",
    "walk",
    "walk coffee",
    "coffee walk",
    "dawn ride",
    "masterclass dosa",
    "cafe",
    "CAFÉ",
    "naive",
    "filter",
    "सैर",
    "सै",
    "पैदल सैर",
    "ಕಾಫಿ",
    "ಕಾ",
    "ನುಕ್ಕಡ್",
    "चांदनी",
    "चाँदनी चौक",
    "दिल्ली",
    "lukasz",
    "zoe lukasz",
    "o'brien",
    "kavya",
    "100",
    "bengaluru walk",
    "fort kochi",
    "johari",
    "craft",
    "we walk slowly",
    "malleshwarm",
    "basavangudi walk",
    "dosaa",
    "mastreclass",
    "jaipor",
    "ಕಾಪಿ",
    "bengalooru",
    "kitchn kavya",
    "wa wa wal",
    "nothing at all",
    "\"coffee\" OR dosa*",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_find_the_same() {
    let mut answers: Vec<Vec<Found>> = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::start(backend).await;
        let ids = put(&app, &shelf()).await;
        assert_eq!((ids.first().map(|id| id.0), ids.len()), (Some(1), 54), "{backend:?}: the same ids in both, or there is nothing to compare");
        let mut answered = Vec::new();
        for question in QUESTIONS {
            answered.push(found(&app, question).await);
        }
        app.drain().await;
        answers.push(answered);
    }
    for (question, (sqlite, postgres)) in QUESTIONS.iter().zip(answers[0].iter().zip(&answers[1])) {
        assert_eq!(sqlite, postgres, "{question}");
    }
    let (some, corrected): (Vec<&Found>, usize) =
        (answers[0].iter().filter(|found| !found.tiers.is_empty()).collect(), answers[0].iter().filter(|found| found.corrected).count());
    assert!(some.len() >= 35 && corrected >= 7, "{} found, {corrected} corrected: there is too little to compare", some.len());
    assert!((0..3).all(|tier| some.iter().any(|found| found.tiers.values().any(|known| *known == tier))));
}
