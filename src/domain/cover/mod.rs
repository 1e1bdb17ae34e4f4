//! Covers are drawn, not fetched: the same slug, domain and hour always give the same picture.
//!
//! Everything is whole-number arithmetic on a hash of the slug, so that server and browser agree to the byte.

#![expect(clippy::many_single_char_names, reason = "x, y, w, h and r are what drawings call them")]

mod backdrop;
mod dice;
mod evening;
mod heritage;
mod house;
mod market;
mod open;
mod palette;
mod pen;
mod props;
mod rooms;

use super::experience::Domain;

use self::dice::Dice;
use self::palette::Palette;
use self::pen::Art;

impl std::str::FromStr for Hour {
    type Err = super::text_enum::UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or(super::text_enum::UnknownWord)
    }
}

/// Version of the drawing, part of the picture's address: raise it whenever the same slug would look different.
pub const VERSION: u32 = 1;

/// The part of the day a run falls in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hour {
    /// From five to nine in the morning: low sun, warm haze.
    Dawn,
    /// From nine to five: blue sky.
    Day,
    /// From five to seven in the evening: violet sky, first lamps.
    Dusk,
    /// After dark: moon and stars.
    Night,
}

impl Hour {
    /// All parts of the day, in their order.
    pub const ALL: [Self; 4] = [Self::Dawn, Self::Day, Self::Dusk, Self::Night];

    /// Takes an hour of the local clock (0 to 23), gives the part of the day it falls in.
    #[must_use]
    pub const fn from_local_hour(hour: u32) -> Self {
        match hour {
            5..=8 => Self::Dawn,
            9..=16 => Self::Day,
            17 | 18 => Self::Dusk,
            _ => Self::Night,
        }
    }

    /// Gives the name used in addresses: `dawn`, `day`, `dusk` or `night`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dawn => "dawn",
            Self::Day => "day",
            Self::Dusk => "dusk",
            Self::Night => "night",
        }
    }

    /// Takes a name as [`Hour::as_str`] gives it, gives the part of the day, or `None` for any other text.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hour| hour.as_str() == name)
    }

    /// Says whether lamps are lit.
    const fn is_dark(self) -> bool {
        matches!(self, Self::Dusk | Self::Night)
    }

    /// Gives the place in [`Hour::ALL`].
    const fn index(self) -> usize {
        match self {
            Self::Dawn => 0,
            Self::Day => 1,
            Self::Dusk => 2,
            Self::Night => 3,
        }
    }
}

/// Takes an experience's slug, its domain and the hour of the run, gives its cover as a standalone SVG document.
///
/// The picture is 640 by 400 and may be cropped to anything between 3:2 and 2:1.
#[must_use]
pub fn draw(slug: &str, domain: Domain, hour: Hour) -> String {
    let mut dice = Dice::new(slug, "palette");
    let mut art = Art::new(slug, Palette::new(domain, hour, &mut dice));
    art.raw(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\" \
         preserveAspectRatio=\"xMidYMid slice\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
    );
    backdrop::sky(&mut art);
    if dice.chance(50) {
        art.mirrored(|art| compose(art, domain));
    } else {
        compose(&mut art, domain);
    }
    art.raw("</svg>");
    art.finish()
}

/// Draws everything between the sky and the frame, back to front.
fn compose(art: &mut Art, domain: Domain) {
    backdrop::heavens(art);
    match domain {
        Domain::Food => market::food(art),
        Domain::Heritage => heritage::heritage(art),
        Domain::Nature => open::nature(art),
        Domain::Art => rooms::art(art),
        Domain::Craft => market::craft(art),
        Domain::Music => evening::music(art),
        Domain::Wellness => open::wellness(art),
        Domain::Sport => open::sport(art),
        Domain::Learning => rooms::learning(art),
        Domain::Nightlife => evening::nightlife(art),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const DOMAINS: [Domain; 10] = [
        Domain::Food,
        Domain::Heritage,
        Domain::Nature,
        Domain::Art,
        Domain::Craft,
        Domain::Music,
        Domain::Wellness,
        Domain::Sport,
        Domain::Learning,
        Domain::Nightlife,
    ];

    fn every(slugs: u32, mut check: impl FnMut(&str)) {
        for index in 0..slugs {
            for domain in DOMAINS {
                for hour in Hour::ALL {
                    check(&draw(&format!("walk-{index}"), domain, hour));
                }
            }
        }
    }

    #[test]
    fn same_slug_same_picture() {
        for domain in DOMAINS {
            let once = draw("filter-coffee-malleshwaram", domain, Hour::Dawn);
            assert_eq!(once, draw("filter-coffee-malleshwaram", domain, Hour::Dawn));
        }
    }

    #[test]
    fn slugs_differ() {
        for domain in DOMAINS {
            let seen: HashSet<_> = (0..200).map(|index| draw(&format!("run-{index}"), domain, Hour::Day)).collect();
            // nearly all pictures stand alone, so far more than 95 % of all pairs differ
            assert!(seen.len() >= 196, "{domain:?}: only {} different", seen.len());
        }
    }

    #[test]
    fn domains_and_hours_differ() {
        let mut seen = HashSet::new();
        every(1, |svg| assert!(seen.insert(svg.to_owned())));
    }

    #[test]
    fn small_enough() {
        every(30, |svg| assert!(svg.len() < 12_000, "{} bytes", svg.len()));
    }

    #[test]
    fn well_formed_and_self_contained() {
        every(10, |svg| {
            let mut open: Vec<&str> = Vec::new();
            for tag in svg.split('<').skip(1) {
                let (inside, text) = tag.split_once('>').unwrap_or((tag, "unclosed"));
                assert!(text.is_empty(), "text between tags: {text}");
                assert_eq!(inside.matches('"').count() % 2, 0, "{inside}");
                let name = inside.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
                if inside.starts_with('/') {
                    assert_eq!(open.pop(), Some(name));
                } else if !inside.ends_with('/') {
                    open.push(name);
                }
            }
            assert!(open.is_empty(), "left open: {open:?}");
            for foreign in ["NaN", "href", "script", "&", "--", "data:"] {
                assert!(!svg.contains(foreign), "{foreign}");
            }
        });
    }

    #[test]
    fn hours_have_names_and_bounds() {
        for hour in Hour::ALL {
            assert_eq!(Hour::parse(hour.as_str()), Some(hour));
            assert_eq!(Hour::ALL.get(hour.index()), Some(&hour));
        }
        assert_eq!(Hour::parse("noon"), None);
        assert_eq!(
            [4, 5, 8, 9, 16, 17, 18, 19].map(Hour::from_local_hour),
            [Hour::Night, Hour::Dawn, Hour::Dawn, Hour::Day, Hour::Day, Hour::Dusk, Hour::Dusk, Hour::Night]
        );
    }
}
