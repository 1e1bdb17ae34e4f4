//! What a person types at the checkout, and what is wrong with it.

use crate::{
    instruments::{BANKS, Instrument, expiry, is_card_number, is_upi_id, month_of},
    params::Params,
    state::sessions::Session,
};

/// What was typed, to be shown again. Never the CVV.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) method: String,
    pub(super) number: String,
    pub(super) expiry: String,
    pub(super) name: String,
    pub(super) vpa: String,
    pub(super) bank: String,
    has_cvv: bool,
}

/// A field and what is wrong with it.
pub(super) type Complaint = (&'static str, &'static str);

impl Typed {
    pub(super) fn prefilled(session: &Session, method: Option<String>) -> Self {
        let method = method.filter(|method| matches!(method.as_str(), "card" | "upi" | "netbanking")).unwrap_or_else(|| "card".to_owned());
        Self { method, name: session.name.clone(), ..Self::default() }
    }

    pub(super) fn read(params: &Params) -> Self {
        let text = |params: &Params, name: &str| params.text(name).unwrap_or_default().trim().to_owned();
        let card = params.nested("card");
        let cvv = text(&card, "cvv");
        Self {
            method: text(params, "method"),
            number: text(&card, "number"),
            expiry: text(&card, "expiry"),
            name: text(&card, "name"),
            vpa: text(params, "vpa"),
            bank: text(params, "bank"),
            has_cvv: (3..=4).contains(&cvv.len()) && cvv.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }

    /// A way to pay, or all that is wrong.
    pub(super) fn instrument(&self, now: i64) -> Result<Instrument, Vec<Complaint>> {
        match self.method.as_str() {
            "card" => self.card(now),
            "upi" if is_upi_id(&self.vpa) => Ok(Instrument::Upi { vpa: self.vpa.clone() }),
            "upi" => Err(vec![("vpa", "Enter a UPI ID such as name@bank.")]),
            "netbanking" if BANKS.iter().any(|(code, _)| *code == self.bank) => Ok(Instrument::Netbanking { bank: self.bank.clone() }),
            "netbanking" => Err(vec![("bank", "Choose a bank.")]),
            _ => Err(vec![("method", "Choose how to pay.")]),
        }
    }

    fn card(&self, now: i64) -> Result<Instrument, Vec<Complaint>> {
        let mut complaints = Vec::new();
        if self.number.is_empty() {
            complaints.push(("number", "Enter a card number."));
        } else if !is_card_number(&self.number) {
            complaints.push(("number", "This is not a valid card number. Check the digits."));
        }
        match expiry(&self.expiry) {
            None => complaints.push(("expiry", "Enter the expiry date as MM/YY.")),
            Some((month, year)) if (year, month) < month_of(now) => complaints.push(("expiry", "This card has expired.")),
            Some(_) => {}
        }
        if !self.has_cvv {
            complaints.push(("cvv", "Enter the 3 or 4 digits of the CVV."));
        }
        if complaints.is_empty() { Ok(Instrument::card(&self.number, &self.name)) } else { Err(complaints) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In November 2026.
    const NOW: i64 = 1_795_000_000;

    fn complaints(form: &str) -> Vec<&'static str> {
        Typed::read(&Params::from_form(form.as_bytes())).instrument(NOW).err().unwrap_or_default().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn every_fault_is_named_beside_its_field() {
        let card = "method=card&card[number]=4100280000001007&card[cvv]=123&card[expiry]";
        assert_eq!(complaints(&format!("{card}=11/26")), [""; 0]);
        assert_eq!(complaints(&format!("{card}=10/26")), ["expiry"]);
        assert_eq!(complaints("method=card"), ["number", "expiry", "cvv"]);
        assert_eq!(complaints("method=card&card[number]=4100280000001008&card[expiry]=1/30&card[cvv]=12"), ["number", "cvv"]);
        assert_eq!(complaints("method=upi&vpa=someone"), ["vpa"]);
        assert_eq!(complaints("method=upi&vpa=success@razorpay"), [""; 0]);
        assert_eq!(complaints("method=netbanking&bank=NOPE"), ["bank"]);
        assert_eq!(complaints(""), ["method"]);
    }
}
