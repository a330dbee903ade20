//! Who moves the score: what each segment adds to it.

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use crate::error::DataError;
use crate::inference::{Confidence, Estimate};
use crate::nps::Points;
use crate::nps::{HasTally, Nps, NpsResult, Share};
use crate::tally::Tally;

/// The impact of every segment on the score of all.
///
/// "Impact" means several things that disagree, so each has its own name here:
///
/// - [`contribution`](Impact::contribution), (s - S) n / N: how much of the distance from the mean
///   the segment explains. The contributions add up to 0.
/// - [`leave_one_out`](Impact::leave_one_out), S - S without the segment: what the score would lose
///   if the segment had not been asked. For a large segment it is more than the contribution: it is
///   the contribution times N / (N - n).
/// - [`potential`](Impact::potential): what the score would gain if the segment reached a target.
///
/// Here s is the segment's score, n its responses, S and N those of all.
///
/// # Significance
///
/// A segment is compared [with the rest](Impact::against_rest), that is, with everybody outside of it:
/// a whole that contains it is not independent of it. Whoever looks at many segments finds
/// differences by chance; [`is_significant`](Impact::is_significant) allows for the number of
/// segments by Bonferroni's correction, so that all statements hold together with the confidence
/// asked for.
///
/// # Ordering
///
/// The impacts come from the largest contribution to the smallest, whatever the sign; of equal ones,
/// by key.
///
/// # Errors
///
/// A [`DataError`] without a response, or with more than a `u64` counts.
///
/// # Serialised form
///
/// `{"result", "impacts": [{"key", "responses", "nps", "contribution", "leave_one_out",
/// "against_rest", "significant"}]}`; points as floats, `leave_one_out` and `against_rest` `null`
/// where there is no rest; written only.
///
/// # Example
///
/// ```
/// use npscore::inference::Confidence;
/// use npscore::insight::Impacts;
/// use npscore::{Category, Nps, Observe, Segments};
///
/// let mut regions = Segments::<&str>::default();
/// for (region, [detractors, passives, promoters]) in
///     [("north", [10, 20, 70]), ("south", [50, 30, 20]), ("west", [20, 30, 50])]
/// {
///     regions.observe_n((region, Category::Detractor), detractors);
///     regions.observe_n((region, Category::Passive), passives);
///     regions.observe_n((region, Category::Promoter), promoters);
/// }
///
/// let impacts = Impacts::of(&regions, Confidence::P95)?;
/// let south = &impacts.impacts()[0];
/// assert_eq!(
///     south.to_string(),
///     "south: NPS -30 (n = 100), contribution -16.7, without it the score would be 25.0 higher; \
///      against the rest -75.0 points, 95 % between -92.2 and -55.6, p < 0.001 (MOVER), \
///      significant among all"
/// );
/// assert_eq!(south.potential(Nps::ZERO).to_string(), "10"); // a third of 30 points
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// The contribution is the numerator of the between-groups sum of a mean; Bonferroni as given by
/// Dunn, Journal of the American Statistical Association 56 (1961) 52-64.
#[derive(Debug, Clone, PartialEq)]
pub struct Impacts<K> {
    result: NpsResult,
    impacts: Vec<Impact<K>>,
}

/// The impact of one segment on the score of all: see [`Impacts`].
#[derive(Debug, Clone, PartialEq)]
pub struct Impact<K> {
    key: K,
    result: NpsResult,
    whole: NpsResult,
    against_rest: Option<Estimate>,
    significant: bool,
}

impl<K: Clone + Ord> Impacts<K> {
    /// The impact of each segment with responses, given as keys with any state that knows its
    /// tally: `&segments`, or pairs of your own.
    ///
    /// # Errors
    ///
    /// [`DataError::NoResponses`] without any, [`DataError::Count`] for more than `u64::MAX`.
    pub fn of<A: HasTally<Tally = Tally>>(
        segments: impl IntoIterator<Item = (K, A)>,
        confidence: Confidence,
    ) -> Result<Self, DataError> {
        let mut groups = Vec::new();
        let mut total = Tally::default();
        for (key, state) in segments {
            let tally = state.tally();
            total = total.checked_add(&tally)?;
            groups.extend(tally.result().map(|result| (key, result)));
        }
        let whole = total.result().ok_or(DataError::NoResponses {
            of: "in any segment",
        })?;
        let together = simultaneous(confidence, groups.len());
        let mut impacts: Vec<Impact<K>> = groups
            .into_iter()
            .map(|(key, result)| Impact::new(key, result, whole, confidence, together))
            .collect();
        impacts.sort_by_cached_key(|impact| {
            (Reverse(impact.contribution().abs()), impact.key.clone())
        });
        Ok(Self {
            result: whole,
            impacts,
        })
    }
}

impl<K> Impacts<K> {
    /// All segments together.
    #[must_use]
    pub const fn result(&self) -> &NpsResult {
        &self.result
    }

    /// The impacts, from the largest contribution to the smallest, whatever the sign.
    #[must_use]
    pub fn impacts(&self) -> &[Impact<K>] {
        &self.impacts
    }

    /// The impacts from the one whose absence would cost the score most to the one whose absence
    /// would help it most; a segment without a rest comes last.
    #[must_use]
    pub fn by_leave_one_out(&self) -> Vec<&Impact<K>> {
        self.ranked(|impact| Reverse(impact.leave_one_out()))
    }

    /// The impacts from the largest potential to the smallest.
    #[must_use]
    pub fn by_potential(&self, target: Nps) -> Vec<&Impact<K>> {
        self.ranked(|impact| Reverse(impact.potential(target)))
    }

    /// By a rank; of equals, as they come.
    fn ranked<R: Ord>(&self, rank: impl FnMut(&&Impact<K>) -> R) -> Vec<&Impact<K>> {
        let mut impacts: Vec<_> = self.impacts.iter().collect();
        impacts.sort_by_cached_key(rank);
        impacts
    }
}

/// The confidence each of `number` statements needs, for all of them to hold together with
/// `confidence`.
pub(super) fn simultaneous(confidence: Confidence, number: usize) -> Confidence {
    let level = 1.0 - confidence.alpha() / number.max(1) as f64;
    // Only where the level rounds to 1 is it none.
    Confidence::new(level).unwrap_or(confidence)
}

impl<K> Impact<K> {
    fn new(
        key: K,
        result: NpsResult,
        whole: NpsResult,
        confidence: Confidence,
        together: Confidence,
    ) -> Self {
        let mut impact = Self {
            key,
            result,
            whole,
            against_rest: None,
            significant: false,
        };
        if let Some(rest) = impact.rest() {
            impact.against_rest = Some(result.difference_from(&rest, confidence));
            impact.significant = !result.difference_from(&rest, together).contains(0.0);
        }
        impact
    }

    /// The segment.
    #[must_use]
    pub const fn key(&self) -> &K {
        &self.key
    }

    /// The segment's own result.
    #[must_use]
    pub const fn result(&self) -> &NpsResult {
        &self.result
    }

    /// Everybody outside the segment; `None` where there is nobody.
    #[must_use]
    pub fn rest(&self) -> Option<NpsResult> {
        self.whole
            .tally()
            .checked_sub(self.result.tally())
            .ok()?
            .result()
    }

    /// The segment's share of all responses.
    #[must_use]
    pub fn share(&self) -> Share {
        let (part, whole) = (self.result.responses(), self.whole.responses());
        Share::new(part, whole).unwrap_or_else(|| unreachable!())
    }

    /// Its additive contribution to the score, (s - S) n / N: the contributions of all segments add
    /// up to 0.
    #[must_use]
    pub fn contribution(&self) -> Points {
        let distance = self.result.nps() - self.whole.nps();
        distance.part(self.share())
    }

    /// How much higher the score is than it would be without the segment, S - S without it: negative
    /// for a segment that pulls it down; `None` where nobody else answered.
    #[must_use]
    pub fn leave_one_out(&self) -> Option<Points> {
        Some(self.whole.nps() - self.rest()?.nps())
    }

    /// What the score would gain if the segment were raised to `target` and all else stayed:
    /// (target - s) n / N, or 0 for a segment that is there already.
    #[must_use]
    pub fn potential(&self, target: Nps) -> Points {
        if self.result.nps() >= target {
            return Points::zero();
        }
        let distance = target - self.result.nps();
        distance.part(self.share())
    }

    /// How far the segment is above the rest, in points, with the range at the confidence asked for;
    /// `None` where there is no rest.
    #[must_use]
    pub const fn against_rest(&self) -> Option<Estimate> {
        self.against_rest
    }

    /// Whether the segment differs from the rest by more than chance explains, all segments
    /// considered together; `false` where there is no rest.
    #[must_use]
    pub const fn is_significant(&self) -> bool {
        self.significant
    }
}

/// The segment in a line.
impl<K: fmt::Display> fmt::Display for Impact<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let contribution = self.contribution();
        write!(
            f,
            "{}: {}, contribution {contribution:+.1}",
            self.key, self.result
        )?;
        let Some((effect, gap)) = self.leave_one_out().zip(self.against_rest()) else {
            return f.write_str(", nobody else answered");
        };
        let word = if effect.is_negative() {
            "higher"
        } else {
            "lower"
        };
        write!(
            f,
            ", without it the score would be {:.1} {word}",
            effect.abs()
        )?;
        let significant = if self.significant { "" } else { "not " };
        write!(
            f,
            "; against the rest {gap:.1}, {significant}significant among all"
        )
    }
}

/// All in a line, and each segment in a line.
impl<K: fmt::Display> fmt::Display for Impacts<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.result)?;
        self.impacts
            .iter()
            .try_for_each(|impact| write!(f, "\n{impact}"))
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{Estimate, Impact, Impacts, NpsResult, Points};

    #[derive(Serialize)]
    #[serde(rename = "Impact")]
    struct Row<'a, K> {
        key: &'a K,
        responses: u64,
        nps: f64,
        contribution: Points,
        leave_one_out: Option<Points>,
        against_rest: Option<Estimate>,
        significant: bool,
    }

    #[derive(Serialize)]
    #[serde(rename = "Impacts")]
    struct All<'a, K: Serialize> {
        result: &'a NpsResult,
        impacts: &'a [Impact<K>],
    }

    impl<K: Serialize> Serialize for Impact<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                key: self.key(),
                responses: self.result().responses(),
                nps: self.result().nps().to_f64(),
                contribution: self.contribution(),
                leave_one_out: self.leave_one_out(),
                against_rest: self.against_rest(),
                significant: self.is_significant(),
            }
            .serialize(serializer)
        }
    }

    impl<K: Serialize> Serialize for Impacts<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            All {
                result: self.result(),
                impacts: self.impacts(),
            }
            .serialize(serializer)
        }
    }
}
