//! Who belongs to the organization, and who is invited.

use crate::{
    api::members::{ChangeInvitation, InvitationDeed, InvitationLine, InviteMember, MemberLine},
    app::{
        components::role_choice::RoleChoice,
        form::{Field, FormState, LiveForm, Submit},
    },
    domain::{ids::OrganizationId, invitation::Standing, organization::Role},
};
use leptos::prelude::*;

/// The members; an owner's rows lead to where each is changed.
#[component]
pub(super) fn Members(members: Vec<MemberLine>, owns: bool) -> impl IntoView {
    let row = move |member: MemberLine| {
        let label = format!("Change {}", member.name);
        view! {
            <tr>
                <td data-label="Name"><strong>{member.name}</strong> {member.you.then(|| view! { <span class="quiet">"you"</span> })}</td>
                <td data-label="E-mail">{member.email}</td>
                <td data-label="Role">{member.role.name()}</td>
                <td data-label="Since">{member.since.date()}</td>
                {owns.then(|| view! { <td><a class="button ghost small" href=format!("/host/settings/members/{}", member.id) aria-label=label>"Change"</a></td> })}
            </tr>
        }
    };
    view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Name"</th><th scope="col">"E-mail"</th><th scope="col">"Role"</th><th scope="col">"Since"</th>{owns.then(|| view! { <th scope="col"><span class="hidden">"Change"</span></th> })}</tr></thead>
                <tbody>{members.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The form that invites somebody.
#[component]
pub(crate) fn Invite(
    organization: OrganizationId,
    form: FormState<InviteMember>,
    /// Where to go on once the invitation is on its way.
    next: &'static str,
) -> impl IntoView {
    let typed = form.input().map(|input| input.form).unwrap_or_default();
    let role = if typed.role.is_empty() { Role::Staff.to_string() } else { typed.role };
    view! {
        <h2>"Invite somebody"</h2>
        <LiveForm state=form label="Invite somebody" class="panel">
            <input type="hidden" name="form[organization]" value=organization.to_string() />
            <input type="hidden" name="form[next]" value=next />
            <Field label="Their e-mail" name="form[email]" kind="email" value=typed.email error=form.field_error("email") required=true hint="They get a link that is good for a week." />
            <RoleChoice name="form[role]" chosen=role error=form.field_error("role") />
            <Submit label=Signal::stored("Send the invitation".to_owned()) busy=form.busy() />
        </LiveForm>
    }
}

/// Invitations that wait for an answer. They stand in one form, whose buttons say which of them is meant; without a form they can only be seen.
#[component]
pub(crate) fn Invitations(
    organization: OrganizationId,
    invitations: Vec<InvitationLine>,
    #[prop(optional_no_strip)] form: Option<FormState<ChangeInvitation>>,
) -> impl IntoView {
    if invitations.is_empty() {
        return ().into_any();
    }
    let changes = form.is_some();
    let table = view! {
        <div class="table">
            <table>
                <thead><tr><th scope="col">"Invited"</th><th scope="col">"Role"</th><th scope="col">"By"</th><th scope="col">"Good until"</th>{changes.then(|| view! { <th scope="col"><span class="hidden">"Change"</span></th> })}</tr></thead>
                <tbody>{invitations.into_iter().map(|invitation| view! { <Row invitation form /> }).collect_view()}</tbody>
            </table>
        </div>
    };
    view! {
        <h2>"Invitations"</h2>
        {match form {
            Some(form) => view! {
                <LiveForm state=form label="Invitations">
                    <input type="hidden" name="organization" value=organization.to_string() />
                    {table}
                </LiveForm>
            }.into_any(),
            None => table.into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Row(invitation: InvitationLine, #[prop(optional_no_strip)] form: Option<FormState<ChangeInvitation>>) -> impl IntoView {
    let until = match invitation.standing {
        Standing::RunOut => "has run out".to_owned(),
        _ => invitation.until.date_and_clock(),
    };
    let (id, email) = (invitation.id, invitation.email.clone());
    let buttons = form.map(|form| {
        let button = move |deed: &InvitationDeed| {
            let words = match deed {
                InvitationDeed::Again => "Send again",
                InvitationDeed::Withdraw => "Take back",
            };
            let label = format!("{words}: {email}");
            let busy = move || form.busy().get().then_some("true");
            view! { <button type="submit" class="button ghost small" name="deed" value=format!("{deed}:{id}") aria-label=label aria-disabled=busy>{words}</button> " " }
        };
        view! { <td>{InvitationDeed::ALL.iter().map(button).collect_view()}</td> }
    });
    view! {
        <tr>
            <td data-label="Invited"><strong>{invitation.email}</strong></td>
            <td data-label="Role">{invitation.role.name()}</td>
            <td data-label="By">{invitation.invited_by}</td>
            <td data-label="Good until">{until}</td>
            {buttons}
        </tr>
    }
}
