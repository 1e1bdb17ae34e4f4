//! Stories on the pages that show them.

use crate::support::{TestApp, build::PAID, on_both};
use nukkad::{domain::html, entity::experience, services::markdown::story_html};
use sea_orm::{ActiveModelTrait, EntityTrait, Set, Unchanged};

on_both!(a_story_is_shown_as_it_was_meant_and_does_no_harm, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let id = app.experience(organization, "coffee").await;
    let run = app.run_of(id, PAID).await;
    let story = "# The walk\n\nWe *begin* early.\n\n- idli\n- dosa\n\n<script>alert(1)</script>\n\n[us](https://nukkad.example) [x](javascript:alert(1))";
    let change = experience::ActiveModel { id: Unchanged(id), story: Set(story.to_owned()), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    for path in ["/experiences/coffee".to_owned(), format!("/runs/{run}")] {
        let page = app.browser().get(&path).await.body;
        for part in ["<h3>The walk</h3>", "<em>begin</em>", "<li>dosa</li>", "&lt;script&gt;alert(1)", "rel=\"nofollow ugc noopener\""] {
            assert!(page.contains(part), "{part} at {path}");
        }
        assert!(!page.contains("<script>alert(1)") && !page.contains("href=\"javascript:"));
    }
});

on_both!(plain_paragraphs_stay_what_they_were, async |app: TestApp| {
    app.services.seed_demo().await.unwrap();
    let all = experience::Entity::find().all(app.services.store.reader()).await.unwrap();
    assert!(all.len() >= 40);
    for one in all {
        let plain: Vec<String> = one.story.split("\n\n").map(|paragraph| format!("<p>{}</p>\n", html::escape(paragraph))).collect();
        // Inside of elements, quotes need no other spelling.
        let plain = plain.concat().replace("&quot;", "\"").replace("&#39;", "'");
        assert_eq!(story_html(&one.story), plain, "{}", one.slug);
    }
});
