//! How the databases answer: by their indexes, however much there is.

use super::{offer, put};
use crate::support::{TestApp, on_both};
use nukkad::{
    domain::{experience::Domain, ids::ExperienceId},
    services::search::{Wanted, statements},
};
use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement, TransactionTrait};

async fn plan(app: &TestApp, mut statement: Statement) -> Vec<String> {
    // Small tables are read from end to end by whoever may do so.
    let db = app.services.store.reader().begin().await.unwrap();
    let is_postgres = statement.db_backend == DbBackend::Postgres;
    if is_postgres {
        db.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
    }
    let (explain, column) = if is_postgres { ("EXPLAIN", "QUERY PLAN") } else { ("EXPLAIN QUERY PLAN", "detail") };
    statement.sql = format!("{explain} {}", statement.sql);
    db.query_all_raw(statement).await.unwrap().iter().map(|row| row.try_get::<String>("", column).unwrap()).collect()
}

/// The line of a plan that reads a table from end to end, if there is one.
fn end_to_end(line: &str) -> bool {
    let of_words_only = line.contains("VIRTUAL TABLE INDEX") && line.contains(":M");
    let by_id = line.contains("VIRTUAL TABLE INDEX 0:=");
    let subquery = ["SCAN asked", "SCAN CONSTANT ROW", "SCAN (subquery"].iter().any(|part| line.contains(part));
    line.contains("Seq Scan") || (line.contains("SCAN ") && !of_words_only && !by_id && !subquery)
}

on_both!(nothing_is_searched_from_end_to_end, async |app: TestApp| {
    let shelf: Vec<_> =
        (0..60).map(|number| offer(&format!("Coffee {number}"), "Walkers", "Malleshwaram", "Bengaluru", Domain::Food, "Four darshinis.")).collect();
    put(&app, &shelf).await;
    let backend = app.services.store.reader().get_database_backend();
    let words = |words: &[&str]| words.iter().map(|word| Wanted::as_typed((*word).to_owned())).collect::<Vec<_>>();
    let meant = vec![Wanted { typed: "cofee".to_owned(), meant: vec!["coffee".to_owned(), "toffee".to_owned()] }];
    let ids: Vec<ExperienceId> = (1..25).map(ExperienceId).collect();
    for (what, statement) in [
        ("one word", statements::ranked(backend, &words(&["coffee"]))),
        ("a letter", statements::ranked(backend, &words(&["a"]))),
        ("words", statements::ranked(backend, &words(&["co", "walk", "a", "मल्ले", "12", "four", "food", "ben"]))),
        ("what was meant", statements::ranked(backend, &meant)),
        ("what is there", statements::present(backend, &["coffee".to_owned(), "x".to_owned(), "tea".to_owned()])),
        ("a short name", statements::alike(backend, "cofe")),
        ("a long name", statements::alike(backend, "malleshwarambengaluru")),
        ("texts", statements::texts(&ids).build(backend)),
    ] {
        let plan = plan(&app, statement).await;
        assert!(!plan.is_empty());
        let wrong: Vec<&String> = plan.iter().filter(|line| end_to_end(line)).collect();
        assert!(wrong.is_empty(), "{what}: {plan:#?}");
    }
    let scan = plan(&app, Statement::from_string(backend, "SELECT * FROM experiences WHERE title LIKE '%offee%'")).await;
    let names = plan(&app, Statement::from_string(backend, "SELECT COUNT(*) FROM search_words WHERE letters > 3")).await;
    assert!([scan, names].iter().all(|plan| plan.iter().any(|line| end_to_end(line))), "the look at plans has lost its way");
});
