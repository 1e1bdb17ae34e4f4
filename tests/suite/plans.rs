//! How the databases answer what the pages for anyone ask: by indexes, over a marketplace of some size. The statements are those that the
//! pages send, heard while they are served.
//!
//! The rule. A *small* table may be read whole: there are as many places and categories as there are. On every other table,
//! - `PostgreSQL`, told to avoid it, reads none from end to end (no `Seq Scan`), and `SQLite` scans none, by an index or without;
//! - an index of runs is searched for more than their status: nineteen in twenty may have the same;
//! - what `PostgreSQL` reads of runs and bookings along a whole index, it reads beneath a `LIMIT`, with nothing in between that wants all rows.

use crate::{
    million::{self, Plan},
    support::{Backend, TestApp, on_both},
};
use nukkad::{
    domain::{
        explore::{Cursor, RunFilter},
        run::RunStatus,
    },
    entity::{event_run, experience, organization},
};
use sea_orm::{ColumnTrait, ConnectionTrait, Database, EntityTrait, QueryFilter, QueryOrder, Statement, TransactionTrait};
use serde_json::Value;

const PLAN: Plan = Plan { runs: 3_000, seed: 5, now: chrono::DateTime::UNIX_EPOCH };
/// Questions that are put together by chance.
const CHANCE: usize = 60;
/// Tables that may be read whole; the last one is `SQLite`'s own, with a row for each table.
const SMALL: [&str; 4] = ["cities", "neighborhoods", "domains", "sqlite_sequence"];
/// Tables that grow with every day. Of others, a good plan may walk along an index to join what was found with them.
const LARGE: [&str; 2] = ["event_runs", "bookings"];

async fn fill(app: &TestApp) {
    million::fill(&app.database, &app.services, Plan { now: app.services.clock.now(), ..PLAN }).await;
    // What a process reads once, it may read whole.
    assert_eq!(app.browser().get("/explore").await.status, 200);
}

fn backend_of(app: &TestApp) -> Backend {
    if app.database.starts_with("sqlite") { Backend::Sqlite } else { Backend::Postgres }
}

/// What is read whole by the statements that a page sends, each with its statement.
async fn faults_of(app: &TestApp, path: &str) -> Vec<String> {
    app.listen();
    // With a cookie that names nobody: no page is taken from where somebody else has left it.
    let answer = app.browser().client.get(app.at(path)).header("accept", "text/html").header("cookie", "nukkad=none").send().await.unwrap();
    let (status, body) = (answer.status(), answer.text().await.unwrap());
    let heard = app.heard();
    assert!(status == 200 && body.contains("</html>"), "{path}: {status}");
    let reads: Vec<Statement> = heard.into_iter().filter(|statement| statement.sql.starts_with("SELECT") || statement.sql.starts_with("WITH")).collect();
    assert!(!reads.is_empty(), "{path}: nothing was heard");
    let mut faults = Vec::new();
    for read in reads {
        let found = match backend_of(app) {
            Backend::Sqlite => scans(app, &read).await,
            Backend::Postgres => read_whole(app, &read).await,
        };
        faults.extend(found.into_iter().map(|fault| format!("{path}: {fault}\n  in {read}\n")));
    }
    faults
}

fn explain(how: &str, of: &Statement) -> Statement {
    Statement { sql: format!("{how} {}", of.sql), ..of.clone() }
}

/// `SQLite`: lines such as `SCAN event_runs` and `SEARCH event_runs USING INDEX ix (status=? AND starts_at>?)`.
async fn scans(app: &TestApp, read: &Statement) -> Vec<String> {
    // By a new connection: one that has explained a statement before says the same again, whatever has become of the indexes.
    let db = Database::connect(&app.database).await.unwrap();
    let rows = db.query_all_raw(explain("EXPLAIN QUERY PLAN", read)).await.unwrap();
    db.close().await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
    let made = |name: &str| lines.iter().any(|line| line.strip_prefix("MATERIALIZE ").or(line.strip_prefix("CO-ROUTINE ")) == Some(name));
    let is_fault = |line: &&String| {
        let mut words = line.split(' ');
        match (words.next(), words.next()) {
            (Some("SCAN"), Some(name)) => {
                // A list of values, the rows of a subquery, and what a virtual table finds are not tables.
                let derived = name.starts_with('(') || name == "CONSTANT" || made(name) || line.contains("VIRTUAL TABLE");
                !derived && !SMALL.contains(&name)
            }
            (Some("SEARCH"), Some("event_runs")) => line.ends_with("(status=?)"),
            _ => false,
        }
    };
    lines.iter().filter(is_fault).cloned().collect()
}

/// `PostgreSQL`: the plan that it chooses when told that reading a table from end to end is out of the question.
async fn read_whole(app: &TestApp, read: &Statement) -> Vec<String> {
    let db = app.services.store.reader().begin().await.unwrap();
    db.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
    let row = db.query_one_raw(explain("EXPLAIN (FORMAT JSON)", read)).await.unwrap().unwrap();
    db.rollback().await.unwrap();
    let plan: Value = row.try_get_by_index(0).unwrap();
    let mut faults = Vec::new();
    walk(&plan[0]["Plan"], false, &mut faults);
    faults
}

/// Goes through a plan from the top; `bounded` beneath a `LIMIT`.
fn walk(node: &Value, bounded: bool, faults: &mut Vec<String>) {
    let word = |name: &str| node[name].as_str().unwrap_or_default();
    let (kind, table, condition) = (word("Node Type"), word("Relation Name"), word("Index Cond"));
    let along_an_index = kind == "Index Scan" || kind == "Index Only Scan";
    let by_status_alone = !condition.is_empty() && !condition.contains(" AND ") && condition.contains("status");
    let of_runs = table == "event_runs" || word("Index Name").contains("event_runs");
    if (kind == "Seq Scan" && !SMALL.contains(&table))
        || (along_an_index && LARGE.contains(&table) && condition.is_empty() && !bounded)
        || (of_runs && by_status_alone && !bounded)
    {
        faults.push(format!("{kind} of {table} {} {condition}", word("Index Name")));
    }
    let takes_all = ["Sort", "Aggregate", "Hash", "WindowAgg", "SetOp"].contains(&kind);
    for child in node["Plans"].as_array().into_iter().flatten() {
        walk(child, (bounded || kind == "Limit") && !takes_all, faults);
    }
}

/// The pages for anyone, with what can be asked of them.
async fn pages(app: &TestApp) -> Vec<String> {
    let db = app.services.store.reader();
    let runs = event_run::Entity::find().filter(event_run::Column::Status.eq(RunStatus::Scheduled)).order_by_asc(event_run::Column::StartsAt);
    let runs = runs.find_also_related(experience::Entity).all(db).await.unwrap();
    let (run, offer) = runs[runs.len() / 2].clone();
    let offer = offer.unwrap();
    let host = organization::Entity::find_by_id(offer.organization_id).one(db).await.unwrap().unwrap();
    let cursor = Cursor { starts_at: run.starts_at, run: run.id }.to_text();
    let mut pages = vec!["/".to_owned(), format!("/runs/{}", run.id), format!("/experiences/{}", offer.slug), format!("/hosts/{}", host.slug)];
    let queries = [
        "",
        "city=bengaluru",
        "city=bengaluru&domain=food&domain=craft",
        "city=bengaluru&neighborhood=malleshwaram&neighborhood=jayanagar&when=week",
        "when=weekend",
        "price_min=300&price_max=900&seats=4",
        "city=mumbai&price_max=0",
        "language=kannada",
        "stake=yes",
        "stake=no&price_max=0",
        "q=coffee",
        "q=malleshwarm%20walk&city=bengaluru",
        "sort=price",
        "sort=newest&city=kochi",
        "view=calendar&city=bengaluru",
        "view=map&city=bengaluru",
        "view=map",
    ];
    let address = |query: &str| RunFilter::parse(query).to_path();
    pages.extend(queries.map(address));
    pages.extend(million::questions(PLAN.seed, app.services.clock.now(), CHANCE).iter().map(|query| address(query)));
    pages.push(address(&format!("after={cursor}")));
    pages.push(address(&format!("city=bengaluru&after={cursor}")));
    pages
}

on_both!(pages_for_anyone_are_answered_by_indexes, async |app: TestApp| {
    fill(&app).await;
    let mut faults = Vec::new();
    for page in pages(&app).await {
        faults.extend(faults_of(&app, &page).await);
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
});

on_both!(a_lost_index_is_noticed, async |app: TestApp| {
    fill(&app).await;
    let page = pages(&app).await.into_iter().find(|page| page.starts_with("/experiences/")).unwrap();
    assert_eq!(faults_of(&app, &page).await, [""; 0]);
    app.services.store.writer().execute_unprepared("DROP INDEX ix_pictures_experience_id_position").await.unwrap();
    assert!(!faults_of(&app, &page).await.is_empty(), "nobody misses it");
});

on_both!(what_is_made_is_sound_and_the_same_every_time, async |app: TestApp| {
    use sea_orm::PaginatorTrait;
    fill(&app).await;
    let (db, now) = (app.services.store.reader(), app.services.clock.now());
    assert_eq!(app.services.miscounted_runs().await.unwrap(), []);
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
    let upcoming = event_run::Entity::find().filter(event_run::Column::Status.eq(RunStatus::Scheduled)).filter(event_run::Column::StartsAt.gt(now));
    assert_eq!((event_run::Entity::find().count(db).await.unwrap(), upcoming.count(db).await.unwrap()), (3_000, 150));
    let over = event_run::Entity::find().filter(event_run::Column::Status.eq(RunStatus::Completed)).filter(event_run::Column::EndsAt.lt(now));
    assert_eq!(over.count(db).await.unwrap(), 2_850);
    let other = TestApp::start(Backend::Sqlite).await;
    million::fill(&other.database, &other.services, Plan { now, ..PLAN }).await;
    let (offers, runs) = (offers_of(&app).await, runs_of(&app).await);
    assert!(offers.iter().all(|offer| offer.slug.len() <= 80 && offer.title.chars().count() <= 60 && offer.summary.chars().count() <= 140));
    assert_eq!(offers, offers_of(&other).await);
    assert_eq!(runs, runs_of(&other).await);
    // The ids go on from where they were left.
    app.run("coffee", crate::support::build::RunSpec::default()).await;
});

async fn offers_of(app: &TestApp) -> Vec<experience::Model> {
    let mut offers = experience::Entity::find().order_by_asc(experience::Column::Id).all(app.services.store.reader()).await.unwrap();
    // Laid out around a moment that the databases keep with other fractions of a second.
    for offer in &mut offers {
        offer.created_at = chrono::DateTime::UNIX_EPOCH;
    }
    offers
}

async fn runs_of(app: &TestApp) -> Vec<(i64, chrono::DateTime<chrono::Utc>, i32)> {
    let runs = event_run::Entity::find().order_by_asc(event_run::Column::Id).all(app.services.store.reader()).await.unwrap();
    runs.into_iter().map(|run| (run.experience_id.0, run.starts_at, run.seats_taken)).collect()
}
