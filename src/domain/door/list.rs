//! What a door's list is asked and told.

use super::{Door, Guest, Judgement, News, Party, Presence, Reading, ScanKind, Verdict, verdict};
use crate::domain::ids::{BookingId, TravelerId};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

impl Door {
    /// A traveler on the list.
    #[must_use]
    pub fn guest(&self, traveler: TravelerId) -> Option<&Guest> {
        self.guests.iter().find(|guest| guest.traveler == traveler)
    }

    /// The booking that a traveler is on.
    #[must_use]
    pub fn party(&self, booking: BookingId) -> Option<&Party> {
        self.parties.iter().find(|party| party.booking == booking)
    }

    /// How many of a booking are here, and how many are to come in all.
    #[must_use]
    pub fn of_party(&self, booking: BookingId) -> (u32, u32) {
        count(self.guests.iter().filter(|guest| guest.booking == booking))
    }

    /// How many of all are here, and how many are to come.
    #[must_use]
    pub fn counts(&self) -> (u32, u32) {
        count(self.guests.iter())
    }

    /// What the door says to a reading at `now`. Nothing changes.
    #[must_use]
    pub fn judge(&self, reading: &Reading, now: DateTime<Utc>) -> Judgement {
        let guest = match reading {
            Reading::Ticket { ticket, .. } if ticket.run == self.run => {
                self.guests.iter().find(|guest| (guest.booking, guest.position) == (ticket.booking, ticket.position))
            }
            Reading::Hand(traveler) => self.guest(*traveler),
            Reading::Ticket { .. } | Reading::Nothing => None,
        };
        let verdict = verdict(self, reading, guest, now);
        // Whoever shows a forged ticket does not learn whose it would be.
        let traveler = guest.filter(|_| verdict != Verdict::Forged).map(|guest| guest.traveler);
        Judgement { verdict, traveler }
    }

    /// The same for a scan, which may also take somebody back.
    #[must_use]
    pub fn judge_scan(&self, reading: &Reading, kind: ScanKind, now: DateTime<Utc>) -> Judgement {
        let judgement = self.judge(reading, now);
        match (kind, &judgement.verdict) {
            (ScanKind::Undo, Verdict::Yes | Verdict::Already { .. }) => Judgement { verdict: Verdict::Undone, ..judgement },
            _ => judgement,
        }
    }

    /// Writes on the list what a scan says that counts.
    pub fn apply(&mut self, traveler: TravelerId, kind: ScanKind, presence: Presence) {
        if let Some(guest) = self.guests.iter_mut().find(|guest| guest.traveler == traveler) {
            match kind {
                ScanKind::In => {
                    guest.here.get_or_insert(presence);
                }
                ScanKind::Undo => guest.here = None,
            }
        }
    }

    /// Takes in what the server says, before what is still to be sent is applied again.
    pub fn hear(&mut self, news: &News) {
        if let Some(list) = &news.list {
            self.clone_from(list);
            return;
        }
        let mut fresh: HashMap<TravelerId, &Guest> = news.guests.iter().map(|guest| (guest.traveler, guest)).collect();
        for guest in &mut self.guests {
            if let Some(fresh) = fresh.remove(&guest.traveler) {
                guest.clone_from(fresh);
            }
        }
        (self.cursor, self.closed) = (news.cursor, news.closed);
        if self.counts().0 != news.here {
            // Somebody was marked elsewhere than at a door: next time the whole list is asked for.
            self.version.clear();
        }
    }

    /// The guests that a search finds: every word must be part of the name, the booking's reference or the ticket's code.
    #[must_use]
    pub fn search(&self, words: &str) -> Vec<&Guest> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return self.guests.iter().collect();
        }
        let references: HashMap<BookingId, String> = self.parties.iter().map(|party| (party.booking, party.reference.as_str().to_lowercase())).collect();
        let found = |guest: &&Guest| {
            let (name, code) = (guest.name.to_lowercase(), guest.code.letters().to_lowercase());
            words.iter().all(|word| {
                let letters = word.replace('-', "");
                let coded = !letters.is_empty() && code.contains(&letters);
                coded || name.contains(word) || references.get(&guest.booking).is_some_and(|reference| reference.contains(word))
            })
        };
        self.guests.iter().filter(found).collect()
    }
}

fn count<'a>(guests: impl Iterator<Item = &'a Guest>) -> (u32, u32) {
    guests.filter(|guest| !guest.cancelled).fold((0, 0), |(here, all), guest| (here + u32::from(guest.here.is_some()), all + 1))
}
