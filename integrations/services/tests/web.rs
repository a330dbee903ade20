//! The web service, driven by requests; no port is opened.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

async fn send(
    app: &Router,
    method: Method,
    uri: &str,
    body: Option<&Value>,
) -> (StatusCode, String) {
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("content-type", "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let response = app
        .clone()
        .oneshot(request.body(body).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn answer(app: &Router, person: &str, day: &str, score: u8) -> StatusCode {
    let answer = json!({ "page": "checkout", "person": person, "day": day, "score": score });
    send(app, Method::POST, "/answers", Some(&answer)).await.0
}

async fn nps(app: &Router, until: &str) -> Value {
    let (status, text) = send(
        app,
        Method::GET,
        &format!("/nps/checkout?until={until}"),
        None,
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn answers_come_in_and_a_rolling_nps_goes_out() {
    let app = npscore_services::web::app();
    // ann answers again: the newer answer counts from then on. bob's is 90 days old on April 2.
    for (person, day, score) in [
        ("bob", "2026-01-02", 0),
        ("ann", "2026-01-10", 3),
        ("ann", "2026-03-01", 10),
        ("cat", "2026-03-02", 8),
    ] {
        assert_eq!(answer(&app, person, day, score).await, StatusCode::OK);
    }
    // bob and ann detract on January 31.
    let january = nps(&app, "2026-01-31").await;
    assert_eq!(
        (&january["detractors"], &january["nps"]),
        (&json!(2), &json!(-100.0))
    );
    // bob 0, ann 10, cat 8 on April 1: 89 days after January 2.
    let april = nps(&app, "2026-04-01").await;
    assert_eq!(april["nps"], 0.0);
    assert_eq!(
        [
            &april["detractors"],
            &april["passives"],
            &april["promoters"]
        ],
        [1, 1, 1]
    );
    assert!(april["low"].as_f64().unwrap() < 0.0 && april["high"].as_f64().unwrap() > 0.0);
    // A day later bob's answer is too old.
    assert_eq!(nps(&app, "2026-04-02").await["nps"], 50.0);

    // Saved by one process and loaded by another.
    let (_, saved) = send(&app, Method::GET, "/state", None).await;
    let saved: Value = serde_json::from_str(&saved).unwrap();
    let other = npscore_services::web::app();
    assert_eq!(
        send(&other, Method::PUT, "/state", Some(&saved)).await.0,
        StatusCode::OK
    );
    assert_eq!(nps(&other, "2026-04-01").await, april);
    assert_eq!(
        send(&other, Method::GET, "/state", None).await.1,
        send(&app, Method::GET, "/state", None).await.1
    );
}

#[tokio::test]
async fn what_is_no_answer_is_refused_and_changes_nothing() {
    let app = npscore_services::web::app();
    let (_, before) = send(&app, Method::GET, "/state", None).await;
    assert_eq!(
        answer(&app, "ann", "2026-01-10", 11).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        answer(&app, "ann", "2026-02-30", 10).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let forged = json!({ "checkout": { "ann": "promoter" } });
    let (status, _) = send(&app, Method::PUT, "/state", Some(&forged)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(&app, Method::GET, "/state", None).await.1, before);
    let (status, text) = send(&app, Method::GET, "/nps/checkout?until=2026-01-31", None).await;
    assert_eq!(
        (status, text.as_str()),
        (
            StatusCode::NOT_FOUND,
            "no answers to \"checkout\" until 2026-01-31"
        )
    );
}
