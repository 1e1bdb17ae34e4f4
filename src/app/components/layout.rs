//! The header and footer of every page.

use crate::{
    api::accounts::{Me, who_am_i},
    app::desk,
    error::AppError,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// Name, ways on, and who is logged in.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let me = Resource::new_blocking(|| (), |()| who_am_i());
    view! {
        <header class="site">
            <div class="wrap bar">
                <a class="name" href="/">"Nukkad" <span class="name-hindi" lang="hi" aria-hidden="true">"नुक्कड़"</span></a>
                <nav aria-label="Main">
                    <A href="/explore">"Explore"</A>
                    <Transition fallback=|| ()>{move || Suspend::new(async move { known(me.await) })}</Transition>
                </nav>
            </div>
        </header>
    }
}

/// Who is logged in. Where nobody is, nothing of a door's list stays on the device.
fn known(me: Result<Option<Me>, AppError>) -> AnyView {
    if let Ok(None) = me {
        desk::forget();
    }
    ways(me.ok().flatten())
}

fn ways(me: Option<Me>) -> AnyView {
    let Some(me) = me else {
        return view! {
            <A href="/login">"Log in"</A>
            <a class="button small" href="/signup">"Sign up"</a>
        }
        .into_any();
    };
    view! {
        <A href="/bookings">"Bookings"</A>
        <A href="/saved">"Saved"</A>
        {me.hosts.then(|| view! { <A href="/host">"Host"</A> })}
        {me.admin.then(|| view! { <A href="/admin">"Admin"</A> })}
        <a class="button small" href="/account">{me.first_name().to_owned()}</a>
        <form method="post" action="/logout" aria-label="Log out"><button class="plain" type="submit">"Log out"</button></form>
    }
    .into_any()
}

/// The foot of every page.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    view! {
        <footer class="site">
            <div class="wrap foot">
                <p class="name">"Nukkad"</p>
                <p>"Walks, workshops and evenings led by people who live here. Your stake is never ours: it comes back when you come."</p>
            </div>
        </footer>
    }
}
