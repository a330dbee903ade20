//! The report as a table: one row for all, one for each group and one for each period.

use super::model::Model;
use super::model::score::Score;
use super::model::segments::{Against, Shown};

const HEADER: [&str; 15] = [
    "by",
    "name",
    "shown",
    "responses",
    "excluded",
    "nps",
    "low",
    "high",
    "bands",
    "difference",
    "difference_low",
    "difference_high",
    "p_value",
    "adjusted_p_value",
    "verdict",
];

/// The report as CSV. The difference of a group is that to the rest, of a period that to the one
/// before. Cells that a spreadsheet would compute are given a leading apostrophe.
pub(crate) fn render(model: &Model<'_>) -> Result<String, csv::Error> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(HEADER)?;
    let all = (&model.shown, model.excluded());
    rows.write_record(record("all", "", all, None))?;
    for table in &model.tables {
        for row in &table.rows {
            let name = row.path.join(" / ");
            let figures = (&row.shown, row.excluded);
            rows.write_record(record(&table.by, &name, figures, row.against.as_ref()))?;
        }
    }
    if let Some(time) = &model.time {
        for moment in time.moments().chain(&time.undated) {
            let figures = (&moment.shown, moment.excluded);
            let change = moment.change.as_ref().ok();
            rows.write_record(record(time.unit, &moment.name(), figures, change))?;
        }
    }
    let bytes = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn record(
    by: &str,
    name: &str,
    (shown, excluded): (&Shown, u64),
    tested: Option<&Against>,
) -> [String; 15] {
    let score = match shown {
        Shown::Score(score) => Some(score),
        _ => None,
    };
    let word = match shown {
        Shown::Score(score) if score.is_judged() => "score",
        Shown::Score(_) => "too few",
        Shown::Empty => "no answers",
        Shown::Weightless => "no weight",
        Shown::Withheld => "withheld",
        Shown::Misleading => "misleading",
    };
    let withheld = matches!(shown, Shown::Withheld);
    let figure = |of: fn(&Score) -> f64| score.map_or_else(String::new, |score| number(of(score)));
    let test =
        |of: fn(&Against) -> f64| tested.map_or_else(String::new, |tested| number(of(tested)));
    [
        harmless(by),
        harmless(name),
        word.into(),
        score.map_or_else(
            || if withheld { String::new() } else { "0".into() },
            |score| score.responses.to_string(),
        ),
        if withheld {
            String::new()
        } else {
            excluded.to_string()
        },
        figure(|score| score.nps.to_f64()),
        figure(|score| score.low),
        figure(|score| score.high),
        score.map_or_else(String::new, Score::bands),
        test(|tested| tested.points.to_f64()),
        test(|tested| tested.low),
        test(|tested| tested.high),
        test(|tested| tested.p_value),
        test(|tested| tested.adjusted_p_value),
        tested.map_or_else(String::new, |tested| tested.verdict.to_string()),
    ]
}

/// A figure in full, with a minus that programs read.
fn number(value: f64) -> String {
    value.to_string()
}

/// A name that a spreadsheet would take for a formula, as text: OWASP, "CSV Injection".
fn harmless(name: &str) -> String {
    if name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{name}")
    } else {
        name.into()
    }
}
