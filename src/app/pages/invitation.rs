//! An invitation to become a member, as whoever has its link sees it.

use super::param;
use crate::{
    api::members::{AcceptInvitation, InvitationPage, invitation},
    app::{
        components::errors::loaded,
        form::{FormState, LiveForm, Submit, use_form},
    },
    domain::invitation::Standing,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The page of an invitation.
#[component]
pub(crate) fn Invitation() -> impl IntoView {
    let token = param("token");
    let form = use_form::<AcceptInvitation>();
    let page = Resource::new_blocking(move || token.get(), invitation);
    view! {
        <Title text="Invitation" />
        <Meta name="robots" content="noindex" />
        {loaded(page, move |page| content(page, token.get_untracked(), form))}
    }
}

fn content(page: InvitationPage, token: String, form: FormState<AcceptInvitation>) -> impl IntoView {
    let invites = format!("{} invites you to join {} as {}.", page.inviter, page.organization, page.role.name().to_lowercase());
    view! {
        <section class="wrap slim">
            <h1>{format!("Host with {}", page.organization)}</h1>
            <p class="lead">{invites}</p>
            <p>{page.role.meaning()} " " <a href=format!("/hosts/{}", page.slug)>"See their page"</a></p>
            {match (page.my_role, page.standing) {
                (Some(role), _) => view! { <p class="notice">{format!("You belong to {} already, as {}. ", page.organization, role.name().to_lowercase())}<a href="/host">"To your workspace"</a></p> }.into_any(),
                (None, Standing::Open) => view! { <Accept page token form /> }.into_any(),
                (None, Standing::Accepted) => view! { <p class="notice">"This invitation has been accepted already."</p> }.into_any(),
                (None, Standing::Withdrawn) => view! { <p class="notice">"This invitation was taken back."</p> }.into_any(),
                (None, Standing::RunOut) => {
                    view! { <p class="notice">{format!("This invitation has run out. Ask {} to send it again.", page.inviter)}</p> }.into_any()
                }
            }}
        </section>
    }
}

/// The button that accepts, for whoever is logged in; anybody else logs in or signs up first, and comes back.
#[component]
fn Accept(page: InvitationPage, token: String, form: FormState<AcceptInvitation>) -> impl IntoView {
    let label = if page.me.is_some() { format!("Join {}", page.organization) } else { "Log in and join".to_owned() };
    let who = match page.me {
        Some(email) => format!("You are logged in as {email}, and join with this account."),
        None => "You log in or sign up next, and come back here.".to_owned(),
    };
    view! {
        <LiveForm state=form label="Join" class="panel">
            <input type="hidden" name="token" value=token />
            <p>{who}</p>
            <Submit label=Signal::stored(label) busy=form.busy() class="button wide" />
        </LiveForm>
        <p class="quiet center">{format!("Good until {}, {}.", page.until.date_and_clock(), page.until.zone_name())}</p>
    }
}
