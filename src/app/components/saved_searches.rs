//! A saved search among others: where it leads, its mail, its name, its calendar, and how to be rid of it. Each changes in place.

use crate::{
    api::saved_searches::{DeleteSearch, MailSearch, RenameSearch, SavedSearch},
    app::{
        components::favorites::Toggle,
        form::{FormState, LiveForm, Submit},
        platform,
    },
};
use leptos::prelude::*;

/// The forms of a page with saved searches.
#[derive(Clone, Copy)]
pub(crate) struct SearchForms {
    pub(crate) rename: FormState<RenameSearch>,
    pub(crate) mail: FormState<MailSearch>,
    pub(crate) delete: FormState<DeleteSearch>,
}

/// One search.
#[component]
pub(crate) fn SearchRow(search: SavedSearch, forms: SearchForms) -> impl IntoView {
    let id = search.id.to_string();
    let (name, gone) = (RwSignal::new(search.name.clone()), RwSignal::new(false));
    let of = |sent: &str| sent == id;
    let (rename, mail, delete) =
        (forms.rename.for_row(|sent| of(&sent.search)), forms.mail.for_row(|sent| of(&sent.search)), forms.delete.for_row(|sent| of(&sent.search)));
    let gone_id = format!("gone-{id}");
    let deleted = Callback::new({
        let gone_id = gone_id.clone();
        move |_: DeleteSearch| {
            gone.set(true);
            platform::focus_soon(gone_id.clone());
        }
    });
    move || {
        if gone.get() {
            let words = format!("“{}” is deleted.", name.get_untracked());
            return view! { <p id=gone_id.clone() class="notice" tabindex="-1">{words}</p> }.into_any();
        }
        let (id, to) = (id.clone(), search.to.clone());
        view! {
            <article class="search-row">
                <h3><a href=to>{move || name.get()}</a></h3>
                <Mail search=search.clone() form=mail />
                <details class="fold" open=rename.error().get_untracked().is_some()>
                    <summary>"Change"</summary>
                    <Name id=id.clone() name form=rename />
                    <Calendar address=search.calendar.clone() />
                    <LiveForm state=delete label=format!("Delete the search: {}", name.get_untracked()) done=deleted>
                        <input type="hidden" name="search" value=id />
                        <p class="quiet">"Deleted, its calendar and its mail are gone too."</p>
                        <Submit label=Signal::stored("Delete this search".to_owned()) busy=delete.busy() class="button ghost small" />
                    </LiveForm>
                </details>
            </article>
        }
        .into_any()
    }
}

/// Whether its new runs come by mail.
#[component]
fn Mail(search: SavedSearch, form: FormState<MailSearch>) -> impl IntoView {
    let weekly = RwSignal::new(search.weekly);
    let done = Callback::new(move |sent: MailSearch| weekly.set(sent.weekly));
    let label = format!("Weekly mail: {}", search.name);
    view! {
        <LiveForm state=form label=label.clone() done>
            <input type="hidden" name="search" value=search.id.to_string() />
            <input type="hidden" name="weekly" value=move || (!weekly.get()).to_string() />
            <Toggle word="Weekly mail" label on=weekly busy=form.busy() />
        </LiveForm>
    }
}

/// Its name, to be changed.
#[component]
fn Name(id: String, name: RwSignal<String>, form: FormState<RenameSearch>) -> impl IntoView {
    let said = RwSignal::new("");
    let typed = form.input().map_or_else(|| name.get_untracked(), |sent| sent.name);
    let done = Callback::new(move |sent: RenameSearch| {
        name.set(sent.name.split_whitespace().collect::<Vec<_>>().join(" "));
        said.set("Renamed.");
    });
    let (field, wrong) = (format!("name-{id}"), format!("name-{id}-error"));
    let error = form.field_error("name");
    view! {
        <LiveForm state=form label=format!("Rename the search: {}", name.get_untracked()) done>
            <input type="hidden" name="search" value=id />
            <div class="field">
                <label for=field.clone()>"Name"</label>
                <input id=field name="name" value=typed autocomplete="off" aria-required="true" aria-describedby=wrong.clone() aria-invalid=move || error.with(Option::is_some).then_some("true") />
                <p class="field-error" id=wrong>{move || error.get()}</p>
            </div>
            <Submit label=Signal::stored("Rename".to_owned()) busy=form.busy() class="button ghost small" />
            <span role="status">{move || said.get()}</span>
        </LiveForm>
    }
}

/// Where its calendar is.
#[component]
fn Calendar(address: String) -> impl IntoView {
    let subscribe = format!("webcal://{}", address.split_once("://").map_or("", |(_, rest)| rest));
    view! {
        <p>
            <a href=subscribe>"Subscribe to its calendar"</a>
            ", or give your calendar this address. Whoever has it sees what the search finds."
            <code class="address">{address}</code>
        </p>
    }
}
