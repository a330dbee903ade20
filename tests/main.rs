//! The one integration test binary: laws, truth, published examples, known defects, hostile input.

#![allow(unreachable_pub, reason = "modules of one binary share their helpers")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_cmp,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod api;
mod column;
mod corners;
mod defects;
mod encoded;
mod examples;
mod first_use;
#[cfg(feature = "serde")]
mod golden;
#[cfg(feature = "serde")]
mod histogram;
#[cfg(feature = "serde")]
mod hostile;
mod hostile_streams;
mod inference;
mod insight;
mod laws;
mod messages;
mod models;
mod naive;
#[cfg(feature = "rayon")]
mod parallel;
mod period;
mod points;
mod quarters;
mod stream;
#[cfg(feature = "serde")]
mod truth;

/// A tally of counts that fit.
#[must_use]
pub(crate) fn tally_of(detractors: u64, passives: u64, promoters: u64) -> npscore::Tally {
    npscore::Tally::try_from(npscore::Counts {
        detractors,
        passives,
        promoters,
    })
    .unwrap()
}

/// The same respondents twice: rows before, columns after, from detractors to promoters.
pub(crate) fn pairs_of(
    cells: [[u64; 3]; 3],
) -> Result<npscore::PairedTally, npscore::error::CountError> {
    let counts = |[detractors, passives, promoters]: [u64; 3]| npscore::Counts {
        detractors,
        passives,
        promoters,
    };
    let [detractors, passives, promoters] = cells.map(counts);
    npscore::PairedTally::try_from(npscore::Counts {
        detractors,
        passives,
        promoters,
    })
}

/// Published shares in percent.
pub(crate) fn shares_of(
    detractors: npscore::Decimal,
    passives: npscore::Decimal,
    promoters: npscore::Decimal,
) -> Result<npscore::Shares, npscore::error::NpsError> {
    npscore::Shares::new(npscore::Counts {
        detractors,
        passives,
        promoters,
    })
}
