//! Serialised forms: what is read is written again, and then read equal. Every input is offered to
//! every type, as JSON and as postcard. Memory stays in proportion to the input.

#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use libfuzzer_sys::fuzz_target;
use npscore::inference::*;
use npscore::insight::monitor::*;
use npscore::insight::*;
use npscore::period::*;
use npscore::*;
use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize};

/// The bytes that are in use, and the most that were.
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        MOST.fetch_max(
            NOW.fetch_add(layout.size(), Relaxed) + layout.size(),
            Relaxed,
        );
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(block, layout) }
    }
}

fn bounded(input: &[u8], read: impl FnOnce(&[u8])) {
    let before = NOW.load(Relaxed);
    MOST.store(before, Relaxed);
    read(input);
    let most = MOST.load(Relaxed) - before;
    assert!(
        most <= 100_000 + 2_000 * input.len(),
        "{most} bytes of memory"
    );
}

trait Form: Serialize + DeserializeOwned + PartialEq + Debug {}
impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Form for T {}

/// Reads, through a deserializer whose type is not compiled in for each form.
fn read<'de, T: Form>(format: impl Deserializer<'de>) -> Option<T> {
    erased_serde::deserialize(&mut <dyn erased_serde::Deserializer>::erase(format)).ok()
}

fn json<T: Form>(input: &[u8]) {
    let mut document = serde_json::Deserializer::from_slice(input);
    if let Some(value) = read::<T>(&mut document) {
        let erased: &dyn erased_serde::Serialize = &value;
        let written = serde_json::to_string(erased).unwrap();
        let mut document = serde_json::Deserializer::from_str(&written);
        assert_eq!(read::<T>(&mut document).as_ref(), Some(&value), "{written}");
    }
}

fn postcard<T: Form>(input: &[u8]) {
    let mut document = postcard::Deserializer::from_bytes(input);
    if let Some(value) = read::<T>(&mut document) {
        let erased: &dyn erased_serde::Serialize = &value;
        let written = postcard::to_allocvec(erased).unwrap();
        let mut document = postcard::Deserializer::from_bytes(&written);
        assert_eq!(
            read::<T>(&mut document).as_ref(),
            Some(&value),
            "{written:?}"
        );
    }
}

macro_rules! forms {
    ($($form:ty,)*) => {
        fuzz_target!(|input: &[u8]| {
            if let Ok(tally) = Tally::decode(input) {
                assert_eq!(tally.encode(), input);
            }
            $(bounded(input, json::<$form>); bounded(input, postcard::<$form>);)*
        });
    };
}

type Nested = Segments<String, Timeline<Month, (Tally, Histogram)>>;

forms! {
    Category, Exclusion, Nps, Rating, RatingScale<String>, ResponseRate, Scale, Score, Shares, Weight,
    Day, IsoWeek, Month, Quarter, Year,
    Histogram, PairedTally, Tally, WeightedTally,
    Hierarchy<String>, Latest<String, Score>, Screened<Tally>, Segments<String>, Segments<(u8, i8)>,
    Timeline<Day>, Timeline<Month>, Window,
    Screened<Hierarchy<String>>, Screened<Latest<String, Score>>, Screened<Nested>, Nested, Segments<String, Timeline<Day, Histogram>>,
    Hierarchy<u8, WeightedTally>, Timeline<IsoWeek, Segments<bool>>,
    NpsResult,
    Confidence, Estimate, Plan, Pooling, Posterior, Prior, Test,
    Benchmark, BenchmarkSet, CustomerValue, EarnedGrowth, Goal, IndexScheme, Frequencies<[i32; 3]>, Migration,
    Amounts, Ratings<2>, Referrals, ReportRules, Tags<String>, Tags<String, WeightedTally>,
    ChartOptions, ControlChart<Month>, Alert, DropAlert, DropDetector, FloorAlarm, FollowUp<String>, FollowUpRules,
    InvitationRules,
}
