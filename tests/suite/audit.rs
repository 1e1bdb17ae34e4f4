//! The audit log: sealed line by line, searched by admins, edited by nobody.

use crate::{
    members::person,
    support::{Backend, TestApp, on_both},
};
use nukkad::{
    entity::{audit_log, audit_seal},
    services::audit::{AuditFilter, Fault},
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::json;

async fn write(app: &TestApp, lines: std::ops::Range<i64>) {
    for line in lines {
        audit_log::record(app.services.store.writer(), app.services.clock.now(), None, "test.written", format!("test:{line}"), json!({ "line": line }))
            .await
            .unwrap();
    }
}

/// What only somebody can do who owns the database.
async fn by_force(app: &TestApp, backend: Backend, table: &str, change: &str) {
    let db = app.services.store.writer();
    let off = match backend {
        Backend::Sqlite => vec![format!("DROP TRIGGER keep_{table}_UPDATE"), format!("DROP TRIGGER keep_{table}_DELETE")],
        Backend::Postgres => vec![format!("DROP TRIGGER keep ON {table}")],
    };
    for statement in off {
        db.execute_unprepared(&statement).await.ok();
    }
    db.execute_unprepared(change).await.unwrap();
}

fn backend(app: &TestApp) -> Backend {
    if app.database.starts_with("sqlite") { Backend::Sqlite } else { Backend::Postgres }
}

on_both!(whoever_changes_a_line_breaks_the_chain, async |app: TestApp| {
    write(&app, 0..1_100).await;
    for change in ["UPDATE audit_log SET detail = '{}'", "DELETE FROM audit_log", "UPDATE audit_seals SET hash = ''", "DELETE FROM audit_seals"] {
        app.services.seal_audit_log().await.unwrap();
        let refused = app.services.store.writer().execute_unprepared(change).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{change}: {refused}");
    }
    let sound = app.services.check_audit_log().await.unwrap();
    assert_eq!((sound.faults, sound.sealed), (vec![], 1_100));
    let lines = audit_log::Entity::find().order_by_asc(audit_log::Column::Id).all(app.services.store.reader()).await.unwrap();
    let backend = backend(&app);
    by_force(&app, backend, "audit_log", &format!("UPDATE audit_log SET detail = '{{}}' WHERE id = {}", lines[500].id)).await;
    by_force(&app, backend, "audit_log", &format!("DELETE FROM audit_log WHERE id = {}", lines[700].id)).await;
    by_force(&app, backend, "audit_seals", &format!("DELETE FROM audit_seals WHERE line_id = {}", lines[900].id)).await;
    let broken = app.services.check_audit_log().await.unwrap();
    assert_eq!(broken.faults, [(lines[500].id, Fault::Changed), (lines[700].id, Fault::Missing), (lines[901].id, Fault::Gap)]);
    assert_eq!(broken.head, sound.head, "who has kept the head sees that nothing was cut off");
    by_force(&app, backend, "audit_seals", "DELETE FROM audit_seals WHERE position > 1000").await;
    assert_ne!(app.services.check_audit_log().await.unwrap().head, sound.head);
});

on_both!(lines_are_sealed_once_by_many_and_in_any_order, async |app: TestApp| {
    write(&app, 0..10).await;
    assert_eq!(app.services.seal_audit_log().await.unwrap(), 10);
    // A line with a lower number that is committed later is sealed where it comes.
    let late = format!(
        "INSERT INTO audit_log (id, at, action, subject, detail) VALUES (-1, '{}', 'test.late', 'test:0', '{{}}')",
        app.services.clock.now().to_rfc3339()
    );
    app.services.store.writer().execute_unprepared(&late).await.unwrap();
    write(&app, 10..2_000).await;
    let sealers: Vec<_> = (0..6)
        .map(|_| {
            let services = app.services.clone();
            tokio::spawn(async move { services.seal_audit_log().await.unwrap() })
        })
        .collect();
    for sealer in sealers {
        sealer.await.unwrap();
    }
    app.services.seal_audit_log().await.unwrap();
    let check = app.services.check_audit_log().await.unwrap();
    assert_eq!((check.faults, check.sealed), (vec![], 2_001));
    assert_eq!(audit_seal::Entity::find().count(app.services.store.reader()).await.unwrap(), 2_001);
    write(&app, 0..1).await;
    app.pass(61);
    let check = app.services.check_audit_log().await.unwrap();
    assert_eq!(check.faults.iter().map(|(_, fault)| *fault).collect::<Vec<_>>(), [Fault::Unsealed], "a sealer that sleeps is seen");
});

on_both!(admins_search_the_log, async |app: TestApp| {
    let admin = app.admin().await;
    let (_, traveler) = person(&app, "traveler@example.com").await;
    write(&app, 0..230).await;
    assert_eq!((traveler.ask("audit_log", "").await.status, app.browser().ask("audit_log", "").await.status), (404, 401));
    assert_eq!((traveler.get("/admin/audit").await.status, app.browser().get("/admin/audit").await.status), (404, 303));
    let lines = async |query: &str| admin.ask("audit_log", query).await.json();
    let first = lines("query[action]=test.").await;
    assert_eq!((first["entries"].as_array().unwrap().len(), first["entries"][0]["subject"].as_str()), (100, Some("test:229")));
    let page = admin.get("/admin/audit?action=test.").await.body;
    assert!(page.contains("test:229") && page.contains(&format!("/admin/audit?action=test.&amp;before={}", first["next"])), "{page}");
    let second = lines(&format!("query[action]=test.&query[before]={}", first["next"])).await;
    assert_eq!(second["entries"][0]["subject"].as_str(), Some("test:129"));
    assert_eq!(lines("query[subject]=test:7").await["entries"].as_array().unwrap().len(), 1);
    assert_eq!(lines("query[subject]=tes").await["entries"].as_array().unwrap().len(), 0, "a kind is a whole word");
    assert_eq!(lines("query[from]=2999-01-01").await["entries"].as_array().unwrap().len(), 0);
    let odd = lines("query[who]=nobody@example.com&query[from]=yesterday&query[before]=x").await;
    assert_eq!((odd["notes"].as_array().unwrap().len(), odd["entries"].as_array().unwrap().len()), (2, 100));
    assert!(admin.get("/admin/audit?from=yesterday&action=%25").await.body.contains("A day looks like"));
    let of = app.services.audit_page(&AuditFilter { action: Some("%".to_owned()), ..AuditFilter::default() }).await.unwrap();
    assert_eq!(of.lines.len(), 0, "a percent sign is no wildcard");
});
