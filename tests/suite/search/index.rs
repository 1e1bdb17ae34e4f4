//! The index has what travelers see: whoever changes a word, and whatever comes together.

use super::{found, offer, put};
use crate::support::{TestApp, on_both};
use migration::{Migrator, MigratorTrait};
use nukkad::{
    domain::{
        experience::{Domain, ExperienceStatus},
        ids::ExperienceId,
        organization::Role,
    },
    entity::{experience, organization, search_document},
    services::hosting::Membership,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

async fn owner(app: &TestApp, experience: ExperienceId) -> Membership {
    let row = experience::Entity::find_by_id(experience).one(app.services.store.reader()).await.unwrap().unwrap();
    let user = app.user(&format!("owner{experience}@example.com"), "Ananya").await;
    app.member(row.organization_id, user, Role::Owner).await;
    app.services.membership(user, None).await.unwrap().unwrap()
}

async fn finds(app: &TestApp, text: &str, id: ExperienceId) -> bool {
    found(app, text).await.tiers.contains_key(&id)
}

async fn rename(app: &TestApp, by: &Membership, name: &str) {
    let shown = app.services.organization(by.organization_id).await.unwrap().version;
    app.services.change_organization(by, shown, |profile| nukkad::domain::profile::Profile { name: name.to_owned(), ..profile }).await.unwrap();
}

async fn publish(app: &TestApp, by: &Membership, id: ExperienceId, story: &str) {
    let mut editor = app.services.experience_editor(by, id).await.unwrap();
    story.clone_into(&mut editor.form.story);
    app.services.publish_experience(by, id, editor.version, &editor.form).await.unwrap();
}

on_both!(what_changes_is_found_as_it_is_now, async |app: TestApp| {
    let offers = ["Coffee", "Kites"].map(|title| offer(title, "Third Wave Walkers", "Malleshwaram", "Bengaluru", Domain::Food, "A summary."));
    let ids = put(&app, &offers).await;
    let (coffee, kites) = (ids[0], ids[1]);
    let by = owner(&app, coffee).await;

    rename(&app, &by, "Darshini Dreamers").await;
    assert!(finds(&app, "dreamers", coffee).await && !finds(&app, "third wave", coffee).await);
    assert!(finds(&app, "third wave", kites).await, "another's name stays");
    let slip = found(&app, "dremers").await;
    assert!(slip.corrected && slip.meant() == "dreamers");
    rename(&app, &by, "Walkers of Dawn").await;
    let slip = found(&app, "dremers").await;
    assert!(!slip.corrected && slip.tiers.is_empty(), "a name that is gone is not what was meant");

    publish(&app, &by, coffee, "At the end there is *kulfi*.").await;
    assert!(finds(&app, "kulfi", coffee).await && !finds(&app, "kulfi", kites).await);
    publish(&app, &by, coffee, "At the end there is falooda.").await;
    assert!(finds(&app, "falooda", coffee).await && !finds(&app, "kulfi", coffee).await);

    // What is saved and not published is nobody's to find.
    let mut editor = app.services.experience_editor(&by, coffee).await.unwrap();
    "Secret plans".clone_into(&mut editor.form.title);
    app.services.save_draft(&by, coffee, editor.version, None, &editor.form).await.unwrap();
    assert!(!finds(&app, "secret", coffee).await);

    app.services.archive_experience(&by, coffee).await.unwrap();
    assert!(!finds(&app, "falooda", coffee).await && found(&app, "coffee").await.tiers.is_empty());
    app.drain().await;
    app.services.bring_back_experience(&by, coffee).await.unwrap();
    assert!(finds(&app, "falooda", coffee).await);
    app.drain().await;
});

on_both!(the_demo_can_be_searched, async |app: TestApp| {
    assert!(app.services.seed_demo().await.unwrap());
    assert_eq!(app.services.unsearchable_experiences().await.unwrap(), []);
    assert_eq!(app.services.fill_search().await.unwrap(), 0, "nothing is left to do");
    for text in ["coffee", "Third Wave Walkers", "malleshwaram", "Malleshwarm", "Basavangudi", "jaipur craft", "kochi"] {
        assert!(!found(&app, text).await.tiers.is_empty(), "{text}");
    }
});

on_both!(what_is_missing_is_brought_in_once_whoever_does_it, async |app: TestApp| {
    let offers: Vec<_> = (0..30).map(|number| offer(&format!("Coffee {number}"), "Walkers", "Malleshwaram", "Bengaluru", Domain::Food, "A summary.")).collect();
    let ids = put(&app, &offers).await;
    let db = app.services.store.writer();
    // As from before there was an index.
    let since = Migrator::migrations().iter().rev().position(|step| step.name().ends_with("_search")).unwrap() + 1;
    Migrator::down(db, Some(u32::try_from(since).unwrap())).await.unwrap();
    app.services.store.migrate().await.unwrap();
    assert_eq!(app.services.unsearchable_experiences().await.unwrap(), ids);
    assert!(found(&app, "coffee").await.tiers.is_empty());
    let (one, another) = tokio::join!(app.services.fill_search(), app.services.fill_search());
    assert!(one.unwrap() + another.unwrap() >= 30);
    assert_eq!(found(&app, "coffe malleshwarm").await.tiers.len(), 30);
    app.drain().await;

    // As by a process that does not know of the index, or knows other rules.
    let change = experience::Entity::update_many().col_expr(experience::Column::Title, Expr::value("Kites"));
    change.filter(experience::Column::Id.eq(ids[0])).exec(db).await.unwrap();
    let change = experience::Entity::update_many().col_expr(experience::Column::Status, Expr::value(ExperienceStatus::Archived));
    change.filter(experience::Column::Id.eq(ids[1])).exec(db).await.unwrap();
    let change = search_document::Entity::update_many().col_expr(search_document::Column::Fingerprint, Expr::value("of old"));
    change.filter(search_document::Column::ExperienceId.eq(ids[2])).exec(db).await.unwrap();
    search_document::remove(db, &ids[3..4]).await.unwrap();
    assert_eq!(app.services.unsearchable_experiences().await.unwrap(), ids[..4]);
    assert_eq!(app.services.fill_search().await.unwrap(), 4);
    assert!(finds(&app, "kites", ids[0]).await && !finds(&app, "coffee", ids[0]).await && !finds(&app, "coffee", ids[1]).await);
    assert_eq!(found(&app, "coffee").await.tiers.len(), 28);
    assert_eq!(app.services.fill_search().await.unwrap(), 0);
    app.drain().await;

    let change = organization::Entity::update_many().col_expr(organization::Column::Name, Expr::value("Sleepers"));
    change.exec(db).await.unwrap();
    assert_eq!(app.services.fill_search().await.unwrap(), 29);
    assert_eq!(found(&app, "sleepers").await.tiers.len(), 29);
});

on_both!(whoever_changes_words_at_once_leaves_none_behind, async |app: TestApp| {
    let ids = put(&app, &[offer("Coffee", "Walkers", "Malleshwaram", "Bengaluru", Domain::Food, "A summary.")]).await;
    let by = owner(&app, ids[0]).await;
    let editor = app.services.experience_editor(&by, ids[0]).await.unwrap();
    for turn in 0..12_i64 {
        let (name, story) = (format!("Walkers {turn}"), format!("Turn {turn}."));
        let form = nukkad::domain::draft::ExperienceForm { story, ..editor.form.clone() };
        let ((), published, filled) =
            tokio::join!(rename(&app, &by, &name), app.services.publish_experience(&by, ids[0], editor.version + turn, &form), app.services.fill_search());
        published.unwrap();
        filled.unwrap();
        assert_eq!(app.services.unsearchable_experiences().await.unwrap(), [], "turn {turn}");
        assert!(finds(&app, &format!("{turn} walkers turn {turn}"), ids[0]).await);
    }
});
