//! Net Promoter Score mathematics.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod aggregate;
mod error;
pub mod inference;
mod nps;
mod response;
mod stream;
mod tally;
mod wire;

pub use aggregate::{Merge, Observe, Responses};
pub use error::Error;
pub use nps::{
    Nps, NpsError, NpsResult, Rating, RatingScale, RatingScaleError, Share, Shares, SharesError,
    WeightedResult,
};
pub use response::{
    Answer, Category, CategoryError, Exclusion, Raw, ResponseRate, ResponseRateError, Scale,
    ScaleError, Score, ScoreError, Screening, ScreeningError, ScreeningRuleError,
};
pub use rust_decimal::{Decimal, RoundingStrategy};
pub use stream::{Exclusions, Screened};
pub use tally::{CountError, Histogram, PairedTally, Tally, Weight, WeightError, WeightedTally};
