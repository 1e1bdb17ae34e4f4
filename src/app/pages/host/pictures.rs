//! The pictures of an experience: upload, describe, put in order.

use crate::{
    api::pictures::{ArrangePictures, ListedPicture, PicturesPage, host_pictures},
    app::{
        components::{card::Photograph, errors::loaded, files::FilesForm, host_bar::HostBar},
        form::{Field, FormState, LiveForm, Submit, use_files_error, use_form},
        pages::{param, query},
    },
    domain::media::{Described, Move, PICTURES_MAX, alt_field, meanwhile_field},
    error::AppError,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What has just been done, as the address says.
#[derive(Clone, Copy)]
struct Done {
    added: Memo<Option<String>>,
    moved: Memo<Option<String>>,
    other: Memo<Option<String>>,
}

impl Done {
    fn in_words(self) -> Option<String> {
        if let Some(added) = self.added.get_untracked().and_then(|added| added.parse::<usize>().ok()) {
            let pictures = if added == 1 { "1 picture is".to_owned() } else { format!("{added} pictures are") };
            return Some(format!("{pictures} here now. Say of each in a sentence what it shows."));
        }
        match (self.other.get_untracked().as_deref(), self.moved.get_untracked()) {
            (Some("saved"), _) => Some("Saved.".to_owned()),
            (Some("removed"), _) => Some("The picture is gone.".to_owned()),
            (_, Some(_)) => Some("Moved.".to_owned()),
            _ => None,
        }
    }
}

/// The page of an experience's pictures.
#[component]
pub(crate) fn Pictures() -> impl IntoView {
    let id = param("id");
    let done = Done { added: query("added"), moved: query("moved"), other: query("done") };
    let form = use_form::<ArrangePictures>();
    let wrong = use_files_error();
    let page = Resource::new_blocking(move || id.get(), host_pictures);
    view! {
        <HostBar />
        {loaded(page, move |page| content(page, form, done, wrong))}
    }
}

fn content(page: PicturesPage, form: FormState<ArrangePictures>, done: Done, wrong: StoredValue<Option<AppError>>) -> impl IntoView {
    let count = page.pictures.len();
    let room = PICTURES_MAX.saturating_sub(count);
    let what_for = if page.slug.is_some() { "Travelers who do not see well miss them." } else { "The experience cannot be published without." };
    let missing = match page.undescribed {
        0 => None,
        1 => Some(format!("1 picture has no description yet. {what_for}")),
        some => Some(format!("{some} pictures have no description yet. {what_for}")),
    };
    view! {
        <Title text=format!("Pictures, {}", page.title) />
        <section class="wrap">
            <p class="crumb"><a href=format!("/host/experiences/{}", page.experience)>"← " {page.title}</a></p>
            <h1>"Pictures"</h1>
            <div role="status">{done.in_words().map(|words| view! { <p class="notice good">{words}</p> })}</div>
            {(count == 0).then(|| view! { <p>"Until there are pictures of your own, travelers see drawn ones."</p> })}
            {missing.map(|words| view! { <p class="notice">{words}</p> })}
            {if room == 0 && wrong.with_value(Option::is_none) {
                view! { <p class="quiet">{format!("These are {PICTURES_MAX}, as many as there is room for.")}</p> }.into_any()
            } else {
                let hint = format!("JPEG, PNG or WebP, up to 15 MB each, at least 400 pixels on the shorter side. There is room for {room} more. Where and when they were taken is removed.");
                view! { <FilesForm label="Add pictures" hint button="Upload" error=wrong.get_value() several=true /> }.into_any()
            }}
            {(count > 0).then(|| view! { <Arrange experience=page.experience.to_string() pictures=page.pictures form done /> })}
            {page.slug.map(|slug| view! { <p><a href=format!("/experiences/{slug}")>"See the page as travelers do"</a></p> })}
        </section>
    }
}

/// All pictures in one form: whichever button is pressed, nothing that was typed is lost.
#[component]
fn Arrange(experience: String, pictures: Vec<ListedPicture>, form: FormState<ArrangePictures>, done: Done) -> impl IntoView {
    let count = pictures.len();
    let typed = form.input().map(|input| input.form.pictures).unwrap_or_default();
    let moved = done.moved.get_untracked();
    let line = move |(index, picture): (usize, ListedPicture)| {
        let typed = typed.iter().find(|line| line.picture == picture.id.to_string()).cloned();
        let here = moved.as_ref().is_some_and(|moved| *moved == picture.id.to_string());
        view! {
            <li tabindex="-1" autofocus=here>
                <Photograph alt=if picture.photo.alt.is_empty() { format!("Picture {}", index + 1) } else { picture.photo.alt.clone() } photo=picture.photo.clone() sizes="(min-width: 640px) 240px, 100vw" />
                <div>
                    <Description index picture=picture.clone() typed form />
                    <Moves index count picture=picture.id.to_string() />
                </div>
            </li>
        }
    };
    view! {
        <LiveForm state=form label="Descriptions and order">
            <input type="hidden" name="form[experience]" value=experience />
            // A press of Enter in a field presses the first button of the form: this one saves.
            <button type="submit" class="first-button" tabindex="-1" aria-hidden="true">"Save"</button>
            <ol class="pictures">{pictures.into_iter().enumerate().map(line).collect_view()}</ol>
            <Submit label=Signal::stored("Save descriptions".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

/// What one picture shows.
#[component]
fn Description(index: usize, picture: ListedPicture, #[prop(optional_no_strip)] typed: Option<Described>, form: FormState<ArrangePictures>) -> impl IntoView {
    let id = picture.id.to_string();
    let missing = picture.photo.alt.is_empty();
    let (was, alt) = typed.map_or_else(|| (picture.photo.alt.clone(), picture.photo.alt), |line| (line.was, line.alt));
    let meanwhile = form.field_error(meanwhile_field(&id));
    let name = move |field: &str| format!("form[pictures][{index}][{field}]");
    view! {
        <p class="row-tags">
            <strong>{format!("Picture {}", index + 1)}</strong>
            {(index == 0).then(|| view! { <span class="tag confirmed">"Cover"</span> })}
            {missing.then(|| view! { <span class="tag pending">"No description yet"</span> })}
        </p>
        <input type="hidden" name=name("picture") value=id.clone() />
        <input type="hidden" name=name("was") value=move || meanwhile.get().unwrap_or_else(|| was.clone()) />
        <Field label=format!("What picture {} shows", index + 1) name=name("alt") value=alt error=form.field_error(alt_field(&id)) required=true hint="A sentence for those who do not see it." />
        {move || meanwhile.get().map(|words| view! { <p class="hint">"Meanwhile: " <q>{words}</q></p> })}
    }
}

/// The buttons of one picture.
#[component]
fn Moves(index: usize, count: usize, picture: String) -> impl IntoView {
    let number = index + 1;
    let button = |what: Move, words: &'static str, label: String| {
        view! { <button type="submit" class="button ghost small" name="form[act]" value=format!("{what}:{picture}") aria-label=label>{words}</button> }
    };
    view! {
        <div class="moves">
            {(index > 0).then(|| button(Move::Earlier, "Earlier", format!("Picture {number} earlier")))}
            {(number < count).then(|| button(Move::Later, "Later", format!("Picture {number} later")))}
            {(index > 0).then(|| button(Move::Cover, "Make it the cover", format!("Make it the cover: picture {number}")))}
            {button(Move::Remove, "Remove", format!("Remove picture {number}"))}
        </div>
    }
}
