//! Forms that carry files: the pictures of an experience, and the logo. They work without JavaScript, and are sent to the page that
//! shows them, as its other forms are; what tells them apart is their kind. Files are read one after the other, each up to its limit,
//! so that a form with many takes no more memory than one with a few.

use super::{auth, body_limit, errors, forms, state::AppState};
use crate::{
    app::posted::{FILES_FORM, PostedForm},
    config::server::ServerConfig,
    domain::{
        ids::{ExperienceId, OrganizationId},
        media::{FILE_BYTES_MAX, LOGO_PIXELS, PICTURES_MAX, SIDE_PIXELS_MIN},
        organization::Permission,
        text::{FieldErrors, tidy_line},
    },
    error::{AppError, ErrorCode},
    services::{
        Services,
        hosting::Membership,
        media::{MediaError, intake::Refusal},
        pictures::PictureError,
        sessions::ACTING_FOR,
    },
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Query, Request, State, multipart::MultipartError},
    http::{StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use axum_login::AuthSession;
use futures_util::StreamExt;
use serde::Deserialize;

/// Largest form, in bytes: as many files as there may be, each as large as it may be, and what stands between them.
const FORM_BYTES_MAX: usize = PICTURES_MAX * FILE_BYTES_MAX + 1024 * 1024;
/// Longest name of a file that is repeated to its sender, in characters.
const NAME_CHARS_MAX: usize = 60;

/// What is wrong with one file, for its sender.
struct Fault {
    code: ErrorCode,
    words: String,
}

/// What became of the files of a form.
#[derive(Default)]
struct Outcome {
    taken: usize,
    faults: Vec<Fault>,
}

/// A file as it arrived.
struct Arrived {
    name: String,
    /// `None` for one that is larger than any may be.
    bytes: Option<Vec<u8>>,
}

/// Whom the files of a form are for.
struct Counter {
    services: Services,
    by: Membership,
    /// The experience that they are pictures of; `None` for a logo.
    experience: Option<ExperienceId>,
}

impl Counter {
    async fn take(&self, file: Vec<u8>) -> Result<(), PictureError> {
        match self.experience {
            Some(experience) => self.services.add_picture(&self.by, experience, file).await.map(drop),
            None => self.services.add_logo(&self.by, file).await,
        }
    }
}

/// The addresses that take files.
pub(super) fn routes(state: &AppState, config: &ServerConfig) -> Router<AppState> {
    Router::new()
        .route("/host/experiences/{id}/pictures", post(pictures))
        .route("/host/settings/logo", post(logo))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(auth::layer(state.services.clone(), config))
}

async fn pictures(State(state): State<AppState>, auth: AuthSession<Services>, Path(id): Path<String>, request: Request) -> Response {
    if !carries_files(&request) {
        return without_files(state, auth, request).await;
    }
    let by = match member(&state, &auth, None, Permission::ManageOffer).await {
        Ok(by) => by,
        Err(error) => return turn_away(&error, request).await,
    };
    let owned = match (by, id.parse::<ExperienceId>()) {
        (Some(by), Ok(id)) => state.services.pictures_of(&by, id).await.is_ok().then_some((by, id)),
        _ => None,
    };
    let Some((by, experience)) = owned else { return refuse(&state, request).await };
    let counter = Counter { services: state.services.clone(), by, experience: Some(experience) };
    let outcome = receive(request, &counter).await;
    answer(&state, outcome, &format!("/host/experiences/{experience}/pictures")).await
}

/// What the form of the logo says about itself.
#[derive(Deserialize)]
struct LogoOf {
    /// The organization that it was shown for.
    organization: Option<OrganizationId>,
}

async fn logo(State(state): State<AppState>, auth: AuthSession<Services>, Query(of): Query<LogoOf>, request: Request) -> Response {
    if !carries_files(&request) {
        return without_files(state, auth, request).await;
    }
    let by = match member(&state, &auth, of.organization, Permission::ManageOrganization).await {
        Ok(Some(by)) => by,
        Ok(None) => return refuse(&state, request).await,
        Err(error) => return turn_away(&error, request).await,
    };
    let outcome = receive(request, &Counter { services: state.services.clone(), by, experience: None }).await;
    answer(&state, outcome, "/host/settings/logo").await
}

fn carries_files(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// The other forms of these pages, as those of any page.
async fn without_files(state: AppState, auth: AuthSession<Services>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match body_limit::read(body, body_limit::BODY_BYTES_MAX).await {
        Ok(bytes) => forms::post(State(state), auth.session, Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) => error.into_response(),
    }
}

/// The organization the sender acts for, if it is theirs to do this. Where the form was shown for `organization`, it is that one, which
/// is acted for from here on; 404 where the sender does not belong to it.
async fn member(
    state: &AppState,
    auth: &AuthSession<Services>,
    organization: Option<OrganizationId>,
    permission: Permission,
) -> Result<Option<Membership>, AppError> {
    let Some(user) = &auth.user else { return Ok(None) };
    let chosen: Option<OrganizationId> = auth.session.get(ACTING_FOR).await.map_err(|error| broken(&error))?;
    let membership = state.services.membership(user.id, organization.or(chosen)).await.map_err(|error| broken(&error))?;
    if organization.is_some() && organization != membership.as_ref().map(|membership| membership.organization_id) {
        return Err(AppError::not_found());
    }
    if let Some(organization) = organization.filter(|_| organization != chosen) {
        auth.session.insert(ACTING_FOR, organization).await.map_err(|error| broken(&error))?;
    }
    Ok(membership.filter(|membership| membership.role.may(permission)))
}

fn broken(error: &dyn std::error::Error) -> AppError {
    tracing::error!(%error, "a form with files failed");
    errors::internal()
}

/// The page itself says why it is not for this sender.
async fn refuse(state: &AppState, request: Request) -> Response {
    let mut parts = read_away(request).await;
    if let Ok(address) = parts.uri.path().parse::<Uri>() {
        parts.uri = address;
    }
    forms::page(state, parts, PostedForm::default()).await
}

async fn turn_away(error: &AppError, request: Request) -> Response {
    read_away(request).await;
    errors::as_page(error)
}

/// Reads the files of a form and throws them away: to an answer before their end a browser does not listen.
async fn read_away(request: Request) -> Parts {
    let (parts, body) = request.into_parts();
    let mut pieces = body.into_data_stream();
    let mut length = 0;
    while let Some(Ok(piece)) = pieces.next().await {
        length += piece.len();
        if length > FORM_BYTES_MAX {
            break;
        }
    }
    parts
}

/// Takes the files of a form one after the other. The page's request is given back, to draw it again.
async fn receive(request: Request, counter: &Counter) -> (Parts, Outcome) {
    let (parts, body) = request.into_parts();
    let mut outcome = Outcome::default();
    let again = Request::from_parts(parts.clone(), body);
    let Ok(mut form) = Multipart::from_request(again, &()).await else { return (parts, Outcome { faults: vec![cut_off(None)], ..outcome }) };
    loop {
        match next_file(&mut form).await {
            Ok(None) => return (parts, outcome),
            Ok(Some(Arrived { name, bytes })) => {
                let taken = match bytes {
                    Some(bytes) => counter.take(bytes).await,
                    None => Err(MediaError::from(Refusal::Heavy).into()),
                };
                match taken {
                    Ok(()) => outcome.taken += 1,
                    Err(error) => outcome.faults.push(fault(&name, &error)),
                }
            }
            Err(error) => {
                outcome.faults.push(cut_off(Some(&error)));
                return (parts, outcome);
            }
        }
    }
}

/// The next file of a form, read whole; an empty field, where no file was chosen, is none.
async fn next_file(form: &mut Multipart) -> Result<Option<Arrived>, MultipartError> {
    while let Some(mut field) = form.next_field().await? {
        let Some(name) = field.file_name().map(shown_name) else { continue };
        let mut bytes = Some(Vec::new());
        while let Some(piece) = field.chunk().await? {
            if let Some(kept) = &mut bytes {
                kept.extend_from_slice(&piece);
            }
            bytes = bytes.filter(|kept| kept.len() <= FILE_BYTES_MAX);
        }
        if !name.is_empty() || bytes.as_ref().is_none_or(|bytes| !bytes.is_empty()) {
            return Ok(Some(Arrived { name, bytes }));
        }
    }
    Ok(None)
}

fn shown_name(name: &str) -> String {
    tidy_line(name).chars().take(NAME_CHARS_MAX).collect()
}

fn cut_off(error: Option<&MultipartError>) -> Fault {
    if error.is_some_and(|error| error.status() == StatusCode::PAYLOAD_TOO_LARGE) {
        return Fault { code: ErrorCode::TooLarge, words: "That was too much at once. Please send the rest in a form of its own.".to_owned() };
    }
    Fault { code: ErrorCode::BadRequest, words: "The files broke off on their way. Please send those that are missing once more.".to_owned() }
}

fn fault(name: &str, error: &PictureError) -> Fault {
    let name = if name.is_empty() { "A file" } else { name };
    let (code, words) = match error {
        PictureError::Media(MediaError::Refused(refusal)) => refused(*refusal),
        PictureError::Full => (ErrorCode::Conflict, format!("there are {PICTURES_MAX} pictures already. Remove one to make room.")),
        PictureError::NoExperience | PictureError::Gone | PictureError::Raced | PictureError::Described(_) => {
            (ErrorCode::Conflict, "it was changed by somebody else at the same moment. Please send it once more.".to_owned())
        }
        PictureError::Media(_) | PictureError::Database(_) => (broken(error).code, "something broke on our side. Please send it once more.".to_owned()),
    };
    Fault { code, words: format!("{name}: {words}") }
}

fn refused(refusal: Refusal) -> (ErrorCode, String) {
    let words = match refusal {
        Refusal::Heavy => return (ErrorCode::TooLarge, "it is larger than 15 MB. A smaller version will look the same here.".to_owned()),
        Refusal::NoPicture => "it is no JPEG, PNG or WebP picture, whatever its name says.".to_owned(),
        Refusal::Vast { width, height } => {
            format!("it has {width} × {height} pixels. Up to 36 million, and 12,000 on a side, can be taken; a smaller version will look the same here.")
        }
        Refusal::Small { width, height } => {
            format!("it has only {width} × {height} pixels. A picture needs {SIDE_PIXELS_MIN} on its shorter side, a logo {LOGO_PIXELS} on its longer one.")
        }
        Refusal::Deep => "it takes too much memory to read. A JPEG of the same picture can be taken.".to_owned(),
        Refusal::Broken => "it is damaged or cut off: it cannot be read to its end.".to_owned(),
    };
    (ErrorCode::Invalid, words)
}

/// On to the page where all is well; otherwise the page once more, with words for each file that was not taken.
async fn answer(state: &AppState, (parts, outcome): (Parts, Outcome), page: &str) -> Response {
    let Outcome { taken, faults } = outcome;
    if faults.is_empty() && taken > 0 {
        return Redirect::to(&format!("{page}?added={taken}")).into_response();
    }
    let form = PostedForm { function: FILES_FORM.to_owned(), error: Some(in_words(taken, &faults)), ..PostedForm::default() };
    forms::page(state, parts, form).await
}

fn in_words(taken: usize, faults: &[Fault]) -> AppError {
    let Some(first) = faults.first() else { return AppError::new(ErrorCode::Invalid, "No file was chosen. Choose one first, then send it.") };
    let code = if faults.iter().all(|fault| fault.code == first.code) { first.code } else { ErrorCode::Invalid };
    let message = match (faults.len(), taken) {
        (1, 0) => "The file was not taken.".to_owned(),
        (wrong, 0) => format!("None of the {wrong} files was taken."),
        (wrong, taken) => format!("{wrong} of {} files could not be taken; the others are kept.", wrong + taken),
    };
    let fields: FieldErrors = faults.iter().zip(1..).map(|(fault, number)| (format!("file-{number:03}"), fault.words.clone())).collect();
    AppError { fields, ..AppError::new(code, message) }
}
