//! Random tables against plain SQL, `sum(case ..)`, with every clause that an aggregate meets.

use std::sync::Arc;

use crate::support::{context, rows, table, with_config};
use arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::prelude::{SessionConfig, SessionContext};

/// Numbers that repeat: a linear congruential generator, Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Rows with NULLs, groups without any answer, and values that are no score.
fn fill(
    context: &SessionContext,
    seed: u64,
    count: usize,
    groups: u64,
    hostile: bool,
    partitions: usize,
) {
    let mut random = Random(seed);
    let mut score = || match random.below(if hostile { 16 } else { 13 }) {
        score @ 0..=10 => Some(i64::try_from(score).unwrap()),
        11 | 12 => None,
        13 => Some(11),
        14 => Some(-1),
        _ => Some(99),
    };
    let scores: Int64Array = (0..count).map(|_| score()).collect();
    let mut keys = || {
        i32::try_from(random.below(groups))
            .ok()
            .filter(|key| key % 11 != 10)
    };
    let keys: Int32Array = (0..count).map(|_| keys()).collect();
    let regions: StringArray = (0..count)
        .map(|_| ["north", "south", "west"].get(usize::try_from(random.below(4)).unwrap()))
        .collect();
    let kept: BooleanArray = (0..count)
        .map(|_| [Some(true), Some(false), None][usize::try_from(random.below(3)).unwrap()])
        .collect();
    let order = Int64Array::from_iter_values(0..i64::try_from(count).unwrap());
    let texts = cast(&scores, &DataType::Utf8).unwrap();
    let dictionary = DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("floats", cast(&scores, &DataType::Float64).unwrap()),
        (
            "decimals",
            cast(&scores, &DataType::Decimal128(10, 3)).unwrap(),
        ),
        ("views", cast(&scores, &DataType::Utf8View).unwrap()),
        ("codes", cast(&texts, &dictionary).unwrap()),
        ("texts", texts),
        ("score", Arc::new(scores)),
        ("key", Arc::new(keys)),
        ("region", Arc::new(regions)),
        ("kept", Arc::new(kept)),
        ("number", Arc::new(order)),
    ];
    table(context, "answers", columns, partitions);
}

/// The three counts and the NPS by plain SQL.
fn plain(filter: &str) -> String {
    let count = |condition: &str| {
        format!("coalesce(sum(CASE WHEN {condition}{filter} THEN 1 ELSE 0 END), 0)")
    };
    let (promoters, passives) = (
        count("score BETWEEN 9 AND 10"),
        count("score BETWEEN 7 AND 8"),
    );
    let (detractors, all) = (
        count("score BETWEEN 0 AND 6"),
        count("score BETWEEN 0 AND 10"),
    );
    format!(
        "{promoters}, {passives}, {detractors}, round(100.0 * ({promoters} - {detractors}) / nullif({all}, 0), 9)"
    )
}

/// The same by the functions.
fn ours(prefix: &str, column: &str, filter: &str) -> String {
    let field = |name: &str| format!("{prefix}nps_result({column}){filter}['{name}']");
    let fields = ["promoters", "passives", "detractors"]
        .map(field)
        .join(", ");
    format!("{fields}, round({prefix}nps({column}){filter}, 9)")
}

const COLUMNS: [&str; 6] = ["score", "floats", "decimals", "texts", "views", "codes"];

async fn same(context: &SessionContext, ours: &str, plain: &str, rest: &str) {
    let (first, second) = (
        format!("SELECT {ours} {rest}"),
        format!("SELECT {plain} {rest}"),
    );
    let (found, expected) = (rows(context, &first).await, rows(context, &second).await);
    // Both write the same table, but for the widths of its columns.
    let squeezed = |rows: Vec<String>| -> Vec<String> {
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| row.split_whitespace().collect())
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(squeezed(found), squeezed(expected), "{first}\n{second}");
}

#[tokio::test]
async fn every_grouping_and_filter_is_that_of_plain_sql() {
    for partitions in [1, 2, 7] {
        let context = context(partitions);
        for (seed, count, groups) in [
            (1, 0, 1),
            (2, 1, 1),
            (3, 200, 3),
            (4, 700, 40),
            (5, 3000, 2000),
        ] {
            fill(&context, seed, count, groups, false, partitions);
            let some = if count == 200 { COLUMNS.len() } else { 1 };
            for column in &COLUMNS[..some] {
                same(&context, &ours("", column, ""), &plain(""), "FROM answers").await;
                same(
                    &context,
                    &ours("try_", column, ""),
                    &plain(""),
                    "FROM answers WHERE number < 0",
                )
                .await;
            }
            let (ours_by_key, plain_by_key) = (
                format!("key, {}", ours("", "codes", "")),
                format!("key, {}", plain("")),
            );
            same(
                &context,
                &ours_by_key,
                &plain_by_key,
                "FROM answers GROUP BY key",
            )
            .await;
            let filter = " FILTER (WHERE kept)";
            let (filtered, plainly) = (
                format!("key, {}", ours("", "texts", filter)),
                format!("key, {}", plain(" AND kept")),
            );
            same(&context, &filtered, &plainly, "FROM answers GROUP BY key").await;
            for sets in [
                "ROLLUP (region, key)",
                "CUBE (region, key)",
                "GROUPING SETS ((region), (key), ())",
            ] {
                let key = "region, key, grouping(region), grouping(key), ";
                let rest = format!("FROM answers GROUP BY {sets}");
                same(
                    &context,
                    &format!("{key}{}", ours("", "score", "")),
                    &format!("{key}{}", plain("")),
                    &rest,
                )
                .await;
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_score_is_excluded_and_counted() {
    for partitions in [1, 2, 7] {
        let context = context(partitions);
        fill(&context, 7, 1500, 60, true, partitions);
        for column in COLUMNS {
            let excluded = format!(", try_nps_result({column})['excluded']");
            let ours = format!("key, {}{excluded}", ours("try_", column, ""));
            let plain = format!(
                "key, {}, sum(CASE WHEN score < 0 OR score > 10 THEN 1 ELSE 0 END)",
                plain("")
            );
            same(&context, &ours, &plain, "FROM answers GROUP BY key").await;
        }
    }
}

#[tokio::test]
async fn window_frames_retract() {
    let context = context(2);
    fill(&context, 11, 300, 5, false, 2);
    for frame in [
        "ORDER BY number ROWS BETWEEN 7 PRECEDING AND CURRENT ROW",
        "ORDER BY number ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING",
        "PARTITION BY key ORDER BY number ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING",
        "PARTITION BY region ORDER BY number",
        "",
    ] {
        let over = format!(" OVER ({frame})");
        let count = |condition: &str| {
            format!("coalesce(sum(CASE WHEN {condition} THEN 1 ELSE 0 END){over}, 0)")
        };
        let (promoters, detractors) = (count("score >= 9"), count("score <= 6"));
        let ours =
            format!("number, round(nps(score){over}, 9), (nps_result(texts){over})['promoters']");
        let plain = format!(
            "number, round(100.0 * ({promoters} - {detractors}) / nullif(count(score){over}, 0), 9), {promoters}"
        );
        same(&context, &ours, &plain, "FROM answers").await;
    }
}

#[tokio::test]
async fn states_merge_to_what_was_counted_in_one_pass() {
    for partitions in [1, 2, 7] {
        let context = context(partitions);
        fill(&context, 13, 2000, 300, false, partitions);
        let days =
            "(SELECT region, key, nps_state(score) AS state FROM answers GROUP BY region, key)";
        let merged = format!(
            "region, nps_merge(state), nps_of(nps_merge(state)) FROM {days} GROUP BY region"
        );
        same(
            &context,
            &merged,
            "region, nps_state(score), nps(score) FROM answers GROUP BY region",
            "",
        )
        .await;
        let total = format!("nps_merge(state) FROM {days}");
        same(&context, &total, "nps_state(score) FROM answers", "").await;
    }
}

#[tokio::test]
async fn weights_count_as_in_plain_sql() {
    let context = context(2);
    fill(&context, 17, 900, 30, false, 2);
    let weight = "(number % 7) / 4.0";
    let ours = format!("key, round(nps_weighted(score, {weight}), 6)");
    let net = "CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END";
    let base = format!("sum(CASE WHEN score IS NULL THEN 0 ELSE {weight} END)");
    let plain = format!("key, round(100.0 * sum({net} * {weight}) / nullif({base}, 0), 6)");
    same(&context, &ours, &plain, "FROM answers GROUP BY key").await;
    same(
        &context,
        "nps_weighted(score, 1)",
        "nps(score)",
        "FROM answers",
    )
    .await;
    same(
        &context,
        "nps_weighted(score, 0.1)",
        "nps(score)",
        "FROM answers",
    )
    .await;
}

/// With a tiny pool the groups do not fit: they are written to disk and merged.
#[tokio::test]
async fn a_query_short_of_memory_spills_and_gives_the_same() {
    use datafusion::execution::memory_pool::FairSpillPool;
    use datafusion::execution::runtime_env::RuntimeEnvBuilder;

    let config = || {
        SessionConfig::new()
            .with_target_partitions(1)
            .with_batch_size(512)
    };
    let pool = Arc::new(FairSpillPool::new(3 << 20));
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(pool)
        .build_arc()
        .unwrap();
    let mut small = SessionContext::new_with_config_rt(config(), runtime);
    npscore_datafusion::register_all(&mut small).unwrap();
    let large = with_config(config());
    for context in [&small, &large] {
        fill(context, 19, 120_000, 100_000, false, 1);
    }
    let sql = "SELECT key, nps(score), nps_state(score) FROM answers GROUP BY key";
    let plan = small
        .sql(sql)
        .await
        .unwrap()
        .create_physical_plan()
        .await
        .unwrap();
    let batches = datafusion::physical_plan::collect(Arc::clone(&plan), small.task_ctx())
        .await
        .unwrap();
    assert!(spills(&plan) > 0, "nothing was spilled");
    let rows_found: usize = batches
        .iter()
        .map(arrow::array::RecordBatch::num_rows)
        .sum();
    let sorted = |mut rows: Vec<String>| {
        rows.sort();
        rows
    };
    let found = arrow::util::pretty::pretty_format_batches(&batches)
        .unwrap()
        .to_string();
    let found = sorted(
        found
            .lines()
            .skip(3)
            .filter(|row| row.starts_with('|'))
            .map(str::to_owned)
            .collect(),
    );
    assert_eq!(rows_found, found.len());
    let expected = rows(&large, sql).await;
    let squeezed = |rows: Vec<String>| -> Vec<String> {
        sorted(
            rows.iter()
                .map(|row| row.split_whitespace().collect())
                .collect(),
        )
    };
    assert_eq!(squeezed(found), squeezed(expected));
}

fn spills(plan: &Arc<dyn datafusion::physical_plan::ExecutionPlan>) -> usize {
    let here = plan
        .metrics()
        .and_then(|metrics| metrics.spill_count())
        .unwrap_or(0);
    here + plan.children().into_iter().map(spills).sum::<usize>()
}
