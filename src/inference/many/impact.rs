//! One group against the rest, and what it does to the whole.

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use super::adjustment::Adjustment;
use crate::inference::confidence::Options;
use crate::inference::estimate::{Estimate, Verdict};
use crate::inference::method::DifferenceMethod;
use crate::nps::{Nps, NpsResult, Points, Share};
use crate::tally::{Sample, Tally};

/// The impact of one group on the NPS of all.
///
/// "Impact" means several things that disagree, so each has its own name here. With s the NPS of the
/// group, n its responses (or their weight), S and N those of all:
///
/// - [`contribution`](Impact::contribution), (s - S) n / N: how much of the distance from the mean
///   the group explains. The contributions of groups that do not overlap add up to 0.
/// - [`leave_one_out`](Impact::leave_one_out), S - S without the group. For a large group it is more
///   than the contribution: it is the contribution times N / (N - n).
/// - [`potential`](Impact::potential): what the NPS would gain if the group reached a target.
///
/// The group is compared [with the rest](Impact::difference), everybody outside of it: a whole that
/// contains a group moves with it, and hides the difference of a large one. Whoever looks at many
/// groups finds differences by chance; the [`verdict`](Impact::verdict) allows for the number of
/// groups by Holm's correction, the limits are those of a single comparison.
///
/// That a group is lower does not say that what it is named for made it so.
///
/// # Serialised form
///
/// A flat row, written only: `{"key", "responses", "share", "nps", "contribution", "leave_one_out",
/// "difference", "low", "high", "confidence", "p_value", "adjusted_p_value", "verdict"}`. Shares in
/// percent, the rest in points; what needs a rest is `null` without one.
///
/// # Example
///
/// ```
/// use npscore::{Confidence, Counts, Nps, Tally};
/// use npscore::inference::{Groups, Verdict};
///
/// let groups = Groups::new([
///     ("north", Tally::from(Counts { detractors: 10, passives: 20, promoters: 70 })),
///     ("south", Tally::from(Counts { detractors: 50, passives: 30, promoters: 20 })),
///     ("west", Tally::from(Counts { detractors: 20, passives: 30, promoters: 50 })),
/// ])?;
/// let south = &groups.against_the_rest(Confidence::P95)[0];
/// assert_eq!(south.verdict(), Verdict::Lower);
/// assert_eq!(
///     south.to_string(),
///     "south: NPS -30 (n = 100), contribution -16.7, without it the NPS would be 25.0 higher; \
///      against the rest -75.0 [-92.2, -55.6] (95 %, MOVER), lower"
/// );
/// assert_eq!(south.potential(Nps::ZERO).to_string(), "10"); // a third of 30 points
/// # Ok::<(), npscore::Error>(())
/// ```
#[doc(alias = "driver")]
#[derive(Debug, Clone, PartialEq)]
pub struct Impact<K, S = Tally> {
    key: K,
    result: NpsResult<S>,
    whole: NpsResult<S>,
    rest: Option<NpsResult<S>>,
    difference: Option<Estimate>,
    adjusted_p_value: f64,
}

/// The impacts of groups on their whole, from the largest contribution to the smallest, whatever the
/// sign; of equal ones, as they come.
pub(crate) fn impacts<K, S: Sample>(
    groups: impl IntoIterator<Item = (K, NpsResult<S>)>,
    whole: &NpsResult<S>,
    options: Options<DifferenceMethod>,
) -> Vec<Impact<K, S>> {
    let mut impacts: Vec<_> = groups
        .into_iter()
        .map(|(key, result)| {
            let rest = whole.tally().without(result.tally());
            let rest = rest.and_then(NpsResult::of);
            let difference = rest
                .as_ref()
                .map(|rest| result.difference_from(rest, options));
            Impact {
                key,
                result,
                whole: whole.clone(),
                rest,
                difference,
                adjusted_p_value: 1.0,
            }
        })
        .collect();
    let p_values: Vec<_> = impacts
        .iter()
        .filter_map(|impact| impact.difference?.p_value())
        .collect();
    // They are probabilities.
    let adjusted = Adjustment::Holm.adjust(&p_values).unwrap_or_default();
    let tested = impacts
        .iter_mut()
        .filter(|impact| impact.difference.is_some_and(|one| one.p_value().is_some()));
    for (impact, p_value) in tested.zip(adjusted) {
        impact.adjusted_p_value = p_value;
    }
    impacts.sort_by_cached_key(|impact| Reverse(impact.contribution().abs()));
    impacts
}

impl<K, S: Sample> Impact<K, S> {
    /// The key of the group.
    #[must_use]
    pub const fn key(&self) -> &K {
        &self.key
    }

    /// The group.
    #[must_use]
    pub const fn result(&self) -> &NpsResult<S> {
        &self.result
    }

    /// Everybody outside the group; `None` where there is nobody.
    #[must_use]
    pub const fn rest(&self) -> Option<&NpsResult<S>> {
        self.rest.as_ref()
    }

    /// The group's share of all responses, or of all weight.
    #[doc(alias = "prevalence")]
    #[must_use]
    pub fn share(&self) -> Share {
        let [part, whole] =
            [&self.result, &self.whole].map(|result| result.tally().units().iter().sum());
        Share::of_units(part, whole).unwrap_or_else(|| unreachable!())
    }

    /// The group minus the rest, in points, with limits as for a single comparison; `None` where
    /// there is no rest.
    #[must_use]
    pub const fn difference(&self) -> Option<Estimate> {
        self.difference
    }

    /// The p-value of the difference, adjusted for the number of groups by Holm; 1 without a rest.
    #[must_use]
    pub const fn adjusted_p_value(&self) -> f64 {
        self.adjusted_p_value
    }

    /// Whether the group is higher or lower than the rest, all groups considered together; unclear
    /// where the adjusted p-value is not below 1 - confidence, or there is no rest.
    #[doc(alias = "significant")]
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.difference {
            Some(difference) if self.adjusted_p_value < difference.confidence().alpha() => {
                if difference.estimate() > 0.0 {
                    Verdict::Higher
                } else {
                    Verdict::Lower
                }
            }
            _ => Verdict::Unclear,
        }
    }

    /// Its additive contribution to the NPS, (s - S) n / N.
    #[must_use]
    pub fn contribution(&self) -> Points {
        (self.result.nps() - self.whole.nps()).part(self.share())
    }

    /// How much higher the NPS is than it would be without the group: negative for a group that pulls
    /// it down; `None` where there is no rest.
    #[must_use]
    pub fn leave_one_out(&self) -> Option<Points> {
        Some(self.whole.nps() - self.rest.as_ref()?.nps())
    }

    /// What the NPS would gain if the group were raised to `target` and all else stayed:
    /// (target - s) n / N, or 0 for a group that is there already.
    #[must_use]
    pub fn potential(&self, target: Nps) -> Points {
        if self.result.nps() >= target {
            return Points::zero();
        }
        (target - self.result.nps()).part(self.share())
    }
}

/// The group in a line.
impl<K: fmt::Display, S: Sample> fmt::Display for Impact<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let contribution = self.contribution();
        write!(
            f,
            "{}: {}, contribution {contribution:+.1}",
            self.key, self.result
        )?;
        let Some((effect, difference)) = self.leave_one_out().zip(self.difference) else {
            return f.write_str(", no rest to compare with");
        };
        let word = if effect.is_negative() {
            "higher"
        } else {
            "lower"
        };
        write!(
            f,
            ", without it the NPS would be {:.1} {word}; against the rest {} [{}, {}] ({}, {}), {}",
            effect.abs(),
            crate::text::fixed(difference.estimate(), 1, false),
            crate::text::fixed(difference.low(), 1, false),
            crate::text::fixed(difference.high(), 1, false),
            difference.confidence(),
            difference.method(),
            self.verdict()
        )
    }
}

crate::wire::written!([K: serde::Serialize, S: Sample] Impact<K, S> as "Impact", |this| {
    key: this.key(),
    responses: this.result().responses(),
    share: this.share().to_f64(),
    nps: this.result().nps().to_f64(),
    contribution: this.contribution(),
    leave_one_out: this.leave_one_out(),
    difference: this.difference().map(|one| one.estimate()),
    low: this.difference().map(|one| one.low()),
    high: this.difference().map(|one| one.high()),
    confidence: this.difference().map(|one| one.confidence()),
    p_value: this.difference().and_then(|one| one.p_value()),
    adjusted_p_value: this.adjusted_p_value(),
    verdict: this.verdict(),
});
