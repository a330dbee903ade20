//! A rating and how sure it is.

use alloc::vec::Vec;

use super::interval::Interval;
use super::posterior::Posterior;
use crate::nps::{Nps, Rating};

impl Interval {
    /// Bain's bands that this interval touches, from the worst to the best.
    ///
    /// One band only: the rating holds at this confidence.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    /// use npscore::{Counts, Rating, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// assert_eq!(result.rating(), Rating::Acceptable);
    ///
    /// let bands = result.interval(Confidence::P95).ratings(); // -1.6 to 25.2
    /// assert_eq!(bands, [Rating::NeedsImprovement, Rating::Acceptable, Rating::Good]);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn ratings(&self) -> Vec<Rating> {
        let touched = |rating: &Rating| {
            // A band goes from above its limit to the limit of the next, which is its own.
            let above = rating
                .above()
                .is_none_or(|limit| self.high() > limit.to_f64());
            let below = next(*rating).is_none_or(|limit| self.low() <= limit);
            above && below
        };
        Rating::ALL.into_iter().filter(touched).collect()
    }
}

/// The highest score of a band; `None` for the best.
fn next(rating: Rating) -> Option<f64> {
    let next = Rating::ALL.into_iter().find(|other| *other > rating)?;
    next.above().map(Nps::to_f64)
}

impl Posterior {
    /// The probability of each of Bain's bands, from the worst to the best; they add up to 1.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Prior;
    /// use npscore::{Counts, Rating, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let bands = result.posterior(Prior::JEFFREYS).ratings();
    /// let (band, probability) = bands[1];
    /// assert_eq!(band, Rating::Acceptable);
    /// assert_eq!(format!("{:.0} %", 100.0 * probability), "85 %");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn ratings(&self) -> [(Rating, f64); 5] {
        Rating::ALL.map(|rating| {
            let below = rating
                .above()
                .map_or(0.0, |limit| self.probability_below(limit));
            let above = Rating::ALL
                .into_iter()
                .find(|other| *other > rating)
                .and_then(Rating::above)
                .map_or(0.0, |limit| self.probability_above(limit));
            (rating, (1.0 - below - above).clamp(0.0, 1.0))
        })
    }
}
