//! What stands on every numbered paper.

use crate::{api::papers::IssuerLine, domain::time::ZonedTime};
use chrono::Datelike;
use leptos::prelude::*;

/// Who issues it, as the tax office knows it.
#[component]
pub(crate) fn IssuedBy(issuer: IssuerLine) -> impl IntoView {
    view! {
        <p>
            <strong>{issuer.name}</strong>
            {issuer.address.map(|address| view! { <br />{address} })}
            {issuer.gstin.map(|gstin| view! { <br />"GSTIN " <code>{gstin}</code> })}
        </p>
    }
}

/// `Sat 28 Nov 2026`: paper is kept for longer than a season.
pub(crate) fn dated(time: &ZonedTime) -> String {
    format!("{} {}", time.date(), time.local().year())
}
