//! Places in line: the traveler's own, beside their bookings, and everybody's, beside a run of the host's.

use crate::{
    api::waitlist::{HostWait, Wait, WaitCard, my_waits, run_waitlist},
    app::components::card::{DateBlock, Plate},
    domain::waitlist::{WaitStatus, place_in_words},
};
use leptos::prelude::*;

/// How a place stands, in words and color.
#[component]
fn WaitTag(status: WaitStatus) -> impl IntoView {
    let class = match status {
        WaitStatus::Waiting | WaitStatus::Offered => "tag pending",
        WaitStatus::Taken => "tag confirmed",
        WaitStatus::Lapsed | WaitStatus::Declined | WaitStatus::Left | WaitStatus::Closed => "tag expired",
    };
    view! { <span class=class>{status.as_str()}</span> }
}

fn party_in_words(party: u32) -> String {
    if party == 1 { "1 traveler".to_owned() } else { format!("{party} travelers") }
}

/// Where somebody waits. Nothing for who waits nowhere, or is not logged in.
#[component]
pub(crate) fn Waits() -> impl IntoView {
    let waits = Resource::new_blocking(|| (), |()| my_waits());
    let shown = move || {
        Suspend::new(async move {
            let waits = waits.await.unwrap_or_default();
            (!waits.is_empty()).then(|| {
                view! {
                    <section class="wrap narrow" aria-labelledby="in-line">
                        <h2 id="in-line">"In line"</h2>
                        <ul class="rows">{waits.into_iter().map(|card| view! { <li><Row card /></li> }).collect_view()}</ul>
                    </section>
                }
            })
        })
    };
    view! { <Transition fallback=|| ()>{shown}</Transition> }
}

#[component]
fn Row(card: WaitCard) -> impl IntoView {
    let WaitCard { run, wait } = card;
    view! {
        <article class="row">
            <DateBlock starts=run.starts.clone() />
            <div>
                <h3><a href=format!("/runs/{}/waitlist", run.run)>{run.title}</a></h3>
                <p class="quiet">{format!("{} · {} · ", run.starts.until(&run.ends), run.host)} <span class="whole">{party_in_words(wait.party)}</span></p>
                <p class="row-tags"><WaitTag status=wait.status /> <span>{wait.place.map(place_in_words)}</span> <Plate name=run.neighborhood /></p>
            </div>
        </article>
    }
}

/// Who waits for a run of the host's, and what became of those who did. Nothing where nobody ever has, or it is not theirs.
#[component]
pub(crate) fn RunWaitlist(run: Memo<String>) -> impl IntoView {
    let waits = Resource::new_blocking(move || run.get(), run_waitlist);
    let shown = move || {
        Suspend::new(async move {
            let waits = waits.await.unwrap_or_default();
            (!waits.is_empty()).then(|| view! {
                <section class="wrap" aria-labelledby="waitlist">
                    <h2 id="waitlist">"Waitlist"</h2>
                    <p class="quiet">{in_line(&waits)}</p>
                    <div class="table">
                        <table>
                            <thead><tr><th scope="col">"Place"</th><th scope="col">"Lead traveler"</th><th scope="col">"Status"</th><th scope="col">"Booking"</th><th scope="col">"Since"</th></tr></thead>
                            <tbody>{waits.into_iter().map(|wait| view! { <Line wait /> }).collect_view()}</tbody>
                        </table>
                    </div>
                </section>
            })
        })
    };
    view! { <Transition fallback=|| ()>{shown}</Transition> }
}

/// How many wait, and for how many seats.
fn in_line(waits: &[HostWait]) -> String {
    let waiting = || waits.iter().map(|line| &line.wait).filter(|wait| wait.status == WaitStatus::Waiting);
    match (waiting().count(), waiting().map(|wait| wait.party).sum::<u32>()) {
        (0, _) => "Nobody waits at the moment. Free seats are offered by themselves, in order.".to_owned(),
        (parties, seats) => {
            let (party, seat) = (if parties == 1 { "party" } else { "parties" }, if seats == 1 { "seat" } else { "seats" });
            format!("{parties} {party} waiting for {seats} {seat}. Free seats are offered by themselves, to the first in line whose party fits.")
        }
    }
}

#[component]
fn Line(wait: HostWait) -> impl IntoView {
    let HostWait { name, wait: Wait { status, party, place, since, booking, .. } } = wait;
    view! {
        <tr>
            <td data-label="Place">{place.map_or_else(|| "–".to_owned(), |place| place.to_string())}</td>
            <td data-label="Lead traveler"><strong>{name}</strong> <span class="quiet">{format!("party of {party}")}</span></td>
            <td data-label="Status"><WaitTag status /></td>
            <td data-label="Booking">{booking.map(|reference| view! { <code>{reference.to_string()}</code> })}</td>
            <td data-label="Since">{since.date_and_clock()}</td>
        </tr>
    }
}
