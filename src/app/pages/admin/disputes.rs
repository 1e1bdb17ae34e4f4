//! Payments that travelers have taken up with their banks: the list, and one of them with what we can say about it.

use super::exact;
use crate::{
    api::disputes::{AskAboutDispute, DisputeLine, DisputePage, DisputesPage, dispute, disputes},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::param,
    },
    domain::{dispute::DisputeStatus, money::Paise, text_enum::spoken},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// All disputes of late.
#[component]
pub(crate) fn Disputes() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| disputes());
    view! {
        <Title text="Disputes" />
        {loaded(page, list)}
    }
}

fn list(page: DisputesPage) -> impl IntoView {
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Disputes"</h1>
            <p>"A traveler has taken a payment up with their bank. Until that is decided, nothing of the payment is given back or paid out."</p>
            {if page.disputes.is_empty() { view! { <p class="empty">"There are none."</p> }.into_any() } else { view! { <Table disputes=page.disputes /> }.into_any() }}
        </section>
    }
}

fn tag(status: DisputeStatus) -> impl IntoView + use<> {
    let class = match status {
        DisputeStatus::Open => "tag cancelled",
        DisputeStatus::UnderReview => "tag pending",
        DisputeStatus::Won | DisputeStatus::Closed => "tag confirmed",
        DisputeStatus::Lost => "tag expired",
    };
    view! { <span class=class>{spoken(status)}</span> }
}

/// How long the bank still hears us.
fn deadline(line: &DisputeLine) -> Option<String> {
    let (until, left) = (line.respond_by.as_ref()?, line.days_left?);
    let words = match left {
        ..0 => "over".to_owned(),
        0 => "less than a day left".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    };
    Some(format!("{}, {words}", until.date_and_clock()))
}

#[component]
fn Table(disputes: Vec<DisputeLine>) -> impl IntoView {
    let row = |line: DisputeLine| {
        let label = format!("View the dispute about {}", line.booking);
        view! {
            <tr>
                <td data-label="Booking"><a href=format!("/admin/bookings/{}", line.booking)><code>{line.booking.to_string()}</code></a></td>
                <td data-label="State">{tag(line.status)}</td>
                <td data-label="Reason">{spoken(&line.reason)}</td>
                <td data-label="Amount" class="amount">{line.amount.to_string()}</td>
                <td data-label="Answer by">{deadline(&line)}</td>
                <td><a class="button ghost small" href=format!("/admin/disputes/{}", line.id) aria-label=label>"View"</a></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Booking"</th><th scope="col">"State"</th><th scope="col">"Reason"</th><th scope="col" class="amount">"Amount"</th><th scope="col">"Answer by"</th><th scope="col"><span class="hidden">"Details"</span></th></tr></thead>
                <tbody>{disputes.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// One dispute.
#[component]
pub(crate) fn Dispute() -> impl IntoView {
    let id = param("id");
    let form = use_form::<AskAboutDispute>();
    let page = Resource::new_blocking(move || id.get(), dispute);
    loaded(page, move |page| content(page, form))
}

fn content(page: DisputePage, form: FormState<AskAboutDispute>) -> impl IntoView {
    let DisputePage { dispute, evidence } = page;
    let title = format!("Dispute about {}", dispute.booking);
    let typed = form.input().map(|input| input.reason).unwrap_or_default();
    view! {
        <Title text=title.clone() />
        <AdminBar />
        <section class="wrap">
            <p class="crumb"><a href="/admin/disputes">"← Disputes"</a></p>
            <h1>{title}</h1>
            <p class="row-tags">{tag(dispute.status)} " " <strong>{dispute.amount.to_string()}</strong> " · " {spoken(&dispute.reason)} " · " {spoken(&dispute.phase)} " · " <code>{dispute.name.clone()}</code></p>
            <p>{told(&dispute)}</p>
            <p class="links">
                <a class="button ghost small" href=format!("/admin/bookings/{}", dispute.booking)>"The booking’s statement"</a> " "
                <a class="button ghost small" href=format!("/admin/disputes/{}/evidence.txt", dispute.id) rel="external">"The evidence as a file"</a>
            </p>
            <details class="fold" open=form.input().is_some()>
                <summary>"Ask the provider how it stands"</summary>
                <LiveForm state=form label="Ask the provider how it stands">
                    <input type="hidden" name="dispute" value=dispute.id.to_string() />
                    <Field label="Why" name="reason" value=typed error=form.field_error("reason") required=true hint="It goes into the log." />
                    <Submit label=Signal::stored("Ask now".to_owned()) busy=form.busy() />
                </LiveForm>
            </details>
            {evidence.into_iter().map(section).collect_view()}
        </section>
    }
}

/// How it stands, in a sentence.
fn told(dispute: &DisputeLine) -> String {
    let decided = dispute.decided.as_ref().map(exact).unwrap_or_default();
    match dispute.status {
        DisputeStatus::Open => match deadline(dispute) {
            Some(until) => format!("Opened {}. Hand the evidence to the bank, on the provider’s dashboard, by {until}.", exact(&dispute.opened)),
            None => format!("Opened {}. Hand the evidence to the bank, on the provider’s dashboard.", exact(&dispute.opened)),
        },
        DisputeStatus::UnderReview => format!("Opened {}. The bank looks at it.", exact(&dispute.opened)),
        DisputeStatus::Won => format!("Won {decided}: the money stays."),
        DisputeStatus::Closed => format!("Closed {decided}: it was only a question."),
        DisputeStatus::Lost if dispute.written_off == Paise::ZERO => format!("Lost {decided}: {} went back to the traveler.", dispute.taken),
        DisputeStatus::Lost => {
            format!("Lost {decided}: {} went back to the traveler, and {} more that the platform has to bear.", dispute.taken, dispute.written_off)
        }
    }
}

fn section((title, facts): (String, Vec<(String, String)>)) -> impl IntoView {
    let facts = if facts.is_empty() {
        view! { <p>"Nothing."</p> }.into_any()
    } else {
        let fact = |(label, words): (String, String)| view! { <div><dt>{label}</dt><dd>{words}</dd></div> };
        view! { <dl class="facts">{facts.into_iter().map(fact).collect_view()}</dl> }.into_any()
    };
    view! { <h2>{title}</h2> {facts} }
}
