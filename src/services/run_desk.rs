//! The desk of one run: who comes, searched, sorted and paged by the database, with answers, notes and attendance beside each booking.
//! However many people there are, a page takes the same few statements, and sees everything as it is at one moment.

use super::{
    Services,
    bookings::BookingError,
    catalog::RunRow,
    hosting::Membership,
    messages::{self, SentMessage},
    notes::{NoteRow, notes},
    run_figures::{self, RunTotals, bookings_of},
    store::pattern,
};
use crate::{
    domain::{
        booking::{BookingStatus, PriceBreakdown},
        desk::{DeskFilter, DeskView, PAGE_ROWS, RunSort},
        ids::{BookingId, BookingRef, RunId},
        money::Paise,
    },
    entity::{answer, booking, booking_note, traveler},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Func, SimpleExpr},
};
use std::collections::HashMap;

/// A person on a booking.
pub type Traveler = traveler::Model;

/// A booking with all that its host may know of it.
#[derive(Clone, Debug)]
pub struct DeskBooking {
    pub booking: booking::Model,
    /// Of the seats that it keeps, or kept last.
    pub price: PriceBreakdown,
    /// Everybody on it, in the order in which they were named; also those whose seats were cancelled.
    pub people: Vec<traveler::Model>,
    /// Question and answer.
    pub answers: Vec<(String, String)>,
    /// Oldest first.
    pub notes: Vec<NoteRow>,
}

impl DeskBooking {
    /// The lead traveler's name.
    #[must_use]
    pub fn lead(&self) -> &str {
        self.people.first().map_or("", |lead| lead.name.as_str())
    }

    /// The contact, which leaves the house for confirmed bookings only: an unpaid or given-up one is nobody the host needs to reach.
    #[must_use]
    pub fn contact(&self) -> (Option<&str>, Option<&str>) {
        let reachable = self.booking.status == BookingStatus::Confirmed;
        (reachable.then_some(self.booking.contact_email.as_str()), self.booking.contact_phone.as_deref().filter(|_| reachable))
    }
}

/// Rows of the list: in each a traveler, the lead one where a row is a booking, with the booking.
#[derive(Clone, Debug)]
pub struct DeskRows {
    rows: Vec<traveler::Model>,
    bookings: HashMap<BookingId, DeskBooking>,
}

impl DeskRows {
    /// The rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&traveler::Model, &DeskBooking)> {
        self.rows.iter().filter_map(|person| self.bookings.get(&person.booking_id).map(|booking| (person, booking)))
    }
}

/// A run, its figures, and one page of its list.
#[derive(Clone, Debug)]
pub struct DeskRecord {
    pub run: RunRow,
    pub totals: RunTotals,
    /// Rows that the filter lets through, on all pages.
    pub matching: u64,
    pub rows: DeskRows,
    /// What was written to its travelers, latest first.
    pub messages: Vec<SentMessage>,
}

/// A run with its whole list, for an export.
#[derive(Clone, Debug)]
pub(super) struct WholeList {
    pub(super) run: RunRow,
    pub(super) rows: DeskRows,
    pub(super) refunded: HashMap<BookingId, Paise>,
}

impl Services {
    /// One page of a run of the organization's.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where it does not exist or is another organization's.
    pub async fn run_desk(&self, membership: &Membership, run: RunId, filter: &DeskFilter) -> Result<DeskRecord, BookingError> {
        let run = self.host_run_row(membership, run).await?;
        let db = self.store.snapshot().await?;
        let totals = run_figures::totals(&db, run.id, membership.fee_basis_points).await?;
        let listed = listed(run.id, filter);
        let matching = listed.clone().count(&db).await?;
        let before = u64::from(filter.page - 1) * u64::from(PAGE_ROWS);
        let rows = in_order(listed, filter.sort).offset(before).limit(u64::from(PAGE_ROWS)).all(&db).await?;
        let these = booking::Column::Id.is_in(rows.iter().map(|person| person.booking_id));
        let bookings = with_details(&db, these.into()).await?;
        let messages = messages::sent(&db, run.id).await?;
        db.commit().await?;
        Ok(DeskRecord { run, totals, matching, rows: DeskRows { rows, bookings }, messages })
    }

    /// All rows that a filter lets through, its page aside.
    pub(super) async fn whole_list(&self, membership: &Membership, run: RunId, filter: &DeskFilter) -> Result<WholeList, BookingError> {
        let run = self.host_run_row(membership, run).await?;
        let db = self.store.snapshot().await?;
        let rows = in_order(listed(run.id, filter), filter.sort).all(&db).await?;
        let bookings = with_details(&db, booking::Column::RunId.eq(run.id).into()).await?;
        let refunded = run_figures::refunded(&db, run.id).await?;
        db.commit().await?;
        Ok(WholeList { run, rows: DeskRows { rows, bookings }, refunded })
    }

    /// Everybody who is expected at the door, by name.
    ///
    /// # Errors
    /// As [`Services::run_desk`].
    pub async fn door_list(&self, membership: &Membership, run: RunId) -> Result<(RunRow, DeskRows), BookingError> {
        let run = self.host_run_row(membership, run).await?;
        let db = self.store.snapshot().await?;
        let by_name = DeskFilter { view: DeskView::Travelers, sort: RunSort::Name, ..DeskFilter::default() };
        let coming = booking::Column::Status.is_in([BookingStatus::Confirmed, BookingStatus::Completed]);
        let rows = listed(run.id, &by_name).filter(coming.clone()).filter(traveler::Column::CancelledAt.is_null());
        let rows = in_order(rows, by_name.sort).all(&db).await?;
        let bookings = with_details(&db, Condition::all().add(booking::Column::RunId.eq(run.id)).add(coming)).await?;
        db.commit().await?;
        Ok((run, DeskRows { rows, bookings }))
    }

    /// One booking on a run of the organization's.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] or [`BookingError::NoBooking`] where it does not exist there.
    pub async fn desk_booking(&self, membership: &Membership, run: RunId, reference: &BookingRef) -> Result<(RunRow, DeskBooking), BookingError> {
        let run = self.host_run_row(membership, run).await?;
        let db = self.store.snapshot().await?;
        let this = Condition::all().add(booking::Column::RunId.eq(run.id)).add(booking::Column::Reference.eq(reference.clone()));
        let found = with_details(&db, this).await?.into_values().next();
        db.commit().await?;
        Ok((run, found.ok_or(BookingError::NoBooking)?))
    }
}

/// The rows that a filter lets through.
fn listed(run: RunId, filter: &DeskFilter) -> Select<traveler::Entity> {
    let mut rows = traveler::Entity::find().inner_join(booking::Entity).filter(booking::Column::RunId.eq(run));
    if filter.view == DeskView::Bookings {
        rows = rows.filter(traveler::Column::Position.eq(0));
    }
    if let Some(status) = filter.status {
        rows = rows.filter(booking::Column::Status.eq(status));
    }
    match &filter.search {
        Some(search) => rows.filter(found(run, search, filter)),
        None => rows,
    }
}

/// Rows in which a text stands somewhere. Contact data is looked at only where it is shown: nobody finds out by searching what is hidden.
fn found(run: RunId, search: &str, filter: &DeskFilter) -> Condition {
    let spellings = spellings(search);
    let name = contains(traveler::Column::Name, &spellings);
    let name = match filter.view {
        DeskView::Travelers => name,
        DeskView::Bookings => {
            let anybody = traveler::Entity::find().select_only().column(traveler::Column::BookingId);
            let anybody = anybody.filter(traveler::Column::BookingId.in_subquery(bookings_of(run))).filter(name);
            booking::Column::Id.in_subquery(anybody.into_query()).into()
        }
    };
    let mut contact = contains(booking::Column::ContactEmail, &spellings);
    if let Some(digits) = filter.phone_digits() {
        contact = contact.add(booking::Column::ContactPhone.contains(digits));
    }
    let reachable = Condition::all().add(booking::Column::Status.eq(BookingStatus::Confirmed)).add(contact);
    Condition::any().add(name).add(contains(booking::Column::Reference, &spellings)).add(contains(booking::Column::SpecialRequests, &spellings)).add(reachable)
}

/// A search in the cases in which letters beyond ASCII may stand in a row: `LOWER` of `SQLite`, and of `PostgreSQL` in some locales, leaves them as they are.
fn spellings(search: &str) -> Vec<String> {
    let mut letters = search.chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.flat_map(char::to_lowercase)).collect();
    let mut spellings: Vec<String> = [search.to_lowercase(), search.to_uppercase(), title, search.to_owned()].map(|text| text.to_ascii_lowercase()).into();
    spellings.sort_unstable();
    spellings.dedup();
    spellings
}

/// True where one of the spellings stands in a column, whatever the case of its letters. What a pattern takes for a sign is taken as it is.
fn contains(column: impl ColumnTrait, spellings: &[String]) -> Condition {
    let like = |spelling: &String| Func::lower(Expr::col(column.as_column_ref())).like(pattern("%", spelling, "%"));
    spellings.iter().map(like).fold(Condition::any(), Condition::add)
}

/// The rows in their order; what is alike stands latest first.
fn in_order(rows: Select<traveler::Entity>, sort: RunSort) -> Select<traveler::Entity> {
    let rows = match sort {
        RunSort::Newest => rows,
        RunSort::Oldest => rows.order_by_asc(booking::Column::CreatedAt).order_by_asc(booking::Column::Id),
        RunSort::Name => rows.order_by_asc(SimpleExpr::from(Func::lower(Expr::col(traveler::Column::Name.as_column_ref())))),
        RunSort::Party => rows.order_by_desc(booking::Column::Party),
        RunSort::Status => rows.order_by_asc(place_of_status()),
    };
    rows.order_by_desc(booking::Column::CreatedAt).order_by_desc(booking::Column::Id).order_by_asc(traveler::Column::Position)
}

/// The place of a booking's state among all.
fn place_of_status() -> SimpleExpr {
    let places = BookingStatus::ALL.iter().zip(0..);
    let mut place = Expr::case(booking::Column::Status.is_null(), -1);
    for (status, number) in places {
        place = place.case(booking::Column::Status.eq(*status), number);
    }
    place.into()
}

/// Bookings with people, answers and notes. Four statements, however many bookings there are.
async fn with_details(db: &impl ConnectionTrait, which: Condition) -> Result<HashMap<BookingId, DeskBooking>, BookingError> {
    let ids = || booking::Entity::find().select_only().column(booking::Column::Id).filter(which.clone()).into_query();
    let rows = booking::Entity::find().filter(which.clone()).all(db).await?;
    let people = traveler::Entity::find()
        .filter(traveler::Column::BookingId.in_subquery(ids()))
        .order_by_asc(traveler::Column::BookingId)
        .order_by_asc(traveler::Column::Position)
        .all(db)
        .await?;
    let answers = answer::Entity::find().filter(answer::Column::BookingId.in_subquery(ids())).order_by_asc(answer::Column::Id).all(db).await?;
    let notes = notes(db, booking_note::Column::BookingId.in_subquery(ids())).await?;
    let mut bookings = HashMap::with_capacity(rows.len());
    for booking in rows {
        let party = u32::try_from(booking.party).unwrap_or_default();
        let price = PriceBreakdown::of(party, booking.price_each, booking.stake_each).ok_or(BookingError::Amount)?;
        bookings.insert(booking.id, DeskBooking { booking, price, people: Vec::new(), answers: Vec::new(), notes: Vec::new() });
    }
    // What was written between two statements belongs to a booking that the first one has seen: they see one moment.
    for person in people {
        bookings.entry(person.booking_id).and_modify(|booking| booking.people.push(person));
    }
    for answer in answers {
        bookings.entry(answer.booking_id).and_modify(|booking| booking.answers.push((answer.prompt, answer.answer)));
    }
    for (booking, note) in notes {
        bookings.entry(booking).and_modify(|booking| booking.notes.push(note));
    }
    Ok(bookings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_either_case() {
        assert_eq!(spellings("Asha"), ["asha"]);
        for (search, stored) in [("zoë", "ZOË"), ("ZOË", "zoë"), ("ångström", "Ångström"), ("NK-23", "nk-23")] {
            assert!(spellings(search).contains(&stored.to_ascii_lowercase()), "{search}");
        }
    }
}
