//! Where stakes stand, in words: for whoever put them down, and for the host.

use crate::{
    api::{attendance::StakePlace, bookings::AppealPlace},
    domain::{appeal::AppealStatus, booking::Attendance, stake::StakeStatus},
};
use leptos::prelude::*;

/// The stakes of one booking, each with what becomes of it, and the way to appeal. Nothing where nothing was staked.
#[component]
pub(crate) fn Stakes(reference: String, stakes: Vec<StakePlace>, #[prop(optional_no_strip)] appeal: Option<AppealPlace>) -> impl IntoView {
    if stakes.iter().all(|place| place.stake == StakeStatus::None) {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="stakes">
            <h2 id="stakes">"Your stake"</h2>
            <ul class="stakes">{stakes.into_iter().filter(|place| place.stake != StakeStatus::None).map(|place| view! { <Place place /> }).collect_view()}</ul>
            {appeal.map(|appeal| view! { <Appeal reference appeal /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Place(place: StakePlace) -> impl IntoView {
    let (class, words) = whereabouts(&place);
    view! { <li><strong>{place.name}</strong> " " <span class="price">{place.amount.short()}</span> <p class=class>{words}</p></li> }
}

/// The class and the words for where a stake stands: green for what comes back.
fn whereabouts(place: &StakePlace) -> (&'static str, &'static str) {
    match (place.stake, place.attendance) {
        (StakeStatus::None, _) => ("quiet", "Nothing was staked."),
        (StakeStatus::Held, _) => ("stake-back", "Kept apart until the run. It comes back when you come."),
        (StakeStatus::ReturnDue, _) => ("stake-back", "On its way back to you, the way you paid."),
        (StakeStatus::Returned, _) => ("stake-back", "Back with your bank in 5–7 working days."),
        (StakeStatus::ForfeitPending, _) => ("stake-waits", "Not checked in at the door. The stake waits: it is not lost yet."),
        (StakeStatus::Forfeited, Attendance::NoShow) => ("stake-gone", "Forfeited: not checked in at the door. The host does not get it."),
        (StakeStatus::Forfeited, _) => ("stake-gone", "Forfeited by cancelling late. The host does not get it."),
    }
}

/// What can be done about a stake that waits, and what has been.
#[component]
fn Appeal(reference: String, appeal: AppealPlace) -> impl IntoView {
    let here = format!("/bookings/{reference}/appeal");
    let until = format!("{}, {}", appeal.until.date_and_clock(), appeal.until.zone_name());
    match appeal.status {
        AppealStatus::Possible => view! {
            <div class="notice pending">
                <p>"Is that wrong, or was there a good reason? You can appeal until " <strong>{until}</strong> "."</p>
                <p><a class="button" href=here>"Appeal"</a></p>
            </div>
        }
        .into_any(),
        AppealStatus::Open => {
            view! { <p class="notice pending">"Your appeal is being looked at. No stake is forfeited meanwhile. " <a href=here>"Your appeal"</a></p> }
                .into_any()
        }
        AppealStatus::Granted => view! { <p class="notice good">"It was decided in your favor. " <a href=here>"What was said"</a></p> }.into_any(),
        AppealStatus::Denied => view! { <p class="notice bad">"Your appeal was not granted. " <a href=here>"What was said"</a></p> }.into_any(),
        AppealStatus::Lapsed => view! { <p class="quiet">"The time to appeal was over on " {until} "."</p> }.into_any(),
    }
}

/// Whether somebody was there, as a tag.
#[component]
pub(crate) fn SeenTag(attendance: Attendance) -> impl IntoView {
    let (class, words) = match attendance {
        Attendance::Expected => ("tag", "not checked in"),
        Attendance::Attended => ("tag confirmed", "checked in"),
        Attendance::NoShow => ("tag cancelled", "missed"),
    };
    view! { <span class=class>{words}</span> }
}

/// Where a stake stands, for the host and for admins: a few words.
pub(crate) const fn briefly(stake: StakeStatus) -> (&'static str, &'static str) {
    match stake {
        StakeStatus::None => ("quiet", "no stake"),
        StakeStatus::Held => ("quiet", "held"),
        StakeStatus::ReturnDue => ("stake-back", "on its way back"),
        StakeStatus::Returned => ("stake-back", "back"),
        StakeStatus::ForfeitPending => ("stake-waits", "waits for an appeal"),
        StakeStatus::Forfeited => ("stake-gone", "forfeited"),
    }
}
