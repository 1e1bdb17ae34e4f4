//! Found words, marked in the texts they were found in.

use super::{Found, Wanted, words};
use crate::domain::search::Piece;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use words::Role;

/// About how long an excerpt is, in characters, and how many of them come before the word that was found.
const EXCERPT_CHARS: usize = 160;
const BEFORE_CHARS: usize = 50;
/// A word is not cut, unless it is longer than that.
const WORD_CHARS_KEPT: usize = 24;
/// Where an excerpt is cut.
const CUT: char = '…';

/// The whole text, with the words marked that begin as a wanted one does.
#[must_use]
pub fn highlight(text: &str, found: &Found) -> Vec<Piece> {
    marked(text, &found.words)
}

/// What stands around the first wanted word: at most about 160 characters. Nothing where none is in the text.
#[must_use]
pub fn excerpt(text: &str, found: &Found) -> Option<Vec<Piece>> {
    around(text, &found.words, &found.words)
}

/// True where each wanted word is in the text.
pub(super) fn has_all(text: &str, wanted: &[Wanted]) -> bool {
    let words = words::words(text);
    wanted.iter().all(|wanted| words.iter().any(|word| wanted.is(word)))
}

pub(super) fn marked(text: &str, wanted: &[Wanted]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (range, is_word) in Runs::of(text) {
        let hit = is_word && is_hit(&text[range.clone()], wanted);
        match pieces.last_mut() {
            Some(last) if !last.hit && !hit => last.text.push_str(&text[range]),
            _ => pieces.push(Piece { text: text[range].to_owned(), hit }),
        }
    }
    pieces
}

/// What stands around the first word of `sought`, with all that are wanted marked.
pub(super) fn around(text: &str, sought: &[Wanted], wanted: &[Wanted]) -> Option<Vec<Piece>> {
    let (hit, _) = Runs::of(text).find(|(range, is_word)| *is_word && is_hit(&text[range.clone()], sought))?;
    let start = start_before(text, hit.start);
    let end = end_after(text, start);
    let mut line = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    if start > 0 {
        line.insert(0, CUT);
    }
    if end < text.trim_end().len() {
        line.push(CUT);
    }
    Some(marked(&line, wanted))
}

fn is_hit(run: &str, wanted: &[Wanted]) -> bool {
    if run.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return wanted.iter().any(|wanted| wanted.is_plain(run));
    }
    words::words(run).iter().any(|word| wanted.iter().any(|wanted| wanted.is(word)))
}

/// Where an excerpt begins: at the beginning of a word.
fn start_before(text: &str, hit: usize) -> usize {
    let before: Vec<(usize, &str)> = text[..hit].grapheme_indices(true).rev().take(BEFORE_CHARS).collect();
    match before.last() {
        None | Some((0, _)) => 0,
        // Into the first gap from there; a word that fills all of it is cut.
        Some((furthest, _)) => {
            let gap = before.iter().rev().take(WORD_CHARS_KEPT).find(|(_, grapheme)| words::role(grapheme) == Role::Gap);
            gap.map_or(*furthest, |(at, grapheme)| at + grapheme.len())
        }
    }
}

/// Where an excerpt from `start` ends: at the end of a word.
fn end_after(text: &str, start: usize) -> usize {
    let after: Vec<(usize, &str)> = text[start..].grapheme_indices(true).take(EXCERPT_CHARS + 1).collect();
    let Some((furthest, last)) = after.last().filter(|_| after.len() > EXCERPT_CHARS) else { return text.len() };
    if words::role(last) == Role::Gap {
        return start + furthest;
    }
    let gap = after.iter().rev().take(WORD_CHARS_KEPT).find(|(_, grapheme)| words::role(grapheme) == Role::Gap);
    start + gap.map_or(*furthest, |(at, _)| *at)
}

/// A text as words and what is between them, in turn; no character is taken from its marks.
struct Runs<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Runs<'a> {
    const fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Runs<'_> {
    /// Where it is, and true for a word.
    type Item = (Range<usize>, bool);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let (end, first) = words::character(self.text, start)?;
        let is_word = first == Role::Word;
        self.at = end;
        while let Some((end, role)) = words::character(self.text, self.at) {
            let turns = match role {
                Role::Word => !is_word,
                Role::Gap => is_word,
                Role::Trailing => false,
            };
            if turns {
                break;
            }
            self.at = end;
        }
        Some((start..self.at, is_word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn found(words: &[&str]) -> Found {
        Found { words: words.iter().map(|word| Wanted::as_typed((*word).to_owned())).collect(), tiers: HashMap::new(), corrected: false }
    }

    /// The pieces with hits in brackets.
    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|Piece { text, hit }| if *hit { format!("[{text}]") } else { text.clone() }).collect()
    }

    #[test]
    fn whole_words_are_marked() {
        for (text, words, expected) in [
            ("Filter coffee, slowly", &["coff"] as &[&str], "Filter [coffee], slowly"),
            ("Café CAFETERIA decaf", &["cafe"], "[Café] [CAFETERIA] decaf"),
            ("Cafe\u{301}s", &["cafe"], "[Cafe\u{301}s]"),
            ("A walk a day", &["a"], "[A] walk [a] day"),
            ("मल्लेश्वरम की सैर", &["मल्ले"], "[मल्लेश्वरम] की सैर"),
            ("👩\u{200D}🌾coffee👩\u{200D}🌾", &["coffee"], "👩\u{200D}🌾[coffee]👩\u{200D}🌾"),
            ("cof\u{200B}fee", &["coffee"], "[cof\u{200B}fee]"),
            ("<b>coffee</b>", &["coffee", "b"], "<[b]>[coffee]</[b]>"),
            ("nothing", &["x"], "nothing"),
            ("", &["x"], ""),
        ] {
            assert_eq!(shown(&highlight(text, &found(words))), expected, "{text}");
        }
    }

    #[test]
    fn excerpts_stand_around_the_first_hit() {
        let long = format!("{} then dosa at last\n\nand {}", "walk ".repeat(60), "more ".repeat(60));
        let shown_of = |text: &str, word: &str| excerpt(text, &found(&[word])).map(|pieces| shown(&pieces));
        let cut = shown_of(&long, "dosa").unwrap();
        assert!(cut.starts_with("…walk walk") && cut.contains("then [dosa] at last and more") && cut.ends_with("more…"), "{cut}");
        assert!((120..=EXCERPT_CHARS + 4).contains(&cut.chars().count()), "{}", cut.chars().count());
        assert_eq!(shown_of("Short dosa story.", "dosa").as_deref(), Some("Short [dosa] story."));
        assert_eq!(shown_of("Short dosa story.", "idli"), None);
        let unbroken = format!("{}-dosa-{}", "x".repeat(400), "y".repeat(400));
        let cut = shown_of(&unbroken, "dosa").unwrap();
        assert!(cut.starts_with("…x") && cut.contains("[dosa]") && cut.ends_with("y…"), "{cut}");
    }

    fn texts() -> impl Strategy<Value = String> {
        let letters = "[a-cé ाे्क\u{301}\u{200D}\u{200B}\u{1F469}\u{1F33E}🇮½\r\n.\u{600}-\u{605}]{0,60}";
        prop_oneof![
            "\\PC{0,300}",
            letters,
            "[\u{1}-\u{10FFFF}]{0,80}",
            proptest::collection::vec("[a-c]{1,30}[ .\n]{0,3}", 0..60).prop_map(|words| words.concat())
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_torn_apart(text in texts(), words in proptest::collection::vec("[a-cक]{1,3}", 1..3)) {
            let found = found(&words.iter().map(String::as_str).collect::<Vec<_>>());
            let pieces = highlight(&text, &found);
            prop_assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text.clone());
            let borders: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            let mut at = 0;
            for piece in &pieces {
                prop_assert!(!piece.text.is_empty() && borders.binary_search(&at).is_ok());
                at += piece.text.len();
            }
            let hits = pieces.iter().any(|piece| piece.hit);
            prop_assert_eq!(hits, words::words(&text).iter().any(|word| found.words.iter().any(|wanted| wanted.is(word))));
            let excerpt = excerpt(&text, &found);
            prop_assert_eq!(excerpt.is_some(), hits);
            if let Some(excerpt) = excerpt {
                prop_assert!(excerpt.iter().map(|piece| piece.text.graphemes(true).count()).sum::<usize>() <= EXCERPT_CHARS + 6);
                prop_assert!(excerpt.iter().any(|piece| piece.hit));
            }
        }
    }
}
