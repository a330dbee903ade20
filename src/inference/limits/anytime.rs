//! Limits that hold however often one looks, by a mixture of bets.
//!
//! A bet on each response: whoever believes that the true NPS is above some value stakes a part g of
//! what they have on every response, at odds that are fair if it is not. If it is not, no staking
//! makes a fortune, ever: the chance that a fair game reaches 20 times the stake at any time is 1 in
//! 20 (Ville's inequality). The fortune is therefore a measure of evidence, the e-value, and the
//! values against which no bet has won enough are an interval that holds at all times at once.
//!
//! The fortune of one stake depends on the three counts only, and so does the mean over the 24
//! stakes used here: a [`Tally`](crate::Tally) is all the state there is, and merged tallies give
//! what one would.

use core::f64::consts::LN_2;

use libm::{exp, log, log1p, tanh};

use crate::inference::numeric::{bracketed_root, log_sum_exp};
use crate::nps::NpsResult;

/// How many stakes are mixed.
pub(crate) const STAKES: usize = 24;

/// The smallest and the largest stake; the others lie between them in geometric steps.
const LEAST_STAKE: f64 = 1e-4;
const LARGEST_STAKE: f64 = 0.995;

/// The stake at which the weights peak, near what serves some hundred responses best.
const USUAL_STAKE: f64 = 0.12;

/// The stakes and their weights, which are proportional to g / (1 + (g / 0.12)²) and add up to 1.
fn stakes() -> [(f64, f64); STAKES] {
    let ratio = log(LARGEST_STAKE / LEAST_STAKE) / (STAKES - 1) as f64;
    let stakes: [f64; STAKES] = core::array::from_fn(|k| LEAST_STAKE * exp(ratio * k as f64));
    let weight = |g: f64| g / (1.0 + (g / USUAL_STAKE) * (g / USUAL_STAKE));
    let whole: f64 = stakes.iter().map(|&g| weight(g)).sum();
    stakes.map(|g| (g, weight(g) / whole))
}

/// A bet on a low NPS, response by response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bet {
    /// The part of all bets.
    pub(crate) weight: f64,
    /// What a detractor, a passive and a promoter multiply the stake by.
    pub(crate) factors: [f64; 3],
}

/// The bets against an NPS of `theta` or above, on the scale of -1 to 1: fair at `theta`, and worse
/// than fair above it. At 1, which any detractor or passive refutes, those multiply without limit.
pub(crate) fn bets_below(theta: f64) -> [Bet; STAKES] {
    let mean = 0.5 * (1.0 - theta);
    stakes().map(|(g, weight)| Bet {
        weight,
        factors: [1.0 - g + g / mean, 1.0 - g + 0.5 * g / mean, 1.0 - g],
    })
}

/// Whoever bets on a high NPS.
#[derive(Debug, Clone, Copy)]
pub(in crate::inference) struct Bettor {
    /// Detractors, passives and promoters.
    counts: [f64; 3],
    /// The stakes and the logarithms of their weights.
    stakes: [(f64, f64); STAKES],
}

/// A value of the NPS and its distances from -1 and from 1, each to all its digits.
#[derive(Debug, Clone, Copy)]
struct Place {
    theta: f64,
    above_lowest: f64,
    below_highest: f64,
}

impl Place {
    const fn of(theta: f64) -> Self {
        Self {
            theta,
            above_lowest: 1.0 + theta,
            below_highest: 1.0 - theta,
        }
    }

    /// By the logarithm of the quotient of both distances.
    fn at(log_odds: f64) -> Self {
        let odds = exp(-log_odds.abs());
        let (less, more) = (2.0 * odds / (1.0 + odds), 2.0 / (1.0 + odds));
        let theta = tanh(0.5 * log_odds);
        if log_odds < 0.0 {
            Self {
                theta,
                above_lowest: less,
                below_highest: more,
            }
        } else {
            Self {
                theta,
                above_lowest: more,
                below_highest: less,
            }
        }
    }

    const fn mirrored(self) -> Self {
        Self {
            theta: -self.theta,
            above_lowest: self.below_highest,
            below_highest: self.above_lowest,
        }
    }
}

impl Bettor {
    pub(in crate::inference) fn new(result: &NpsResult) -> Self {
        Self {
            counts: [
                result.detractors() as f64,
                result.passives() as f64,
                result.promoters() as f64,
            ],
            stakes: stakes().map(|(g, weight)| (g, log(weight))),
        }
    }

    /// Whoever bets on a low NPS.
    pub(in crate::inference) const fn mirrored(self) -> Self {
        let [b, a, c] = self.counts;
        Self {
            counts: [c, a, b],
            ..self
        }
    }

    /// The natural logarithm of the fortune against all values up to `theta`: of the mean over the
    /// stakes g of (1 - g)^b (1 - g + g / 2m)^a (1 - g + g / m)^c with m = (1 + theta) / 2. `None`
    /// where it is infinite: at -1, which a single promoter or passive refutes.
    pub(in crate::inference) fn log_fortune(&self, theta: f64) -> Option<f64> {
        self.log_fortune_at(Place::of(theta))
    }

    fn log_fortune_at(&self, place: Place) -> Option<f64> {
        let [b, a, c] = self.counts;
        let lowest = place.above_lowest <= 0.0;
        if lowest && a + c > 0.0 {
            return None;
        }
        // (1 / 2m) - 1 and (1 / m) - 1.
        let (half, whole) = if lowest {
            (0.0, 0.0)
        } else {
            (
                -place.theta / place.above_lowest,
                place.below_highest / place.above_lowest,
            )
        };
        let logs = self.stakes.map(|(g, log_weight)| {
            log_weight + (b * log1p(-g) + a * log1p(g * half) + c * log1p(g * whole))
        });
        Some(log_sum_exp(logs.into_iter()))
    }

    /// The value up to which the fortune is at least `exp(log_fortune)`; -1 to 1.
    fn lower_limit(&self, log_fortune: f64) -> f64 {
        let [b, a, c] = self.counts;
        if a + c <= 0.0 {
            return -1.0;
        }
        let theta = (c - b) / (b + a + c);
        let beyond = |theta: f64| {
            self.log_fortune(theta)
                .map_or(f64::MAX, |log| log - log_fortune)
        };
        // At its own NPS no bettor has won anything; at -1 any promoter or passive is a fortune.
        let mut low = theta;
        for _ in 0..1100 {
            let next = -1.0 + 0.5 * (1.0 + low);
            if next <= -1.0 || next >= low {
                return -1.0;
            }
            if beyond(next) > 0.0 {
                return bracketed_root(beyond, next, low);
            }
            low = next;
        }
        -1.0
    }

    /// Low and high on the scale of -1 to 1, where a bettor has a fortune of `exp(log_fortune)`.
    pub(in crate::inference) fn limits(&self, log_fortune: f64) -> (f64, f64) {
        (
            self.lower_limit(log_fortune),
            -self.mirrored().lower_limit(log_fortune),
        )
    }

    /// The logarithm of the smaller of two fortunes, that against this NPS being at most t and that
    /// against the other being at least t, for the t that makes it largest: beyond it both intervals
    /// overlap nowhere, so this NPS is the higher one.
    ///
    /// The first falls in t, the second rises, so it is where they meet.
    pub(in crate::inference) fn log_fortune_against_no_more_than(&self, other: &Self) -> f64 {
        // exp(-700) is about the smallest float.
        const FARTHEST: f64 = 700.0;
        let other = other.mirrored();
        let own = |place: Place| self.log_fortune_at(place).unwrap_or(f64::MAX);
        let others = |place: Place| other.log_fortune_at(place.mirrored()).unwrap_or(f64::MAX);
        let lead = |log_odds: f64| {
            let place = Place::at(log_odds);
            own(place) - others(place)
        };
        let at = if lead(-FARTHEST) <= 0.0 {
            -FARTHEST
        } else if lead(FARTHEST) >= 0.0 {
            FARTHEST
        } else {
            bracketed_root(lead, -FARTHEST, FARTHEST)
        };
        let place = Place::at(at);
        own(place).min(others(place))
    }
}

/// The logarithm of the mean of two e-values: half of the stake on either side.
pub(in crate::inference) fn both_sides(above: f64, below: f64) -> f64 {
    log_sum_exp([above, below].into_iter()) - LN_2
}
