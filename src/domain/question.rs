//! Questions that a host asks at booking.

use super::text_enum::text_enum;

text_enum! {
    /// How a question is answered.
    QuestionKind {
        /// A line of text.
        Text => "text",
        /// One of several choices.
        Choice => "choice",
        YesNo => "yes_no",
    }
}
