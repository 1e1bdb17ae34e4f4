//! The pieces of a door's page: what the door says, the list, the camera, and how the device stands.

use crate::{
    api::check_in::MarkTraveler,
    app::{
        desk::{Camera, Desk, Link},
        form::{FUNCTION_FIELD, sent_to},
    },
    domain::{
        door::{Door, Guest, Judgement, ScanKind, Verdict},
        ids::TravelerId,
        return_path, ticket,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// Guests shown at once, unless all are asked for: a search is quicker than a long list.
const SHOWN_MAX: usize = 60;

/// A form whose buttons mark somebody.
#[component]
fn MarkForm(
    desk: Desk,
    words: RwSignal<String>,
    /// What the form is for, for those who do not see it.
    label: &'static str,
    children: Children,
) -> impl IntoView {
    let run = desk.door.with_untracked(|door| door.run.to_string());
    view! {
        <form method="post" action=sent_to() aria-label=label>
            <input type="hidden" name=FUNCTION_FIELD value=MarkTraveler::url() />
            <input type="hidden" name="run" value=run />
            <input type="hidden" name="q" value=words.get_untracked() />
            {children()}
        </form>
    }
}

/// A button that marks one traveler.
#[component]
fn Mark(desk: Desk, traveler: TravelerId, name: String, kind: ScanKind) -> impl IntoView {
    let (class, words) = match kind {
        ScanKind::In => ("button small", "Check in"),
        ScanKind::Undo => ("button ghost small", "Undo"),
    };
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.mark(traveler, kind);
    };
    view! { <button type="submit" name="mark" value=format!("{kind}:{traveler}") class=class aria-label=format!("{words}: {name}") on:click=press>{words}</button> }
}

/// What the door said last, to be read from afar: by color, word and sign.
#[component]
pub(crate) fn Said(desk: Desk, words: RwSignal<String>) -> impl IntoView {
    let said = move || desk.said.get().map(|said| desk.door.with(|door| panel(desk, door, &said)));
    view! {
        <MarkForm desk words label="The last answer">
            <div role="status" aria-live="assertive">{said}</div>
        </MarkForm>
    }
}

fn panel(desk: Desk, door: &Door, said: &Judgement) -> AnyView {
    let guest = said.traveler.and_then(|traveler| door.guest(traveler)).cloned();
    let is_here = guest.as_ref().is_some_and(|guest| guest.here.is_some());
    // Without JavaScript a ticket is read first, and whoever holds it is marked by a button.
    let unmarked = said.verdict == Verdict::Yes && !is_here;
    let (class, sign) = match said.verdict {
        Verdict::Yes => ("said good", "M5 13l5 5L20 7"),
        Verdict::Undone => ("said", "M9 7L4 12l5 5M4 12h11a5 5 0 010 10"),
        Verdict::Already { .. } => ("said again", "M12 6v7l4 3M12 2a10 10 0 100 20 10 10 0 000-20"),
        _ => ("said bad", "M6 6l12 12M18 6L6 18"),
    };
    let (word, meaning) =
        if unmarked { ("Good ticket", "On the list, and not marked yet.".to_owned()) } else { (said.verdict.word(), said.verdict.explained(&door.starts)) };
    let known = guest.map(|guest| {
        let (here, all) = door.of_party(guest.booking);
        let party = door.party(guest.booking).cloned();
        let kind = if is_here { ScanKind::Undo } else { ScanKind::In };
        let may = said.verdict.counts();
        view! {
            <p class="said-name">{guest.name.clone()}</p>
            <p>{party.as_ref().map(|party| view! { <code>{party.reference.to_string()}</code> " · " })} {format!("{here} of {all} here")}</p>
            {party.map(|party| view! { <Notes notes=party.notes /> })}
            {may.then(|| view! { <p><Mark desk traveler=guest.traveler name=guest.name kind /></p> })}
        }
    });
    view! {
        <div class=class>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d=sign /></svg>
            <div>
                <p class="said-word">{word}</p>
                <p>{meaning}</p>
                {known}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Notes(notes: Vec<String>) -> impl IntoView {
    (!notes.is_empty()).then(|| view! { <ul class="guest-notes">{notes.into_iter().map(|note| view! { <li class="pre">{note}</li> }).collect_view()}</ul> })
}

/// One line of the list.
#[derive(Clone, PartialEq)]
struct Line {
    guest: Guest,
    reference: String,
    notes: Vec<String>,
    party: (u32, u32),
    here_since: Option<String>,
}

/// The lines that a search finds, at most `most`, and how many it finds in all.
fn lines(door: &Door, words: &str, most: usize) -> (Vec<Line>, usize) {
    let found = door.search(words);
    let total = found.len();
    let line = |guest: &Guest| {
        let party = door.party(guest.booking);
        Line {
            reference: party.map(|party| party.reference.to_string()).unwrap_or_default(),
            notes: party.map(|party| party.notes.clone()).unwrap_or_default(),
            party: door.of_party(guest.booking),
            here_since: guest.here.as_ref().map(|here| [door.starts.moved_to(here.since).clock(), here.by.clone()].join(" ").trim().to_owned()),
            guest: guest.clone(),
        }
    };
    (found.into_iter().take(most).map(line).collect(), total)
}

/// Everybody whom the search finds, each with a button.
#[component]
pub(crate) fn Guests(desk: Desk, words: RwSignal<String>, all: RwSignal<bool>) -> impl IntoView {
    let most = move || if all.get() { usize::MAX } else { SHOWN_MAX };
    // A ticket's text is no search.
    let sought = move || words.with(|words| if ticket::is_scanned(words) { String::new() } else { words.clone() });
    let found = Memo::new(move |_| desk.door.with(|door| lines(door, &sought(), most())));
    let rest = move || found.with(|(shown, total)| (total > &shown.len()).then_some(*total));
    let more = move |total: usize| {
        let show = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            all.set(true);
        };
        view! { <p><a class="button ghost" href="?all=1" rel="external" on:click=show>{format!("Show all {total}")}</a></p> }
    };
    view! {
        <MarkForm desk words label="The list">
            <ul class="guests">
                <For each=move || found.get().0 key=|line| (line.guest.traveler, line.party, line.here_since.clone(), line.guest.cancelled) children=move |line| view! { <Row desk line /> } />
            </ul>
            {move || found.with(|(_, total)| *total == 0).then(|| view! { <p class="empty">"Nobody on the list by that name, booking or code."</p> })}
            {move || rest().map(more)}
        </MarkForm>
    }
}

#[component]
fn Row(desk: Desk, line: Line) -> impl IntoView {
    let Line { guest, reference, notes, party: (here, all), here_since } = line;
    let class = if guest.cancelled {
        "guest gone"
    } else if here_since.is_some() {
        "guest here"
    } else {
        "guest"
    };
    let state = match (&here_since, guest.cancelled) {
        (_, true) => view! { <span class="tag cancelled">"cancelled"</span> }.into_any(),
        (Some(since), false) => view! { <span class="tag confirmed">{format!("✓ here {since}")}</span> }.into_any(),
        (None, false) => ().into_any(),
    };
    let kind = if here_since.is_some() { ScanKind::Undo } else { ScanKind::In };
    let button = (!guest.cancelled).then(|| view! { <Mark desk traveler=guest.traveler name=guest.name.clone() kind /> });
    view! {
        <li class=class>
            <div>
                <p class="guest-name"><strong>{guest.name}</strong> " " {state}</p>
                <p class="quiet"><code>{reference}</code> " · " <code>{guest.code.to_string()}</code> {(all > 1).then(|| format!(" · {here} of {all} here"))}</p>
                <Notes notes />
            </div>
            {button}
        </li>
    }
}

/// The camera, and what it sees.
#[component]
pub(crate) fn Finder(desk: Desk) -> impl IntoView {
    let is_on = move || desk.camera.with(|camera| *camera == Camera::On);
    let failed = move || {
        desk.camera.with(|camera| match camera {
            Camera::Failed(name) => Some(why_no_camera(name)),
            Camera::On | Camera::Off => None,
        })
    };
    view! {
        <div class="finder when-live">
            <video node_ref=desk.video muted playsinline hidden=move || !is_on() aria-label="What the camera sees"></video>
            <p class="links">
                <button type="button" class="button" on:click=move |_| desk.look(!is_on())>{move || if is_on() { "Stop the camera" } else { "Scan tickets" }}</button>
                <label class="tick"><input type="checkbox" on:change=move |event| desk.loud.set(event_target_checked(&event)) /> "Sound and vibration"</label>
            </p>
            <p class="field-error" role="alert">{failed}</p>
        </div>
    }
}

/// What the browser's name for a failure means for whoever stands at the door.
fn why_no_camera(name: &str) -> &'static str {
    match name {
        "NotAllowedError" | "SecurityError" => "The camera may not be used: allow it for this site in the browser’s settings, or check people in by name.",
        "NotFoundError" | "OverconstrainedError" | "TypeError" => "There is no camera here. Check people in by name, booking or code.",
        "NotReadableError" | "AbortError" => "The camera is in use elsewhere. Close what uses it and try again.",
        _ => "The camera could not be started. Try again, or check people in by name.",
    }
}

/// How many are here, and how the device stands with the server.
#[component]
pub(crate) fn Standing(desk: Desk) -> impl IntoView {
    let counts = move || desk.door.with(Door::counts);
    let link = move || {
        let waiting = desk.waiting.with(Vec::len);
        let waits = if waiting == 1 { "1 scan waits".to_owned() } else { format!("{waiting} scans wait") };
        match (desk.link.get(), waiting) {
            (Link::Online, 0) => view! { <span class="tag confirmed">"all sent"</span> }.into_any(),
            (Link::Online, _) => view! { <span class="tag pending">{waits} " to be sent"</span> }.into_any(),
            (Link::Offline, 0) => view! { <span class="tag pending">"no network"</span> " The list works all the same." }.into_any(),
            (Link::Offline, _) => view! { <span class="tag pending">"no network"</span> " " {waits} " on this device." }.into_any(),
            (Link::LoggedOut, _) => {
                let here = desk.door.with_untracked(|door| format!("/host/runs/{}/check-in", door.run));
                view! { <span class="tag cancelled">"logged out"</span> " " {waits} " on this device. " <a href=return_path::login_then(&here) rel="external">"Log in again"</a> }.into_any()
            }
        }
    };
    view! {
        <p class="door-count"><strong>{move || counts().0}</strong> " of " {move || counts().1} " here"</p>
        <p class="when-live door-link">{link} {move || desk.ready.get().then_some(" This page opens without a network too.")}</p>
        {move || desk.refused.with(|refused| (!refused.is_empty()).then(|| refusals(desk, refused)))}
    }
}

/// Scans that the device counted and the server did not.
fn refusals(desk: Desk, refused: &[Judgement]) -> impl IntoView + use<> {
    let line = |said: &Judgement| {
        let name = desk.door.with_untracked(|door| said.traveler.and_then(|traveler| door.guest(traveler)).map(|guest| guest.name.clone()));
        let meaning = desk.door.with_untracked(|door| said.verdict.explained(&door.starts));
        view! { <li>{name.map(|name| format!("{name}: "))} {said.verdict.word()} ". " {meaning}</li> }
    };
    view! {
        <div class="notice bad" role="alert">
            <p><strong>"These scans do not count after all:"</strong></p>
            <ul>{refused.iter().map(line).collect_view()}</ul>
            <p><button type="button" class="button ghost small" on:click=move |_| desk.refused.set(Vec::new())>"Understood"</button></p>
        </div>
    }
}
