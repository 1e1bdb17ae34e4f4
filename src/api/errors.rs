//! From the precise errors of the services to the one that may leave the house. What is our fault is logged here, once.

mod admin;
mod hosts;
mod payouts;
mod saved;

pub(super) use admin::{amount, percent};
pub(super) use hosts::{not_invited, profile_refused, shown_version};
pub(super) use payouts::{past_day, reason, receipt};

use crate::{
    domain::{
        appeal::AppealStatus,
        booking::BookingStatus,
        media::meanwhile_field,
        refund_policy::RefundPolicy,
        run::{Bookable, RunTerms},
        text::FieldErrors,
        waitlist::WaitStatus,
    },
    error::{AppError, ErrorCode},
    services::{
        accounts::AccountError,
        bookings::{BookingError, ChangedRun},
        experiences::ExperienceError,
        messages::MessageError,
        payments::PaymentError,
        pictures::PictureError,
        runs::RunError,
        stakes::StakeError,
        store::DatabaseError,
        waitlist::WaitlistError,
    },
};

fn internal(error: &dyn std::error::Error) -> AppError {
    tracing::error!(%error, "a request failed");
    AppError::internal()
}

/// An error about one field of a form.
pub(super) fn field(name: &str, words: &str) -> AppError {
    AppError::invalid(FieldErrors::from([(name.to_owned(), words.to_owned())]))
}

impl From<DatabaseError> for AppError {
    fn from(error: DatabaseError) -> Self {
        internal(&error)
    }
}

impl From<AccountError> for AppError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::EmailTaken => field("email", "There is an account with this address already. Log in instead?"),
            AccountError::WrongPassword => field("password", "The address or the password is not right."),
            AccountError::Suspended => field("email", "This account is suspended. Answer one of our mails, and we look at it together."),
            AccountError::Hashing | AccountError::Database(_) => internal(&error),
        }
    }
}

impl From<BookingError> for AppError {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::NoRun | BookingError::NoBooking => Self::not_found(),
            BookingError::Closed(reason) => Self::new(ErrorCode::BookingClosed, closed(reason)),
            BookingError::RunChanged(run) => run_changed(&run),
            BookingError::SoldOut { left: 0 } => Self::new(ErrorCode::SoldOut, "Sold out: the last seats have just gone. Nothing was booked or charged."),
            BookingError::SoldOut { left } => {
                let seats = if left == 1 { "1 seat is".to_owned() } else { format!("{left} seats are") };
                Self::new(ErrorCode::SoldOut, format!("Sold out for a party this size: only {seats} left. Nothing was booked or charged."))
            }
            BookingError::FormUsed(reference) => {
                Self::new(ErrorCode::FormUsed, format!("This form has already made booking {reference}. To book anything else, open the run again."))
            }
            BookingError::Moved(status) => Self::new(ErrorCode::Conflict, moved(status)),
            BookingError::Paying => Self::new(ErrorCode::Conflict, "Your payment is being taken this very moment. The page shows what comes of it."),
            BookingError::Begun => Self::new(ErrorCode::Conflict, "The run has begun or was called off: it can no longer be cancelled here."),
            BookingError::OfferOver => Self::new(ErrorCode::Conflict, "The offer’s time was up: the seats go to the next in line. Nothing is owed."),
            BookingError::NoSeats => Self::new(ErrorCode::Conflict, "Choose at least one traveler who still has a seat."),
            BookingError::QuoteChanged => Self::new(ErrorCode::Conflict, "What comes back has changed while you were reading. Please look at the new amounts."),
            BookingError::Raced => Self::new(ErrorCode::Conflict, "The booking was changed at the same time. Please look at it again."),
            BookingError::NoTickets => Self::new(ErrorCode::Conflict, "Tickets come once the booking is confirmed, and go when it is cancelled."),
            BookingError::Payment(error) => Self::from(*error),
            BookingError::NothingCaptured | BookingError::Amount | BookingError::Policy(_) | BookingError::Database(_) => internal(&error),
        }
    }
}

/// Says how the run is now, and what the form has to send along to book it like that.
fn run_changed(ChangedRun { starts, ends, now }: &ChangedRun) -> AppError {
    let RunTerms { price, stake, .. } = now.terms;
    let stake = if stake.is_zero() { String::new() } else { format!(", with a stake of {}", stake.short()) };
    let words = format!(
        "The host has changed this run while you were filling in the form. Now it is on {}, {}; a seat costs {}{stake}; when you cancel: {} Nothing was booked. Send the form again to book it as it is now.",
        starts.date(),
        starts.until(ends),
        price.short(),
        RefundPolicy::from(now.refunds).in_general()
    );
    AppError { fields: FieldErrors::from([("shown".to_owned(), now.to_text())]), ..AppError::new(ErrorCode::Conflict, words) }
}

impl From<MessageError> for AppError {
    fn from(error: MessageError) -> Self {
        match error {
            MessageError::Nobody => field("chosen", "None of them has a confirmed booking any more. Nothing was sent."),
            MessageError::DayIsFull => Self::new(
                ErrorCode::Conflict,
                "20 messages about this run have gone out today, which is all there are. Nothing was sent; tomorrow you can write again.",
            ),
            MessageError::Booking(error) => Self::from(error),
            MessageError::Database(_) => internal(&error),
        }
    }
}

impl From<WaitlistError> for AppError {
    fn from(error: WaitlistError) -> Self {
        match error {
            WaitlistError::NoRun | WaitlistError::NoPlace => Self::not_found(),
            WaitlistError::Closed(reason) => Self::new(ErrorCode::BookingClosed, closed(reason)),
            WaitlistError::SeatsFree => Self::new(ErrorCode::Conflict, "There are seats for all of you: book them instead of waiting. Nothing was charged."),
            WaitlistError::TooLarge { capacity } => {
                let seats = if capacity == 1 { "1 seat".to_owned() } else { format!("{capacity} seats") };
                field("travelers", &format!("This run has only {seats} in all: it will never fit all of you."))
            }
            WaitlistError::Twice => {
                Self::new(ErrorCode::Conflict, "You are in line for this run already. To change your party, leave the line and join again.")
            }
            WaitlistError::Moved(WaitStatus::Offered) => {
                Self::new(ErrorCode::Conflict, "Seats have just come free for you. If you do not want them, give them up on the booking’s page.")
            }
            WaitlistError::Moved(_) => Self::new(ErrorCode::Conflict, "You were no longer in line. Nothing was charged."),
            WaitlistError::Booking(error) => Self::from(error),
            WaitlistError::Form(_) | WaitlistError::Database(_) => internal(&error),
        }
    }
}

impl From<RunError> for AppError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::not_found(),
            RunError::Fields(fields) => Self::invalid(fields),
            RunError::NotPublished => Self::new(ErrorCode::Conflict, "This experience is not published: publish it first, and then schedule its runs."),
            RunError::DatesChanged => Self::new(ErrorCode::Conflict, "Nothing was scheduled: the dates have changed meanwhile. Please look at them once more."),
            RunError::Begun => Self::new(ErrorCode::Conflict, "Nothing was changed: the run has begun or was called off."),
            RunError::Changed => {
                Self::new(ErrorCode::Conflict, "Nothing was changed: somebody else has changed this run meanwhile. What you typed is still here.")
            }
            RunError::StillMaking => {
                Self::new(ErrorCode::Conflict, "Nothing was changed: the series is still being made. It takes a few seconds; please try again then.")
            }
            RunError::Stored(_) | RunError::Database(_) => internal(&error),
        }
    }
}

impl From<ExperienceError> for AppError {
    fn from(error: ExperienceError) -> Self {
        match error {
            ExperienceError::NoExperience => Self::not_found(),
            ExperienceError::Invalid(fields) => Self::invalid(fields),
            ExperienceError::Overtaken { who, at } => {
                let words = format!("{who} saved this at {}, after you had opened it. Yours is not saved yet, and is all still here.", at.clock());
                Self::new(ErrorCode::Conflict, words)
            }
            ExperienceError::Moved(status) => Self::new(ErrorCode::Conflict, format!("This experience is {} already.", status.name().to_lowercase())),
            ExperienceError::Suspended => {
                Self::new(ErrorCode::Conflict, "Your organization is suspended: nothing of it can be offered for now. Write to us, and we look at it together.")
            }
            ExperienceError::NeverPublished => Self::new(ErrorCode::Conflict, "This was never published, so there is nothing to go back to."),
            ExperienceError::Unreadable(_) | ExperienceError::Database(_) => internal(&error),
        }
    }
}

impl From<PaymentError> for AppError {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::NoBooking => Self::not_found(),
            PaymentError::BadSignature => Self::new(ErrorCode::BadSignature, "This message is not signed by the payment provider."),
            PaymentError::NotPayable(status) => Self::new(ErrorCode::Conflict, not_payable(status)),
            PaymentError::Booking(error) => Self::from(*error),
            PaymentError::Payout(error) => Self::from(*error),
            PaymentError::Provider(error) => {
                tracing::warn!(%error, "the payment provider could not be asked");
                Self::new(ErrorCode::Provider, "The payment provider does not answer just now. Nothing was charged. Please try again in a moment.")
            }
            PaymentError::Unsettled(problem) => {
                tracing::warn!(problem, "a matter of money is not settled");
                Self::new(ErrorCode::Provider, "What the payment provider says and what we know do not go together yet. No money is lost: it is looked into.")
            }
            PaymentError::Amount | PaymentError::Stored(_) | PaymentError::Database(_) => internal(&error),
        }
    }
}

impl From<PictureError> for AppError {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::NoExperience => Self::not_found(),
            PictureError::Gone => Self::new(ErrorCode::Conflict, "That picture is no longer there. Please reload the page to see those that are."),
            PictureError::Described(now) => {
                let words = "Somebody else has described a picture meanwhile. Their words stand below yours; save again to keep yours.";
                let fields = now.into_iter().map(|(picture, alt)| (meanwhile_field(&picture.to_string()), alt)).collect();
                Self { fields, ..Self::new(ErrorCode::Conflict, words) }
            }
            PictureError::Raced => Self::new(ErrorCode::Conflict, "Somebody else has changed this at the same moment. Please look at it again."),
            PictureError::Full | PictureError::Media(_) | PictureError::Database(_) => internal(&error),
        }
    }
}

impl From<StakeError> for AppError {
    fn from(error: StakeError) -> Self {
        let conflict = |words: &str| Self::new(ErrorCode::Conflict, words);
        match error {
            StakeError::NoAppeal => Self::not_found(),
            StakeError::NotOver => conflict("No stake has moved: the run is not over yet, and people may still come."),
            StakeError::Final => conflict("Nothing was changed: attendance is final already, or the run was called off."),
            StakeError::CountChanged => {
                conflict("No stake has moved: somebody was checked in, or taken back, while you were reading. Please look at the list again.")
            }
            StakeError::NotMissed => conflict("The stake of somebody you chose does not wait for an appeal. Please look at the page again."),
            StakeError::AppealMoved(status) => conflict(appeal_moved(status)),
            StakeError::Raced => conflict("No money has moved just now: somebody changed the same thing at the same time. Please look at it again."),
            StakeError::Booking(error) => Self::from(error),
            StakeError::Stored(_) | StakeError::Database(_) => internal(&error),
        }
    }
}

const fn appeal_moved(status: AppealStatus) -> &'static str {
    match status {
        AppealStatus::Possible => "Nobody has appealed yet.",
        AppealStatus::Open => "It is being looked at already: no stake is forfeited meanwhile.",
        AppealStatus::Granted => "It is granted already: the stake goes back.",
        AppealStatus::Denied => "It was decided already.",
        AppealStatus::Lapsed => "The time to appeal is over.",
    }
}

fn not_payable(status: BookingStatus) -> &'static str {
    match status {
        BookingStatus::Confirmed | BookingStatus::Completed => "This booking is paid already.",
        BookingStatus::Expired => "The hold has run out; the seats are free again. Nothing was charged.",
        BookingStatus::Cancelled => "This booking is cancelled; nothing is to be paid.",
        BookingStatus::Pending => "There is nothing to pay for this booking.",
    }
}

fn closed(reason: Bookable) -> &'static str {
    match reason {
        Bookable::Cancelled => "The host has cancelled this run. Nothing was booked or charged.",
        Bookable::Begun => "This run has already begun. Nothing was booked or charged.",
        Bookable::CutoffPassed | Bookable::Open => "Booking for this run has closed. Nothing was booked or charged.",
    }
}

fn moved(status: BookingStatus) -> &'static str {
    match status {
        BookingStatus::Expired => "The hold had already run out; the seats are free again.",
        BookingStatus::Cancelled => "This booking was given up already.",
        BookingStatus::Pending => "This booking is not paid yet: it can be given up on its own page.",
        BookingStatus::Confirmed => "This booking is confirmed and cannot be given up here.",
        BookingStatus::Completed => "The run is over.",
    }
}
