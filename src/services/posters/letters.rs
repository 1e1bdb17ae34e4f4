//! Letters on posters: the house's own, measured before they are set, so that what is long is broken into lines or cut.

use crate::domain::html::escape;
use resvg::usvg::{Options, Tree, fontdb::Database};
use std::sync::{Arc, LazyLock};

/// A line that is cut ends with this.
const MORE: &str = "…";

/// The fonts of `assets/fonts`, and nothing of the machine's.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for file in [
        include_bytes!("../../../assets/fonts/anek-sign.ttf").as_slice(),
        include_bytes!("../../../assets/fonts/anek-text.ttf"),
        include_bytes!("../../../assets/fonts/anek-devanagari.ttf"),
        include_bytes!("../../../assets/fonts/anek-kannada.ttf"),
    ] {
        fonts.load_font_data(file.to_vec());
    }
    Arc::new(fonts)
});

/// How drawings are read: with our fonts.
pub(super) fn options() -> Options<'static> {
    Options { fontdb: FONTS.clone(), font_family: "Anek Text".to_owned(), ..Options::default() }
}

/// The font of a letter where it is not that of the hand: each script has its own.
enum Font {
    OfHand,
    Of(&'static str),
    /// The one of the letter before: what joins letters, or keeps them apart.
    AsBefore,
    /// There is none.
    Missing,
}

fn font_of(letter: char) -> Font {
    match letter {
        ' '..='~' | '\u{A0}'..='\u{17E}' | '–' | '—' | '‘'..='‚' | '“'..='„' | '•' | '…' | '′' | '″' | '‹' | '›' | '⁄' | '€' | '₹' | '™' | '−' => {
            Font::OfHand
        }
        '\u{900}'..='\u{97F}' => Font::Of("Anek Devanagari"),
        '\u{C80}'..='\u{CFF}' => Font::Of("Anek Kannada"),
        '\u{200C}' | '\u{200D}' => Font::AsBefore,
        _ => Font::Missing,
    }
}

/// The text without the letters that none of our fonts has: a box in their place would say nothing.
pub(super) fn writable(text: &str) -> String {
    let known: String = text.chars().filter(|c| !matches!(font_of(*c), Font::Missing)).collect();
    known.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as content of a `<text>`, every letter in its font.
pub(super) fn set(text: &str) -> String {
    let mut runs: Vec<(Option<&str>, String)> = Vec::new();
    for letter in text.chars() {
        let before = runs.last().and_then(|(font, _)| *font);
        let font = match font_of(letter) {
            Font::OfHand | Font::Missing => None,
            Font::Of(font) => Some(font),
            Font::AsBefore => before,
        };
        match runs.last_mut() {
            Some((same, run)) if *same == font => run.push(letter),
            _ => runs.push((font, letter.to_string())),
        }
    }
    let run = |(font, run): (Option<&str>, String)| match font {
        Some(font) => format!("<tspan font-family=\"{font}\">{}</tspan>", escape(&run)),
        None => escape(&run),
    };
    runs.into_iter().map(run).collect()
}

/// A way of writing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    pub(super) family: &'static str,
    /// In pixels.
    pub(super) size: u16,
    /// Between letters, in pixels.
    pub(super) spacing: f32,
}

impl Hand {
    /// As attributes of a `<text>`.
    pub(super) fn attributes(self) -> String {
        format!("font-family=\"{}\" font-size=\"{}\" letter-spacing=\"{}\"", self.family, self.size, self.spacing)
    }

    /// Width of a text in pixels; 0 where nothing of it can be seen.
    pub(super) fn width(self, text: &str) -> f32 {
        let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><text {}>{}</text></svg>", self.attributes(), set(text));
        Tree::from_str(&drawing, &options()).map_or(0.0, |tree| tree.root().abs_bounding_box().width())
    }

    /// The text, or as much of its beginning as fits into `width` pixels.
    pub(super) fn cut(self, text: &str, width: f32) -> String {
        let fits = |text: &str| self.width(text) <= width;
        if fits(text) {
            return text.to_owned();
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let begun = |at: usize| format!("{}{MORE}", text[..at].trim_end());
        let fitting = ends.partition_point(|at| fits(&begun(*at)));
        begun(ends.get(fitting.saturating_sub(1)).copied().unwrap_or_default())
    }

    /// The text in lines of at most `width` pixels, broken between words; a word that is wider stands alone and sticks out.
    pub(super) fn lines(self, text: &str, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}")).filter(|line| self.width(line) <= width);
            match (longer, lines.last_mut()) {
                (Some(longer), Some(line)) => *line = longer,
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAND: Hand = Hand { family: "Anek Sign", size: 60, spacing: 0.0 };

    #[test]
    fn all_our_scripts_can_be_written() {
        // What no font has is drawn as a box.
        let boxes = |text: &str| HAND.width("\u{1780}") * f32::from(u8::try_from(text.chars().count()).unwrap());
        for text in ["Filter coffee", "नुक्कड़", "ಬೆಂಗಳೂರು", "₹450, à Kochi"] {
            let width = HAND.width(text);
            assert!(width > 80.0 && (width - boxes(text)).abs() > 10.0, "{text}: {width}");
        }
        assert!(HAND.width("नुक्कड़ walk ಬೆಂಗಳೂರು") > HAND.width("नुक्कड़") + HAND.width("walk") + HAND.width("ಬೆಂಗಳೂರು"));
        assert_eq!(set("a नु\u{200D}क & b"), "a <tspan font-family=\"Anek Devanagari\">नु\u{200D}क</tspan> &amp; b");
        assert_eq!(writable("Kochi കൊച്ചി 漢 walk"), "Kochi walk");
        assert!(HAND.width("coffee coffee") > 1.8 * HAND.width("coffee"));
    }

    #[test]
    fn what_is_long_is_broken_or_cut() {
        let text = "Seven street kitchens of the old town between the temple tank and the tram depot";
        let lines = HAND.lines(text, 500.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| HAND.width(line) <= 500.0), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        let cut = HAND.cut(text, 500.0);
        assert!(cut.ends_with(MORE) && HAND.width(&cut) <= 500.0 && HAND.width(&cut) > 400.0, "{cut}");
        assert_eq!(HAND.cut("short", 500.0), "short");
        assert_eq!((HAND.lines("", 500.0).len(), HAND.width("")), (0, 0.0));
    }
}
