//! What a word is, and which words are the same: `Café`, `CAFE` and `cafe` are. The index holds words in this form, and search texts are
//! taken apart by the same rules, so that nothing in either is anything but letters, marks and digits.

use crate::domain::search::WORDS_MAX;
use std::collections::HashSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// Changes whenever these rules do: whatever was indexed by others is indexed anew.
pub(super) const RULES: u32 = 1;
/// Longest word, in characters; of a longer one, this much counts.
pub(super) const WORD_CHARS_MAX: usize = 40;

/// What a character is to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Letter,
    /// Part of the letter before it; the vowel signs of Indian scripts are.
    Mark,
    /// Of no account: accents, and what is invisible.
    Silent,
    Gap,
}

fn part(c: char) -> Part {
    match c {
        c if c.is_ascii_alphanumeric() => Part::Letter,
        c if c.is_ascii() => Part::Gap,
        c if is_silent(c) => Part::Silent,
        c if is_combining_mark(c) => Part::Mark,
        c if c.is_alphanumeric() => Part::Letter,
        _ => Part::Gap,
    }
}

/// Combining marks of no script in particular, marks that choose between forms of a letter, joiners, and what turns text around.
const fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
            | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}'
            | '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

/// Letters that are one of a kind to Unicode, but not to a keyboard.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut found = Words::default();
    for run in text.split(char::is_whitespace) {
        if run.is_ascii() {
            run.chars().for_each(|c| found.take(c));
        } else {
            // What is of no account goes first: it could keep marks from coming into their order.
            run.chars().filter(|c| part(*c) != Part::Silent).nfkd().for_each(|c| found.take(c));
        }
        found.end();
    }
    found.found
}

#[derive(Default)]
struct Words {
    found: Vec<String>,
    word: String,
    chars: usize,
}

impl Words {
    fn take(&mut self, c: char) {
        match part(c) {
            Part::Gap => self.end(),
            Part::Silent => {}
            // A mark without a letter is no word.
            Part::Mark if self.word.is_empty() => {}
            Part::Mark => self.push(c),
            Part::Letter if c.is_ascii() => self.push(c.to_ascii_lowercase()),
            Part::Letter => c.to_lowercase().nfkd().for_each(|c| self.push_plain(c)),
        }
    }

    fn push_plain(&mut self, c: char) {
        match plain(c) {
            Some(letters) => letters.chars().for_each(|c| self.push(c)),
            // A letter in lower case may come with an accent of its own.
            None if matches!(part(c), Part::Letter | Part::Mark) => self.push(c),
            None => {}
        }
    }

    fn push(&mut self, c: char) {
        if self.chars < WORD_CHARS_MAX {
            self.word.push(c);
            self.chars += 1;
        }
    }

    fn end(&mut self) {
        if !self.word.is_empty() {
            self.found.push(std::mem::take(&mut self.word));
            self.chars = 0;
        }
    }
}

/// The words that a search text asks for, each once.
pub(super) fn asked(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let tidied = crate::domain::search::tidy(text).unwrap_or_default();
    words(&tidied).into_iter().filter(|word| seen.insert(word.clone())).take(WORDS_MAX).collect()
}

/// A word as people read it: put together again where [`words`] took letters apart.
pub(super) fn readable(word: &str) -> String {
    word.nfc().collect()
}

/// What a piece of a text is to the words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It has a letter of a word.
    Word,
    /// It goes with what stands before it.
    Trailing,
    Gap,
}

/// The character at a place of a text, with all the marks that belong to it: where it ends, and what it is to the words around it. None at
/// the end.
pub(super) fn character(text: &str, at: usize) -> Option<(usize, Role)> {
    match &text.as_bytes()[at..] {
        // Before another one of ASCII, one of ASCII stands by itself; or they are the two that end a line, and both a gap.
        [byte] | [byte, 0..=0x7F, ..] if byte.is_ascii() => Some((at + 1, if byte.is_ascii_alphanumeric() { Role::Word } else { Role::Gap })),
        _ => text[at..].graphemes(true).next().map(|grapheme| (at + grapheme.len(), role(grapheme))),
    }
}

/// What one character is to the words around it, with all the marks that belong to it.
pub(super) fn role(grapheme: &str) -> Role {
    if let [only] = grapheme.as_bytes() {
        return if only.is_ascii_alphanumeric() { Role::Word } else { Role::Gap };
    }
    let parts = || grapheme.nfkd().map(part);
    if parts().any(|part| part == Part::Letter) {
        Role::Word
    } else if parts().any(|part| part == Part::Gap) {
        Role::Gap
    } else {
        Role::Trailing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_taken_apart() {
        for (text, expected) in [
            ("Filter Coffee", "filter coffee"),
            ("Café Brûlée, naïve!", "cafe brulee naive"),
            ("Cafe\u{301} ﬁlter ２０２６", "cafe filter 2026"),
            ("Straße Łódź Ærø İstanbul ΣΊΣΥΦΟΣ", "strasse lodz aero istanbul σισυφοσ"),
            ("Ranga's rock’n’roll", "ranga s rock n roll"),
            ("cof\u{200B}f\u{200D}ee \u{202E}sleep", "coffee sleep"),
            ("मल्लेश्वरम में ಮಲ್ಲೇಶ್ವರಂ", "मल्लेश्वरम में ಮಲ್ಲೇಶ್ವರಂ"),
            ("क़लम", "क\u{93C}लम"),
            ("a\" OR b* NOT (c) ^d NEAR/3 e:f-g_h%i\\j|k&l!m<n>'o", "a or b not c d near 3 e f g h i j k l m n o"),
            ("\u{301}\u{93F} 🌺👩\u{200D}🌾", ""),
            ("", ""),
        ] {
            // The vowel signs that stand apart in the normal form are put together again to be compared.
            let found = words(text).iter().map(|word| readable(word)).collect::<Vec<_>>().join(" ");
            assert_eq!(found, readable(expected), "{text:?}");
        }
        assert_eq!(words(&"x".repeat(10_000)), ["x".repeat(WORD_CHARS_MAX)]);
    }

    #[test]
    fn a_search_text_asks_for_few_words_once_each() {
        assert_eq!(asked("Coffee, coffee and COFFEE!"), ["coffee", "and"]);
        assert_eq!(asked("a b c d e f g h i j").len(), WORDS_MAX);
        assert!(asked("*** %% '\"' ()").is_empty());
        assert!(asked(&"wörter ".repeat(10_000)).len() == 2, "the last one is cut short");
    }

    proptest! {
        #[test]
        fn words_hold_nothing_but_letters_marks_and_digits(text in "\\PC{0,80}") {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && word.chars().count() <= WORD_CHARS_MAX);
                let within = |c| matches!(part(c), Part::Letter | Part::Mark) && !c.is_ascii_uppercase() && !c.is_whitespace();
                prop_assert!(word.chars().all(within), "{word:?}");
                // What was found is found again.
                prop_assert_eq!(words(&word), [word]);
            }
        }

        #[test]
        fn no_script_makes_it_stumble(text in "[\u{1}-\u{10FFFF}]{0,60}") {
            for word in words(&text) {
                prop_assert_eq!(words(&word), [word]);
            }
        }
    }
}
