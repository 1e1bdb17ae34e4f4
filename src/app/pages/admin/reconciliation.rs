//! Our rows beside the provider's and the bank's: the reports, and one of them with all that was found.

use super::exact;
use crate::{
    api::reconciliation::{ReconcileDay, ReconciliationsPage, ReportItem, ReportLine, ReportPage, reconciliation, reconciliations},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::{param, query},
    },
    domain::{reconciliation::Remedy, text_enum::spoken},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The latest reports.
#[component]
pub(crate) fn Reconciliations() -> impl IntoView {
    let form = use_form::<ReconcileDay>();
    let asked = query("asked");
    let page = Resource::new_blocking(|| (), |()| reconciliations());
    view! {
        <Title text="Reconciliation" />
        {loaded(page, move |page| list(page, form, asked.get_untracked().is_some()))}
    }
}

fn list(page: ReconciliationsPage, form: FormState<ReconcileDay>, asked: bool) -> impl IntoView {
    let day = form.input().map_or(page.yesterday, |input| input.day);
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Reconciliation"</h1>
            <p>"Every night the day before is compared: what we have written down, what the provider says of payments and refunds, and what has come to the bank."</p>
            <div role="status">{asked.then(|| view! { <p class="notice good">"It is being done. Load this page again in a moment."</p> })}</div>
            <LiveForm state=form label="Reconcile a day" class="panel">
                <Field label="Day" name="day" kind="date" value=day error=form.field_error("day") required=true />
                <Submit label=Signal::stored("Reconcile it".to_owned()) busy=form.busy() />
            </LiveForm>
            {if page.reports.is_empty() { view! { <p class="empty">"Nothing was compared yet."</p> }.into_any() } else { view! { <Reports reports=page.reports /> }.into_any() }}
        </section>
    }
}

/// How a report stands, as a tag.
fn tag(report: &ReportLine) -> impl IntoView + use<> {
    let (class, words) = match (report.finished.is_some(), report.open) {
        (false, _) => ("tag pending", "Not finished".to_owned()),
        (true, 0) => ("tag confirmed", "Clean".to_owned()),
        (true, open) => ("tag cancelled", format!("{open} left for a person")),
    };
    view! { <span class=class>{words}</span> }
}

#[component]
fn Reports(reports: Vec<ReportLine>) -> impl IntoView {
    let row = |report: ReportLine| {
        let label = format!("View the report of {}, number {}", report.day, report.id);
        view! {
            <tr>
                <td data-label="Day"><strong>{report.day.clone()}</strong> " " <span class="quiet">{exact(&report.started)}</span></td>
                <td data-label="State">{tag(&report)}</td>
                <td data-label="Payments" class="amount">{report.payments}</td>
                <td data-label="Refunds" class="amount">{report.refunds}</td>
                <td data-label="Settled" class="amount">{report.settled}</td>
                <td data-label="To the bank" class="amount">{report.settled_amount.to_string()}</td>
                <td data-label="Mended" class="amount">{report.mended}</td>
                <td><a class="button ghost small" href=format!("/admin/reconciliation/{}", report.id) aria-label=label>"View"</a></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Day"</th><th scope="col">"State"</th><th scope="col" class="amount">"Payments"</th><th scope="col" class="amount">"Refunds"</th><th scope="col" class="amount">"Settled"</th><th scope="col" class="amount">"To the bank"</th><th scope="col" class="amount">"Mended"</th><th scope="col"><span class="hidden">"Details"</span></th></tr></thead>
                <tbody>{reports.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// One report.
#[component]
pub(crate) fn Reconciliation() -> impl IntoView {
    let id = param("id");
    let page = Resource::new_blocking(move || id.get(), reconciliation);
    loaded(page, report)
}

fn report(page: ReportPage) -> impl IntoView {
    let ReportPage { report, items } = page;
    let title = format!("Reconciliation of {}", report.day);
    view! {
        <Title text=title.clone() />
        <AdminBar />
        <section class="wrap">
            <p class="crumb"><a href="/admin/reconciliation">"← Reconciliation"</a></p>
            <h1>{title}</h1>
            <p class="row-tags">{tag(&report)}</p>
            <p>{format!("{} payments, {} refunds and {} items of the settlement report; {} came to the bank.", report.payments, report.refunds, report.settled, report.settled_amount)}</p>
            <p class="links"><a class="button ghost small" href=format!("/admin/reconciliation/{}/report.csv", report.id) rel="external">"As a file (CSV)"</a></p>
            {if items.is_empty() { view! { <p class="notice good">"All of it agrees."</p> }.into_any() } else { view! { <Items items /> }.into_any() }}
        </section>
    }
}

#[component]
fn Items(items: Vec<ReportItem>) -> impl IntoView {
    let row = |item: ReportItem| {
        let (class, words) = match item.remedy {
            Remedy::Mended => ("tag confirmed", "Mended"),
            Remedy::Open => ("tag cancelled", "For a person"),
        };
        let age = match item.age_days {
            1 => "1 day old".to_owned(),
            days => format!("{days} days old"),
        };
        view! {
            <tr>
                <td data-label="What">{spoken(item.kind)} " " <code>{item.name}</code></td>
                <td data-label="Finding">{item.finding.in_words()}</td>
                <td data-label="State"><span class=class>{words}</span></td>
                <td data-label="Made">{exact(&item.at)} " " <span class="quiet">{age}</span></td>
                <td data-label="Details"><code class="detail">{item.detail}</code></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"What"</th><th scope="col">"Finding"</th><th scope="col">"State"</th><th scope="col">"Made"</th><th scope="col">"Details"</th></tr></thead>
                <tbody>{items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
