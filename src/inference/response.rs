//! How sure a response rate is, and whether rates differ.

use alloc::vec::Vec;

use super::confidence::Confidence;
use super::estimate::{Estimate, Unit};
use super::limits::wilson;
use super::many::Groups;
use super::method::Method;
use super::test::Test;
use crate::error::DataError;
use crate::response::ResponseRate;
use crate::stream::Segments;
use crate::tally::{Counts, Tally};

/// Those who responded as promoters, the others as detractors: a score is then twice the rate less
/// 100, and its methods are those of shares (Wilson's; Miettinen and Nurminen's).
fn tally(rate: &ResponseRate) -> Tally {
    let counts = Counts {
        detractors: rate.invited() - rate.responded(),
        passives: 0,
        promoters: rate.responded(),
    };
    // They add up to the invitations.
    Tally::try_from(counts).unwrap_or_default()
}

impl ResponseRate {
    /// The response rates, in percent, that agree with these counts; `None` if nobody was invited.
    ///
    /// ```
    /// use npscore::{Confidence, ResponseRate};
    ///
    /// let rate = ResponseRate::new(30, 100)?;
    /// let interval = rate.interval(Confidence::P95).ok_or("nobody was invited")?;
    /// assert_eq!(interval.to_string(), "30.0 [21.9, 39.6] (95 %, Wilson)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Source: Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Estimate> {
        let percent = self.share()?.to_f64();
        let (low, high) = wilson::limits(percent / 100.0, self.invited() as f64, confidence.z());
        let limits = (100.0 * low, 100.0 * high);
        let unit = Unit::Percent;
        Some(Estimate::new(
            unit,
            percent,
            limits,
            confidence,
            Method::Wilson,
        ))
    }

    /// By how many percentage points this rate exceeds another, of other people: this minus `other`.
    /// `None` if nobody was invited to one of the two.
    ///
    /// ```
    /// use npscore::{Confidence, ResponseRate};
    ///
    /// let [mail, text] = [ResponseRate::new(30, 100)?, ResponseRate::new(90, 200)?];
    /// let difference = text.difference_from(&mail, Confidence::P95).ok_or("nobody was invited")?;
    /// assert_eq!(
    ///     difference.to_string(),
    ///     "+15.0 points, 95 % between +3.3 and +25.7, p = 0.012 (MOVER)"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Source: limits by Newcombe's method 10, Statistics in Medicine 17 (1998) 873-890; the test is
    /// that of the pooled rate.
    #[must_use]
    pub fn difference_from(&self, other: &Self, confidence: Confidence) -> Option<Estimate> {
        let (this, other) = tally(self).result().zip(tally(other).result())?;
        let scores = this.difference_from(&other, confidence);
        let half = |points: f64| 0.5 * points;
        let limits = (half(scores.low()), half(scores.high()));
        let estimate = Estimate::new(
            Unit::Points,
            half(scores.estimate()),
            limits,
            confidence,
            scores.method(),
        );
        Some(estimate.with_test(scores.statistic(), scores.p_value()))
    }
}

impl<K> Segments<K, ResponseRate> {
    /// Could all groups truly have one response rate? Pearson's chi-square test.
    ///
    /// Where they do not, [`difference_from`](ResponseRate::difference_from) compares two of them.
    ///
    /// ```
    /// use npscore::{Confidence, ResponseRate, Segments};
    ///
    /// let rates: Segments<&str, ResponseRate> = [
    ///     ("north", ResponseRate::new(30, 100)?),
    ///     ("south", ResponseRate::new(90, 200)?),
    ///     ("west", ResponseRate::new(55, 150)?),
    /// ]
    /// .into_iter()
    /// .collect();
    /// let test = rates.one_rate_test()?;
    /// assert!(test.rejects(Confidence::P95));
    /// # Ok::<(), npscore::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::TooFew`] for fewer than two groups with invitations.
    ///
    /// Source: Pearson, Philosophical Magazine 50 (1900) 157-175.
    pub fn one_rate_test(&self) -> Result<Test, DataError> {
        let rates: Vec<_> = self.iter().map(|(_, rate)| ((), tally(rate))).collect();
        Ok(Groups::new(rates)?.chi_square())
    }
}
