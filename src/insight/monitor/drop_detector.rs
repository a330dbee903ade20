//! A detector on a live stream: has the NPS dropped below a floor?

use core::fmt;

use crate::error::{OutOfRange, Quantity};
use crate::inference::{Bet, STAKES, bets_below};
use crate::kit::Observe;
use crate::nps::{Nps, NpsResult};
use crate::response::Category;
use crate::tally::Tally;

/// A detector of a sudden drop: it watches the responses in their order, and reacts to an NPS that
/// falls below a floor about as fast after years of good responses as after none.
///
/// A [`FloorAlarm`](super::FloorAlarm) judges all responses together, so that many good ones outweigh
/// a drop for long. This one forgets what speaks for the floor: it adds up the evidence that the NPS
/// has been below the floor since any response so far, and raises an alert where the sum reaches the
/// run length.
///
/// # Guarantee
///
/// As long as the NPS is at the floor or above, however far, there are on average at least
/// `run_length` responses to a false alert; at the floor itself, by simulation, 10,000 to 12,000 for
/// a run length of 10,000, and far more above it. The responses need not be independent: it is enough that
/// the expected NPS of each, given those before it, is not below the floor.
///
/// # Delay
///
/// The median number of responses to an alert, by simulation, at a run length of 10,000 and a floor
/// of 20, after any number of responses with an NPS of 40:
///
/// | the NPS falls to | responses | cumulative sum | floor alarm after 300 |
/// |---|---|---|---|
/// | 0 | about 200 | 169 | about 670 |
/// | -60 | about 20 | 19 | about 130 |
/// | -100 | 13 to 14 | 12 | about 96 |
///
/// The cumulative sum, by its Markov chain, has steps of -1, 0 and 1 for promoters, passives and
/// detractors, and an alarm at 12: that is tuned for 25 % detractors and 45 % promoters at the floor, with
/// 12,943 responses to a false alarm. With 40 % and 60 %, the same NPS, it has 1,871. The detector needs no
/// tuning and keeps its run length for both. The floor alarm, at 95 %, has seen 300 good responses.
///
/// # State
///
/// Its size is fixed. The order of the responses matters, so it cannot be merged: give each stream
/// its own detector. After an alert it starts afresh.
///
/// # Serialised form
///
/// `{"floor", "run_length", "evidence", "recent", "won"}`: the evidence as whole numbers, so that a detector
/// that was stored goes on exactly as one that was not.
///
/// # Source
///
/// Shin, Ramdas and Rinaldo, *E-detectors: a nonparametric framework for sequential change detection*,
/// New England Journal of Statistics in Data Science 2 (2024) 229-260 (the Shiryaev-Roberts
/// e-detector), with the bets of [`NpsResult::anytime_valid_test`]. Rounding is down, which keeps the
/// guarantee.
///
/// # Example
///
/// ```
/// use npscore::insight::monitor::DropDetector;
/// use npscore::{Nps, Score};
///
/// let mut detector = DropDetector::new(Nps::constant(20), 10_000)?;
/// for score in [10, 9, 7, 10, 8, 3, 9, 10].repeat(100) {
///     assert_eq!(detector.watch(Score::new(score)?), None);
/// }
/// let alert = (0..50).find_map(|_| detector.watch(Score::MIN)).ok_or("no alert")?;
/// assert_eq!(alert.to_string(), "drop below 20: NPS -100 in the last 14 responses (at most 1 false alert in 10000 responses)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "change detection")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DropDetector {
    floor: Nps,
    run_length: u64,
    /// For each bet the sum of what it would have won since every response, in units of 2^-24.
    evidence: [u64; STAKES],
    /// The responses since the bet of usual size began to win, and what it has won, in the same units:
    /// when the drop may have begun.
    recent: Tally,
    won: u64,
}

/// The bet of usual size: a stake of 0.13, near that of the most weight.
const USUAL: usize = 18;

/// One, in units of evidence.
const ONE: u64 = 1 << 24;

/// The most evidence that is kept, in its units: far beyond any run length.
const MAX_EVIDENCE: u64 = 1 << 62;

/// The run lengths that can be asked for.
const RUN_LENGTHS: core::ops::RangeInclusive<u64> = 10..=1_000_000_000;

impl DropDetector {
    /// A detector that has seen no response.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a floor of -100, which no NPS is below, and for a run length below 10 or
    /// above 1,000,000,000.
    pub fn new(floor: Nps, run_length: u64) -> Result<Self, OutOfRange> {
        if floor == Nps::MIN {
            return Err(OutOfRange::new(Quantity::Floor, -100_i128));
        }
        if !RUN_LENGTHS.contains(&run_length) {
            return Err(OutOfRange::new(Quantity::RunLength, run_length));
        }
        Ok(Self {
            floor,
            run_length,
            evidence: [0; STAKES],
            recent: Tally::default(),
            won: ONE,
        })
    }

    /// The lowest acceptable NPS.
    #[must_use]
    pub const fn floor(&self) -> Nps {
        self.floor
    }

    /// The mean number of responses between false alerts, at least.
    #[must_use]
    pub const fn run_length(&self) -> u64 {
        self.run_length
    }

    /// The responses since the drop, if there is one, began: as long as bets against the floor win.
    #[must_use]
    pub const fn recent(&self) -> &Tally {
        &self.recent
    }

    /// Takes the next response into account; the alert, if it is evidence enough for a drop. The
    /// detector has then started afresh.
    pub fn watch(&mut self, answer: impl Into<Category>) -> Option<DropAlert> {
        let category = answer.into();
        let bets = bets_below(self.floor.to_f64() / 100.0);
        if self.won < ONE {
            self.recent = Tally::default();
            self.won = ONE;
        }
        self.recent.observe(category);
        self.won = multiplied(self.won, bets[USUAL].factors[category.index()]);
        for (evidence, bet) in self.evidence.iter_mut().zip(&bets) {
            *evidence = multiplied(*evidence + ONE, bet.factors[category.index()]);
        }
        if self.total(&bets) < self.run_length as f64 {
            return None;
        }
        let alert = self.recent.result().map(|result| DropAlert {
            result,
            floor: self.floor,
            run_length: self.run_length,
        });
        self.evidence = [0; STAKES];
        self.recent = Tally::default();
        self.won = ONE;
        alert
    }

    /// The evidence of all bets by their weights.
    fn total(&self, bets: &[Bet; STAKES]) -> f64 {
        let evidence = self.evidence.iter().zip(bets);
        evidence
            .map(|(evidence, bet)| *evidence as f64 / ONE as f64 * bet.weight)
            .sum()
    }
}

/// Units of evidence after a bet, rounded down.
fn multiplied(units: u64, factor: f64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounded down on purpose, and a cast of a float saturates"
    )]
    let units = (units as f64 * factor) as u64;
    units.min(MAX_EVIDENCE)
}

/// What a [`DropDetector`] saw when it raised an alert.
///
/// # Display
///
/// `drop below 20: NPS -100 in the last 14 responses (at most 1 false alert in 10000 responses)`, with
/// whole points or as many decimal places as were asked for.
///
/// # Serialised form
///
/// `{"result", "floor", "run_length"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct DropAlert {
    result: NpsResult,
    floor: Nps,
    run_length: u64,
}

impl DropAlert {
    /// The responses since the drop began, as far as can be told.
    #[must_use]
    pub const fn result(&self) -> &NpsResult {
        &self.result
    }

    /// The NPS below which it dropped.
    #[must_use]
    pub const fn floor(&self) -> Nps {
        self.floor
    }

    /// The mean number of responses between false alerts, at least.
    #[must_use]
    pub const fn run_length(&self) -> u64 {
        self.run_length
    }
}

impl fmt::Display for DropAlert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let places = f.precision().unwrap_or(0);
        write!(
            f,
            "drop below {:.places$}: NPS {:.places$} in the last {} responses \
             (at most 1 false alert in {} responses)",
            self.floor,
            self.result.nps(),
            self.result.responses(),
            self.run_length
        )
    }
}

crate::wire::row!(DropDetector |this| {
    floor: Nps = this.floor,
    run_length: u64 = this.run_length,
    evidence: [u64; STAKES] = this.evidence,
    recent: Tally = this.recent,
    won: u64 = this.won,
} => |row| {
    let fresh = Self::new(row.floor, row.run_length).map_err(serde::de::Error::custom)?;
    let detector = Self {
        evidence: row.evidence,
        recent: row.recent,
        won: row.won,
        ..fresh
    };
    let mut kept = detector.evidence.iter().chain([&detector.won]);
    let possible = kept.all(|units| *units <= MAX_EVIDENCE)
        && detector.total(&bets_below(0.0)) < detector.run_length as f64;
    possible.then_some(detector).ok_or("so much evidence would have raised an alert")
});
