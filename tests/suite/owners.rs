//! An organization always has an owner, however many go at the same moment.

use super::members::roles;
use crate::support::{Backend, TestApp, on_both};
use nukkad::{
    domain::{ids::OrganizationId, organization::Role},
    entity::member,
    services::{hosting::Membership, members::MemberError},
};
use std::sync::Arc;

async fn two_owners(app: &TestApp, slug: &str) -> (OrganizationId, [Membership; 2]) {
    let organization = app.organization(slug).await;
    let mut owners = Vec::new();
    for name in ["a", "b"] {
        let id = app.user(&format!("{name}-{slug}@example.com"), name).await;
        app.member(organization, id, Role::Owner).await;
        owners.push(app.services.membership(id, Some(organization)).await.unwrap().unwrap());
    }
    (organization, owners.try_into().map_err(|_| ()).unwrap())
}

on_both!(two_owners_who_go_at_the_same_moment_leave_one, async |app: TestApp| {
    for round in 0..12 {
        let (organization, owners) = two_owners(&app, &format!("round-{round}")).await;
        let start = Arc::new(tokio::sync::Barrier::new(2));
        let mut attempts = tokio::task::JoinSet::new();
        for (by, other) in [(0, 1), (1, 0)] {
            let (services, start, by, other) = (app.services.clone(), start.clone(), owners[by].clone(), owners[other].user_id);
            attempts.spawn(async move {
                start.wait().await;
                match round % 3 {
                    0 => services.change_role(&by, other, Role::Owner, Role::Staff).await,
                    1 => services.remove_member(&by, other).await,
                    _ => services.remove_member(&by, by.user_id).await,
                }
            });
        }
        let outcomes = attempts.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let refused = outcomes.into_iter().find_map(Result::err).unwrap();
        assert!(matches!(refused, MemberError::LastOwner | MemberError::NoOwner | MemberError::NoMember), "{refused:?}");
        assert_eq!(roles(&app, organization).await.iter().filter(|role| **role == Role::Owner).count(), 1);
    }
});

/// What the wait for each other is for: on `PostgreSQL` each of two transactions sees the owner whom the other demotes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_waiting_for_each_other_both_go_on_postgres() {
    let app = TestApp::start(Backend::Postgres).await;
    let (organization, [a, b]) = two_owners(&app, "coffee").await;
    let (one, other) = (app.services.store.begin().await.unwrap(), app.services.store.begin().await.unwrap());
    assert!(member::change_role(&one, (organization, b.user_id), a.user_id, Role::Owner, Role::Staff).await.unwrap());
    assert!(member::change_role(&other, (organization, a.user_id), b.user_id, Role::Owner, Role::Staff).await.unwrap());
    one.commit().await.unwrap();
    other.commit().await.unwrap();
    assert_eq!(roles(&app, organization).await, [Role::Staff, Role::Staff]);
}

on_both!(the_guard_itself_keeps_the_last_owner, async |app: TestApp| {
    let (organization, [a, b]) = two_owners(&app, "coffee").await;
    let db = app.services.store.writer();
    assert!(member::change_role(db, (organization, b.user_id), a.user_id, Role::Owner, Role::Manager).await.unwrap());
    assert!(!member::change_role(db, (organization, a.user_id), a.user_id, Role::Owner, Role::Manager).await.unwrap(), "the last one stays");
    assert!(!member::remove(db, organization, a.user_id, a.user_id).await.unwrap(), "also when they want to go");
    assert!(!member::change_role(db, (organization, a.user_id), b.user_id, Role::Owner, Role::Manager).await.unwrap(), "a manager changes nobody");
    assert!(!member::remove(db, organization, a.user_id, b.user_id).await.unwrap());
    assert!(member::remove(db, organization, b.user_id, b.user_id).await.unwrap(), "but may go");
    assert_eq!(roles(&app, organization).await, [Role::Owner]);
});
