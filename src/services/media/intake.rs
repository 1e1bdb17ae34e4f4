//! From a file that somebody has sent to the picture that is kept. What a file is, its bytes say, not its name; nothing of it is
//! kept but the pixels: they are encoded anew, and whatever else it knew (place, time, camera) is gone.

use super::MediaHash;
use crate::domain::media::{FILE_BYTES_MAX, LOGO_PIXELS, PIXELS_MAX, SIDE_PIXELS_MAX, SIDE_PIXELS_MIN, WIDTHS, widths};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// How well kept files look, out of 100: beyond, they grow faster than one can see.
const JPEG_QUALITY: u8 = 80;
/// The color of the site's paper, which shows through what is transparent.
const PAPER: [u8; 3] = [0xF8, 0xF2, 0xE6];
/// Memory that a decoder may take, in bytes: four channels of the largest picture, and something to work with.
const DECODER_BYTES_MAX: u64 = 4 * PIXELS_MAX + 32 * 1024 * 1024;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is too large")]
    Heavy,
    #[error("it is no JPEG, PNG or WebP")]
    NoPicture,
    #[error("it has too many pixels: {width} x {height}")]
    Vast { width: u32, height: u32 },
    #[error("it is too small: {width} x {height}")]
    Small { width: u32, height: u32 },
    #[error("it takes too much memory to decode")]
    Deep,
    #[error("it is damaged or cut off")]
    Broken,
}

/// A picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    pub hash: MediaHash,
    /// Of the widest file, in pixels.
    pub width: u32,
    /// Of the widest file, in pixels.
    pub height: u32,
    /// The mean color, as `#rrggbb`.
    pub color: String,
    /// JPEG files with their widths, narrowest first.
    pub files: Vec<(u32, Vec<u8>)>,
}

/// Makes a picture of an experience from a file. Takes up to some seconds of one processor.
///
/// # Errors
/// Why the file is not taken.
pub fn picture(file: &[u8]) -> Result<Prepared, Refusal> {
    let decoded = decode(file, |width, height| width.min(height) >= SIDE_PIXELS_MIN)?;
    let widest = WIDTHS[WIDTHS.len() - 1];
    let image = upright(decoded, |width, height, turned| {
        let across = if turned { height } else { width };
        (across > widest).then(|| f64::from(widest) / f64::from(across))
    });
    let files = widths(image.width()).into_iter().map(|width| Ok((width, encode(&narrowed(&image, width))?))).collect::<Result<Vec<_>, Refusal>>()?;
    prepared(&image, files)
}

/// Makes a logo from a file: the whole of it, in the middle of a square of paper.
///
/// # Errors
/// Why the file is not taken.
pub fn logo(file: &[u8]) -> Result<Prepared, Refusal> {
    let decoded = decode(file, |width, height| width.max(height) >= LOGO_PIXELS)?;
    let image = upright(decoded, |width, height, _| Some(f64::from(LOGO_PIXELS) / f64::from(width.max(height))));
    let mut square = RgbImage::from_pixel(LOGO_PIXELS, LOGO_PIXELS, PAPER.into());
    let (left, top) = ((LOGO_PIXELS - image.width()) / 2, (LOGO_PIXELS - image.height()) / 2);
    imageops::replace(&mut square, &image.into_rgb8(), left.into(), top.into());
    let square = DynamicImage::from(square);
    prepared(&square, vec![(LOGO_PIXELS, encode(&square)?)])
}

/// A picture read from its file, not yet turned the way it was held.
struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
}

/// Reads a file, after a look at its size, its kind and its measures: what is too much is never begun.
fn decode(file: &[u8], large_enough: impl Fn(u32, u32) -> bool) -> Result<Decoded, Refusal> {
    if file.len() > FILE_BYTES_MAX {
        return Err(Refusal::Heavy);
    }
    let kind = image::guess_format(file).ok().filter(|kind| matches!(kind, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP));
    let kind = kind.ok_or(Refusal::NoPicture)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    let reader = || {
        let mut reader = ImageReader::with_format(Cursor::new(file), kind);
        reader.limits(limits.clone());
        reader
    };
    let (width, height) = reader().into_dimensions().map_err(|error| refusal(&error))?;
    if u64::from(width) * u64::from(height) > PIXELS_MAX || width.max(height) > SIDE_PIXELS_MAX {
        return Err(Refusal::Vast { width, height });
    }
    if !large_enough(width, height) {
        return Err(Refusal::Small { width, height });
    }
    if kind == ImageFormat::Jpeg && !is_whole_jpeg(file) {
        return Err(Refusal::Broken);
    }
    let mut decoder = reader().into_decoder().map_err(|error| refusal(&error))?;
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    Ok(Decoded { image, orientation })
}

fn refusal(error: &ImageError) -> Refusal {
    if matches!(error, ImageError::Limits(_)) { Refusal::Deep } else { Refusal::Broken }
}

/// True where a JPEG's pixels come to their end. The decoder fills up in gray what is missing, so that one has to look beforehand:
/// after the header of the scan, 0xFF 0xD9 can be nothing but the mark of the end.
fn is_whole_jpeg(file: &[u8]) -> bool {
    const SCAN: u8 = 0xDA;
    let mut rest = file.get(2..).unwrap_or_default();
    while let [0xFF, kind, after @ ..] = rest {
        match (*kind, after) {
            // Padding before a mark.
            (0xFF, _) => rest = &rest[1..],
            (SCAN, scan) => return scan.windows(2).any(|pair| pair == [0xFF, 0xD9]),
            (_, [high, low, ..]) => rest = after.get(usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default(),
            _ => return false,
        }
    }
    false
}

/// Brings a picture to its final size and turns it the way it was held. `scale` is given width, height and whether a quarter turn
/// follows, and says by how much to shrink, if at all. Shrunk first, so that only a small picture has to be turned.
fn upright(Decoded { image, orientation }: Decoded, scale: impl Fn(u32, u32, bool) -> Option<f64>) -> DynamicImage {
    let turned = matches!(orientation, Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH);
    let factor = scale(image.width(), image.height(), turned).filter(|factor| *factor < 1.0);
    let opaque = DynamicImage::from(on_paper(image));
    let mut image = match factor {
        Some(factor) => shrunk(&opaque, scaled(opaque.width(), factor), scaled(opaque.height(), factor)),
        None => opaque,
    };
    image.apply_orientation(orientation);
    image
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a side times a factor below 1 is a side")]
fn scaled(side: u32, factor: f64) -> u32 {
    ((f64::from(side) * factor).round() as u32).max(1)
}

/// A picture without transparency: what is behind it is paper.
fn on_paper(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        let over = |color: u8, paper: u8| {
            let (alpha, full) = (u32::from(alpha), u32::from(u8::MAX));
            let mixed = (u32::from(color) * alpha + u32::from(paper) * (full - alpha) + full / 2) / full;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        [over(red, PAPER[0]), over(green, PAPER[1]), over(blue, PAPER[2])].into()
    })
}

/// A smaller picture. A large step is first made roughly, to twice the size, and only then finely: it looks the same and takes a
/// fraction of time and memory.
fn shrunk(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if image.width() > 3 * width && image.height() > 3 * height {
        return image.thumbnail_exact(2 * width, 2 * height).resize_exact(width, height, FilterType::Lanczos3);
    }
    image.resize_exact(width, height, FilterType::Lanczos3)
}

fn narrowed(image: &DynamicImage, width: u32) -> DynamicImage {
    if width == image.width() {
        return image.clone();
    }
    shrunk(image, width, scaled(image.height(), f64::from(width) / f64::from(image.width())))
}

fn encode(image: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut file = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY)).map_err(|error| refusal(&error))?;
    Ok(file)
}

/// Names the picture after its widest file.
fn prepared(image: &DynamicImage, files: Vec<(u32, Vec<u8>)>) -> Result<Prepared, Refusal> {
    let digest = Sha256::digest(files.last().map(|(_, file)| file.as_slice()).unwrap_or_default());
    let hash = hex::encode(digest).parse().map_err(|_| Refusal::Broken)?;
    Ok(Prepared { hash, width: image.width(), height: image.height(), color: mean_color(image), files })
}

fn mean_color(image: &DynamicImage) -> String {
    let [red, green, blue] = image.thumbnail_exact(1, 1).into_rgb8().get_pixel(0, 0).0;
    format!("#{red:02x}{green:02x}{blue:02x}")
}
