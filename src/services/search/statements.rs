//! The statements that search, which each database says in its own way. Words in them are letters, marks and digits and nothing else
//! ([`super::words`]); they are quoted all the same, and bound.

use super::{Wanted, typos};
use crate::{domain::ids::ExperienceId, entity::experience};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Select, Statement, Value};

/// Most experiences in one answer; the best and then the newest are kept.
pub const FOUND_MAX: i64 = 5_000;
/// Most words that are compared with one that is nowhere.
const KNOWN_MAX: i64 = 4_000;

/// A word of one letter is looked for as it is, others as a beginning.
fn is_whole(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// Any of some words, as the database's search reads it.
fn any_of<'a>(db: DbBackend, words: impl IntoIterator<Item = &'a String>) -> String {
    let (quote, begins, or) = if db == DbBackend::Postgres { ('\'', ":*", " | ") } else { ('"', " *", " OR ") };
    let terms = words.into_iter().map(|word| format!("{quote}{word}{quote}{}", if is_whole(word) { "" } else { begins }));
    terms.collect::<Vec<_>>().join(or)
}

/// All words wanted, each in one of its spellings.
fn all_of(db: DbBackend, wanted: &[Wanted]) -> String {
    let and = if db == DbBackend::Postgres { " & " } else { " AND " };
    wanted.iter().map(|wanted| format!("({})", any_of(db, &wanted.meant))).collect::<Vec<_>>().join(and)
}

/// Experiences with all words (`ids`, with blanks between), a row for each place of the words (`tier`): 0 in the title, 1 in names, 2
/// anywhere. They may be thousands, which are a few rows this way. At least one word.
#[must_use]
pub fn ranked(db: DbBackend, wanted: &[Wanted]) -> Statement {
    let all = all_of(db, wanted);
    if db == DbBackend::Postgres {
        // The planner does not see what is asked for, so it takes the index also where a word is in almost every text: reading those
        // texts, which are long and packed away, would take far longer than it believes.
        let sql = "WITH asked AS MATERIALIZED (SELECT CAST($1 AS tsquery) AS words), \
            ranked AS (SELECT found.experience_id AS id, CASE WHEN found.title @@ asked.words THEN 0 WHEN found.names @@ asked.words THEN 1 ELSE 2 END AS tier \
            FROM asked JOIN experience_search AS found ON found.words @@ asked.words ORDER BY tier, id DESC LIMIT $2) \
            SELECT tier, STRING_AGG(CAST(id AS text), ' ') AS ids FROM ranked GROUP BY tier";
        return Statement::from_sql_and_values(db, sql, [all.into(), FOUND_MAX.into()]);
    }
    // The newest of each tier come without sorting, and no more of them are read than can be in the answer.
    let tiers = (0..3).map(|tier| {
        format!("SELECT * FROM (SELECT rowid AS id, {tier} AS place FROM experience_search WHERE experience_search MATCH ? ORDER BY rowid DESC LIMIT ?)")
    });
    let tiers = tiers.collect::<Vec<_>>().join(" UNION ALL ");
    let ranked = format!("SELECT id, MIN(place) AS tier FROM ({tiers}) GROUP BY id ORDER BY tier, id DESC LIMIT ?");
    let sql = format!("SELECT tier, GROUP_CONCAT(id, ' ') AS ids FROM ({ranked}) GROUP BY tier");
    let asked = [format!("{{title}} : ({all})"), format!("{{title names}} : ({all})"), all];
    let bound = asked.into_iter().flat_map(|asked| [asked.into(), FOUND_MAX.into()]).chain([FOUND_MAX.into()]);
    Statement::from_sql_and_values(db, sql, bound)
}

/// Which of some words are in any text, by their place in the list (`place`). At least one word.
#[must_use]
pub fn present(db: DbBackend, words: &[String]) -> Statement {
    let asked = (0..words.len()).map(|place| match db {
        DbBackend::Postgres => format!("SELECT {place} AS place, CAST(${} AS tsquery) AS words", place + 1),
        _ => format!("SELECT {place} AS place, ? AS words"),
    });
    let asked = asked.collect::<Vec<_>>().join(" UNION ALL ");
    let sql = match db {
        // Counted, and not asked whether there is one: for that, the planner would read texts until it meets one.
        DbBackend::Postgres => format!(
            "SELECT asked.place FROM ({asked}) AS asked \
            WHERE (SELECT COUNT(*) FROM experience_search WHERE experience_search.words @@ asked.words) > 0"
        ),
        _ => format!(
            "SELECT asked.place FROM ({asked}) AS asked \
            WHERE EXISTS (SELECT 1 FROM experience_search WHERE experience_search MATCH asked.words)"
        ),
    };
    Statement::from_sql_and_values(db, sql, words.iter().map(|word| Value::from(any_of(db, [word]))))
}

/// Words of names (`word`) that may be few slips away from one, those of the same length first.
#[must_use]
pub fn alike(db: DbBackend, word: &str) -> Statement {
    let slips = typos::slips_in(word);
    let letters = i32::try_from(word.chars().count()).unwrap_or(i32::MAX);
    let shortest = letters - i32::try_from(slips).unwrap_or_default();
    let trigrams = typos::trigrams(word, slips);
    if db == DbBackend::Postgres {
        let like = (4..4 + trigrams.len()).map(|place| format!("(('ZZ' || word) || 'Z') LIKE ${place}")).collect::<Vec<_>>().join(" OR ");
        let sql = format!("SELECT word FROM search_words WHERE letters >= $1 AND ({like}) ORDER BY ABS(letters - $2), word LIMIT $3");
        let bound = [shortest.into(), letters.into(), KNOWN_MAX.into()];
        return Statement::from_sql_and_values(db, sql, bound.into_iter().chain(trigrams.into_iter().map(|three| format!("%{three}%").into())));
    }
    let sql = "SELECT search_words.word FROM search_word_trigrams JOIN search_words ON search_words.id = search_word_trigrams.rowid \
        WHERE search_word_trigrams MATCH ? AND search_words.letters >= ? ORDER BY ABS(search_words.letters - ?), search_words.word LIMIT ?";
    let any = trigrams.iter().map(|three| format!("\"{three}\"")).collect::<Vec<_>>().join(" OR ");
    Statement::from_sql_and_values(db, sql, [any.into(), shortest.into(), letters.into(), KNOWN_MAX.into()])
}

/// The texts of some experiences.
#[must_use]
pub fn texts(ids: &[ExperienceId]) -> Select<experience::Entity> {
    experience::Entity::find()
        .select_only()
        .columns([experience::Column::Id, experience::Column::Title, experience::Column::Summary, experience::Column::Story])
        .filter(experience::Column::Id.is_in(ids.iter().copied()))
}
