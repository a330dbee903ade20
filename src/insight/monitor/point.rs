//! One period on a control chart.

use alloc::vec::Vec;
use core::fmt;

use super::baseline::Baseline;
use super::fixed::{Fixed, decimal};
use super::options::ChartOptions;
use super::rule::{Found, Rule, Run, Side, Signal};
use crate::nps::Natural;
use crate::nps::NpsResult;
use crate::tally::{Sample, Tally};
use crate::text;

/// How far a score lies from the baseline.
struct Deviation {
    /// On the scale of -1 to 1.
    distance: Fixed,
    /// The variance of a score of that many responses, on the same scale.
    variance: Fixed,
    /// In standard errors.
    z: Fixed,
}

impl Deviation {
    fn between<S: Sample>(result: &NpsResult<S>, baseline: &Baseline<S>) -> Self {
        let ((net, base), (normal_net, normal_base)) =
            (result.nps().as_ratio(), baseline.nps().as_ratio());
        let [base, normal_base] = [base, normal_base].map(Natural::from);
        let product = |net: i128, base: &Natural| {
            let magnitude = Natural::from(net.unsigned_abs()).times(base);
            Fixed::of_units(net < 0, magnitude)
        };
        let distance = product(net, &normal_base).minus(&product(normal_net, &base));
        let (negative, numerator) = (distance.is_negative(), distance.units());
        let denominator = base.times(&normal_base);
        let (part, whole) = baseline.variance();
        let (n, per) = effective(result.tally());
        let root = Fixed::root_of(
            &numerator.times(numerator).times(&n).times(&whole),
            &denominator.times(&denominator).times(&part).times(&per),
        );
        Self {
            distance: Fixed::ratio(negative, numerator, &denominator),
            variance: Fixed::ratio(false, &part.times(&per), &whole.times(&n)),
            z: if negative { root.negated() } else { root },
        }
    }

    /// How many of the limits 0, 1 and 2 standard errors the score is beyond; negative below the
    /// baseline.
    fn zone(&self) -> i8 {
        let magnitude = if self.z.is_negative() {
            self.z.negated()
        } else {
            self.z.clone()
        };
        let passed = [0.0, 1.0, 2.0]
            .into_iter()
            .take_while(|limit| magnitude.is_above(&Fixed::decimal(*limit)))
            .fold(0, |passed, _| passed + 1);
        if self.z.is_negative() {
            -passed
        } else {
            passed
        }
    }
}

/// The effective number of responses, as a ratio: exact where all count alike.
fn effective<S: Sample>(sample: &S) -> (Natural, Natural) {
    let (responses, effective) = (sample.responses(), sample.effective());
    #[allow(clippy::float_cmp, reason = "the same conversion of the same count")]
    if effective == responses as f64 {
        (Natural::from(u128::from(responses)), Natural::one())
    } else {
        decimal(effective)
    }
}

/// What a chart carries from one period to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Carried {
    /// How far the smoothed score is above the baseline, on the scale of -1 to 1.
    smoothed: Fixed,
    smoothed_variance: Fixed,
    /// In standard errors.
    rise: Fixed,
    fall: Fixed,
}

impl Carried {
    /// Smoothed: e = λ d + (1 - λ) e', with variance v = λ² V/n + (1 - λ)² v', from 0.
    /// Sums: max(0, s' ± z - k), from 0.
    fn next(&self, deviation: &Deviation, options: &ChartOptions) -> Self {
        let newest = Fixed::decimal(options.smoothing());
        let rest = Fixed::decimal(1.0).minus(&newest);
        let mixed = |new: &Fixed, old: &Fixed| newest.times(new).plus(&rest.times(old));
        let variance = newest.times(&newest).times(&deviation.variance);
        let old_variance = rest.times(&rest).times(&self.smoothed_variance);
        let allowance = Fixed::decimal(options.allowance());
        Self {
            smoothed: mixed(&deviation.distance, &self.smoothed),
            smoothed_variance: variance.plus(&old_variance),
            rise: self.rise.plus(&deviation.z).minus(&allowance).or_zero(),
            fall: self.fall.minus(&deviation.z).minus(&allowance).or_zero(),
        }
    }
}

/// One period on a [control chart](super::ControlChart): what was seen, what is normal, and the
/// signals.
///
/// # Invariants
///
/// Scores and limits are from -100 to 100 points: a limit beyond the range is shown at its end, which
/// no score passes. Never NaN, never -0.
///
/// # Display
///
/// `2018-03: NPS 7.0 (n = 100), normal is 4.9 to 52.6; no signal`, or the first signal; with `{:#}`
/// all of them. Figures have one decimal place or as many as were asked for, and more where they
/// could not be told from their limit.
///
/// # Serialised form
///
/// `{"period", "responses", "nps", "z", "low", "high", "smoothed", "smoothed_low", "smoothed_high",
/// "rise", "fall", "signals"}`; written only. The chart itself can be read back.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPoint<P, S = Tally> {
    period: P,
    result: NpsResult<S>,
    zone: i8,
    z: f64,
    /// The lower and the upper limit.
    limits: [f64; 2],
    smoothed: f64,
    smoothed_limits: [f64; 2],
    rise: f64,
    fall: f64,
    signals: Vec<Signal>,
}

impl<P, S: Sample> ChartPoint<P, S> {
    /// The point of a period after those before it, and what is carried on.
    pub(super) fn next(
        (period, result): (P, NpsResult<S>),
        before: &[Self],
        carried: &Carried,
        baseline: &Baseline<S>,
        options: &ChartOptions,
    ) -> (Self, Carried) {
        let deviation = Deviation::between(&result, baseline);
        let carried = carried.next(&deviation, options);
        let (net, base) = baseline.nps().as_ratio();
        let centre = Fixed::ratio(net < 0, &net.unsigned_abs().into(), &base.into());
        let limit = Fixed::decimal(options.limit());
        let limits = |variance: &Fixed| {
            let reach = limit.times(&variance.root());
            [points(&centre.minus(&reach)), points(&centre.plus(&reach))]
        };
        let mut point = Self {
            period,
            result,
            zone: deviation.zone(),
            z: deviation.z.to_f64(),
            limits: limits(&deviation.variance),
            smoothed: points(&centre.plus(&carried.smoothed)),
            smoothed_limits: limits(&carried.smoothed_variance),
            rise: carried.rise.to_f64(),
            fall: carried.fall.to_f64(),
            signals: Vec::new(),
        };
        for rule in options.rules() {
            for side in Side::ALL {
                let signal = match (rule, rule.run()) {
                    (_, Some(run)) => point.run(rule, run, side, before),
                    (Rule::Smoothed, None) => point.smoothed_signal(side, &carried, options),
                    (Rule::Cusum, None) => point.cusum(side, &carried, options),
                    (_, None) => point.limit(side, &deviation, options),
                };
                point.signals.extend(signal);
            }
        }
        (point, carried)
    }

    fn limit(&self, side: Side, deviation: &Deviation, options: &ChartOptions) -> Option<Signal> {
        let beyond = outward(side, &deviation.z).is_above(&Fixed::decimal(options.limit()));
        beyond.then(|| Signal {
            rule: Rule::Limit,
            side,
            found: Found::Score(self.result.nps()),
            limit: edge(side, self.limits),
        })
    }

    fn run(&self, rule: Rule, run: Run, side: Side, before: &[Self]) -> Option<Signal> {
        let out = |point: &Self| {
            let zone = match side {
                Side::Above => point.zone,
                Side::Below => -point.zone,
            };
            i16::from(zone) > i16::from(run.beyond)
        };
        let recent = before.iter().rev().take(run.of - 1);
        let periods = recent.filter(|point| out(point)).count() + 1;
        (out(self) && periods >= run.needed).then_some(Signal {
            rule,
            side,
            found: Found::Periods(periods),
            limit: run.needed as f64,
        })
    }

    fn smoothed_signal(
        &self,
        side: Side,
        carried: &Carried,
        options: &ChartOptions,
    ) -> Option<Signal> {
        let distance = outward(side, &carried.smoothed);
        let limit = Fixed::decimal(options.limit());
        let squares = limit.times(&limit).times(&carried.smoothed_variance);
        let beyond = !distance.is_negative() && distance.times(&distance).is_above(&squares);
        beyond.then(|| Signal {
            rule: Rule::Smoothed,
            side,
            found: Found::Figure(self.smoothed),
            limit: edge(side, self.smoothed_limits),
        })
    }

    fn cusum(&self, side: Side, carried: &Carried, options: &ChartOptions) -> Option<Signal> {
        let (sum, found) = match side {
            Side::Above => (&carried.rise, self.rise),
            Side::Below => (&carried.fall, self.fall),
        };
        let beyond = sum.is_above(&Fixed::decimal(options.decision()));
        beyond.then(|| Signal {
            rule: Rule::Cusum,
            side,
            found: Found::Figure(found),
            limit: options.decision(),
        })
    }
}

impl<P, S> ChartPoint<P, S> {
    /// The responses of the period.
    #[must_use]
    pub const fn result(&self) -> &NpsResult<S> {
        &self.result
    }

    /// The reasons to look at this period; empty if there are none.
    #[must_use]
    pub fn signals(&self) -> &[Signal] {
        &self.signals
    }

    /// How many standard errors the score is above the baseline, or below if negative.
    #[must_use]
    pub const fn z(&self) -> f64 {
        self.z
    }

    /// The lower limit for a score of that many responses, in points.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.limits[0]
    }

    /// The upper limit for a score of that many responses, in points.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.limits[1]
    }

    /// The smoothed score in points: an exponentially weighted moving average.
    #[must_use]
    pub const fn smoothed(&self) -> f64 {
        self.smoothed
    }

    /// The lower limit for the smoothed score, in points.
    #[must_use]
    pub const fn smoothed_low(&self) -> f64 {
        self.smoothed_limits[0]
    }

    /// The upper limit for the smoothed score, in points.
    #[must_use]
    pub const fn smoothed_high(&self) -> f64 {
        self.smoothed_limits[1]
    }

    /// The cumulative sum of rises, in standard errors; 0 or more.
    #[must_use]
    pub const fn rise(&self) -> f64 {
        self.rise
    }

    /// The cumulative sum of falls, in standard errors; 0 or more.
    #[must_use]
    pub const fn fall(&self) -> f64 {
        self.fall
    }
}

impl<P: Copy, S> ChartPoint<P, S> {
    /// The period.
    #[must_use]
    pub const fn period(&self) -> P {
        self.period
    }
}

/// In points, rounded once; a limit beyond the range is shown at its end.
fn points(value: &Fixed) -> f64 {
    let points = value.times(&Fixed::decimal(100.0)).to_f64();
    points.clamp(-100.0, 100.0)
}

/// How far out a deviation is on one side; negative on the other.
fn outward(side: Side, deviation: &Fixed) -> Fixed {
    match side {
        Side::Above => deviation.clone(),
        Side::Below => deviation.negated(),
    }
}

/// The limit on one side.
const fn edge(side: Side, [low, high]: [f64; 2]) -> f64 {
    match side {
        Side::Above => high,
        Side::Below => low,
    }
}

impl<P: fmt::Display, S: Sample> fmt::Display for ChartPoint<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return text::padded(f, self);
        }
        let told = if f.alternate() {
            self.signals.len()
        } else {
            self.signals.len().min(1)
        };
        let (told, untold) = self.signals.split_at(told);
        let places = told
            .iter()
            .fold(f.precision().unwrap_or(1), |places, signal| {
                places.max(signal.places(places))
            });
        let [low, high] = self.limits.map(|points| text::fixed(points, places, false));
        write!(
            f,
            "{}: {:.places$}, normal is {low} to {high}",
            self.period, self.result
        )?;
        for signal in told {
            write!(f, "; {signal:.places$}")?;
        }
        match untold.len() {
            0 if told.is_empty() => f.write_str("; no signal"),
            0 => Ok(()),
            1 => f.write_str(" (and 1 more signal)"),
            more => write!(f, " (and {more} more signals)"),
        }
    }
}

crate::wire::written!([P: serde::Serialize, S: Sample] ChartPoint<P, S> as "ChartPoint", |this| {
    period: this.period,
    responses: this.result.responses(),
    nps: this.result.nps().to_f64(),
    z: this.z,
    low: this.low(),
    high: this.high(),
    smoothed: this.smoothed,
    smoothed_low: this.smoothed_low(),
    smoothed_high: this.smoothed_high(),
    rise: this.rise,
    fall: this.fall,
    signals: this.signals,
});
