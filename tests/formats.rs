//! Every type with serde, in every format: what is written is read equal.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::error::Error;
use std::fmt::Debug;

use npscore::inference::*;
use npscore::insight::monitor::*;
use npscore::insight::*;
use npscore::period::*;
use npscore::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What fails today, as type, format and reason. A line whose pair has come to work must go.
const KNOWN: &[(&str, &str, &str)] = &[];

/// A value whose type no format sees: each type is compiled once, not once for each format.
struct Erased<T>(T);

impl<T: Serialize> Serialize for Erased<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        erased_serde::serialize(&self.0, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Erased<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut erased = <dyn erased_serde::Deserializer>::erase(deserializer);
        erased_serde::deserialize(&mut erased)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// The value in a field, since TOML documents are tables.
#[derive(Serialize, Deserialize)]
struct Field<T> {
    value: T,
}

/// The value within an enum whose variant stands in a field: serde reads it through a buffer that
/// knows fewer types than formats do.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged<T> {
    Value { value: T },
}

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Writes a value in a format and reads it.
#[allow(
    clippy::needless_pass_by_value,
    reason = "each format reads a value of its own"
)]
fn round<T>(format: &str, value: T) -> Outcome<T>
where
    T: Serialize + DeserializeOwned,
{
    let erased = Erased(&value);
    let read: Erased<T> = match format {
        "JSON" => serde_json::from_str(&serde_json::to_string(&erased)?)?,
        "JSON, tagged" => {
            let text = serde_json::to_string(&Tagged::Value { value: erased })?;
            let Tagged::Value { value } = serde_json::from_str(&text)?;
            value
        }
        "CBOR" => {
            let mut bytes = Vec::new();
            ciborium::into_writer(&erased, &mut bytes)?;
            ciborium::from_reader(&bytes[..])?
        }
        "MessagePack" => rmp_serde::from_slice(&rmp_serde::to_vec(&erased)?)?,
        "MessagePack, named" => rmp_serde::from_slice(&rmp_serde::to_vec_named(&erased)?)?,
        "postcard" => postcard::from_bytes(&postcard::to_allocvec(&erased)?)?,
        "bincode" => {
            let options = bincode::config::standard();
            let bytes = bincode::serde::encode_to_vec(&erased, options)?;
            bincode::serde::decode_from_slice(&bytes, options)?.0
        }
        "RON" => ron::from_str(&ron::to_string(&erased)?)?,
        "TOML" => {
            let text = toml::to_string(&Field { value: erased })?;
            let Field { value } = toml::from_str(&text)?;
            value
        }
        _ => return Err("not a format".into()),
    };
    Ok(read.0)
}

const FORMATS: [&str; 9] = [
    "JSON",
    "JSON, tagged",
    "CBOR",
    "MessagePack",
    "MessagePack, named",
    "postcard",
    "bincode",
    "RON",
    "TOML",
];

/// The formats that fail for the value of a JSON document.
fn failures<T>(name: &'static str, document: &str, found: &mut Vec<(&str, &str, String)>)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug + Clone,
{
    let value: T = match serde_json::from_str(document) {
        Ok(value) => value,
        Err(error) => return found.push((name, "the document of this test", error.to_string())),
    };
    for format in FORMATS {
        match round(format, value.clone()) {
            Ok(read) if read == value => {}
            Ok(read) => found.push((name, format, format!("read as {read:?}, not {value:?}"))),
            Err(error) => found.push((name, format, error.to_string())),
        }
    }
}

macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("data/golden/", $name, ".json"))
    };
}

macro_rules! formats {
    ($($type:ty: $document:expr,)*) => {
        #[test]
        fn every_type_survives_every_format() {
            let mut found = Vec::new();
            $(failures::<$type>(stringify!($type), $document, &mut found);)*
            let known = |(a, b, _): &(&str, &str, _)| KNOWN.iter().any(|k| (k.0, k.1) == (*a, *b));
            let failed = |k: &&(&str, &str, &str)| found.iter().any(|f| (f.0, f.1) == (k.0, k.1));
            let news: Vec<_> = found.iter().filter(|failure| !known(failure)).collect();
            assert!(news.is_empty(), "{news:#?}");
            let mended: Vec<_> = KNOWN.iter().filter(|entry| !failed(entry)).collect();
            assert!(mended.is_empty(), "these work now: {mended:#?}");
        }
    };
}

formats! {
    // Answers.
    Score: "9",
    Category: "\"promoter\"",
    Scale: golden!("scale"),
    Exclusion: "\"not_a_number\"",
    ResponseRate: golden!("response_rate"),
    // Counts.
    Tally: r#"{"detractors":18446744073709551613,"passives":1,"promoters":1}"#,
    Histogram: golden!("histogram"),
    Weight: "\"18446744.073709551615\"",
    WeightedTally: golden!("weighted_tally"),
    PairedTally: "[[10,8,2],[3,20,12],[1,4,40]]",
    // The number.
    Nps: golden!("nps"),
    Shares: golden!("shares"),
    Rating: "\"world_class\"",
    RatingScale<Rating>: golden!("rating_scale"),
    NpsResult: golden!("nps_result"),
    // Streams.
    Screened<Tally>: golden!("screened"),
    Segments<String>: golden!("segments"),
    Segments<(u16, u8), Histogram>: golden!("segments_of_pairs"),
    Segments<String, Timeline<Month>>: golden!("segments_of_timelines"),
    (Tally, Tally): golden!("pair"),
    Hierarchy<String>: golden!("hierarchy"),
    Latest<String, Score, i64>: golden!("latest"),
    Window: golden!("window"),
    // Periods.
    Year: "\"2026\"",
    Quarter: "\"2026-Q1\"",
    Month: "\"2026-02\"",
    Day: "\"2026-02-28\"",
    IsoWeek: "\"2026-W53\"",
    FiscalYear<7>: "\"FY2026\"",
    FiscalQuarter<7>: "\"FY2026-Q4\"",
    // Statistics.
    Alternative: "\"less\"",
    Adjustment: "\"holm\"",
    Posterior: r#"{"tally":{"detractors":1,"passives":2,"promoters":3},"prior":{"detractors":0.5,"passives":0.0,"promoters":1.5}}"#,
    Pooling: r#"{"partial":{"detractors":1.5,"passives":2.0,"promoters":3.25}}"#,
    Prior: r#"{"detractors":0.3333333333333333,"passives":0.1,"promoters":0.001}"#,
    Confidence: "0.9000000000000001",
    Estimate: r#"{"estimate":150.0,"low":-36.85019223171491,"high":190.54687942657694,"confidence":0.95,
        "method":"mover","statistic":1.5,"p_value":0.1336144025377161,"unit":"points"}"#,
    Test: r#"{"statistic":32.58230586360608,"p_value":7.074314379233324e-15,"method":"anytime_valid",
        "alternative":"less","null":40.0,"degrees_of_freedom":null}"#,
    // Insight.
    Benchmark: golden!("benchmark"),
    Amounts: r#"{"customers":3,"sum":"-150000","squares":"12500000000"}"#,
    BenchmarkSet: golden!("benchmark_set"),
    InvitationRules: r#"{"days_after_invitation":30,"days_after_response":90,"spread":7}"#,
    Ratings<10>: include_str!("../examples/data/sfo_2017_ratings.json"),
    Statistic: r#"{"percentile":"33.3"}"#,
    CustomerValue: golden!("customer_value"),
    EarnedGrowth: golden!("earned_growth"),
    Vec<Goal>: golden!("goals"),
    IndexScheme: golden!("index_scheme"),
    Migration: golden!("migration"),
    MinimumSize: golden!("minimum_size"),
    Referrals: golden!("referrals"),
    Tags<String>: golden!("tags"),
    Tags<String, WeightedTally>: golden!("weighted_tags"),
    Frequencies: golden!("frequencies"),
    Frequencies<[i32; 3]>: golden!("frequencies_of_three_questions"),
    Lag: r#"{"periods":3}"#,
    Disclosed: "\"withheld\"",
    Vec<Conversion>: "[\"passive_to_promoter\"]",
    Vec<Measure>: "[\"csat\",\"ces\"]",
    Vec<Verdict>: "[\"higher\"]",
    // Monitoring.
    FloorAlarm: golden!("floor_alarm"),
    Alert: golden!("alert"),
    DropDetector: golden!("drop_detector"),
    DropAlert: golden!("drop_alert"),
    FollowUpRules: golden!("follow_up_rules"),
    FollowUp<String>: golden!("follow_up"),
    ControlChart<Month>: golden!("control_chart"),
    ChartOptions: r#"{"limit":3.1,"smoothing":0.2,"allowance":0.5,"decision":5.0,"rules":["limit"]}"#,
    ReportRules: r#"{"confidence":0.9,"enough":50}"#,
}
