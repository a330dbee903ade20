//! Every segment of the bundled surveys, in SQL and by the core.

use crate::support::{context, query, survey};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, UInt64Type};
use npscore::{Confidence, Observe, Score, Segments, Tally};

async fn agrees(name: &str, partitions: usize) {
    let context = context(partitions);
    let cells = survey(&context, name, partitions);
    for keys in ["''", "first", "second", "first || '/' || second"] {
        let mut expected = Segments::<String, Tally>::default();
        for (first, second, score, answers) in &cells {
            let key = match keys {
                "first" => first.clone(),
                "second" => second.clone(),
                "''" => String::new(),
                _ => format!("{first}/{second}"),
            };
            // Passengers who gave no answer have the code 11.
            if let Some(score) = score.and_then(|score| Score::new(score).ok()) {
                expected.observe_n((key, score), *answers);
            }
        }
        let sql = format!(
            "SELECT CAST({keys} AS VARCHAR) AS key, nps(score) AS nps, nps_result(score) AS r, \
             nps_interval(score, 0.99) AS i, nps_histogram(score) AS h, nps_state(score) AS s, \
             nps_of(nps_state(score)) AS of FROM (SELECT first, second, nullif(score, 11) AS score FROM answers) GROUP BY {keys}"
        );
        let mut seen = 0;
        for batch in query(&context, &sql).await.unwrap() {
            let keys =
                arrow::compute::cast(&batch["key"], &arrow::datatypes::DataType::Utf8).unwrap();
            let keys = keys.as_string::<i32>();
            for row in 0..batch.num_rows() {
                let Some(tally) = expected.get(keys.value(row)) else {
                    assert!(batch["nps"].is_null(row), "{}", keys.value(row));
                    continue;
                };
                let result = tally.result().unwrap();
                let float =
                    |column: &dyn Array| column.as_primitive::<Float64Type>().value(row).to_bits();
                let nps = result.nps().to_f64().to_bits();
                assert_eq!(float(&batch["nps"]), nps);
                assert_eq!(float(&batch["of"]), nps);
                let field = |of: &str, name: &str| {
                    batch[of].as_struct().column_by_name(name).unwrap().clone()
                };
                let count = |name: &str| field("r", name).as_primitive::<UInt64Type>().value(row);
                assert_eq!(count("responses"), tally.responses());
                assert_eq!(count("promoters"), tally.promoters());
                assert_eq!(count("passives"), tally.passives());
                assert_eq!(count("detractors"), tally.detractors());
                assert_eq!(float(&field("r", "nps")), nps);
                assert_eq!(
                    field("r", "rating").as_string::<i32>().value(row),
                    result.rating().as_str()
                );
                for (of, confidence) in [("r", Confidence::P95), ("i", Confidence::P99)] {
                    let limits = result.interval(confidence);
                    assert_eq!(float(&field(of, "low")), limits.low().to_bits());
                    assert_eq!(float(&field(of, "high")), limits.high().to_bits());
                }
                let histogram = batch["h"].as_list::<i32>().value(row);
                let histogram: u64 = histogram
                    .as_primitive::<UInt64Type>()
                    .iter()
                    .flatten()
                    .sum();
                assert_eq!(histogram, tally.responses());
                assert_eq!(batch["s"].as_binary::<i32>().value(row), tally.encode());
                seen += 1;
            }
        }
        assert_eq!(seen, expected.len());
    }
}

#[tokio::test]
async fn passengers() {
    for partitions in [1, 2, 7] {
        agrees("sfo_2017", partitions).await;
    }
}

#[tokio::test]
async fn instructors() {
    for partitions in [1, 2, 7] {
        agrees("carpentries_instructor", partitions).await;
    }
}
