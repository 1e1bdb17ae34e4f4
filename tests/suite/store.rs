//! The database's handle: what was begun for somebody who has gone keeps nothing back from others.

use crate::support::{TestApp, on_both};
use nukkad::{entity::user, services::store::Store};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{
    future::{Future, poll_fn},
    task::Poll,
    time::Duration,
};

/// Steps in which a transaction has begun, whatever the database.
const STEPS: u64 = 12;

// A request whose sender hangs up is dropped wherever it waits, also while the database is told to begin a transaction. Were the
// connection given to somebody else like that, a statement that has succeeded could still be undone.
on_both!(a_transaction_that_nobody_waits_for_any_more_keeps_nothing_back, async |app: TestApp| {
    let outside = Store::connect(&app.database).await.unwrap();
    for steps in 1..=STEPS {
        let mut begin = Box::pin(app.services.store.begin());
        for _ in 0..steps {
            if poll_fn(|context| Poll::Ready(begin.as_mut().poll(context).is_ready())).await {
                break;
            }
            // By now the database has answered what it was asked until here.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(begin);
        app.user(&format!("user{steps}@example.com"), "Asha").await;
        assert_eq!(user::Entity::find().count(outside.reader()).await.unwrap(), steps, "what is done is there for all, after {steps} steps");
    }
});
