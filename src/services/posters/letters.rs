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
        let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><text {}>{}</text></svg>", self.attributes(), escape(text));
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
        for text in ["Filter coffee", "नुक्कड़", "ಬೆಂಗಳೂರು", "₹450, à Kochi"] {
            assert!(HAND.width(text) > 80.0, "{text}: {}", HAND.width(text));
        }
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
