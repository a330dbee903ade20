//! Always-valid intervals by bets that follow the responses so far: they need the responses in their
//! order.
//!
//! With y = 0, 1/2 or 1 for detractors, passives and promoters, the stake on response i is
//! `sqrt(2 ln(2 / alpha) / (s² i ln(1 + i)))`, where s² is the variance of the responses before it,
//! with half of the largest there is for one imagined response: large while little is known, and
//! larger where answers are alike.
//!
//! Source: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", Journal
//! of the Royal Statistical Society B 86 (2024) 1-27, theorems 2 and 3; with the constants of the
//! authors' Python package `confseq`, and without its running intersection.

use alloc::vec::Vec;

use libm::{log, log1p, sqrt};

use super::confidence::Confidence;
use super::interval::{Interval, IntervalMethod};
use super::math::bracketed_root;
use crate::response::Category;

/// The largest part of what they have that a bettor stakes on one response; the largest stake of the
/// empirical Bernstein method.
const LARGEST_PART: f64 = 0.5;

/// The range of scores that a predictable plug-in empirical Bernstein bound leaves, from responses in
/// the order in which they came: it may be looked at after every response. `None` of no responses.
///
/// A closed form: one pass over the responses, and nothing to remember but five sums.
///
/// # Which when
///
/// Rather [`always_valid_interval`](crate::NpsResult::always_valid_interval), which takes the three
/// counts, can be merged and is narrower; see
/// [`hedged_capital_interval`] for a comparison. This one is for comparison with tools that print it.
///
/// # Validity
///
/// As [`always_valid_interval`](crate::NpsResult::always_valid_interval), for one stream in one
/// order: the intervals of parts cannot be merged, and the same responses in another order have
/// another interval. The estimate is the score of all responses, whatever their order; where they
/// are sorted, such as all promoters first, the bounds may leave it on one side, and the interval is
/// widened to hold it.
///
/// # Example
///
/// ```
/// use npscore::Score;
/// use npscore::inference::{Confidence, empirical_bernstein_interval};
///
/// let scores = [9, 10, 3, 8, 10].map(Score::constant).into_iter().cycle().take(1000);
/// let interval = empirical_bernstein_interval(scores, Confidence::P95).ok_or("no responses")?;
/// assert_eq!(
///     interval.to_string(),
///     "40.0 [30.1, 49.7] (95 %, always valid by empirical Bernstein)"
/// );
/// # Ok::<(), &str>(())
/// ```
///
/// # Source
///
/// Waudby-Smith and Ramdas, Journal of the Royal Statistical Society B 86 (2024) 1-27, theorem 2:
/// `Σ λ y / Σ λ ± (ln(2 / alpha) + Σ (y - m)² (-ln(1 - λ) - λ)) / Σ λ` with stakes λ of at most 1/2,
/// and m the mean before each response; before the first, the end of the range that the bound is
/// nearer to. Cut at the ends of the range.
#[must_use]
pub fn empirical_bernstein_interval<T: Into<Category>>(
    responses: impl IntoIterator<Item = T>,
    confidence: Confidence,
) -> Option<Interval> {
    let log_fortune = log(2.0 / confidence.alpha());
    let mut past = Past::default();
    let (mut stakes, mut products) = (0.0, 0.0);
    let (mut from_below, mut from_above) = (0.0, 0.0);
    for response in responses {
        let y = share(response.into());
        let stake = past.stake(log_fortune).min(LARGEST_PART);
        let cost = -log1p(-stake) - stake;
        let mean = |first: f64| {
            if past.responses > 0.0 {
                past.sum / past.responses
            } else {
                first
            }
        };
        let (below, above) = (y - mean(0.0), y - mean(1.0));
        from_below += below * below * cost;
        from_above += above * above * cost;
        stakes += stake;
        products += stake * y;
        past.learn(y);
    }
    let low = (products - log_fortune - from_below) / stakes;
    let high = (products + log_fortune + from_above) / stakes;
    past.interval([low, high], IntervalMethod::EmpiricalBernstein, confidence)
}

/// The range of scores against which no bet that follows the responses has won enough, from responses
/// in the order in which they came: it may be looked at after every response. `None` of no responses.
///
/// Of the scores m, one bettor believes that the true one is higher, another that it is lower; each
/// stakes on every response what the variance so far suggests, and at most half of what they have.
/// The range holds the scores against which neither has made 2 / alpha out of 1. It is found by
/// going through all responses some ten times for each bound, and takes 16 bytes for each.
///
/// # Which when
///
/// Rather [`always_valid_interval`](crate::NpsResult::always_valid_interval), which takes the three
/// counts, can be merged, and is narrower from some hundred responses on. This one adapts its stakes to
/// the responses so far, which pays among the first hundred, and goes on paying for what it lost while
/// it knew little. At 95 %, along one sequence of responses with shares of 20, 30 and 50 %, the widths
/// in points are:
///
/// | responses | betting, by counts | hedged capital | empirical Bernstein |
/// |---|---|---|---|
/// | 10 | 142.2 | 138.1 | 200.0 |
/// | 50 | 70.1 | 64.7 | 85.8 |
/// | 200 | 35.1 | 34.4 | 38.1 |
/// | 1,000 | 15.5 | 18.1 | 18.9 |
/// | 5,000 | 7.1 | 9.5 | 9.6 |
///
/// # Validity
///
/// As [`empirical_bernstein_interval`].
///
/// # Example
///
/// ```
/// use npscore::Score;
/// use npscore::inference::{Confidence, hedged_capital_interval};
///
/// let scores = [9, 10, 3, 8, 10].map(Score::constant).into_iter().cycle().take(100);
/// let interval = hedged_capital_interval(scores, Confidence::P95).ok_or("no responses")?;
/// assert_eq!(
///     interval.to_string(),
///     "40.0 [15.1, 64.3] (95 %, always valid by hedged capital)"
/// );
/// # Ok::<(), &str>(())
/// ```
///
/// # Source
///
/// Waudby-Smith and Ramdas, Journal of the Royal Statistical Society B 86 (2024) 1-27, theorem 3:
/// the capital of the one is the product of `1 + min(λ, 1 / 2m) (y - m)`, which falls in m; the other
/// is their mirror image.
#[must_use]
pub fn hedged_capital_interval<T: Into<Category>>(
    responses: impl IntoIterator<Item = T>,
    confidence: Confidence,
) -> Option<Interval> {
    let log_fortune = log(2.0 / confidence.alpha());
    let mut past = Past::default();
    let mut bets: Vec<(f64, f64)> = responses
        .into_iter()
        .map(|response| {
            let y = share(response.into());
            let stake = past.stake(log_fortune);
            past.learn(y);
            (stake, y)
        })
        .collect();
    let low = lower_limit(&bets, log_fortune);
    // Whoever believes in less sees all in a mirror.
    for (_, y) in &mut bets {
        *y = 1.0 - *y;
    }
    let high = 1.0 - lower_limit(&bets, log_fortune);
    past.interval([low, high], IntervalMethod::HedgedCapital, confidence)
}

/// The mean up to which whoever bets on a higher one has made `exp(log_fortune)`; 0 if there is none.
fn lower_limit(bets: &[(f64, f64)], log_fortune: f64) -> f64 {
    let beyond = |mean: f64| {
        let most = LARGEST_PART / mean;
        let gains = bets
            .iter()
            .map(|(stake, y)| log1p(stake.min(most) * (y - mean)));
        gains.sum::<f64>() - log_fortune
    };
    // At 0 stakes have no bound but what is known; at 1 nothing can be won.
    if beyond(0.0) <= 0.0 {
        0.0
    } else {
        bracketed_root(beyond, 0.0, 1.0)
    }
}

/// A response on the scale of 0 to 1.
const fn share(category: Category) -> f64 {
    match category {
        Category::Detractor => 0.0,
        Category::Passive => 0.5,
        Category::Promoter => 1.0,
    }
}

/// What is known before a response.
#[derive(Debug, Clone, Copy, Default)]
struct Past {
    responses: f64,
    sum: f64,
    /// The squared distances of the responses from the mean at their time, themselves included.
    squares: f64,
}

impl Past {
    /// The stake on the next response, for whoever is to make `exp(log_fortune)`.
    fn stake(&self, log_fortune: f64) -> f64 {
        let next = self.responses + 1.0;
        let variance = (0.25 + self.squares) / next;
        sqrt(2.0 * log_fortune / (next * log1p(next) * variance))
    }

    fn learn(&mut self, y: f64) {
        self.responses += 1.0;
        self.sum += y;
        let distance = y - (0.5 + self.sum) / (self.responses + 1.0);
        self.squares += distance * distance;
    }

    /// From bounds on the scale of 0 to 1.
    fn interval(
        &self,
        bounds: [f64; 2],
        method: IntervalMethod,
        confidence: Confidence,
    ) -> Option<Interval> {
        let theta = |share: f64| 2.0 * share - 1.0;
        let [low, high] = bounds.map(theta);
        let estimate = theta(self.sum / self.responses);
        (self.responses > 0.0).then(|| Interval::around(estimate, low, high, method, confidence))
    }
}
