//! The picture that stands for an experience where its link is shared: what is on it, and the address that says so.

use super::{cover, experience::Domain, media::MediaHash};

/// Version of the drawing: raise it whenever the same experience would look different.
pub const VERSION: u32 = 1;
/// Width of a poster in pixels, as Open Graph's readers want it.
pub const WIDTH: u32 = 1_200;
/// Height of a poster in pixels.
pub const HEIGHT: u32 = 630;

/// All that is on a poster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poster<'a> {
    /// The experience's.
    pub slug: &'a str,
    pub title: &'a str,
    pub domain: Domain,
    pub neighborhood: &'a str,
    pub city: &'a str,
    pub host: &'a str,
    /// The uploaded cover; without one it is drawn.
    pub cover: Option<&'a MediaHash>,
}

impl Poster<'_> {
    /// Its name among the posters of its experience: another one as soon as anything on it is another, 16 hexadecimal digits.
    #[must_use]
    pub fn version(&self) -> String {
        let versions = format!("{VERSION}.{}.{}", cover::VERSION, self.domain);
        let parts = [self.slug, self.title, self.neighborhood, self.city, self.host, self.cover.map_or("", MediaHash::as_str), &versions];
        // FNV-1a; a byte that is in no text keeps the parts apart.
        let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0xFF]));
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    }

    /// `jpg` where there is a photograph on it, `png` where all is drawn: each is the smaller one for what it holds.
    #[must_use]
    pub const fn extension(&self) -> &'static str {
        if self.cover.is_some() { "jpg" } else { "png" }
    }

    /// Its address. What is behind an address never changes.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/og/{}/{}.{}", self.version(), self.slug, self.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_word_on_it_is_another_address() {
        let hash = "a".repeat(64).parse().unwrap();
        let poster = Poster {
            slug: "coffee",
            title: "Filter coffee",
            domain: Domain::Food,
            neighborhood: "Malleshwaram",
            city: "Bengaluru",
            host: "The coffee people",
            cover: None,
        };
        let path = poster.path();
        assert!(path.starts_with("/og/") && path.ends_with("/coffee.png"), "{path}");
        assert_eq!(poster.version().len(), 16);
        for other in [
            Poster { title: "Filter coffe", ..poster },
            Poster { title: "Filter coffeeM", neighborhood: "alleshwaram", ..poster },
            Poster { host: "", ..poster },
            Poster { domain: Domain::Art, ..poster },
            Poster { cover: Some(&hash), ..poster },
        ] {
            assert_ne!(other.version(), poster.version(), "{other:?}");
        }
        assert_eq!(Poster { cover: Some(&hash), ..poster }.path().rsplit('.').next(), Some("jpg"));
    }
}
