//! The last change, taken apart by segment.

use npscore::inference::Verdict;
use npscore::insight::{Decomposition, Effect, MinimumSize, TestedChange};
use npscore::{Decimal, NpsResult, Points, Tally};

use super::score::Measure;
use crate::period::Slot;
use crate::report::figures;
use crate::survey::Breakdown;

/// Where the last change came from.
#[derive(Debug)]
pub(crate) struct Why {
    /// The column of the segments.
    pub(crate) column: String,
    pub(crate) before: End,
    pub(crate) after: End,
    /// What the segments add, from the largest to the smallest; rounded so that they add up.
    pub(crate) steps: Vec<Step>,
    /// What the segments' own scores add, and what their shares, entries and exits do.
    pub(crate) rate: Points,
    pub(crate) mix: Points,
    /// The whole moved against every segment.
    pub(crate) simpsons_paradox: bool,
    /// Segments with too few answers on one side.
    pub(crate) uncertain: usize,
}

/// The whole, before or after.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) slot: Slot,
    pub(crate) nps: npscore::Nps,
    pub(crate) responses: u64,
}

/// What one segment adds, or all others together.
#[derive(Debug)]
pub(crate) struct Step {
    /// `None` for all others.
    pub(crate) name: Option<String>,
    /// In points, to one decimal place.
    pub(crate) points: Decimal,
    /// What it is made of, in words.
    pub(crate) of_which: String,
}

/// The most segments that are shown apart.
const STEPS: usize = 6;

impl Why {
    /// The last change by the first column of a breakdown, if it is clear and may be told.
    pub(crate) fn of<S: Measure>(
        breakdown: &Breakdown,
        last: &TestedChange<Slot, S>,
        enough: impl Fn(&NpsResult<S>) -> bool,
        minimum: Option<MinimumSize>,
    ) -> Option<Self> {
        if last.verdict() == Verdict::Unclear {
            return None;
        }
        let (since, until) = (last.change().since()?, last.change().period());
        let segments = breakdown.periods()?.level(1);
        let groups = |slot: Slot| {
            segments.iter().filter_map(move |branch| {
                let group = *branch.total().get(slot)?;
                Some((branch.key()?.clone(), group))
            })
        };
        if let Some(minimum) = minimum {
            // A cell that is too small would be told by what it adds.
            let sizes = groups(since).chain(groups(until));
            let mut sizes = sizes.map(|(_, group)| Tally::counted(&group).responses());
            if sizes.any(|n| n > 0 && n < minimum.get()) {
                return None;
            }
        }
        let tallies = |slot| groups(slot).map(|(name, group)| (name, S::counted(&group)));
        let parts = Decomposition::between(tallies(since), tallies(until)).ok()?;
        if parts.effects().len() < 2 {
            return None;
        }
        let end = |slot, result: &NpsResult<S>| End {
            slot,
            nps: result.nps(),
            responses: result.responses(),
        };
        let few = |effect: &&Effect<String, S>| {
            let sides = [effect.before(), effect.after()];
            sides.into_iter().flatten().any(|side| !enough(side))
        };
        Some(Self {
            column: breakdown.columns.first()?.clone(),
            before: end(since, parts.before()),
            after: end(until, parts.after()),
            steps: steps(&parts)?,
            rate: parts.rate(),
            mix: parts.mix() + parts.entry() + parts.exit(),
            simpsons_paradox: parts.simpsons_paradox(),
            uncertain: parts.effects().iter().filter(few).count(),
        })
    }
}

/// The steps from before to after. Each is the difference of two rounded places on the way, so that
/// what is shown adds up.
fn steps<S: Measure>(parts: &Decomposition<String, S>) -> Option<Vec<Step>> {
    let effects = parts.effects();
    // One of too many alone would be called all others.
    let apart = if effects.len() > STEPS {
        STEPS - 1
    } else {
        effects.len()
    };
    let mut place = Points::from(parts.before().nps());
    let mut shown = place.round_dp(1)?;
    let mut rounded = |points: Points| {
        place = place.clone() + points;
        let next = place.round_dp(1)?;
        let points = next - shown;
        shown = next;
        Some(points)
    };
    let mut steps = Vec::new();
    for effect in &effects[..apart] {
        let points = rounded(effect.total())?;
        steps.push(Step {
            name: Some(effect.key().clone()),
            points,
            of_which: told(effect, points)?,
        });
    }
    let others = &effects[apart..];
    if !others.is_empty() {
        let sum: Points = others.iter().map(Effect::total).sum();
        steps.push(Step {
            name: None,
            points: rounded(sum)?,
            of_which: format!("{} segments", figures::count(others.len() as u64)),
        });
    }
    Some(steps)
}

/// An effect in words: `score −19.2, share 0.0 (47.6 to 25.3; 87 % to 85 % of answers)`.
fn told<S: Measure>(effect: &Effect<String, S>, points: Decimal) -> Option<String> {
    let [before, after] = [effect.share_before(), effect.share_after()]
        .map(|share| share.map_or_else(|| "0 %".into(), |share| format!("{share:.0}")));
    Some(match (effect.before(), effect.after()) {
        (Some(old), Some(new)) => {
            let rate = effect.rate().round_dp(1)?;
            format!(
                "score {}, share {} ({} to {}; {before} to {after} of answers)",
                figures::signed_decimal(rate),
                figures::signed_decimal(points - rate),
                figures::nps(old.nps()),
                figures::nps(new.nps()),
            )
        }
        (None, Some(new)) => format!("new: {}, {after} of answers", figures::nps(new.nps())),
        (Some(old), None) => format!("gone: {}, {before} of answers", figures::nps(old.nps())),
        (None, None) => String::new(),
    })
}
