//! Checking in: the scans of all the devices at a door. Scans are only ever added; who is here follows from all
//! of them, so that devices that were without a network agree in the end, in whatever order they report.

use super::{
    Services,
    activity::{self, Change},
    bookings::BookingError,
    hosting::Membership,
};
use crate::{
    domain::{
        door::{
            Answer, Closed, DEVICE_CHARS_MAX, Door, Judgement, Presence, Reading, SCANS_MAX, Scan, ScanId, ScanKind, Verdict, arrival, opens_at, possible_time,
        },
        ids::{RunId, TravelerId},
        text::tidy_line,
        ticket::SignedTicket,
    },
    entity::{check_in, event_run, traveler},
};
use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// A scan with what was made of it.
struct Read<'a> {
    scan: &'a Scan,
    id: Option<ScanId>,
    reading: Reading,
}

impl Services {
    /// What a text that was read at a door says. Nothing changes.
    #[must_use]
    pub fn read_ticket(&self, text: &str) -> Reading {
        match text.parse::<SignedTicket>() {
            Ok(signed) => Reading::Ticket { ticket: signed.ticket, genuine: Some(self.tickets.wrote(&signed)) },
            Err(_) => Reading::Nothing,
        }
    }

    /// A scan of somebody whom a member points at, made here and now for a page without JavaScript.
    #[must_use]
    pub fn scan_by_hand(&self, kind: ScanKind, traveler: TravelerId) -> Scan {
        let id = ScanId::from_entropy(self.entropy.bits(), self.entropy.bits()).to_string();
        Scan { id, kind, traveler: Some(traveler), ticket: None, at: self.clock.now(), device: String::new() }
    }

    /// Writes scans down and says of each what became of it. A scan that was sent before counts once, and each that is refused leaves the
    /// others as they are.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where the run does not exist or is another organization's. Nothing was written then.
    pub async fn check_in(&self, membership: &Membership, run: RunId, scans: &[Scan]) -> Result<Vec<Answer>, BookingError> {
        let (now, run) = (self.clock.now(), self.host_run_row(membership, run).await?);
        let reads: Vec<Read> = scans.iter().take(SCANS_MAX).map(|scan| self.read(scan)).collect();
        let wanted = self.targets(run.id, &reads).await?;
        let db = self.store.begin().await?;
        // Travelers before their run, as everybody locks them; both until the end.
        let rows = traveler::Entity::find().filter(traveler::Column::Id.is_in(wanted)).order_by_asc(traveler::Column::Id).lock_exclusive().all(&db).await?;
        let open = event_run::hold_door(&db, run.id).await?;
        let mut door = self.small_list(&db, &run, rows).await?;
        if !open && door.closed.is_none() {
            door.closed = Some(Closed::Final);
        }
        let known = known(&db, &reads).await?;
        let mut answers = Vec::new();
        let mut changed = BTreeSet::new();
        for read in &reads {
            let judgement = match read.id.as_ref().and_then(|id| known.get(id)) {
                Some(earlier) if earlier.run_id == run.id => {
                    answers.push(Answer { id: read.scan.id.clone(), kept: true, judgement: kept_before(&door, earlier) });
                    continue;
                }
                // A device makes an id once; whoever uses another run's makes them up.
                Some(_) => Judgement { verdict: Verdict::Forged, traveler: None },
                None => judge(&door, read, now),
            };
            let mut kept = false;
            if let (true, Some(traveler), Some(id)) = (judgement.verdict.counts(), judgement.traveler, &read.id) {
                let new = new_scan(membership, &door, read, id, traveler, now);
                let presence = Presence { since: new.at, by: String::new(), device: new.device.clone() };
                let first = check_in::keep(&db, new, now).await?;
                if first {
                    log(&db, membership, &door, read, traveler, now).await?;
                    door.apply(traveler, read.scan.kind, presence);
                    changed.insert(traveler);
                }
                kept = true;
            }
            answers.push(Answer { id: read.scan.id.clone(), kept, judgement });
        }
        settle(&db, changed).await?;
        db.commit().await?;
        Ok(answers)
    }

    fn read<'a>(&self, scan: &'a Scan) -> Read<'a> {
        let reading = match (&scan.ticket, scan.traveler) {
            (Some(text), _) => self.read_ticket(text),
            (None, Some(traveler)) => Reading::Hand(traveler),
            (None, None) => Reading::Nothing,
        };
        Read { id: scan.id.parse().ok(), scan, reading }
    }

    /// The travelers of a run's door that some scans are about.
    async fn targets(&self, run: RunId, reads: &[Read<'_>]) -> Result<Vec<TravelerId>, DbErr> {
        let mut wanted = Condition::any();
        for read in reads {
            wanted = match read.reading {
                Reading::Hand(traveler) => wanted.add(traveler::Column::Id.eq(traveler)),
                Reading::Ticket { ticket, genuine: Some(true) } if ticket.run == run => {
                    wanted.add(traveler::Column::BookingId.eq(ticket.booking).and(traveler::Column::Position.eq(i32::from(ticket.position))))
                }
                Reading::Ticket { .. } | Reading::Nothing => wanted,
            };
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let ids = traveler::at_the_door(run).filter(wanted).select_only().column(traveler::Column::Id);
        ids.into_tuple().all(self.store.reader()).await
    }
}

/// Scans that were written down before, by their ids.
async fn known(db: &impl ConnectionTrait, reads: &[Read<'_>]) -> Result<HashMap<ScanId, check_in::Model>, DbErr> {
    let ids = reads.iter().filter_map(|read| read.id.clone());
    let rows = check_in::Entity::find().filter(check_in::Column::Scan.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.scan.clone(), row)).collect())
}

/// What is said of a scan that counts since an earlier time: how things stand, without a reproach.
fn kept_before(door: &Door, earlier: &check_in::Model) -> Judgement {
    let verdict = match earlier.kind {
        ScanKind::In => Verdict::Yes,
        ScanKind::Undo => Verdict::Undone,
    };
    Judgement { verdict, traveler: door.guest(earlier.traveler_id).map(|guest| guest.traveler) }
}

fn judge(door: &Door, read: &Read<'_>, now: DateTime<Utc>) -> Judgement {
    if read.id.is_none() {
        return Judgement { verdict: Verdict::Forged, traveler: None };
    }
    door.judge_scan(&read.reading, read.scan.kind, now)
}

fn new_scan(membership: &Membership, door: &Door, read: &Read<'_>, id: &ScanId, traveler: TravelerId, now: DateTime<Utc>) -> check_in::NewScan {
    check_in::NewScan {
        scan: id.clone(),
        run: door.run,
        traveler,
        kind: read.scan.kind,
        means: if read.scan.ticket.is_some() { check_in::BY_TICKET } else { check_in::BY_HAND },
        at: possible_time(read.scan.at, opens_at(door.starts.at), now).trunc_subsecs(3),
        by: membership.user_id,
        device: tidy_line(&read.scan.device).chars().take(DEVICE_CHARS_MAX).collect(),
    }
}

/// Tells the organization of what a member did by hand. Scanned tickets are not repeated there: they are kept with the run, each with
/// who and when.
async fn log(db: &DatabaseTransaction, by: &Membership, door: &Door, read: &Read<'_>, traveler: TravelerId, now: DateTime<Utc>) -> Result<(), DbErr> {
    let Some(guest) = door.guest(traveler) else { return Ok(()) };
    let (action, here) = match read.scan.kind {
        ScanKind::In => ("check_in.marked", true),
        ScanKind::Undo => ("check_in.undone", false),
    };
    let by_ticket = read.scan.ticket.is_some() && here;
    if by_ticket || here == guest.here.is_some() {
        return Ok(());
    }
    let state = |here: bool| json!({ "traveler": guest.name, "here": here });
    let change = Change { subject: format!("traveler:{traveler}"), before: state(!here), after: state(here) };
    activity::record(db, by, action, change, now).await
}

/// Works out anew, from all scans about each of these travelers, who is here.
async fn settle(db: &DatabaseTransaction, travelers: BTreeSet<TravelerId>) -> Result<(), DbErr> {
    let mut scans: HashMap<TravelerId, Vec<check_in::Model>> = HashMap::new();
    for scan in check_in::about(travelers.iter().copied()).all(db).await? {
        scans.entry(scan.traveler_id).or_default().push(scan);
    }
    for (traveler, scans) in scans {
        let first = arrival(&scans, |scan| (scan.at, scan.scan.as_str(), scan.kind));
        traveler::set_here(db, traveler, first.map(|scan| scan.at)).await?;
    }
    Ok(())
}
