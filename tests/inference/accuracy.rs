//! The largest error of every figure against its reference, and the table that users read of it.
//!
//! `docs/accuracy.md` states a limit for each; no error may be larger, and no limit may be a
//! thousand times what is found, unless nothing is off by more than rounding.

use std::collections::BTreeMap;

use npscore::inference::{Alternative, DifferenceMethod, IntervalMethod, Posterior, Prior};
use npscore::{Confidence, Nps, NpsResult};
use serde_json::Value;

use super::support::{cases, counts, levels, number, oracle, pair, result};

/// The largest error and the number of comparisons of each figure, by the name in the table.
#[derive(Default)]
struct Errors(BTreeMap<&'static str, (f64, u32)>);

impl Errors {
    /// In the units of the figure.
    fn absolute(&mut self, name: &'static str, found: f64, reference: f64, what: &dyn ToString) {
        self.add(name, (found - reference).abs(), what);
    }

    /// Points against the scale of -1 to 1.
    fn points(&mut self, name: &'static str, found: f64, reference: f64, what: &dyn ToString) {
        self.absolute(name, found, 100.0 * reference, what);
    }

    fn limits(&mut self, name: &'static str, found: (f64, f64), list: &Value, what: &dyn ToString) {
        let (low, high) = pair(list);
        self.points(name, found.0, low, what);
        self.points(name, found.1, high, what);
    }

    /// As a part of the reference.
    fn relative(&mut self, name: &'static str, found: f64, reference: f64, what: &dyn ToString) {
        let error = (found - reference).abs();
        // Of what is smaller than the normal doubles, not every digit can be had.
        let error = if error < f64::MIN_POSITIVE {
            0.0
        } else {
            error / reference.abs()
        };
        self.add(name, error, what);
    }

    fn add(&mut self, name: &'static str, error: f64, what: &dyn ToString) {
        let limit = table()[name];
        assert!(
            error <= limit,
            "{name}, {}: off by {error:e}",
            what.to_string()
        );
        let (largest, found) = self.0.entry(name).or_default();
        *largest = largest.max(error);
        *found += 1;
    }
}

/// The limits of the table, by name.
fn table() -> &'static BTreeMap<String, f64> {
    static TABLE: std::sync::LazyLock<BTreeMap<String, f64>> = std::sync::LazyLock::new(|| {
        let page = include_str!("../../docs/accuracy.md");
        let rows = page.lines().filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let limit = cells.get(1)?.parse().ok()?;
            Some((cells[0].to_owned(), limit))
        });
        rows.collect()
    });
    &TABLE
}

fn one_sample(errors: &mut Errors) {
    for case in cases(&oracle("corners")["one"]) {
        let what = &case["counts"];
        let result = result(counts(what));
        errors.points("NPS", result.nps().to_f64(), number(&case["nps"]), what);
        let se = number(&case["se"]);
        errors.relative("standard error", result.standard_error(), 100.0 * se, what);
        if case["z"].is_number() {
            let test = result.test(Nps::ZERO, Alternative::TwoSided);
            let z = number(&case["z"]);
            errors.relative("score statistic", test.statistic().unwrap(), z, what);
            let p = number(&case["p_two_sided"]);
            errors.relative("p-value, two-sided", test.p_value(), p, what);
            let greater = result.test(Nps::ZERO, Alternative::Greater).p_value();
            errors.relative(
                "p-value, one-sided",
                greater,
                number(&case["p_greater"]),
                what,
            );
        }
        for (level, confidence) in levels() {
            let score = result.interval(confidence);
            let limits = (score.low(), score.high());
            errors.limits("score limits", limits, &case["score"][level], what);
            let wald = result.interval(confidence.by(IntervalMethod::Wald));
            let limits = (wald.low(), wald.high());
            errors.limits("Wald limits", limits, &case["wald"][level], what);
        }
    }
    for case in cases(&oracle("exact_unconditional")["cases"]) {
        let result = result(counts(&case["counts"]));
        for (level, confidence) in levels() {
            let exact = result.exact_interval(confidence).unwrap();
            let hull = &case["levels"][level]["hull"];
            errors.limits("exact limits", (exact.low(), exact.high()), hull, case);
        }
    }
}

fn two_samples(errors: &mut Errors) {
    for case in cases(&oracle("corners")["two"]) {
        let [a, b] = ["a", "b"].map(|side| result(counts(&case[side])));
        for (name, method, field) in [
            ("MOVER limits", DifferenceMethod::Mover, "mover"),
            (
                "score limits of a difference",
                DifferenceMethod::Score,
                "score",
            ),
        ] {
            let found = a.difference_from(&b, Confidence::P95.by(method));
            errors.limits(name, (found.low(), found.high()), &case[field], case);
        }
    }
}

fn posteriors(errors: &mut Errors) {
    let uniform = |counts: [u64; 3]| -> Posterior {
        let result: NpsResult = result(counts.map(|parameter| parameter - 1));
        result.posterior(Prior::UNIFORM)
    };
    let nps = |case: &Value| {
        let (net, base) = (
            case["net"].as_i64().unwrap(),
            case["base"].as_u64().unwrap(),
        );
        Nps::new(net, base).unwrap()
    };
    let corners = oracle("posterior_corners");
    let tail = "posterior probability";
    for case in cases(&corners["tails"]) {
        let parameters = counts(&case["parameters"]);
        if parameters == [1; 3] {
            continue;
        }
        let posterior = uniform(parameters);
        errors.absolute(
            tail,
            posterior.probability_above(nps(case)),
            number(&case["above"]),
            case,
        );
        errors.absolute(
            tail,
            posterior.probability_below(nps(case)),
            number(&case["below"]),
            case,
        );
    }
    for case in cases(&corners["quadrature"]) {
        let [b, a, c] = [0, 1, 2].map(|i| number(&case["prior"][i]));
        let posterior = result(counts(&case["counts"])).posterior(Prior::new(b, a, c).unwrap());
        errors.absolute(
            tail,
            posterior.probability_above(nps(case)),
            number(&case["above"]),
            case,
        );
    }
    for case in cases(&corners["beats"]) {
        let [first, second] = ["first", "second"].map(|side| uniform(counts(&case[side])));
        let found = first.probability_of_beating(&second);
        errors.absolute(
            "probability of beating",
            found,
            number(&case["probability"]),
            case,
        );
    }
    for case in cases(&oracle("bayes_dirichlet")["cases"]) {
        let counts = counts(&case["counts"]);
        let reference = &case["priors"]["jeffreys_1/2"];
        if counts == [0; 3] || !reference.is_object() {
            continue;
        }
        let posterior = result(counts).posterior(Prior::JEFFREYS);
        for (level, confidence) in levels() {
            let interval = posterior.interval(confidence);
            let limits = (interval.low(), interval.high());
            let reference = &reference["levels"][level]["equal_tailed"];
            errors.limits("posterior limits", limits, reference, &case["counts"]);
        }
    }
}

fn distributions(errors: &mut Errors) {
    for (level, z) in oracle("distributions")["norm_two_sided_z"]
        .as_object()
        .unwrap()
    {
        let found = Confidence::new(level.parse().unwrap()).unwrap().z();
        // A level near 1 has few digits of what it falls short of it.
        if level.len() < 8 {
            errors.relative("normal quantile", found, number(z), level);
        }
    }
}

#[test]
fn no_figure_is_further_off_than_the_table_says() {
    let mut errors = Errors::default();
    one_sample(&mut errors);
    two_samples(&mut errors);
    posteriors(&mut errors);
    distributions(&mut errors);
    for (name, (largest, compared)) in &errors.0 {
        println!("{name}: {largest:.1e} over {compared} figures");
    }
    for (name, limit) in table() {
        let (largest, _) = errors.0[name.as_str()];
        assert!(
            *limit <= (1000.0 * largest).max(1e-13),
            "{name}: found {largest:e}"
        );
    }
}
