//! What a traveler types to search, and texts with the words that were found. What counts as a word, and as the same word, the server knows.

use serde::{Deserialize, Serialize};

/// Longest search text, in characters; what is typed beyond is left out.
pub const TEXT_CHARS_MAX: usize = 100;
/// Most words of a search text that are looked for; more are left out.
pub const WORDS_MAX: usize = 8;

/// A piece of a text; all pieces of a text, one after the other, are the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    /// True for a word that was searched for.
    pub hit: bool,
}

/// A search text as it stands in a page's address: at most [`TEXT_CHARS_MAX`] characters, blanks collapsed, nothing invisible in it.
/// Nothing where nothing is left.
#[must_use]
pub fn tidy(text: &str) -> Option<String> {
    let (mut tidied, mut chars, mut gap) = (String::new(), 0, false);
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = chars > 0;
        } else if !is_invisible(c) && !(is_joiner(c) && (gap || tidied.chars().next_back().is_none_or(|before| before.is_ascii()))) {
            if chars + usize::from(gap) >= TEXT_CHARS_MAX {
                break;
            }
            if std::mem::take(&mut gap) {
                tidied.push(' ');
                chars += 1;
            }
            tidied.push(c);
            chars += 1;
        }
    }
    Some(tidied).filter(|tidied| !tidied.is_empty())
}

/// Indian and Arabic scripts are written with these; between plain letters they only hide.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn search_texts_are_tidied() {
        for (typed, tidied) in [
            ("filter coffee", Some("filter coffee")),
            ("  filter \t\r\n coffee ", Some("filter coffee")),
            ("cof\u{200B}f\u{AD}ee\u{FEFF}", Some("coffee")),
            ("cof\u{200D}fee", Some("coffee")),
            ("\u{202E}eeffoc\u{0}", Some("eeffoc")),
            ("ರ\u{200D}್ಯ", Some("ರ\u{200D}್ಯ")),
            ("", None),
            (" \u{200B}\u{200D} ", None),
            ("'; DROP TABLE users; --", Some("'; DROP TABLE users; --")),
        ] {
            assert_eq!(tidy(typed).as_deref(), tidied, "{typed:?}");
        }
        assert_eq!(tidy(&"ab ".repeat(4_000)), Some("ab ".repeat(34)[..TEXT_CHARS_MAX].to_owned()));
        assert_eq!(tidy(&"ક".repeat(10_000)), Some("ક".repeat(TEXT_CHARS_MAX)));
    }

    proptest! {
        #[test]
        fn tidying_is_done_once_and_for_all(text in "[\\PC\u{200B}-\u{200F}\u{FEFF} \t\n\u{0}]{0,220}") {
            if let Some(tidied) = tidy(&text) {
                prop_assert!(tidied.chars().count() <= TEXT_CHARS_MAX);
                prop_assert_eq!(tidy(&tidied), Some(tidied));
            }
        }
    }
}
