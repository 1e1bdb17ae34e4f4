//! Buttons that keep things: an experience, a host. What they show of somebody is asked for beside the page, so that a page is
//! the same for everybody who is not logged in; without a session the form is set aside, and is one click away after logging in.

use crate::{
    api::favorites::{KeepFavorite, is_favorite},
    app::form::{FormState, LiveForm, use_form, without_mark},
    domain::saved::FavoriteKind,
    error::AppError,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A button of a page that saves or follows what the page is about.
#[derive(Clone, Copy)]
pub(crate) struct Favorite {
    kind: FavoriteKind,
    of: Memo<String>,
    /// What was so when the page was loaded; nothing where nobody is logged in.
    known: Resource<Result<Option<bool>, AppError>>,
    /// What was made so since, and of what.
    changed: RwSignal<Option<(String, bool)>>,
    form: FormState<KeepFavorite>,
}

/// Makes the state of the button. To be called once in a page's body, outside anything that waits.
pub(crate) fn use_favorite(kind: FavoriteKind, of: Memo<String>) -> Favorite {
    let nobody = StoredValue::new(false);
    // Whoever is not logged in is asked about once: a login loads the page anew.
    let ask = move |of| async move {
        if nobody.get_value() {
            return Ok(None);
        }
        let known = is_favorite(kind, of).await;
        nobody.set_value(matches!(known, Ok(None)));
        known
    };
    Favorite { kind, of, known: Resource::new_blocking(move || of.get(), ask), changed: RwSignal::new(None), form: use_form() }
}

/// The button that saves the experience or follows the host of a page.
#[component]
pub(crate) fn FavoriteButton(
    favorite: Favorite,
    /// Whom or what it is about.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let Favorite { kind, of, known, changed, form } = favorite;
    let shown = move || {
        let name = name.clone();
        Suspend::new(async move {
            let (was, of) = (known.await.ok().flatten(), of.get_untracked());
            let this = of.clone();
            let kept = Signal::derive(move || {
                changed.with(|changed| changed.as_ref().filter(|(of, _)| *of == this).map(|(_, keep)| *keep)).or(was).unwrap_or_default()
            });
            let done = Callback::new(move |sent: KeepFavorite| changed.set(Some((sent.of, sent.keep))));
            // What was pressed before logging in.
            let pressed = was == Some(false) && form.input().is_some_and(|sent| sent.of == of && sent.keep);
            let words = move || match (kept.get(), kind) {
                (true, FavoriteKind::Host) => view! { "New dates come in your weekly mail. " <a href="/saved#hosts">"All you follow"</a> }.into_any(),
                (true, _) => view! { <a href="/saved">"All you have saved"</a> }.into_any(),
                (false, _) if pressed => "You are logged in: one more click keeps it.".into_any(),
                (false, _) => ().into_any(),
            };
            view! {
                <Keep kind of name=name.clone() kept form done />
                <p class="quiet" role="status">{words}</p>
            }
        })
    };
    view! { <div class="favorite"><Transition fallback=|| ()>{shown}</Transition></div> }
}

/// A button that is pressed in while something is kept.
#[component]
pub(crate) fn Keep(
    kind: FavoriteKind,
    /// What it goes by; see [`FavoriteKind`].
    of: String,
    /// What people call it.
    name: String,
    #[prop(into)] kept: Signal<bool>,
    form: FormState<KeepFavorite>,
    /// Called with what was sent, once it is so.
    done: Callback<KeepFavorite>,
) -> impl IntoView {
    let word = if kind == FavoriteKind::Host { "Follow" } else { "Save" };
    let label = format!("{word}: {name}");
    view! {
        <LiveForm state=form label=label.clone() done>
            <input type="hidden" name="kind" value=kind.as_str() />
            <input type="hidden" name="of" value=of />
            <input type="hidden" name="keep" value=move || (!kept.get()).to_string() />
            <input type="hidden" name="next" value=here() />
            <Toggle word label on=kept busy=form.busy() />
        </LiveForm>
    }
}

/// The button of a form that turns something on and off. Its words stay; its mark and whether it is pressed say how it is.
#[component]
pub(crate) fn Toggle(
    word: &'static str,
    /// The word, and what it is about.
    label: String,
    #[prop(into)] on: Signal<bool>,
    busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <button type="submit" class="toggle" aria-label=label aria-pressed=move || on.get().to_string() aria-disabled=move || busy.get().then_some("true")>
            <span class="toggle-mark" aria-hidden="true"></span>
            {word}
        </button>
    }
}

/// The page's own address, to come back to.
pub(crate) fn here() -> String {
    let place = use_location();
    let (path, query) = (place.pathname.get_untracked(), place.search.get_untracked());
    match without_mark(query.trim_start_matches('?')) {
        "" => path,
        query => format!("{path}?{query}"),
    }
}
