//! How a control chart is drawn, and what counts as a signal.

use alloc::vec::Vec;

use super::rule::Rule;
use crate::error::{OutOfRange, Quantity};

/// How a control chart is drawn, and which rules give signals: all of them by default.
///
/// `ChartOptions::default()` has control limits at 3 standard errors, a smoothing of 0.2, and
/// cumulative sums with an allowance of 0.5 and a decision limit of 5 standard errors.
///
/// # Choosing
///
/// More rules see more, also where there is nothing. The run length is the number of periods to the
/// first signal. Its mean on a stable process, where every signal is a false alarm:
///
/// | rules | mean run length |
/// |---|---|
/// | all (the default) | about 87 periods |
/// | [`Limit`](Rule::Limit) and the three rules about runs | about 92 |
/// | [`Limit`](Rule::Limit) | about 370 |
///
/// The first by simulation, the others by Champ and Woodall, Technometrics 29 (1987) 393-399; for
/// periods of so many responses that their scores are close to normal.
///
/// Limits find large sudden changes; smoothing and sums find small lasting ones. The smoothing is
/// the weight of the newest score: 0.05 to 0.3 is usual, less for smaller changes. The allowance is
/// half the lasting change, in standard errors, that should be found soonest.
///
/// # Invariants
///
/// The limit is above 0 and at most 10, the smoothing above 0 and at most 1, the allowance from 0 to
/// 10, the decision limit above 0 and at most 1000. They mean the decimals they are written as: 0.2
/// is a fifth.
///
/// # Serialised form
///
/// `{"limit", "smoothing", "allowance", "decision", "rules"}`. Numbers of up to 15 digits, such as
/// 0.2, come back from any text format as they were.
///
/// # Example
///
/// ```
/// use npscore::insight::monitor::{ChartOptions, Rule};
///
/// let options = ChartOptions::default().with_limit(2.5)?.with_rules([Rule::Limit, Rule::Cusum]);
/// assert_eq!(options.rules(), [Rule::Limit, Rule::Cusum]);
/// assert_eq!(
///     options.with_smoothing(0.0).unwrap_err().to_string(),
///     "smoothing 0 is out of range, expected above 0 and at most 1",
/// );
/// # Ok::<(), npscore::error::OutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartOptions {
    limit: f64,
    smoothing: f64,
    allowance: f64,
    decision: f64,
    rules: [bool; Rule::ALL.len()],
}

impl Default for ChartOptions {
    fn default() -> Self {
        Self {
            limit: 3.0,
            smoothing: 0.2,
            allowance: 0.5,
            decision: 5.0,
            rules: [true; Rule::ALL.len()],
        }
    }
}

/// The value, if it is in its range; NaN is in none.
fn checked(quantity: Quantity, value: f64, allowed: bool) -> Result<f64, OutOfRange> {
    if allowed {
        // Adding 0 turns -0 into 0.
        Ok(value + 0.0)
    } else {
        Err(OutOfRange::new(quantity, value))
    }
}

impl ChartOptions {
    /// With control limits so many standard errors from the centre, for scores and smoothed scores.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless above 0 and at most 10.
    pub fn with_limit(self, limit: f64) -> Result<Self, OutOfRange> {
        let allowed = limit > 0.0 && limit <= 10.0;
        let limit = checked(Quantity::ControlLimit, limit, allowed)?;
        Ok(Self { limit, ..self })
    }

    /// With this weight of the newest score in the smoothed one; 1 does not smooth.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless above 0 and at most 1.
    pub fn with_smoothing(self, smoothing: f64) -> Result<Self, OutOfRange> {
        let allowed = smoothing > 0.0 && smoothing <= 1.0;
        let smoothing = checked(Quantity::Smoothing, smoothing, allowed)?;
        Ok(Self { smoothing, ..self })
    }

    /// With cumulative sums of what exceeds an allowance, which signal beyond a decision limit; both
    /// in standard errors.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless the allowance is from 0 to 10 and the decision limit above 0 and at
    /// most 1000.
    pub fn with_cusum(self, allowance: f64, decision: f64) -> Result<Self, OutOfRange> {
        let allowed = (0.0..=10.0).contains(&allowance);
        let allowance = checked(Quantity::Allowance, allowance, allowed)?;
        let allowed = decision > 0.0 && decision <= 1000.0;
        let decision = checked(Quantity::DecisionLimit, decision, allowed)?;
        Ok(Self {
            allowance,
            decision,
            ..self
        })
    }

    /// With signals by these rules only; by none, the chart is drawn without signals.
    #[must_use]
    pub fn with_rules(self, rules: impl IntoIterator<Item = Rule>) -> Self {
        let mut in_use = [false; Rule::ALL.len()];
        for rule in rules {
            in_use[rule.index()] = true;
        }
        Self {
            rules: in_use,
            ..self
        }
    }

    /// The rules that give signals.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule> {
        Rule::ALL
            .into_iter()
            .filter(|rule| self.uses(*rule))
            .collect()
    }

    /// Whether a rule gives signals.
    #[must_use]
    pub const fn uses(&self, rule: Rule) -> bool {
        self.rules[rule.index()]
    }

    /// The limits for scores and smoothed scores, in standard errors.
    #[must_use]
    pub const fn limit(&self) -> f64 {
        self.limit
    }

    /// The weight of the newest score in the smoothed one.
    #[must_use]
    pub const fn smoothing(&self) -> f64 {
        self.smoothing
    }

    /// What a score may be off, in standard errors, before it adds to a cumulative sum.
    #[must_use]
    pub const fn allowance(&self) -> f64 {
        self.allowance
    }

    /// The cumulative sum, in standard errors, beyond which there is a signal.
    #[must_use]
    pub const fn decision(&self) -> f64 {
        self.decision
    }
}

crate::wire::row!(ChartOptions |this| {
    limit: f64 = this.limit,
    smoothing: f64 = this.smoothing,
    allowance: f64 = this.allowance,
    decision: f64 = this.decision,
    rules: Vec<Rule> = this.rules(),
} => |row| Self::default()
    .with_limit(row.limit)
    .and_then(|options| options.with_smoothing(row.smoothing))
    .and_then(|options| options.with_cusum(row.allowance, row.decision))
    .map(|options| options.with_rules(row.rules)));
