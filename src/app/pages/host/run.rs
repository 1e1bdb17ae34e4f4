//! One run as its host sees it: the figures, what was written, and who is coming.

use super::{run_list::List, runs::SeatBar};
use crate::{
    api::desk::{HostMessage, HostRunPage, HostSummary, host_run},
    app::{
        components::{
            attendance_tasks::AttendanceNotice,
            desk::{MessageList, in_bookings},
            errors::loaded,
            host_bar::HostBar,
            waitlist::RunWaitlist,
        },
        pages::{param, query},
    },
    domain::{money::Paise, run::Bookable, run_figures::RunFigures},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The details of a run.
#[component]
pub(crate) fn HostRun() -> impl IntoView {
    let id = param("id");
    let words = ["view", "status", "q", "sort", "page"].map(query);
    let page = Resource::new_blocking(
        move || (id.get(), words.map(|word| word.get())),
        |(id, [view, status, q, sort, page])| host_run(id, view, status, q, sort, page),
    );
    view! {
        <HostBar />
        <AttendanceNotice run=id />
        {loaded(page, content)}
        <RunWaitlist run=id />
    }
}

fn content(page: HostRunPage) -> impl IntoView {
    let (card, can_write, can_cancel) = (page.card.clone(), page.can_write, page.can_cancel);
    let here = format!("/host/runs/{}", card.run);
    let called_off = can_write && page.cancel_reason.is_some();
    view! {
        <Title text=format!("{}, {}", card.starts.date_and_clock(), card.title) />
        <section class="wrap">
            <p class="crumb"><a href="/host/runs">"← Event runs of " {page.organization.clone()}</a></p>
            <h1>{card.starts.date_and_clock()}</h1>
            <p class="quiet">
                <a href=format!("/runs/{}", card.run)>{card.title.clone()}</a> " · " {card.starts.until(&card.ends)} ", " {card.starts.zone_name()} " · "
                {if card.bookable == Bookable::Open { "open for booking" } else { "booking closed" }}
            </p>
            {page.cancel_reason.clone().map(|reason| view! { <p class="notice bad">"Cancelled: " {reason}</p> })}
            <div class="tiles" aria-label="Summary">
                <div class="tile"><p>"Seats"</p><SeatBar taken=card.seats.taken capacity=card.seats.capacity /></div>
                <div class="tile"><p>"Bookings"</p><strong>{page.summary.bookings}</strong><span>{format!("{} travelers", page.summary.travelers)}</span></div>
                <div class="tile"><p>"Net"</p><strong>{page.summary.figures.net.short()}</strong><span>"yours, after refunds and fee"</span></div>
                <div class="tile"><p>"Stakes held"</p><strong>{page.summary.figures.stakes_held.short()}</strong><span>"the travelers’, until they come"</span></div>
            </div>
            <p class="links">
                <a class="button small" href=format!("{here}/check-in") rel="external">"Check people in"</a>
                <a class="button ghost small" href=format!("{here}/door-list")>"Door list"</a>
                <a class="button ghost small" href=format!("{here}/attendance")>"Attendance"</a>
                {can_write.then(|| view! { <a class="button ghost small" href=format!("{here}/messages")>"Write to travelers"</a> })}
                {can_cancel.then(|| view! {
                    <a class="button ghost small" href=format!("{here}/edit")>"Change this run"</a>
                    <a class="button ghost small" href=format!("{here}/cancel")>"Call this run off"</a>
                })}
                {called_off.then(|| view! { <a class="button ghost small" href=format!("{here}/cancel")>"How far the refunds are"</a> })}
                {page.series.map(|series| view! { <a class="button ghost small" href=format!("/host/series/{series}")>"All dates of its series"</a> })}
            </p>
            <Money figures=page.summary.figures />
            <Written messages=page.messages.clone() />
            <h2>"Who is coming"</h2>
            <p class="quiet">{counted(&page.summary)}</p>
            <List page=page.clone() />
        </section>
    }
}

/// `3 confirmed, 1 cancelled`
fn counted(summary: &HostSummary) -> String {
    let counted: Vec<String> = summary.by_status.iter().filter(|(_, number)| *number > 0).map(|(status, number)| format!("{number} {status}")).collect();
    if counted.is_empty() { "Nobody has booked yet.".to_owned() } else { counted.join(", ") }
}

/// The figures, each with what it means.
#[component]
fn Money(figures: RunFigures) -> impl IntoView {
    let line = |words: &'static str, meaning: &'static str, amount: Paise, class: &'static str| {
        view! { <div class=class><dt>{words} <span class="quiet small">{meaning}</span></dt><dd>{amount.short()}</dd></div> }
    };
    let less = |amount: Paise| Paise::ZERO - amount;
    let stakes = !(figures.stakes_held + figures.stakes_back + figures.stakes_forfeited).is_zero();
    view! {
        <section aria-labelledby="money">
            <h2 id="money">"Money"</h2>
            <dl class="lines sums money">
                {line("Gross", "the price of every seat that was paid for", figures.gross, "")}
                {line("Refunded", "of the price, what went back or is going back", less(figures.refunded), "")}
                {line("Platform fee", "Nukkad’s share of what stays, never of a stake", less(figures.fee), "")}
                {line("Net", "what stays with you", figures.net, "total")}
                {stakes.then(|| line("Stakes held", "kept apart for the travelers until they come; no part of the sum", figures.stakes_held, ""))}
                {stakes.then(|| line("Stakes given back", "to travelers who came, or cancelled in time", figures.stakes_back, ""))}
                {(!figures.stakes_forfeited.is_zero()).then(|| line("Stakes forfeited", "to the pool; a host never gains by them", figures.stakes_forfeited, ""))}
            </dl>
        </section>
    }
}

/// What was written to the travelers; nothing where nothing was.
#[component]
fn Written(messages: Vec<HostMessage>) -> impl IntoView {
    let all: u64 = messages.iter().map(|message| u64::from(message.recipients)).sum();
    (!messages.is_empty()).then(|| {
        view! {
            <section aria-labelledby="written">
                <h2 id="written">"Written to travelers"</h2>
                <p class="quiet">{format!("{} in all, to {}", if messages.len() == 1 { "1 message".to_owned() } else { format!("{} messages", messages.len()) }, in_bookings(all))}</p>
                <MessageList messages />
            </section>
        }
    })
}
