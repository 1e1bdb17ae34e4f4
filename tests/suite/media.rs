//! What is taken as a picture, what is kept of it, and how it is served.

use crate::support::{
    TestApp,
    media::{CAMERA, animation, bomb, claiming, encoded, jpeg, photo, with_exif},
    on_both,
};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use nukkad::{
    domain::media::{LOGO_PIXELS, MediaHash, path},
    services::media::{
        Media, MediaError,
        intake::{self, Prepared, Refusal},
    },
};

/// The widest file, read again.
fn seen(prepared: &Prepared) -> RgbImage {
    image::load_from_memory(&prepared.files.last().unwrap().1).unwrap().into_rgb8()
}

fn near(pixel: Rgb<u8>, [red, green, blue]: [u8; 3]) -> bool {
    pixel.0.iter().zip([red, green, blue]).all(|(one, other)| one.abs_diff(other) <= 12)
}

#[test]
fn a_picture_is_kept_in_a_few_widths_and_never_made_larger() {
    for kind in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let prepared = intake::picture(&encoded(&photo(1_200, 800), kind)).unwrap();
        let widths: Vec<u32> = prepared.files.iter().map(|(width, _)| *width).collect();
        assert_eq!((widths, prepared.width, prepared.height), (vec![480, 960, 1_200], 1_200, 800), "{kind:?}");
        for (width, file) in &prepared.files {
            let image = image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap();
            assert_eq!((image.width(), image.height()), (*width, width * 2 / 3));
        }
        assert!(prepared.color.len() == 7 && prepared.color.starts_with('#'));
    }
    let large = intake::picture(&jpeg(2_400, 1_800)).unwrap();
    assert_eq!((large.width, large.height, large.files.len()), (1_600, 1_200, 3));
    let small = intake::picture(&jpeg(500, 400)).unwrap();
    assert_eq!((small.width, small.files.len()), (500, 2));
    // The same file is the same picture.
    assert_eq!(small.hash, intake::picture(&jpeg(500, 400)).unwrap().hash);
    assert_ne!(small.hash, large.hash);
}

#[test]
fn nothing_is_kept_of_where_and_when_a_picture_was_taken() {
    let sent = with_exif(&jpeg(800, 600), 1);
    let holds = |file: &[u8], what: &[u8]| file.windows(what.len()).any(|bytes| bytes == what);
    assert!(holds(&sent, CAMERA) && holds(&sent, b"Exif"));
    let prepared = intake::picture(&sent).unwrap();
    for (_, file) in prepared.files.iter().chain(&intake::logo(&sent).unwrap().files) {
        assert!(!holds(file, CAMERA) && !holds(file, b"Exif"));
        // Of all pieces of a JPEG, only those without which there is no picture.
        let mut at = 2;
        while file[at + 1] != 0xDA {
            assert!(file[at] == 0xFF && matches!(file[at + 1], 0xE0 | 0xDB | 0xC0 | 0xC4), "a piece of kind {:x}", file[at + 1]);
            at += 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        }
    }
}

#[test]
fn a_picture_stands_upright_however_the_camera_was_held() {
    let (red, blue) = ([255, 0, 0], [0, 0, 255]);
    // Left is red: for each way of holding, where the red side must be, by a pixel of the middle of an edge.
    for (orientation, wide, red_at, blue_at) in [
        (1, true, (4, 300), (795, 300)),
        (2, true, (795, 300), (4, 300)),
        (3, true, (795, 300), (4, 300)),
        (4, true, (4, 300), (795, 300)),
        (5, false, (300, 4), (300, 795)),
        (6, false, (300, 4), (300, 795)),
        (7, false, (300, 795), (300, 4)),
        (8, false, (300, 795), (300, 4)),
    ] {
        let flat =
            DynamicImage::from(RgbImage::from_fn(800, 600, |x, _| Rgb([u8::try_from(255 - x * 255 / 799).unwrap(), 0, u8::try_from(x * 255 / 799).unwrap()])));
        let prepared = intake::picture(&with_exif(&encoded(&flat, ImageFormat::Jpeg), orientation)).unwrap();
        let image = seen(&prepared);
        assert_eq!((image.width(), image.height()), if wide { (800, 600) } else { (600, 800) }, "{orientation}");
        assert_eq!((prepared.width, prepared.height), (image.width(), image.height()));
        assert!(near(*image.get_pixel(red_at.0, red_at.1), red), "{orientation}: {:?}", image.get_pixel(red_at.0, red_at.1));
        assert!(near(*image.get_pixel(blue_at.0, blue_at.1), blue), "{orientation}");
    }
    let tall = intake::picture(&with_exif(&jpeg(2_400, 1_800), 6)).unwrap();
    assert_eq!((tall.width, tall.height), (1_600, 2_133), "the width that counts is the one that is seen");
}

#[test]
fn paper_shows_through_what_is_transparent() {
    let image = RgbaImage::from_fn(500, 500, |x, _| if x < 250 { Rgba([0, 0, 0, 0]) } else { Rgba([0, 0, 255, 255]) });
    for kind in [ImageFormat::Png, ImageFormat::WebP] {
        let kept = seen(&intake::picture(&encoded(&image.clone().into(), kind)).unwrap());
        assert!(near(*kept.get_pixel(10, 10), [0xF8, 0xF2, 0xE6]) && near(*kept.get_pixel(490, 10), [0, 0, 255]));
    }
}

#[test]
fn of_an_animation_the_first_picture_is_kept() {
    let plain = |color: [u8; 3]| DynamicImage::from(RgbImage::from_pixel(480, 480, Rgb(color)));
    let kept = seen(&intake::picture(&animation(&[plain([200, 30, 30]), plain([30, 30, 200])])).unwrap());
    assert!(near(*kept.get_pixel(240, 240), [200, 30, 30]), "{:?}", kept.get_pixel(240, 240));
}

#[test]
fn what_is_no_good_picture_is_refused() {
    let whole = jpeg(800, 600);
    let (png, webp) = (encoded(&photo(800, 600), ImageFormat::Png), encoded(&photo(800, 600), ImageFormat::WebP));
    for (what, file, refusal) in [
        ("nothing", Vec::new(), Refusal::NoPicture),
        ("text", b"Dear host, this is a letter.".to_vec(), Refusal::NoPicture),
        ("a drawing", b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec(), Refusal::NoPicture),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), Refusal::NoPicture),
        ("the beginning of a JPEG", vec![0xFF, 0xD8, 0xFF], Refusal::Broken),
        ("half a JPEG", whole[..whole.len() / 2].to_vec(), Refusal::Broken),
        ("a JPEG without its end", whole[..whole.len() - 2].to_vec(), Refusal::Broken),
        ("half a PNG", png[..png.len() / 2].to_vec(), Refusal::Broken),
        ("half a WebP", webp[..webp.len() / 2].to_vec(), Refusal::Broken),
        ("40 million pixels", claiming(whole.clone(), 8_000, 5_000), Refusal::Vast { width: 8_000, height: 5_000 }),
        ("a ribbon", claiming(whole.clone(), 12_001, 500), Refusal::Vast { width: 12_001, height: 500 }),
        ("a bomb", bomb(), Refusal::Vast { width: 50_000, height: 50_000 }),
        ("a thumbnail", jpeg(399, 800), Refusal::Small { width: 399, height: 800 }),
        ("16 megabytes", [whole.as_slice(), &vec![0; 16 * 1024 * 1024]].concat(), Refusal::Heavy),
    ] {
        assert_eq!(intake::picture(&file).err(), Some(refusal), "{what}");
    }
    // What cameras put behind the end does no harm.
    assert!(intake::picture(&[whole.as_slice(), b"trailer"].concat()).is_ok());
}

#[test]
fn a_logo_is_whole_on_a_square() {
    let logo = intake::logo(&jpeg(600, 300)).unwrap();
    assert_eq!((logo.width, logo.height, logo.files.len(), logo.files[0].0), (LOGO_PIXELS, LOGO_PIXELS, 1, LOGO_PIXELS));
    let image = seen(&logo);
    assert!(near(*image.get_pixel(120, 4), [0xF8, 0xF2, 0xE6]) && !near(*image.get_pixel(4, 120), [0xF8, 0xF2, 0xE6]));
    assert_eq!(intake::logo(&jpeg(200, 239)).err(), Some(Refusal::Small { width: 200, height: 239 }));
}

on_both!(a_picture_is_served_under_one_address_for_ever, async |app: TestApp| {
    let prepared = app.services.media.take(jpeg(800, 600), intake::picture).await.unwrap();
    let client = app.browser().client;
    let got = client.get(app.at(&path(&prepared.hash, 480))).send().await.unwrap();
    let headers = got.headers().clone();
    let bytes = got.bytes().await.unwrap();
    assert_eq!(bytes.as_ref(), prepared.files[0].1);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-length", &bytes.len().to_string()),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    let (hash, upper) = (&prepared.hash, prepared.hash.to_string().to_uppercase());
    let none = "0".repeat(64).parse::<MediaHash>().unwrap();
    for odd in [
        path(&none, 480),
        path(hash, 481),
        format!("/media/{hash}/0480.jpg"),
        format!("/media/{hash}/+480.jpg"),
        format!("/media/{hash}/480.png"),
        format!("/media/{hash}/480"),
        format!("/media/{upper}/480.jpg"),
        format!("/media/{hash}/..%2F480.jpg"),
        "/media/..%2F..%2Fnukkad.db/480.jpg".to_owned(),
        format!("/media/{hash}"),
    ] {
        assert_eq!(client.get(app.at(&odd)).send().await.unwrap().status().as_u16(), 404, "{odd}");
    }
});

#[tokio::test]
async fn a_folder_keeps_pictures_across_a_restart() {
    let files = tempfile::tempdir().unwrap();
    let folder = files.path().join("deep/media");
    let media = Media::in_folder(&folder).unwrap();
    media.check().await.unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "the check leaves nothing behind");
    let kept = media.take(jpeg(800, 600), intake::picture).await.unwrap();
    assert!(folder.join(kept.hash.as_str()).join("800.jpg").is_file());
    let again = Media::in_folder(&folder).unwrap();
    assert_eq!(again.open(&kept.hash, 800).await.unwrap().unwrap().bytes().await.unwrap().as_ref(), kept.files[1].1);
    assert!(again.open(&kept.hash, 960).await.unwrap().is_none());
    assert!(matches!(media.take(b"text".to_vec(), intake::picture).await, Err(MediaError::Refused(Refusal::NoPicture))));
    std::fs::write(files.path().join("file"), "in the way").unwrap();
    assert!(Media::in_folder(&files.path().join("file/media")).is_err());
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_an_error_with_words() {
    let settings = [
        ("AWS_ENDPOINT", "http://127.0.0.1:1"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "x"),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2"),
    ];
    let settings: Vec<_> =
        settings.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain([("AWS_NONSENSE".to_owned(), "1".to_owned())]).collect();
    let media = Media::in_s3("pictures", "nukkad", &settings).unwrap();
    assert!(!format!("{media:?}").contains("hunter2"));
    let words = media.check().await.unwrap_err().to_string();
    assert!(words.starts_with("the store of pictures: ") && !words.contains("hunter2"), "{words}");
}
