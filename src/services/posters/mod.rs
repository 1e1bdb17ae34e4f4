//! The pictures that stand for experiences where their links are shared, drawn when they are first asked for and kept with the uploads.

mod draw;
mod letters;

use super::{Services, catalog::ExperienceRow, listings::PUBLIC, media::MediaError};
use crate::{
    domain::{media::widths, poster::Poster},
    entity::experience,
};
use draw::Undrawable;
use sea_orm::{ColumnTrait, DbErr, QueryFilter};

/// Why there is no poster.
#[derive(Debug, thiserror::Error)]
pub enum PosterError {
    #[error(transparent)]
    Database(#[from] DbErr),
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error("a poster could not be drawn: {0}")]
    Undrawable(#[from] Undrawable),
}

/// What is at a poster's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PosterFound {
    /// The file, of the kind that the address ends with.
    File(Vec<u8>),
    /// The experience has changed since: its poster is at this path now.
    Moved(String),
}

impl Services {
    /// What is at `path`, which is, was or could be that of the poster of the experience with this slug; `None` where there is no such
    /// experience for everybody to see.
    ///
    /// # Errors
    /// The database's, the store's, or that the picture could not be drawn.
    pub async fn poster(&self, slug: &str, path: &str) -> Result<Option<PosterFound>, PosterError> {
        let found = super::catalog::experience_rows()
            .filter(experience::Column::Slug.eq(slug))
            .filter(experience::Column::Status.is_in(PUBLIC))
            .into_partial_model::<ExperienceRow>()
            .one(self.store.reader())
            .await?;
        let Some(row) = found else { return Ok(None) };
        let poster = row.poster();
        if poster.path() != path {
            return Ok(Some(PosterFound::Moved(poster.path())));
        }
        let (folder, file) = (format!("posters/{slug}"), format!("{}.{}", poster.version(), poster.extension()));
        if let Some(kept) = self.media.kept(&folder, &file).await? {
            return Ok(Some(PosterFound::File(kept)));
        }
        let turn = self.media.turn().await?;
        // Whoever was before may have drawn it.
        if let Some(kept) = self.media.kept(&folder, &file).await? {
            return Ok(Some(PosterFound::File(kept)));
        }
        let photograph = self.photograph(&row).await?;
        let drawn = draw_aside(&poster, photograph).await?;
        drop(turn);
        // Without its place in the store it is drawn again next time.
        if let Err(error) = self.media.keep_alone(&folder, &file, drawn.clone()).await {
            tracing::warn!(%error, slug, "a poster could not be kept");
        }
        Ok(Some(PosterFound::File(drawn)))
    }

    /// The widest file of an experience's uploaded cover.
    async fn photograph(&self, row: &ExperienceRow) -> Result<Option<Vec<u8>>, PosterError> {
        let Some(cover) = &row.cover else { return Ok(None) };
        let width = widths(u32::try_from(cover.width).unwrap_or_default()).pop().unwrap_or_default();
        Ok(self.media.read(&cover.hash, width).await?)
    }
}

/// Draws on a thread of its own: it takes a tenth of a second of one processor.
async fn draw_aside(poster: &Poster<'_>, photograph: Option<Vec<u8>>) -> Result<Vec<u8>, PosterError> {
    let words = draw::Words::of(poster);
    let (slug, domain, kind) = (poster.slug.to_owned(), poster.domain, poster.extension());
    let drawing = tokio::task::spawn_blocking(move || match photograph {
        Some(photograph) => draw::over_photograph(&words, &photograph),
        None if kind == "png" => draw::over_drawing(&words, &slug, domain),
        None => Err(Undrawable::NoPhotograph),
    });
    Ok(drawing.await.map_err(|_| MediaError::BrokenOff)??)
}
