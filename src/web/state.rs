//! What handlers share, and how a page is drawn from it.

use crate::{
    app::shell::{CheckoutOrigin, SiteAddress, TileOrigin, shell},
    services::Services,
};
use axum::{
    extract::{FromRef, Request},
    response::Response,
};
use leptos::{config::LeptosOptions, context::provide_context};
use leptos_axum::render_app_async_with_context;

/// What handlers share.
#[derive(Clone)]
pub struct AppState {
    pub services: Services,
    pub leptos: LeptosOptions,
    /// Where pages may post forms to besides ourselves: the payment provider's page.
    pub checkout_origin: String,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl AppState {
    /// What pages and server functions find in their context.
    pub(super) fn context(&self) -> impl Fn() + Clone + Send + Sync + 'static {
        let (services, checkout) = (self.services.clone(), CheckoutOrigin(self.checkout_origin.clone()));
        let address = SiteAddress(self.services.mail.base_url.clone());
        let tiles = self.services.tiles.as_ref().map(|tiles| TileOrigin(tiles.origin.clone()));
        move || {
            if let Some(tiles) = tiles.clone() {
                provide_context(tiles);
            }
            provide_context(services.clone());
            provide_context(checkout.clone());
            provide_context(address.clone());
        }
    }

    /// Draws the page at the request's address.
    pub(super) async fn render(&self, request: Request) -> Response {
        let options = self.leptos.clone();
        render_app_async_with_context(self.context(), move || shell(options.clone()))(request).await
    }
}
