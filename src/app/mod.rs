//! The pages, and what they share. Every page is whole without JavaScript; hydration makes it live.
#![expect(clippy::needless_pass_by_value, reason = "components own their properties")]

#[cfg_attr(any(feature = "ssr", feature = "desk"), path = "bundle/whole.rs")]
#[cfg_attr(not(any(feature = "ssr", feature = "desk")), path = "bundle/small.rs")]
mod bundle;
mod components;
mod desk;
pub(crate) mod form;
mod live_seats;
mod pages;
#[cfg_attr(feature = "ssr", path = "platform/server.rs")]
#[cfg_attr(not(feature = "ssr"), path = "platform/browser.rs")]
mod platform;
#[cfg(feature = "ssr")]
pub(crate) mod posted;
#[cfg(feature = "ssr")]
pub(crate) mod shell;

use components::layout::{Footer, Header};
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Stylesheet, Title, provide_meta_context};
use leptos_router::{
    ParamSegment as Param, SsrMode, StaticSegment as Static, WildcardSegment as Wildcard,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::{Route, Router, Routes},
};

/// The application: the route table between header and footer.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    live_seats::provide();
    let mode = SsrMode::Async;
    view! {
        <Stylesheet id="style" href="/pkg/nukkad.css" />
        <Link rel="icon" type_="image/svg+xml" href="/favicon.svg" />
        <Link rel="apple-touch-icon" href="/apple-touch-icon.png" />
        <Link rel="manifest" href="/manifest.webmanifest" />
        <Meta name="description" content="Walks, workshops and evenings led by people who live here. Put down a small stake, turn up, and get it back." />
        <Title formatter=|title: String| if title.is_empty() { "Nukkad".to_owned() } else { format!("{} · Nukkad", platform::title_content(&title)) } />
        <a class="skip" href="#main" rel="external">"Skip to the content"</a>
        <Router>
            <Header />
            <main id="main">
                <Routes fallback=pages::NotFound>
                    <Route path=Static("") view=pages::home::Home ssr=mode.clone() />
                    <Route path=Static("explore") view=pages::explore::Explore ssr=mode.clone() />
                    <Route path=(Static("experiences"), Param("slug")) view=pages::experience::Experience ssr=mode.clone() />
                    <Route path=(Static("runs"), Param("id")) view=pages::run::Run ssr=mode.clone() />
                    <Route path=(Static("runs"), Param("id"), Static("book")) view=pages::book::BookRun ssr=mode.clone() />
                    <Route path=(Static("runs"), Param("id"), Static("waitlist")) view=pages::waitlist::Waitlist ssr=mode.clone() />
                    <Route path=(Static("hosts"), Param("slug")) view=pages::host_profile::HostProfile ssr=mode.clone() />
                    <Route path=Static("bookings") view=pages::bookings::Bookings ssr=mode.clone() />
                    <Route path=(Static("bookings"), Param("reference")) view=pages::booking::Booking ssr=mode.clone() />
                    <Route path=(Static("bookings"), Param("reference"), Static("cancel")) view=pages::cancel::Cancel ssr=mode.clone() />
                    <Route path=(Static("bookings"), Param("reference"), Static("appeal")) view=pages::appeal::Appeal ssr=mode.clone() />
                    <Route path=(Static("bookings"), Param("reference"), Static("receipt")) view=pages::receipt::Receipt ssr=mode.clone() />
                    <Route path=(Static("bookings"), Param("reference"), Static("tickets")) view=pages::tickets::Tickets ssr=mode.clone() />
                    <Route path=Static("saved") view=pages::saved::Saved ssr=mode.clone() />
                    <Route path=(Static("saved-searches"), Param("token"), Static("stop")) view=pages::stop_mail::StopMail ssr=mode.clone() />
                    <Route path=Static("login") view=pages::login::LogInPage ssr=mode.clone() />
                    <Route path=Static("signup") view=pages::signup::SignUpPage ssr=mode.clone() />
                    <Route path=Static("account") view=pages::account::Account ssr=mode.clone() />
                    <Route path=(Static("invitations"), Param("token")) view=pages::invitation::Invitation ssr=mode.clone() />
                    <DeskRoutes mode />
                </Routes>
            </main>
            <Footer />
        </Router>
    }
}

/// The pages of hosts and admins. The bundle that travelers load has none of them: there, whoever goes to one loads it anew, with the
/// bundle that has them all.
#[component(transparent)]
fn DeskRoutes(mode: SsrMode) -> AnyNestedRoute {
    if bundle::DESK { desk_routes(&mode) } else { elsewhere(&mode) }
}

fn elsewhere(mode: &SsrMode) -> AnyNestedRoute {
    view! {
        <Route path=(Static("host"), Wildcard("page")) view=pages::Elsewhere ssr=mode.clone() />
        <Route path=(Static("admin"), Wildcard("page")) view=pages::Elsewhere ssr=mode.clone() />
    }
    .into_inner()
    .into_any_nested_route()
}

fn desk_routes(mode: &SsrMode) -> AnyNestedRoute {
    view! {
                <Route path=Static("host") view=pages::host::overview::Overview ssr=mode.clone() />
                <Route path=(Static("host"), Static("experiences"), Param("id"), Static("pictures")) view=pages::host::pictures::Pictures ssr=mode.clone() />
                <Route path=(Static("host"), Static("settings"), Static("logo")) view=pages::host::logo::Logo ssr=mode.clone() />
                <Route path=(Static("host"), Static("experiences")) view=pages::host::experiences::HostExperiences ssr=mode.clone() />
                <Route path=(Static("host"), Static("experiences"), Static("new")) view=pages::host::new_experience::NewExperience ssr=mode.clone() />
                <Route path=(Static("host"), Static("experiences"), Param("id")) view=pages::host::experience::Editor ssr=mode.clone() />
                <Route path=(Static("host"), Static("experiences"), Param("id"), Static("preview")) view=pages::host::preview::Preview ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs")) view=pages::host::runs::HostRuns ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Static("new")) view=pages::host::new_run::NewRun ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("edit")) view=pages::host::edit_run::EditRun ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("cancel")) view=pages::host::call_off::CallOffRun ssr=mode.clone() />
                <Route path=(Static("host"), Static("series"), Param("id")) view=pages::host::series::Series ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id")) view=pages::host::run::HostRun ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("door-list")) view=pages::host::door_list::DoorList ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("messages")) view=pages::host::messages::Messages ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("bookings"), Param("reference")) view=pages::host::booking::HostedBooking ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("bookings"), Param("reference"), Static("cancel")) view=pages::host::cancel_booking::CancelHosted ssr=mode.clone() />
                <Route path=(Static("host"), Static("new")) view=pages::host::new::NewOrganization ssr=mode.clone() />
                <Route path=(Static("host"), Static("settings")) view=pages::host::settings::Settings ssr=mode.clone() />
                <Route path=(Static("host"), Static("settings"), Static("members"), Param("id")) view=pages::host::member::Member ssr=mode.clone() />
                <Route path=(Static("host"), Static("settings"), Static("activity")) view=pages::host::activity::Activity ssr=mode.clone() />
                <Route path=(Static("host"), Static("payouts")) view=pages::host::payouts::Payouts ssr=mode.clone() />
                <Route path=(Static("host"), Static("payouts"), Static("account")) view=pages::host::payout_account::PayoutAccount ssr=mode.clone() />
                <Route path=(Static("host"), Static("payouts"), Static("account"), Param("token")) view=pages::host::confirm_account::ConfirmAccount ssr=mode.clone() />
                <Route path=(Static("host"), Static("payouts"), Static("year")) view=pages::host::payout_year::PayoutYear ssr=mode.clone() />
                <Route path=(Static("host"), Static("payouts"), Param("id")) view=pages::host::payouts::Payout ssr=mode.clone() />
                <Route path=(Static("host"), Static("invoices"), Param("id")) view=pages::host::invoice::Invoice ssr=mode.clone() />
                <Route path=(Static("admin"), Static("papers")) view=pages::admin::papers::Papers ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("attendance")) view=pages::host::attendance::Attendance ssr=mode.clone() />
                <Route path=(Static("admin"), Static("appeals"), Param("id")) view=pages::admin::appeal::Appeal ssr=mode.clone() />
                <Route path=(Static("host"), Static("runs"), Param("id"), Static("check-in")) view=pages::host::check_in::AtTheDoor ssr=mode.clone() />
                <Route path=(Static("admin"), Static("audit")) view=pages::admin::audit::AuditLog ssr=mode.clone() />
                <Route path=(Static("admin"), Static("disputes")) view=pages::admin::disputes::Disputes ssr=mode.clone() />
                <Route path=(Static("admin"), Static("disputes"), Param("id")) view=pages::admin::disputes::Dispute ssr=mode.clone() />
                <Route path=(Static("admin"), Static("reconciliation")) view=pages::admin::reconciliation::Reconciliations ssr=mode.clone() />
                <Route path=(Static("admin"), Static("reconciliation"), Param("id")) view=pages::admin::reconciliation::Reconciliation ssr=mode.clone() />
                <Route path=(Static("admin"), Static("payouts")) view=pages::admin::payouts::Payouts ssr=mode.clone() />
                <Route path=(Static("admin"), Static("payouts"), Static("approvals"), Param("id")) view=pages::admin::payouts::Approval ssr=mode.clone() />
                <Route path=(Static("admin"), Static("payouts"), Param("id")) view=pages::admin::payout::Payout ssr=mode.clone() />
                <Route path=(Static("admin"), Static("find")) view=pages::admin::find::Find ssr=mode.clone() />
                <Route path=(Static("admin"), Static("organizations")) view=pages::admin::organizations::Organizations ssr=mode.clone() />
                <Route path=(Static("admin"), Static("organizations"), Param("id")) view=pages::admin::organizations::Organization ssr=mode.clone() />
                <Route path=(Static("admin"), Static("people")) view=pages::admin::people::People ssr=mode.clone() />
                <Route path=(Static("admin"), Static("people"), Param("id")) view=pages::admin::people::Person ssr=mode.clone() />
                <Route path=(Static("admin"), Static("ledger")) view=pages::admin::ledger::Ledger ssr=mode.clone() />
                <Route path=(Static("admin"), Static("webhooks")) view=pages::admin::webhooks::Webhooks ssr=mode.clone() />
                <Route path=(Static("admin"), Static("rules")) view=pages::admin::rules::Rules ssr=mode.clone() />
                <Route path=Static("admin") view=pages::admin::overview::Overview ssr=mode.clone() />
                <Route path=(Static("admin"), Static("bookings"), Param("reference")) view=pages::admin::statement::Statement ssr=mode.clone() />
    }
    .into_inner()
    .into_any_nested_route()
}
