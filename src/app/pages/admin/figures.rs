//! How the marketplace does: a picture of the last days, and the rates that one watches.

use crate::{
    api::admin::{DayFigures, FiguresPage, figures},
    app::components::bars::{Bar, Bars},
    domain::money::Paise,
};
use leptos::prelude::*;

/// Days that are shown one by one; the rates are of all of them.
const SHOWN: usize = 14;

/// The figures. Nothing for anybody but an admin: the page below says why.
#[component]
pub(crate) fn Figures() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| figures());
    view! { <Transition fallback=|| ()>{move || Suspend::new(async move { page.await.ok().map(pictures) })}</Transition> }
}

/// A part of a whole in percent, rounded down; nothing of nothing.
fn percent(part: i64, whole: i64) -> u32 {
    if whole <= 0 { 0 } else { u32::try_from(i128::from(part) * 100 / i128::from(whole)).unwrap_or(100).min(100) }
}

fn pictures(page: FiguresPage) -> impl IntoView {
    let (bookings, captured) = (page.days.iter().map(|day| day.bookings).sum::<i64>(), page.days.iter().map(|day| day.captured).sum::<Paise>());
    let refunded = page.days.iter().map(|day| day.refunded).sum::<Paise>();
    let came = page.attended + page.missed;
    let facts = [
        ("Bookings", bookings.to_string()),
        ("Taken", captured.to_string()),
        ("Given back", format!("{refunded}, {} %", percent(refunded.0, captured.0))),
        ("No-shows", format!("{} of {came}, {} %", page.missed, percent(page.missed, came))),
    ];
    let days: Vec<DayFigures> = page.days.iter().skip(page.days.len().saturating_sub(SHOWN)).cloned().collect();
    let (most, largest) = (days.iter().map(|day| day.bookings).max().unwrap_or_default(), days.iter().map(|day| day.captured.0).max().unwrap_or_default());
    let last = days.len().saturating_sub(1);
    let bar = |(index, day): (usize, &DayFigures)| Bar {
        name: day.day.clone(),
        here: index == last,
        whole: percent(day.bookings, most),
        filled: percent(day.bookings, most),
        figure: day.bookings.to_string(),
    };
    let money = |(index, day): (usize, &DayFigures)| Bar {
        name: day.day.clone(),
        here: index == last,
        whole: percent(day.captured.0, largest),
        filled: percent((day.captured - day.refunded).0, largest),
        figure: day.captured.to_string(),
    };
    view! {
        <h2>"The last 30 days"</h2>
        <dl class="facts">{facts.map(|(name, words)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> }).collect_view()}</dl>
        <div class="pair">
            <Bars caption="Bookings" sum="confirmed, day by day" bars=days.iter().enumerate().map(bar).collect() />
            <Bars caption="Taken" sum="filled: what was not given back" bars=days.iter().enumerate().map(money).collect() />
        </div>
    }
}
