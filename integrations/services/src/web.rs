//! A web service: answers come in one at a time, and the NPS of the last 90 days goes out, with one answer
//! per person. Its state is saved and loaded as JSON.

use std::sync::{Arc, RwLock};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use npscore::{Confidence, Day, Latest, Observe, Period, Score, Segments, Tally};
use serde::{Deserialize, Serialize};

/// Everybody's answers by page.
type Pages = Segments<String, Latest<String, Score, Day>>;
type Shared = Arc<RwLock<Pages>>;
type Refusal = (StatusCode, String);

/// An answer as it is sent: what is no score or no day is refused as it is read.
#[derive(Deserialize)]
struct Answer {
    page: String,
    person: String,
    day: Day,
    score: Score,
}

#[derive(Deserialize)]
struct Until {
    until: Day,
}

/// What is shown of a page.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    tally: Tally,
    nps: f64,
    /// The limits at 95 %.
    low: f64,
    high: f64,
}

/// The routes, with nothing observed.
pub fn app() -> Router {
    Router::new()
        .route("/answers", post(answer))
        .route("/nps/{page}", get(nps))
        .route("/state", get(save).put(load))
        .with_state(Shared::default())
}

async fn answer(State(pages): State<Shared>, Json(answer): Json<Answer>) -> Result<(), Refusal> {
    let Answer {
        page,
        person,
        day,
        score,
    } = answer;
    let mut pages = pages.write().map_err(refusal)?;
    pages
        .try_observe((page, (person, (day, score))))
        .map_err(refusal)
}

async fn nps(
    State(pages): State<Shared>,
    Path(page): Path<String>,
    Query(Until { until }): Query<Until>,
) -> Result<Json<Shown>, Refusal> {
    let missing = || {
        (
            StatusCode::NOT_FOUND,
            format!("no answers to {page:?} until {until}"),
        )
    };
    let first = until.offset(-89).unwrap_or(Day::MIN);
    let pages = pages.read().map_err(refusal)?;
    let answers = pages.get(&page).ok_or_else(missing)?;
    let result = answers.within(first..=until).result().ok_or_else(missing)?;
    let limits = result.interval(Confidence::P95);
    Ok(Json(Shown {
        tally: *result.tally(),
        nps: result.nps().to_f64(),
        low: limits.low(),
        high: limits.high(),
    }))
}

async fn save(State(pages): State<Shared>) -> Result<Json<Pages>, Refusal> {
    Ok(Json(pages.read().map_err(refusal)?.clone()))
}

/// Replaces the state by one that was saved: what could not have been observed is refused.
async fn load(State(pages): State<Shared>, Json(saved): Json<Pages>) -> Result<(), Refusal> {
    *pages.write().map_err(refusal)? = saved;
    Ok(())
}

fn refusal(error: impl std::fmt::Display) -> Refusal {
    (StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
}
