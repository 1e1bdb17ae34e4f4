//! Who may ask, and what does not exist.

use crate::support::{Rig, SECRET, answer, refused};
use reqwest::header::AUTHORIZATION;
use serde_json::json;

#[tokio::test]
async fn only_basic_with_the_right_key_and_secret() {
    let rig = Rig::new().await;
    let url = format!("{}/v1/orders", rig.base);
    let wrong_secret = answer(rig.client.get(&url).basic_auth("rzp_test_nukkad", Some("wrong"))).await;
    assert_eq!(wrong_secret, (401, json!({ "error": { "code": "BAD_REQUEST_ERROR", "description": "Authentication failed" } })));
    let unknown_key = answer(rig.client.get(&url).basic_auth("rzp_test_other", Some(SECRET))).await;
    refused(&unknown_key, 401, "The api key provided is invalid");
    refused(&answer(rig.client.get(&url)).await, 401, "Authentication failed");
    let good = "cnpwX3Rlc3RfbnVra2FkOm51a2thZC1zYW5kYm94LXNlY3JldA==";
    for scheme in ["basic", "BASIC", "\"Basic\"", "Bearer"] {
        refused(&answer(rig.client.get(&url).header(AUTHORIZATION, format!("{scheme} {good}"))).await, 401, "Authentication failed");
    }
    for broken in ["Basic ???", "Basic bm9jb2xvbg=="] {
        refused(&answer(rig.client.get(&url).header(AUTHORIZATION, broken)).await, 401, "Authentication failed");
    }
    assert_eq!(answer(rig.client.get(&url).header(AUTHORIZATION, format!("Basic {good}"))).await.0, 200);
}

#[tokio::test]
async fn whatever_is_not_there_is_not_found_with_400() {
    let rig = Rig::new().await;
    for (method, path) in [
        ("GET", "/v1/methods"),
        ("PUT", "/v1/orders"),
        ("DELETE", "/v1/orders/order_12345678901234"),
        ("POST", "/v1/payments/create/json"),
        ("GET", "/"),
        ("GET", "/v1/transfers"),
        ("GET", "/v1/checkout/embedded"),
        ("DELETE", "/v1/checkout/12345678901234"),
    ] {
        let found = answer(rig.request(method, path)).await;
        refused(&found, 400, "The requested URL was not found on the server.");
        assert_eq!(found.1["error"]["reason"], "NA");
    }
}

#[tokio::test]
async fn a_form_that_nests_without_end_brings_nothing_down() {
    let rig = Rig::new().await;
    let form = format!("a{}=1", "[b]".repeat(200_000));
    let post = |path: &str| rig.request("POST", path).header("content-type", "application/x-www-form-urlencoded").body(form.clone());
    assert_eq!(answer(post("/v1/orders")).await.0, 400);
    assert_eq!(answer(post("/v1/checkout/embedded")).await.0, 400);
    rig.order(500).await;
}

#[tokio::test]
async fn requests_are_counted_by_endpoint() {
    let rig = Rig::new().await;
    let order = rig.order(500).await;
    rig.fetch(&format!("/v1/orders/{order}")).await;
    rig.fetch(&format!("/v1/orders/{order}")).await;
    rig.get("/v1/nothing").await;
    assert_eq!(rig.sandbox.state()["requests"], json!({ "POST /v1/orders": 1, "GET /v1/orders/:id": 2, "unknown": 1 }));
}

#[tokio::test]
async fn dropping_the_server_frees_its_port_and_its_connections() {
    let rig = Rig::new().await;
    rig.order(500).await;
    let (base, client) = (rig.base.clone(), rig.client.clone());
    let sandbox = rig.sandbox.clone();
    drop(rig);
    // The kept connection is closed, and nobody takes a new one.
    let mut tries = 0;
    while client.get(format!("{base}/sandbox/state")).send().await.is_ok() {
        tries += 1;
        assert!(tries < 500, "the server is still there");
        tokio::task::yield_now().await;
    }
    assert_eq!(sandbox.state()["orders"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_router_can_be_part_of_another_server() {
    let rig = Rig::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = rig.sandbox.router();
    let other = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    rig.faults(json!([{ "on": "GET /v1/orders", "do": "reset", "times": 1 }])).await;
    let ask = || rig.client.get(format!("{base}/v1/orders")).basic_auth("rzp_test_nukkad", Some(SECRET));
    assert_eq!(answer(ask()).await.0, 502, "a connection that is not ours cannot be cut");
    assert_eq!(answer(ask()).await.0, 200);
    other.abort();
}
