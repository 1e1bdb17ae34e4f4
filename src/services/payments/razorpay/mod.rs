//! The client of Razorpay's HTTP API; the sandbox speaks the same, so only address and keys tell the two apart.
//!
//! Money calls are never repeated here: who made them knows their row, and decides.

mod answer;
mod redact;
mod wire;
mod x;

pub use x::RazorpayX;

use super::provider::{Dispute, NewOrder, NewRefund, Order, Payment, Provider, ProviderError, Refund, SettledItem};
use crate::{
    domain::money::{CURRENCY, Paise},
    services::clock::Entropy,
};
use answer::Answer;
use async_trait::async_trait;
use chrono::{Datelike, NaiveDate};
use reqwest::{Client, Method, RequestBuilder, Response, Url, header::HeaderValue, redirect::Policy};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::{
    collections::BTreeSet,
    fmt::{self, Debug},
    net::IpAddr,
    time::{Duration, Instant},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// From the first byte sent to the last one read.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// Below what servers usually grant, so that no call dies on a connection the other side is just giving up.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);
/// The longest answer that is read: a thousand items of a settlement report take two thirds of it.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// How often a question is asked that may be asked twice.
const TRIES_MAX: u32 = 3;
/// The pause after the first try, give or take a half; it doubles after the second.
const PAUSE_MS: u64 = 100;
/// The most items a list gives at once, and what it gives unless asked for more.
const PAGE: usize = 100;
const PAGE_DEFAULT: usize = 10;
/// The most items of a settlement report that are given at once.
const SETTLED_PAGE: usize = 1_000;
/// No payment has ten thousand refunds; a server that never stops must not keep us for ever.
const PAGES_MAX: usize = 100;
/// Longer than any identifier of the provider's.
const ID_BYTES_MAX: usize = 64;

/// Whom to ask, and as whom.
#[derive(Clone)]
pub struct Settings {
    /// Scheme, host and port, such as `https://api.razorpay.com`.
    pub base_url: String,
    /// `rzp_test_…` or `rzp_live_…`: this alone decides whether money is real.
    pub key_id: String,
    pub key_secret: String,
}

impl Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("base_url", &self.base_url).field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// Why there can be no client with these settings.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error("{0:?} is no address of a payment provider")]
    Address(String),
    #[error("no client can be made: {0}")]
    Client(reqwest::Error),
}

/// The client. Cheap to share, dear to make: it keeps its connections.
pub struct Razorpay {
    http: Client,
    settings: Settings,
    entropy: Entropy,
}

impl Debug for Razorpay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Razorpay").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Razorpay {
    /// A client that waits at most ten seconds for an answer. `entropy` spreads out the tries of a question.
    ///
    /// # Errors
    /// When the address is none, or the machine has no certificates to trust.
    pub fn new(settings: Settings, entropy: Entropy) -> Result<Self, Unusable> {
        Self::with_timeout(settings, entropy, TOTAL_TIMEOUT)
    }

    /// As [`Razorpay::new`], waiting at most `total` for each try.
    ///
    /// # Errors
    /// As there.
    pub fn with_timeout(mut settings: Settings, entropy: Entropy, total: Duration) -> Result<Self, Unusable> {
        // Whoever came first has chosen; one provider of cryptography is as good as another here.
        rustls::crypto::ring::default_provider().install_default().ok();
        let address = Url::parse(&settings.base_url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let address = address.ok_or_else(|| Unusable::Address(settings.base_url.clone()))?;
        settings.base_url.truncate(settings.base_url.trim_end_matches('/').len());
        let mut builder = Client::builder()
            .user_agent(concat!("nukkad/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT.min(total))
            .timeout(total)
            .pool_idle_timeout(IDLE_TIMEOUT)
            // An API that answers with another address is not the one we mean, and a money call must not be sent twice.
            .redirect(Policy::none());
        if on_this_machine(&address) {
            builder = builder.no_proxy();
        }
        if address.scheme() == "http" {
            // Reading the machine's certificates takes long, and here they are good for nothing.
            builder = builder.tls_certs_only([]);
        }
        Ok(Self { http: builder.build().map_err(Unusable::Client)?, settings, entropy })
    }

    /// Asks, and asks again where the provider was out of reach or out of breath.
    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, ProviderError> {
        let mut tries = 1;
        loop {
            let answer = self.exchange(Method::GET, path, |request| request.query(query)).await;
            if tries == TRIES_MAX || !answer.worth_another_try() {
                return answer.read(&self.secrets());
            }
            tokio::time::sleep(self.pause(tries)).await;
            tries += 1;
        }
    }

    /// A page of a list, of what was made in a span of time.
    async fn list<T: DeserializeOwned>(&self, path: &str, (from, to): (i64, i64), skip: usize) -> Result<T, ProviderError> {
        let [from, to, count, skip] = [from.to_string(), to.to_string(), PAGE.to_string(), skip.to_string()];
        self.get(path, &[("from", &from), ("to", &to), ("count", &count), ("skip", &skip)]).await
    }

    /// Says it once.
    async fn post<T: DeserializeOwned>(&self, path: &str, finish: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Result<T, ProviderError> {
        self.exchange(Method::POST, path, finish).await.read(&self.secrets())
    }

    async fn exchange(&self, method: Method, path: &str, finish: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Answer {
        let Settings { base_url, key_id, key_secret } = &self.settings;
        let begun = Instant::now();
        let request = self.http.request(method.clone(), format!("{base_url}/v1/{path}")).basic_auth(key_id, Some(key_secret));
        let answer = match finish(request).send().await {
            Ok(response) => read_whole(response).await,
            Err(error) if error.is_connect() || error.is_builder() => Answer::NotSent(words(error)),
            Err(error) => Answer::Broken { status: None, problem: words(error) },
        };
        if tracing::enabled!(tracing::Level::DEBUG) {
            let ms = begun.elapsed().as_millis();
            tracing::debug!(%method, path, status = answer.status(), ms, body = answer.for_the_log(&self.secrets()), "asked the payment provider");
        }
        answer
    }

    fn pause(&self, tries: u32) -> Duration {
        let base = PAUSE_MS << (tries - 1);
        Duration::from_millis(base / 2 + self.entropy.bits() % base)
    }

    fn secrets(&self) -> [&str; 1] {
        [&self.settings.key_secret]
    }
}

#[async_trait]
impl Provider for Razorpay {
    async fn create_order(&self, order: &NewOrder) -> Result<Order, ProviderError> {
        self.post::<wire::Order>("orders", |request| request.json(&wire::OrderToOpen::from(order))).await.map(Order::from)
    }

    async fn order_by_receipt(&self, receipt: &str) -> Result<Option<Order>, ProviderError> {
        let found: wire::Collection<wire::Order> = self.get("orders", &[("receipt", receipt), ("count", &PAGE.to_string())]).await?;
        let ours = found.items.into_iter().filter(|order| order.receipt.as_deref() == Some(receipt));
        Ok(ours.min_by_key(|order| order.created_at).map(Order::from))
    }

    async fn payments_of_order(&self, order: &str) -> Result<Vec<Payment>, ProviderError> {
        let found: wire::Collection<wire::Payment> = self.get(&format!("orders/{}/payments", id(order)?), &[]).await?;
        Ok(found.items.into_iter().map(Payment::from).collect())
    }

    async fn payment(&self, payment: &str) -> Result<Payment, ProviderError> {
        self.get::<wire::Payment>(&format!("payments/{}", id(payment)?), &[]).await.map(Payment::from)
    }

    async fn capture(&self, payment: &str, amount: Paise) -> Result<Payment, ProviderError> {
        let body = wire::Capture { amount, currency: CURRENCY };
        self.post::<wire::Payment>(&format!("payments/{}/capture", id(payment)?), |request| request.json(&body)).await.map(Payment::from)
    }

    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError> {
        let path = format!("payments/{}/refund", id(&refund.payment)?);
        let key = HeaderValue::from_str(&refund.idempotency_key).map_err(|_| invalid("the idempotency key is no header's value"))?;
        let finish = |request: RequestBuilder| request.header("X-Refund-Idempotency", key).json(&wire::RefundToMake::from(refund));
        self.post::<wire::Refund>(&path, finish).await.map(Refund::from)
    }

    async fn refund_status(&self, refund: &str) -> Result<Refund, ProviderError> {
        self.get::<wire::Refund>(&format!("refunds/{}", id(refund)?), &[]).await.map(Refund::from)
    }

    async fn refunds_of_payment(&self, payment: &str) -> Result<Vec<Refund>, ProviderError> {
        let path = format!("payments/{}/refunds", id(payment)?);
        let (mut refunds, mut seen, mut skip) = (Vec::new(), BTreeSet::new(), 0);
        for _ in 0..PAGES_MAX {
            let page: wire::Collection<wire::Refund> = self.get(&path, &[("count", &PAGE.to_string()), ("skip", &skip.to_string())]).await?;
            let length = page.items.len();
            let known = seen.len();
            // Newest first: one made meanwhile pushes another to the next page, where it shows up a second time.
            refunds.extend(page.items.into_iter().filter(|refund| seen.insert(refund.id.clone())).map(Refund::from));
            if length < PAGE_DEFAULT || seen.len() == known {
                return Ok(refunds);
            }
            skip += length;
        }
        Err(ProviderError::Unknown("its list of refunds has no end".to_owned()))
    }

    async fn payments_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Payment>, ProviderError> {
        let found: wire::Collection<wire::Payment> = self.list("payments", span, skip).await?;
        Ok(found.items.into_iter().map(Payment::from).collect())
    }

    async fn refunds_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Refund>, ProviderError> {
        let found: wire::Collection<wire::Refund> = self.list("refunds", span, skip).await?;
        Ok(found.items.into_iter().map(Refund::from).collect())
    }

    async fn settled_on(&self, day: NaiveDate, skip: usize) -> Result<Vec<SettledItem>, ProviderError> {
        let [year, month, on] = [i64::from(day.year()), i64::from(day.month()), i64::from(day.day())].map(|part| part.to_string());
        let (count, skip) = (SETTLED_PAGE.to_string(), skip.to_string());
        let query = [("year", year.as_str()), ("month", &month), ("day", &on), ("count", &count), ("skip", &skip)];
        let found: wire::Collection<wire::SettledItem> = self.get("settlements/recon/combined", &query).await?;
        Ok(found.items.into_iter().map(SettledItem::from).collect())
    }

    async fn settlement_amount(&self, settlement: &str) -> Result<Paise, ProviderError> {
        self.get::<wire::Settlement>(&format!("settlements/{}", id(settlement)?), &[]).await.map(|found| found.amount)
    }

    async fn dispute(&self, dispute: &str) -> Result<Dispute, ProviderError> {
        self.get::<wire::Dispute>(&format!("disputes/{}", id(dispute)?), &[]).await.map(Dispute::from)
    }

    async fn disputes_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Dispute>, ProviderError> {
        let found: wire::Collection<wire::Dispute> = self.list("disputes", span, skip).await?;
        Ok(found.items.into_iter().map(Dispute::from).collect())
    }

    async fn check_keys(&self) -> Result<(), ProviderError> {
        self.get::<wire::Collection<IgnoredAny>>("orders", &[("count", "1")]).await.map(drop)
    }
}

/// Reads an answer to its end, unless that is too far away.
async fn read_whole(mut response: Response) -> Answer {
    let status = response.status().as_u16();
    let broken = |problem| Answer::Broken { status: Some(status), problem };
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(bytes)) if body.len() + bytes.len() > ANSWER_BYTES_MAX => return broken(format!("an answer of more than {ANSWER_BYTES_MAX} bytes")),
            Ok(Some(bytes)) => body.extend_from_slice(&bytes),
            Ok(None) => return Answer::Whole { status, body },
            Err(error) => return broken(words(error)),
        }
    }
}

/// What went wrong on the way, causes included, without the address: its query may tell of a booking.
fn words(error: reqwest::Error) -> String {
    let kind = if error.is_timeout() { "time ran out: " } else { "" };
    let error = error.without_url();
    let mut text = format!("{kind}{error}");
    let mut cause = std::error::Error::source(&error);
    while let Some(deeper) = cause {
        text.push_str(": ");
        text.push_str(&deeper.to_string());
        cause = deeper.source();
    }
    text
}

/// An identifier as it may stand in a path. Some come from a browser, and one with a slash would ask something else.
fn id(text: &str) -> Result<&str, ProviderError> {
    let fits = (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits { Ok(text) } else { Err(invalid("not an identifier")) }
}

/// What the provider would say too; it need not be asked.
fn invalid(description: &str) -> ProviderError {
    ProviderError::Invalid { code: "BAD_REQUEST_ERROR".to_owned(), description: description.to_owned(), reason: None, field: None }
}

/// True where a proxy would only be in the way.
fn on_this_machine(address: &Url) -> bool {
    let host = address.host_str().unwrap_or_default();
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(base_url: &str) -> Result<Razorpay, Unusable> {
        let settings = Settings { base_url: base_url.to_owned(), key_id: "rzp_test_key".to_owned(), key_secret: "hush-hush-hush".to_owned() };
        Razorpay::new(settings, Entropy::from_fn(|| u64::MAX))
    }

    #[test]
    fn debug_hides_the_secret() {
        let shown = format!("{:?}", client("http://127.0.0.1:3999/").unwrap());
        assert!(shown.contains("rzp_test_key") && shown.contains("\"http://127.0.0.1:3999\"") && !shown.contains("hush"), "{shown}");
    }

    #[test]
    fn an_address_must_be_one() {
        for base_url in ["", "api.razorpay.com", "ftp://api.razorpay.com", "127.0.0.1:3999"] {
            assert!(matches!(client(base_url), Err(Unusable::Address(_))), "{base_url:?}");
        }
    }

    #[test]
    fn only_identifiers_become_part_of_a_path() {
        assert_eq!(id("pay_29QQoUBi66xm2f"), Ok("pay_29QQoUBi66xm2f"));
        for text in ["", "..", "pay_1/capture", "pay_1?x", "pay 1", "pay_१", &"a".repeat(65)] {
            assert!(matches!(id(text), Err(ProviderError::Invalid { .. })), "{text:?}");
        }
    }

    #[test]
    fn pauses_grow_and_stay_small() {
        let razorpay = client("http://127.0.0.1:3999").unwrap();
        for (tries, from_ms, to_ms) in [(1, 50, 150), (2, 100, 300)] {
            let pause = razorpay.pause(tries).as_millis();
            assert!((from_ms..to_ms).contains(&pause), "{pause} after try {tries}");
        }
    }

    #[test]
    fn a_proxy_is_for_the_world_outside() {
        for (address, here) in [("http://127.0.0.1:3999", true), ("http://localhost", true), ("http://[::1]:1", true), ("https://api.razorpay.com", false)] {
            assert_eq!(on_this_machine(&Url::parse(address).unwrap()), here, "{address}");
        }
    }
}
