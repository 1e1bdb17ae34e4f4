//! The register of numbered papers: what was issued in a financial year, for whoever keeps the books and pays the taxes.

use crate::{
    api::papers::{PaperSums, PapersPage, papers},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        pages::query,
    },
    domain::payout::year_name,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The year of the query, or the present one.
#[component]
pub(crate) fn Papers() -> impl IntoView {
    let year = query("year");
    let page = Resource::new_blocking(move || year.get(), papers);
    view! {
        <Title text="Papers" />
        {loaded(page, content)}
    }
}

fn content(page: PapersPage) -> impl IntoView {
    let shown = page.year;
    let other = move |year: i32| {
        let here = year == shown;
        view! { <a class="button ghost small" href=format!("/admin/papers?year={year}") aria-current=here.then_some("page")>{year_name(year)}</a> }
    };
    let row = |sums: PaperSums| {
        let (first, last) = sums.numbers;
        view! {
            <tr>
                <td data-label="Kind">{sums.kind.name()}</td>
                <td data-label="Numbers"><code>{first}</code> " to " <code>{last}</code></td>
                <td data-label="Papers" class="amount">{sums.papers}</td>
                <td data-label="Amount" class="amount">{sums.amount.to_string()}</td>
                <td data-label="GST in it" class="amount">{sums.tax.to_string()}</td>
            </tr>
        }
    };
    let table = if page.sums.is_empty() {
        view! { <p class="empty">"Nothing was issued in this year."</p> }.into_any()
    } else {
        view! {
            <div class="table">
                <table>
                    <thead><tr><th scope="col">"Kind"</th><th scope="col">"Numbers"</th><th scope="col" class="amount">"Papers"</th><th scope="col" class="amount">"Amount"</th><th scope="col" class="amount">"GST in it"</th></tr></thead>
                    <tbody>{page.sums.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>{format!("Papers of {}", year_name(shown))}</h1>
            <p>"Each kind is numbered from one in each financial year, without a gap; the check of the books sees to that."</p>
            <p class="links">
                {page.years.into_iter().map(other).collect_view()}
                <a class="button ghost small" href=format!("/admin/papers.csv?year={shown}") rel="external">"Every paper (CSV)"</a>
            </p>
            {table}
        </section>
    }
}
