//! The report for programs.

use npscore::inference::{Confidence, Estimate, Verdict};
use npscore::insight::{Comparison, NoComparison, Position, ReportRules};
use npscore::{NpsResult, Rating, Screened, WeightedResult};
use serde::{Serialize, Serializer};

use super::model::Model;
use super::model::findings::{About, Part, Said};
use super::model::score::Score;
use super::model::segments::{Against, Row, Shown, Table};
use super::model::time::{Moment, Time};
use super::model::why::Why;
use crate::finding::{Finding, RefusedCell};
use crate::survey::Survey;

/// The document: its results are the crate's own rows, `null` where there is nothing to score,
/// `"withheld"` where it must not be shown.
#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    offered: u64,
    accepted: u64,
    excluded: Object<&'static str, u64>,
    overall: Option<NpsResult>,
    /// The 95 % score interval around the overall score.
    interval: Option<Estimate>,
    /// Where the overall score stands among the benchmarks.
    position: Option<Position>,
    weighted: Option<WeightedResult>,
    /// The 95 % score interval around the weighted score.
    weighted_interval: Option<Estimate>,
    /// The ratings that the score may have; none where answers are too few.
    ratings: Option<&'a [Rating]>,
    /// By what the report says something.
    rules: ReportRules,
    /// What stands out.
    stands_out: Vec<StandsOut<'a>>,
    /// By argument, then by segment, from the highest score to the lowest.
    by: Object<&'a str, Nodes<'a, NpsResult>>,
    /// The same, weighted; `null` where no weights are asked for.
    weighted_by: Option<Object<&'a str, Nodes<'a, WeightedResult>>>,
    /// What is said of each segment, by argument, in the order in which they are shown.
    segments: Object<&'a str, Vec<Segment<'a>>>,
    /// Every period from the first to the last; `null` where no dates are asked for.
    periods: Option<Object<String, Cell<NpsResult>>>,
    /// The same, weighted; `null` where no weights are asked for.
    weighted_periods: Option<Object<String, Cell<WeightedResult>>>,
    /// What is said of each period with answers.
    timeline: Option<Timeline<'a>>,
    /// What is in none of the periods; `null` where no dates are asked for.
    undated: Option<Undated>,
    /// The last change taken apart, by column.
    decomposition: Object<&'a str, Parts<'a>>,
    /// The score beside figures of one's own.
    benchmarks: &'a [Comparison],
    /// At the end of each period, what was answered in the window up to it; `null` where no windows are
    /// asked for.
    rolling: Option<Object<String, Cell<NpsResult>>>,
    /// How many rows are not asked for.
    left_out: u64,
    /// The most frequent cells that are neither answers nor missing, at most ten.
    refused_cells: Vec<RefusedCell>,
    /// What is odd about the files; some of it withholds the score.
    findings: &'a [Finding],
}

/// The answers without a date.
#[derive(Serialize)]
struct Undated {
    offered: u64,
    accepted: u64,
    excluded: Object<&'static str, u64>,
    overall: Cell<NpsResult>,
    weighted: Cell<WeightedResult>,
}

/// Names with values, in this order.
struct Object<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Object<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A result, none, or that it is withheld.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell<R> {
    Result(Option<R>),
    Withheld(&'static str),
}

impl<R> Cell<R> {
    fn of(shown: &Shown, result: Option<R>) -> Self {
        match shown {
            Shown::Withheld => Self::Withheld("withheld"),
            _ => Self::Result(result),
        }
    }
}

/// Segments by name, each with its result or, where there are segments within it, with both:
/// `{"total": …, "segments": {…}}`.
type Nodes<'a, R> = Object<&'a str, Node<'a, R>>;

#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a, R> {
    Leaf(Cell<R>),
    Branch {
        total: Cell<R>,
        segments: Nodes<'a, R>,
    },
}

/// What is said of a segment.
#[derive(Serialize)]
struct Segment<'a> {
    path: &'a [String],
    excluded: u64,
    #[serde(flatten)]
    figures: Figures<'a>,
    /// The difference to the rest; `null` where that is not compared.
    against_the_rest: Option<Tested>,
}

/// A score as it is shown.
#[derive(Serialize)]
struct Figures<'a> {
    /// `"score"`, `"too_few"`, `"empty"`, `"weightless"` or `"withheld"`.
    shown: &'static str,
    responses: Option<u64>,
    nps: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    ratings: &'a [Rating],
}

impl<'a> Figures<'a> {
    fn of(shown: &'a Shown) -> Self {
        let score = match shown {
            Shown::Score(score) => Some(score),
            _ => None,
        };
        Self {
            shown: match shown {
                Shown::Score(score) if score.is_judged() => "score",
                Shown::Score(_) => "too_few",
                Shown::Empty => "empty",
                Shown::Weightless => "weightless",
                Shown::Withheld => "withheld",
                Shown::Misleading => "misleading",
            },
            responses: score.map(|score| score.responses),
            nps: score.map(|score| score.nps.to_f64()),
            low: score.map(|score| score.low),
            high: score.map(|score| score.high),
            ratings: score.map_or(&[], |score| &score.ratings),
        }
    }
}

/// A difference and whether it holds.
#[derive(Serialize)]
struct Tested {
    points: f64,
    low: f64,
    high: f64,
    p_value: f64,
    adjusted_p_value: f64,
    verdict: Verdict,
}

impl From<&Against> for Tested {
    fn from(against: &Against) -> Self {
        Self {
            points: against.points.to_f64(),
            low: against.low,
            high: against.high,
            p_value: against.p_value,
            adjusted_p_value: against.adjusted_p_value,
            verdict: against.verdict,
        }
    }
}

#[derive(Serialize)]
struct Timeline<'a> {
    unit: &'static str,
    /// The centre of the control limits.
    centre: Option<f64>,
    /// Whether the limits rest on fewer than twelve periods.
    trial: bool,
    periods: Vec<Told<'a>>,
}

/// What is said of a period.
#[derive(Serialize)]
struct Told<'a> {
    period: String,
    excluded: u64,
    #[serde(flatten)]
    figures: Figures<'a>,
    change: Option<Tested>,
    /// Why there is no change.
    reason: Option<NoComparison>,
    limits: Option<(f64, f64)>,
    outside: Option<npscore::insight::monitor::Side>,
}

#[derive(Serialize)]
struct StandsOut<'a> {
    verdict: Verdict,
    by: Option<&'a str>,
    path: Option<&'a [String]>,
    text: String,
}

#[derive(Serialize)]
struct Parts<'a> {
    since: String,
    period: String,
    before: f64,
    after: f64,
    rate: f64,
    mix: f64,
    steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    /// `null` for all others.
    segment: Option<&'a str>,
    points: f64,
}

/// Why cells are excluded, and how many.
fn exclusions<A>(group: &Screened<A>) -> Object<&'static str, u64> {
    let reasons = group.exclusions();
    Object(
        reasons
            .map(|(reason, count)| (reason.as_str(), count))
            .collect(),
    )
}

/// Rows of one level, each with those below it.
fn nodes<'a, R>(rows: &'a [Row], depth: usize, result: fn(&Row) -> Option<R>) -> Nodes<'a, R> {
    let starts = rows.chunk_by(|_, next| next.depth() > depth);
    let node = |rows: &'a [Row]| {
        let (row, below) = rows.split_first()?;
        let total = Cell::of(&row.shown, result(row));
        let node = if below.is_empty() {
            Node::Leaf(total)
        } else {
            let segments = nodes(below, depth + 1, result);
            Node::Branch { total, segments }
        };
        Some((row.name(), node))
    };
    Object(starts.filter_map(node).collect())
}

fn by<R>(tables: &[Table], result: fn(&Row) -> Option<R>) -> Object<&str, Nodes<'_, R>> {
    let tables = tables.iter();
    Object(
        tables
            .map(|table| (table.by.as_str(), nodes(&table.rows, 0, result)))
            .collect(),
    )
}

/// All periods with one result each, gaps included.
fn periods<R>(
    survey: &Survey,
    time: &Time,
    result: fn(&Moment) -> Option<R>,
) -> Option<Object<String, Cell<R>>> {
    let mut moments = time.moments().peekable();
    let slots = survey.periods()?.timeline.periods();
    let cells = slots.map(|(slot, _)| {
        let moment = moments.next_if(|moment| moment.slot == Some(slot));
        let cell = moment.map_or(Cell::Result(None), |moment| {
            Cell::of(&moment.shown, result(moment))
        });
        (slot.to_string(), cell)
    });
    Some(Object(cells.collect()))
}

/// All windows with their results.
fn rolling(model: &Model<'_>) -> Option<Object<String, Cell<NpsResult>>> {
    let windows = model.time.as_ref()?.rolling.as_ref()?.iter();
    let windows = windows.map(|window| (window.name(), Cell::of(&window.shown, window.plain)));
    Some(Object(windows.collect()))
}

/// The report as one JSON object.
pub(crate) fn render(survey: &Survey, model: &Model<'_>) -> serde_json::Result<String> {
    let (time, weights) = (model.time.as_ref(), model.request.input.weight.is_some());
    let undated = survey.periods().zip(time).map(|(periods, time)| {
        let group = &periods.undated;
        let shown = time
            .undated
            .as_ref()
            .map_or(&Shown::Empty, |undated| &undated.shown);
        Undated {
            offered: group.offered(),
            accepted: group.accepted(),
            excluded: exclusions(group),
            overall: Cell::of(shown, group.inner().tally().result()),
            weighted: Cell::of(shown, group.inner().result().filter(|_| weights)),
        }
    });
    let document = Document {
        title: &model.title,
        offered: model.offered,
        accepted: model.accepted,
        excluded: exclusions(survey.all()),
        overall: model.plain,
        interval: model.plain.map(|result| result.interval(Confidence::P95)),
        position: model.position,
        weighted: model.weighted,
        weighted_interval: model
            .weighted
            .map(|result| result.interval(Confidence::P95)),
        ratings: model.score().map(|score: &Score| score.ratings.as_slice()),
        rules: model.rules,
        stands_out: model
            .findings
            .iter()
            .map(|said| finding(said, model))
            .collect(),
        by: by(&model.tables, |row| row.plain),
        weighted_by: weights.then(|| by(&model.tables, |row| row.weighted)),
        segments: segments(&model.tables),
        periods: time.and_then(|time| periods(survey, time, |moment| moment.plain)),
        weighted_periods: time
            .filter(|_| weights)
            .and_then(|time| periods(survey, time, |moment| moment.weighted)),
        timeline: time.map(timeline),
        undated,
        decomposition: Object(
            model
                .why
                .iter()
                .map(|why| (why.column.as_str(), parts(why)))
                .collect(),
        ),
        benchmarks: &model.comparisons,
        rolling: rolling(model),
        left_out: survey.left_out(),
        refused_cells: survey.refused_cells(10),
        findings: model.notices,
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

fn segments(tables: &[Table]) -> Object<&str, Vec<Segment<'_>>> {
    fn segment(row: &Row) -> Segment<'_> {
        Segment {
            path: &row.path,
            excluded: row.excluded,
            figures: Figures::of(&row.shown),
            against_the_rest: row.against.as_ref().map(Tested::from),
        }
    }
    let tables = tables.iter();
    Object(
        tables
            .map(|table| (table.by.as_str(), table.rows.iter().map(segment).collect()))
            .collect(),
    )
}

fn timeline(time: &Time) -> Timeline<'_> {
    fn told(moment: &Moment) -> Told<'_> {
        Told {
            period: moment.name(),
            excluded: moment.excluded,
            figures: Figures::of(&moment.shown),
            change: moment.change.as_ref().ok().map(Tested::from),
            reason: moment.change.as_ref().err().copied(),
            limits: moment.limits,
            outside: moment.outside,
        }
    }
    Timeline {
        unit: time.unit,
        centre: time.centre.map(npscore::Nps::to_f64),
        trial: time.centre.is_some() && time.charted < 12,
        periods: time.moments().map(told).collect(),
    }
}

fn finding<'a>(said: &'a Said, model: &'a Model<'_>) -> StandsOut<'a> {
    let row = match said.about {
        About::Segment { table, row } => model.tables.get(table).map(|table| (table, row)),
        About::Change | About::Rest => None,
    };
    let text = said.parts.iter().map(|part| match part {
        Part::Text(text) | Part::Name(text) => text.as_str(),
    });
    StandsOut {
        verdict: said.verdict,
        by: row.map(|(table, _)| table.by.as_str()),
        path: row.and_then(|(table, row)| Some(table.rows.get(row)?.path.as_slice())),
        text: text.collect(),
    }
}

fn parts(why: &Why) -> Parts<'_> {
    let steps = why.steps.iter().map(|step| Step {
        segment: step.name.as_deref(),
        points: step.points.to_string().parse().unwrap_or_default(),
    });
    Parts {
        since: why.before.slot.to_string(),
        period: why.after.slot.to_string(),
        before: why.before.nps.to_f64(),
        after: why.after.nps.to_f64(),
        rate: why.rate.to_f64(),
        mix: why.mix.to_f64(),
        steps: steps.collect(),
    }
}
