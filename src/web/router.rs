//! Every address of the site.

use super::{
    auth, body_limit, calendar, covers, dev_mail, errors, exports, forms, health, kept_page::PERMISSIONS_POLICY, machines, media, money_files, page_cache,
    provider, saved, seats, server_functions, state::AppState, uploads,
};
use crate::{
    app::{
        App,
        shell::{FORM_PATHS, shell},
    },
    config::server::{Environment, ServerConfig},
};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions};
use std::{
    path::Path,
    sync::{Arc, LazyLock},
    time::Duration,
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, services::ServeDir, set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer, trace::TraceLayer,
};

/// The longest a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest that sending pictures may take: a dozen from a telephone, over its network.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(10);

/// The pages' addresses. Made once in a process: while Leptos walks the application to list them, no resource anywhere
/// in the process is loaded, and a page that is being drawn at that moment would never be finished.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| {
    // Server functions are ours to route: see `server_functions`.
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    generate_route_list_with_exclusions(App, Some(functions))
});

/// The whole site.
pub fn router(state: AppState, config: &ServerConfig) -> Router {
    let options = state.leptos.clone();
    let site_root = Path::new(options.site_root.as_ref()).to_path_buf();
    let mut pages = Router::new().leptos_routes_with_context(&state, ROUTES.clone(), state.context(), move || shell(options.clone()));
    for path in FORM_PATHS {
        pages = pages.route(path, post(forms::post));
    }
    if config.environment == Environment::Development {
        pages = pages.merge(dev_mail::routes());
    }
    let drawer = state.clone();
    let fallback = move |request: Request<Body>| async move { drawer.render(request).await };
    let keeper = page_cache::Keeper { state: state.clone(), cache: page_cache::PageCache::default(), session: auth::cookie_name(config) };
    let live = pages
        .route("/logout", post(auth::log_out))
        .route("/host/runs/{id}/bookings.csv", get(exports::csv))
        .route("/host/runs/{id}/bookings.xlsx", get(exports::xlsx))
        .route("/host/payouts/{id}/statement.csv", get(money_files::statement))
        .route("/admin/payout-files/{file}", get(money_files::bank_file))
        .route("/admin/reconciliation/{id}/report.csv", get(money_files::report))
        .route("/admin/papers.csv", get(money_files::papers))
        .route("/admin/disputes/{id}/evidence.txt", get(money_files::evidence))
        .route("/bookings/{reference}/calendar.ics", get(calendar::booking))
        .route("/api/{*function}", any(server_functions::handle))
        .fallback(fallback)
        // The last is the outermost.
        .layer(from_fn_with_state(state.clone(), forms::bring_back))
        .layer(auth::layer(state.services.clone(), config))
        .layer(from_fn_with_state(state.clone(), machines::beside_pages))
        .layer(from_fn(machines::keep_private))
        .layer(from_fn(body_limit::limit))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn(errors::dress))
        // Pages show who is logged in: no cache on the way may keep one for somebody else.
        .layer(header_layer(header::CACHE_CONTROL, "private, no-cache"))
        .layer(TraceLayer::new_for_http());
    let uploads = uploads::routes(&state, config)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, UPLOAD_TIMEOUT))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn(errors::dress))
        .layer(header_layer(header::CACHE_CONTROL, "private, no-cache"))
        .layer(TraceLayer::new_for_http());
    let provider = Router::new()
        .route("/webhooks/razorpay", post(provider::webhook))
        .route("/payments/razorpay/callback", post(provider::callback).get(provider::callback_again))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn(errors::dress))
        .layer(header_layer(header::CACHE_CONTROL, "no-store"))
        .layer(TraceLayer::new_for_http());
    let machines = machines::routes()
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn(errors::dress))
        .layer(TraceLayer::new_for_http());
    // Opened by a token, from anywhere: the page beside the stop is one of the application's.
    let tokens = Router::new()
        .route("/saved-searches/{token}", get(saved::calendar))
        .route("/saved-searches/{token}/stop", post(saved::stop))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn(errors::dress))
        .layer(header_layer(header::CACHE_CONTROL, "no-store"))
        .layer(TraceLayer::new_for_http());
    let site = live
        .merge(uploads)
        .merge(provider)
        .merge(machines)
        .merge(tokens)
        .route("/seats", get(seats::seats))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/covers/{version}/{domain}/{hour}/{file}", get(covers::cover))
        .route("/media/{hash}/{file}", get(media::picture))
        .layer(CompressionLayer::new())
        // Files were compressed when they were built, if they were.
        .merge(files(&site_root))
        .layer(
            ServiceBuilder::new()
                .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .layer(header_layer(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
                .layer(header_layer(header::X_FRAME_OPTIONS, "DENY"))
                // The door's page reads tickets with the camera; nobody whom a page might ever frame does.
                .layer(header_layer(PERMISSIONS_POLICY, "camera=(self)"))
                .option_layer(config.https().then(|| header_layer(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"))),
        )
        .with_state(state);
    // In front of all that: a page that is kept passes none of it.
    Router::new().fallback_service(ServiceBuilder::new().layer(from_fn_with_state(Arc::new(keeper), page_cache::keep)).service(site))
}

fn header_layer(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Files that were built: the bundle, fonts and icons. Most keep their names, so browsers ask whether they have changed. Fonts have a
/// version in theirs: a browser that has to ask first takes a page's preloaded font for another one, and loads it in vain.
fn files(site_root: &Path) -> Router<AppState> {
    const ASK: &str = "public, max-age=0, must-revalidate";
    const KEEP: &str = "public, max-age=31536000, immutable";
    let files = |folder: &str, keep: &'static str| {
        ServiceBuilder::new()
            .layer(header_layer(header::CACHE_CONTROL, keep))
            .layer(header_layer(header::VARY, "accept-encoding"))
            .service(ServeDir::new(site_root.join(folder)).precompressed_br().precompressed_gzip())
    };
    let file = |name: &str| tower_http::services::ServeFile::new(site_root.join(name));
    Router::new()
        .nest_service("/pkg", files("pkg", ASK))
        .nest_service("/fonts", files("fonts", KEEP))
        .nest_service("/door", files("door", ASK))
        // Browsers ask for a service worker's script anew by themselves.
        .route_service("/sw.js", file("sw.js"))
        .route_service("/favicon.svg", file("favicon.svg"))
        .route_service("/favicon.ico", file("favicon.ico"))
        .route_service("/apple-touch-icon.png", file("apple-touch-icon.png"))
        .route_service("/icon-192.png", file("icon-192.png"))
        .route_service("/icon-512.png", file("icon-512.png"))
        .route_service("/manifest.webmanifest", file("manifest.webmanifest"))
}
