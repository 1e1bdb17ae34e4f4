//! Search: experiences by the words in their titles, names and texts, over either database with the same results.
//!
//! A word is found by its beginning, in whatever order; one that is nowhere is taken for a name that is spelled much like it.
//! [`words`] says what a word is, [`index`] brings texts in, [`statements`] asks, [`highlight()`] shows what was found.

mod highlight;
mod index;
pub mod statements;
mod typos;
mod words;

pub use highlight::{excerpt, highlight};
pub use index::{of_organization, put};

use super::{Services, markdown::story_text};
use crate::domain::{ids::ExperienceId, search::Piece};
use sea_orm::{DbErr, FromQueryResult, Statement};
use std::collections::{HashMap, HashSet};

/// A word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// As it was typed, less its case and accents.
    pub typed: String,
    /// What is looked for: the word as it was typed, or what may have been meant, the likeliest first. At least one.
    pub meant: Vec<String>,
}

impl Wanted {
    /// Takes a word at its letters.
    #[must_use]
    pub fn as_typed(word: String) -> Self {
        Self { meant: vec![word.clone()], typed: word }
    }

    /// True for a word of ASCII letters and digits that is looked for, as it stands in a text.
    fn is_plain(&self, word: &str) -> bool {
        let begins = |meant: &str| word.get(..meant.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(meant));
        self.meant.iter().any(|meant| if meant.len() == 1 { word.eq_ignore_ascii_case(meant) } else { begins(meant) })
    }

    /// True for a word of a text that is looked for, in the form that [`words`] gives it.
    fn is(&self, word: &str) -> bool {
        self.meant.iter().any(|meant| if meant.chars().nth(1).is_none() { word == meant } else { word.starts_with(meant.as_str()) })
    }
}

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// At least one.
    pub words: Vec<Wanted>,
    /// Where all words of an experience are: 0 in its title, 1 in its title and names, 2 anywhere. At most [`statements::FOUND_MAX`].
    pub tiers: HashMap<ExperienceId, u8>,
    /// True where other words were looked for than were typed.
    pub corrected: bool,
}

impl Found {
    /// What was looked for, to be read: “Showing results for …”.
    #[must_use]
    pub fn meant(&self) -> String {
        let words = self.words.iter().filter_map(|wanted| wanted.meant.first());
        words.map(|word| words::readable(word)).collect::<Vec<_>>().join(" ")
    }
}

/// An experience's texts with what was found in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    pub title: Vec<Piece>,
    /// Of the summary or the story; nothing where all words are in the title, or none of the others is in either.
    pub excerpt: Option<Vec<Piece>>,
}

#[derive(FromQueryResult)]
struct TierRow {
    tier: i32,
    ids: String,
}

#[derive(FromQueryResult)]
struct PresentRow {
    place: i32,
}

#[derive(FromQueryResult)]
struct AlikeRow {
    word: String,
}

#[derive(FromQueryResult)]
struct TextRow {
    id: ExperienceId,
    title: String,
    summary: String,
    story: String,
}

impl Services {
    /// Looks for published experiences. Nothing where there is no word in the text.
    ///
    /// # Errors
    /// The database's.
    pub async fn search(&self, text: &str) -> Result<Option<Found>, DbErr> {
        let words: Vec<Wanted> = words::asked(text).into_iter().map(Wanted::as_typed).collect();
        if words.is_empty() {
            return Ok(None);
        }
        let tiers = self.ranked(&words).await?;
        if tiers.is_empty()
            && let Some(meant) = self.meant(&words).await?
        {
            let tiers = self.ranked(&meant).await?;
            if !tiers.is_empty() {
                return Ok(Some(Found { words: meant, tiers, corrected: true }));
            }
        }
        Ok(Some(Found { words, tiers, corrected: false }))
    }

    async fn ranked(&self, wanted: &[Wanted]) -> Result<HashMap<ExperienceId, u8>, DbErr> {
        let rows: Vec<TierRow> = self.searched(statements::ranked(self.store.reader().get_database_backend(), wanted)).await?;
        let mut tiers = HashMap::new();
        for row in rows {
            let tier = u8::try_from(row.tier).unwrap_or(u8::MAX);
            tiers.extend(row.ids.split(' ').filter_map(|id| Some((ExperienceId(id.parse().ok()?), tier))));
        }
        Ok(tiers)
    }

    /// What may have been meant with words of which one at least is nowhere. Nothing where they are not likely to be slips.
    async fn meant(&self, words: &[Wanted]) -> Result<Option<Vec<Wanted>>, DbErr> {
        let typed: Vec<String> = words.iter().map(|wanted| wanted.typed.clone()).collect();
        let present = self.present(&typed).await?;
        let mut meant = words.to_vec();
        for wanted in meant.iter_mut().filter(|wanted| !present.contains(&wanted.typed)) {
            wanted.meant = self.likely(&wanted.typed).await?;
            if wanted.meant.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(meant).filter(|meant| meant != words))
    }

    /// The words of names that a word is likely to be a slip of: those with the fewest slips.
    async fn likely(&self, word: &str) -> Result<Vec<String>, DbErr> {
        if typos::slips_in(word) == 0 {
            return Ok(Vec::new());
        }
        let known: Vec<AlikeRow> = self.searched(statements::alike(self.store.reader().get_database_backend(), word)).await?;
        let likely = typos::likely(word, known.into_iter().map(|row| row.word).collect());
        // A name may have gone since, and its words with it.
        let words: Vec<String> = likely.iter().map(|(_, word)| word.clone()).collect();
        let present = self.present(&words).await?;
        let best = likely.iter().find(|(_, word)| present.contains(word)).map(|(unlike, _)| *unlike);
        Ok(likely.into_iter().filter(|(unlike, word)| Some(*unlike) == best && present.contains(word)).map(|(_, word)| word).collect())
    }

    /// Those of some words that are in any text.
    async fn present(&self, words: &[String]) -> Result<HashSet<String>, DbErr> {
        if words.is_empty() {
            return Ok(HashSet::new());
        }
        let rows: Vec<PresentRow> = self.searched(statements::present(self.store.reader().get_database_backend(), words)).await?;
        Ok(rows.into_iter().filter_map(|row| words.get(usize::try_from(row.place).ok()?).cloned()).collect())
    }

    async fn searched<R: FromQueryResult>(&self, statement: Statement) -> Result<Vec<R>, DbErr> {
        R::find_by_statement(statement).all(self.store.reader()).await
    }

    /// The texts of some experiences, a page of them, with what was found marked. One statement.
    ///
    /// # Errors
    /// The database's.
    pub async fn matching_words(&self, ids: &[ExperienceId], found: &Found) -> Result<HashMap<ExperienceId, Matched>, DbErr> {
        let rows = statements::texts(ids).into_model::<TextRow>().all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|row| (row.id, matched(&row, &found.words))).collect())
    }
}

fn matched(row: &TextRow, wanted: &[Wanted]) -> Matched {
    let elsewhere: Vec<Wanted> = wanted.iter().filter(|wanted| !highlight::has_all(&row.title, std::slice::from_ref(*wanted))).cloned().collect();
    let around = |text: &str| highlight::around(text, &elsewhere, wanted);
    Matched { title: highlight::marked(&row.title, wanted), excerpt: around(&row.summary).or_else(|| around(&story_text(&row.story))) }
}
