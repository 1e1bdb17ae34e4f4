//! Organizations: the list, and one of them with what can be done about it.

use crate::{
    api::admin::{
        CaseMember, JudgeOrganization, OrganizationCasePage, OrganizationLine, OrganizationsPage, SetOrganizationFee, admin_organizations, organization_case,
    },
    app::{
        components::{admin_bar::AdminBar, errors::loaded},
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::{param, query},
    },
    domain::organization::{OrganizationAct, in_percent},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Organizations, those of a name where the query has one.
#[component]
pub(crate) fn Organizations() -> impl IntoView {
    let name = query("name");
    let page = Resource::new_blocking(move || name.get().unwrap_or_default(), admin_organizations);
    view! {
        <Title text="Organizations" />
        {loaded(page, list)}
    }
}

fn list(page: OrganizationsPage) -> impl IntoView {
    view! {
        <AdminBar />
        <section class="wrap">
            <h1>"Organizations"</h1>
            <form method="get" action="/admin/organizations" class="ask" aria-label="Which organizations">
                <Field label="Name or address" name="name" value=page.name />
                <button type="submit" class="button">"Show"</button>
            </form>
            {if page.organizations.is_empty() { view! { <p class="empty">"None."</p> }.into_any() } else { view! { <Table organizations=page.organizations /> }.into_any() }}
        </section>
    }
}

/// How an organization stands.
fn tags(line: &OrganizationLine) -> impl IntoView + use<> {
    let (verified, suspended) = (line.verified, line.suspended);
    view! {
        {verified.then(|| view! { <span class="tag confirmed">"Verified"</span> })}
        {suspended.then(|| view! { <span class="tag cancelled">"Suspended"</span> })}
    }
}

#[component]
fn Table(organizations: Vec<OrganizationLine>) -> impl IntoView {
    let row = |line: OrganizationLine| {
        let label = format!("View {}", line.name);
        view! {
            <tr>
                <td data-label="Organization"><strong>{line.name.clone()}</strong> " " <span class="quiet">{line.slug.clone()}</span></td>
                <td data-label="Stands">{tags(&line)}</td>
                <td data-label="Fee" class="amount">{in_percent(line.fee_basis_points)}</td>
                <td data-label="Since">{line.since.date()}</td>
                <td><a class="button ghost small" href=format!("/admin/organizations/{}", line.id) aria-label=label>"View"</a></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Organization"</th><th scope="col">"Stands"</th><th scope="col" class="amount">"Fee"</th><th scope="col">"Since"</th><th scope="col"><span class="hidden">"Details"</span></th></tr></thead>
                <tbody>{organizations.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    judge: FormState<JudgeOrganization>,
    fee: FormState<SetOrganizationFee>,
}

/// One organization.
#[component]
pub(crate) fn Organization() -> impl IntoView {
    let id = param("id");
    let forms = Forms { judge: use_form(), fee: use_form() };
    let page = Resource::new_blocking(move || id.get(), organization_case);
    loaded(page, move |page| case(page, forms))
}

fn case(page: OrganizationCasePage, forms: Forms) -> impl IntoView {
    let line = page.organization;
    let facts = [
        ("Available", page.available.to_string()),
        ("On hold", page.held.to_string()),
        ("On its way", page.in_transit.to_string()),
        ("Paid", page.paid.to_string()),
        ("On offer", page.published.to_string()),
        ("Account", page.account.unwrap_or_else(|| "none".to_owned())),
    ];
    view! {
        <Title text=line.name.clone() />
        <AdminBar />
        <section class="wrap">
            <p class="crumb"><a href="/admin/organizations">"← Organizations"</a></p>
            <h1>{line.name.clone()}</h1>
            <p class="row-tags">{tags(&line)} " since " {line.since.date()} " · " <a href=format!("/hosts/{}", line.slug)>"As travelers see it"</a></p>
            <dl class="facts">{facts.map(|(name, words)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> }).collect_view()}</dl>
            <Judge line=line.clone() form=forms.judge />
            <Fee line form=forms.fee />
            <h2>"Members"</h2>
            <ul class="terms">{page.members.into_iter().map(member).collect_view()}</ul>
        </section>
    }
}

fn member(member: CaseMember) -> impl IntoView {
    view! { <li><a href=format!("/admin/people/{}", member.id)>{member.name}</a> " " <span class="quiet">{format!("{}, {}", member.role.name(), member.email)}</span></li> }
}

/// What can be done, each by a button of its own.
#[component]
fn Judge(line: OrganizationLine, form: FormState<JudgeOrganization>) -> impl IntoView {
    let typed = form.input().map(|input| input.reason).unwrap_or_default();
    let (verify, verify_words) = if line.verified { (OrganizationAct::Unverify, "Take the verification back") } else { (OrganizationAct::Verify, "Verify it") };
    let (suspend, suspend_words) = if line.suspended { (OrganizationAct::Release, "End the suspension") } else { (OrganizationAct::Suspend, "Suspend it") };
    let class = if line.suspended { "button ghost" } else { "button danger" };
    view! {
        <LiveForm state=form label="Verify or suspend" class="panel">
            <input type="hidden" name="organization" value=line.id.to_string() />
            <Field label="Why" name="reason" value=typed error=form.field_error("reason") required=true hint="It goes into the log. Whoever is suspended offers nothing and is paid nothing; what was booked stays." />
            <p class="links">
                <button type="submit" class="button ghost" name="act" value=verify.as_str() aria-disabled=move || form.busy().get().then_some("true")>{verify_words}</button>
                <button type="submit" class=class name="act" value=suspend.as_str() aria-disabled=move || form.busy().get().then_some("true")>{suspend_words}</button>
            </p>
        </LiveForm>
    }
}

#[component]
fn Fee(line: OrganizationLine, form: FormState<SetOrganizationFee>) -> impl IntoView {
    let typed = form.input();
    let open = typed.is_some();
    let (percent, reason) = typed.map(|input| (input.percent, input.reason)).unwrap_or_default();
    view! {
        <details class="fold" open=open>
            <summary>{format!("Fee: {}", in_percent(line.fee_basis_points))}</summary>
            <LiveForm state=form label="Change the fee">
                <input type="hidden" name="organization" value=line.id.to_string() />
                <Field label="Percent of the price" name="percent" value=percent error=form.field_error("percent") required=true hint="From now on, for prices that are yet to be earned." />
                <Field label="Why" name="reason" value=reason error=form.field_error("reason") required=true hint="It goes into the log." />
                <Submit label=Signal::stored("Change the fee".to_owned()) busy=form.busy() />
            </LiveForm>
        </details>
    }
}
