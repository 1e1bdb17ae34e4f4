//! Bars in a table: a picture that is also read aloud, and that needs no color.

use leptos::prelude::*;

/// One row of bars.
pub(crate) struct Bar {
    /// What the row is about.
    pub name: String,
    /// The present one stands out.
    pub here: bool,
    /// Length of the whole, in percent of the longest.
    pub whole: u32,
    /// Length of the filled part, in percent of the longest.
    pub filled: u32,
    /// The figure in words.
    pub figure: String,
}

/// A table of bars under a caption.
#[component]
pub(crate) fn Bars(caption: &'static str, #[prop(into)] sum: String, bars: Vec<Bar>) -> impl IntoView {
    view! {
        <div class="bars"><table>
            <caption><strong>{caption}</strong>" "<span class="quiet">{sum}</span></caption>
            <tbody>{bars.into_iter().map(row).collect_view()}</tbody>
        </table></div>
    }
}

fn row(bar: Bar) -> impl IntoView {
    view! {
        <tr class=bar.here.then_some("here")>
            <th scope="row">{bar.name}{bar.here.then(|| view! { <span class="hidden">" (this week)"</span> })}</th>
            <td class="bar" aria-hidden="true">
                <svg viewBox="0 0 100 12" preserveAspectRatio="none">
                    <rect class="bar-whole" y="1" width=bar.whole height="10" />
                    <rect class="bar-filled" y="1" width=bar.filled height="10" />
                </svg>
            </td>
            <td class="figure">{bar.figure}</td>
        </tr>
    }
}
