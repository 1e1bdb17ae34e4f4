//! Pictures for tests, made on the spot: good ones, and those that nobody should be sent.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// Red on the left, blue on the right, and a little of everything, so that no two columns are alike.
pub(crate) fn photo(width: u32, height: u32) -> DynamicImage {
    let pixel = |x: u32, y: u32| {
        let (across, down) = (x * 255 / width, y * 255 / height);
        Rgb([255 - across, down / 3, across].map(|channel| u8::try_from(channel).unwrap()))
    };
    RgbImage::from_fn(width, height, pixel).into()
}

pub(crate) fn encoded(image: &DynamicImage, kind: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, kind).unwrap();
    file.into_inner()
}

/// A JPEG that will do.
pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(&photo(width, height), ImageFormat::Jpeg)
}

/// What the camera of [`with_exif`] calls itself.
pub(crate) const CAMERA: &[u8] = b"NukkadTestCamera";

/// The JPEG as a telephone makes it: held in some way (1 to 8), by a camera with a name, at a place.
pub(crate) fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tiff: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    };
    // Three entries, then the camera's name, then the place.
    tiff.extend(3_u16.to_le_bytes());
    let name_at = 8 + 2 + 3 * 12 + 4;
    let length = u32::try_from(CAMERA.len()).unwrap();
    entry(&mut tiff, 0x010F, 2, length, name_at);
    entry(&mut tiff, 0x0112, 3, 1, u32::from(orientation));
    entry(&mut tiff, 0x8825, 4, 1, name_at + length);
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(CAMERA);
    // Latitude: 13 degrees, 0 minutes, 11.5 seconds north.
    tiff.extend(2_u16.to_le_bytes());
    entry(&mut tiff, 0x0001, 2, 2, u32::from(b'N'));
    let degrees_at = name_at + length + 2 + 2 * 12 + 4;
    entry(&mut tiff, 0x0002, 5, 3, degrees_at);
    tiff.extend(0_u32.to_le_bytes());
    for number in [13_u32, 1, 0, 1, 115, 10] {
        tiff.extend(number.to_le_bytes());
    }
    let segment = [b"Exif\0\0".as_slice(), &tiff].concat();
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &segment, &jpeg[2..]].concat()
}

/// The same JPEG, saying that it is of another size.
pub(crate) fn claiming(mut jpeg: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// A few bytes that would become gigabytes.
pub(crate) fn bomb() -> Vec<u8> {
    let side = 50_000_u32.to_be_bytes();
    let head = [&side[..], &side[..], &[8, 6, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", head.as_slice()), (b"IDAT", &[0x78, 0x9C, 3, 0, 0, 0, 0, 1]), (b"IEND", &[])] {
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        file.extend(kind);
        file.extend(data);
        file.extend(crc(&[kind.as_slice(), data].concat()).to_be_bytes());
    }
    file
}

/// The check sum of PNG's pieces.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 });
    !bytes.iter().fold(u32::MAX, step)
}

/// A WebP that moves: each of the pictures for a moment.
pub(crate) fn animation(frames: &[DynamicImage]) -> Vec<u8> {
    let small = |number: u32| number.to_le_bytes()[..3].to_vec();
    let piece = |kind: &[u8; 4], data: &[u8]| [kind.as_slice(), &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat();
    let measures = [small(frames[0].width() - 1), small(frames[0].height() - 1)].concat();
    let mut body = b"WEBP".to_vec();
    body.extend(piece(b"VP8X", &[&[2, 0, 0, 0], measures.as_slice()].concat()));
    body.extend(piece(b"ANIM", &[0; 6]));
    for frame in frames {
        // Of a WebP of one picture, what follows its head of twelve bytes.
        let picture = encoded(frame, ImageFormat::WebP)[12..].to_vec();
        body.extend(piece(b"ANMF", &[&[0; 6], measures.as_slice(), &small(100), &[0], &picture].concat()));
    }
    piece(b"RIFF", &body)
}

/// A form's body with files, and its content type.
pub(crate) fn multipart(files: &[(&str, &[u8])]) -> (&'static str, Vec<u8>) {
    let mut body = Vec::new();
    for (name, file) in files {
        body.extend(
            format!("--nukkad\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n").into_bytes(),
        );
        body.extend(*file);
        body.extend(b"\r\n");
    }
    body.extend(b"--nukkad--\r\n");
    ("multipart/form-data; boundary=nukkad", body)
}
