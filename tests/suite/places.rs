//! Cities and neighborhoods, as whoever runs the site adds them.

use crate::support::{TestApp, on_both};
use nukkad::services::places::PlaceError;

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

on_both!(places_are_added_once_and_can_be_chosen, async |app: TestApp| {
    let add = async |city: &str, zone: &str, names: &[&str]| app.services.add_places(city, zone, &named(names)).await;
    let choices = async || {
        let rows = app.services.place_choices().await.unwrap().into_iter();
        rows.map(|row| format!("{}, {}, {}", row.name, row.city, row.time_zone)).collect::<Vec<_>>()
    };
    assert_eq!(add("Mysuru", "Asia/Kolkata", &["Gokulam", "Vani Vilas Mohalla"]).await.unwrap(), 2);
    assert_eq!(add(" Mysuru ", "Asia/Kolkata", &["gokulam", "Yadavagiri", "Yadavagiri"]).await.unwrap(), 1);
    assert_eq!(add("Kathmandu", "Asia/Kathmandu", &["Pātan"]).await.unwrap(), 1);
    let all =
        ["Pātan, Kathmandu, Asia/Kathmandu", "Gokulam, Mysuru, Asia/Kolkata", "Vani Vilas Mohalla, Mysuru, Asia/Kolkata", "Yadavagiri, Mysuru, Asia/Kolkata"];
    assert_eq!(choices().await, all);

    assert!(matches!(add("Mysuru", "Europe/Paris", &["New"]).await, Err(PlaceError::OtherZone { .. })));
    assert!(matches!(add("Pune", "Asia/Pune", &["Kothrud"]).await, Err(PlaceError::Zone(_))));
    for name in ["", "42", "पुणे"] {
        assert!(matches!(add("Pune", "Asia/Kolkata", &["Kothrud", name]).await, Err(PlaceError::Name(..))), "{name}");
        assert!(matches!(add(name, "Asia/Kolkata", &["Kothrud"]).await, Err(PlaceError::Name(..))), "{name}");
    }
    assert_eq!(choices().await, all, "all of it or nothing");
});
