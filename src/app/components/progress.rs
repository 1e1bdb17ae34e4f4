//! How far something has come that goes on by itself.

use leptos::prelude::*;

/// A bar with its figures.
#[component]
pub(crate) fn Progress(
    /// What is counted: `Runs made`.
    #[prop(into)]
    label: String,
    done: u64,
    all: u64,
) -> impl IntoView {
    let percent = (done * 100).checked_div(all).unwrap_or(100);
    let name = label.clone();
    view! {
        <div class="progress">
            <p><strong>{label}</strong> " " <span>{format!("{done} of {all}")}</span></p>
            <progress max=all.max(1).to_string() value=(if all == 0 { 1 } else { done }).to_string() aria-label=name>{format!("{percent} %")}</progress>
        </div>
    }
}
