//! What the organization was paid in a financial year, month by month: for its books and its taxes.

use crate::{
    api::{
        papers::PaperLine,
        payouts::{PaidMonth, PayoutYearPage, host_payout_year},
    },
    app::{
        components::{errors::loaded, host_bar::HostBar},
        pages::query,
        platform,
    },
    domain::{money::Paise, payout::year_name},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The year of the query, or the present one.
#[component]
pub(crate) fn PayoutYear() -> impl IntoView {
    let year = query("year");
    let page = Resource::new_blocking(move || year.get(), host_payout_year);
    view! {
        <HostBar />
        {loaded(page, content)}
    }
}

fn content(page: PayoutYearPage) -> impl IntoView {
    let title = format!("Paid in {}", year_name(page.year));
    let sum = |part: fn(&PaidMonth) -> Paise| page.months.iter().map(part).sum::<Paise>().to_string();
    let (price, fee, net) = (sum(|month| month.price), sum(|month| month.fee), sum(|month| month.net));
    let shown = page.year;
    let other = move |year: i32| {
        let here = year == shown;
        view! { <a class="button ghost small" href=format!("/host/payouts/year?year={year}") aria-current=here.then_some("page")>{year_name(year)}</a> }
    };
    let row = |month: PaidMonth| {
        view! {
            <tr>
                <td data-label="Month">{month.name}</td>
                <td data-label="Payouts" class="amount">{month.payouts}</td>
                <td data-label="Price" class="amount">{month.price.to_string()}</td>
                <td data-label="Fee" class="amount">{month.fee.to_string()}</td>
                <td data-label="Yours" class="amount">{month.net.to_string()}</td>
            </tr>
        }
    };
    let table = if page.months.is_empty() {
        view! { <p class="empty">"Nothing was paid in this year."</p> }.into_any()
    } else {
        view! {
            <div class="table">
                <table>
                    <thead><tr><th scope="col">"Month"</th><th scope="col" class="amount">"Payouts"</th><th scope="col" class="amount">"Price"</th><th scope="col" class="amount">"Fee"</th><th scope="col" class="amount">"Yours"</th></tr></thead>
                    <tbody>{page.months.into_iter().map(row).collect_view()}</tbody>
                    <tfoot><tr><th scope="row" colspan="2">"All of it"</th><td data-label="Price" class="amount">{price}</td><td data-label="Fee" class="amount">{fee}</td><td data-label="Yours" class="amount"><strong>{net}</strong></td></tr></tfoot>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <Title text=title.clone() />
        <section class="wrap">
            <p class="crumb"><a href="/host/payouts">"← Payouts"</a></p>
            <h1>{title}</h1>
            <p>{format!("What {} was paid from April to March, by the days on which the bank has paid.", page.organization)}</p>
            <p class="links">
                {page.years.into_iter().map(other).collect_view()}
                <button type="button" class="button ghost small when-live" on:click=move |_| platform::print()>"Print"</button>
            </p>
            {table}
            <h2>"What Nukkad has invoiced"</h2>
            <Invoices invoices=page.invoices />
        </section>
    }
}

/// Invoices over the fee, a month each.
#[component]
fn Invoices(invoices: Vec<(PaperLine, String)>) -> impl IntoView {
    if invoices.is_empty() {
        return view! { <p class="empty">"No invoice yet. On the first of a month there is one for the fee of the month before."</p> }.into_any();
    }
    let row = |(paper, month): (PaperLine, String)| {
        view! {
            <tr>
                <td data-label="Number"><a href=format!("/host/invoices/{}", paper.id)>{paper.number}</a></td>
                <td data-label="For">{month}</td>
                <td data-label="Kind">{paper.kind.name()}</td>
                <td data-label="Amount" class="amount">{paper.amount.to_string()}</td>
                <td data-label="GST in it" class="amount">{paper.tax.to_string()}</td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Number"</th><th scope="col">"For"</th><th scope="col">"Kind"</th><th scope="col" class="amount">"Amount"</th><th scope="col" class="amount">"GST in it"</th></tr></thead>
                <tbody>{invoices.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
