//! The host's side: for members of an organization.

pub(crate) mod activity;
pub(crate) mod attendance;
pub(crate) mod booking;
pub(crate) mod call_off;
pub(crate) mod cancel_booking;
pub(crate) mod check_in;
pub(crate) mod door_list;
pub(crate) mod edit_run;
pub(crate) mod experience;
pub(crate) mod experiences;
pub(crate) mod logo;
pub(crate) mod member;
pub(crate) mod messages;
pub(crate) mod new;
pub(crate) mod new_experience;
pub(crate) mod new_run;
pub(crate) mod overview;
pub(crate) mod pictures;
pub(crate) mod preview;
pub(crate) mod run;
mod run_list;
pub(crate) mod runs;
pub(crate) mod series;
pub(crate) mod settings;

use crate::{app::platform, error::AppError};
use leptos::{prelude::*, task::spawn_local};

/// Seconds between two looks at something that goes on by itself.
const LOOK_SECONDS: u64 = 2;

/// Asks every few seconds what has become of a page, for as long as it stands there. It changes only where there is news, and stays
/// as it is where nobody answers.
fn look_again<T, F>(page: Resource<Result<T, AppError>>, shown: T, ask: impl Fn() -> F + Copy + 'static)
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let (shown, asking) = (StoredValue::new(shown), StoredValue::new(false));
    platform::every(LOOK_SECONDS, move || {
        if asking.get_value() {
            return;
        }
        asking.set_value(true);
        let answer = ask();
        spawn_local(async move {
            let answer = answer.await;
            // Meanwhile the reader may have gone elsewhere, and all of this with the page.
            asking.try_update_value(|asking| *asking = false);
            let news = |fresh: &T| shown.try_with_value(|shown| shown != fresh).unwrap_or_default();
            if let Some(fresh) = answer.ok().filter(news) {
                page.try_update(|page| *page = Some(Ok(fresh)));
            }
        });
    });
}
