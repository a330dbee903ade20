//! A year of daily looks: the ordinary interval against the anytime-valid one.
//!
//! 400 shops, all with a true score of 30, get ten responses a day. Each looks every evening, and
//! raises the alarm the first time that its 95 % interval does not hold 30. Every alarm is false.
//! One shop whose score is really 20 shows that true alarms still come.
//!
//! ```sh
//! cargo run --example peeking
//! ```

use npscore::inference::{Confidence, Estimate};
use npscore::{Category, NpsResult, Observe, Tally};

const SHOPS: u32 = 400;
const DAYS: u32 = 365;
const RESPONSES_A_DAY: u32 = 10;
const TARGET: f64 = 30.0;

/// A linear congruential generator, so that everybody sees the same year.
struct Lcg(u64);

impl Lcg {
    fn category(&mut self, [detractors, promoters]: [f64; 2]) -> Category {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = (self.0 >> 11) as f64 / (1_u64 << 53) as f64;
        if share < detractors {
            Category::Detractor
        } else if share < 1.0 - promoters {
            Category::Passive
        } else {
            Category::Promoter
        }
    }
}

/// The first evening on which an interval does not hold the target, for each kind of interval.
fn alarms(lcg: &mut Lcg, shares: [f64; 2]) -> [Option<u32>; 2] {
    let kinds: [fn(&NpsResult) -> Estimate; 2] = [
        |result| result.interval(Confidence::P95),
        |result| result.anytime_valid_interval(Confidence::P95),
    ];
    let mut tally = Tally::default();
    let mut first = [None; 2];
    for day in 1..=DAYS {
        for _ in 0..RESPONSES_A_DAY {
            tally.observe(lcg.category(shares));
        }
        let Some(result) = tally.result() else {
            continue;
        };
        for (first, interval) in first.iter_mut().zip(kinds) {
            if first.is_none() && !interval(&result).contains(TARGET) {
                *first = Some(day);
            }
        }
    }
    first
}

fn main() {
    let mut lcg = Lcg(2024);
    let mut false_alarms = [0; 2];
    for _ in 0..SHOPS {
        let first = alarms(&mut lcg, [0.20, 0.50]);
        for (count, first) in false_alarms.iter_mut().zip(first) {
            *count += u32::from(first.is_some());
        }
    }
    let percent = |count: u32| 100.0 * f64::from(count) / f64::from(SHOPS);
    println!("{SHOPS} shops with a true score of 30, looked at on {DAYS} evenings:");
    println!(
        "  ordinary interval:     false alarm in {:.1} % of shops",
        percent(false_alarms[0])
    );
    println!(
        "  anytime-valid interval: false alarm in {:.1} % of shops",
        percent(false_alarms[1])
    );

    let names = ["ordinary interval:", "anytime-valid interval:"];
    println!("A shop with a true score of 20:");
    for (name, first) in names.into_iter().zip(alarms(&mut lcg, [0.25, 0.45])) {
        match first {
            Some(day) => println!("  {name:22} alarm on day {day}"),
            None => println!("  {name:22} no alarm this year"),
        }
    }
}
