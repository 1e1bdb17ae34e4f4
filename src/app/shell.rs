//! The document around the application, and what the server must know of its pages.

use super::{App, platform};
use crate::api::structured_data::StructuredData;
use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use std::{path::Path, sync::OnceLock};

/// Pages whose forms post to their own address; those with forms that carry files have routes of their own.
pub const FORM_PATHS: &[&str] = &[
    "/login",
    "/signup",
    "/account",
    "/saved",
    "/explore",
    "/experiences/{slug}",
    "/runs/{id}",
    "/hosts/{slug}",
    "/runs/{id}/book",
    "/runs/{id}/waitlist",
    "/bookings/{reference}",
    "/bookings/{reference}/cancel",
    "/bookings/{reference}/appeal",
    "/host",
    "/host/experiences",
    "/host/experiences/new",
    "/host/experiences/{id}",
    "/host/experiences/{id}/preview",
    "/host/runs",
    "/host/runs/new",
    "/host/runs/{id}",
    "/host/runs/{id}/door-list",
    "/host/runs/{id}/messages",
    "/host/runs/{id}/bookings/{reference}",
    "/host/runs/{id}/bookings/{reference}/cancel",
    "/host/new",
    "/host/settings",
    "/host/settings/members/{id}",
    "/host/settings/activity",
    "/host/payouts/account",
    "/host/payouts/account/{token}",
    "/invitations/{token}",
    "/host/runs/{id}/attendance",
    "/host/runs/{id}/edit",
    "/host/runs/{id}/cancel",
    "/host/series/{id}",
    "/host/runs/{id}/check-in",
    "/admin",
    "/admin/bookings/{reference}",
    "/admin/appeals/{id}",
    "/admin/reconciliation",
    "/admin/disputes/{id}",
    "/admin/organizations/{id}",
    "/admin/people/{id}",
    "/admin/webhooks",
    "/admin/payouts",
    "/admin/payouts/{id}",
    "/admin/rules",
];

/// The one other site that a page's form may post to: the provider's checkout, as `https://host`. The web layer puts it beside every
/// request, because a page reached by a link inside the application still has the policy of the page that was loaded first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutOrigin(pub String);

/// The one other site that a page may show pictures from: the server of map tiles, as `https://host`. It stands beside every request
/// for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileOrigin(pub String);

/// Where the site is, without a slash at the end, for addresses that are read elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteAddress(pub String);

/// What the bundle is called that has the pages of hosts and admins too.
const DESK_BUNDLE: &str = "nukkad-desk";

/// Whether that bundle was built. Cargo-leptos builds one for all, and leaves an older one of ours where it is.
static DESK_IS_THERE: OnceLock<bool> = OnceLock::new();

/// The options with the bundle that the page asked for needs: whoever books has no use for the pages of hosts and admins.
fn bundle_for_this_page(mut options: LeptosOptions) -> LeptosOptions {
    let desk = |path: &str| ["host", "admin"].contains(&path.split('/').nth(1).unwrap_or_default());
    let file = Path::new(&*options.site_root).join(&*options.site_pkg_dir).join(format!("{DESK_BUNDLE}.wasm"));
    let is_there = || *DESK_IS_THERE.get_or_init(|| !platform::is_watched() && file.exists());
    if use_context::<Parts>().is_some_and(|parts| desk(parts.uri.path())) && is_there() {
        options.output_name = DESK_BUNDLE.into();
    }
    options
}

/// The document around the application.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    platform::set_content_security_policy();
    provide_context(StructuredData::default());
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="preload" href="/fonts/v1/anek-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=bundle_for_this_page(options) />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
