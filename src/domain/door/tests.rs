use super::*;
use crate::domain::ticket::TicketCode;
use proptest::prelude::*;

const RUN: RunId = RunId(7);

fn starts() -> ZonedTime {
    ZonedTime { at: "2026-11-28T01:15:00Z".parse().unwrap(), offset_minutes: 330, zone: "Asia/Kolkata".to_owned() }
}

fn guest(traveler: i64, booking: i64, position: u8, name: &str) -> Guest {
    let code = TicketCode::from_bits(u64::try_from(traveler).unwrap() * 7_919);
    Guest { traveler: TravelerId(traveler), booking: BookingId(booking), position, name: name.to_owned(), code, cancelled: false, here: None }
}

fn seen(at: DateTime<Utc>) -> Presence {
    Presence { since: at, by: "Ravi".to_owned(), device: "Phone".to_owned() }
}

/// Asha and Binu on one booking, Chitra cancelled on it; Dev on another and here since half an hour before.
fn door() -> Door {
    let mut guests = vec![guest(1, 10, 0, "Asha Rao"), guest(2, 10, 1, "Binu Thomas"), guest(3, 10, 2, "Chitra Iyer"), guest(4, 11, 0, "Dev Nair")];
    guests[2].cancelled = true;
    guests[3].here = Some(seen(starts().at - Duration::minutes(30)));
    let party = |booking, bits| Party { booking: BookingId(booking), reference: BookingRef::from_entropy(bits), notes: Vec::new() };
    Door { run: RUN, starts: starts(), closed: None, parties: vec![party(10, 5), party(11, 6)], guests, version: "v".to_owned(), cursor: 0 }
}

fn ticket(door: &Door, traveler: i64) -> Ticket {
    let guest = door.guest(TravelerId(traveler)).unwrap();
    Ticket { run: RUN, day: starts().local().date(), booking: guest.booking, position: guest.position, code: guest.code }
}

#[test]
fn the_door_answers_by_the_table() {
    let door = door();
    let (start, opens) = (starts().at, opens_at(starts().at));
    let shut = |why| Door { closed: Some(why), ..door.clone() };
    let (asha, chitra, dev) = (ticket(&door, 1), ticket(&door, 3), ticket(&door, 4));
    let next_day = asha.day.succ_opt().unwrap();
    let good = |ticket| Reading::Ticket { ticket, genuine: Some(true) };
    let blind = |ticket| Reading::Ticket { ticket, genuine: None };
    let elsewhere = Ticket { run: RunId(8), ..asha };
    let other_code = Ticket { code: TicketCode::from_bits(99), ..asha };
    let here = Verdict::Already { since: start - Duration::minutes(30), by: "Ravi".to_owned() };
    for (why, door, reading, now, expected) in [
        ("in time", &door, good(asha), start, Verdict::Yes),
        ("the very moment it opens", &door, good(asha), opens, Verdict::Yes),
        ("long after, as long as it is not final", &door, good(asha), start + Duration::days(2), Verdict::Yes),
        ("a moment too early", &door, good(asha), opens - Duration::milliseconds(1), Verdict::TooEarly { opens }),
        ("by hand", &door, Reading::Hand(TravelerId(1)), start, Verdict::Yes),
        ("by hand, too early", &door, Reading::Hand(TravelerId(1)), opens - Duration::hours(1), Verdict::TooEarly { opens }),
        ("by hand, nobody", &door, Reading::Hand(TravelerId(99)), start, Verdict::NotOnList),
        ("photographed twice", &door, good(dev), start, here.clone()),
        ("by hand, twice", &door, Reading::Hand(TravelerId(4)), start, here),
        ("cancelled", &door, good(chitra), start, Verdict::Cancelled),
        ("cancelled counts before early", &door, good(chitra), opens - Duration::hours(9), Verdict::Cancelled),
        ("another run of the day", &door, good(elsewhere), start, Verdict::WrongRun),
        ("another day", &door, good(Ticket { day: next_day, ..elsewhere }), start, Verdict::WrongDay { day: next_day }),
        ("moved to another day since it was printed", &door, good(Ticket { day: next_day, ..asha }), start, Verdict::Yes),
        ("forged", &door, Reading::Ticket { ticket: asha, genuine: Some(false) }, start, Verdict::Forged),
        ("forged for another run", &door, Reading::Ticket { ticket: elsewhere, genuine: Some(false) }, start, Verdict::Forged),
        ("garbage", &door, Reading::Nothing, start, Verdict::Forged),
        ("no crypto, right code", &door, blind(asha), start, Verdict::Yes),
        ("no crypto, wrong code", &door, blind(other_code), start, Verdict::Forged),
        ("no crypto, another run", &door, blind(elsewhere), start, Verdict::WrongRun),
        ("not on the list", &door, good(Ticket { position: 9, ..asha }), start, Verdict::NotOnList),
        ("final", &shut(Closed::Final), good(asha), start, Verdict::Closed { why: Closed::Final }),
        ("final, already here", &shut(Closed::Final), good(dev), start, Verdict::Closed { why: Closed::Final }),
        ("called off", &shut(Closed::CalledOff), good(asha), opens - Duration::hours(1), Verdict::Closed { why: Closed::CalledOff }),
    ] {
        let judgement = door.judge(&reading, now);
        assert_eq!(judgement.verdict, expected, "{why}");
        assert!(!expected.explained(&door.starts).is_empty() && !expected.word().is_empty());
        assert!(judgement.traveler.is_none() || expected != Verdict::Forged, "{why}");
    }
}

#[test]
fn words_name_the_time_at_the_place() {
    let words = |verdict: Verdict| verdict.explained(&starts());
    assert_eq!(words(Verdict::Already { since: starts().at - Duration::minutes(13), by: "Ravi".to_owned() }), "Here since 6:32 am, seen by Ravi.");
    assert_eq!(words(Verdict::TooEarly { opens: opens_at(starts().at) }), "Check-in opens at Sat 28 Nov, 4:45 am.");
    let day = NaiveDate::from_ymd_opt(2026, 12, 5).unwrap();
    assert_eq!(words(Verdict::WrongDay { day }), "A ticket of ours, but for Sat 5 Dec 2026.");
}

#[test]
fn clocks_are_believed_within_reason() {
    let (opens, now) = (opens_at(starts().at), starts().at);
    let second = Duration::seconds(1);
    for (device, expected) in [
        (now - second, now - second),
        (now + second * 60, now + second * 60),
        (now + second * 61, now),
        (now + Duration::days(400), now),
        (opens - second, opens),
        (DateTime::UNIX_EPOCH, opens),
        (DateTime::<Utc>::MAX_UTC, now),
        (DateTime::<Utc>::MIN_UTC, opens),
    ] {
        assert_eq!(possible_time(device, opens, now), expected);
    }
}

#[test]
fn a_search_looks_at_names_references_and_codes() {
    let door = door();
    let names = |words: &str| door.search(words).into_iter().map(|guest| guest.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names("").len(), 4);
    assert_eq!(names("ASHA"), ["Asha Rao"]);
    assert_eq!(names("rao  ash"), ["Asha Rao"]);
    assert_eq!(names(&door.parties[0].reference.to_string().to_lowercase()).len(), 3);
    let code = door.guests[1].code;
    for typed in [code.to_string(), code.letters().to_lowercase(), code.to_string().replace('-', " ")] {
        assert_eq!(names(&typed), ["Binu Thomas"], "{typed}");
    }
    assert_eq!((names("-").len(), names("%").len(), names("zz").len()), (4, 0, 0), "a hyphen is in every reference");
    assert_eq!(door.of_party(BookingId(10)), (0, 2));
    assert_eq!(door.counts(), (1, 3));
}

#[test]
fn ids_of_scans_have_one_form() {
    let made = ScanId::from_entropy(u64::MAX, 0);
    assert_eq!(made.as_str(), "ffffffff-ffff-4fff-8000-000000000000");
    assert_eq!("0FFFFFFF-ffff-4fff-8000-000000000000".parse::<ScanId>().unwrap().as_str(), "0fffffff-ffff-4fff-8000-000000000000");
    let urn = format!("urn:uuid:{made}");
    for bad in
        ["", "1", "{ffffffff-ffff-4fff-8000-000000000000}", &urn, "ffffffffffff4fff8000000000000000", "gfffffff-ffff-4fff-8000-000000000000", &"f".repeat(36)]
    {
        assert_eq!(bad.parse::<ScanId>(), Err(NotAScanId), "{bad}");
    }
}

#[test]
fn news_change_what_they_are_about_and_nothing_else() {
    let mut ours = door();
    let mut asha = ours.guests[0].clone();
    asha.here = Some(seen(starts().at));
    let mut news = News { answers: Vec::new(), list: None, guests: vec![asha], cursor: 5, closed: None, here: 2, now: starts().at };
    ours.hear(&news);
    assert_eq!((ours.counts(), ours.cursor, ours.version.as_str()), ((2, 3), 5, "v"));
    news.here = 3;
    ours.hear(&news);
    assert_eq!(ours.version, "", "somebody was marked elsewhere");
    news.list = Some(door());
    ours.hear(&news);
    assert_eq!(ours, door());
}

fn about(scan: &(DateTime<Utc>, String, ScanKind)) -> (DateTime<Utc>, &str, ScanKind) {
    (scan.0, &scan.1, scan.2)
}

proptest! {
    #[test]
    fn scans_add_up_the_same_in_any_order(times in prop::collection::vec((0..6_i64, prop::bool::ANY), 0..8), shuffle in prop::collection::vec(0..100_usize, 8)) {
        let scans: Vec<(DateTime<Utc>, String, ScanKind)> = times
            .iter()
            .enumerate()
            .map(|(index, (minute, undo))| (starts().at + Duration::minutes(*minute), format!("{index}"), if *undo { ScanKind::Undo } else { ScanKind::In }))
            .collect();
        let mut other = scans.clone();
        for (index, with) in shuffle.iter().enumerate().filter(|(index, _)| *index < scans.len()) {
            other.swap(index, with % scans.len());
        }
        prop_assert_eq!(arrival(&scans, about), arrival(&other, about));
        let last = scans.iter().max_by_key(|scan| (scan.0, scan.1.clone()));
        prop_assert_eq!(arrival(&scans, about).is_some(), last.is_some_and(|scan| scan.2 == ScanKind::In));
    }
}
