//! Taking one booking off a run: what goes back, seat by seat, a reason, and one button that says both once more.

use crate::{
    api::desk::{CancelBooking, CancelBookingPage, quote_booking_cancellation},
    app::{
        components::{
            desk::booking_path,
            errors::{Failed, loaded_or},
            host_bar::HostBar,
        },
        form::{Field, FormState, LiveForm, Submit, use_form},
        pages::param,
        platform,
    },
    domain::refund_quote::{QuoteLine, RefundQuote},
    error::{AppError, ErrorCode},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page on which a host cancels a booking.
#[component]
pub(crate) fn CancelHosted() -> impl IntoView {
    let (id, reference) = (param("id"), param("reference"));
    let form = use_form::<CancelBooking>();
    let page = Resource::new_blocking(move || (id.get(), reference.get()), |(id, reference)| quote_booking_cancellation(id, reference));
    // What was refused as out of date is shown as it is now.
    let error = form.error();
    Effect::new(move |_| {
        if error.with(|error| error.as_ref().is_some_and(|error| error.code == ErrorCode::Conflict)) {
            page.refetch();
        }
    });
    view! {
        <Title text="Cancel a booking" />
        <HostBar />
        {loaded_or(page, move |page| content(page, form), move |error| refused(error, booking_path(id.get_untracked(), reference.get_untracked())))}
    }
}

fn content(page: CancelBookingPage, form: FormState<CancelBooking>) -> impl IntoView {
    let CancelBookingPage { card, reference, lead_traveler, quote } = page;
    let back = booking_path(card.run, &reference);
    let label = if quote.total().is_zero() { "Cancel the booking".to_owned() } else { format!("Cancel the booking, {} goes back", quote.total().short()) };
    let quoted = quote.total().0.to_string();
    let reason = form.input().map(|input| input.reason).unwrap_or_default();
    view! {
        <section class="wrap narrow">
            <p class="crumb"><a href=back.clone()>"← Booking " {reference.to_string()}</a></p>
            <h1>"Cancel this booking"</h1>
            <p>{lead_traveler} ", " {card.title} ", " {card.starts.date_and_clock()}</p>
            <Quote quote />
            <LiveForm state=form label="Cancel this booking">
                <input type="hidden" name="run" value=card.run.to_string() />
                <input type="hidden" name="reference" value=reference.to_string() />
                <input type="hidden" name="quoted" value=quoted />
                <Field label="Reason" name="reason" value=reason error=form.field_error("reason") long=true required=true hint="A sentence for these travelers; it goes into the mail that tells them." />
                <div class="actions">
                    <Submit label=Signal::stored(label) busy=form.busy() class="button danger" />
                    <a class="button ghost" href=back>"Keep the booking"</a>
                </div>
            </LiveForm>
        </section>
    }
}

/// What goes back, seat by seat and added up.
#[component]
fn Quote(quote: RefundQuote) -> impl IntoView {
    let total = quote.total();
    if total.is_zero() {
        return view! { <p>"Nothing was paid for this booking, so nothing goes back. The seats are free again at once."</p> }.into_any();
    }
    let seat = |line: QuoteLine| {
        view! {
            <li>
                <strong>{line.traveler.name}</strong>
                <dl class="lines">
                    {(!line.price_paid.is_zero()).then(|| view! { <div><dt>{format!("Price {}", line.price_paid.short())}</dt><dd class="back">{format!("{} back", line.price_back.short())}</dd></div> })}
                    {(!line.stake_paid.is_zero()).then(|| view! { <div><dt>{format!("Stake {}", line.stake_paid.short())}</dt><dd class="back">{format!("{} back", line.stake_back.short())}</dd></div> })}
                </dl>
            </li>
        }
    };
    view! {
        <section aria-labelledby="back">
            <h2 id="back">"What goes back"</h2>
            <ul class="seat-lines">{quote.lines.into_iter().map(seat).collect_view()}</ul>
            <dl class="lines"><div class="total back"><dt>"Goes back to them"</dt><dd>{total.short()}</dd></div></dl>
            <p class="quiet">"When the host cancels, travelers get all of it back, price and stake, whatever the policy says. The seats are free again at once. This cannot be undone."</p>
        </section>
    }
    .into_any()
}

/// What could not be quoted: a booking that cannot be cancelled, or any other error.
fn refused(error: AppError, booking: String) -> AnyView {
    if error.code != ErrorCode::Conflict {
        return view! { <Failed error /> }.into_any();
    }
    platform::set_status(error.code.status());
    view! {
        <section class="wrap message">
            <h1>"Nothing to cancel here"</h1>
            <p>"A booking can be cancelled once it is confirmed, and until its run begins. Its page says how it stands."</p>
            <p>"Nothing was changed just now, and no money has moved."</p>
            <p><a class="button" href=booking>"To the booking"</a></p>
        </section>
    }
    .into_any()
}
