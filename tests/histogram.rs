//! The shape of eleven counts, against exact figures.

use npscore::{Decimal, Histogram, Score, Share};
use serde_json::Value;

use crate::inference::support::{cases, close_relative, number, oracle};

fn share(text: &str) -> Share {
    let (part, whole) = text.split_once('/').unwrap_or((text, "1"));
    Share::new(part.parse().unwrap(), whole.parse().unwrap()).unwrap()
}

#[test]
fn moments_and_quantiles() {
    for case in cases(&oracle("histogram_moments")["cases"]) {
        let counts: Vec<u64> = case["counts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|count| count.as_u64().unwrap())
            .collect();
        let counts: [u64; 11] = counts.try_into().unwrap();
        let name = case["name"].as_str().unwrap();
        let Ok(histogram) = Histogram::try_from(counts) else {
            assert_ne!(case["expected"], "ok", "{name}");
            continue;
        };
        if histogram.is_empty() {
            assert_eq!(histogram.standard_deviation(), None);
            assert_eq!(histogram.quantile(share("1/2")), None);
            continue;
        }
        let mean: f64 = histogram.mean().unwrap().try_into().unwrap();
        close_relative(mean, number(&case["mean"]), 1e-14, name);
        let median = histogram.median().unwrap();
        assert_eq!(median, Decimal::try_from(number(&case["median"])).unwrap());
        match (histogram.standard_deviation(), &case["sd_sample"]) {
            (None, Value::Null) => assert_eq!(histogram.responses(), 1),
            (Some(0.0), sd) => assert_eq!(number(sd).to_string(), "0"),
            (Some(found), sd) => close_relative(found, number(sd), 1e-14, name),
            (None, sd) => panic!("{name}: {sd}"),
        }
        for (p, expected) in case["quantiles_type1"].as_object().unwrap() {
            let found = histogram.quantile(share(p)).map(Score::get);
            assert_eq!(found.map(u64::from), expected.as_u64(), "{name} at {p}");
        }
    }
}
