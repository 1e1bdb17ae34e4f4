//! What somebody may have meant with a word that is nowhere: words of names that are few slips away from it.

/// Words of fewer letters are taken as they are.
const LETTERS_MIN: usize = 4;
/// From so many letters on, two slips are forgiven.
const LETTERS_FOR_TWO: usize = 8;
/// Letters that stand beside each other in different order, or one that is another, missing or too many: each is a slip, and none of them
/// leaves more than so many trigrams of a word unlike what they were.
const TRIGRAMS_PER_SLIP: usize = 4;
/// Words looked at as what was meant with one.
pub(super) const MEANT_MAX: usize = 8;

/// How many slips are forgiven in a word. Numbers are meant as they stand.
pub(super) fn slips_in(word: &str) -> usize {
    match word.chars().count() {
        _ if word.chars().any(char::is_numeric) => 0,
        letters if letters >= LETTERS_FOR_TWO => 2,
        letters if letters >= LETTERS_MIN => 1,
        _ => 0,
    }
}

/// Trigrams of a word with its ends marked, of which every word few enough slips away has at least one. The last ones: more words share a beginning.
pub(super) fn trigrams(word: &str, slips: usize) -> Vec<String> {
    let marked: Vec<char> = format!("ZZ{word}Z").chars().collect();
    let all: Vec<String> = marked.windows(3).map(|three| three.iter().collect()).collect();
    // One more than slips can spoil, and one for the end, which a longer word does not have there.
    let enough = TRIGRAMS_PER_SLIP * slips + 2;
    all[all.len().saturating_sub(enough)..].to_vec()
}

/// How unlike two words are: first the slips between them, then whether only the beginning of `known` is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unlike {
    slips: usize,
    begins: bool,
}

/// Compares a word that was typed with one that is known, or with its beginning if that is closer.
/// `None` where that takes more slips than are forgiven.
pub(super) fn unlike(typed: &str, known: &str, forgiven: usize) -> Option<Unlike> {
    let (typed, known): (Vec<char>, Vec<char>) = (typed.chars().collect(), known.chars().collect());
    if known.len() + forgiven < typed.len() {
        return None;
    }
    // No beginning that is longer can be close enough.
    let row = slips_to_beginnings(&typed, &known[..known.len().min(typed.len() + forgiven)]);
    let whole = row.last().copied().filter(|_| known.len() <= typed.len() + forgiven);
    let whole = whole.map(|slips| Unlike { slips, begins: false });
    let beginning = row.iter().min().map(|slips| Unlike { slips: *slips, begins: true });
    whole.into_iter().chain(beginning).min().filter(|unlike| unlike.slips <= forgiven)
}

/// The slips from `typed` to each beginning of `known`, the empty one first (Damerau-Levenshtein, where no letter is touched twice).
fn slips_to_beginnings(typed: &[char], known: &[char]) -> Vec<usize> {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=known.len()).collect();
    for (row, letter) in typed.iter().enumerate() {
        let mut now = vec![row + 1];
        for (column, other) in known.iter().enumerate() {
            let mut slips = (last[column] + usize::from(letter != other)).min(last[column + 1] + 1).min(now[column] + 1);
            if row > 0 && column > 0 && *letter == known[column - 1] && typed[row - 1] == *other {
                slips = slips.min(before_last[column - 1] + 1);
            }
            now.push(slips);
        }
        before_last = std::mem::replace(&mut last, now);
    }
    last
}

/// The known words that may have been meant, the likeliest first, as many as are worth looking at.
pub(super) fn likely(typed: &str, known: Vec<String>) -> Vec<(Unlike, String)> {
    let forgiven = slips_in(typed);
    let mut likely: Vec<(Unlike, String)> = known.into_iter().filter_map(|word| Some((unlike(typed, &word, forgiven)?, word))).collect();
    likely.sort_unstable();
    likely.truncate(MEANT_MAX);
    likely
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_counted() {
        for (typed, known, expected) in [
            ("malleshwarm", "malleshwaram", Some((1, false))),
            ("basavangudi", "basavanagudi", Some((1, false))),
            ("dosaa", "dosa", Some((1, false))),
            ("dsoa", "dosa", Some((1, false))),
            ("kofee", "coffee", None),
            ("cofee", "coffee", Some((1, false))),
            ("mallesv", "malleshwaram", Some((1, true))),
            ("malleshvaram", "malleswaram", Some((2, false))),
            ("tea", "tee", None),
            ("2027", "2026", None),
            ("ಮಲ್ಲೆಶ್ವರಂ", "ಮಲ್ಲೇಶ್ವರಂ", Some((1, false))),
        ] {
            let unlike = unlike(typed, known, slips_in(typed)).filter(|_| slips_in(typed) > 0).map(|unlike| (unlike.slips, unlike.begins));
            assert_eq!(unlike, expected, "{typed} {known}");
        }
    }

    #[test]
    fn the_likeliest_come_first() {
        let known = ["dosage", "rosa", "dosa", "idli", "does"].map(str::to_owned).to_vec();
        assert_eq!(likely("dosaa", known).into_iter().map(|(_, word)| word).collect::<Vec<_>>(), ["dosa", "dosage"]);
    }

    /// A word with one slip in it.
    fn slip(word: &[char], kind: u8, at: usize, letter: char) -> Vec<char> {
        let mut word = word.to_vec();
        let at = at % word.len();
        match kind {
            0 => word[at] = letter,
            1 => word.insert(at, letter),
            2 => drop(word.remove(at)),
            _ => {
                let next = (at + 1) % word.len();
                word.swap(at.min(next), at.max(next).min(at.min(next) + 1));
            }
        }
        word
    }

    proptest! {
        #[test]
        fn whoever_slips_once_is_understood(word in "[a-e]{4,16}", kind in 0_u8..4, at in 0_usize..16, letter in proptest::char::range('a', 'f')) {
            let letters: Vec<char> = word.chars().collect();
            let typed: String = slip(&letters, kind, at, letter).into_iter().collect();
            let forgiven = slips_in(&typed);
            prop_assume!(forgiven > 0);
            prop_assert!(unlike(&typed, &word, forgiven).is_some(), "{typed} {word}");
            let marked = format!("ZZ{word}Z");
            prop_assert!(trigrams(&typed, forgiven).iter().any(|trigram| marked.contains(trigram.as_str())), "{typed} {word}");
        }

        #[test]
        fn any_two_words_can_be_compared(typed in "\\PC{0,20}", known in "\\PC{0,20}") {
            let _ = unlike(&typed, &known, 2);
            let _ = trigrams(&typed, slips_in(&typed));
        }
    }
}
