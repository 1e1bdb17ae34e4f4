//! What each letter says.

use super::{
    Letter, LetterLine,
    layout::{Block, Draft},
    stakes,
};
use crate::{
    domain::{
        booking::BookingStatus,
        money::Paise,
        text::{tidy_line, tidy_note},
        time::ZonedTime,
    },
    services::{
        bookings::BookingRecord,
        calendars::place,
        zones::{zone, zoned},
    },
};
use chrono_tz::Tz;
use sea_orm::prelude::DateTimeUtc;

/// How long a refund takes to reach the traveler, as the banks say.
pub(super) const REFUND_TIME: &str = "It reaches you in 5–7 working days, the way you paid.";

/// A letter in words, about the booking as it is at `now`.
pub(super) fn draft(letter: &Letter, record: &BookingRecord, base_url: &str, now: DateTimeUtc) -> Draft {
    let about = About::new(record);
    let (subject, heading, blocks) = match letter {
        Letter::BookingConfirmed => confirmed(&about, base_url),
        Letter::PaymentFailed { reason } => payment_failed(&about, &sentence(reason), now),
        Letter::HoldExpired if about.is_offer() => offer_expired(&about),
        Letter::HoldExpired => hold_expired(&about),
        Letter::SeatsOffered => offered(&about, now),
        Letter::BookingCancelled { lines, total, whole, .. } => cancelled(&about, lines, *total, *whole),
        Letter::RefundProcessed { amount, .. } => refunded(&about, *amount),
        Letter::RunRescheduled { from, leave_until, .. } => moved(&about, *from, *leave_until),
        Letter::RunCancelled { reason, total } => called_off(&about, &sentence(reason), *total),
        Letter::CancelledByHost { reason, total } => cancelled_by(&about, Some(&tidy_line(&about.record.run.host)), &sentence(reason), *total),
        Letter::CancelledByPlatform { reason, total } => cancelled_by(&about, None, &sentence(reason), *total),
        Letter::FromHost { subject, text, sender, .. } => from_host(&about, subject, text, sender),
        Letter::PaymentNotKept { amount, why, captured, .. } => not_kept(&about, *amount, &sentence(why), *captured),
        Letter::AttendanceFinal { lines, appeal_until, unattended } => stakes::attendance_final(&about, lines, *appeal_until, *unattended),
        Letter::AppealGranted { names, amount, by_host, words } => stakes::granted(&about, names, *amount, *by_host, &sentence(words)),
        Letter::AppealDenied { names, amount, words } => stakes::denied(&about, names, *amount, &sentence(words)),
        Letter::StakeForfeited { names, amount } => stakes::forfeited(&about, names, *amount),
        Letter::AttendanceAsked { time, .. } => stakes::asked(&about, *time),
        Letter::AppealMade { names, words, .. } => stakes::appealed(&about, names, &sentence(words)),
    };
    let (name, link, way) = match letter {
        Letter::AttendanceAsked { name, run, .. } | Letter::AppealMade { name, run, .. } => {
            (Some(tidy_line(name)), format!("{base_url}/host/runs/{run}/attendance"), "Attendance of the run".to_owned())
        }
        _ => {
            let (lead, reference) = (record.people.first().map(|lead| tidy_line(&lead.name)), &record.booking.reference);
            (lead, format!("{base_url}/bookings/{reference}"), format!("Your booking {reference}"))
        }
    };
    Draft { subject, heading, name, blocks, link, way, stop: None }
}

/// The travelers who have a seat, in the order in which they were named.
fn names(record: &BookingRecord) -> Vec<String> {
    record.staying().map(|person| tidy_line(&person.name)).collect()
}

/// Subject, heading, and what stands below.
pub(super) type Words = (String, String, Vec<Block>);

/// A booking's run in words that every letter uses.
pub(super) struct About<'a> {
    record: &'a BookingRecord,
    title: String,
    starts: ZonedTime,
}

impl<'a> About<'a> {
    fn new(record: &'a BookingRecord) -> Self {
        Self { record, title: tidy_line(&record.run.title), starts: zoned(record.run.starts_at, &record.run.time_zone) }
    }

    /// `Filter coffee, Sat 28 Nov, 6:45 am`
    pub(super) fn title_and_time(&self) -> String {
        format!("{}, {}", self.title, self.starts.date_and_clock())
    }

    fn seats(&self) -> String {
        match self.record.price.party {
            1 => "1 seat".to_owned(),
            party => format!("{party} seats"),
        }
    }

    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let run = &self.record.run;
        let ends = zoned(run.ends_at, &run.time_zone);
        vec![
            ("What", self.title.clone()),
            ("When", format!("{}, {} ({})", self.starts.date(), self.starts.until(&ends), zone_words(&self.starts))),
            ("Where", place(run)),
            ("Host", tidy_line(&run.host)),
        ]
    }

    fn facts_with_travelers(&self) -> Vec<(&'static str, String)> {
        let mut facts = self.facts();
        facts.push(("Travelers", names(self.record).join(", ")));
        facts
    }

    /// An instant on the run's clock: `Fri 27 Nov, 7:05 pm (India time)`.
    pub(super) fn on_the_clock(&self, at: DateTimeUtc) -> String {
        let at = zoned(at, &self.record.run.time_zone);
        format!("{} ({})", at.date_and_clock(), zone_words(&at))
    }

    /// True where the seats came free while their traveler waited in line.
    fn is_offer(&self) -> bool {
        self.record.booking.waitlist_id.is_some()
    }

    fn hold_end(&self) -> Option<DateTimeUtc> {
        self.record.booking.hold_expires_at
    }
}

/// The zone as people call it; for one that goes by a city's name also the distance to UTC.
pub(super) fn zone_words(at: &ZonedTime) -> String {
    let name = at.zone_name();
    if name == "UTC" || zone(&at.zone) == Tz::Asia__Kolkata {
        return name;
    }
    let (sign, minutes) = (if at.offset_minutes < 0 { '−' } else { '+' }, at.offset_minutes.unsigned_abs());
    format!("{name}, UTC{sign}{}:{:02}", minutes / 60, minutes % 60)
}

/// Somebody else's words as a sentence of their own; nothing where there are none.
fn sentence(text: &str) -> String {
    let text = tidy_note(text);
    match text.chars().last() {
        Some(last) if last.is_alphanumeric() => format!("{text}."),
        _ => text,
    }
}

pub(super) fn words(text: impl Into<String>) -> Block {
    Block::Words(text.into())
}

fn confirmed(about: &About, base_url: &str) -> Words {
    let (price, policy) = (&about.record.price, &about.record.policy);
    let (staying, booked) = (about.record.staying().count(), about.record.people.len());
    // Letters may wait for a mail server, and the world goes on.
    let mut blocks = if about.record.booking.status == BookingStatus::Cancelled {
        vec![words("You were booked, and the booking was cancelled since. Another letter says what comes back."), Block::Facts(about.facts())]
    } else {
        let some_left = if staying < booked { " The others are cancelled." } else { "" };
        let to = format!("{base_url}/bookings/{}/tickets", about.record.booking.reference);
        let tickets = if staying == 1 { "Your ticket, to show at the door" } else { "Your tickets, one for each of you, to show at the door" };
        vec![
            words(format!("{}{some_left} We look forward to seeing you.", yours(staying))),
            Block::Facts(about.facts_with_travelers()),
            Block::Way { words: tickets.to_owned(), to },
        ]
    };
    if price.total.is_zero() {
        blocks.push(words("There is nothing to pay."));
    } else {
        let line = |name: &str, each: Paise, all: Paise| (format!("{name}, {} × {each}", price.party), all.to_string());
        let lines = [line("Price", price.price_each, price.price), line("Stake, comes back", price.stake_each, price.stake)];
        let lines = lines.into_iter().zip([price.price, price.stake]).filter(|(_, amount)| !amount.is_zero()).map(|(line, _)| line).collect();
        blocks.push(Block::Sum { lines, total: ("Paid".to_owned(), price.total.to_string()) });
    }
    let mut terms = Vec::new();
    if !price.stake.is_zero() {
        terms.push(policy.stake_in_words(&about.starts));
    }
    if !price.price.is_zero() {
        terms.extend(policy.in_words(&about.starts));
    }
    if !terms.is_empty() {
        blocks.extend([words(format!("If your plans change ({}):", zone_words(&about.starts))), Block::List(terms)]);
    }
    (format!("Booked: {}", about.title_and_time()), "Your seats are booked".to_owned(), blocks)
}

/// `The seat is yours.`, `3 seats are yours.`
fn yours(seats: usize) -> String {
    if seats == 1 { "The seat is yours.".to_owned() } else { format!("{seats} seats are yours.") }
}

fn payment_failed(about: &About, reason: &str, now: DateTimeUtc) -> Words {
    let mut blocks = vec![words(format!("Your payment of {} for {} did not go through.", about.record.price.total, about.title))];
    if !reason.is_empty() {
        blocks.push(words(format!("What we were told: {reason}")));
    }
    blocks.push(words(match (about.record.booking.status, about.hold_end()) {
        (BookingStatus::Pending, Some(until)) if until > now => {
            format!("We keep your {} until {}. Until then you can try again, or pay another way.", about.seats(), about.on_the_clock(until))
        }
        (BookingStatus::Confirmed | BookingStatus::Completed, _) => {
            "Another payment has come through since: you are booked, and there is nothing left to do.".to_owned()
        }
        _ => "The seats are no longer kept for you. You can book again as long as there is room.".to_owned(),
    }));
    blocks.push(Block::Facts(about.facts()));
    (format!("Your payment did not go through: {}", about.title_and_time()), "Your payment did not go through".to_owned(), blocks)
}

fn hold_expired(about: &About) -> Words {
    let until = about.hold_end().map_or_else(|| "the time was up".to_owned(), |at| about.on_the_clock(at));
    let blocks = vec![
        words(format!("We kept {} for you until {until}. They were not paid for by then, so they are free for others again.", about.seats())),
        words("You can book again as long as there is room. If you paid in the last minutes, we write to you about that payment separately."),
        Block::Facts(about.facts()),
    ];
    (format!("Your hold has run out: {}", about.title_and_time()), "Your hold has run out".to_owned(), blocks)
}

fn offered(about: &About, now: DateTimeUtc) -> Words {
    let (record, price) = (about.record, &about.record.price);
    let mut blocks = match (record.booking.status, about.hold_end()) {
        (BookingStatus::Pending, Some(until)) if until > now => {
            let then = if price.total.is_zero() { "accept them on your booking’s page" } else { "pay for them" };
            vec![
                words(format!("{} came free, and you are next in line. We keep what you waited for until {}.", about.seats(), about.on_the_clock(until))),
                words(format!("If you {then} by then, you are going. If not, the next in line is asked, and nothing is owed.")),
            ]
        }
        (BookingStatus::Confirmed | BookingStatus::Completed, _) => {
            vec![words("Seats came free for you, and you have taken them: there is nothing left to do.")]
        }
        _ => vec![words("Seats came free for you. Since then they went to the next in line; nothing is owed.")],
    };
    if record.booking.status == BookingStatus::Pending && !price.total.is_zero() {
        let line = |name: &str, each: Paise, all: Paise| (format!("{name}, {} × {each}", price.party), all.to_string());
        let lines = [line("Price", price.price_each, price.price), line("Stake, comes back", price.stake_each, price.stake)];
        let lines = lines.into_iter().zip([price.price, price.stake]).filter(|(_, amount)| !amount.is_zero()).map(|(line, _)| line).collect();
        blocks.push(Block::Sum { lines, total: ("To pay".to_owned(), price.total.to_string()) });
    }
    blocks.push(Block::Facts(about.facts_with_travelers()));
    (format!("Your turn: {}", about.title_and_time()), format!("{} for you", about.seats()), blocks)
}

fn offer_expired(about: &About) -> Words {
    let until = about.hold_end().map_or_else(|| "the time was up".to_owned(), |at| about.on_the_clock(at));
    let paid = "If you paid in the last minutes, we write to you about that payment separately.";
    let blocks = vec![
        words(format!("We offered you {} until {until}. You did not take them by then, so they go to the next in line. Nothing is owed.", about.seats())),
        words(if about.record.price.total.is_zero() { "You can join the line again.".to_owned() } else { format!("You can join the line again. {paid}") }),
        Block::Facts(about.facts()),
    ];
    (format!("Your offer has run out: {}", about.title_and_time()), "Your offer has run out".to_owned(), blocks)
}

fn cancelled(about: &About, lines: &[LetterLine], total: Paise, whole: bool) -> Words {
    let names = lines.iter().map(|line| tidy_line(&line.name)).collect::<Vec<_>>().join(", ");
    let (subject, heading, news) = if whole {
        ("Cancelled", "Your booking is cancelled", "As you asked, we have cancelled your booking.".to_owned())
    } else {
        ("Cancelled in part", "Part of your booking is cancelled", format!("As you asked, we have cancelled for {names}. The rest of your booking stands."))
    };
    let mut blocks = vec![words(news)];
    let free = lines.iter().all(|line| [line.price_back, line.stake_back, line.stake_forfeited].iter().all(|amount| amount.is_zero())) && total.is_zero();
    if free {
        blocks.push(words(if about.record.price.total.is_zero() { "There was nothing to pay, so nothing comes back." } else { NOTHING_BACK }));
    } else {
        blocks.push(Block::Sum { lines: lines.iter().flat_map(amounts).collect(), total: ("Comes back".to_owned(), total.to_string()) });
        blocks.push(words(if total.is_zero() { NOTHING_BACK } else { REFUND_TIME }));
    }
    blocks.push(Block::Facts(about.facts()));
    (format!("{subject}: {}", about.title_and_time()), heading.to_owned(), blocks)
}

const NOTHING_BACK: &str = "Under the terms of this booking nothing comes back at this time.";

/// One traveler's amounts: what comes back of the price, and what of the stake; `₹0.00 of ₹200.00` where it is forfeited.
fn amounts(line: &LetterLine) -> Vec<(String, String)> {
    let name = tidy_line(&line.name);
    let mut lines = vec![(format!("{name}, price back"), line.price_back.to_string())];
    let stake = line.stake_back + line.stake_forfeited;
    if !stake.is_zero() {
        let of = if line.stake_forfeited.is_zero() { String::new() } else { format!(" of {stake}") };
        lines.push((format!("{name}, stake back"), format!("{}{of}", line.stake_back)));
    }
    lines
}

fn refunded(about: &About, amount: Paise) -> Words {
    let blocks = vec![words(format!("We have sent {amount} back to you. {REFUND_TIME}")), Block::Facts(about.facts())];
    (format!("Refunded {amount}: {}", about.title_and_time()), format!("{amount} is on its way back"), blocks)
}

fn called_off(about: &About, reason: &str, total: Paise) -> Words {
    let mut blocks = vec![words("We are sorry: this run will not take place.")];
    if !reason.is_empty() {
        blocks.push(words(format!("The reason: {reason}")));
    }
    blocks.push(words(if about.record.price.total.is_zero() {
        "There was nothing to pay, so there is nothing left to do.".to_owned()
    } else if total.is_zero() {
        "Nothing was charged. Should you have paid in the last minutes, we write to you about that payment separately.".to_owned()
    } else {
        format!("All you paid comes back, price and stake: {total}. {REFUND_TIME} You need not do anything.")
    }));
    blocks.push(Block::Facts(about.facts()));
    (format!("Called off: {}", about.title_and_time()), "Called off".to_owned(), blocks)
}

/// `host` is the host's name where the host has cancelled, and none where Nukkad has; then the money may have come back already.
fn cancelled_by(about: &About, host: Option<&str>, reason: &str, total: Paise) -> Words {
    let mut blocks = vec![words(format!("We are sorry: {} has cancelled your booking.", host.unwrap_or("Nukkad")))];
    if !reason.is_empty() {
        blocks.push(words(format!("The reason: {reason}")));
    }
    blocks.push(words(if total.is_zero() {
        "There was nothing to pay, so there is nothing left to do.".to_owned()
    } else {
        let time = if host.is_some() { REFUND_TIME } else { "" };
        format!("All you paid for your seats comes back, price and stake: {total}. {time} You need not do anything.").replace("  ", " ")
    }));
    blocks.push(Block::Facts(about.facts()));
    let who = if host.is_some() { "the host" } else { "Nukkad" };
    let heading = if host.is_some() { "The host has cancelled your booking" } else { "Nukkad has cancelled your booking" };
    (format!("Cancelled by {who}: {}", about.title_and_time()), heading.to_owned(), blocks)
}

/// A member's own words, under the member's name. Nobody's address is in it, and an answer reaches nobody, which it says.
fn from_host(about: &About, subject: &str, text: &str, sender: &str) -> Words {
    let (subject, host) = (tidy_line(subject), tidy_line(&about.record.run.host));
    let blocks = vec![
        words(tidy_note(text)),
        words(format!("{}, {host}", tidy_line(sender))),
        words("Your host wrote this through Nukkad. Answers to this mail are not read."),
        Block::Facts(about.facts()),
    ];
    (format!("{subject}: {}", about.title_and_time()), subject, blocks)
}

fn moved(about: &About, from: DateTimeUtc, leave_until: DateTimeUtc) -> Words {
    let run = &about.record.run;
    let mut blocks = vec![words(format!("The host has changed the date: from {} to {}.", about.on_the_clock(from), about.on_the_clock(run.starts_at)))];
    if about.record.booking.status == BookingStatus::Pending && run.cancel_reason.is_none() {
        let until = about.hold_end().map_or_else(String::new, |at| format!(" until {}", about.on_the_clock(at)));
        blocks.push(words(format!(
            "Your seats are kept{until}, and are not yours yet: take them on the booking’s page if the new date suits you. If it does not, there is nothing to do."
        )));
    } else if about.record.booking.status.keeps_seats() && run.cancel_reason.is_none() {
        let money = if about.record.price.total.is_zero() {
            "There was nothing to pay."
        } else {
            "All you paid comes back then, price and stake, whatever the policy says."
        };
        blocks.push(words("Your seats are kept. If the new date suits you, there is nothing to do."));
        blocks.push(words(format!(
            "If it does not, you can cancel until {}, on the booking’s page. {money}",
            about.on_the_clock(leave_until.min(run.starts_at))
        )));
    } else {
        blocks.push(words("Your booking is over since; there is nothing left to do."));
    }
    blocks.push(Block::Facts(about.facts()));
    (format!("New date: {}", about.title_and_time()), "Your run has a new date".to_owned(), blocks)
}

fn not_kept(about: &About, amount: Paise, why: &str, captured: bool) -> Words {
    let money = if captured {
        format!("We refund all of it: {amount}. {REFUND_TIME}")
    } else {
        format!("We have not taken it: your bank releases the {amount} by itself within about 5 days.")
    };
    let mut blocks = vec![words(format!("A payment of {amount} has reached us that we cannot keep."))];
    if !why.is_empty() {
        blocks.push(words(why));
    }
    blocks.extend([words(money), words("You need not do anything."), Block::Facts(about.facts())]);
    (format!("About your payment of {amount}: {}", about.title_and_time()), format!("Your {amount} comes back"), blocks)
}
