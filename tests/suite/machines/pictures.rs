//! The picture for shared links: of the right size, at an address that changes with what is on it.

use super::{ask, header};
use crate::support::{TestApp, build::PAID, media::jpeg, on_both};
use image::ImageFormat;
use nukkad::entity::{experience, picture};
use sea_orm::{ActiveModelTrait, Set, Unchanged};

async fn bytes(app: &TestApp, path: &str) -> Vec<u8> {
    let response = app.browser().client.get(app.at(path)).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200, "{path}");
    response.bytes().await.unwrap().to_vec()
}

/// The path of the picture that a page names.
async fn named(app: &TestApp, page: &str) -> String {
    let body = app.browser().get(page).await.body;
    let meta = body.split("<meta ").find(|meta| meta.contains("property=\"og:image\"")).unwrap();
    let address = meta.split("content=\"").nth(1).unwrap().split('"').next().unwrap();
    address.strip_prefix(&app.url).unwrap().to_owned()
}

on_both!(an_experience_has_a_picture_for_its_links, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let id = app.experience(organization, "coffee").await;
    let run = app.run_of(id, PAID).await;
    let path = named(&app, "/experiences/coffee").await;
    assert!(path.ends_with("/coffee.png"), "{path}");
    // The same on every page and in every list.
    assert_eq!(named(&app, &format!("/runs/{run}")).await, path);
    assert_eq!(ask(&app, &format!("/runs/{run}.json"), None).await.json()["image_url"].as_str(), Some(app.at(&path).as_str()));
    let first = ask(&app, &path, None).await;
    assert_eq!((header(&first, "content-type"), header(&first, "cache-control")), ("image/png", "public, max-age=31536000, immutable"));
    assert_eq!(ask(&app, &path, Some(header(&first, "etag"))).await.status, 304);
    let file = bytes(&app, &path).await;
    let drawn = image::load_from_memory_with_format(&file, ImageFormat::Png).unwrap();
    assert!((drawn.width(), drawn.height()) == (1_200, 630) && file.len() < 300 * 1024, "{} bytes", file.len());
    assert_eq!(bytes(&app, &path).await, file);
    // Another title is another address, and the old one leads there.
    let change = experience::ActiveModel { id: Unchanged(id), title: Set("Tea".to_owned()), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let renamed = named(&app, "/experiences/coffee").await;
    assert_ne!(renamed, path);
    let old = ask(&app, &path, None).await;
    assert_eq!((old.status, old.location.as_deref()), (302, Some(renamed.as_str())));
    assert_ne!(bytes(&app, &renamed).await, file);
    // With an uploaded cover it is a photograph.
    let kept = app.services.media.take(jpeg(1_000, 700), nukkad::services::media::intake::picture).await.unwrap();
    let row = picture::Upload { hash: kept.hash, width: 1_000, height: 700, color: kept.color };
    picture::add(app.services.store.writer(), id, 0, &row).await.unwrap();
    let photo = named(&app, "/experiences/coffee").await;
    assert!(photo.ends_with("/coffee.jpg"), "{photo}");
    assert_eq!(named(&app, &format!("/runs/{run}")).await, photo);
    assert_eq!(ask(&app, &renamed, None).await.location.as_deref(), Some(photo.as_str()));
    let file = bytes(&app, &photo).await;
    let picture = image::load_from_memory_with_format(&file, ImageFormat::Jpeg).unwrap().into_rgb8();
    assert!((picture.width(), picture.height()) == (1_200, 630) && file.len() < 300 * 1024, "{} bytes", file.len());
    // Red on the left, blue on the right, as the photograph is.
    let (left, right) = (picture.get_pixel(20, 100), picture.get_pixel(1_180, 100));
    assert!(left[0] > 200 && left[2] < 60 && right[0] < 60 && right[2] > 200, "{left:?} {right:?}");
});

on_both!(many_who_ask_at_once_get_one_picture, async |app: TestApp| {
    app.run("coffee", PAID).await;
    let path = named(&app, "/experiences/coffee").await;
    let asked: Vec<_> = (0..12).map(|_| bytes(&app, &path)).collect();
    let files = futures_util::future::join_all(asked).await;
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]));
});
