//! Why a score changed: each segment's own score, or how much of the whole it is.

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;
use core::hash::Hash;

use super::points::Points;
use crate::error::CountError;
use crate::nps::{Nps, NpsResult, Share};
use crate::stream::Segments;
use crate::tally::Tally;

pub use encapsulate::{Decomposition, Effect};

mod encapsulate {
    use super::{
        DecompositionError, Hash, NpsResult, Points, Reverse, Segments, Share, Tally, Vec, total,
    };

    /// The change of a score, taken apart by segment without a residual.
    ///
    /// A score S is the mean of the scores s of its segments, weighted by their shares w of all
    /// responses. From before (0) to after (1) it changes by the sum over all segments of
    ///
    /// - **rate**, ½ (w₀ + w₁) (s₁ - s₀): the segment's own score changed;
    /// - **mix**, (w₁ - w₀) (½ (s₀ + s₁) - S̄) with S̄ = ½ (S₀ + S₁): the segment became a larger or
    ///   a smaller part of the whole, and is better or worse than the whole;
    /// - **entry**, w₁ (s₁ - S̄), for a segment without responses before;
    /// - **exit**, -w₀ (s₀ - S̄), for a segment without responses after.
    ///
    /// All four are exact and add up to the change exactly. They say what the change is made of, not
    /// what caused it.
    ///
    /// # Invariants
    ///
    /// At least one response before and after.
    ///
    /// # Ordering
    ///
    /// None. The effects come from the largest to the smallest, whatever their sign; of equal ones,
    /// by key.
    ///
    /// # Display
    ///
    /// One line for the whole, one per segment; a last line names Simpson's paradox. Points to one
    /// decimal place, or to the precision asked for.
    ///
    /// # Errors
    ///
    /// A [`DecompositionError`] where one of the two has no response, or has more than a `u64` counts.
    ///
    /// # Serialised form
    ///
    /// `{"before", "after", "change", "rate", "mix", "entry", "exit", "simpsons_paradox", "effects":
    /// [{"key", "total", "rate", "mix", "entry", "exit"}]}`: points as floats; written only.
    ///
    /// # Example
    ///
    /// Both shops get worse, and the score gets better: the better shop has become the larger one.
    ///
    /// ```
    /// use npscore::insight::Decomposition;
    /// use npscore::{Category, Observe, Segments};
    ///
    /// let count = |rows: [(&'static str, [u64; 3]); 2]| {
    ///     let mut shops = Segments::<&str>::default();
    ///     for (shop, counts) in rows {
    ///         for (category, n) in Category::ALL.into_iter().zip(counts) {
    ///             shops.observe_n((shop, category), n);
    ///         }
    ///     }
    ///     shops
    /// };
    /// let before = count([("harbour", [5, 5, 10]), ("station", [40, 20, 20])]);
    /// let after = count([("harbour", [22, 20, 38]), ("station", [11, 5, 4])]);
    ///
    /// let why = Decomposition::between(&before, &after)?;
    /// assert!(why.simpsons_paradox());
    /// assert_eq!(why.rate() + why.mix(), why.change());
    /// assert_eq!(
    ///     why.to_string(),
    ///     "NPS -15 to 9, +24.0 points: rate -7.5, mix +31.5\n\
    ///      harbour: +12.8 points (score 25 to 20: rate -2.5; share 20% to 80%: mix +15.3)\n\
    ///      station: +11.2 points (score -25 to -35: rate -5.0; share 80% to 20%: mix +16.2)\n\
    ///      Simpson's paradox: the whole rose although every segment fell."
    /// );
    /// # Ok::<(), npscore::insight::DecompositionError>(())
    /// ```
    ///
    /// # Source
    ///
    /// Kitagawa, "Components of a Difference Between Two Rates", Journal of the American Statistical
    /// Association 50 (1955) 1168-1194, the symmetric form. That S̄ is subtracted changes no sum and
    /// gives each segment's mix its sign. Simpson, Journal of the Royal Statistical Society B 13
    /// (1951) 238-241.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Decomposition<K> {
        before: NpsResult,
        after: NpsResult,
        effects: Vec<Effect<K>>,
    }

    /// What one segment adds to a change.
    ///
    /// # Invariants
    ///
    /// The segment has responses before, after or both; only then are the parts that need them other
    /// than 0.
    ///
    /// # Ordering
    ///
    /// None.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Effect<K> {
        key: K,
        before: Option<(NpsResult, Share)>,
        after: Option<(NpsResult, Share)>,
        rate: Points,
        mix: Points,
        entry: Points,
        exit: Points,
    }

    impl<K: Clone + Ord + Hash> Decomposition<K> {
        /// Takes the change from `before` to `after` apart.
        ///
        /// A segment without responses is as good as absent.
        ///
        /// # Errors
        ///
        /// [`DecompositionError::NoResponsesBefore`] and [`DecompositionError::NoResponsesAfter`]
        /// where there is no score to change, [`DecompositionError::Count`] for more than
        /// `u64::MAX` responses.
        pub fn between<A: Clone + Into<Tally>>(
            before: &Segments<K, A>,
            after: &Segments<K, A>,
        ) -> Result<Self, DecompositionError> {
            let (whole_before, whole_after) = (
                total(before)?.ok_or(DecompositionError::NoResponsesBefore)?,
                total(after)?.ok_or(DecompositionError::NoResponsesAfter)?,
            );
            let mean = (Points::from(whole_before.nps()) + Points::from(whole_after.nps())).half();
            let part = |segments: &Segments<K, A>, whole: &NpsResult, key: &K| {
                let tally: Tally = segments.get(key)?.clone().into();
                let share = Share::new(tally.responses().into(), whole.responses().into())?;
                Some((tally.result()?, share))
            };
            let only_after = after.iter().filter(|(key, _)| before.get(*key).is_none());
            let keys = before.iter().map(|(key, _)| key);
            let mut effects: Vec<Effect<K>> = keys
                .chain(only_after.map(|(key, _)| key))
                .filter_map(|key| {
                    let before = part(before, &whole_before, key);
                    let after = part(after, &whole_after, key);
                    Effect::new(key.clone(), before, after, &mean)
                })
                .collect();
            effects
                .sort_by_cached_key(|effect| (Reverse(effect.total().abs()), effect.key.clone()));
            Ok(Self {
                before: whole_before,
                after: whole_after,
                effects,
            })
        }
    }

    impl<K> Decomposition<K> {
        /// The result before.
        #[must_use]
        pub const fn before(&self) -> &NpsResult {
            &self.before
        }

        /// The result after.
        #[must_use]
        pub const fn after(&self) -> &NpsResult {
            &self.after
        }

        /// The effects of the segments, from the largest to the smallest.
        #[must_use]
        pub fn effects(&self) -> &[Effect<K>] {
            &self.effects
        }
    }

    impl<K> Effect<K> {
        fn new(
            key: K,
            before: Option<(NpsResult, Share)>,
            after: Option<(NpsResult, Share)>,
            mean: &Points,
        ) -> Option<Self> {
            let score = |(result, _): &(NpsResult, Share)| Points::from(result.nps());
            let weight = |(_, share): &(NpsResult, Share)| Points::from_share(*share);
            let [mut rate, mut mix, mut entry, mut exit] = core::array::from_fn(|_| Points::zero());
            match (&before, &after) {
                (Some(old), Some(new)) => {
                    let [s0, s1, w0, w1] = [score(old), score(new), weight(old), weight(new)];
                    rate = (w0.clone() + w1.clone())
                        .times(&(s1.clone() - s0.clone()))
                        .half();
                    mix = (w1 - w0).times(&((s0 + s1).half() - mean.clone()));
                }
                (None, Some(new)) => entry = weight(new).times(&(score(new) - mean.clone())),
                (Some(old), None) => exit = -weight(old).times(&(score(old) - mean.clone())),
                (None, None) => return None,
            }
            Some(Self {
                key,
                before,
                after,
                rate,
                mix,
                entry,
                exit,
            })
        }

        /// The segment.
        #[must_use]
        pub const fn key(&self) -> &K {
            &self.key
        }

        /// The segment's result before; `None` for a segment that entered.
        #[must_use]
        pub fn before(&self) -> Option<&NpsResult> {
            self.before.as_ref().map(|(result, _)| result)
        }

        /// The segment's result after; `None` for a segment that left.
        #[must_use]
        pub fn after(&self) -> Option<&NpsResult> {
            self.after.as_ref().map(|(result, _)| result)
        }

        /// The segment's share of all responses before; `None` for a segment that entered.
        #[must_use]
        pub fn share_before(&self) -> Option<Share> {
            self.before.map(|(_, share)| share)
        }

        /// The segment's share of all responses after; `None` for a segment that left.
        #[must_use]
        pub fn share_after(&self) -> Option<Share> {
            self.after.map(|(_, share)| share)
        }

        /// What the change of the segment's own score adds.
        #[must_use]
        pub const fn rate(&self) -> &Points {
            &self.rate
        }

        /// What the change of the segment's share adds.
        #[must_use]
        pub const fn mix(&self) -> &Points {
            &self.mix
        }

        /// What the segment adds by having come; 0 unless it is new.
        #[must_use]
        pub const fn entry(&self) -> &Points {
            &self.entry
        }

        /// What the segment adds by having gone; 0 unless it is gone.
        #[must_use]
        pub const fn exit(&self) -> &Points {
            &self.exit
        }
    }
}

/// All segments together; `None` without a response.
fn total<K, A: Clone + Into<Tally>>(
    segments: &Segments<K, A>,
) -> Result<Option<NpsResult>, DecompositionError> {
    let mut total = Tally::default();
    for (_, group) in segments.iter() {
        total = total.checked_add(&group.clone().into())?;
    }
    Ok(total.result())
}

impl<K> Effect<K> {
    /// Everything the segment adds to the change: the sum of the four parts.
    #[must_use]
    pub fn total(&self) -> Points {
        [self.rate(), self.mix(), self.entry(), self.exit()]
            .into_iter()
            .cloned()
            .sum()
    }

    /// By how much the segment's own score changed; `None` unless it has one before and after.
    #[must_use]
    pub fn change(&self) -> Option<Points> {
        let (before, after) = self.before().zip(self.after())?;
        Some(Points::from(after.nps()) - Points::from(before.nps()))
    }
}

impl<K> Decomposition<K> {
    /// By how much the score changed: the sum of all effects.
    #[must_use]
    pub fn change(&self) -> Points {
        Points::from(self.after().nps()) - Points::from(self.before().nps())
    }

    fn sum(&self, part: fn(&Effect<K>) -> &Points) -> Points {
        let parts: Vec<Points> = self
            .effects()
            .iter()
            .map(|effect| part(effect).clone())
            .collect();
        Points::sum(&parts)
    }

    /// What the segments' own scores add, all together.
    ///
    /// An exact sum of many ratios takes long numbers: the time grows with the square of the number
    /// of segments, from nothing noticeable for hundreds to seconds for ten thousand. That goes for
    /// all four sums and for `Display`.
    #[must_use]
    pub fn rate(&self) -> Points {
        self.sum(Effect::rate)
    }

    /// What the segments' shares add, all together.
    #[must_use]
    pub fn mix(&self) -> Points {
        self.sum(Effect::mix)
    }

    /// What new segments add, all together.
    #[must_use]
    pub fn entry(&self) -> Points {
        self.sum(Effect::entry)
    }

    /// What the going of segments adds, all together.
    #[must_use]
    pub fn exit(&self) -> Points {
        self.sum(Effect::exit)
    }

    /// Whether the score moved against every segment: it rose although each segment that has a score
    /// before and after fell, or it fell although each of them rose.
    #[must_use]
    pub fn simpsons_paradox(&self) -> bool {
        let change = self.change();
        let mut own = self.effects().iter().filter_map(Effect::change).peekable();
        own.peek().is_some()
            && own.all(|own| {
                (change.is_positive() && own.is_negative())
                    || (change.is_negative() && own.is_positive())
            })
    }
}

/// A segment in a line: its effect, and what it comes from.
impl<K: fmt::Display> fmt::Display for Effect<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dp = f.precision().unwrap_or(1);
        write!(f, "{}: {:+.dp$} points (", self.key(), self.total())?;
        let score = |result: Option<&NpsResult>| result.map(NpsResult::nps);
        let (scores, shares) = (
            (score(self.before()), score(self.after())),
            (self.share_before(), self.share_after()),
        );
        match (scores, shares) {
            ((Some(s0), Some(s1)), (Some(w0), Some(w1))) => {
                let (rate, mix) = (self.rate(), self.mix());
                write!(f, "score {s0} to {s1}: rate {rate:+.dp$}; ")?;
                write!(f, "share {w0} to {w1}: mix {mix:+.dp$})")
            }
            ((None, Some(score)), (_, Some(share))) => {
                write!(f, "new: score {score}, share {share})")
            }
            ((Some(score), _), (Some(share), _)) => {
                write!(f, "gone: score was {score}, share was {share})")
            }
            _ => f.write_str("no responses)"),
        }
    }
}

/// The whole in a line, each segment in a line, and the paradox if there is one.
impl<K: fmt::Display> fmt::Display for Decomposition<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dp = f.precision().unwrap_or(1);
        let scores: [Nps; 2] = [self.before().nps(), self.after().nps()];
        let change = self.change();
        write!(
            f,
            "NPS {} to {}, {change:+.dp$} points: ",
            scores[0], scores[1]
        )?;
        write!(f, "rate {:+.dp$}, mix {:+.dp$}", self.rate(), self.mix())?;
        let any = |has: fn(&Effect<K>) -> bool| self.effects().iter().any(has);
        if any(|effect| effect.before().is_none()) {
            write!(f, ", new segments {:+.dp$}", self.entry())?;
        }
        if any(|effect| effect.after().is_none()) {
            write!(f, ", segments gone {:+.dp$}", self.exit())?;
        }
        for effect in self.effects() {
            write!(f, "\n{effect:.dp$}")?;
        }
        if self.simpsons_paradox() {
            let (whole, segments) = if change.is_positive() {
                ("rose", "fell")
            } else {
                ("fell", "rose")
            };
            let text = "Simpson's paradox: the whole";
            write!(f, "\n{text} {whole} although every segment {segments}.")?;
        }
        Ok(())
    }
}

/// Why a change cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecompositionError {
    /// No score to start from.
    #[error("no responses before, expected at least 1")]
    NoResponsesBefore,
    /// No score to end with.
    #[error("no responses after, expected at least 1")]
    NoResponsesAfter,
    /// The segments have more responses together than a tally holds.
    #[error(transparent)]
    Count(#[from] CountError),
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;

    use serde::{Serialize, Serializer};

    use super::{Decomposition, Effect, Points};

    #[derive(Serialize)]
    #[serde(rename = "Decomposition")]
    struct Row<'a, K> {
        before: f64,
        after: f64,
        change: Points,
        rate: Points,
        mix: Points,
        entry: Points,
        exit: Points,
        simpsons_paradox: bool,
        effects: Vec<Part<'a, K>>,
    }

    #[derive(Serialize)]
    #[serde(rename = "Effect")]
    struct Part<'a, K> {
        key: &'a K,
        total: Points,
        rate: &'a Points,
        mix: &'a Points,
        entry: &'a Points,
        exit: &'a Points,
    }

    impl<'a, K> From<&'a Effect<K>> for Part<'a, K> {
        fn from(effect: &'a Effect<K>) -> Self {
            Part {
                key: effect.key(),
                total: effect.total(),
                rate: effect.rate(),
                mix: effect.mix(),
                entry: effect.entry(),
                exit: effect.exit(),
            }
        }
    }

    impl<K: Serialize> Serialize for Effect<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Part::from(self).serialize(serializer)
        }
    }

    impl<K: Serialize> Serialize for Decomposition<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                before: self.before().nps().to_f64(),
                after: self.after().nps().to_f64(),
                change: self.change(),
                rate: self.rate(),
                mix: self.mix(),
                entry: self.entry(),
                exit: self.exit(),
                simpsons_paradox: self.simpsons_paradox(),
                effects: self.effects().iter().map(Part::from).collect(),
            }
            .serialize(serializer)
        }
    }
}
