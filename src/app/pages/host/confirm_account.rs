//! A new payout account, as the owner who has asked for it sees it by the link in the mail.

use crate::{
    api::payout_accounts::{ConfirmAccountPage, ConfirmPayoutAccount, payout_account_to_confirm},
    app::{
        components::{errors::loaded, payout_account::AccountFacts},
        form::{FormState, LiveForm, Submit, use_form},
        pages::param,
    },
    domain::payout_account::AccountStanding,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The page that a confirming link leads to.
#[component]
pub(crate) fn ConfirmAccount() -> impl IntoView {
    let token = param("token");
    let form = use_form::<ConfirmPayoutAccount>();
    let page = Resource::new_blocking(move || token.get(), payout_account_to_confirm);
    view! {
        <Title text="Confirm the payout account" />
        <Meta name="robots" content="noindex" />
        {loaded(page, move |page| content(page, token.get_untracked(), form))}
    }
}

fn content(page: ConfirmAccountPage, token: String, form: FormState<ConfirmPayoutAccount>) -> impl IntoView {
    let ConfirmAccountPage { organization, account } = page;
    let standing = account.standing;
    let said = |words: &'static str| view! { <p class="notice">{words} " " <a href="/host/payouts/account">"To the payout account"</a></p> }.into_any();
    view! {
        <section class="wrap slim">
            <h1>"Is this your account?"</h1>
            <p class="lead">{format!("What {organization} earns is paid to it, from a day after you confirm it.")}</p>
            <AccountFacts account />
            {match standing {
                AccountStanding::Asked => view! {
                    <LiveForm state=form label="Confirm the account" class="panel">
                        <input type="hidden" name="token" value=token />
                        <Submit label=Signal::stored("Yes, confirm it".to_owned()) busy=form.busy() class="button wide" />
                    </LiveForm>
                    <p class="quiet center">"If it is not, change your password: whoever typed it in knows the old one."</p>
                }.into_any(),
                AccountStanding::Held | AccountStanding::Ready => said("This account is confirmed."),
                AccountStanding::Withdrawn => said("This account was withdrawn. Nothing is paid to it."),
                AccountStanding::RunOut => said("The link’s time has run out. Type the account in once more."),
            }}
        </section>
    }
}
