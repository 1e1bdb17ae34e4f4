//! Where the organization's money goes, and how it is made to go elsewhere. For owners.

use crate::{
    api::payout_accounts::{AskPayoutAccount, PayoutAccountLine, PayoutAccountPage, WithdrawPayoutAccount, payout_account},
    app::{
        components::{errors::loaded, host_bar::HostBar, payout_account::AccountFacts},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::query,
    },
    domain::{
        ids::OrganizationId,
        payout_account::{AccountKind, AccountStanding},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of the payout account.
#[component]
pub(crate) fn PayoutAccount() -> impl IntoView {
    let (ask, withdraw) = (use_form::<AskPayoutAccount>(), use_form::<WithdrawPayoutAccount>());
    let saved = query("saved");
    let page = Resource::new_blocking(|| (), |()| payout_account());
    view! {
        <Title text="Payout account" />
        <HostBar />
        {loaded(page, move |page| content(page, ask, withdraw, saved.get_untracked()))}
    }
}

fn content(page: PayoutAccountPage, ask: FormState<AskPayoutAccount>, withdraw: FormState<WithdrawPayoutAccount>, saved: Option<String>) -> impl IntoView {
    let organization = page.organization_id;
    let note = match saved.as_deref() {
        Some("asked") => Some(format!("We have written to {}. The account counts once you have followed the link in that letter.", page.mail_goes_to)),
        Some("confirmed") => Some("Confirmed. Every owner was written to, and money moves to it in a day.".to_owned()),
        Some("withdrawn") => Some("Withdrawn. Nothing is paid to that account.".to_owned()),
        _ => None,
    };
    let asked = page.asked.map(|account| view! { <Waiting organization account form=withdraw /> });
    let heading = if page.current.is_some() { "Another account" } else { "Your account" };
    view! {
        <section class="wrap slim">
            <p class="crumb"><a href="/host/settings">"← " {page.organization.clone()}</a></p>
            <h1>"Payout account"</h1>
            <div role="status">{note.map(|note| view! { <p class="notice good">{note}</p> })}</div>
            {match page.current {
                Some(account) => view! { <Current organization account form=withdraw /> }.into_any(),
                None => view! { <p>{format!("There is no account yet that what {} earns can be paid to.", page.organization)}</p> }.into_any(),
            }}
            {asked}
            <h2 id="new">{heading}</h2>
            <Ask organization form=ask />
        </section>
    }
}

/// The account that counts.
#[component]
fn Current(organization: OrganizationId, account: PayoutAccountLine, form: FormState<WithdrawPayoutAccount>) -> impl IntoView {
    let held = account.standing == AccountStanding::Held;
    let words = account.ready_at.as_ref().map(|at| {
        let at = format!("{} ({})", at.date_and_clock(), at.zone_name());
        if held { format!("Nothing is paid before {at}. Until then any owner can withdraw it.") } else { format!("Money moves to it since {at}.") }
    });
    view! {
        <AccountFacts account=account.clone() />
        <p class="quiet">{words}</p>
        {held.then(|| view! { <Withdraw organization account form /> })}
    }
}

/// A new account that waits for the link in the mail.
#[component]
fn Waiting(organization: OrganizationId, account: PayoutAccountLine, form: FormState<WithdrawPayoutAccount>) -> impl IntoView {
    let until = format!("{} ({})", account.confirm_until.date_and_clock(), account.confirm_until.zone_name());
    let words = if account.standing == AccountStanding::RunOut {
        format!("The link was good until {until} and was not followed. Type the account in once more.")
    } else {
        format!("{} has to follow the link in the letter by {until}.", account.asked_by)
    };
    view! {
        <h2>"Not confirmed yet"</h2>
        <AccountFacts account=account.clone() />
        <p class="quiet">{words}</p>
        <Withdraw organization account form />
    }
}

#[component]
fn Withdraw(organization: OrganizationId, account: PayoutAccountLine, form: FormState<WithdrawPayoutAccount>) -> impl IntoView {
    let id = account.id.to_string();
    let form = form.for_row(|input| input.account == id);
    let label = format!("Withdraw {}", account.masked);
    view! {
        <LiveForm state=form label=label>
            <input type="hidden" name="organization" value=organization.to_string() />
            <input type="hidden" name="account" value=account.id.to_string() />
            <Submit label=Signal::stored("Withdraw it".to_owned()) busy=form.busy() class="button danger" />
        </LiveForm>
    }
}

/// The form for a new account. The fields of both kinds are in it; the style sheet shows those of the kind that is chosen.
#[component]
fn Ask(organization: OrganizationId, form: FormState<AskPayoutAccount>) -> impl IntoView {
    let typed = form.input().map(|input| input.form).unwrap_or_default();
    let error = move |name: &str| form.field_error(name);
    let chosen = if typed.kind.is_empty() { AccountKind::Bank.as_str().to_owned() } else { typed.kind.clone() };
    let choice = move |option: &'static AccountKind| {
        let checked = chosen == option.as_str();
        view! {
            <label class="tick">
                <input type="radio" name="form[kind]" value=option.as_str() checked=checked />
                <span>{option.name()}</span>
            </label>
        }
    };
    view! {
        <LiveForm state=form label="Payout account" class="panel account-form">
            <input type="hidden" name="form[organization]" value=organization.to_string() />
            <fieldset class="choices" aria-describedby="kind-error">
                <legend>"Where your money goes"</legend>
                {AccountKind::ALL.iter().map(choice).collect_view()}
                <p class="field-error" id="kind-error">{error("kind")}</p>
            </fieldset>
            <div class="of-bank">
                <Field label="Name of the account’s holder" name="form[holder]" value=typed.holder error=error("holder") required=true hint="As the bank has it." />
                <Field label="IFSC" name="form[ifsc]" value=typed.ifsc error=error("ifsc") required=true hint="Eleven characters; they stand on every cheque." />
                <Field label="Account number" name="form[account_number]" value=typed.account_number error=error("account_number") inputmode="numeric" required=true />
                <Field label="Account number once more" name="form[account_number_again]" value=typed.account_number_again error=error("account_number_again") inputmode="numeric" required=true />
            </div>
            <div class="of-upi">
                <Field label="UPI address" name="form[upi]" value=typed.upi error=error("upi") required=true hint="Like name@bank." />
            </div>
            <Field label="Your password" name="form[password]" kind="password" autocomplete="current-password" error=error("password") required=true />
            <p class="hint">"You confirm the account by a link that we send you. After that nothing is paid for a day, so that every owner can see the change and stop it."</p>
            <Submit label=Signal::stored("Send me the link".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}
