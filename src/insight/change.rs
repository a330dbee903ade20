//! What changed between two results.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::flow::Flow;
use crate::inference::{DifferenceMethod, Estimate, Options, Verdict};
use crate::nps::{NpsResult, Points};
use crate::response::Category;
use crate::tally::{Sample, Tally};
use crate::text;

/// What changed from one result to a later one, of other respondents or of a fresh sample.
///
/// For the same people asked twice see [`Migration`](super::Migration): it sees far more, and knows
/// who moved where.
///
/// # Display
///
/// `NPS 12.0 to 20.0: +8.0 [+3.1, +12.9] points (95 %, p = 0.001), rose`, with one decimal place or
/// as many as were asked for, and more where a clear change would be shown as 0. "No clear change" is
/// not the same as no change.
///
/// # Serialised form
///
/// One flat row: `{"nps_before", "responses_before", "nps_after", "responses_after", "estimate",
/// "low", "high", "confidence", "method", "statistic", "p_value", "verdict", "detractors",
/// "passives", "promoters"}`, the last three being the changes of the shares in points; written only.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Tally};
/// use npscore::inference::{Confidence, Verdict};
///
/// let before = Tally::from(Counts { detractors: 250, passives: 350, promoters: 400 });
/// let after = Tally::from(Counts { detractors: 150, passives: 450, promoters: 400 });
/// let (before, after) = before.result().zip(after.result()).ok_or("no responses")?;
///
/// let change = after.change_from(&before, Confidence::P95);
/// assert_eq!(format!("{:+}", change.points()), "+10");
/// assert_eq!(change.verdict(), Verdict::Higher);
///
/// // Passives that grew out of detractors: good news.
/// let flows = change.flows();
/// assert_eq!(flows.len(), 1);
/// assert_eq!(flows[0].to_string(), "10.0 points of share from detractors to passives");
/// assert!(flows[0].is_improvement());
/// # Ok::<(), &str>(())
/// ```
#[doc(alias = "delta")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change<S = Tally> {
    before: NpsResult<S>,
    after: NpsResult<S>,
    estimate: Estimate,
}

impl<S: Sample> NpsResult<S> {
    /// What changed from an earlier result to this one, for independent responses.
    ///
    /// For a figure that is looked at while responses come in, a verdict comes far too easily; see
    /// [`anytime_valid_difference`](NpsResult::anytime_valid_difference).
    #[must_use]
    pub fn change_from(
        &self,
        earlier: &Self,
        options: impl Into<Options<DifferenceMethod>>,
    ) -> Change<S> {
        Change {
            before: earlier.clone(),
            after: self.clone(),
            estimate: self.difference_from(earlier, options),
        }
    }
}

impl<S: Sample> Change<S> {
    /// The earlier result.
    #[must_use]
    pub const fn before(&self) -> &NpsResult<S> {
        &self.before
    }

    /// The later result.
    #[must_use]
    pub const fn after(&self) -> &NpsResult<S> {
        &self.after
    }

    /// The exact change of the NPS, later minus earlier: -200 to 200 points.
    #[must_use]
    pub fn points(&self) -> Points {
        Points::from(self.after.nps()) - Points::from(self.before.nps())
    }

    /// The exact change of the share of one category: -100 to 100 points.
    #[must_use]
    pub fn share(&self, category: Category) -> Points {
        let share = |result: &NpsResult<S>| Points::from_share(result.share(category));
        share(&self.after) - share(&self.before)
    }

    /// The change with its limits and p-value.
    #[must_use]
    pub const fn estimate(&self) -> &Estimate {
        &self.estimate
    }

    /// Higher, lower, or unclear, as the [estimate](Self::estimate) says.
    #[doc(alias = "significant")]
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.estimate.verdict()
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

    /// The verdict in words.
    fn word(&self) -> &'static str {
        match self.verdict() {
            Verdict::Higher => "rose",
            Verdict::Lower => "fell",
            Verdict::Unclear => "no clear change",
        }
    }
}

/// The most decimal places of a text: a clear change has fewer zeros, of however many responses.
const MAX_PLACES: usize = 24;

impl<S: Sample> fmt::Display for Change<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let change = self.points();
        // A change that is not 0 is not shown as 0 where the verdict says that it is clear.
        let shown = |places: &usize| {
            self.verdict() == Verdict::Unclear
                || format!("{change:.places$}") != format!("{:.places$}", Points::zero())
        };
        let places = (f.precision().unwrap_or(1)..MAX_PLACES)
            .find(shown)
            .unwrap_or(MAX_PLACES);
        let limits = [self.estimate.low(), self.estimate.high()];
        let [low, high] = limits.map(|points| text::fixed(points, places, true));
        let p_value = match self.estimate.p_value() {
            Some(p_value) => format!(", {}", text::p_value(p_value)),
            None => String::new(),
        };
        let line = format!(
            "NPS {:.places$} to {:.places$}: {change:+.places$} [{low}, {high}] points \
             ({}{p_value}), {}",
            self.before.nps(),
            self.after.nps(),
            self.estimate.confidence(),
            self.word()
        );
        text::pad(f, &line)
    }
}

#[cfg(feature = "serde")]
pub(super) mod wire {
    use serde::ser::{Serialize, SerializeStruct, Serializer};

    use super::{Category, Change, Estimate, Sample};

    /// How many columns a change has.
    pub(crate) const COLUMNS: usize = 15;

    /// Writes the columns of a change, or nothing into each.
    pub(crate) fn columns<R: SerializeStruct, S: Sample>(
        row: &mut R,
        change: Option<&Change<S>>,
    ) -> Result<(), R::Error> {
        let estimate = change.map(Change::estimate);
        let (before, after) = (change.map(Change::before), change.map(Change::after));
        row.serialize_field("nps_before", &before.map(|before| before.nps().to_f64()))?;
        row.serialize_field("responses_before", &before.map(crate::NpsResult::responses))?;
        row.serialize_field("nps_after", &after.map(|after| after.nps().to_f64()))?;
        row.serialize_field("responses_after", &after.map(crate::NpsResult::responses))?;
        row.serialize_field("estimate", &estimate.map(Estimate::estimate))?;
        row.serialize_field("low", &estimate.map(Estimate::low))?;
        row.serialize_field("high", &estimate.map(Estimate::high))?;
        row.serialize_field("confidence", &estimate.map(Estimate::confidence))?;
        row.serialize_field("method", &estimate.map(Estimate::method))?;
        row.serialize_field("statistic", &estimate.and_then(Estimate::statistic))?;
        row.serialize_field("p_value", &estimate.and_then(Estimate::p_value))?;
        row.serialize_field("verdict", &change.map(Change::verdict))?;
        for (name, category) in [
            ("detractors", Category::Detractor),
            ("passives", Category::Passive),
            ("promoters", Category::Promoter),
        ] {
            let share = change.map(|change| change.share(category).to_f64());
            row.serialize_field(name, &share)?;
        }
        Ok(())
    }

    impl<S: Sample> Serialize for Change<S> {
        fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
            let mut row = serializer.serialize_struct("Change", COLUMNS)?;
            columns(&mut row, Some(self))?;
            row.end()
        }
    }
}
