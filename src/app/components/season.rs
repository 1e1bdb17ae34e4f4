//! A host's season in three pictures.

use super::bars::{Bar, Bars};
use crate::domain::{
    season::{Figures, Season as Weeks, Week},
    time::day_and_month,
};
use leptos::prelude::*;

/// Seats, revenue and no-shows, week by week.
#[component]
pub(crate) fn Season(season: Weeks) -> impl IntoView {
    let total = season.total();
    let most = season.weeks.iter().map(|week| week.figures.capacity).max().unwrap_or_default();
    let seats = bars(&season, |figures| {
        let figure = if figures.runs == 0 { "–".to_owned() } else { format!("{} of {}", figures.taken, figures.capacity) };
        (share(figures.capacity.into(), most.into()), share(figures.taken.into(), most.into()), figure)
    });
    let richest = season.weeks.iter().map(|week| week.figures.revenue.0).max().unwrap_or_default();
    let revenue =
        bars(&season, |figures| (0, share(figures.revenue.0, richest), if figures.revenue.is_zero() { "–".to_owned() } else { figures.revenue.short() }));
    let no_shows = bars(&season, |figures| {
        let percent = figures.no_show_percent();
        (percent.map_or(0, |_| 100), percent.unwrap_or_default(), percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent} %")))
    });
    let missed = total.no_show_percent().map_or_else(|| "nothing final yet".to_owned(), |percent| format!("{percent} % of all who were expected"));
    view! {
        <div class="season">
            <Bars caption="Seats sold" sum=format!("{} of {}", total.taken, total.capacity) bars=seats />
            <Bars caption="Revenue after fee" sum=total.revenue.short() bars=revenue />
            <Bars caption="No-shows" sum=missed bars=no_shows />
        </div>
    }
}

fn bars(season: &Weeks, of: impl Fn(&Figures) -> (u32, u32, String)) -> Vec<Bar> {
    let bar = |week: &Week| {
        let (whole, filled, figure) = of(&week.figures);
        Bar { name: day_and_month(week.begins), here: week.begins == season.this_week, whole, filled, figure }
    };
    season.weeks.iter().map(bar).collect()
}

/// A part in whole percent of the longest; at least one where there is anything, so that it is seen.
fn share(part: i64, longest: i64) -> u32 {
    let percent = (part * 100).checked_div(longest).unwrap_or_default();
    u32::try_from(percent.max(i64::from(part > 0))).unwrap_or_default()
}
