//! The choice of a role, with what each of them means.

use crate::domain::organization::Role;
use leptos::prelude::*;

/// Radio buttons, one a role.
#[component]
pub(crate) fn RoleChoice(
    /// The field's name in the form.
    name: &'static str,
    /// The word of the role that is chosen.
    chosen: String,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let choice = move |role: &'static Role| {
        let checked = chosen == role.as_str();
        view! {
            <label class="tick">
                <input type="radio" name=name value=role.as_str() checked=checked />
                <span><strong>{role.name()}</strong> " " <span class="quiet">{role.meaning()}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="choices" aria-describedby="role-error">
            <legend>"Role"</legend>
            {Role::ALL.iter().map(choice).collect_view()}
            <p class="field-error" id="role-error">{move || error.get()}</p>
        </fieldset>
    }
}
