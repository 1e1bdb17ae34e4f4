//! What travelers find: every filter and its counts, pages that stay right while runs change, and news of seats.

mod board;
mod cache;
mod filters;

use crate::support::{TestApp, build::RunSpec};
use nukkad::domain::{
    experience::Domain,
    explore::encode,
    ids::{ExperienceId, OrganizationId, RunId},
};
use nukkad::entity::{domain, event_run, experience};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};
use serde_json::Value;

/// What `/explore` answers to a query, as the browser gets it.
async fn explore(app: &TestApp, query: &str) -> Value {
    let answer = app.browser().ask("explore", &format!("query={}", encode(query))).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.json()
}

fn ids(page: &Value) -> Vec<i64> {
    page["runs"].as_array().unwrap().iter().map(|run| run["run"].as_i64().unwrap()).collect()
}

/// An experience of another domain and in other languages.
async fn offer(app: &TestApp, organization: OrganizationId, slug: &str, kind: Domain, languages: &str) -> ExperienceId {
    let made = app.experience(organization, slug).await;
    let db = app.services.store.writer();
    let row = domain::ActiveModel { slug: Set(kind), name: Set(kind.name().to_owned()), position: Set(1) };
    domain::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(db).await.unwrap();
    let change = experience::Entity::update_many()
        .col_expr(experience::Column::Domain, Expr::value(kind))
        .col_expr(experience::Column::Languages, Expr::value(languages))
        .filter(experience::Column::Id.eq(made));
    change.exec(db).await.unwrap();
    made
}

/// A season of three experiences in two domains and three cities: free and paid, with a stake and without, near and far.
async fn season(app: &TestApp) -> Vec<RunId> {
    let organization = app.organization("coffee").await;
    let offers = [
        offer(app, organization, "coffee", Domain::Food, "English, Kannada").await,
        offer(app, organization, "clay", Domain::Craft, "Hindi").await,
        offer(app, organization, "songs", Domain::Music, "English, Hindi").await,
    ];
    let mut made = Vec::new();
    for index in 0..45 {
        let spec = RunSpec {
            capacity: 1 + (index % 9),
            price: [0, 40_000, 75_000, 180_000, 250_000][usize::try_from(index % 5).unwrap()],
            stake: [0, 20_000][usize::try_from(index / 2 % 2).unwrap()],
            starts_in_hours: 3 + i64::from(index) * 7,
            ..RunSpec::default()
        };
        let run = app.run_of(offers[usize::try_from(index % 3).unwrap()], spec).await;
        // Each was put up a minute after the one before.
        let at = app.services.clock.now() + chrono::Duration::minutes(i64::from(index));
        let change = event_run::Entity::update_many().col_expr(event_run::Column::CreatedAt, Expr::value(at)).filter(event_run::Column::Id.eq(run));
        change.exec(app.services.store.writer()).await.unwrap();
        made.push(run);
    }
    made
}
