//! What stands on every numbered paper.

use crate::api::papers::IssuerLine;
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
