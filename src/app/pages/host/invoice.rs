//! An invoice over the platform's fee of a month, to keep or to print.

use crate::{
    api::papers::{FeeInvoicePage, FeeLine, host_invoice},
    app::{
        components::{
            errors::loaded,
            host_bar::HostBar,
            papers::{IssuedBy, dated},
            payouts::in_words,
        },
        pages::param,
        platform,
    },
    domain::{money::Paise, paper::SERVICE_CODE},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The invoice of the path.
#[component]
pub(crate) fn Invoice() -> impl IntoView {
    let id = param("id");
    let page = Resource::new_blocking(move || id.get(), host_invoice);
    view! {
        <HostBar />
        {loaded(page, content)}
    }
}

fn content(page: FeeInvoicePage) -> impl IntoView {
    let (paper, rate) = (page.paper, page.rate);
    let title = format!("{} {}", paper.kind.name(), paper.number);
    let line = |line: FeeLine| {
        view! {
            <tr>
                <td data-label="Day">{dated(&line.at)}</td>
                <td data-label="Booking"><code class="reference">{line.booking.to_string()}</code></td>
                <td data-label="Experience">{line.experience}</td>
                <td data-label="For">{in_words(line.kind)}</td>
                <td data-label="Fee" class="amount">{line.fee.to_string()}</td>
            </tr>
        }
    };
    view! {
        <Title text=title />
        <article class="wrap receipt">
            <p class="crumb"><a href="/host/payouts/year">"← The year"</a></p>
            <div class="section-head">
                <h1>{paper.kind.name()}</h1>
                <p class="links"><button type="button" class="button ghost small when-live" on:click=move |_| platform::print()>"Print"</button></p>
            </div>
            <div class="panel">
                <IssuedBy issuer=page.issuer />
                <dl class="details">
                    <div><dt>"Number"</dt><dd><code class="reference">{paper.number}</code></dd></div>
                    <div><dt>"Issued"</dt><dd>{dated(&paper.issued)}</dd></div>
                    <div><dt>"Issued to"</dt><dd>{page.organization}</dd></div>
                    <div><dt>"For"</dt><dd>{format!("Nukkad’s fee of {}", page.month)}</dd><dd class="quiet">{format!("Service code {SERVICE_CODE}")}</dd></div>
                </dl>
                <dl class="lines sums">
                    <div><dt>"Fee before tax"</dt><dd>{(paper.amount - paper.tax).to_string()}</dd></div>
                    <div><dt>{format!("GST at {rate}")}</dt><dd>{paper.tax.to_string()}</dd></div>
                    <div class="total"><dt>"Total"</dt><dd>{paper.amount.to_string()}</dd></div>
                </dl>
                <p class="quiet small">"It was kept from the prices that travelers have paid, so nothing is left to pay. All amounts are in Indian rupees."</p>
            </div>
            <h2>"Line by line"</h2>
            <div class="table">
                <table>
                    <thead><tr><th scope="col">"Day"</th><th scope="col">"Booking"</th><th scope="col">"Experience"</th><th scope="col">"For"</th><th scope="col" class="amount">"Fee"</th></tr></thead>
                    <tbody>{page.lines.iter().cloned().map(line).collect_view()}</tbody>
                    <tfoot><tr><th scope="row" colspan="4">"Total"</th><td data-label="Fee" class="amount">{page.lines.iter().map(|line| line.fee).sum::<Paise>().to_string()}</td></tr></tfoot>
                </table>
            </div>
        </article>
    }
}
