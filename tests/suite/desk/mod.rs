//! The desk of a run: who may do what there, and what each part of it does.

mod cancelling;
mod files;
mod lists;
mod words;

use crate::support::{
    Browser, TestApp,
    build::{PAID, RunSpec},
    on_both,
    pay::Payer,
};
use nukkad::domain::{
    booking::BookingStatus,
    ids::{OrganizationId, RunId},
    organization::Role,
};

struct Desk {
    run: RunId,
    ours: OrganizationId,
    owner: Browser,
    manager: Browser,
    staff: Browser,
    stranger: Browser,
    traveler: Browser,
    nobody: Browser,
}

async fn desk(app: &TestApp, spec: RunSpec) -> Desk {
    let (ours, theirs) = (app.organization("ours").await, app.organization("theirs").await);
    let experience = app.experience(ours, "filter-coffee").await;
    let run = app.run_of(experience, spec).await;
    let person = async |email: &str, member: Option<(OrganizationId, Role)>| {
        let user = app.user(email, email.split('@').next().unwrap()).await;
        if let Some((organization, role)) = member {
            app.member(organization, user, role).await;
        }
        let browser = app.browser();
        browser.log_in(email).await;
        browser
    };
    Desk {
        run,
        ours,
        owner: person("owner@example.com", Some((ours, Role::Owner))).await,
        manager: person("manager@example.com", Some((ours, Role::Manager))).await,
        staff: person("staff@example.com", Some((ours, Role::Staff))).await,
        stranger: person("stranger@example.com", Some((theirs, Role::Owner))).await,
        traveler: person("traveler@example.com", None).await,
        nobody: app.browser(),
    }
}

impl Desk {
    async fn ask(&self, query: &str) -> serde_json::Value {
        self.owner.ask("host_run", &format!("run={}{query}", self.run)).await.json()
    }

    /// Lead travelers, or travelers, as the list has them.
    async fn names(&self, query: &str) -> Vec<String> {
        let answer = self.ask(query).await;
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let bookings = answer["bookings"].as_array().unwrap().iter().map(|row| text(&row["lead_traveler"]));
        bookings.chain(answer["travelers"].as_array().unwrap().iter().map(|row| text(&row["person"]["name"]))).collect()
    }

    fn page(&self, below: &str) -> String {
        format!("/host/runs/{}{below}", self.run)
    }
}

/// Somebody with a paid booking.
async fn paid(app: &TestApp, run: RunId, email: &str, names: &[&str]) -> Payer {
    let payer = app.payer_on(run, email, names).await;
    let paid = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    payer
}

async fn log_of(app: &TestApp, organization: OrganizationId) -> Vec<(String, String)> {
    let lines = app.services.activity(organization, None).await.unwrap().lines;
    lines.into_iter().map(|line| (line.action, line.who)).collect()
}

on_both!(rights_are_a_table, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let payer = paid(&app, desk.run, "asha@example.com", &["Asha Rao", "Binu"]).await;
    let (run, reference) = (desk.run.to_string(), payer.reference.to_string());
    let of_run = format!("run={run}");
    let of_booking = format!("run={run}&reference={reference}");
    let seen = async |browser: &Browser, token: &str| {
        let pages = ["", "/door-list", &format!("/bookings/{reference}"), "/messages", &format!("/bookings/{reference}/cancel")];
        let mut seen = Vec::new();
        for page in pages {
            seen.push(browser.get(&desk.page(page)).await.status);
        }
        for (function, query) in [
            ("host_run", &of_run),
            ("door_list", &of_run),
            ("booking_on_run", &of_booking),
            ("run_messages", &of_run),
            ("quote_booking_cancellation", &of_booking),
        ] {
            seen.push(browser.ask(function, query).await.status);
        }
        for file in ["/bookings.csv", "/bookings.xlsx?view=travelers"] {
            seen.push(browser.client.get(app.at(&desk.page(file))).send().await.unwrap().status().as_u16());
            seen.push(browser.get(&desk.page(file)).await.status);
        }
        seen.push(browser.call("add_note", &[("run", &run), ("reference", &reference), ("note", "Late"), ("token", token)]).await.status);
        let letter = [("form[run]", run.as_str()), ("form[audience]", "all"), ("form[subject]", "Hello"), ("form[text]", "Hello"), ("form[token]", token)];
        seen.push(browser.call("send_message", &letter).await.status);
        // Whoever may cancel is told that the quote is another one.
        seen.push(browser.call("cancel_booking", &[("run", &run), ("reference", &reference), ("reason", "Rain"), ("quoted", "1")]).await.status);
        seen
    };
    let manages = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 409];
    let looks = [200, 200, 200, 403, 403, 200, 200, 200, 403, 403, 200, 200, 200, 200, 200, 403, 403];
    assert_eq!(seen(&desk.owner, "a").await, manages, "owner");
    assert_eq!(seen(&desk.manager, "b").await, manages, "manager");
    assert_eq!(seen(&desk.staff, "c").await, looks, "staff");
    assert_eq!(seen(&desk.stranger, "d").await, [404; 17], "another organization's owner");
    assert_eq!(seen(&desk.traveler, "e").await, [403; 17], "traveler");
    assert_eq!(seen(&payer.browser, "f").await, [403; 17], "the traveler of this very booking");
    let nobody = [303, 303, 303, 303, 303, 401, 401, 401, 401, 401, 401, 303, 401, 303, 401, 401, 401];
    assert_eq!(seen(&desk.nobody, "g").await, nobody, "nobody");
    let to_login = desk.nobody.get(&desk.page("/bookings.csv?view=travelers")).await.location.unwrap();
    assert_eq!(to_login, format!("/login?next=/host/runs/{run}/bookings.csv%3Fview%3Dtravelers"));
});

on_both!(what_is_not_on_the_run_is_not_found, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let elsewhere = app.payer(PAID, &["Asha"]).await;
    let (other_run, reference) = (elsewhere.run, elsewhere.reference.to_string());
    for (run, reference) in
        [(desk.run.to_string(), reference.as_str()), (other_run.to_string(), &reference), (desk.run.to_string(), "NK-22222222"), ("abc".to_owned(), "x")]
    {
        let query = format!("run={run}&reference={reference}");
        for function in ["booking_on_run", "quote_booking_cancellation"] {
            assert_eq!(desk.owner.ask(function, &query).await.status, 404, "{function} {query}");
        }
        let note = [("run", run.as_str()), ("reference", reference), ("note", "Late"), ("token", "a")];
        assert_eq!(desk.owner.call("add_note", &note).await.status, 404, "{query}");
        let cancel = [("run", run.as_str()), ("reference", reference), ("reason", "Rain"), ("quoted", "0")];
        assert_eq!(desk.owner.call("cancel_booking", &cancel).await.status, 404, "{query}");
    }
    for id in ["0", "-1", "abc", "99999999999999999999", &other_run.to_string()] {
        for below in ["/bookings.csv", "/bookings.xlsx", "/door-list", "/messages"] {
            assert_eq!(desk.owner.get(&format!("/host/runs/{id}{below}")).await.status, 404, "{id}{below}");
        }
    }
    let (theirs, none) = (desk.owner.get(&format!("/host/runs/{other_run}/bookings.csv")).await, desk.owner.get("/host/runs/987654/bookings.csv").await);
    assert_eq!(theirs.body, none.body);
});
