//! In development, the mails that went into a folder: `/dev/mail` lists them, and each can be read as its recipient would.

use super::{errors, state::AppState};
use crate::domain::html::escape;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use chrono::DateTime;
use mail_parser::{Address, Message, MessageParser, MimeHeaders};
use std::{io, path::PathBuf};

/// Most mails listed.
const LIST_MAX: usize = 200;
/// A mail brings its own styles, and nothing else; it may not run or load a thing.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

const FRAME: &str = "width:100%;height:54rem;margin-bottom:1.6rem;border:1.5px solid var(--edge);border-radius:var(--radius)";

/// The addresses below `/dev/mail`.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/{file}", get(show))
        .route("/dev/mail/{file}/raw", get(raw))
        .route("/dev/mail/{file}/attachments/{number}", get(attachment))
}

async fn list(State(state): State<AppState>) -> Response {
    let Some(folder) = state.services.mail.postman.folder().map(PathBuf::from) else {
        return page("Mail", "<h1>Mail</h1><p class=\"empty\">Mail goes out to a mail server: none is kept here.</p>");
    };
    match tokio::task::spawn_blocking(move || rows(&folder)).await.map_err(io::Error::other).flatten() {
        Ok(rows) if rows.is_empty() => page("Mail", "<h1>Mail</h1><p class=\"empty\">No mail yet. What the site sends is kept here and goes no further.</p>"),
        Ok(rows) => page(
            "Mail",
            &format!(
                "<h1>Mail</h1><p>What the site sends is kept here and goes no further.</p><div class=\"table\"><table><thead><tr><th scope=\"col\">Subject</th>\
                 <th scope=\"col\">To</th><th scope=\"col\">Written</th></tr></thead><tbody>{}</tbody></table></div>",
                rows.concat()
            ),
        ),
        Err(error) => unreadable(&error),
    }
}

/// The newest mails as rows of a table. Files that are no mails of ours are left out.
fn rows(folder: &std::path::Path) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| is_plain(name)).collect();
    // Names begin with the mail's number, which grows.
    names.sort_by_key(|name| std::cmp::Reverse(name.split('-').next().and_then(|number| number.parse::<u64>().ok())));
    names.truncate(LIST_MAX);
    let row = |name: String| {
        let bytes = std::fs::read(folder.join(&name)).ok()?;
        let mail = MessageParser::default().parse(&bytes)?;
        Some(format!(
            "<tr><td data-label=\"Subject\"><a href=\"/dev/mail/{name}\">{}</a></td><td data-label=\"To\">{}</td><td data-label=\"Written\">{}</td></tr>",
            escape(mail.subject().unwrap_or("(none)")),
            escape(&people(mail.to())),
            escape(&written(&mail)),
        ))
    };
    Ok(names.into_iter().filter_map(row).collect())
}

async fn show(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    let bytes = match read(&state, &file).await {
        Ok(bytes) => bytes,
        Err(answer) => return answer,
    };
    match MessageParser::default().parse(&bytes) {
        Some(mail) => page(mail.subject().unwrap_or("(none)"), &reading(&file, &mail)),
        None => errors::not_found().into_response(),
    }
}

/// A mail as it is read. Its HTML stands in a frame of its own that may run nothing and belongs to no site.
fn reading(file: &str, mail: &Message) -> String {
    let attached = mail.attachments().enumerate().map(|(number, part)| {
        let name = escape(part.attachment_name().unwrap_or("attachment"));
        format!("<a href=\"/dev/mail/{file}/attachments/{number}\" download=\"{name}\">{name}</a>")
    });
    format!(
        "<p class=\"crumb\"><a href=\"/dev/mail\">All mail</a></p><h1>{subject}</h1><dl class=\"facts\"><div><dt>To</dt><dd>{to}</dd></div>\
         <div><dt>From</dt><dd>{from}</dd></div><div><dt>Written</dt><dd>{written}</dd></div></dl>\
         <p class=\"links\"><a href=\"/dev/mail/{file}/raw\" download=\"{file}\">The mail as a file</a>{attached}</p><h2>As HTML</h2>\
         <iframe sandbox title=\"The mail as HTML\" srcdoc=\"{html}\" style=\"{FRAME}\"></iframe>\
         <h2>As text</h2><pre class=\"host-box\" style=\"white-space:pre-wrap;overflow-wrap:anywhere\">{text}</pre>",
        subject = escape(mail.subject().unwrap_or("(none)")),
        to = escape(&people(mail.to())),
        from = escape(&people(mail.from())),
        written = escape(&written(mail)),
        attached = attached.collect::<Vec<_>>().concat(),
        html = escape(&mail.body_html(0).unwrap_or_default()),
        text = escape(&mail.body_text(0).unwrap_or_default()),
    )
}

async fn raw(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    match read(&state, &file).await {
        Ok(bytes) => download("message/rfc822", bytes),
        Err(answer) => answer,
    }
}

async fn attachment(State(state): State<AppState>, Path((file, number)): Path<(String, u32)>) -> Response {
    let bytes = match read(&state, &file).await {
        Ok(bytes) => bytes,
        Err(answer) => return answer,
    };
    let mail = MessageParser::default().parse(&bytes);
    match mail.as_ref().and_then(|mail| mail.attachment(number)) {
        Some(part) => download("application/octet-stream", part.contents().to_vec()),
        None => errors::not_found().into_response(),
    }
}

/// A file of the folder's. A name that could lead anywhere else is answered like one that is not there.
async fn read(state: &AppState, file: &str) -> Result<Vec<u8>, Response> {
    let folder = state.services.mail.postman.folder().filter(|_| is_plain(file)).ok_or_else(|| errors::not_found().into_response())?;
    tokio::fs::read(folder.join(file)).await.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => errors::not_found().into_response(),
        _ => unreadable(&error),
    })
}

/// True for names such as the folder's postman gives: one part, a number first, nothing that a path or a page could take for more.
fn is_plain(name: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    name.strip_suffix(".eml").is_some_and(|stem| stem.starts_with(|c: char| c.is_ascii_digit()) && stem.chars().all(known))
}

fn people(addresses: Option<&Address>) -> String {
    let one = |address: &mail_parser::Addr| match (address.name(), address.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    addresses.map(|addresses| addresses.iter().map(one).collect::<Vec<_>>().join(", ")).unwrap_or_default()
}

fn written(mail: &Message) -> String {
    let at = mail.date().and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0));
    at.map(|at| at.format("%a %-d %b %Y, %H:%M UTC").to_string()).unwrap_or_default()
}

fn page(title: &str, body: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{} · Nukkad in development</title><link rel=\"stylesheet\" href=\"/pkg/nukkad.css\"></head><body><header class=\"site\"><div class=\"wrap bar\">\
         <a class=\"name\" href=\"/\">Nukkad</a><nav aria-label=\"Main\"><a href=\"/dev/mail\">Mail</a></nav></div></header>\
         <main class=\"wrap\"><div>{body}</div></main></body></html>",
        escape(title)
    );
    ([(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY))], Html(page)).into_response()
}

fn download(kind: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, "attachment")], bytes).into_response()
}

fn unreadable(error: &io::Error) -> Response {
    tracing::error!(%error, "the folder of mails cannot be read");
    errors::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_mails_are_plain() {
        assert!(is_plain("000012-booking_confirmed-7.eml"));
        for odd in [
            "",
            ".eml",
            "..",
            "../nukkad.db",
            "..\\1.eml",
            "1/../2.eml",
            "/etc/1.eml",
            ".000012-a.eml.77",
            ".1.eml",
            "1.eml.bak",
            "1..eml",
            "1\0.eml",
            "१.eml",
            "1\"onload=.eml",
            "a.eml",
        ] {
            assert!(!is_plain(odd), "{odd:?}");
        }
    }
}
