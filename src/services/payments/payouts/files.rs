//! Payouts as files: for the bank, and for a host's books.

use super::{PayoutError, Statement};
use crate::{
    domain::{
        ids::{PayoutFileId, UserId},
        money::Paise,
        payout_account::Destination,
    },
    services::{Services, zones::zoned},
};

/// An amount as programs read it: `1300.50`.
pub(in crate::services::payments) fn rupees(amount: Paise) -> String {
    let sign = if amount < Paise::ZERO { "-" } else { "" };
    let paise = amount.0.unsigned_abs();
    format!("{sign}{}.{:02}", paise / 100, paise % 100)
}

impl Services {
    /// The file itself: a line a payment, as banks take them for many transfers at once.
    ///
    /// # Errors
    /// As [`Services::open_bank_file`].
    pub async fn bank_file(&self, admin: UserId, file: PayoutFileId) -> Result<Vec<u8>, PayoutError> {
        let lines = self.open_bank_file(admin, file).await?;
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["reference", "beneficiary", "ifsc", "account_number", "upi", "amount_rupees", "narration"])?;
        for line in lines {
            let (holder, ifsc, number, upi) = match line.destination {
                Destination::Bank { holder, ifsc, number } => (holder, ifsc, number, String::new()),
                Destination::Upi { address } => (line.organization, String::new(), String::new(), address),
            };
            let amount = rupees(line.amount);
            let (reference, narration) = (format!("PO-{}", line.payout), format!("Nukkad payout {}", line.payout));
            writer.write_record([reference, text_cell(&holder), ifsc, number, upi, amount, narration])?;
        }
        writer.into_inner().map_err(|error| PayoutError::Write(error.into_error()))
    }
}

/// A statement as a file, for spreadsheets.
///
/// # Errors
/// When a row cannot be written.
pub fn statement_file(statement: &Statement) -> Result<Vec<u8>, PayoutError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["booking", "experience", "run", "for", "price_rupees", "fee_rupees", "yours_rupees"])?;
    for line in &statement.lines {
        let run = zoned(line.run_starts_at, &line.time_zone).local().format("%Y-%m-%d %H:%M").to_string();
        let amounts = [line.price, line.fee, line.net].map(rupees);
        writer.write_record([line.booking.as_str(), &text_cell(&line.experience), &run, line.kind.as_str(), &amounts[0], &amounts[1], &amounts[2]])?;
    }
    writer.into_inner().map_err(|error| PayoutError::Write(error.into_error()))
}

/// A text that no spreadsheet takes for a formula.
pub(in crate::services::payments) fn text_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_texts_are_safe_for_spreadsheets() {
        for (amount, written) in [(Paise(130_050), "1300.50"), (Paise(-5), "-0.05"), (Paise::ZERO, "0.00")] {
            assert_eq!(rupees(amount), written);
        }
        for (text, cell) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("Asha", "Asha")] {
            assert_eq!(text_cell(text), cell);
        }
    }
}
