//! The sentences of a report, the same in every form. Headings state the finding, by rule.

use npscore::inference::Verdict;
use npscore::insight::{NoComparison, ReportRules, Statistic};
use npscore::{Category, Decimal, Rating, Score as Answer};

use super::figures::{self, counted, in_words};
use super::model::Model;
use super::model::score::Score;
use super::model::segments::{Against, Row, Shown, Table};
use super::model::time::{Moment, Time};
use super::model::why::Why;

/// `2,831 rows offered, 2,746 answers used, 85 left out`.
pub(crate) fn counts(model: &Model<'_>) -> String {
    format!(
        "{} offered, {} used, {} left out",
        counted(model.offered, "row"),
        counted(model.accepted, "answer"),
        figures::count(model.excluded()),
    )
}

/// The word for the score of all: its bands, or why there are none.
pub(crate) fn headline(model: &Model<'_>) -> String {
    let what = if model.request.input.weight.is_some() {
        "Weighted Net Promoter Score"
    } else {
        "Net Promoter Score"
    };
    match &model.shown {
        Shown::Score(score) if score.is_judged() => format!("{what}: {}", score.bands()),
        Shown::Score(_) => format!("{what}, of too few answers to be rated"),
        Shown::Empty => "No answers".into(),
        Shown::Weightless => "No answer has a weight".into(),
        Shown::Withheld => "Withheld: fewer answers than may be shown".into(),
        Shown::Misleading => "No score: see above".into(),
    }
}

/// `95 % interval 37.2 to 42.4, from 2,746 answers`.
pub(crate) fn interval(score: &Score, rules: &ReportRules) -> String {
    format!(
        "{} interval {}, from {}",
        rules.confidence(),
        score.interval(),
        counted(score.responses, "answer"),
    )
}

/// What weights cost, and the score without them; for a weighted report.
pub(crate) fn weights(model: &Model<'_>) -> Option<String> {
    let (score, plain) = (model.score()?, model.unweighted.as_ref()?);
    let column = model.request.input.weight.as_ref()?;
    Some(format!(
        "Weighted by {column:?}: as precise as {:.0} answers of equal weight. Unweighted {} ({}).",
        score.effective,
        plain.text(),
        plain.interval(),
    ))
}

/// `52.3 % promoters − 12.5 % detractors = 39.8.`
pub(crate) fn sum(model: &Model<'_>) -> Option<String> {
    let (shares, score) = (model.shares.as_ref()?, model.score()?);
    Some(format!(
        "{} promoters − {} detractors = {}.",
        percent(shares.promoters),
        percent(shares.detractors),
        score.text(),
    ))
}

/// Which band the score lies in, or which it may lie in, or that answers are too few to tell.
pub(crate) fn bands(score: &Score) -> String {
    match score.ratings.as_slice() {
        [] => format!(
            "Only {}: the score could plausibly be anything from {} to {}.",
            counted(score.responses, "answer"),
            figures::float(score.low.round()).trim_end_matches(".0"),
            figures::float(score.high.round()).trim_end_matches(".0"),
        ),
        [only] => format!(
            "The whole interval lies in the band called {only}, {}.",
            limits(*only)
        ),
        [worst, .., best] => format!("The interval touches the bands from {worst} to {best}."),
    }
}

/// `above 20 and up to 50`.
fn limits(rating: Rating) -> String {
    let next = Rating::ALL.into_iter().find(|other| *other > rating);
    let upper = next.and_then(Rating::above);
    match (rating.above(), upper) {
        (Some(above), Some(upper)) => format!("above {above} and up to {upper}"),
        (Some(above), None) => format!("above {above}"),
        (None, Some(upper)) => format!("{upper} or below"),
        (None, None) => String::new(),
    }
}

pub(crate) fn percent(share: Decimal) -> String {
    format!("{share:.1} %")
}

/// The categories in the order of the scale, each with its answers, count and share.
pub(crate) fn categories(model: &Model<'_>) -> Option<[(Category, &'static str, u64, Decimal); 3]> {
    let (plain, shares) = (model.plain?, model.shares.as_ref()?);
    Some([
        (
            Category::Detractor,
            "0 to 6",
            plain.detractors(),
            shares.detractors,
        ),
        (
            Category::Passive,
            "7 and 8",
            plain.passives(),
            shares.passives,
        ),
        (
            Category::Promoter,
            "9 and 10",
            plain.promoters(),
            shares.promoters,
        ),
    ])
}

/// `10 is the most frequent answer`.
pub(crate) fn answers_heading(model: &Model<'_>) -> String {
    let most = model.scores.iter().map(|(_, count)| count).max();
    let top: Vec<Answer> = model
        .scores
        .iter()
        .filter(|(_, count)| Some(*count) == most)
        .map(|(score, _)| score)
        .collect();
    match top.as_slice() {
        [only] => format!("{only} is the most frequent answer"),
        _ => "How often each answer was given".into(),
    }
}

/// `two of twelve differ from the rest`.
pub(crate) fn differing(tables: &[Table]) -> String {
    let rows = tables.iter().flat_map(|table| &table.rows);
    let compared = rows.filter(|row| row.against.is_some()).count();
    let clear: usize = tables.iter().map(Table::differing).sum();
    match (clear, compared) {
        (_, 0) => "nothing to compare".into(),
        (0, _) => "no differences shown".into(),
        (1, _) => format!("one of {} differs from the rest", in_words(compared)),
        _ => format!(
            "{} of {} differ from the rest",
            in_words(clear),
            in_words(compared)
        ),
    }
}

/// What the last column says of a segment.
pub(crate) fn segment_note(row: &Row) -> String {
    match (&row.shown, &row.against) {
        (Shown::Score(score), _) if !score.is_judged() => "too few to rank".into(),
        (Shown::Score(_), Some(against)) => match against.verdict {
            Verdict::Higher => format!("▲\u{A0}{} above", figures::size(&against.points)),
            Verdict::Lower => format!("▼\u{A0}{} below", figures::size(&against.points)),
            Verdict::Unclear => "–".into(),
        },
        (Shown::Score(_), None) => "not compared".into(),
        (shown, _) => nothing(shown).into(),
    }
}

/// Why there is no score.
pub(crate) fn nothing(shown: &Shown) -> &'static str {
    match shown {
        Shown::Score(_) => "",
        Shown::Empty => "no answers",
        Shown::Weightless => "no weight",
        Shown::Withheld => "withheld",
        Shown::Misleading => "no score",
    }
}

/// What a change says, in a table: `▼ −21.1`, `+13.8`, `not compared`.
pub(crate) fn change_note(moment: &Moment) -> String {
    match &moment.change {
        Ok(change) => format!("{}{}", arrow(change), figures::signed(&change.points)),
        Err(NoComparison::NoPeriodBefore | NoComparison::Gap) => "–".into(),
        Err(NoComparison::GapBefore | NoComparison::TooFewResponses) => "not compared".into(),
    }
}

/// `▲ ` or `▼ ` for what is clear.
pub(crate) fn arrow(change: &Against) -> &'static str {
    match change.verdict {
        Verdict::Higher => "▲\u{A0}",
        Verdict::Lower => "▼\u{A0}",
        Verdict::Unclear => "",
    }
}

/// `down 21.1 points in 2018-Q3`.
pub(crate) fn time_heading(time: &Time) -> String {
    let Some(last) = time.moments().next_back() else {
        return "no dates".into();
    };
    match &last.change {
        Ok(change) => match change.verdict {
            Verdict::Higher => format!(
                "up {} points in {}",
                figures::size(&change.points),
                last.name()
            ),
            Verdict::Lower => format!(
                "down {} points in {}",
                figures::size(&change.points),
                last.name()
            ),
            Verdict::Unclear => format!("no change shown in {}", last.name()),
        },
        Err(_) => format!(
            "{} is not compared with the {} before",
            last.name(),
            time.unit
        ),
    }
}

/// Which changes hold, in a sentence.
pub(crate) fn changes(time: &Time) -> String {
    let compared = time
        .moments()
        .filter(|moment| moment.change.is_ok())
        .count();
    let clear: Vec<_> = time
        .moments()
        .filter_map(|moment| {
            let change = moment.clear_change()?;
            let arrow = arrow(change);
            Some(format!(
                "{} ({arrow}{})",
                moment.name(),
                figures::size(&change.points)
            ))
        })
        .collect();
    if compared == 0 {
        return format!("No {} can be compared with the one before.", time.unit);
    }
    let rest = match compared - clear.len() {
        0 => "",
        1 => " The other one is inconclusive.",
        _ if clear.is_empty() => "",
        _ => " The others are inconclusive.",
    };
    let first = match clear.as_slice() {
        [] => format!(
            "No change from one {} to the next is larger than chance makes likely.",
            time.unit
        ),
        [only] => format!(
            "One change from one {} to the next is larger than chance: {only}.",
            time.unit
        ),
        all if all.len() <= 12 => format!(
            "{} changes from one {} to the next are larger than chance: {}.",
            capital(&in_words(all.len())),
            time.unit,
            listed(all),
        ),
        all => format!(
            "{} changes from one {} to the next are larger than chance.",
            capital(&in_words(all.len())),
            time.unit,
        ),
    };
    let corrected = if compared > 1 {
        " The last change is tested on its own, the earlier ones with Holm’s correction."
    } else {
        ""
    };
    format!("{first}{rest}{corrected}")
}

/// That coarser periods would say more.
pub(crate) fn unsuited(time: &Time, enough: u64) -> Option<String> {
    let coarser = match time.unit {
        "day" => "week",
        "week" | "month" => "quarter",
        _ => "year",
    };
    let tell = !time.suits && time.moments().count() >= 12 && !time.unit.ends_with("year");
    tell.then(|| {
        format!(
            "Fewer than three in four {}s have {enough} answers, or there are more than sixty: --period {coarser} \
             says more.",
            time.unit
        )
    })
}

/// What the limits are, and whether they say something.
pub(crate) fn limits_note(time: &Time) -> Option<String> {
    let centre = figures::nps(time.centre?);
    let trial = if time.charted < 12 {
        format!(" (trial limits: fewer than twelve {}s)", time.unit)
    } else {
        String::new()
    };
    let outside = time.outside();
    Some(if time.wanders() {
        format!(
            "Most {unit}s lie outside the control limits around {centre}: the score moves by more than sampling \
             throughout, and no {unit} stands out by that.",
            unit = time.unit
        )
    } else if outside > 0 {
        let (lie, unit) = if outside == 1 {
            ("lies", "")
        } else {
            ("lie", "s")
        };
        format!(
            "{} {}{unit} {lie} outside the control limits around {centre}{trial}.",
            capital(&in_words(outside)),
            time.unit,
        )
    } else {
        format!(
            "All {}s lie within the control limits around {centre}{trial}.",
            time.unit
        )
    })
}

/// `the fall came from scores, not from who answered`.
pub(crate) fn why_heading(why: &Why) -> String {
    let change = why.rate.clone() + why.mix.clone();
    let word = if change.is_negative() { "fall" } else { "rise" };
    let (rate, mix) = (why.rate.abs(), why.mix.abs());
    let same = why.rate.is_negative() == change.is_negative();
    let same_mix = why.mix.is_negative() == change.is_negative();
    if same && rate > mix.clone() * 3 {
        format!("the {word} came from scores, not from who answered")
    } else if same_mix && mix > rate.clone() * 3 {
        format!("the {word} came from who answered, not from scores")
    } else {
        format!("the {word} came from scores and from who answered")
    }
}

/// `From 2018-Q2 to 2018-Q3 the score fell by 21.1 points. Scores within segments add −21.2, …`.
pub(crate) fn why_sentence(why: &Why) -> String {
    let change = why.rate.clone() + why.mix.clone();
    let fell = if change.is_negative() { "fell" } else { "rose" };
    let paradox = if why.simpsons_paradox {
        " The whole moved against every segment (Simpson’s paradox)."
    } else {
        ""
    };
    // Rounded so that both add up to the change.
    let shown = change.round_dp(1).zip(why.rate.round_dp(1));
    let (rate, mix) = shown.map_or_else(
        || (figures::signed(&why.rate), figures::signed(&why.mix)),
        |(change, rate)| {
            (
                figures::signed_decimal(rate),
                figures::signed_decimal(change - rate),
            )
        },
    );
    format!(
        "From {} to {} the score {fell} by {} points. Scores within segments add {rate}, the mix of \
         segments {mix}.{paradox}",
        why.before.slot,
        why.after.slot,
        figures::size(&change),
    )
}

/// That some parts of a decomposition rest on few answers.
pub(crate) fn why_note(why: &Why, enough: u64) -> Option<String> {
    match why.uncertain {
        0 => None,
        1 => Some(format!(
            "One segment has fewer than {enough} answers in one of the two: its part is uncertain."
        )),
        more => Some(format!(
            "{} segments have fewer than {enough} answers in one of the two: their parts are uncertain.",
            capital(&in_words(more))
        )),
    }
}

/// `85 of 2,831 rows (3.0 %)`.
pub(crate) fn left_heading(model: &Model<'_>) -> String {
    let share = npscore::Nps::new(
        i64::try_from(model.excluded()).unwrap_or(i64::MAX),
        model.offered,
    )
    .map_or_else(|_| String::new(), |share| format!(" ({share:.1} %)"));
    format!(
        "{} of {}{share}",
        figures::count(model.excluded()),
        counted(model.offered, "row"),
    )
}

/// A reason for leaving a row out, as a phrase.
pub(crate) fn reason(model: &Model<'_>, reason: npscore::Exclusion) -> String {
    match reason {
        npscore::Exclusion::Missing => format!("missing ({})", model.request.input.missing),
        other => other.to_string(),
    }
}

/// Where a published figure comes from.
pub(crate) fn provenance(figure: &npscore::insight::Benchmark) -> String {
    let year = figure
        .year()
        .map_or_else(|| "year not stated".into(), |year| year.to_string());
    let statistic = match figure.statistic() {
        Statistic::Overall => String::new(),
        other => format!("{other}, "),
    };
    format!(
        "{statistic}{}; {}, {year}",
        figure.population(),
        figure.source()
    )
}

/// How to read a report: terms and what they mean.
pub(crate) fn reading(model: &Model<'_>) -> Vec<(&'static str, String)> {
    let enough = model.rules.enough();
    let confidence = model.rules.confidence();
    let bands: Vec<_> = Rating::ALL
        .into_iter()
        .filter_map(|rating| Some(format!("above {} {rating}", rating.above()?)))
        .collect();
    let mut terms = vec![
        (
            "NPS",
            "is the share of promoters (9 and 10) minus the share of detractors (0 to 6), from −100 to 100. \
             It is neither a percentage nor an average."
                .into(),
        ),
        (
            "Interval:",
            format!(
                "where the score of all such people plausibly lies ({confidence}), if those who answered are a \
                 fair sample of them. It says nothing about people who did not answer."
            ),
        ),
    ];
    if !model.tables.is_empty() || model.time.is_some() {
        terms.push((
            "Too few to rank:",
            format!(
                "fewer than {enough} answers. The score is shown with its interval, but it is not rated, not \
                 compared and not sorted among the others."
            ),
        ));
    }
    if !model.tables.is_empty() {
        terms.push((
            "Against the rest:",
            "a difference is marked where its test against all other answers together holds at 5 % after Holm’s \
             correction for the number of segments of the table. That none is shown does not mean that there is \
             none."
                .into(),
        ));
    }
    if model.tables.iter().any(Table::withholds) || model.time.as_ref().is_some_and(withholds) {
        let minimum = model
            .request
            .options
            .minimum_group
            .map_or(0, npscore::insight::MinimumSize::get);
        terms.push((
            "Withheld:",
            format!("groups of fewer than {minimum} answers, and others from which they could be worked out."),
        ));
    }
    terms.push((
        "Bands",
        format!(
            "after Bain & Company: {}. They are conventions, not tests.",
            bands.join(", ")
        ),
    ));
    terms
}

fn withholds(time: &Time) -> bool {
    let hidden = |moment: &Moment| matches!(moment.shown, Shown::Withheld);
    time.moments().chain(&time.undated).any(hidden)
}

/// Some texts as a list: `one, two and three`.
pub(crate) fn listed(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// With a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}
