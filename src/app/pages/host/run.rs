//! One run as its host sees it: who is coming, and the figures.

use super::runs::SeatBar;
use crate::{
    api::hosting::{CancelRun, HostBooking, HostRunPage, RunSort, host_run},
    app::{
        components::{errors::loaded, host_bar::HostBar, ticket::StatusTag},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::{param, query},
    },
    domain::{booking::BookingStatus, ids::RunId, run::Bookable},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The details of a run.
#[component]
pub(crate) fn HostRun() -> impl IntoView {
    let (id, status, sort) = (param("id"), query("status"), query("sort"));
    let call_off = use_form::<CancelRun>();
    let page = Resource::new_blocking(move || (id.get(), status.get(), sort.get()), |(id, status, sort)| host_run(id, status, sort));
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, call_off))}
    }
}

fn content(page: HostRunPage, call_off: FormState<CancelRun>) -> impl IntoView {
    let HostRunPage { card, organization, cancel_reason, summary, status, sort, bookings, can_cancel } = page;
    let counted =
        summary.by_status.iter().filter(|(_, number)| *number > 0).map(|(status, number)| format!("{number} {status}")).collect::<Vec<_>>().join(", ");
    let listed = bookings.len();
    view! {
        <Title text=format!("{}, {}", card.starts.date_and_clock(), card.title) />
        <section class="wrap">
            <p class="crumb"><a href="/host/runs">"← Event runs of " {organization}</a></p>
            <h1>{card.starts.date_and_clock()}</h1>
            <p class="quiet">
                <a href=format!("/runs/{}", card.run)>{card.title.clone()}</a> " · " {card.starts.until(&card.ends)} ", " {card.starts.zone_name()} " · "
                {if card.bookable == Bookable::Open { "open for booking" } else { "booking closed" }}
            </p>
            {cancel_reason.map(|reason| view! { <p class="notice bad">"Cancelled: " {reason}</p> })}
            <div class="tiles" aria-label="Summary">
                <div class="tile"><p>"Seats"</p><SeatBar taken=card.seats.taken capacity=card.seats.capacity /></div>
                <div class="tile"><p>"Bookings"</p><strong>{summary.bookings}</strong><span>{format!("{} travelers", summary.travelers)}</span></div>
                <div class="tile"><p>"Revenue after fee"</p><strong>{summary.revenue_after_fee.short()}</strong><span>"of confirmed bookings"</span></div>
                <div class="tile"><p>"Stakes held"</p><strong>{summary.stakes_held.short()}</strong><span>"the travelers’, until they come"</span></div>
            </div>
            <h2>"Bookings"</h2>
            <p class="quiet">{if counted.is_empty() { "Nobody has booked yet.".to_owned() } else { counted }}</p>
            <Statuses run=card.run status sort counts=summary.by_status />
            <Orders run=card.run status sort />
            {if listed == 0 {
                view! { <p class="empty">"No bookings to show here."</p> }.into_any()
            } else {
                view! { <Table bookings /> }.into_any()
            }}
            {can_cancel.then(|| view! { <CallOff run=card.run form=call_off /> })}
        </section>
    }
}

/// Calling the run off. It stands folded up below everything else; a form that came back with an error is open.
#[component]
fn CallOff(run: RunId, form: FormState<CancelRun>) -> impl IntoView {
    let typed = form.input();
    let open = typed.is_some();
    let reason = typed.map(|input| input.reason).unwrap_or_default();
    view! {
        <details class="fold" open=open>
            <summary>"Call this run off"</summary>
            <p>"Nobody can book it any more, and everybody who has gets all of it back, price and stake, whatever the policy says. They are told by mail, with your reason. This cannot be undone."</p>
            <LiveForm state=form label="Call this run off">
                <input type="hidden" name="run" value=run.to_string() />
                <Field label="Reason" name="reason" value=reason error=form.field_error("reason") long=true required=true hint="A sentence for your travelers: rain, illness, too few people." />
                <Submit label=Signal::stored("Call the run off and give everything back".to_owned()) busy=form.busy() class="button danger" />
            </LiveForm>
        </details>
    }
}

fn path(run: RunId, status: Option<BookingStatus>, sort: RunSort) -> String {
    let mut words = Vec::new();
    words.extend(status.map(|status| format!("status={status}")));
    words.extend((sort != RunSort::Newest).then(|| format!("sort={sort}")));
    if words.is_empty() { format!("/host/runs/{run}") } else { format!("/host/runs/{run}?{}", words.join("&")) }
}

/// The filter by status.
#[component]
fn Statuses(run: RunId, #[prop(optional_no_strip)] status: Option<BookingStatus>, sort: RunSort, counts: Vec<(BookingStatus, u32)>) -> impl IntoView {
    let all = counts.iter().map(|(_, number)| number).sum::<u32>();
    let choice = move |choice: Option<BookingStatus>, name: String, number: u32| {
        let here = choice == status;
        view! { <li><a class=if here { "chip chosen" } else { "chip" } href=path(run, choice, sort) aria-current=here.then_some("true")>{name} " " <span class="count">{number}</span></a></li> }
    };
    view! {
        <ul class="chips" aria-label="Filter by status">
            {choice(None, "All".to_owned(), all)}
            {counts.into_iter().filter(|(_, number)| *number > 0).map(|(status, number)| choice(Some(status), status.to_string(), number)).collect_view()}
        </ul>
    }
}

/// The order of the list.
#[component]
fn Orders(run: RunId, #[prop(optional_no_strip)] status: Option<BookingStatus>, sort: RunSort) -> impl IntoView {
    let name = |sort: &RunSort| match sort {
        RunSort::Newest => "newest first",
        RunSort::Oldest => "oldest first",
        RunSort::Name => "by name",
        RunSort::Party => "largest party first",
        RunSort::Status => "by status",
    };
    let orders = RunSort::ALL
        .iter()
        .map(|choice| view! { <li><a href=path(run, status, *choice) aria-current=(*choice == sort).then_some("true")>{name(choice)}</a></li> });
    view! { <ul class="orders" aria-label="Order">{orders.collect_view()}</ul> }
}

#[component]
fn Table(bookings: Vec<HostBooking>) -> impl IntoView {
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Booking"</th><th scope="col">"Lead traveler"</th><th scope="col">"Contact"</th><th scope="col">"Special requests"</th><th scope="col">"Status"</th><th scope="col">"Booked"</th></tr></thead>
                <tbody>{bookings.into_iter().map(|booking| view! { <Row booking /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(booking: HostBooking) -> impl IntoView {
    let contact = match (booking.email, booking.status) {
        (Some(email), _) => view! {
            <a href=format!("mailto:{email}")>{email.clone()}</a>
            {booking.phone.map(|phone| view! { <a href=format!("tel:{phone}")>{phone.clone()}</a> })}
        }
        .into_any(),
        (None, BookingStatus::Pending) => view! { <span class="quiet">"shown once confirmed"</span> }.into_any(),
        (None, _) => view! { <span class="quiet">"hidden"</span> }.into_any(),
    };
    let hold = booking.hold_seconds_left;
    view! {
        <tr>
            <td data-label="Booking"><code>{booking.reference.to_string()}</code></td>
            <td data-label="Lead traveler"><strong>{booking.lead_traveler}</strong> <span class="quiet">{format!("party of {}", booking.party)}</span></td>
            <td data-label="Contact">{contact}</td>
            <td data-label="Special requests" class="pre">{booking.requests}</td>
            <td data-label="Status"><StatusTag status=booking.status hold_seconds_left=hold /></td>
            <td data-label="Booked">{booking.booked_at.date_and_clock()}</td>
        </tr>
    }
}
