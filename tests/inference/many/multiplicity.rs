//! Adjusted p-values: R's, and their definitions.

use npscore::error::{Quantity, Value};
use npscore::inference::Adjustment;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::inference::support::{cases, close_relative, number, oracle};

const ALL: [(Adjustment, &str); 3] = [
    (Adjustment::Bonferroni, "bonferroni"),
    (Adjustment::Holm, "holm"),
    (Adjustment::BenjaminiHochberg, "BH"),
];

/// R writes a vector of one as a number.
fn numbers(value: &Json) -> Vec<f64> {
    match value {
        Json::Array(items) => items.iter().map(number).collect(),
        one => vec![number(one)],
    }
}

#[test]
fn agrees_with_r() {
    for case in cases(&oracle("multiplicity")) {
        let p_values = numbers(&case["p"]);
        for (adjustment, name) in ALL {
            let adjusted = adjustment.adjust(&p_values).unwrap();
            let reference = numbers(&case[name]);
            assert_eq!(adjusted.len(), reference.len());
            for (found, expected) in adjusted.into_iter().zip(reference) {
                close_relative(found, expected, 1e-13, name);
            }
        }
    }
}

#[test]
fn what_is_refused() {
    assert_eq!(Adjustment::Holm.adjust(&[]), Ok(vec![]));
    for p_value in [-0.1, 1.1, f64::INFINITY] {
        let error = Adjustment::Holm.adjust(&[0.5, p_value]).unwrap_err();
        assert_eq!(error.quantity, Quantity::PValue);
        assert_eq!(error.value, Value::Float(p_value));
    }
    let error = Adjustment::Holm.adjust(&[f64::NAN]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "p-value NaN is out of range, expected 0 to 1"
    );
}

/// Adjusted p-values as the smallest level at which the procedure as published rejects.
fn by_definition(adjustment: Adjustment, p: &[f64], alpha: f64) -> Vec<bool> {
    let m = p.len();
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_by(|&i, &j| p[i].total_cmp(&p[j]));
    let passes = |rank: usize| {
        let p = p[order[rank]];
        match adjustment {
            Adjustment::Bonferroni => p <= alpha / m as f64,
            Adjustment::Holm => p <= alpha / (m - rank) as f64,
            _ => p <= alpha * (rank + 1) as f64 / m as f64,
        }
    };
    let rejected = match adjustment {
        Adjustment::Holm => (0..m).take_while(|&rank| passes(rank)).count(),
        Adjustment::Bonferroni => (0..m).filter(|&rank| passes(rank)).count(),
        _ => (0..m)
            .rev()
            .find(|&rank| passes(rank))
            .map_or(0, |rank| rank + 1),
    };
    let mut result = vec![false; m];
    for &i in &order[..rejected] {
        result[i] = true;
    }
    result
}

proptest! {
    #[test]
    fn definitions(
        p in proptest::collection::vec(prop_oneof![0.0..=1.0, 0.0..=0.05, Just(0.01)], 0..12),
        alpha in 0.001_f64..0.999,
    ) {
        for (adjustment, name) in ALL {
            let adjusted = adjustment.adjust(&p).unwrap();
            prop_assume!(adjusted.iter().all(|q| (q - alpha).abs() > 1e-9));
            let rejected: Vec<_> = adjusted.iter().map(|&q| q <= alpha).collect();
            prop_assert_eq!(rejected, by_definition(adjustment, &p, alpha), "{}", name);
        }
    }

    #[test]
    fn order(p in proptest::collection::vec(0.0..=1.0_f64, 1..12)) {
        let [bonferroni, holm, bh] = ALL.map(|(one, _)| one.adjust(&p).unwrap());
        for i in 0..p.len() {
            let chain = [p[i], bh[i], holm[i], bonferroni[i], 1.0];
            prop_assert!(chain.windows(2).all(|pair| pair[0] <= pair[1] + 1e-15), "{:?}", chain);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || holm[i] <= holm[j]);
            }
        }
    }
}
