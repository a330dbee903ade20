//! Those who did not respond: what the score of all could be.

use super::confidence::Confidence;
use super::numeric::{bracketed_root, normal_sf, normal_upper_quantile};
use crate::error::{CountError, DataError, OutOfRange, Quantity};
use crate::nps::{Fraction, Nps, NpsResult, Points, Share};
use crate::response::ResponseRate;
use crate::tally::{Counts, Sample, Tally};

use libm::sqrt;

/// A survey with what its silent part could change: the answers, and how many were invited.
///
/// Margins of error tell how far chance may have moved a score. That those who kept silent think
/// otherwise is another matter, and usually the larger one: with a response rate of 40 % the score of
/// all can lie anywhere in a range of 120 points. [`bounds`](NonResponse::bounds) are the ends of that
/// range, [`interval`](NonResponse::interval) adds the error of sampling, and
/// [`scenario`](NonResponse::scenario) says what follows from an assumption.
///
/// # Invariants
///
/// At least one person was invited, and no more answered than responded.
///
/// # Example
///
/// ```
/// use npscore::inference::{Confidence, SilentRest};
/// use npscore::{Counts, Nps, ResponseRate, Share, Tally};
///
/// let answers = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 });
/// let survey = ResponseRate::new(100, 250)?.non_response(&answers)?;
/// let (worst, best) = survey.bounds();
/// assert_eq!(format!("{worst:.1} to {best:.1}"), "-55.2 to 64.8");
///
/// // A third of the silent are detractors, the others like those who answered.
/// let third = Share::new(1, 3).ok_or("a share")?;
/// let score = survey.scenario(third, SilentRest::LikeRespondents).ok_or("no answers")?;
/// assert_eq!(format!("{score:.1}"), "-10.4");
/// // Down to what share is the score still above 0?
/// let share = survey.break_even(Nps::ZERO, SilentRest::LikeRespondents);
/// assert_eq!(share.map(|percent| format!("{percent:.0} %")), Some("18 %".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
///
/// Manski, *Partial Identification of Probability Distributions* (2003), chapter 1; Imbens and Manski,
/// "Confidence Intervals for Partially Identified Parameters", Econometrica 72 (2004) 1845-1857.
#[doc(alias = "non-response bias")]
#[doc(alias = "worst case")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NonResponse {
    answers: Tally,
    invited: u64,
}

/// What the silent who are not detractors are, in a [scenario](NonResponse::scenario).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SilentRest {
    /// In the same shares as those who answered.
    LikeRespondents,
    /// All of them passives.
    Passives,
    /// All of them promoters.
    Promoters,
}

impl ResponseRate {
    /// The answers of those who responded, together with those who did not.
    ///
    /// Whoever responded without an answer to this question counts as silent.
    ///
    /// # Errors
    ///
    /// [`CountError::MoreThanInvited`] for more answers than people who responded,
    /// [`DataError::TooFew`] if nobody was invited.
    pub fn non_response(&self, answers: &Tally) -> Result<NonResponse, DataError> {
        if self.invited() == 0 {
            return Err(DataError::TooFew {
                what: "invitations".into(),
                found: 0,
                minimum: 1,
            });
        }
        if answers.responses() > self.responded() {
            let (responded, invited) = (answers.responses(), self.responded());
            return Err(CountError::MoreThanInvited { responded, invited }.into());
        }
        Ok(NonResponse {
            answers: *answers,
            invited: self.invited(),
        })
    }
}

impl NonResponse {
    /// The answers.
    #[must_use]
    pub const fn answers(&self) -> &Tally {
        &self.answers
    }

    /// How many were invited.
    #[must_use]
    pub const fn invited(&self) -> u64 {
        self.invited
    }

    /// How many of the invited gave no answer.
    #[must_use]
    pub const fn silent(&self) -> u64 {
        self.invited - self.answers.responses()
    }

    /// The counts of all invited if all silent ones were detractors, and if all were promoters.
    fn extremes(&self) -> [Option<NpsResult>; 2] {
        let (answers, silent) = (&self.answers, self.silent());
        let with = |detractors: u64, promoters: u64| {
            let counts = Counts {
                detractors: answers.detractors() + detractors,
                passives: answers.passives(),
                promoters: answers.promoters() + promoters,
            };
            // They add up to the invited, at least 1.
            Tally::try_from(counts).ok()?.result()
        };
        [with(silent, 0), with(0, silent)]
    }

    /// The lowest and the highest score that all invited can have, whatever the silent think.
    #[must_use]
    pub fn bounds(&self) -> (Nps, Nps) {
        let [worst, best] = self
            .extremes()
            .map(|result| result.map(|result| result.nps()));
        (worst.unwrap_or(Nps::MIN), best.unwrap_or(Nps::MAX))
    }

    /// Limits, in points, between which the score of the population lies with this confidence,
    /// whatever the silent think: the invited are a random part of `population` people, or of
    /// endlessly many (`None`).
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for fewer people than invited.
    pub fn interval(
        &self,
        population: impl Into<Option<u64>>,
        confidence: Confidence,
    ) -> Result<(f64, f64), OutOfRange> {
        let alpha = confidence.alpha();
        self.limits(population.into(), |range| {
            // The score is near one end of a long range at most, so only that side can miss it.
            bracketed_root(
                |z| alpha - normal_sf(z) - normal_sf(z + range),
                normal_upper_quantile(alpha) - 0.1,
                confidence.z() + 0.1,
            )
        })
    }

    /// Limits that contain the whole range of [`bounds`](NonResponse::bounds) of the population with
    /// this confidence; wider than [`interval`](NonResponse::interval).
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for fewer people than invited.
    pub fn interval_of_bounds(
        &self,
        population: impl Into<Option<u64>>,
        confidence: Confidence,
    ) -> Result<(f64, f64), OutOfRange> {
        self.limits(population.into(), |_| confidence.z())
    }

    /// The bounds, moved outwards by standard errors: as many as `z` tells for the length of the
    /// range in the larger of them.
    fn limits(
        &self,
        population: Option<u64>,
        z: impl Fn(f64) -> f64,
    ) -> Result<(f64, f64), OutOfRange> {
        let invited = self.invited;
        // The part of the variance that is left in a finite population.
        let part = match population {
            None => 1.0,
            Some(people) if people < invited => {
                return Err(OutOfRange::new(Quantity::Population, people));
            }
            Some(1) => 0.0,
            Some(people) => (people - invited) as f64 / (people - 1) as f64,
        };
        let error = |result: &Option<NpsResult>| {
            let squared = result.map_or(0.0, |result| result.tally().squared_error());
            100.0 * sqrt(part * squared)
        };
        let extremes = self.extremes();
        let [below, above] = [error(&extremes[0]), error(&extremes[1])];
        let (low, high) = self.bounds();
        let (low, high) = (low.to_f64(), high.to_f64());
        let largest = below.max(above);
        if largest <= 0.0 {
            return Ok((low, high));
        }
        let z = z((high - low) / largest);
        Ok((
            (low - z * below).max(-100.0) + 0.0,
            (high + z * above).min(100.0) + 0.0,
        ))
    }

    /// The score of all invited if this share of the silent are detractors, and the others what
    /// `rest` says; exact. `None` for others like those who answered, if nobody answered.
    #[must_use]
    pub fn scenario(&self, detractors: Share, rest: SilentRest) -> Option<Points> {
        let (none, all) = self.ends(rest)?;
        let (part, whole) = detractors.as_ratio();
        let part = Fraction::ratio(part.cast_signed(), whole);
        Some(Points::new(none.plus(&all.minus(&none).times(&part))))
    }

    /// The share of the silent, in percent, who would have to be detractors for the score of all
    /// invited to be `target`, the others being what `rest` says; `None` if no share gives it, or any.
    #[must_use]
    pub fn break_even(&self, target: Nps, rest: SilentRest) -> Option<f64> {
        let (none, all) = self.ends(rest)?;
        let (net, base) = target.as_ratio();
        let target = Fraction::ratio(net, base).times(&Fraction::ratio(100, 1));
        let (span, way) = (none.minus(&all), none.minus(&target));
        let within = !span.is_zero() && !way.is_negative() && way <= span;
        within.then(|| 100.0 * way.over(&span).to_f64())
    }

    /// The score of all invited, in points, if none of the silent is a detractor, and if all are.
    fn ends(&self, rest: SilentRest) -> Option<(Fraction, Fraction)> {
        let points = |result: &NpsResult| {
            let (net, base) = result.nps().as_ratio();
            Fraction::ratio(net, base).times(&Fraction::ratio(100, 1))
        };
        let [worst, best] = self.extremes();
        let none = match rest {
            SilentRest::LikeRespondents => points(&self.answers.result()?),
            SilentRest::Promoters => points(&best?),
            SilentRest::Passives => {
                let part = Share::new(self.answers.responses(), self.invited)?.as_ratio();
                let part = Fraction::ratio(part.0.cast_signed(), part.1);
                let answers = self.answers.result();
                answers.map_or_else(Fraction::zero, |answers| points(&answers).times(&part))
            }
        };
        Some((none, points(&worst?)))
    }
}
