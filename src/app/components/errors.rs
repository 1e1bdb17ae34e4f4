//! Pages that wait for data, and what stands there when it does not come.

use crate::{
    app::{components::once::drawn_once, platform},
    domain::return_path,
    error::{AppError, ErrorCode},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// Shows `page` once `resource` is there, or what went wrong.
pub(crate) fn loaded<T, V>(resource: Resource<Result<T, AppError>>, page: impl Fn(T) -> V + Copy + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    loaded_or(resource, page, |error| view! { <Failed error /> }.into_any())
}

/// Shows `page` once `resource` is there, or what `failed` makes of the error.
pub(crate) fn loaded_or<T, V>(
    resource: Resource<Result<T, AppError>>,
    page: impl Fn(T) -> V + Copy + Send + Sync + 'static,
    failed: impl Fn(AppError) -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let content = move || {
        Suspend::new(async move {
            match resource.await {
                Ok(data) => drawn_once(move || page(data).into_any()),
                Err(error) => drawn_once(move || failed(error)),
            }
        })
    };
    view! { <Transition fallback=|| view! { <p class="wrap loading">"One moment…"</p> }>{content}</Transition> }
}

/// An error as a page, with its status; somebody who is not logged in is sent to do so, and back.
#[component]
pub(crate) fn Failed(error: AppError) -> impl IntoView {
    platform::set_status(error.code.status());
    let title = match error.code {
        ErrorCode::Unauthenticated => {
            let place = use_location();
            let query = place.search.get_untracked();
            let path = place.pathname.get_untracked();
            let here = if query.is_empty() { path } else { format!("{path}?{}", query.trim_start_matches('?')) };
            platform::replace_location(&return_path::login_then(&here));
            "Please log in"
        }
        ErrorCode::NotFound => "This corner is empty",
        ErrorCode::Forbidden | ErrorCode::NoOrganization => "This door is for hosts",
        ErrorCode::Unreachable => "No connection",
        _ => "That did not work",
    };
    view! {
        <Title text=title />
        <section class="wrap message">
            <h1>{title}</h1>
            <p>{error.message}</p>
            <p class="links">
                {(error.code == ErrorCode::NoOrganization).then(|| view! { <a class="button" href="/host/new">"Create an organization"</a> })}
                <a class=if error.code == ErrorCode::NoOrganization { "button ghost" } else { "button" } href="/explore">"See what is on"</a>
            </p>
        </section>
    }
}
