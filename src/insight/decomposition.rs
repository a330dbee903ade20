//! Why an NPS changed: the segments' own scores, or how large a part of the whole they are.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use crate::error::DataError;
use crate::kit::Merge;
use crate::nps::{Fraction, HasTally, NpsResult, Points, Share};
use crate::tally::{Sample, Tally};

/// The change of an NPS, taken apart by segment without a residual.
///
/// An NPS S is the mean of the scores s of its segments, weighted by their shares w of all
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
/// The effects come from the largest to the smallest, whatever their sign; of equal ones, by key.
///
/// # Invariants
///
/// At least one response before and after.
///
/// # Display
///
/// One line for the whole, one per segment; a last line names Simpson's paradox. Points have one
/// decimal place, or the precision asked for. Every figure is rounded from its exact value, except
/// that one of several parts is moved by one unit of the last place where they would not add up to
/// their sum.
///
/// # Errors
///
/// A [`DataError`] where one of the two has no response, or has more than a `u64` counts.
///
/// # Serialised form
///
/// `{"before", "after", "change", "rate", "mix", "entry", "exit", "simpsons_paradox", "effects":
/// [{"key", "total", "rate", "mix", "entry", "exit"}]}`: points as floats; written only.
///
/// # Example
///
/// Both shops get worse, and the NPS gets better: the better shop has become the larger one.
///
/// ```
/// use npscore::insight::Decomposition;
/// use npscore::{Category, Observe, Segments};
///
/// let shops = |rows: [(&'static str, [u64; 3]); 2]| {
///     let mut shops = Segments::<&str>::default();
///     for (shop, counts) in rows {
///         for (category, n) in Category::ALL.into_iter().zip(counts) {
///             shops.observe_n((shop, category), n);
///         }
///     }
///     shops
/// };
/// let before = shops([("harbour", [5, 5, 10]), ("station", [40, 20, 20])]);
/// let after = shops([("harbour", [24, 16, 40]), ("station", [11, 5, 4])]);
///
/// let why = Decomposition::between(&before, &after)?;
/// assert!(why.simpsons_paradox());
/// assert_eq!(why.rate() + why.mix(), why.change());
/// assert_eq!(
///     why.to_string(),
///     "NPS -15.0 to 9.0, +24.0 points: rate -7.5, mix +31.5\n\
///      harbour: +12.8 points (NPS 25.0 to 20.0: rate -2.5; share 20 % to 80 %: mix +15.3)\n\
///      station: +11.2 points (NPS -25.0 to -35.0: rate -5.0; share 80 % to 20 %: mix +16.2)\n\
///      Simpson's paradox: the whole rose although every segment fell."
/// );
/// # Ok::<(), npscore::error::DataError>(())
/// ```
///
/// # Source
///
/// Kitagawa, "Components of a Difference Between Two Rates", Journal of the American Statistical
/// Association 50 (1955) 1168-1194, the symmetric form. That S̄ is subtracted changes no sum and
/// gives each segment's mix its sign. Simpson, Journal of the Royal Statistical Society B 13
/// (1951) 238-241.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decomposition<K, S: Sample = Tally> {
    before: NpsResult<S>,
    after: NpsResult<S>,
    rate: Points,
    mix: Points,
    entry: Points,
    exit: Points,
    effects: Vec<Effect<K, S>>,
}

/// What one segment adds to a change.
///
/// # Invariants
///
/// The segment has responses before, after or both; only then are the parts that need them other
/// than 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect<K, S: Sample = Tally> {
    key: K,
    before: Option<NpsResult<S>>,
    after: Option<NpsResult<S>>,
    /// All segments together, before and after.
    whole: [NpsResult<S>; 2],
}

impl<K: Ord, S: Sample + Merge + HasTally<Tally = S>> Decomposition<K, S> {
    /// Takes the change from `before` to `after` apart, each given as keys with any state that knows
    /// its tally: segments, or an iterator of pairs.
    ///
    /// A segment without responses counts as absent; a key given twice is one segment. Ten thousand
    /// segments take a few hundredths of a second.
    ///
    /// # Errors
    ///
    /// [`DataError::NoResponses`] where there is no NPS to change, [`DataError::Count`] for more than
    /// `u64::MAX` responses.
    pub fn between<A: HasTally<Tally = S>, B: HasTally<Tally = S>>(
        before: impl IntoIterator<Item = (K, A)>,
        after: impl IntoIterator<Item = (K, B)>,
    ) -> Result<Self, DataError> {
        let mut rows: BTreeMap<K, [S; 2]> = BTreeMap::new();
        let mut wholes: [S; 2] = Default::default();
        for (key, state) in before {
            let tally = state.tally();
            wholes[0].try_merge(tally.clone())?;
            rows.entry(key).or_default()[0].try_merge(tally)?;
        }
        for (key, state) in after {
            let tally = state.tally();
            wholes[1].try_merge(tally.clone())?;
            rows.entry(key).or_default()[1].try_merge(tally)?;
        }
        let none = |of| DataError::NoResponses { of };
        let before = wholes[0].result().ok_or_else(|| none("before"))?;
        let after = wholes[1].result().ok_or_else(|| none("after"))?;
        let [rate, mix, entry, exit] = totals(&rows, &before, &after);
        let effects = effects(rows, &before, &after);
        Ok(Self {
            before,
            after,
            rate,
            mix,
            entry,
            exit,
            effects,
        })
    }
}

/// Promoters minus detractors, and all responses, of a tally: counts, or whole units of weight.
fn sums<S: Sample>(tally: &S) -> (i128, i128) {
    // At most 2^120 in all.
    let [detractors, passives, promoters] = tally.units().map(u128::cast_signed);
    (promoters - detractors, detractors + passives + promoters)
}

fn integer(number: i128) -> Fraction {
    Fraction::ratio(number, 1)
}

/// The effects of all segments, the largest first.
///
/// They are ranked as whole numbers, in units of 1 / (2 N₀² N₁²) for N responses.
fn effects<K: Ord, S: Sample + HasTally<Tally = S>>(
    rows: BTreeMap<K, [S; 2]>,
    before: &NpsResult<S>,
    after: &NpsResult<S>,
) -> Vec<Effect<K, S>> {
    let wholes = [before, after].map(|whole| {
        let (net, n) = sums(whole.tally());
        (integer(net), integer(n))
    });
    let [(net0, n0), (net1, n1)] = &wholes;
    let middle = net0.times(n1).plus(&net1.times(n0));
    let unit = n0.times(n1).times(&integer(2));
    let size = |[old, new]: &[S; 2]| {
        let [(net_old, old), (net_new, new)] = [sums(old), sums(new)];
        let net = integer(net_new)
            .times(n0)
            .minus(&integer(net_old).times(n1));
        let share = integer(new).times(n0).minus(&integer(old).times(n1));
        unit.times(&net).minus(&middle.times(&share)).abs()
    };
    let mut effects: Vec<_> = rows
        .into_iter()
        .filter(|(_, row)| row.iter().any(|tally| tally.result().is_some()))
        .map(|(key, row)| {
            let effect = Effect {
                key,
                before: row[0].result(),
                after: row[1].result(),
                whole: [before.clone(), after.clone()],
            };
            (size(&row), effect)
        })
        .collect();
    // The rows come by key, and equal ones stay in their order.
    effects.sort_by(|(size, _), (other, _)| other.cmp(size));
    effects.into_iter().map(|(_, effect)| effect).collect()
}

/// Rate, mix, entry and exit of all segments together.
///
/// With net counts d, counts n and N for all, the rate of a segment is half of d₁ / N₁ - d₀ / N₀ +
/// n₀ d₁ / (n₁ N₀) - n₁ d₀ / (n₀ N₁). Only the last two terms have a denominator of their own for each
/// segment; everything else is added up on the denominators of the wholes.
fn totals<K, S: Sample>(
    rows: &BTreeMap<K, [S; 2]>,
    before: &NpsResult<S>,
    after: &NpsResult<S>,
) -> [Points; 4] {
    let [(net_before, n_before), (net_after, n_after)] =
        [before, after].map(|whole| sums(whole.tally()));
    let [n_before, n_after] = [n_before, n_after].map(i128::unsigned_abs);
    let over = |(net, n): (i128, i128), whole: u128| {
        (Fraction::ratio(net, whole), Fraction::ratio(n, whole))
    };
    let (mut both, mut entered, mut left) = ([(0, 0); 2], (0, 0), (0, 0));
    let (mut crossed, mut crossed_back) = (Vec::new(), Vec::new());
    let add = |sum: &mut (i128, i128), more: (i128, i128)| *sum = (sum.0 + more.0, sum.1 + more.1);
    for [old, new] in rows.values() {
        let [old, new] = [old, new].map(sums);
        match (old.1 > 0, new.1 > 0) {
            (true, true) => {
                add(&mut both[0], old);
                add(&mut both[1], new);
                crossed.push((new.1.unsigned_abs(), integer(old.1).times(&integer(new.0))));
                crossed_back.push((old.1.unsigned_abs(), integer(new.1).times(&integer(old.0))));
            }
            (false, true) => add(&mut entered, new),
            (true, false) => add(&mut left, old),
            (false, false) => {}
        }
    }
    let per_whole = |terms, whole| by_denominator(terms).times(&Fraction::ratio(1, whole));
    let own = over(both[1], n_after).0.minus(&over(both[0], n_before).0);
    let twice = own
        .plus(&per_whole(crossed, n_before))
        .minus(&per_whole(crossed_back, n_after));
    let rate = twice.times(&Fraction::ratio(1, 2));
    let [start, end] = [(net_before, n_before), (net_after, n_after)]
        .map(|(net, whole)| Fraction::ratio(net, whole));
    let middle = start.plus(&end).times(&Fraction::ratio(1, 2));
    let beside = |(net, share): (Fraction, Fraction)| net.minus(&share.times(&middle));
    let entry = beside(over(entered, n_after));
    let exit = beside(over(left, n_before)).negated();
    let rest = end.minus(&start).minus(&entry).minus(&exit);
    let mix = rest.minus(&rate);
    [rate, mix, entry, exit].map(|part| Points::new(part.times(&integer(100))))
}

/// The sum of fractions given by denominator and numerator.
fn by_denominator(mut terms: Vec<(u128, Fraction)>) -> Fraction {
    terms.sort_by_key(|(denominator, _)| *denominator);
    let fractions: Vec<_> = terms
        .chunk_by(|one, other| one.0 == other.0)
        .map(|same| {
            let numerators: Vec<_> = same
                .iter()
                .map(|(_, numerator)| numerator.clone())
                .collect();
            Fraction::unreduced(Fraction::sum(&numerators, Fraction::plus), same[0].0)
        })
        .collect();
    Fraction::sum(&fractions, Fraction::plus_unreduced)
}

impl<K, S: Sample> Decomposition<K, S> {
    /// The result before.
    #[must_use]
    pub const fn before(&self) -> &NpsResult<S> {
        &self.before
    }

    /// The result after.
    #[must_use]
    pub const fn after(&self) -> &NpsResult<S> {
        &self.after
    }

    /// By how much the NPS changed: the sum of all effects.
    #[must_use]
    pub fn change(&self) -> Points {
        self.after.nps() - self.before.nps()
    }

    /// What the segments' own scores add, all together.
    #[must_use]
    pub fn rate(&self) -> Points {
        self.rate.clone()
    }

    /// What the segments' shares add, all together.
    #[must_use]
    pub fn mix(&self) -> Points {
        self.mix.clone()
    }

    /// What new segments add, all together.
    #[must_use]
    pub fn entry(&self) -> Points {
        self.entry.clone()
    }

    /// What segments that left add, all together.
    #[must_use]
    pub fn exit(&self) -> Points {
        self.exit.clone()
    }

    /// The effects of the segments, from the largest to the smallest.
    #[must_use]
    pub fn effects(&self) -> &[Effect<K, S>] {
        &self.effects
    }

    /// Whether the NPS moved against every segment: it rose although each of them fell, or it fell
    /// although each of them rose.
    ///
    /// Where a segment entered or left, not every segment has a change, and the entry or exit may
    /// have moved the whole: then this is `false`.
    #[must_use]
    pub fn simpsons_paradox(&self) -> bool {
        let change = self.change();
        self.effects.iter().all(|effect| {
            effect.change().is_some_and(|own| {
                (change.is_positive() && own.is_negative())
                    || (change.is_negative() && own.is_positive())
            })
        })
    }
}

impl<K, S: Sample> Effect<K, S> {
    /// The segment.
    #[must_use]
    pub const fn key(&self) -> &K {
        &self.key
    }

    /// The segment's result before; `None` for a segment that entered.
    #[must_use]
    pub const fn before(&self) -> Option<&NpsResult<S>> {
        self.before.as_ref()
    }

    /// The segment's result after; `None` for a segment that left.
    #[must_use]
    pub const fn after(&self) -> Option<&NpsResult<S>> {
        self.after.as_ref()
    }

    /// The segment's share of all responses before; `None` for a segment that entered.
    #[must_use]
    pub fn share_before(&self) -> Option<Share> {
        share_of(self.before()?, &self.whole[0])
    }

    /// The segment's share of all responses after; `None` for a segment that left.
    #[must_use]
    pub fn share_after(&self) -> Option<Share> {
        share_of(self.after()?, &self.whole[1])
    }

    /// By how much the segment's own score changed; `None` unless it has one before and after.
    #[must_use]
    pub fn change(&self) -> Option<Points> {
        let (before, after) = self.before().zip(self.after())?;
        Some(after.nps() - before.nps())
    }

    /// Everything the segment adds to the change: the sum of the four parts.
    #[must_use]
    pub fn total(&self) -> Points {
        let [before, after] = &self.whole;
        let middle = half(&(Points::from(before.nps()) + Points::from(after.nps())));
        let above_middle = |side: Option<&NpsResult<S>>, share: Option<Share>| {
            side.zip(share)
                .map_or_else(Points::zero, |(result, share)| {
                    (Points::from(result.nps()) - middle.clone()).part(share)
                })
        };
        above_middle(self.after(), self.share_after())
            - above_middle(self.before(), self.share_before())
    }

    /// What the change of the segment's own score adds.
    #[must_use]
    pub fn rate(&self) -> Points {
        let shares = self.share_before().zip(self.share_after());
        match self.change().zip(shares) {
            Some((change, (before, after))) => half(&(change.part(before) + change.part(after))),
            None => Points::zero(),
        }
    }

    /// What the change of the segment's share adds.
    #[must_use]
    pub fn mix(&self) -> Points {
        self.total_if(self.before.is_some() && self.after.is_some()) - self.rate()
    }

    /// What the segment adds by entering; 0 unless it is new.
    #[must_use]
    pub fn entry(&self) -> Points {
        self.total_if(self.before.is_none())
    }

    /// What the segment adds by leaving; 0 unless it left.
    #[must_use]
    pub fn exit(&self) -> Points {
        self.total_if(self.after.is_none())
    }

    fn total_if(&self, whole: bool) -> Points {
        if whole { self.total() } else { Points::zero() }
    }
}

fn share_of<S: Sample>(part: &NpsResult<S>, whole: &NpsResult<S>) -> Option<Share> {
    let [(_, part), (_, whole)] = [part, whole].map(|result| sums(result.tally()));
    Share::of_units(part.unsigned_abs(), whole.unsigned_abs())
}

fn half(points: &Points) -> Points {
    Points::new(points.fraction().times(&Fraction::ratio(1, 2)))
}

/// The parts, each rounded to decimal places, and moved by a unit of the last place where they would
/// not add up to their rounded sum: first those whose rounding was largest.
fn adding_up<const N: usize>(parts: [Points; N], places: usize) -> [Points; N] {
    let places = u32::try_from(places).unwrap_or(u32::MAX);
    let exact = parts.map(|part| part.fraction().clone());
    let mut shown = exact.each_ref().map(|part| part.rounded(places));
    let sum = Fraction::sum(&exact, Fraction::plus).rounded(places);
    let mut missing = sum.minus(&Fraction::sum(&shown, Fraction::plus));
    let unit = Fraction::unit(places);
    while !missing.is_zero() {
        let step = if missing.is_negative() {
            unit.clone().negated()
        } else {
            unit.clone()
        };
        let gain = |part: usize| exact[part].minus(&shown[part]).times(&step);
        let Some(part) = (0..N).max_by_key(|part| gain(*part)) else {
            break;
        };
        shown[part] = shown[part].plus(&step);
        missing = missing.minus(&step);
    }
    shown.map(Points::new)
}

/// A segment in a line: its effect, and what it comes from.
impl<K: fmt::Display, S: Sample> fmt::Display for Effect<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let dp = f.precision().unwrap_or(1);
        write!(f, "{}: {:+.dp$} points (", self.key, self.total())?;
        let before = self.before.as_ref().zip(self.share_before());
        let after = self.after.as_ref().zip(self.share_after());
        match (before, after) {
            (Some((before, old)), Some((after, new))) => {
                let [rate, mix] = adding_up([self.rate(), self.mix()], dp);
                let (before, after) = (before.nps(), after.nps());
                write!(f, "NPS {before:.dp$} to {after:.dp$}: rate {rate:+.dp$}; ")?;
                write!(f, "share {old} to {new}: mix {mix:+.dp$})")
            }
            (None, Some((result, share))) => {
                write!(f, "new: NPS {:.dp$}, share {share})", result.nps())
            }
            (Some((result, share)), None) => {
                write!(f, "left: NPS was {:.dp$}, share was {share})", result.nps())
            }
            (None, None) => f.write_str("no responses)"),
        }
    }
}

/// The whole in a line, each segment in a line, and the paradox if there is one.
impl<K: fmt::Display, S: Sample> fmt::Display for Decomposition<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dp = f.precision().unwrap_or(1);
        let (before, after, change) = (self.before.nps(), self.after.nps(), self.change());
        let parts = [self.rate(), self.mix(), self.entry(), self.exit()];
        let [rate, mix, entry, exit] = adding_up(parts, dp);
        write!(
            f,
            "NPS {before:.dp$} to {after:.dp$}, {change:+.dp$} points: "
        )?;
        write!(f, "rate {rate:+.dp$}, mix {mix:+.dp$}")?;
        let any = |is: fn(&Effect<K, S>) -> bool| self.effects.iter().any(is);
        if any(|effect| effect.before.is_none()) {
            write!(f, ", new segments {entry:+.dp$}")?;
        }
        if any(|effect| effect.after.is_none()) {
            write!(f, ", segments that left {exit:+.dp$}")?;
        }
        for effect in &self.effects {
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

crate::wire::written!([K: serde::Serialize, S: Sample] Effect<K, S> as "Effect", |this| {
    key: this.key,
    total: this.total(),
    rate: this.rate(),
    mix: this.mix(),
    entry: this.entry(),
    exit: this.exit(),
});

crate::wire::written!([K: serde::Serialize, S: Sample] Decomposition<K, S> as "Decomposition", |this| {
    before: this.before.nps().to_f64(),
    after: this.after.nps().to_f64(),
    change: this.change(),
    rate: this.rate,
    mix: this.mix,
    entry: this.entry,
    exit: this.exit,
    simpsons_paradox: this.simpsons_paradox(),
    effects: this.effects,
});
