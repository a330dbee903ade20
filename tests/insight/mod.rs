//! What the number means and what to do about it.

mod benchmark;
mod change;
mod cross_tab;
mod decomposition;
mod disclosure;
mod drivers;
#[cfg(feature = "serde")]
mod golden;
mod impact;
mod messages;
mod migration;
mod money;
mod monitor;
mod period_change;
mod report;
mod satisfaction;
mod simulation;
mod standing;
mod streak;
mod trend;
mod weighted;

use std::collections::BTreeMap;

use npscore::{
    Category, Month, Nps, Observe, Period, Points, Screening, Segments, Tally, Timeline,
};
use num_rational::BigRational;
use proptest::collection::vec;
use proptest::prelude::*;

/// Numerical Recipes' 64-bit linear congruential generator: the same figures everywhere.
struct Lcg(u64);

impl Lcg {
    /// A whole number from 0 to below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// The same of a small number.
    fn byte(&mut self, end: usize) -> u8 {
        u8::try_from(self.below(end)).unwrap()
    }
}

/// A month of a timeline that begins with November 2024.
fn month(step: usize) -> Month {
    Month::constant(2024, 11)
        .offset(i64::try_from(step).unwrap())
        .unwrap()
}

/// Counts by month; no responses make a gap.
fn timeline(months: &[[u64; 3]]) -> Timeline<Month> {
    let mut timeline = Timeline::default();
    for (step, counts) in months.iter().enumerate() {
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            timeline.observe_n((month(step), category), *n);
        }
    }
    timeline
}

fn months() -> impl Strategy<Value = Vec<[u64; 3]>> {
    let busy = [0..40_u64, 0..40_u64, 0..60_u64];
    vec(prop_oneof![1 => Just([0; 3]), 4 => busy], 0..26)
}

/// Segments of counts that are given.
pub(crate) fn segments<K: std::hash::Hash + Eq + Clone>(rows: &[(K, [u64; 3])]) -> Segments<K> {
    let mut segments = Segments::default();
    for (key, counts) in rows {
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            segments.observe_n((key.clone(), category), *n);
        }
    }
    segments
}

/// A few segments of a few letters, some empty, some huge.
pub(crate) fn rows() -> impl Strategy<Value = BTreeMap<char, [u64; 3]>> {
    let count = prop_oneof![
        2 => Just(0_u64),
        6 => 0_u64..50,
        1 => 0..u64::MAX / 32,
    ];
    let counts = [count.clone(), count.clone(), count];
    proptest::collection::btree_map(proptest::char::range('a', 'h'), counts, 0..7)
}

pub(crate) fn from_rows(rows: &BTreeMap<char, [u64; 3]>) -> Segments<char> {
    let rows: Vec<_> = rows.iter().map(|(key, counts)| (*key, *counts)).collect();
    segments(&rows)
}

pub(crate) fn big(number: impl Into<i128>) -> BigRational {
    BigRational::from_integer(number.into().into())
}

/// Points as a rational number that is 1 for 100 points, through their text.
pub(crate) fn rational(points: &Points) -> BigRational {
    points.to_ratio_string().parse::<BigRational>().unwrap() / big(100)
}

pub(crate) fn of_nps(nps: Nps) -> BigRational {
    rational(&Points::from(nps))
}

/// The score of three counts, independently.
pub(crate) fn score([detractors, passives, promoters]: [u64; 3]) -> Option<BigRational> {
    let n = i128::from(detractors) + i128::from(passives) + i128::from(promoters);
    (n > 0).then(|| big(i128::from(promoters) - i128::from(detractors)) / big(n))
}

pub(crate) fn size(counts: [u64; 3]) -> BigRational {
    counts.into_iter().map(big).sum()
}

pub(crate) fn total<'a>(rows: impl IntoIterator<Item = &'a [u64; 3]>) -> [u64; 3] {
    rows.into_iter().fold([0; 3], |sum, counts| {
        std::array::from_fn(|category| sum[category] + counts[category])
    })
}

/// The bundled count table of an airport: boarding area, counts.
pub(crate) fn boarding_areas() -> Segments<String> {
    let text = include_str!("../../examples/data/sfo_2017_counts.csv");
    let screening = Screening::new().missing_code(11).unwrap();
    let mut areas = Segments::default();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        let n: u64 = row[3].parse().unwrap();
        if let Ok(score) = screening.screen(&row[2]) {
            areas.observe_n((&row[0], score), n);
        }
    }
    areas
}

/// The bundled count table of instructor trainings: by when it was taken, of one year.
pub(crate) fn trainings(year: &str) -> Segments<String> {
    let text = include_str!("../../examples/data/carpentries_instructor_counts.csv");
    let mut taken = Segments::default();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        if let (true, Ok(score)) = (row[0].starts_with(year), Screening::new().screen(&row[2])) {
            taken.observe_n((&row[1], score), row[3].parse().unwrap());
        }
    }
    taken
}

/// The counts of segments, for an independent computation.
pub(crate) fn counted(segments: &Segments<String>) -> BTreeMap<String, [u64; 3]> {
    let counts = |tally: &Tally| Category::ALL.map(|category| tally.count(category));
    segments
        .iter()
        .map(|(key, tally)| (key.clone(), counts(tally)))
        .collect()
}
