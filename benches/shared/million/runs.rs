//! Runs, those that are over and those to come, and the bookings that take seats on them.

use super::{
    DAYS_AHEAD, DAYS_BACK, Plan, TRAVELER,
    catalogue::{Catalogue, Offer},
    dice::Dice,
    id,
    sink::{Cell, Sink, Table},
};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use nukkad::domain::{
    attendance::GRACE_HOURS,
    booking::PARTY_MAX,
    experience::{ExperienceStatus, RefundPreset},
    ids::BookingRef,
    refund_policy::RefundPolicy,
    run::RunStatus,
};

/// India's clocks are so far ahead of UTC all year.
const INDIA_MINUTES: i64 = 5 * 60 + 30;
/// Days before its start on which a past run was put up, and over which the upcoming ones were.
const PLANNED_DAYS: i64 = 30;
/// Spreads the numbers of bookings over all references; it shares no factor with their alphabet's 25 letters.
const REFERENCE_STRIDE: usize = 104_729_000_003;

const RUN: Table = Table {
    name: "event_runs",
    columns: &[
        "id",
        "experience_id",
        "starts_at",
        "ends_at",
        "time_zone",
        "cutoff_at",
        "capacity",
        "seats_taken",
        "price",
        "stake",
        "currency",
        "status",
        "finalized_at",
        "created_at",
    ],
    counted: true,
};
const BOOKING: Table = Table {
    name: "bookings",
    columns: &[
        "id",
        "reference",
        "run_id",
        "user_id",
        "idempotency_token",
        "status",
        "party",
        "contact_email",
        "price_each",
        "stake_each",
        "currency",
        "refund_policy",
        "created_at",
        "updated_at",
        "confirmed_at",
    ],
    counted: true,
};
const GUEST: Table = Table { name: "travelers", columns: &["booking_id", "position", "name", "attendance"], counted: false };

/// Seats taken on a run, with what its bookings remember of it.
struct Sold {
    run: usize,
    party: i64,
    price: i64,
    stake: i64,
    refund_preset: RefundPreset,
}

/// Makes all runs in the order of their start, as far as they are over; then those to come, in the order in which they were put up.
pub(super) async fn fill(sink: &mut Sink, catalogue: &Catalogue, dice: &mut Dice, plan: Plan) {
    let upcoming = plan.upcoming();
    let over = plan.runs - upcoming;
    let published: Vec<usize> = (0..catalogue.offers.len()).filter(|at| catalogue.offers[*at].status == ExperienceStatus::Published).collect();
    let mut sold = Vec::new();
    let today = (plan.now + Duration::minutes(INDIA_MINUTES)).date_naive();
    let rows = (0..plan.runs).map(|at| {
        let experience = dice.pick(&published);
        let offer = &catalogue.offers[experience];
        let is_over = at < over;
        // The last day that is over lies before yesterday: nothing is going on, and attendance is final.
        let day = if is_over { -2 - part(over - at, DAYS_BACK, over) } else { dice.between(0, DAYS_AHEAD) };
        let time =
            NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(dice.between(offer.hours.0 * 4, offer.hours.1 * 4 + 3) * 900).unwrap(), 0).unwrap();
        let mut starts_at = (today + Duration::days(day)).and_time(time).and_utc() - Duration::minutes(INDIA_MINUTES);
        if !is_over && starts_at < plan.now + Duration::hours(3) {
            starts_at += Duration::days(1);
        }
        let created_at = if is_over {
            starts_at - Duration::days(PLANNED_DAYS)
        } else {
            plan.now - Duration::minutes(1 + part(plan.runs - at, PLANNED_DAYS * 1_440, upcoming))
        };
        let taken = if is_over { 0 } else { seats_taken(offer.capacity, dice) };
        if taken > 0 {
            sold.push(Sold { run: at, party: taken, price: offer.price, stake: offer.stake, refund_preset: offer.refund_preset });
        }
        run((at, experience), offer, (starts_at, created_at), taken, is_over)
    });
    sink.rows(&RUN, rows).await;
    bookings(sink, sold, plan.now).await;
}

/// So much of `whole` as `at` is of `all`.
fn part(at: usize, whole: i64, all: usize) -> i64 {
    i64::try_from(at).unwrap() * whole / i64::try_from(all.max(1)).unwrap()
}

/// One run in six is full, one in six has a seat or two, and four in ten have nobody yet.
fn seats_taken(capacity: i64, dice: &mut Dice) -> i64 {
    match dice.between(0, 11) {
        0 | 1 => capacity,
        2 | 3 => capacity - dice.between(1, 2),
        4..=6 => dice.between(1, capacity - 1),
        _ => 0,
    }
}

fn run((at, experience): (usize, usize), offer: &Offer, (starts_at, created_at): (DateTime<Utc>, DateTime<Utc>), taken: i64, is_over: bool) -> Vec<Cell> {
    let ends_at = starts_at + Duration::minutes(offer.minutes);
    let status = if is_over { RunStatus::Completed } else { RunStatus::Scheduled };
    vec![
        id(at),
        id(experience),
        Cell::Time(starts_at),
        Cell::Time(ends_at),
        Cell::Word("Asia/Kolkata"),
        Cell::Time(starts_at - Duration::hours(2)),
        Cell::Number(offer.capacity),
        Cell::Number(taken),
        Cell::Number(offer.price * 100),
        Cell::Number(offer.stake * 100),
        Cell::Word("INR"),
        Cell::Word(status.as_str()),
        if is_over { Cell::Time(ends_at + Duration::hours(GRACE_HOURS)) } else { Cell::Nothing },
        Cell::Time(created_at),
    ]
}

/// All seats are taken by one and the same traveler, in parties as large as a form allows.
async fn bookings(sink: &mut Sink, sold: Vec<Sold>, now: DateTime<Utc>) {
    let most = i64::from(PARTY_MAX);
    let parties: Vec<Sold> = sold
        .iter()
        .flat_map(|sold| (0..sold.party).step_by(usize::try_from(most).unwrap()).map(move |from| Sold { party: (sold.party - from).min(most), ..*sold }))
        .collect();
    let created_at = Cell::Time(now - Duration::minutes(1));
    let rows = parties.iter().enumerate().map(|(at, sold)| {
        let reference = BookingRef::from_entropy(u64::try_from((at + 1) * REFERENCE_STRIDE).unwrap());
        vec![
            id(at),
            Cell::Text(reference.to_string()),
            id(sold.run),
            Cell::Number(1),
            Cell::Text(format!("made-{at}")),
            Cell::Word("confirmed"),
            Cell::Number(sold.party),
            Cell::Word(TRAVELER),
            Cell::Number(sold.price * 100),
            Cell::Number(sold.stake * 100),
            Cell::Word("INR"),
            Cell::Text(serde_json::to_string(&RefundPolicy::from(sold.refund_preset)).unwrap()),
            created_at.clone(),
            created_at.clone(),
            created_at.clone(),
        ]
    });
    sink.rows(&BOOKING, rows).await;
    let guests = parties
        .iter()
        .enumerate()
        .flat_map(|(at, sold)| (0..sold.party).map(move |position| vec![id(at), Cell::Number(position), Cell::Word("Ananya Rao"), Cell::Word("expected")]));
    sink.rows(&GUEST, guests).await;
}
