//! The list on a run's page: bookings or travelers, by status, searched, in order, page by page. Every choice is an address.

use crate::{
    api::desk::{HostBooking, HostRunPage, HostTraveler},
    app::components::{
        desk::{Contact, Party, Presence, Said, booking_path},
        ticket::StatusTag,
    },
    domain::{
        booking::BookingStatus,
        desk::{DeskFilter, DeskView, PAGE_ROWS, RunSort},
        ids::RunId,
    },
};
use leptos::prelude::*;
use leptos_router::components::Form;

/// The form that the ticks in the table belong to.
const WRITE_FORM: &str = "write";

/// The list with everything that narrows it down.
#[component]
pub(super) fn List(page: HostRunPage) -> impl IntoView {
    let (run, filter) = (page.card.run, page.filter.clone());
    let writes = page.can_write && page.bookings.iter().any(|booking| booking.status == BookingStatus::Confirmed);
    let nothing = page.bookings.is_empty() && page.travelers.is_empty();
    view! {
        <Views run filter=filter.clone() />
        <Search run filter=filter.clone() />
        <Statuses run filter=filter.clone() counts=page.summary.by_status />
        <Orders run filter=filter.clone() />
        <Found filter=filter.clone() matching=page.matching />
        {match filter.view {
            _ if nothing => view! { <p class="empty">"Nothing to show here."</p> }.into_any(),
            DeskView::Bookings => view! { <Bookings run bookings=page.bookings writes /> }.into_any(),
            DeskView::Travelers => view! { <Travelers run travelers=page.travelers /> }.into_any(),
        }}
        {writes.then(|| view! {
            <form id=WRITE_FORM class="write" method="get" action=format!("/host/runs/{run}/messages") aria-label="Write to those ticked">
                <button type="submit" class="button ghost small">"Write to those ticked"</button>
            </form>
        })}
        <Pages run filter=filter.clone() pages=page.pages />
        <Exports run filter />
    }
}

/// A choice that is made by following a link.
fn chip(words: AnyView, to: String, here: bool) -> impl IntoView {
    view! { <li><a class=if here { "chip chosen" } else { "chip" } href=to aria-current=here.then_some("true")>{words}</a></li> }
}

/// Bookings or travelers.
#[component]
fn Views(run: RunId, filter: DeskFilter) -> impl IntoView {
    let choice = |view: &DeskView| {
        let words = match view {
            DeskView::Bookings => "By booking",
            DeskView::Travelers => "By traveler",
        };
        chip(words.into_any(), DeskFilter { view: *view, page: 1, ..filter.clone() }.to_path(run), *view == filter.view)
    };
    view! { <ul class="chips" aria-label="Rows">{DeskView::ALL.iter().map(choice).collect_view()}</ul> }
}

/// The search; everything else that was chosen stays.
#[component]
fn Search(run: RunId, filter: DeskFilter) -> impl IntoView {
    let kept = [
        ("view", (filter.view != DeskView::Bookings).then(|| filter.view.to_string())),
        ("status", filter.status.map(|status| status.to_string())),
        ("sort", (filter.sort != RunSort::Newest).then(|| filter.sort.to_string())),
    ];
    let kept = kept.into_iter().filter_map(|(name, value)| value.map(|value| view! { <input type="hidden" name=name value=value /> }));
    view! {
        <Form method="GET" action=format!("/host/runs/{run}") attr:class="ask" attr:role="search" attr:autocomplete="off">
            {kept.collect_view()}
            <div class="field">
                <label for="q">"Search"</label>
                <input id="q" name="q" type="search" value=filter.search.unwrap_or_default() aria-describedby="q-hint" />
                <p class="hint" id="q-hint">"A name, a reference, a request; of confirmed bookings also mail and phone."</p>
            </div>
            <button type="submit" class="button ghost">"Search"</button>
        </Form>
    }
}

/// The filter by status, as links with the number of bookings in each.
#[component]
fn Statuses(run: RunId, filter: DeskFilter, counts: Vec<(BookingStatus, u32)>) -> impl IntoView {
    let all: u32 = counts.iter().map(|(_, number)| number).sum();
    let choice = |status: Option<BookingStatus>, name: &'static str, number: u32| {
        let words = view! { {name} " " <span class="count">{number}</span> }.into_any();
        chip(words, DeskFilter { status, page: 1, ..filter.clone() }.to_path(run), status == filter.status)
    };
    view! {
        <ul class="chips" aria-label="Filter by status">
            {choice(None, "All", all)}
            {counts.into_iter().filter(|(_, number)| *number > 0).map(|(status, number)| choice(Some(status), status.as_str(), number)).collect_view()}
        </ul>
    }
}

/// The order of the list.
#[component]
fn Orders(run: RunId, filter: DeskFilter) -> impl IntoView {
    let name = |sort: &RunSort| match sort {
        RunSort::Newest => "newest first",
        RunSort::Oldest => "oldest first",
        RunSort::Name => "by name",
        RunSort::Party => "largest party first",
        RunSort::Status => "by status",
    };
    let orders = RunSort::ALL.iter().map(|sort| {
        let to = DeskFilter { sort: *sort, page: 1, ..filter.clone() }.to_path(run);
        view! { <li><a href=to aria-current=(*sort == filter.sort).then_some("true")>{name(sort)}</a></li> }
    });
    view! { <ul class="orders" aria-label="Order">{orders.collect_view()}</ul> }
}

/// How many rows there are, where that is not plain to see.
#[component]
fn Found(filter: DeskFilter, matching: u64) -> impl IntoView {
    let rows = match (filter.view, matching) {
        (DeskView::Bookings, 1) => "1 booking".to_owned(),
        (DeskView::Bookings, rows) => format!("{rows} bookings"),
        (DeskView::Travelers, 1) => "1 traveler".to_owned(),
        (DeskView::Travelers, rows) => format!("{rows} travelers"),
    };
    let first = u64::from(filter.page - 1) * u64::from(PAGE_ROWS) + 1;
    let last = matching.min(first + u64::from(PAGE_ROWS) - 1);
    let which = filter.search.map(|search| format!(" with “{search}”")).unwrap_or_default();
    let part = if matching > u64::from(PAGE_ROWS) && first <= matching { format!(", {first} to {last} here") } else { String::new() };
    view! { <p class="quiet" role="status">{format!("{rows}{which}{part}")}</p> }
}

/// The other pages, where there are any.
#[component]
fn Pages(run: RunId, filter: DeskFilter, pages: u32) -> impl IntoView {
    let to = move |page: u32| {
        let to = DeskFilter { page, ..filter.clone() }.to_path(run);
        view! { <li><a href=to aria-current=(page == filter.page).then_some("page") aria-label=format!("Page {page}")>{page}</a></li> }
    };
    (pages > 1).then(|| view! { <nav aria-label="Pages"><ul class="orders">{(1..=pages).map(to).collect_view()}</ul></nav> })
}

/// What is listed, all pages of it, as a file.
#[component]
fn Exports(run: RunId, filter: DeskFilter) -> impl IntoView {
    let narrowed = filter.status.is_some() || filter.search.is_some();
    let query = DeskFilter { page: 1, ..filter }.to_query();
    let to = |kind: &str| format!("/host/runs/{run}/bookings.{kind}{query}");
    view! {
        <p class="links">
            <span class="quiet">{if narrowed { "What is listed, as a file:" } else { "All of it, as a file:" }}</span>
            <a href=to("csv") rel="external" download="">"CSV"</a>
            <a href=to("xlsx") rel="external" download="">"Excel"</a>
        </p>
    }
}

#[component]
fn Bookings(run: RunId, bookings: Vec<HostBooking>, writes: bool) -> impl IntoView {
    view! {
        <div class="table">
            <table>
                <thead>
                    <tr>
                        {writes.then(|| view! { <th scope="col">"Write to"</th> })}
                        <th scope="col">"Booking"</th><th scope="col">"Lead traveler"</th><th scope="col">"Contact"</th><th scope="col">"Requests and notes"</th><th scope="col">"Status"</th><th scope="col">"Booked"</th>
                    </tr>
                </thead>
                <tbody>{bookings.into_iter().map(|booking| view! { <BookingRow run booking writes /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn BookingRow(run: RunId, booking: HostBooking, writes: bool) -> impl IntoView {
    let (reference, hold) = (booking.reference.to_string(), booking.hold_seconds_left);
    let details = booking_path(run, &reference);
    let confirmed = booking.status == BookingStatus::Confirmed;
    let tick = confirmed.then(|| {
        let words = format!("Write to {reference}");
        view! { <label class="tick"><input type="checkbox" name="to" value=reference.clone() form=WRITE_FORM /> <span class="hidden">{words}</span></label> }
    });
    view! {
        <tr>
            {writes.then(|| view! { <td data-label="Write to">{tick}</td> })}
            <td data-label="Booking"><a href=details><code>{reference}</code></a></td>
            <td data-label="Lead traveler"><Party booking=booking.clone() /></td>
            <td data-label="Contact"><Contact email=booking.email phone=booking.phone status=booking.status /></td>
            <td data-label="Requests and notes"><Said requests=booking.requests answers=booking.answers notes=booking.notes /></td>
            <td data-label="Status"><StatusTag status=booking.status hold_seconds_left=hold /></td>
            <td data-label="Booked">{booking.booked_at.date_and_clock()}</td>
        </tr>
    }
}

#[component]
fn Travelers(run: RunId, travelers: Vec<HostTraveler>) -> impl IntoView {
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Traveler"</th><th scope="col">"Booking"</th><th scope="col">"Contact"</th><th scope="col">"Requests and notes"</th><th scope="col">"Status"</th><th scope="col">"Attendance"</th></tr></thead>
                <tbody>{travelers.into_iter().map(|traveler| view! { <TravelerRow run traveler /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn TravelerRow(run: RunId, traveler: HostTraveler) -> impl IntoView {
    let HostTraveler { person, booking } = traveler;
    let hold = booking.hold_seconds_left;
    let of = format!("{}, party of {}", booking.lead_traveler, booking.party);
    view! {
        <tr>
            <td data-label="Traveler"><strong>{person.name.clone()}</strong></td>
            <td data-label="Booking"><a href=booking_path(run, &booking.reference)><code>{booking.reference.to_string()}</code></a> <span class="quiet">{of}</span></td>
            <td data-label="Contact"><Contact email=booking.email phone=booking.phone status=booking.status /></td>
            <td data-label="Requests and notes"><Said requests=booking.requests answers=booking.answers notes=booking.notes /></td>
            <td data-label="Status"><StatusTag status=booking.status hold_seconds_left=hold /></td>
            <td data-label="Attendance"><Presence person /></td>
        </tr>
    }
}
