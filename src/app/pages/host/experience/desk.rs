//! What the editor knows while somebody types: what the form says, what is wrong with it, and how its saves are going.
//!
//! Saves go one after the other, each naming the version that it changes. A button that leaves the page waits for a save that is under
//! way: sent with the old version it would be taken for somebody else's.

use crate::{
    api::experiences::{EditorPage, SaveExperience, Saved, autosave_experience, experience_editor},
    app::{form::FormState, platform},
    domain::{
        draft::{ExperienceForm, Fault},
        ids::ExperienceId,
        question::rearrange,
    },
    error::{AppError, ErrorCode},
};
use leptos::{prelude::*, task::spawn_local, web_sys::Event};

/// How long somebody pauses before what was typed is saved.
const PAUSE_MILLISECONDS: u64 = 1_000;

/// A save of somebody else's that came in between.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Theirs {
    pub(super) version: i64,
    /// Who, and when.
    pub(super) words: String,
}

impl Theirs {
    fn of(page: &EditorPage) -> Self {
        let words = page.saved.as_ref().map_or_else(String::new, |saved| format!("{} saved this {}", saved.who, saved.at.date_and_clock()));
        Self { version: page.version, words }
    }
}

/// The editor's state; all of it is handles.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) experience: ExperienceId,
    pub(super) form: FormState<SaveExperience>,
    pub(super) version: RwSignal<i64>,
    pub(super) typed: RwSignal<ExperienceForm>,
    pub(super) faults: Memo<Vec<Fault>>,
    /// `Saved 12:04 pm`, or why not.
    pub(super) note: RwSignal<String>,
    pub(super) theirs: RwSignal<Option<Theirs>>,
    timer: StoredValue<Option<platform::Later>>,
    saving: StoredValue<bool>,
    /// Something was typed while a save was under way.
    again: StoredValue<bool>,
    /// The id of a button that was pressed while a save was under way.
    pressed: StoredValue<Option<&'static str>>,
}

impl Desk {
    /// A desk for a page: with what was typed and came back, or else with what is kept.
    pub(super) fn new(page: &EditorPage, form: FormState<SaveExperience>) -> Self {
        let sent = form.input();
        let version = sent.as_ref().and_then(|sent| sent.version.parse().ok()).unwrap_or(page.version);
        let mut typed = sent.map_or_else(|| page.form.clone(), |sent| sent.form);
        if let Some(wanted) = form.redraw() {
            rearrange(&mut typed.questions, &wanted);
        }
        let typed = RwSignal::new(typed);
        let refused = form.error().with_untracked(|error| error.as_ref().map(|error| error.code));
        let note = match (&page.saved, refused, form.redraw()) {
            (_, Some(_), _) | (_, _, Some(_)) => "Not saved yet.".to_owned(),
            (Some(saved), ..) if page.waiting => format!("Saved {} by {}.", saved.at.date_and_clock(), saved.who),
            _ => String::new(),
        };
        let desk = Self {
            experience: page.experience,
            form,
            version: RwSignal::new(version),
            typed,
            faults: Memo::new(move |_| typed.with(ExperienceForm::faults)),
            note: RwSignal::new(note),
            theirs: RwSignal::new((refused == Some(ErrorCode::Conflict)).then(|| Theirs::of(page))),
            timer: StoredValue::new(None),
            saving: StoredValue::new(false),
            again: StoredValue::new(false),
            pressed: StoredValue::new(None),
        };
        desk.mind_refusals();
        // Whoever leaves by a link a moment after typing leaves nothing behind.
        on_cleanup(move || {
            if let Some(Some(timer)) = desk.timer.try_get_value() {
                timer.clear();
                desk.save();
            }
        });
        desk
    }

    /// What was refused is kept all the same; and who came in between is looked up.
    fn mind_refusals(self) {
        let error = self.form.error();
        Effect::new(move |_| match error.get().map(|error| error.code) {
            Some(ErrorCode::Invalid) => self.save(),
            Some(ErrorCode::Conflict) => spawn_local(self.look_at_theirs()),
            _ => {}
        });
    }

    /// What is wrong with a field: what is not there yet is no fault until it was to be published.
    pub(super) fn error(self, field: impl Into<String>) -> Signal<Option<String>> {
        let (field, error) = (field.into(), self.form.error());
        let refused = Signal::derive(move || error.with(|error| error.as_ref().is_some_and(|error| error.code == ErrorCode::Invalid)));
        Signal::derive(move || {
            let shown = |fault: &&Fault| fault.field == field && (!fault.empty || refused.get());
            self.faults.with(|faults| faults.iter().find(shown).map(|fault| fault.words.clone()))
        })
    }

    /// Reads the form as it is now.
    pub(super) fn read(self, event: &Event) {
        if let Some(read) = platform::form_around::<SaveExperience>(event) {
            self.typed.set(read.form);
        }
    }

    /// Something was typed: it is saved after a pause.
    pub(super) fn changed(self, event: &Event) {
        self.read(event);
        self.save_soon();
    }

    /// Does what a button of the list of questions says. Gives the place of the question that it was about.
    pub(super) fn rearrange(self, event: &Event, wanted: &str) -> Option<usize> {
        self.read(event);
        let place = self.typed.try_update(|typed| rearrange(&mut typed.questions, wanted)).flatten();
        self.save_soon();
        place
    }

    fn save_soon(self) {
        self.stop();
        self.timer.set_value(platform::later(PAUSE_MILLISECONDS, move || self.save()));
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    /// Saves what was read last. Not while somebody else's save waits to be looked at.
    pub(super) fn save(self) {
        self.stop();
        let Some(None) = self.theirs.try_get_untracked() else { return };
        if self.saving.get_value() {
            self.again.set_value(true);
            return;
        }
        self.saving.set_value(true);
        let (version, form) = (self.version.get_untracked(), self.typed.get_untracked());
        spawn_local(async move {
            let outcome = autosave_experience(self.experience, version, form).await;
            self.saved(outcome).await;
        });
    }

    /// Meanwhile its reader may have gone elsewhere, and all of this with the page: hence every `try`.
    async fn saved(self, outcome: Result<Saved, AppError>) {
        let went_well = outcome.is_ok();
        match outcome {
            Ok(saved) => {
                self.version.try_set(saved.version);
                self.note.try_set(format!("Saved {}.", saved.at.clock()));
            }
            Err(error) => {
                if error.code == ErrorCode::Conflict {
                    self.look_at_theirs().await;
                }
                self.note.try_set(format!("Not saved: {}", error.message));
            }
        }
        self.saving.try_set_value(false);
        let again = self.again.try_update_value(std::mem::take).unwrap_or_default();
        let pressed = self.pressed.try_update_value(Option::take).flatten();
        if let (Some(button), true) = (pressed, went_well) {
            platform::press(button);
        } else if again && went_well {
            self.save();
        }
    }

    async fn look_at_theirs(self) {
        if let Ok(page) = experience_editor(self.experience.to_string()).await {
            self.theirs.try_set(Some(Theirs::of(&page)));
        }
    }

    /// Saves over somebody else's save, which its writer has seen named.
    pub(super) fn save_over(self, version: i64) {
        self.version.set(version);
        self.theirs.set(None);
        self.save();
    }

    /// A button that leaves the page was pressed; true where it may, false where it is pressed again once a save has ended.
    pub(super) fn may_leave(self, event: &Event, button: &'static str) -> bool {
        self.read(event);
        self.stop();
        if self.saving.get_value() {
            self.pressed.set_value(Some(button));
            return false;
        }
        true
    }
}
