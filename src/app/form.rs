//! Forms that work twice: as plain HTML that posts to the page's own address, and live, calling the server function.
//! Either way what was typed stays, and what is wrong stands beside its field.

use super::platform;
use crate::{
    api::Go,
    error::{AppError, ErrorCode},
};
use leptos::{
    ev::SubmitEvent,
    form::FromFormData,
    html,
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
};
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The hidden field that names the server function.
pub const FUNCTION_FIELD: &str = "_fn";
/// The name of a button that only draws the form anew, such as for one traveler more; its value says what is wanted.
pub const REDRAW_FIELD: &str = "_redraw";
/// The last word of the query when a form was sent to its page.
const SENT_MARK: &str = "sent";

/// A form that was sent without JavaScript, read back into its server function's arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Posted<S> {
    pub input: Option<S>,
    pub error: Option<AppError>,
    pub redraw: Option<String>,
}

impl<S> Default for Posted<S> {
    fn default() -> Self {
        Self { input: None, error: None, redraw: None }
    }
}

/// The state of one form on a page.
pub struct FormState<S: ServerFn<Error = AppError> + 'static> {
    action: ServerAction<S>,
    posted: StoredValue<Posted<S>>,
}

impl<S: ServerFn<Error = AppError> + 'static> Clone for FormState<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ServerFn<Error = AppError> + 'static> Copy for FormState<S> {}

impl<S> FormState<S>
where
    S: ServerFn<Error = AppError, Output = Go> + Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    /// What was typed, where the form came back; how a field is to be filled otherwise is the page's business.
    pub fn input(&self) -> Option<S> {
        self.posted.with_value(|posted| posted.input.clone())
    }

    /// What the pressed redraw button asked for.
    pub fn redraw(&self) -> Option<String> {
        self.posted.with_value(|posted| posted.redraw.clone())
    }

    /// What is wrong, if anything.
    pub fn error(self) -> Signal<Option<AppError>> {
        let value = self.action.value();
        Signal::derive(move || match value.get() {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error),
            None => self.posted.with_value(|posted| posted.error.clone()),
        })
    }

    /// What is wrong with one field.
    pub fn field_error(self, field: impl Into<String>) -> Signal<Option<String>> {
        let (error, field) = (self.error(), field.into());
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.fields.get(&field).cloned())))
    }

    /// The state of one of several forms of this kind on a page: what came back without JavaScript is its, where `mine` says so.
    pub fn for_row(self, mine: impl Fn(&S) -> bool) -> Self
    where
        <S as ServerFn>::Client: Client<AppError>,
    {
        let posted = self.posted.with_value(|posted| posted.input.as_ref().is_some_and(mine).then(|| posted.clone()));
        Self { action: ServerAction::new(), posted: StoredValue::new(posted.unwrap_or_default()) }
    }

    /// True while the server function is being called, and while the page it leads to loads.
    pub fn busy(self) -> Signal<bool> {
        let (pending, value) = (self.action.pending(), self.action.value());
        Signal::derive(move || pending.get() || value.with(|value| matches!(value, Some(Ok(_)))))
    }
}

/// Makes the state of the form that calls `S`. To be called once in a page's body, outside anything that waits.
pub fn use_form<S>() -> FormState<S>
where
    S: ServerFn<Error = AppError, Output = Go> + Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    <S as ServerFn>::Client: Client<AppError>,
{
    let posted = SharedValue::new(|| platform::posted::<S>().unwrap_or_default()).into_inner();
    FormState { action: ServerAction::new(), posted: StoredValue::new(posted) }
}

/// What was wrong with the files that a form has sent, where it came back. To be called as [`use_form`].
pub fn use_files_error() -> StoredValue<Option<AppError>> {
    StoredValue::new(SharedValue::new(platform::files_error).into_inner())
}

/// The form element. On success the browser goes where the function says, without keeping the form in its history, or stays where it is
/// and `done` is called; without a session the form is sent the plain way, so that it is set aside while its sender logs in.
#[component]
pub fn LiveForm<S>(
    state: FormState<S>,
    /// What the form is for, for those who do not see it.
    #[prop(into)]
    label: String,
    #[prop(into, optional)] class: String,
    /// Called with what was sent, once it is done: what changes in place.
    #[prop(optional)]
    done: Option<Callback<S>>,
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError, Output = Go> + Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    S: ServerFn<Protocol = Http<PostUrl, leptos::server_fn::codec::Json>>,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<leptos::web_sys::FormData>,
    <S as ServerFn>::Client: Client<AppError>,
{
    let node = NodeRef::<html::Form>::new();
    let value = state.action.value();
    let sent = StoredValue::new(None::<S>);
    Effect::new(move |_| match value.get() {
        Some(Ok(go)) => match done.zip(sent.get_value()) {
            Some((done, input)) => {
                state.posted.set_value(Posted::default());
                value.set(None);
                done.run(input);
            }
            None => platform::replace_location(&go.to),
        },
        Some(Err(error)) if error.code == ErrorCode::Unauthenticated => {
            if let Some(form) = node.get_untracked() {
                platform::submit_plainly(&form);
            }
        }
        _ => {}
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if state.busy().get_untracked() {
            return;
        }
        match S::from_event(&event) {
            Ok(input) => {
                sent.set_value(done.is_some().then(|| input.clone()));
                state.action.dispatch(input);
            }
            Err(_) => value.set(Some(Err(AppError::new(ErrorCode::BadRequest, "This form could not be read. Please reload the page.")))),
        }
    };
    view! {
        <form method="post" action=sent_to() class=class aria-label=label node_ref=node on:submit=submit novalidate>
            <input type="hidden" name=FUNCTION_FIELD value=S::url() />
            <FormError error=state.error() />
            {children()}
        </form>
    }
}

/// The page's own address with a mark: were it the very same, a browser would drop the page it keeps for its Back button,
/// and the form fetched anew would have a new token and could book a second time.
pub(crate) fn sent_to() -> String {
    let query = use_location().search.get_untracked();
    let query = without_mark(query.trim_start_matches('?'));
    if query.is_empty() { format!("?{SENT_MARK}") } else { format!("?{query}&{SENT_MARK}") }
}

/// A query without the mark that a sent form puts there.
pub fn without_mark(query: &str) -> &str {
    let rest = query.strip_suffix(SENT_MARK).unwrap_or(query);
    if rest.len() == query.len() { query } else { rest.trim_end_matches('&') }
}

/// What is wrong with the whole form.
#[component]
fn FormError(error: Signal<Option<AppError>>) -> impl IntoView {
    let shown = move || error.get().filter(|error| error.code != ErrorCode::Unauthenticated);
    view! { <div role="alert" class="form-error">{move || shown().map(|error| view! { <p>{error.message}</p> })}</div> }
}

/// A labelled field with its error beside it.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    #[prop(into, optional)] value: String,
    #[prop(default = Signal::stored(None))] error: Signal<Option<String>>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(into, optional)] hint: Option<String>,
    /// Several lines.
    #[prop(optional)]
    long: bool,
    /// The keyboard that a phone shows: `numeric`, `decimal`.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    #[prop(optional)] required: bool,
    /// Where another form of the page has a field of this name.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| field_id(&name));
    let (error_id, hint_id) = (format!("{id}-error"), format!("{id}-hint"));
    let described = {
        let (error_id, hint_id, has_hint) = (error_id.clone(), hint_id.clone(), hint.is_some());
        move || match (error.with(Option::is_some), has_hint) {
            (true, _) => Some(error_id.clone()),
            (false, true) => Some(hint_id.clone()),
            (false, false) => None,
        }
    };
    let invalid = move || error.with(Option::is_some).then_some("true");
    let input = if long {
        view! { <textarea id=id.clone() name=name rows="3" aria-describedby=described aria-invalid=invalid inner_html=platform::textarea_content(&value)></textarea> }.into_any()
    } else {
        view! {
            <input id=id.clone() name=name type=kind value=value inputmode=inputmode autocomplete=autocomplete aria-required=required.then_some("true") aria-describedby=described aria-invalid=invalid />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>{label}{(!required).then(|| view! { <span class="optional">" (optional)"</span> })}</label>
            {input}
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <p class="field-error" id=error_id>{move || error.get()}</p>
        </div>
    }
}

/// The button that sends a form; it says so while the form is under way.
#[component]
pub fn Submit(#[prop(into)] label: Signal<String>, busy: Signal<bool>, #[prop(default = "button")] class: &'static str) -> impl IntoView {
    view! { <button type="submit" class=class aria-disabled=move || busy.get().then_some("true")>{move || if busy.get() { "One moment…".to_owned() } else { label.get() }}</button> }
}

/// A labelled choice among a few words, with its error beside it. Grouped where the choices are.
#[component]
pub fn Choice(
    #[prop(into)] label: String,
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    #[prop(into, optional)] value: String,
    error: Signal<Option<String>>,
    /// What stands there while nothing is chosen.
    #[prop(default = "Choose…")]
    nothing: &'static str,
    /// Values and words, under the name of their group; a group without a name is none.
    groups: Vec<(String, Vec<(String, String)>)>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = field_id(&name);
    let error_id = format!("{id}-error");
    let described = {
        let error_id = error_id.clone();
        move || error.with(Option::is_some).then(|| error_id.clone())
    };
    let option = move |(word, words): (String, String), chosen: &str| {
        let selected = word == chosen;
        view! { <option value=word selected=selected>{words}</option> }
    };
    let groups = groups.into_iter().map(|(group, options)| {
        let options = options.into_iter().map(|choice| option(choice, &value)).collect_view();
        if group.is_empty() { options.into_any() } else { view! { <optgroup label=group>{options}</optgroup> }.into_any() }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}{(!required).then(|| view! { <span class="optional">" (optional)"</span> })}</label>
            <select id=id name=name aria-required=required.then_some("true") aria-describedby=described aria-invalid=move || error.with(Option::is_some).then_some("true")>
                <option value="">{nothing}</option>
                {groups.collect_view()}
            </select>
            <p class="field-error" id=error_id>{move || error.get()}</p>
        </div>
    }
}

/// An id for a field: its name with the brackets made into hyphens.
pub fn field_id(name: &str) -> String {
    let words: Vec<&str> = name.split(['[', ']']).filter(|word| !word.is_empty()).collect();
    words.join("-")
}
