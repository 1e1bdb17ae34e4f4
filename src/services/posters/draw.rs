//! Drawing a poster: the cover, and on it a card with the title and the host, under the neighborhood's name plate.

use super::letters::{Hand, options, set, writable};
use crate::domain::{
    cover::{self, Hour},
    experience::Domain,
    poster::{HEIGHT, Poster, WIDTH},
};
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, RgbImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
    imageops,
};
use resvg::{
    tiny_skia::{IntSize, Pixmap, Transform},
    usvg::Tree,
};

/// Most bytes of a poster that readers of links still load.
pub(super) const BYTES_MAX: usize = 300 * 1024;
/// How well photographs are kept, out of 100: the first that is small enough.
const JPEG_QUALITIES: [u8; 4] = [82, 70, 55, 35];
/// Sizes of the title: the first in which it takes few enough lines.
const TITLE_SIZES: [u16; 4] = [84, 72, 62, 54];
/// Lines that a title may take in the larger sizes, and in the last.
const LINES: usize = 2;
const LINES_MAX: usize = 3;
/// Where text begins and how wide it may be, in pixels.
const LEFT: f32 = 92.0;
const TEXT_WIDTH: f32 = 1_016.0;
/// The lower edge of the card.
const FLOOR: f32 = 582.0;

const SIGN: &str = "Anek Sign";
const INK: &str = "#1e1a2e";
const CARD: &str = "#fffbf2";
const SOFT: &str = "#6a6275";
const BRICK: &str = "#b23a26";
const ENAMEL: &str = "#16408a";

/// Why a poster could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum Undrawable {
    #[error("its photograph is not in the store")]
    NoPhotograph,
    #[error("{0}")]
    Picture(#[from] image::ImageError),
    #[error("{0}")]
    Drawing(#[from] resvg::usvg::Error),
    #[error("there is no room for its pixels")]
    NoRoom,
}

/// What is written on it.
#[derive(Clone, Debug)]
pub(super) struct Words {
    title: String,
    plate: String,
    host: String,
}

impl Words {
    /// The words of a poster.
    pub(super) fn of(poster: &Poster) -> Self {
        let host = writable(&format!("with {} · {}", poster.host, poster.city));
        Self { title: writable(poster.title), plate: writable(&poster.neighborhood.to_uppercase()), host }
    }
}

/// On the drawn cover of an experience, by day; a PNG.
pub(super) fn over_drawing(words: &Words, slug: &str, domain: Domain) -> Result<Vec<u8>, Undrawable> {
    let art = cover::draw(slug, domain, Hour::Day).replacen("<svg ", &format!("<svg width=\"{WIDTH}\" height=\"{HEIGHT}\" "), 1);
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or(Undrawable::NoRoom)?;
    paint(&art, &mut pixels)?;
    paint(&card(words), &mut pixels)?;
    let mut file = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::Adaptive);
    encoder.write_image(&opaque(&pixels), WIDTH, HEIGHT, ExtendedColorType::Rgb8)?;
    Ok(file)
}

/// On the middle of a photograph, which is a JPEG of our own making; a JPEG.
pub(super) fn over_photograph(words: &Words, photograph: &[u8]) -> Result<Vec<u8>, Undrawable> {
    let photograph = image::load_from_memory_with_format(photograph, ImageFormat::Jpeg)?;
    let ground = photograph.resize_to_fill(WIDTH, HEIGHT, imageops::FilterType::Triangle).into_rgba8().into_raw();
    let size = IntSize::from_wh(WIDTH, HEIGHT).ok_or(Undrawable::NoRoom)?;
    let mut pixels = Pixmap::from_vec(ground, size).ok_or(Undrawable::NoRoom)?;
    paint(&card(words), &mut pixels)?;
    let picture = DynamicImage::from(RgbImage::from_raw(WIDTH, HEIGHT, opaque(&pixels)).ok_or(Undrawable::NoRoom)?);
    let mut file = Vec::new();
    for quality in JPEG_QUALITIES {
        file.clear();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut file, quality))?;
        if file.len() <= BYTES_MAX {
            break;
        }
    }
    Ok(file)
}

fn paint(drawing: &str, pixels: &mut Pixmap) -> Result<(), Undrawable> {
    let tree = Tree::from_str(drawing, &options())?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Ok(())
}

/// Red, green and blue of every pixel: the ground covers everything.
fn opaque(pixels: &Pixmap) -> Vec<u8> {
    pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

/// The title in the largest size in which it is short enough, with the size.
fn set_title(title: &str) -> (Vec<String>, Hand) {
    let hand = |size| Hand { family: SIGN, size, spacing: 0.0 };
    for size in TITLE_SIZES {
        let lines = hand(size).lines(title, TEXT_WIDTH);
        if lines.len() <= LINES && lines.iter().all(|line| hand(size).width(line) <= TEXT_WIDTH) {
            return (lines, hand(size));
        }
    }
    let smallest = hand(TITLE_SIZES[TITLE_SIZES.len() - 1]);
    let mut lines = smallest.lines(title, TEXT_WIDTH);
    if lines.len() > LINES_MAX {
        let rest = lines.split_off(LINES_MAX - 1).join(" ");
        lines.push(rest);
    }
    (lines.iter().map(|line| smallest.cut(line, TEXT_WIDTH)).collect(), smallest)
}

/// The card with everything on it, as a drawing of the poster's size.
fn card(words: &Words) -> String {
    let (lines, hand) = set_title(&words.title);
    let size = f32::from(hand.size);
    let below = Hand { family: "Anek Text", size: 34, spacing: 0.0 };
    let brand = Hand { family: SIGN, size: 46, spacing: 0.0 };
    let plate = Hand { family: SIGN, size: 32, spacing: 1.6 };
    let name = plate.cut(&words.plate, TEXT_WIDTH - 60.0);
    let host = below.cut(&words.host, TEXT_WIDTH - 200.0);
    // From the card's lower edge upwards: the host's line, then the title's, then room for half of the plate.
    let host_at = FLOOR - 32.0;
    let leading = size * 1.0;
    let titles = lines.iter().rev().zip(0_u8..).fold(String::new(), |drawn, (line, at)| {
        let y = host_at - 56.0 - f32::from(at) * leading;
        drawn + &format!("<text x=\"{LEFT}\" y=\"{y}\" fill=\"{INK}\" {}>{}</text>", hand.attributes(), set(line))
    });
    let count = lines.iter().zip(1_u8..).last().map_or(0, |(_, count)| count);
    let top = host_at - 56.0 - f32::from(count) * leading - 22.0;
    let (height, plate_width) = (FLOOR - top, plate.width(&name) + 44.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
         <rect x=\"58\" y=\"{shadow}\" width=\"1096\" height=\"{height}\" rx=\"20\" fill=\"{INK}\"/>\
         <rect x=\"50\" y=\"{top}\" width=\"1096\" height=\"{height}\" rx=\"20\" fill=\"{CARD}\" stroke=\"{INK}\" stroke-width=\"4\"/>\
         <rect x=\"{LEFT}\" y=\"{plate_top}\" width=\"{plate_width}\" height=\"56\" rx=\"8\" fill=\"{ENAMEL}\"/>\
         <rect x=\"{inner_left}\" y=\"{inner_top}\" width=\"{inner_width}\" height=\"46\" rx=\"5\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2.5\"/>\
         <text x=\"{name_left}\" y=\"{name_at}\" fill=\"#fff\" {plate_hand}>{name}</text>{titles}\
         <text x=\"{LEFT}\" y=\"{host_at}\" fill=\"{SOFT}\" {below_hand}>{host}</text>\
         <text x=\"1108\" y=\"{host_at}\" fill=\"{BRICK}\" text-anchor=\"end\" {brand_hand}>Nukkad</text></svg>",
        shadow = top + 8.0,
        plate_top = top - 34.0,
        inner_left = LEFT + 5.0,
        inner_top = top - 29.0,
        inner_width = plate_width - 10.0,
        name_left = LEFT + 22.0,
        name_at = top + 5.0,
        name = set(&name),
        host = set(&host),
        plate_hand = plate.attributes(),
        below_hand = below.attributes(),
        brand_hand = brand.attributes(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str) -> Words {
        Words { title: title.to_owned(), plate: "MALLESHWARAM".to_owned(), host: "with The coffee people · Bengaluru".to_owned() }
    }

    #[test]
    fn drawn_posters_are_small_enough_whatever_is_on_them() {
        let long = "Seven street kitchens of the old town, ".repeat(5);
        for (title, domain) in [("Coffee", Domain::Food), (long.as_str(), Domain::Nature), ("नुक्कड़ <b>&", Domain::Nightlife), ("", Domain::Music)]
        {
            let file = over_drawing(&words(title), "a-slug", domain).unwrap();
            assert!(file.len() < BYTES_MAX, "{domain}: {} bytes", file.len());
            let picture = image::load_from_memory_with_format(&file, ImageFormat::Png).unwrap();
            assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
        }
    }

    #[test]
    fn a_photograph_full_of_detail_is_small_enough() {
        let mut noise = 1_u32;
        let photograph = RgbImage::from_fn(1_600, 900, |_, _| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, a, b, c] = noise.to_le_bytes();
            [a, b, c].into()
        });
        let mut jpeg = Vec::new();
        DynamicImage::from(photograph).write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 80)).unwrap();
        let file = over_photograph(&words("Coffee"), &jpeg).unwrap();
        assert!(file.len() <= BYTES_MAX, "{} bytes", file.len());
        assert!(matches!(over_photograph(&words("Coffee"), b"no picture"), Err(Undrawable::Picture(_))));
    }

    #[test]
    fn long_titles_are_cut_in_the_last_line() {
        let (lines, hand) = set_title(&"Seven street kitchens of the old town ".repeat(6));
        assert_eq!(lines.len(), LINES_MAX);
        assert!(lines[LINES_MAX - 1].ends_with('…') && lines.iter().all(|line| hand.width(line) <= TEXT_WIDTH), "{lines:?}");
        let (lines, _) = set_title(&"x".repeat(300));
        assert!(lines.len() == 1 && lines[0].ends_with('…'), "{lines:?}");
    }
}
