//! The checkout pages, walked through as a browser without JavaScript does.

use crate::support::{Rig, SECRET};
use razorpay_sandbox::signature;
use reqwest::Response;
use serde_json::{Value, json};

const CALLBACK: &str = "http://127.0.0.1:3000/payments/razorpay/callback?from=checkout";

/// One page, with the little that has to be read out of its HTML.
struct Page {
    status: u16,
    policy: String,
    html: String,
}

impl Page {
    async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let policy = response.headers().get("content-security-policy").map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
        Self { status, policy, html: response.text().await.unwrap() }
    }

    /// Where its form goes.
    fn action(&self) -> String {
        between(&self.html, "action=\"", "\"").replace("&amp;", "&")
    }

    fn heading(&self) -> &str {
        between(&self.html, "<h1>", "</h1>")
    }

    /// The hidden field of a name.
    fn hidden(&self, name: &str) -> String {
        between(&self.html, &format!("<input type=\"hidden\" name=\"{name}\" value=\""), "\"").replace("&quot;", "\"").replace("&#39;", "'")
    }

    fn error(&self, field: &str) -> &str {
        between(&self.html, &format!("id=\"error-{field}\">"), "<")
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start} in {text}")) + start.len();
    &text[from..from + text[from..].find(end).unwrap()]
}

impl Rig {
    async fn submit(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let response = self.client.post(format!("{}{path}", self.base)).form(form).send().await.unwrap();
        if response.status() == 303 {
            let to = response.headers()["location"].to_str().unwrap().to_owned();
            return Page::of(self.client.get(format!("{}{to}", self.base)).send().await.unwrap()).await;
        }
        Page::of(response).await
    }

    /// Opens the checkout of an order.
    async fn checkout(&self, order: &str, more: &[(&str, &str)]) -> Page {
        let mut form = vec![
            ("key_id", "rzp_test_nukkad"),
            ("order_id", order),
            ("amount", "150000"),
            ("currency", "INR"),
            ("name", "Nukkad <Walks>"),
            ("description", "Old city & spices"),
            ("prefill[name]", "Asha Rao"),
            ("prefill[email]", "asha@example.com"),
            ("prefill[contact]", "9876543210"),
            ("notes[booking]", "NK-7"),
            ("callback_url", CALLBACK),
            ("cancel_url", "http://127.0.0.1:3000/bookings/NK-7"),
        ];
        form.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        form.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        self.submit("/v1/checkout/embedded", &form).await
    }
}

fn card(number: &str) -> Vec<(&str, &str)> {
    vec![("method", "card"), ("card[number]", number), ("card[expiry]", "12/99"), ("card[cvv]", "123"), ("card[name]", "Asha Rao")]
}

#[tokio::test]
async fn a_card_that_the_bank_approves() {
    let rig = Rig::new().await;
    let order = rig.order(150_000).await;
    let page = rig.checkout(&order, &[]).await;
    assert_eq!(page.status, 200);
    for part in [
        "No money moves",
        "Nukkad &lt;Walks&gt;",
        "Old city &amp; spices",
        "Pay ₹1,500",
        "4100 2800 0000 1007",
        "value=\"Asha Rao\"",
        "href=\"http://127.0.0.1:3000/bookings/NK-7\"",
    ] {
        assert!(page.html.contains(part), "{part}");
    }
    let bank = rig.submit(&page.action(), &card("4100 2800 0000 1007")).await;
    assert_eq!(bank.heading(), "The bank asks: may it pay?");
    assert_eq!(rig.fetch(&format!("/v1/orders/{order}/payments")).await["items"][0]["status"], "created");
    let ending = rig.submit(&bank.action(), &[("outcome", "success")]).await;
    assert_eq!((ending.heading(), ending.action().as_str()), ("Payment successful", CALLBACK));
    assert!(ending.html.contains("Continue</button>"));
    let payment = ending.hidden("razorpay_payment_id");
    assert_eq!(ending.hidden("razorpay_order_id"), order);
    assert_eq!(ending.hidden("razorpay_signature"), signature::sign_checkout(SECRET, &order, &payment));
    let paid = rig.fetch(&format!("/v1/payments/{payment}")).await;
    assert_eq!(
        (paid["status"].as_str(), paid["email"].as_str(), paid["contact"].as_str()),
        (Some("captured"), Some("asha@example.com"), Some("+919876543210"))
    );
    assert_eq!((&paid["notes"], paid["description"].as_str()), (&json!({ "booking": "NK-7" }), Some("Old city & spices")));
    let twice = rig.submit(&bank.action(), &[("outcome", "failure")]).await;
    assert_eq!(twice.hidden("razorpay_payment_id"), payment, "what was decided stands");
}

#[tokio::test]
async fn a_card_that_is_declined_says_why_and_another_try_is_possible() {
    let rig = Rig::new().await;
    let order = rig.order(150_000).await;
    let page = rig.checkout(&order, &[]).await;
    let bank = rig.submit(&page.action(), &card("4100280000080001")).await;
    let ending = rig.submit(&bank.action(), &[("outcome", "failure")]).await;
    assert_eq!((ending.heading(), ending.action().as_str()), ("Payment failed", CALLBACK));
    assert_eq!((ending.hidden("error[code]").as_str(), ending.hidden("error[reason]").as_str()), ("BAD_REQUEST_ERROR", "insufficient_fund"));
    for field in ["error[description]", "error[source]", "error[step]"] {
        assert!(!ending.hidden(field).is_empty(), "{field}");
    }
    let metadata: Value = serde_json::from_str(&ending.hidden("error[metadata]")).unwrap();
    assert_eq!(metadata["order_id"], order.as_str());
    let bank = rig.submit(&page.action(), &card("4100280000001007")).await;
    let ending = rig.submit(&bank.action(), &[("outcome", "success")]).await;
    assert_eq!(ending.heading(), "Payment successful");
    let closed = rig.submit(&page.action(), &card("4100280000001007")).await;
    assert_eq!(closed.status, 400);
    assert!(closed.html.contains("the order is already paid"));
}

#[tokio::test]
async fn the_upi_ids_decide_by_themselves() {
    let rig = Rig::new().await;
    let order = rig.order(150_000).await;
    let page = rig.checkout(&order, &[]).await;
    let failed = rig.submit(&page.action(), &[("method", "upi"), ("vpa", "failure@razorpay")]).await;
    assert_eq!((failed.heading(), failed.hidden("error[source]").as_str()), ("Payment failed", "gateway"));
    let paid = rig.submit(&page.action(), &[("method", "upi"), ("vpa", "success@razorpay")]).await;
    assert_eq!(paid.heading(), "Payment successful");
    let other = rig.order(150_000).await;
    let page = rig.checkout(&other, &[]).await;
    let bank = rig.submit(&page.action(), &[("method", "upi"), ("vpa", "asha@okhdfc")]).await;
    assert_eq!(rig.submit(&bank.action(), &[("outcome", "success")]).await.heading(), "Payment successful");
}

#[tokio::test]
async fn netbanking_asks_the_bank() {
    let rig = Rig::new().await;
    let page = rig.checkout(&rig.order(150_000).await, &[("prefill[method]", "netbanking")]).await;
    assert!(page.html.contains("value=\"netbanking\" checked"));
    let bank = rig.submit(&page.action(), &[("method", "netbanking"), ("bank", "SBIN")]).await;
    let ending = rig.submit(&bank.action(), &[("outcome", "success")]).await;
    let payment = rig.fetch(&format!("/v1/payments/{}", ending.hidden("razorpay_payment_id"))).await;
    assert_eq!((payment["method"].as_str(), payment["bank"].as_str()), (Some("netbanking"), Some("SBIN")));
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_stays() {
    let rig = Rig::new().await;
    let order = rig.order(150_000).await;
    let page = rig.checkout(&order, &[]).await;
    let typed = [("method", "card"), ("card[number]", "4100 2800 0000 1008"), ("card[expiry]", "01/20"), ("card[cvv]", "9876"), ("card[name]", "\"><b>A")];
    let again = rig.submit(&page.action(), &typed).await;
    assert_eq!(
        (again.status, again.error("number"), again.error("expiry")),
        (200, "This is not a valid card number. Check the digits.", "This card has expired.")
    );
    for part in ["value=\"4100 2800 0000 1008\"", "value=\"01/20\"", "value=\"&quot;&gt;&lt;b&gt;A\"", "aria-invalid=\"true\"", "role=\"alert\""] {
        assert!(again.html.contains(part), "{part}");
    }
    assert!(!again.html.contains("9876"), "the CVV is never shown again");
    let again = rig.submit(&page.action(), &[("method", "upi"), ("vpa", "no at sign")]).await;
    assert_eq!((again.status, again.error("vpa")), (200, "Enter a UPI ID such as name@bank."));
    assert!(again.html.contains("value=\"no at sign\"") && again.html.contains("value=\"upi\" checked"));
    let again = rig.submit(&page.action(), &[]).await;
    assert_eq!(again.error("method"), "Choose how to pay.");
    assert_eq!(rig.fetch(&format!("/v1/orders/{order}")).await["attempts"], 0);
}

#[tokio::test]
async fn a_checkout_that_cannot_be_says_so() {
    let rig = Rig::new().await;
    let order = rig.order(150_000).await;
    for (more, words) in [
        (("key_id", "rzp_test_other"), "The api key provided is invalid"),
        (("order_id", "order_12345678901234"), "The id provided does not exist"),
        (("order_id", ""), "The order id field is required."),
        (("amount", "150001"), "Payment amount is different from the amount due on the order"),
        (("currency", "USD"), "The currency is not that of the order."),
        (("callback_url", ""), "The callback url field is required."),
        (("callback_url", "javascript:alert(1)"), "The callback_url and the cancel_url must be web addresses."),
        (("cancel_url", "javascript:alert(1)"), "The callback_url and the cancel_url must be web addresses."),
    ] {
        let page = rig.checkout(&order, &[more]).await;
        assert_eq!((page.status, page.heading()), (400, "This payment cannot be made"), "{words}");
        assert!(page.html.contains(words), "{words}: {}", page.html);
        assert!(!page.html.contains("javascript:"));
    }
    rig.pay(&order).await;
    assert!(rig.checkout(&order, &[]).await.html.contains("the order is already paid"));
    let lost = rig.client.get(format!("{}/v1/checkout/chk_nothing", rig.base)).send().await.unwrap();
    assert_eq!(lost.status(), 400);
}

#[tokio::test]
async fn the_pages_are_locked_up() {
    let rig = Rig::new().await;
    let page = rig.checkout(&rig.order(150_000).await, &[]).await;
    let nonce = between(&page.html, "<style nonce=\"", "\"").to_owned();
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; form-action 'self' http://127.0.0.1:3000; base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(page.policy, policy);
    assert!(!page.html.contains("<script"));
    let ending = rig.submit(&page.action(), &[("method", "upi"), ("vpa", "success@razorpay")]).await;
    let nonce = between(&ending.html, "<script nonce=\"", "\"");
    assert!(ending.policy.contains(&format!("script-src 'nonce-{nonce}';")), "{}", ending.policy);
    assert!(!ending.html.contains("style=\"") && !ending.html.contains("onclick"));
}

#[tokio::test]
async fn a_late_approval_first_looks_like_a_failure() {
    let (rig, hook) = Rig::with_hook(razorpay_sandbox::Settings::default()).await;
    rig.faults(json!([{ "on": "checkout", "do": "authorize_late", "after_ms": 30, "times": 1 }])).await;
    let order = rig.order(150_000).await;
    let page = rig.checkout(&order, &[]).await;
    let ending = rig.submit(&page.action(), &[("method", "upi"), ("vpa", "success@razorpay")]).await;
    assert_eq!((ending.heading(), ending.hidden("error[reason]").as_str()), ("Payment failed", "payment_timed_out"));
    let mut polls = 0;
    while rig.fetch(&format!("/v1/orders/{order}")).await["status"] != "paid" {
        polls += 1;
        assert!(polls < 500, "the bank never came round");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    rig.idle().await;
    assert_eq!(hook.sorted_events(), ["order.paid", "payment.authorized", "payment.captured", "payment.failed"]);
}
