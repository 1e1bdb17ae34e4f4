//! The rules that this server goes by, and what of them can be set here.

use super::Why;
use crate::{
    api::admin::{ChangeSetting, RulesPage, SettingLine, rules},
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::{Field, FormState, LiveForm, Submit, use_form},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The rules, each with its value.
#[component]
pub(crate) fn Rules() -> impl IntoView {
    let form = use_form();
    let page = Resource::new_blocking(|| (), |()| rules());
    view! {
        <Title text="Rules" />
        {loaded(page, move |page| content(page, form))}
    }
}

fn content(page: RulesPage, form: FormState<ChangeSetting>) -> impl IntoView {
    let row = |(name, words): (String, String)| view! { <tr><th scope="row">{name}</th><td data-label="Rule">{words}</td></tr> };
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Rules"</h1>
            <p>"What this server goes by. A change counts from the moment it is made; what was booked, founded or invoiced before stays as it was."</p>
            {page.settings.into_iter().map(|line| view! { <Settable line form /> }).collect_view()}
            <h2>"Set where the server is started"</h2>
            <p>"Nobody who approves payouts can lift the rule about them here."</p>
            <div class="table snug"><table><tbody>{page.rules.into_iter().map(row).collect_view()}</tbody></table></div>
        </section>
    }
}

/// One setting, folded up until it is to be changed.
#[component]
fn Settable(line: SettingLine, form: FormState<ChangeSetting>) -> impl IntoView {
    let setting = line.setting;
    let form = form.for_row(|input| input.setting == setting.as_str());
    let typed = form.input();
    let open = typed.is_some();
    let (value, reason) = typed.map_or_else(|| (setting.typed(line.value), String::new()), |input| (input.value, input.reason));
    let changed = line.changed.map(|at| format!(" Changed {}.", at.date_and_clock()));
    view! {
        <details class="fold" open=open>
            <summary>{setting.name()} ": " <strong>{setting.in_words(line.value)}</strong></summary>
            <LiveForm state=form label=setting.name()>
                <input type="hidden" name="setting" value=setting.as_str() />
                <input type="hidden" name="seen" value=line.value.to_string() />
                <Field id=format!("{setting}-value") label=format!("In {}", setting.unit()) name="value" value error=form.field_error("value") inputmode="decimal" required=true />
                <Why id=format!("{setting}-reason") value=reason error=form.field_error("reason") />
                <p class="quiet small">{changed}</p>
                <Submit label=Signal::stored("Change it".to_owned()) busy=form.busy() class="button" />
            </LiveForm>
        </details>
    }
}
