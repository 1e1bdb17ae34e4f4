//! The pages that show mails in development: they show mails, nothing else, and nowhere else.

use crate::{
    mail::{a_booking, files, post_now},
    support::{Backend, TestApp, build::PAID},
};
use nukkad::{
    config::server::{Environment, ServerConfig},
    domain::money::Paise,
    services::mail::{FolderPostman, Letter},
    web::{AppState, router},
};
use std::sync::Arc;
use tower::ServiceExt;

async fn get(app: &TestApp, environment: Environment, path: &str) -> (u16, axum::http::HeaderMap, String) {
    let config = ServerConfig {
        environment,
        addr: "127.0.0.1:0".parse().unwrap(),
        base_url: app.url.clone(),
        secret: "a secret for tests that is long enough".to_owned(),
    };
    let leptos = leptos::config::LeptosOptions::builder().output_name("nukkad").site_root("target/site").build();
    let site = router(AppState { services: app.services.clone(), leptos, checkout_origin: app.sandbox_url.clone() }, &config);
    let request = axum::http::Request::get(path).header("accept", "text/html").body(axum::body::Body::empty()).unwrap();
    let response = site.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.status.as_u16(), parts.headers, String::from_utf8_lossy(&body).into_owned())
}

/// An app whose mail goes into a folder, with two mails in it and a secret beside it.
async fn with_a_folder(backend: Backend) -> (TestApp, tempfile::TempDir) {
    let mut app = TestApp::start(backend).await;
    let data = tempfile::tempdir().unwrap();
    app.services.mail.postman = Arc::new(FolderPostman::new(data.path().join("mail")));
    let booking = a_booking(&app, PAID, &["<b>Asha</b>"]).await;
    post_now(&app, booking, &Letter::BookingConfirmed).await;
    post_now(&app, booking, &Letter::RefundProcessed { amount: Paise(100), refund: 1 }).await;
    app.drain().await;
    std::fs::write(data.path().join("secret.eml"), "Subject: secret\r\n\r\nsecret").unwrap();
    std::fs::write(data.path().join("mail/.000003-half.eml.1"), "secret").unwrap();
    std::fs::write(data.path().join("mail/notes.txt"), "secret").unwrap();
    (app, data)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_development_mails_can_be_read_and_nothing_else() {
    let (app, data) = with_a_folder(Backend::Sqlite).await;
    let development = Environment::Development;
    let names: Vec<String> = files(&data.path().join("mail")).into_iter().filter(|name| name.starts_with("0000")).collect();
    let [confirmed, refunded] = names.as_slice() else { panic!("{names:?}") };

    let (status, headers, page) = get(&app, development, "/dev/mail").await;
    assert_eq!(status, 200);
    assert!(headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    assert!(page.find(refunded).unwrap() < page.find(confirmed).unwrap(), "newest first");
    assert!(page.contains("&lt;b&gt;Asha&lt;/b&gt; &lt;asha@example.com&gt;") && page.contains("Booked: Filter coffee") && !page.contains("notes.txt"));

    let (status, _, page) = get(&app, development, &format!("/dev/mail/{confirmed}")).await;
    assert_eq!(status, 200);
    assert!(page.contains("<iframe sandbox title=") && page.contains("srcdoc=\"&lt;!DOCTYPE html&gt;") && !page.contains("allow-"), "{page}");
    assert!(page.contains("Hello &lt;b&gt;Asha&lt;/b&gt;,") && !page.contains("<b>Asha"), "{page}");
    assert!(page.contains(&format!("/dev/mail/{confirmed}/raw")) && page.contains(".ics</a>"));

    let (status, headers, _) = get(&app, development, &format!("/dev/mail/{confirmed}/raw")).await;
    assert_eq!((status, &headers["content-disposition"], &headers["content-type"]), (200, &"attachment".parse().unwrap(), &"message/rfc822".parse().unwrap()));
    let (status, _, file) = get(&app, development, &format!("/dev/mail/{confirmed}/attachments/0")).await;
    assert!(status == 200 && file.starts_with("BEGIN:VCALENDAR"), "{file}");
    for path in [
        &format!("/dev/mail/{confirmed}/attachments/1"),
        &format!("/dev/mail/{refunded}/attachments/0"),
        "/dev/mail/000099-none.eml",
        "/dev/mail/../secret.eml",
        "/dev/mail/..%2Fsecret.eml",
        "/dev/mail/%2E%2E%2Fsecret.eml/raw",
        "/dev/mail/..%5Csecret.eml",
        "/dev/mail/.000003-half.eml.1",
        "/dev/mail/notes.txt/raw",
        "/dev/mail/%00.eml",
        "/dev/mail/000001-a.eml%00",
    ] {
        let (status, _, page) = get(&app, development, path).await;
        assert!(status == 404 || status == 400, "{path}: {status}");
        assert!(!page.contains("secret"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_production_there_are_no_mails_to_read() {
    let (app, data) = with_a_folder(Backend::Sqlite).await;
    let file = files(&data.path().join("mail")).into_iter().find(|name| name.starts_with("0000")).unwrap();
    for path in ["/dev/mail".to_owned(), format!("/dev/mail/{file}"), format!("/dev/mail/{file}/raw"), format!("/dev/mail/{file}/attachments/0")] {
        let (status, _, page) = get(&app, Environment::Production, &path).await;
        assert_eq!(status, 404, "{path}");
        assert!(!page.contains("Asha"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_mails_the_list_says_so() {
    let mut app = TestApp::start(Backend::Sqlite).await;
    let (_, _, page) = get(&app, Environment::Development, "/dev/mail").await;
    assert!(page.contains("goes out to a mail server"));
    app.services.mail.postman = Arc::new(FolderPostman::new("/nonexistent/mail".into()));
    let (status, _, page) = get(&app, Environment::Development, "/dev/mail").await;
    assert!(status == 200 && page.contains("No mail yet"));
}
