//! Rows from before stakes had a place of their own get the place that the money has.

use super::*;
use migration::{Migrator, MigratorTrait};

async fn all_stakes(app: &TestApp) -> Vec<StakeStatus> {
    let rows = traveler::Entity::find().order_by_asc(traveler::Column::Id).all(app.services.store.reader());
    rows.await.unwrap().into_iter().map(|person| person.stake).collect()
}

on_both!(stakes_of_before_stand_where_the_money_does, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let going = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu", "Chitra", "Devi"]).await;
    let gone = paid(&app, stage.run, "gone@example.com", &["Esha"]).await;
    app.payer_on(stage.run, "pending@example.com", &["Farah"]).await;
    let free = app.run_of(app.experience(stage.organization, "free").await, RunSpec::default()).await;
    app.payer_on(free, "free@example.com", &["Gita"]).await;
    let cancel = async |payer: &Payer, who: &str, quoted: &str| {
        let reference = payer.reference.to_string();
        assert_eq!(payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", quoted)]).await.status, 200);
    };
    cancel(&going, "0", "65000").await;
    cancel(&gone, "0", "65000").await;
    app.drain().await;
    app.faults(json!([{"on": "refund", "do": "pending"}])).await;
    cancel(&going, "1", "65000").await;
    app.drain().await;
    app.pass(25 * 60);
    cancel(&going, "2", "0").await;
    app.drain().await;
    let before = all_stakes(&app).await;
    assert_eq!(before, [Returned, ReturnDue, Forfeited, Held, Returned, StakeStatus::None, StakeStatus::None]);

    let steps = Migrator::migrations();
    let back = steps.iter().rev().position(|step| step.name() == "m20261126_000013_stakes").unwrap() + 1;
    Migrator::down(app.services.store.writer(), Some(u32::try_from(back).unwrap())).await.unwrap();
    assert_eq!(all_stakes(&app).await, [StakeStatus::None; 7]);
    app.services.store.migrate().await.unwrap();
    assert_eq!(all_stakes(&app).await, before);
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
});

on_both!(the_check_tells_a_stake_that_is_not_where_the_money_is, async |app: TestApp| {
    let stage = stage(&app, PAID).await;
    let payer = paid(&app, stage.run, "asha@example.com", &["Asha", "Binu"]).await;
    app.drain().await;
    for wrong in [StakeStatus::None, ReturnDue, Returned, Forfeited] {
        let booking = app.booking(&payer.reference).await.id;
        let spoil = async |to: StakeStatus| {
            let change = traveler::Entity::update_many().col_expr(traveler::Column::Stake, Expr::value(to)).filter(traveler::Column::BookingId.eq(booking));
            change.filter(traveler::Column::Position.eq(1)).exec(app.services.store.writer()).await.unwrap();
        };
        spoil(wrong).await;
        let faults = app.services.ledger_check().await.unwrap();
        assert!(!faults.is_empty() && faults.iter().all(|fault| fault.contains(&payer.reference.to_string())), "{wrong}: {faults:?}");
        spoil(Held).await;
    }
    app.drain().await;
});
