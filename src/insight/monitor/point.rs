//! One period on a control chart.

use alloc::vec::Vec;
use core::fmt;

use libm::sqrt;

use super::baseline::Baseline;
use super::options::ChartOptions;
use super::signal::{Rule, Side, Signal};
use crate::nps::NpsResult;

pub use encapsulate::ChartPoint;

mod encapsulate {
    use super::{NpsResult, Signal, Vec};

    /// What the chart of a whole history shows at one period.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub(in super::super) struct Figures {
        /// In standard errors.
        pub(in super::super) z: f64,
        /// On the scale of -1 to 1.
        pub(in super::super) reach: f64,
        pub(in super::super) smoothed: f64,
        pub(in super::super) smoothed_variance: f64,
        pub(in super::super) rise: f64,
        pub(in super::super) fall: f64,
    }

    /// One period on a [control chart](super::super::ControlChart): what was seen, what is normal, and
    /// the signals.
    ///
    /// # Invariants
    ///
    /// Scores and limits are from -100 to 100 points: a limit beyond the range is shown at its end,
    /// which no score passes. No figure is NaN or -0.
    ///
    /// # Ordering
    ///
    /// None; the points of a chart are in the order of time.
    ///
    /// # Display
    ///
    /// `2018-03: NPS 7 (n = 100), normal is 4.9 to 52.6; no signal`, or the first signal; with `{:#}`
    /// all of them.
    ///
    /// # Serialised form
    ///
    /// `{"period", "responses", "nps", "z", "low", "high", "smoothed", "smoothed_low",
    /// "smoothed_high", "rise", "fall", "signals"}`; written only. The chart itself can be read back.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ChartPoint<P> {
        period: P,
        result: NpsResult,
        centre: f64,
        limit: f64,
        figures: Figures,
        signals: Vec<Signal>,
    }

    impl<P> ChartPoint<P> {
        pub(in super::super) const fn of(
            period: P,
            result: NpsResult,
            centre: f64,
            limit: f64,
            figures: Figures,
            signals: Vec<Signal>,
        ) -> Self {
            Self {
                period,
                result,
                centre,
                limit,
                figures,
                signals,
            }
        }

        /// The answers of the period.
        #[must_use]
        pub const fn result(&self) -> &NpsResult {
            &self.result
        }

        /// The reasons to look at this period; empty if there are none.
        #[must_use]
        pub fn signals(&self) -> &[Signal] {
            &self.signals
        }

        pub(in super::super) const fn figures(&self) -> &Figures {
            &self.figures
        }

        /// The baseline's score on the scale of -1 to 1.
        pub(super) const fn centre(&self) -> f64 {
            self.centre
        }

        /// In standard errors.
        pub(super) const fn limit(&self) -> f64 {
            self.limit
        }
    }

    impl<P: Copy> ChartPoint<P> {
        /// The period.
        #[must_use]
        pub const fn period(&self) -> P {
            self.period
        }
    }
}

pub(super) use encapsulate::Figures;

impl Figures {
    /// The figures of a period, given those of the period before.
    ///
    /// Smoothed: e = λ x + (1 - λ) e', with variance v = λ² V/n + (1 - λ)² v', from e' = μ, v' = 0.
    /// Sums: max(0, s' ± z - k), from 0.
    pub(super) fn next(
        before: Option<&Self>,
        result: &NpsResult,
        baseline: &Baseline,
        options: &ChartOptions,
    ) -> Self {
        let centre = centre(baseline);
        let variance = baseline.result().variance() / result.responses() as f64;
        let score = result.nps().to_f64() / 100.0;
        // Equal scores need not have equal floats, so ask the exact ones.
        let z = if result.nps() == baseline.nps() {
            0.0
        } else {
            (score - centre) / sqrt(variance)
        };
        let newest = options.smoothing();
        let (rest, allowance) = (1.0 - newest, options.allowance());
        let [smoothed, smoothed_variance, rise, fall] =
            before.map_or([centre, 0.0, 0.0, 0.0], |before| {
                [
                    before.smoothed,
                    before.smoothed_variance,
                    before.rise,
                    before.fall,
                ]
            });
        // Adding 0 turns -0 into 0.
        Self {
            z: z + 0.0,
            reach: options.limit() * sqrt(variance),
            smoothed: newest * score + rest * smoothed + 0.0,
            smoothed_variance: newest * newest * variance + rest * rest * smoothed_variance,
            rise: (rise + z - allowance).max(0.0) + 0.0,
            fall: (fall - z - allowance).max(0.0) + 0.0,
        }
    }
}

/// The baseline's score on the scale of -1 to 1.
pub(super) fn centre(baseline: &Baseline) -> f64 {
    baseline.nps().to_f64() / 100.0
}

/// In points, within the range.
fn points(theta: f64) -> f64 {
    (100.0 * theta).clamp(-100.0, 100.0) + 0.0
}

impl<P> ChartPoint<P> {
    /// How many standard errors the score is above the baseline, or below if negative.
    #[must_use]
    pub const fn z(&self) -> f64 {
        self.figures().z
    }

    /// The lower limit for a score of that many answers, in points.
    #[must_use]
    pub fn low(&self) -> f64 {
        points(self.centre() - self.figures().reach)
    }

    /// The upper limit for a score of that many answers, in points.
    #[must_use]
    pub fn high(&self) -> f64 {
        points(self.centre() + self.figures().reach)
    }

    /// The smoothed score in points: an exponentially weighted moving average.
    #[must_use]
    pub fn smoothed(&self) -> f64 {
        points(self.figures().smoothed)
    }

    /// How far the smoothed score may be from the baseline, on the scale of -1 to 1.
    fn smoothed_reach(&self) -> f64 {
        self.limit() * sqrt(self.figures().smoothed_variance)
    }

    /// The lower limit for the smoothed score, in points.
    #[must_use]
    pub fn smoothed_low(&self) -> f64 {
        points(self.centre() - self.smoothed_reach())
    }

    /// The upper limit for the smoothed score, in points.
    #[must_use]
    pub fn smoothed_high(&self) -> f64 {
        points(self.centre() + self.smoothed_reach())
    }

    /// The cumulative sum of rises, in standard errors; 0 or more.
    #[must_use]
    pub const fn rise(&self) -> f64 {
        self.figures().rise
    }

    /// The cumulative sum of falls, in standard errors; 0 or more.
    #[must_use]
    pub const fn fall(&self) -> f64 {
        self.figures().fall
    }

    /// The signals of this point, given the deviations of the points up to and including it.
    pub(super) fn find_signals(&self, deviations: &[f64], options: &ChartOptions) -> Vec<Signal> {
        let mut signals = Vec::new();
        for rule in options.rules() {
            for side in Side::ALL {
                signals.extend(self.find_signal(rule, side, deviations, options));
            }
        }
        signals
    }

    fn find_signal(
        &self,
        rule: Rule,
        side: Side,
        deviations: &[f64],
        options: &ChartOptions,
    ) -> Option<Signal> {
        let edge = |low, high| match side {
            Side::Above => high,
            Side::Below => low,
        };
        let (found, limit, signals) = match (rule, rule.run()) {
            (_, Some((needed, of, beyond))) => {
                let out = |z: &f64| side.outward(*z) > beyond;
                let last = &deviations[deviations.len().saturating_sub(of)..];
                let number = last.iter().filter(|z| out(z)).count();
                let now = deviations.last().is_some_and(out);
                (number as f64, needed as f64, now && number >= needed)
            }
            (Rule::Smoothed, _) => {
                let off = side.outward(self.figures().smoothed - self.centre());
                let limit = edge(self.smoothed_low(), self.smoothed_high());
                (self.smoothed(), limit, off > self.smoothed_reach())
            }
            (Rule::Cusum, _) => {
                let sum = edge(self.fall(), self.rise());
                (sum, options.decision(), sum > options.decision())
            }
            _ => {
                let score = self.result().nps().to_f64();
                let out = side.outward(self.z()) > options.limit();
                (score, edge(self.low(), self.high()), out)
            }
        };
        signals.then_some(Signal {
            rule,
            side,
            found,
            limit,
        })
    }
}

impl<P: Copy + fmt::Display> fmt::Display for ChartPoint<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (self.low(), self.high());
        write!(
            f,
            "{}: {}, normal is {low:.1} to {high:.1}; ",
            self.period(),
            self.result()
        )?;
        let told = if f.alternate() {
            self.signals().len()
        } else {
            1
        };
        for (place, signal) in self.signals().iter().take(told).enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            signal.fmt(f)?;
        }
        match self.signals().len().saturating_sub(told) {
            0 => {}
            1 => f.write_str(" (and 1 more signal)")?,
            more => write!(f, " (and {more} more signals)")?,
        }
        if self.signals().is_empty() {
            f.write_str("no signal")?;
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{ChartPoint, Signal};

    #[derive(Serialize)]
    #[serde(rename = "ChartPoint")]
    struct Row<'a, P> {
        period: P,
        responses: u64,
        nps: f64,
        z: f64,
        low: f64,
        high: f64,
        smoothed: f64,
        smoothed_low: f64,
        smoothed_high: f64,
        rise: f64,
        fall: f64,
        signals: &'a [Signal],
    }

    impl<P: Serialize + Copy> Serialize for ChartPoint<P> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                period: self.period(),
                responses: self.result().responses(),
                nps: self.result().nps().to_f64(),
                z: self.z(),
                low: self.low(),
                high: self.high(),
                smoothed: self.smoothed(),
                smoothed_low: self.smoothed_low(),
                smoothed_high: self.smoothed_high(),
                rise: self.rise(),
                fall: self.fall(),
                signals: self.signals(),
            }
            .serialize(serializer)
        }
    }
}
