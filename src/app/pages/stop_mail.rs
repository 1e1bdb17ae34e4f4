//! Where a letter's way to stop leads. Looking changes nothing: programs that scan mail follow links, too. The buttons post to this very
//! address, without a session; see `web::saved`.

use super::param;
use crate::{
    api::saved_searches::{StoppableMail, mail_to_stop},
    app::components::errors::loaded,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The page that stops mail.
#[component]
pub(crate) fn StopMail() -> impl IntoView {
    let token = param("token");
    let page = Resource::new_blocking(move || token.get(), mail_to_stop);
    view! {
        <Title text="Weekly mail" />
        <Meta name="robots" content="noindex" />
        {loaded(page, move |page| content(page, token.get_untracked()))}
    }
}

fn content(page: StoppableMail, token: String) -> impl IntoView {
    let (heading, words) = match (page.search, page.on) {
        (Some(search), true) => ("Stop this mail?", format!("What is new in “{search}” comes in your weekly mail. Stopped, the search itself stays.")),
        (Some(search), false) => ("Stopped", format!("You get no mail about “{search}” any more. The search itself is still there.")),
        (None, true) => ("Stop the weekly mail?", "It tells what is new in your searches and at the hosts you follow. Stopped, you keep them all.".to_owned()),
        (None, false) => ("Stopped", "You get no weekly mail any more. Your searches and the hosts you follow are still there.".to_owned()),
    };
    let (mail, label, class) = if page.on { ("stop", "Stop it", "button wide") } else { ("again", "Send it again", "button ghost wide") };
    view! {
        <section class="wrap slim">
            <h1>{heading}</h1>
            <p class="lead">{words}</p>
            <form method="post" action=format!("/saved-searches/{token}/stop") class="panel" aria-label="Weekly mail">
                <button type="submit" name="mail" value=mail class=class>{label}</button>
            </form>
            <p class="center"><a href="/saved">"All that you have saved"</a></p>
        </section>
    }
}
