//! A month of runs; a day leads to its runs, which stand below.

use super::Shown;
use crate::domain::{
    explore::{Month, MonthOfRuns, RunFilter},
    time::day_and_month,
};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;

const WEEKDAYS: [(&str, &str); 7] =
    [("Mon", "Monday"), ("Tue", "Tuesday"), ("Wed", "Wednesday"), ("Thu", "Thursday"), ("Fri", "Friday"), ("Sat", "Saturday"), ("Sun", "Sunday")];

/// The month that is looked at.
#[component]
pub(super) fn Calendar(shown: Shown) -> impl IntoView {
    move || shown.with(|page| page.month.clone().map(|month| view! { <Grid month filter=page.filter.clone() /> }))
}

#[component]
fn Grid(month: MonthOfRuns, filter: RunFilter) -> impl IntoView {
    let MonthOfRuns { month, today, days } = month;
    let other = |month: Month| filter.with(|filter| (filter.month, filter.when, filter.from, filter.to) = (Some(month), None, None, None)).to_path();
    let past = month <= Month::of(today);
    let chosen = filter.from.filter(|_| filter.from == filter.to);
    let runs = |day: NaiveDate| (Month::of(day) == month).then(|| usize::try_from(day.day0()).ok().and_then(|at| days.get(at).copied()).unwrap_or_default());
    let day = |day: NaiveDate| {
        let link = runs(day).filter(|runs| *runs > 0).map(|runs| {
            let path = filter.with(|filter| (filter.from, filter.to, filter.when, filter.month) = (Some(day), Some(day), None, Some(month))).to_path();
            let words = if runs == 1 { "1 run".to_owned() } else { format!("{runs} runs") };
            let label = format!("{}, {words}", day_and_month(day));
            view! {
                <a href=path data-noscroll="" class=if chosen == Some(day) { "day chosen" } else { "day" } aria-label=label aria-current=(chosen == Some(day)).then_some("date")>
                    <span>{day.day()}</span> <span class="count">{words}</span>
                </a>
            }
        });
        let inside = Month::of(day) == month;
        view! {
            <td class=if day == today { "today" } else if inside { "" } else { "outside" }>
                {match link {
                    Some(link) => link.into_any(),
                    None => view! { <span class="day">{inside.then(|| day.day())}</span> }.into_any(),
                }}
            </td>
        }
    };
    let weeks = month.weeks().into_iter().map(|week| view! { <tr>{week.map(day).collect_view()}</tr> }).collect_view();
    view! {
        <table class="month">
            <caption>
                {(!past).then(|| view! { <a href=other(month.previous()) data-noscroll="" class="step" aria-label=format!("Back to {}", month.previous().name())>"‹"</a> })}
                <span>{month.name()}</span>
                <a href=other(month.next()) data-noscroll="" class="step" aria-label=format!("On to {}", month.next().name())>"›"</a>
            </caption>
            <thead><tr>{WEEKDAYS.map(|(short, long)| view! { <th scope="col"><abbr title=long>{short}</abbr></th> }).collect_view()}</tr></thead>
            <tbody>{weeks}</tbody>
        </table>
    }
}
