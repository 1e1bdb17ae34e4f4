//! The run card and its pieces: cover, name plate, date block, stub, seats.

use crate::{
    api::catalog::{Photo, RunCard},
    app::{
        components::once::{Shelf, drawn_alike},
        live_seats::live_seats,
    },
    domain::{
        cover::{self, Hour},
        experience::Domain,
        ids::RunId,
        media::{self, MediaHash},
        money::Paise,
        run::{Bookable, SeatNews, Seats},
        search::Piece,
        time::ZonedTime,
    },
};
use chrono::Timelike;
use leptos::prelude::*;
use std::sync::{LazyLock, Mutex};

/// The address of an experience's drawn cover at an hour of the day.
pub(crate) fn cover_path(slug: &str, domain: Domain, hour: &str) -> String {
    format!("/covers/{}/{domain}/{hour}/{slug}.svg", cover::VERSION)
}

/// The part of the day in which a run begins.
pub(crate) fn hour_of(starts: &ZonedTime) -> &'static str {
    Hour::from_local_hour(starts.local().hour()).as_str()
}

/// Wide enough for most screens, where a browser knows no `srcset`.
const MIDDLE_WIDTH: u32 = 960;
/// How wide a cover is shown on a card.
const CARD_SIZES: &str = "(min-width: 1124px) 360px, (min-width: 640px) 50vw, 100vw";
/// How wide a cover is shown at the head of a page.
pub(crate) const PAGE_SIZES: &str = "(min-width: 1124px) 740px, 100vw";

/// An uploaded picture; the browser picks the width that it needs.
#[component]
pub(crate) fn Photograph(
    photo: Photo,
    #[prop(into)] alt: String,
    /// How wide it is shown, as the attribute of this name says it.
    sizes: &'static str,
    /// Loaded at once; the others as they come near.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let widths = media::widths(photo.width);
    let middle = widths.iter().rfind(|width| **width <= MIDDLE_WIDTH).copied().unwrap_or(photo.width);
    let srcset = widths.iter().map(|width| format!("{} {width}w", media::path(&photo.hash, *width))).collect::<Vec<_>>().join(", ");
    view! {
        <img
            src=media::path(&photo.hash, middle) srcset=srcset sizes=sizes alt=alt width=photo.width height=photo.height
            loading=if first { "eager" } else { "lazy" } decoding="async" style=format!("background-color:{}", photo.color)
        />
    }
}

/// An organization's logo, beside its name.
#[component]
pub(crate) fn LogoImage(logo: MediaHash, #[prop(default = "logo")] class: &'static str) -> impl IntoView {
    view! { <img class=class src=media::path(&logo, media::LOGO_PIXELS) alt="" width=media::LOGO_PIXELS height=media::LOGO_PIXELS decoding="async" /> }
}

/// A cover with the neighborhood's name plate: the picture that was uploaded, or a drawn one.
#[component]
pub(crate) fn Cover(
    slug: String,
    domain: Domain,
    hour: String,
    neighborhood: String,
    #[prop(optional_no_strip)] photo: Option<Photo>,
    /// How wide an uploaded one is shown.
    #[prop(default = CARD_SIZES)]
    sizes: &'static str,
    #[prop(optional_no_strip, into)] alt: Option<String>,
    /// Loaded at once; the others as they come near.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let picture = if let Some(photo) = photo {
        let alt = alt.unwrap_or_else(|| photo.alt.clone());
        view! { <Photograph photo alt sizes first /> }.into_any()
    } else {
        let alt = alt.unwrap_or_else(|| format!("Drawing of a street corner in {neighborhood}, {}", at_hour(&hour)));
        view! { <img src=cover_path(&slug, domain, &hour) alt=alt width="640" height="400" loading=if first { "eager" } else { "lazy" } decoding="async" /> }
            .into_any()
    };
    view! {
        <div class="cover">
            {picture}
            <Plate name=neighborhood />
        </div>
    }
}

fn at_hour(hour: &str) -> &'static str {
    match hour {
        "dawn" => "early in the morning",
        "dusk" => "at dusk",
        "night" => "at night",
        _ => "by day",
    }
}

/// A neighborhood's enamel name plate.
#[component]
pub(crate) fn Plate(#[prop(into)] name: String) -> impl IntoView {
    view! { <span class="plate"><span>{name}</span></span> }
}

/// Weekday, day and month, as torn off a calendar.
#[component]
pub(crate) fn DateBlock(starts: ZonedTime) -> impl IntoView {
    view! {
        <time class="date" datetime=starts.machine()>
            <span>{starts.weekday()}</span>
            <strong>{starts.day()}</strong>
            <span>{starts.month()}</span>
        </time>
    }
}

/// Price, and the stake as money that returns.
#[component]
pub(crate) fn PriceTag(price: Paise, stake: Paise) -> impl IntoView {
    view! {
        <span class="price">{price.tag()}</span>
        {(!stake.is_zero()).then(|| view! { <span class="stake">{format!("+ {} stake, back when you come", stake.short())}</span> })}
    }
}

/// How many seats are left, said louder when they are few.
#[component]
pub(crate) fn SeatsLeft(run: RunId, seats: Seats, bookable: Bookable) -> impl IntoView {
    let now = live_seats(SeatNews { run, seats, bookable });
    view! { <span class=move || in_words(now.get()).0>{move || in_words(now.get()).1}</span> }
}

/// The class and the words for how many seats are left.
fn in_words(SeatNews { seats, bookable, .. }: SeatNews) -> (&'static str, String) {
    match bookable {
        Bookable::Cancelled => ("seats gone", "Cancelled".to_owned()),
        Bookable::Begun => ("seats", "Begun".to_owned()),
        Bookable::CutoffPassed => ("seats", "Booking closed".to_owned()),
        Bookable::Open if seats.left() == 0 => ("seats full", seats.in_words()),
        Bookable::Open if seats.few_left() => ("seats few", seats.in_words()),
        Bookable::Open => ("seats", seats.in_words()),
    }
}

/// A text with the words in it that were searched for.
fn pieces(text: &[Piece]) -> impl IntoView + use<> {
    let piece = |piece: &Piece| {
        let text = piece.text.clone();
        if piece.hit { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    text.iter().map(piece).collect_view()
}

/// Cards as they were drawn; those with found words in them by themselves, as there are more of them, and each is of less use.
static CARDS: Shelf<(RunCard, bool)> = LazyLock::new(Mutex::default);
static FOUND: Shelf<(RunCard, bool)> = LazyLock::new(Mutex::default);

/// A run as a card; the whole card is the link.
#[component]
pub(crate) fn Card(card: RunCard, #[prop(optional)] first: bool) -> impl IntoView {
    drawn_alike(if card.found.is_some() { &FOUND } else { &CARDS }, (card, first), drawn)
}

fn drawn((card, first): (RunCard, bool)) -> AnyView {
    view! {
        <article class="card">
            <Cover slug=card.slug domain=card.domain hour=hour_of(&card.starts).to_owned() neighborhood=card.neighborhood photo=card.cover alt=String::new() first />
            <div class="card-body">
                <DateBlock starts=card.starts.clone() />
                <div>
                    <h3><a id=format!("run-{}", card.run) href=format!("/runs/{}", card.run)>{match card.found.as_ref() {
                            Some(found) => pieces(&found.title).into_any(),
                            None => card.title.into_any(),
                        }}</a></h3>
                    <p class="quiet">{card.starts.clock()} " · " {card.host}</p>
                    {card.found.and_then(|found| found.excerpt).map(|excerpt| view! { <p class="excerpt">{pieces(&excerpt)}</p> })}
                </div>
            </div>
            <div class="stub">
                <PriceTag price=card.price stake=card.stake />
                <SeatsLeft run=card.run seats=card.seats bookable=card.bookable />
            </div>
        </article>
    }
    .into_any()
}

/// Dates of one experience, whose picture and title stand above them already.
#[component]
pub(crate) fn Dates(cards: Vec<RunCard>) -> impl IntoView {
    let date = |card: RunCard| {
        view! {
            <li>
                <a class="date-row" href=format!("/runs/{}", card.run)>
                    <DateBlock starts=card.starts.clone() />
                    <span class="date-time">{card.starts.until(&card.ends)}</span>
                    <span class="date-price"><PriceTag price=card.price stake=card.stake /></span>
                    <SeatsLeft run=card.run seats=card.seats bookable=card.bookable />
                </a>
            </li>
        }
    };
    view! { <ul class="dates">{cards.into_iter().map(date).collect_view()}</ul> }
}

/// Cards in a grid.
#[component]
pub(crate) fn Cards(cards: Vec<RunCard>) -> impl IntoView {
    let cards = cards.into_iter().enumerate().map(|(index, card)| view! { <li><Card card first=index < 3 /></li> });
    view! { <ul class="cards">{cards.collect_view()}</ul> }
}
