//! What changed between two results.

use alloc::vec::Vec;
use core::fmt;

use super::flow::Flow;
use crate::inference::{DifferenceMethod, Estimate, Options};
use crate::nps::NpsResult;
use crate::nps::Points;
use crate::response::Category;

/// Whether a score has changed, as far as the answers tell.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Change {
    /// The score has risen: the whole range of the difference is above 0.
    Improved,
    /// The score has fallen: the whole range of the difference is below 0.
    Declined,
    /// It could be either, or chance. That is not the same as no change.
    Inconclusive,
}

impl Change {
    /// `"improved"`, `"declined"` or `"inconclusive"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::Declined => "declined",
            Self::Inconclusive => "inconclusive",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<&Estimate> for Change {
    fn from(difference: &Estimate) -> Self {
        if difference.low() > 0.0 {
            Self::Improved
        } else if difference.high() < 0.0 {
            Self::Declined
        } else {
            Self::Inconclusive
        }
    }
}

/// What changed from one result to a later one, of other respondents or of a fresh sample.
///
/// For the same people asked twice see [`Migration`](super::Migration): it sees far more, and knows
/// who moved where.
///
/// # Ordering
///
/// None: sort by [`points`](Delta::points).
///
/// # Display
///
/// `NPS 12 to 20 (+8.0 points): detractors -3.0, passives -2.0, promoters +5.0`, the changes to one
/// decimal place or to the precision asked for.
///
/// # Serialised form
///
/// `{"before", "after", "change", "detractors", "passives", "promoters"}`: two results, and the
/// changes in points as floats; written only.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Tally};
/// use npscore::inference::Confidence;
/// use npscore::insight::Change;
///
/// let [before, after] = [Tally::from(Counts { detractors: 250, passives: 350, promoters: 400 }), Tally::from(Counts { detractors: 150, passives: 450, promoters: 400 })];
/// let (before, after) = before.result().zip(after.result()).ok_or("no responses")?;
///
/// let delta = after.change_from(&before);
/// assert_eq!(format!("{:+}", delta.points()), "+10");
/// assert_eq!(delta.verdict(Confidence::P95), Change::Improved);
///
/// // Passives that grew out of detractors: good news.
/// let flows = delta.flows();
/// assert_eq!(flows.len(), 1);
/// assert_eq!(flows[0].to_string(), "10.0 points of share from detractors to passives");
/// assert!(flows[0].is_improvement());
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Delta {
    before: NpsResult,
    after: NpsResult,
}

impl NpsResult {
    /// What changed from an earlier result to this one.
    #[must_use]
    pub const fn change_from(&self, earlier: &Self) -> Delta {
        Delta {
            before: *earlier,
            after: *self,
        }
    }
}

impl Delta {
    /// The earlier result.
    #[must_use]
    pub const fn before(&self) -> &NpsResult {
        &self.before
    }

    /// The later result.
    #[must_use]
    pub const fn after(&self) -> &NpsResult {
        &self.after
    }

    /// The exact change of the score, later minus earlier: -200 to 200 points.
    #[must_use]
    pub fn points(&self) -> Points {
        self.after.nps() - self.before.nps()
    }

    /// The exact change of the share of one category: -100 to 100 percentage points.
    #[must_use]
    pub fn share(&self, category: Category) -> Points {
        let share = |result: &NpsResult| Points::from_share(result.share(category));
        share(&self.after) - share(&self.before)
    }

    /// The change with its range and p-value, for independent answers.
    #[must_use]
    pub fn difference(&self, options: impl Into<Options<DifferenceMethod>>) -> Estimate {
        self.after.difference_from(&self.before, options)
    }

    /// Improved, declined, or inconclusive: whether the range of the
    /// [difference](Self::difference) leaves out 0, and on which side.
    ///
    /// For a figure that is looked at while answers come in, a verdict comes far too easily; see
    /// [`anytime_valid_difference`](NpsResult::anytime_valid_difference).
    #[must_use]
    pub fn verdict(&self, options: impl Into<Options<DifferenceMethod>>) -> Change {
        Change::from(&self.difference(options))
    }

    /// From where to where share has moved: the least flow that explains the change.
    ///
    /// Of three shares that add up to 100 %, either one has lost what the others gained, or one has
    /// gained what the others lost, so there is only one such explanation, of at most two flows.
    /// Passives that grew out of detractors are good news, passives that grew out of promoters are
    /// not. It is about shares, not about people: they may have moved to and fro.
    ///
    /// Empty where no share changed; otherwise in the order of the categories.
    #[must_use]
    pub fn flows(&self) -> Vec<Flow> {
        let changes = Category::ALL.map(|category| (category, self.share(category)));
        let losers = changes.iter().filter(|(_, change)| change.is_negative());
        let several = losers.clone().count() > 1;
        let mut flows = Vec::new();
        for (from, lost) in losers {
            for (to, gained) in changes.iter().filter(|(_, change)| change.is_positive()) {
                // The one gainer takes all of each loser, or the one loser feeds each gainer.
                let share = if several { lost.abs() } else { gained.clone() };
                flows.push(Flow::new(*from, *to, share));
            }
        }
        flows
    }
}

impl fmt::Display for Delta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(1);
        write!(
            f,
            "NPS {} to {} ({:+.places$} points): ",
            self.before.nps(),
            self.after.nps(),
            self.points()
        )?;
        let [detractors, passives, promoters] = Category::ALL.map(|category| self.share(category));
        write!(
            f,
            "detractors {detractors:+.places$}, passives {passives:+.places$}, \
             promoters {promoters:+.places$}"
        )
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{Category, Delta, NpsResult, Points};

    #[derive(Serialize)]
    #[serde(rename = "Delta")]
    struct Row {
        before: NpsResult,
        after: NpsResult,
        change: Points,
        detractors: Points,
        passives: Points,
        promoters: Points,
    }

    impl Serialize for Delta {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                before: self.before,
                after: self.after,
                change: self.points(),
                detractors: self.share(Category::Detractor),
                passives: self.share(Category::Passive),
                promoters: self.share(Category::Promoter),
            }
            .serialize(serializer)
        }
    }
}
