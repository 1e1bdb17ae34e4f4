//! Places on the map: coordinates in the forms in which people have them, and the picture of the streets around a point.

use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// Longest text that is read for coordinates, in characters: a link with everything that maps put into one.
const TEXT_CHARS_MAX: usize = 2_000;
/// How near the picture of a meeting point is: single houses can be told apart.
pub const ZOOM: u32 = 16;
/// Tiles in a row and in a column of the picture.
const TILES_ACROSS: i64 = 3;
/// Where the square map of the world ends, in degrees: the latitude at which it is as high as it is wide.
const LATITUDE_MAX: f64 = 85.051_128;

const WRONG: &str = "That is no place we can read. Two numbers like 12.97160, 77.59460 will do, or a link from OpenStreetMap or Google Maps.";
const OFF_THE_GLOBE: &str = "That is not on the globe: the first number goes from −90 to 90, the second from −180 to 180.";
const SHORT_LINK: &str = "A short link does not say where it leads. Open it, and paste the long address that you come to.";
const TOO_LONG: &str = "That is too long for a link to a map.";

/// A point on the globe, in degrees (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    pub latitude: f64,
    pub longitude: f64,
}

impl Coordinates {
    /// A point; `None` where there is no such place.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)).then_some(Self { latitude, longitude })
    }

    /// A point as experiences keep it: nought and nought, in the sea off Africa, stands for a place that nobody has given yet.
    #[must_use]
    pub fn stored(latitude: f64, longitude: f64) -> Option<Self> {
        Self::new(latitude, longitude).filter(|point| point.latitude != 0.0 || point.longitude != 0.0)
    }

    /// `12.97160, 77.59460`: to about a meter.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{:.5}, {:.5}", self.latitude, self.longitude)
    }

    /// The address at which OpenStreetMap shows the point.
    #[must_use]
    pub fn open_street_map(self) -> String {
        let Self { latitude, longitude } = self;
        format!("https://www.openstreetmap.org/?mlat={latitude:.5}&mlon={longitude:.5}#map=17/{latitude:.5}/{longitude:.5}")
    }
}

/// The middle of points that are near each other; `None` of none.
#[must_use]
pub fn middle(points: impl Iterator<Item = Coordinates>) -> Option<Coordinates> {
    let (mut latitude, mut longitude, mut count) = (0.0, 0.0, 0.0);
    for point in points {
        latitude += point.latitude;
        longitude += point.longitude;
        count += 1.0;
    }
    if count > 0.0 { Coordinates::new(latitude / count, longitude / count) } else { None }
}

/// Reads a point from two numbers, or from a link to a map.
///
/// # Errors
/// Words to show beside the field.
pub fn read(text: &str) -> Result<Coordinates, &'static str> {
    let text = text.trim();
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(TOO_LONG);
    }
    let (latitude, longitude) = if text.contains("://") || text.starts_with("geo:") {
        let short = ["://goo.gl/", "://maps.app.goo.gl/", "://osm.org/go/", "://openstreetmap.org/go/"].iter().any(|mark| text.contains(mark));
        in_link(&text.replace("%2C", ",").replace("%2c", ",").replace("%20", " ").replace('+', " ")).ok_or(if short { SHORT_LINK } else { WRONG })?
    } else {
        two_numbers(text).ok_or(WRONG)?
    };
    Coordinates::new(latitude, longitude).ok_or(OFF_THE_GLOBE)
}

/// `12.9716, 77.5946`, also with blanks, with a semicolon, or as `12.9716° N, 77.5946° E`.
fn two_numbers(text: &str) -> Option<(f64, f64)> {
    let mut numbers: Vec<f64> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '°')).filter(|word| !word.is_empty()) {
        match word {
            "N" | "E" => numbers.last().map(drop)?,
            "S" | "W" => {
                let last = numbers.last_mut()?;
                *last = -*last;
            }
            word => numbers.push(number(word)?),
        }
    }
    if let [latitude, longitude] = numbers[..] { Some((latitude, longitude)) } else { None }
}

/// Where a link leads: the marked place rather than the middle of what was on the screen.
fn in_link(link: &str) -> Option<(f64, f64)> {
    let both = |first: &str, second: &str| Some((after(link, first)?, after(link, second)?));
    let pair = |mark: &str| link.split_once(mark).and_then(|(_, rest)| leading_pair(rest));
    let of_osm_view = || {
        let mut parts = link.split_once("#map=")?.1.split(['/', '&']).skip(1);
        Some((leading_number(parts.next()?)?, leading_number(parts.next()?)?))
    };
    both("mlat=", "mlon=")
        .or_else(|| both("!3d", "!4d"))
        .or_else(|| ["geo:", "?q=", "&q=", "query=", "?ll=", "&ll=", "destination=", "center=", "/place/", "/search/", "/@"].into_iter().find_map(pair))
        .or_else(of_osm_view)
}

fn after(text: &str, mark: &str) -> Option<f64> {
    leading_number(text.split_once(mark)?.1)
}

/// Two numbers with a comma between them, whatever follows.
fn leading_pair(text: &str) -> Option<(f64, f64)> {
    let (first, rest) = text.trim_start_matches("loc:").split_once(',')?;
    Some((number(first.trim())?, leading_number(rest.trim_start())?))
}

fn leading_number(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(text.len());
    number(&text[..end])
}

/// A plain decimal number; what else Rust reads as one (`inf`, `1e9`) is none on a map.
fn number(text: &str) -> Option<f64> {
    let text = text.strip_prefix('−').map_or_else(|| text.to_owned(), |rest| format!("-{rest}"));
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')).then(|| text.parse().ok()).flatten()
}

/// A server of map tiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileServer {
    /// A tile's address with `{z}`, `{x}` and `{y}` in it.
    pub template: String,
    /// Scheme, host and port: what pages may load pictures from.
    pub origin: String,
}

/// Tiles around a point, row by row, and where on them the point is.
#[derive(Clone, Debug, PartialEq)]
pub struct TilePicture {
    /// Nine addresses; `None` beyond the edge of the map.
    pub tiles: Vec<Option<String>>,
    /// From the left and from the top, in percent of the picture.
    pub marker: (f64, f64),
}

/// Where a point lies on the square map of the world, counted in tiles from its upper left corner (Web Mercator,
/// <https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames>). `None` near the poles, which that map leaves out.
#[must_use]
pub fn tile_position(at: Coordinates, zoom: u32) -> Option<(f64, f64)> {
    if at.latitude.abs() > LATITUDE_MAX {
        return None;
    }
    let across = f64::from(1_u32.checked_shl(zoom)?);
    let x = (at.longitude + 180.0) / 360.0 * across;
    let y = (1.0 - at.latitude.to_radians().tan().asinh() / PI) / 2.0 * across;
    Some((x, y))
}

/// The picture of three times three tiles around a point, from the server whose tiles have addresses like `template`.
#[must_use]
pub fn tile_picture(at: Coordinates, zoom: u32, template: &str) -> Option<TilePicture> {
    let (x, y) = tile_position(at, zoom)?;
    let across = i64::from(1_u32.checked_shl(zoom)?);
    let address = |column: i64, row: i64| {
        // The map goes round the globe, and ends above and below.
        let column = column.rem_euclid(across);
        (0..across).contains(&row).then(|| template.replace("{z}", &zoom.to_string()).replace("{x}", &column.to_string()).replace("{y}", &row.to_string()))
    };
    let (left, top) = (whole(x) - 1, whole(y) - 1);
    let tiles = (0..TILES_ACROSS * TILES_ACROSS).map(|index| address(left + index % TILES_ACROSS, top + index / TILES_ACROSS)).collect();
    let percent = |position: f64| (1.0 + position.fract()) / 3.0 * 100.0;
    Some(TilePicture { tiles, marker: (percent(x), percent(y)) })
}

#[expect(clippy::cast_possible_truncation, reason = "a map has fewer tiles than there are numbers")]
fn whole(position: f64) -> i64 {
    position.floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn points_are_read_from_what_people_paste() {
        for text in [
            "12.97160, 77.59460",
            " 12.9716 77.5946 ",
            "12.9716;77.5946",
            "12.9716° N, 77.5946° E",
            "geo:12.9716,77.5946?z=17",
            "https://www.openstreetmap.org/?mlat=12.9716&mlon=77.5946#map=17/1.0/2.0",
            "https://www.openstreetmap.org/#map=17/12.9716/77.5946&layers=N",
            "https://www.google.com/maps/place/Cubbon+Park/@13.0,77.0,17z/data=!3m1!4b1!4m6!3m5!1s0x3bae!8m2!3d12.9716!4d77.5946!16s",
            "https://www.google.com/maps/@12.9716,77.5946,17z",
            "https://maps.google.com/?q=12.9716,77.5946",
            "https://www.google.com/maps/search/?api=1&query=12.9716%2C77.5946",
            "https://www.google.com/maps/search/12.9716,+77.5946",
            "https://maps.google.com/maps?q=loc:12.9716,77.5946",
        ] {
            let at = read(text).unwrap_or_else(|words| panic!("{text}: {words}"));
            assert_eq!((at.latitude, at.longitude), (12.9716, 77.5946), "{text}");
        }
        assert_eq!(read("−33.86, 151.21").map(Coordinates::to_text).as_deref(), Ok("-33.86000, 151.21000"));
        assert_eq!(read("33.86 S 151.21 E").map(Coordinates::to_text).as_deref(), Ok("-33.86000, 151.21000"));
    }

    #[test]
    fn what_is_no_place_gets_words() {
        let far = format!("https://example.com/{}", "x".repeat(3_000));
        for (text, words) in [
            ("", WRONG),
            ("behind the temple", WRONG),
            ("12.9716", WRONG),
            ("12.9, 77.5, 3", WRONG),
            ("inf, nan", WRONG),
            ("1e2, 3", WRONG),
            ("12,9716, 77,5946", WRONG),
            ("N 12, 77", WRONG),
            ("https://example.com/", WRONG),
            ("javascript://12,77", WRONG),
            ("91, 0", OFF_THE_GLOBE),
            ("0, -180.5", OFF_THE_GLOBE),
            ("https://maps.google.com/?q=1234,77", OFF_THE_GLOBE),
            ("https://maps.app.goo.gl/AbCd12", SHORT_LINK),
            (&far, TOO_LONG),
        ] {
            assert_eq!(read(text), Err(words), "{text:?}");
        }
    }

    #[test]
    fn tiles_are_those_that_everybody_counts() {
        let shibuya = Coordinates { latitude: 35.659_069_9, longitude: 139.700_679_3 };
        let (x, y) = tile_position(shibuya, 18).unwrap();
        assert_eq!((whole(x), whole(y)), (232_798, 103_246), "the example of OpenStreetMap's wiki");
        assert_eq!(tile_position(Coordinates { latitude: 0.0, longitude: 0.0 }, 0), Some((0.5, 0.5)));
        assert_eq!(tile_position(Coordinates { latitude: 86.0, longitude: 0.0 }, 5), None);

        let picture = tile_picture(shibuya, 18, "https://tiles.example/{z}/{x}/{y}.png").unwrap();
        assert_eq!(picture.tiles.len(), 9);
        assert_eq!(picture.tiles[0].as_deref(), Some("https://tiles.example/18/232797/103245.png"));
        assert_eq!(picture.tiles[4].as_deref(), Some("https://tiles.example/18/232798/103246.png"));
    }

    #[test]
    fn the_map_goes_round_and_ends_at_its_edges() {
        let fiji = Coordinates { latitude: 85.0, longitude: 179.999 };
        let picture = tile_picture(fiji, 3, "{z}/{x}/{y}").unwrap();
        let expected = [None, None, None, Some("3/6/0"), Some("3/7/0"), Some("3/0/0"), Some("3/6/1"), Some("3/7/1"), Some("3/0/1")];
        assert_eq!(picture.tiles.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_place_that_nobody_gave_is_none() {
        assert_eq!(Coordinates::stored(0.0, 0.0), None);
        assert!(Coordinates::stored(0.0, 32.5).is_some());
        assert_eq!(Coordinates::new(f64::NAN, 0.0), None);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_read_is_on_the_globe(text in ".{0,80}") {
            if let Ok(at) = read(&text) {
                prop_assert!(Coordinates::new(at.latitude, at.longitude).is_some());
            }
        }

        #[test]
        fn points_survive_being_written(latitude in -90.0..90.0_f64, longitude in -180.0..180.0_f64) {
            let at = Coordinates { latitude, longitude };
            for text in [at.to_text(), at.open_street_map()] {
                let back = read(&text).unwrap();
                prop_assert!((back.latitude - latitude).abs() < 0.000_01 && (back.longitude - longitude).abs() < 0.000_01);
            }
        }

        #[test]
        fn the_marker_is_on_the_tile_in_the_middle(latitude in -85.0..85.0_f64, longitude in -180.0..180.0_f64, zoom in 0..19_u32) {
            let picture = tile_picture(Coordinates { latitude, longitude }, zoom, "{x}").unwrap();
            let middle = 33.3..66.7;
            prop_assert!(middle.contains(&picture.marker.0) && middle.contains(&picture.marker.1) && picture.tiles[4].is_some());
        }
    }
}
