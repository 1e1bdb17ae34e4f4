//! Uploaded pictures: what is taken, in which widths it is kept, and under which address it is served.

use super::{
    text::tidy_line,
    text_enum::{UnknownWord, text_enum},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// Pictures of one experience.
pub const PICTURES_MAX: usize = 12;
/// Largest file that is taken, in bytes.
pub const FILE_BYTES_MAX: usize = 15 * 1024 * 1024;
/// Most pixels that are taken: more than telephones make, and what decoding them takes of memory stays bounded.
pub const PIXELS_MAX: u64 = 36_000_000;
/// Longest side that is taken, in pixels.
pub const SIDE_PIXELS_MAX: u32 = 12_000;
/// Shortest side of a picture, in pixels: below, it would be a blur on a cover.
pub const SIDE_PIXELS_MIN: u32 = 400;
/// Widths in which a picture is kept, in pixels; never more than it came with.
pub const WIDTHS: [u32; 3] = [480, 960, 1_600];
/// A logo is kept as a square of this side, in pixels.
pub const LOGO_PIXELS: u32 = 240;
/// Longest description of a picture, in characters.
pub const ALT_CHARS_MAX: usize = 200;

/// SHA-256 in hexadecimal digits.
const HASH_DIGITS: usize = 64;

/// The name of a kept picture: the SHA-256 of its bytes, in lower-case hexadecimal digits. The same picture has the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaHash(String);

impl MediaHash {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MediaHash {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let digits = text.len() == HASH_DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if digits { Ok(Self(text.to_owned())) } else { Err(UnknownWord) }
    }
}

impl TryFrom<String> for MediaHash {
    type Error = UnknownWord;

    fn try_from(text: String) -> Result<Self, UnknownWord> {
        text.parse()
    }
}

impl From<MediaHash> for String {
    fn from(hash: MediaHash) -> Self {
        hash.0
    }
}

impl fmt::Display for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The widths in which a picture of this width is kept, narrowest first; the last is the widest there is.
#[must_use]
pub fn widths(width: u32) -> Vec<u32> {
    let widest = width.min(WIDTHS[WIDTHS.len() - 1]);
    WIDTHS.into_iter().filter(|narrower| *narrower < widest).chain([widest]).collect()
}

/// The address of a picture in one of its [`widths`].
#[must_use]
pub fn path(hash: &MediaHash, width: u32) -> String {
    format!("/media/{hash}/{width}.jpg")
}

/// A description of a picture for those who do not see it; empty where nobody has written one yet.
///
/// # Errors
/// Words to show beside the field.
pub fn alt(text: &str) -> Result<String, &'static str> {
    let alt = tidy_line(text);
    if alt.chars().count() > ALT_CHARS_MAX { Err("That is longer than 200 characters. One sentence is enough.") } else { Ok(alt) }
}

text_enum! {
    /// What is done to one picture among those of an experience.
    Move {
        Earlier => "earlier",
        Later => "later",
        /// To the front: the first is the cover.
        Cover => "cover",
        Remove => "remove",
    }
}

impl Move {
    /// Carries the move out on `order`, the ids of all pictures. False where `picture` is not among them.
    pub fn apply<Id: Copy + PartialEq>(self, order: &mut Vec<Id>, picture: Id) -> bool {
        let Some(at) = order.iter().position(|id| *id == picture) else { return false };
        match self {
            Self::Earlier => order.swap(at, at.saturating_sub(1)),
            Self::Later => {
                let last = order.len() - 1;
                order.swap(at, (at + 1).min(last));
            }
            Self::Cover => order[..=at].rotate_right(1),
            Self::Remove => {
                order.remove(at);
            }
        }
        true
    }
}

/// The form that describes the pictures of an experience and puts them in order; any of its buttons sends all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PicturesForm {
    pub experience: String,
    /// Empty for "save", or a [`Move`] and a picture: `earlier:17`.
    #[serde(default)]
    pub act: String,
    #[serde(default)]
    pub pictures: Vec<Described>,
}

/// One picture's line of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// The picture's id.
    pub picture: String,
    /// The description as it stood when the form was drawn: whoever changes it meanwhile is not overwritten unseen.
    pub was: String,
    pub alt: String,
}

impl PicturesForm {
    /// The move that the pressed button asks for, with the picture's id; `None` where it only saves.
    ///
    /// # Errors
    /// For a text that no button of ours has.
    pub fn wanted<Id: FromStr>(&self) -> Result<Option<(Move, Id)>, UnknownWord> {
        if self.act.is_empty() {
            return Ok(None);
        }
        let (what, picture) = self.act.split_once(':').ok_or(UnknownWord)?;
        Ok(Some((what.parse()?, picture.parse().map_err(|_| UnknownWord)?)))
    }

    /// What is wrong with the descriptions, under the names of [`alt_field`]; nothing where they will do.
    #[must_use]
    pub fn faults(&self) -> BTreeMap<String, String> {
        let fault = |line: &Described| alt(&line.alt).err().map(|words| (alt_field(&line.picture), words.to_owned()));
        self.pictures.iter().filter_map(fault).collect()
    }
}

/// The name under which an error about a picture's description travels.
#[must_use]
pub fn alt_field(picture: &str) -> String {
    format!("alt-{picture}")
}

/// The name under which a description travels that somebody else has written meanwhile.
#[must_use]
pub fn meanwhile_field(picture: &str) -> String {
    format!("was-{picture}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hash_is_sixty_four_small_digits() {
        assert!("0123456789abcdef".repeat(4).parse::<MediaHash>().is_ok());
        for odd in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"a".repeat(63), &"a".repeat(65), &format!("../{}", "a".repeat(61))] {
            assert!(odd.parse::<MediaHash>().is_err(), "{odd}");
        }
    }

    #[test]
    fn pictures_are_never_made_wider() {
        for (width, kept) in [(400, vec![400]), (480, vec![480]), (481, vec![480, 481]), (1_200, vec![480, 960, 1_200]), (8_000, vec![480, 960, 1_600])] {
            assert_eq!(widths(width), kept, "{width}");
        }
    }

    #[test]
    fn moves_are_a_table() {
        for (what, picture, order) in [
            (Move::Earlier, 1, vec![1, 2, 3, 4]),
            (Move::Earlier, 3, vec![1, 3, 2, 4]),
            (Move::Later, 1, vec![2, 1, 3, 4]),
            (Move::Later, 4, vec![1, 2, 3, 4]),
            (Move::Cover, 1, vec![1, 2, 3, 4]),
            (Move::Cover, 3, vec![3, 1, 2, 4]),
            (Move::Remove, 2, vec![1, 3, 4]),
        ] {
            let mut pictures = vec![1, 2, 3, 4];
            assert!(what.apply(&mut pictures, picture));
            assert_eq!(pictures, order, "{what} {picture}");
        }
        for what in Move::ALL {
            assert!(!what.apply(&mut vec![1], 2) && !what.apply(&mut Vec::new(), 2));
        }
    }

    #[test]
    fn buttons_are_read_back() {
        let wanted = |act: &str| PicturesForm { act: act.to_owned(), ..PicturesForm::default() }.wanted::<i64>();
        assert_eq!((wanted(""), wanted("cover:17")), (Ok(None), Ok(Some((Move::Cover, 17)))));
        for odd in ["cover", "cover:", "burn:17", "cover:x", ":17"] {
            assert!(wanted(odd).is_err(), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn a_move_keeps_all_others(count in 1_usize..13, at in 0_usize..12, what in proptest::sample::select(Move::ALL)) {
            let before: Vec<usize> = (0..count).collect();
            let mut after = before.clone();
            let moved = what.apply(&mut after, at);
            prop_assert_eq!(moved, at < count);
            after.sort_unstable();
            let kept: Vec<usize> = before.into_iter().filter(|id| !(moved && what == Move::Remove && *id == at)).collect();
            prop_assert_eq!(after, kept);
        }
    }
}
