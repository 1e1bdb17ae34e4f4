//! The desk at a door, as a live page has it: the list, the scans that wait to be sent, and what the door said last.
//! It answers from what is on the device and sends what it can, when it can.

#[cfg_attr(feature = "ssr", path = "server.rs")]
#[cfg_attr(not(feature = "ssr"), path = "browser.rs")]
mod device;

pub(crate) use device::forget;

use crate::{
    api::check_in::{CheckInPage, check_in_news, send_scans},
    domain::{
        door::{Door, Judgement, News, Presence, Reading, SCANS_MAX, Scan, ScanKind, Verdict},
        ids::{RunId, TravelerId, UserId},
        ticket::SignedTicket,
    },
    error::{AppError, ErrorCode},
};
use chrono::{DateTime, Duration, Utc};
use leptos::{html, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

/// Seconds between two looks at what other devices have done.
const LOOK_SECONDS: i64 = 3;
/// Longest time, in seconds, between two attempts to reach a server that does not answer.
const LOOK_SECONDS_MAX: i64 = 30;

/// How the device stands with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    Online,
    /// Scans wait on the device.
    Offline,
    /// The session is over: scans wait until somebody has logged in again.
    LoggedOut,
}

/// What the camera is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Camera {
    Off,
    On,
    /// With the browser's name for what went wrong.
    Failed(String),
}

/// What a device keeps of a door, for when its page is opened again without a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// The server's time when it was so.
    as_of: DateTime<Utc>,
    /// How far the server's clock is ahead of the device's, in milliseconds.
    ahead: i64,
    door: Door,
}

/// What the desk knows besides what it shows.
#[derive(Clone, Debug)]
struct Back {
    run: RunId,
    member: UserId,
    ticket_key: Vec<u8>,
    /// As the server knows it, without what waits to be sent.
    kept: Kept,
    asking: bool,
    /// Seconds to wait after the next failure.
    patience: i64,
    /// By the device's clock.
    next_look: DateTime<Utc>,
}

/// The desk; copies are the same desk.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// With what waits to be sent.
    pub(crate) door: RwSignal<Door>,
    pub(crate) waiting: RwSignal<Vec<Scan>>,
    pub(crate) said: RwSignal<Option<Judgement>>,
    /// What the server did not accept after all: whom, where known, and why.
    pub(crate) refused: RwSignal<Vec<Judgement>>,
    pub(crate) link: RwSignal<Link>,
    /// True once the page can be opened again without a network.
    pub(crate) ready: RwSignal<bool>,
    pub(crate) camera: RwSignal<Camera>,
    /// Sound and touch with each answer.
    pub(crate) loud: RwSignal<bool>,
    pub(crate) video: NodeRef<html::Video>,
    back: StoredValue<Back>,
}

impl Desk {
    /// A desk with the list that came with its page. Live once the page is.
    pub(crate) fn new(page: &CheckInPage) -> Self {
        let kept = Kept { as_of: page.now, ahead: 0, door: page.door.clone() };
        let back = Back {
            run: page.door.run,
            member: page.member,
            ticket_key: page.ticket_key.clone(),
            kept,
            asking: false,
            patience: LOOK_SECONDS,
            next_look: DateTime::UNIX_EPOCH,
        };
        let desk = Self {
            door: RwSignal::new(page.door.clone()),
            waiting: RwSignal::new(Vec::new()),
            said: RwSignal::new(page.said.clone()),
            refused: RwSignal::new(Vec::new()),
            link: RwSignal::new(Link::Online),
            ready: RwSignal::new(false),
            camera: RwSignal::new(Camera::Off),
            loud: RwSignal::new(false),
            video: NodeRef::new(),
            back: StoredValue::new(back),
        };
        device::open(
            move || desk.resume(),
            move || desk.tick(),
            move |online| desk.network(online),
            move || {
                desk.ready.try_set(true);
            },
        );
        desk
    }

    /// Says of somebody by hand that they are here, or not after all.
    pub(crate) fn mark(self, traveler: TravelerId, kind: ScanKind) {
        self.take(Reading::Hand(traveler), kind, None);
    }

    /// Reads the text of a code.
    pub(crate) fn read(self, text: String) {
        let Ok(signed) = text.parse::<SignedTicket>() else { return self.take(Reading::Nothing, ScanKind::In, None) };
        let key = self.back.with_value(|back| back.ticket_key.clone());
        device::verify(&key, &signed, move |genuine| self.take(Reading::Ticket { ticket: signed.ticket, genuine }, ScanKind::In, Some(text.clone())));
    }

    /// Turns the camera on or off.
    pub(crate) fn look(self, on: bool) {
        self.camera.set(if on { Camera::On } else { Camera::Off });
        let failed = move |name| {
            self.camera.try_set(Camera::Failed(name));
        };
        if on { device::watch(self.video, move |text| self.read(text), failed) } else { device::stop() }
    }

    /// Answers at once, from what is on the device; what counts is kept there until the server has it.
    fn take(self, reading: Reading, kind: ScanKind, ticket: Option<String>) {
        let Some(now) = self.now() else { return };
        let judgement = self.door.with_untracked(|door| door.judge_scan(&reading, kind, now));
        if let (Verdict::Yes | Verdict::Undone, Some(traveler)) = (&judgement.verdict, judgement.traveler) {
            let by_hand = ticket.is_none().then_some(traveler);
            let scan = Scan { id: device::new_id(), kind, traveler: by_hand, ticket, at: now, device: device::name() };
            self.keep(&scan);
            self.door.update(|door| apply(door, traveler, &scan));
            self.waiting.update(|waiting| waiting.push(scan));
            self.hurry();
        }
        if self.loud.get_untracked() {
            device::signal(judgement.verdict.counts() && !matches!(judgement.verdict, Verdict::Already { .. }));
        }
        self.said.set(Some(judgement));
    }

    /// The server's time, as well as the device can tell. `None` where the page has gone.
    fn now(self) -> Option<DateTime<Utc>> {
        self.back.try_with_value(|back| device::now() + Duration::milliseconds(back.kept.ahead))
    }

    /// Looks for news at once instead of in a while.
    fn hurry(self) {
        self.back.try_update_value(|back| back.next_look = DateTime::UNIX_EPOCH);
    }

    /// The device has a network again, or has lost it.
    fn network(self, online: bool) {
        if online {
            self.hurry();
            self.tick();
        } else {
            self.link.try_set(Link::Offline);
        }
    }

    /// Once a second: sends what waits, or looks what others have done, when it is time.
    fn tick(self) {
        let due = self.back.try_update_value(|back| {
            let due = !back.asking && device::now() >= back.next_look;
            back.asking |= due;
            due
        });
        if due == Some(true) {
            spawn_local(self.exchange());
        }
    }

    /// Sends the oldest scans that wait, if any, and takes in what the server says.
    async fn exchange(self) {
        let asked = self.back.try_with_value(|back| (back.run.to_string(), back.kept.door.cursor, back.kept.door.version.clone()));
        let (Some((run, cursor, version)), Some(batch)) =
            (asked, self.waiting.try_with_untracked(|waiting| waiting.iter().take(SCANS_MAX).cloned().collect::<Vec<_>>()))
        else {
            return;
        };
        let answer = if !device::is_online() {
            Err(AppError::new(ErrorCode::Unreachable, ""))
        } else if batch.is_empty() {
            check_in_news(run, cursor, version).await
        } else {
            send_scans(run, batch, cursor, version).await
        };
        let (link, again) = match answer {
            Ok(news) => {
                let more = self.hear(&news);
                (Link::Online, Ok(more))
            }
            Err(error) if matches!(error.code, ErrorCode::Unauthenticated | ErrorCode::Forbidden | ErrorCode::NotFound) => (Link::LoggedOut, Err(())),
            Err(_) => (Link::Offline, Err(())),
        };
        // Meanwhile the reader may have gone elsewhere, and all of this with the page.
        self.back.try_update_value(|back| {
            back.asking = false;
            let (wait, patience) = match again {
                Ok(true) => (0, LOOK_SECONDS),
                Ok(false) => (LOOK_SECONDS, LOOK_SECONDS),
                Err(()) => (back.patience, (back.patience * 2).min(LOOK_SECONDS_MAX)),
            };
            back.next_look = device::now() + Duration::seconds(wait);
            back.patience = patience;
        });
        if self.link.try_with_untracked(|known| *known != link) == Some(true) {
            self.link.set(link);
        }
    }

    /// Takes in what the server says. True where it is worth asking again at once.
    fn hear(self, news: &News) -> bool {
        let Some(mut waiting) = self.waiting.try_get_untracked() else { return false };
        let answered = |scan: &Scan| news.answers.iter().any(|answer| answer.id == scan.id);
        for scan in waiting.extract_if(.., |scan| answered(scan)) {
            self.drop(&scan);
        }
        let refused: Vec<Judgement> = news.answers.iter().filter(|answer| !answer.kept).map(|answer| answer.judgement.clone()).collect();
        let known = self.back.try_update_value(|back| {
            let before = back.kept.door.clone();
            back.kept.door.hear(news);
            back.kept.as_of = news.now;
            back.kept.ahead = (news.now - device::now()).num_milliseconds();
            (back.kept.clone(), back.kept.door != before)
        });
        let Some((kept, changed)) = known else { return false };
        if changed {
            self.keep_list(&kept);
        }
        let incomplete = kept.door.version.is_empty();
        self.show(kept.door, &waiting);
        if self.waiting.with_untracked(|old| *old != waiting) {
            self.waiting.set(waiting);
        }
        if !refused.is_empty() {
            self.refused.update(|all| all.extend(refused));
        }
        incomplete || self.waiting.with_untracked(|waiting| !waiting.is_empty())
    }

    /// Shows the server's list with what waits to be sent.
    fn show(self, mut door: Door, waiting: &[Scan]) {
        for scan in waiting {
            let of_ticket = |text: &String| {
                let ticket = text.parse::<SignedTicket>().ok()?.ticket;
                door.judge(&Reading::Ticket { ticket, genuine: None }, scan.at).traveler
            };
            if let Some(traveler) = scan.traveler.or_else(|| scan.ticket.as_ref().and_then(of_ticket)) {
                apply(&mut door, traveler, scan);
            }
        }
        if self.door.with_untracked(|shown| *shown != door) {
            self.door.set(door);
        }
    }

    /// Goes on from what the device has kept: the list, where it is newer than the page's, and what waits to be sent.
    fn resume(self) {
        if let Some(kept) = self.kept_list() {
            self.back.update_value(|back| {
                if kept.as_of > back.kept.as_of {
                    back.kept = kept;
                }
            });
        }
        let mut waiting = self.kept_scans();
        waiting.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        let kept = self.back.with_value(|back| back.kept.clone());
        self.keep_list(&kept);
        self.show(kept.door, &waiting);
        self.waiting.set(waiting);
    }

    fn list_name(self) -> Option<String> {
        self.back.try_with_value(|back| format!("list:{}:{}", back.member, back.run))
    }

    /// What waits is kept under names of its own, so that two windows do not write over each other, and without any names of people.
    fn scans_name(self) -> Option<String> {
        self.back.try_with_value(|back| format!("scan:{}:{}:", back.member, back.run))
    }

    fn keep_list(self, kept: &Kept) {
        if let (Some(name), Ok(text)) = (self.list_name(), serde_json::to_string(kept)) {
            device::keep(&name, &text);
        }
    }

    fn kept_list(self) -> Option<Kept> {
        serde_json::from_str(&device::kept(&self.list_name()?)?).ok()
    }

    fn keep(self, scan: &Scan) {
        if let (Some(name), Ok(text)) = (self.scans_name(), serde_json::to_string(scan)) {
            device::keep(&format!("{name}{}", scan.id), &text);
        }
    }

    fn drop(self, scan: &Scan) {
        if let Some(name) = self.scans_name() {
            device::drop(&format!("{name}{}", scan.id));
        }
    }

    fn kept_scans(self) -> Vec<Scan> {
        let texts = self.scans_name().map(|name| device::all_kept(&name)).unwrap_or_default();
        texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
    }
}

fn apply(door: &mut Door, traveler: TravelerId, scan: &Scan) {
    door.apply(traveler, scan.kind, Presence { since: scan.at, by: String::new(), device: scan.device.clone() });
}
