//! Net Promoter Score mathematics: typed, exact, streaming, mergeable.
//!
//! "How likely are you to recommend us, 0 to 10?" 9 and 10 are promoters, 7 and 8 passives, 0 to 6
//! detractors; the NPS is the percentage of promoters minus the percentage of detractors, from -100
//! to +100 points. The arithmetic is one line. This crate is about everything around it: what counts
//! as an answer, what a state may be merged with, when a number is rounded, and what an empty group
//! is.
//!
//! ```
//! use npscore::{Counts, Score, Tally};
//!
//! let mut tally: Tally = [10, 9, 9, 7, 8, 3].map(Score::constant).into_iter().collect();
//! tally += Tally::try_from(Counts { detractors: 1, passives: 0, promoters: 3 })?; // what another machine has counted
//!
//! let result = tally.result().ok_or("no responses")?;
//! assert_eq!(result.nps().to_string(), "40");
//! assert_eq!(result.to_string(), "NPS 40 (n = 10)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which type do I need?
//!
//! - One answer: [`Score`] is a whole number from 0 to 10, [`Category`] the respondent's category,
//!   [`Scale`] another rating scale with cut points you name.
//! - Raw cells of a file or a form: [`Screening`] holds the rules by which they become answers,
//!   [`Screened`] counts answers and exclusions alike. [`ResponseRate`] tells how many of those
//!   invited responded.
//! - Many responses: [`Tally`] keeps three counts, [`Histogram`] eleven, [`WeightedTally`] exact sums
//!   of survey [`Weight`]s. [`Counts`] brings counts from elsewhere, by name.
//! - The number: [`NpsResult`] follows from a state with at least one response. It has the exact
//!   [`Nps`], the [`Share`] of each category and Bain's [`Rating`]. [`Shares`] are percentages that
//!   were published without counts, [`RatingScale`] is for bands of your own. [`Localized`] shows any of
//!   it with a decimal comma.
//! - Responses by group: [`Segments`] has one state per key, [`Hierarchy`] one per path, with every
//!   level a query, [`Timeline`] one per period, with gaps visible. They nest by type:
//!   `Segments<Region, Timeline<Quarter, Tally>>` observes `(region, (quarter, score))`.
//! - Millions of responses in columns, with or without nulls: [`column`](mod@column).
//! - A live stream: [`Window`] keeps the last n answers, [`Latest`] the newest answer of each
//!   respondent.
//! - When they responded: [`Day`], [`Month`], [`Quarter`] and [`Year`]; [`period`] has ISO weeks,
//!   fiscal years and retail calendars, and [`Period`] is for periods of your own.
//! - How sure the number is: [`inference`] has intervals, tests, differences, plans, weights from known
//!   margins, and estimates that hold however often one looks.
//! - What it means and what to do: [`insight`] says what changed and why, who moves it, how it stands
//!   to published figures, when to worry, what it would take, what it is worth and what may be shown.
//! - Aggregators of your own: [`aggregate`].
//!
//! [`guide`] has recipes for common tasks and queries for databases, and says which interval to choose.
//!
//! # What returns, what panics
//!
//! | operation | on bad input |
//! |---|---|
//! | `new`, `try_from`, `parse`, `checked_*`, `try_*`, `Deserialize`; columns | returns an error that names the value, its place and the allowed range; nothing has changed |
//! | `forget` of what was not observed | returns an error; nothing has changed |
//! | `result`, `mean`, `median`, `share` of something empty; `get`, `branch`, `remove` of what is not there | returns `None` |
//! | `+`, `+=`, `-`, `sum`, `observe`, `observe_n`, `collect`, `extend`, `merge`, `merge_at`; `total` and `responses` of many groups | panics where a count would pass `u64::MAX` or fall below 0 |
//! | `try_observe_at` with a place that no state has, or more items than their `size_hint` says; `Column::slice` beyond the rows | panics, as indexing does |
//! | `constant` | panics for a literal out of range, when compiling if used in a `const` |
//!
//! Nothing else panics. What panics or fails leaves the state as it was.
//!
//! # Features
//!
//! - `std` (default) links the standard library; without it the crate is `no_std` + `alloc`.
//! - `serde` adds `Serialize` and `Deserialize` in a documented form that does not depend on the
//!   format. Deserialised values pass through the same checks as constructed ones.
//! - `jiff`, `chrono` and `time` convert the dates of the crates of these names into days and back;
//!   `jiff` also time stamps, in a stated time zone.
//! - `rayon` adds parallel `collect` and `extend` for every mergeable aggregator, and
//!   `par_observe_columns`.
//!
//! No feature changes a result. There is no I/O, no clock, no global state and no unsafe code here.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

// The pages of the documentation show methods in this order: those of a type's own file first.
mod localized;
mod text;
mod wire;

mod kit;

pub mod error;

mod response;

mod tally;

mod nps;

pub mod period;

pub mod column;

mod stream;

pub mod inference;

pub mod insight;

pub mod aggregate;

pub use aggregate::{Merge, Observe};
pub use error::Error;
pub use inference::Confidence;
pub use localized::Localized;
pub use nps::{
    HasTally, Nps, NpsResult, Points, Rating, RatingScale, Share, Shares, WeightedResult,
};
pub use period::{Day, Month, Period, Quarter, Year};
pub use response::{Category, Exclusion, ResponseRate, Scale, Score, Screening};
pub use rust_decimal::{Decimal, RoundingStrategy};
pub use stream::{Branch, Hierarchy, Latest, RefusedCells, Screened, Segments, Timeline, Window};
pub use tally::{Counts, Histogram, PairedTally, Tally, Weight, WeightedTally};

/// Pages to read: recipes, counts by SQL, which interval to choose, and how accurate the figures are.
pub mod guide {
    #[doc = include_str!("../docs/choosing-an-interval.md")]
    pub mod choosing_an_interval {}

    #[doc = include_str!("../docs/recipes.md")]
    pub mod recipes {}

    #[doc = include_str!("../docs/from-sql.md")]
    pub mod from_sql {}

    #[doc = include_str!("../docs/accuracy.md")]
    pub mod accuracy {}
}

/// The README's examples, tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
