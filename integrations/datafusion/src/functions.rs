//! The functions by name, with what the information schema says of them.

use std::sync::{Arc, LazyLock};

use datafusion_expr::{AggregateUDF, DocSection, Documentation, ScalarUDF};
use npscore::Confidence;

use crate::aggregate::{Aggregate, Function, Input, Output};
use crate::scalar::{RowFunction, Scalar};

const SECTION: DocSection = DocSection {
    include: true,
    label: "Net Promoter Score",
    description: None,
};

const SCORE: (&str, &str) = (
    "score",
    "The answers: whole numbers from 0 to 10, as numbers or texts. NULL is not in the base.",
);
const STATE: (&str, &str) = ("state", "A state that nps_state or nps_merge made.");

fn documentation(description: &str, syntax: &str, arguments: &[(&str, &str)]) -> Documentation {
    let start = Documentation::builder(SECTION, description, syntax);
    { arguments.iter() }
        .fold(start, |builder, (name, about)| {
            builder.with_argument(*name, *about)
        })
        .build()
}

/// Every aggregate function.
pub(crate) static AGGREGATES: LazyLock<Vec<Arc<AggregateUDF>>> = LazyLock::new(|| {
    let level = (
        "confidence",
        "Between 0 and 1, such as 0.95, which it is if not given.",
    );
    let weight = (
        "weight",
        "How much an answer counts: 0 to 18446744; rounded to twelve decimal places. A row without \
         a weight is not in the base.",
    );
    let interval = Output::Interval(Confidence::P95);
    let of_scores: [(_, _, _, _, &[_], _); 6] = [
        (
            "nps",
            "try_nps",
            Input::Scores,
            Output::Nps,
            &[SCORE],
            "The Net Promoter Score in points: percent of 9 and 10 minus percent of 0 to 6. NULL without answers.",
        ),
        (
            "nps_result",
            "try_nps_result",
            Input::Scores,
            Output::Result,
            &[SCORE],
            "Counts by category, the NPS, the limits of its score interval at 95 % and Bain's rating.",
        ),
        (
            "nps_interval",
            "try_nps_interval",
            Input::Scores,
            interval,
            &[SCORE, level],
            "The limits of the score interval of the NPS, low and high.",
        ),
        (
            "nps_histogram",
            "try_nps_histogram",
            Input::Scores,
            Output::Histogram,
            &[SCORE],
            "How often each score from 0 to 10 was given, a list of eleven counts.",
        ),
        (
            "nps_weighted",
            "try_nps_weighted",
            Input::WeightedScores,
            Output::Nps,
            &[SCORE, weight],
            "The NPS of weighted answers in points. NULL without any weight.",
        ),
        (
            "nps_state",
            "try_nps_state",
            Input::Scores,
            Output::State,
            &[SCORE],
            "The counts by category as 25 bytes, for pre-aggregated tables: nps_merge adds them up, nps_of \
          gives their NPS, npscore's Tally::decode reads them.",
        ),
    ];
    let mut aggregates = Vec::new();
    let mut add = |name, input, output, screened, arguments: &[(&str, &str)], description: &str| {
        let names: Vec<_> = arguments.iter().map(|(name, _)| *name).collect();
        let syntax = format!("{name}({})", names.join(", "));
        let function = Function {
            name,
            input,
            output,
            screened,
        };
        let documentation = documentation(description, &syntax, arguments);
        aggregates.push(Arc::new(AggregateUDF::from(Aggregate::new(
            function,
            documentation,
        ))));
    };
    for (name, lenient, input, output, arguments, description) in of_scores {
        let strict =
            format!("{description} A value that is no score, such as 11 or 6.5, is an error.");
        add(name, input, output, false, arguments, &strict);
        let counted = if output == Output::Result {
            " and counted in `excluded`"
        } else {
            ""
        };
        let about = format!(
            "{description} A value that is no score, such as 11 or 6.5, is excluded{counted}."
        );
        add(lenient, input, output, true, arguments, &about);
    }
    add(
        "nps_merge",
        Input::States,
        Output::State,
        false,
        &[STATE],
        "The state of all answers of many states, such as the year of its days.",
    );
    aggregates
});

/// Every scalar function.
pub(crate) static SCALARS: LazyLock<Vec<Arc<ScalarUDF>>> = LazyLock::new(|| {
    let points = ("points", "An NPS, from -100 to 100.");
    let states = [
        ("state_a", "The state of one group."),
        ("state_b", "The state of another, independent group."),
    ];
    let functions: [(_, _, &[_], _, _); 5] = [
        (
            "nps_category",
            Scalar::Category { screened: false },
            &[SCORE],
            "nps_category(score)",
            "detractor, passive or promoter; NULL for NULL. A value that is no score is an error.",
        ),
        (
            "try_nps_category",
            Scalar::Category { screened: true },
            &[SCORE],
            "try_nps_category(score)",
            "detractor, passive or promoter; NULL for NULL and for a value that is no score.",
        ),
        (
            "nps_rating",
            Scalar::Rating,
            &[points],
            "nps_rating(points)",
            "Bain's rating of an NPS, such as good or excellent.",
        ),
        (
            "nps_of",
            Scalar::Of,
            &[STATE],
            "nps_of(state)",
            "The NPS of a state in points; NULL without answers.",
        ),
        (
            "nps_difference",
            Scalar::Difference,
            &states,
            "nps_difference(state_a, state_b)",
            "By how many points the NPS of a exceeds that of b, with limits at 95 % (MOVER) and the p-value of \
          the score test. The groups share no respondents.",
        ),
    ];
    let function = |(name, scalar, arguments, syntax, description)| {
        let documentation = documentation(description, syntax, arguments);
        Arc::new(ScalarUDF::from(RowFunction::new(
            name,
            scalar,
            documentation,
        )))
    };
    functions.into_iter().map(function).collect()
});
