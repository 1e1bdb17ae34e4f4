//! The API: a table of endpoints, and what they share. Handlers are synchronous; they run while the state is locked.

pub(crate) mod orders;
mod payments;
mod refunds;
mod settlements;
mod x;

use crate::{
    clock,
    errors::ApiError,
    ids,
    params::Params,
    state::{State, table::Page},
};

/// One request, on its way through a handler.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) state: &'a mut State,
    /// The ids in the address, in order.
    pub(crate) ids: Vec<&'a str>,
    pub(crate) params: Params,
}

/// The body of a success, or an error.
pub(crate) type Reply = Result<String, ApiError>;

type Handler = fn(&mut Call<'_>) -> Reply;

/// Which idempotency header an endpoint knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    None,
    Refund,
    /// Mandatory.
    Payout,
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// With `:id` for every id.
    pub(crate) pattern: &'static str,
    pub(crate) handler: Handler,
    pub(crate) key: Key,
}

const fn route(method: &'static str, pattern: &'static str, handler: Handler) -> Route {
    Route { method, pattern, handler, key: Key::None }
}

const fn keyed(key: Key, method: &'static str, pattern: &'static str, handler: Handler) -> Route {
    Route { method, pattern, handler, key }
}

/// All endpoints; everything else does not exist, as far as a client is told.
const ROUTES: &[Route] = &[
    route("POST", "/v1/orders", orders::create),
    route("GET", "/v1/orders", orders::list),
    route("GET", "/v1/orders/:id", orders::fetch),
    route("PATCH", "/v1/orders/:id", orders::edit),
    route("GET", "/v1/orders/:id/payments", orders::payments),
    route("GET", "/v1/payments", payments::list),
    route("GET", "/v1/payments/:id", payments::fetch),
    route("PATCH", "/v1/payments/:id", payments::edit),
    route("GET", "/v1/payments/:id/card", payments::card),
    route("POST", "/v1/payments/:id/capture", payments::capture),
    keyed(Key::Refund, "POST", "/v1/payments/:id/refund", refunds::create_for_payment),
    route("GET", "/v1/payments/:id/refunds", refunds::list_of_payment),
    route("GET", "/v1/payments/:id/refunds/:id", refunds::fetch_of_payment),
    keyed(Key::Refund, "POST", "/v1/refunds", refunds::create),
    route("GET", "/v1/refunds", refunds::list),
    route("GET", "/v1/refunds/:id", refunds::fetch),
    route("PATCH", "/v1/refunds/:id", refunds::edit),
    route("GET", "/v1/settlements", settlements::list),
    route("GET", "/v1/settlements/recon/combined", settlements::recon),
    route("GET", "/v1/settlements/:id", settlements::fetch),
    route("GET", "/v1/disputes", settlements::disputes),
    route("GET", "/v1/disputes/:id", settlements::dispute),
    route("POST", "/v1/contacts", x::create_contact),
    route("GET", "/v1/contacts", x::list_contacts),
    route("GET", "/v1/contacts/:id", x::fetch_contact),
    route("PATCH", "/v1/contacts/:id", x::edit_contact),
    route("POST", "/v1/fund_accounts", x::create_fund_account),
    route("GET", "/v1/fund_accounts", x::list_fund_accounts),
    route("GET", "/v1/fund_accounts/:id", x::fetch_fund_account),
    route("PATCH", "/v1/fund_accounts/:id", x::edit_fund_account),
    keyed(Key::Payout, "POST", "/v1/payouts", x::create_payout),
    route("GET", "/v1/payouts", x::list_payouts),
    route("GET", "/v1/payouts/:id", x::fetch_payout),
    route("POST", "/v1/payouts/:id/cancel", x::cancel_payout),
];

/// The endpoint of a request and the ids in its address.
pub(crate) fn find<'p>(method: &str, path: &'p str) -> Option<(&'static Route, Vec<&'p str>)> {
    ROUTES.iter().filter(|route| route.method == method).find_map(|route| Some((route, ids_in(route.pattern, path)?)))
}

fn ids_in<'p>(pattern: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let mut ids = Vec::new();
    let mut parts = path.split('/');
    for wanted in pattern.split('/') {
        let part = parts.next()?;
        match wanted {
            ":id" if !part.is_empty() => ids.push(part),
            _ if wanted == part => {}
            _ => return None,
        }
    }
    parts.next().is_none().then_some(ids)
}

impl Call<'_> {
    /// An id of the address, whose form is checked.
    fn id(&self, at: usize, prefix: &str) -> Result<String, ApiError> {
        let id = self.ids.get(at).copied().unwrap_or_default();
        sound_id(id, prefix)
    }

    /// The page of a list, from the query.
    fn page(&self) -> Result<Page, ApiError> {
        let moment = |name: &str, otherwise: i64| match self.params.integer(name)? {
            Some(at) if !(946_684_800..=4_765_046_400).contains(&at) => {
                Err(ApiError::bad(format!("{name} must be between 946684800 and 4765046400")).field(name))
            }
            at => Ok(at.unwrap_or(otherwise)),
        };
        let (from, to) = (moment("from", 0)?, moment("to", clock::seconds() + 1)?);
        let count = self.params.integer("count")?.unwrap_or(10);
        let skip = self.params.integer("skip")?.unwrap_or(0);
        if count > 100 {
            return Err(ApiError::bad("The count may not be greater than 100.").field("count"));
        }
        if count < 1 {
            return Err(ApiError::bad("The count must be at least 1.").field("count"));
        }
        let skip = usize::try_from(skip).map_err(|_| ApiError::bad("The skip must be at least 0.").field("skip"))?;
        Ok(Page { from, to, count: usize::try_from(count).unwrap_or(10), skip })
    }
}

/// The id, if it has the form of one.
fn sound_id(id: &str, prefix: &str) -> Result<String, ApiError> {
    if ids::is_well_formed(id, prefix) { Ok(id.to_owned()) } else { Err(ApiError::malformed_id(id)) }
}

const CURRENCIES: [&str; 12] = ["INR", "USD", "EUR", "GBP", "SGD", "AED", "AUD", "CAD", "JPY", "CHF", "HKD", "MYR"];

/// The currency of a request.
fn currency(params: &Params) -> Result<String, ApiError> {
    let currency = params.required_text("currency")?;
    if CURRENCIES.contains(&currency.as_str()) { Ok(currency) } else { Err(ApiError::bad("Currency is not supported").field("currency")) }
}

/// A rupee is the least that can move.
fn at_least_a_rupee(amount: i64) -> Result<i64, ApiError> {
    if amount < 100 { Err(ApiError::bad("The amount must be at least INR 1.00").field("amount")) } else { Ok(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_find_their_endpoint() {
        let found = |method, path| find(method, path).map(|(route, ids)| (route.pattern, ids));
        assert_eq!(found("GET", "/v1/payments/pay_1/refunds/rfnd_1"), Some(("/v1/payments/:id/refunds/:id", vec!["pay_1", "rfnd_1"])));
        assert_eq!(found("GET", "/v1/settlements/recon/combined"), Some(("/v1/settlements/recon/combined", vec![])));
        for (method, path) in [("PUT", "/v1/orders"), ("GET", "/v1/orders/"), ("GET", "/v1/methods"), ("POST", "/v1/payments/create/json"), ("GET", "/")] {
            assert_eq!(found(method, path), None, "{method} {path}");
        }
    }
}
