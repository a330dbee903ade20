//! What a result is computed from: a counted, a weighted or a linearised sample.

use core::fmt::Debug;

use super::tally::Tally;
use super::weighted::WeightedTally;
use crate::response::Category;

pub(crate) mod sealed {
    /// Keeps implementations of [`Sample`](super::Sample) within the crate.
    pub trait Sealed {}
}

/// A sample of responses from which an [`NpsResult`](crate::NpsResult) follows: a [`Tally`], a
/// [`WeightedTally`] or a [`Linearised`](crate::inference::Linearised) survey. Sealed.
pub trait Sample: sealed::Sealed + Clone + Debug + PartialEq {
    /// What the NPS of such a sample is called in texts.
    #[doc(hidden)]
    const LABEL: &'static str;

    /// Whether the squared standard error divides by n - 1 rather than by n.
    #[doc(hidden)]
    const UNBIASED: bool;

    /// All responses, each counted once.
    fn responses(&self) -> u64;

    /// The weight of detractors, passives and promoters in whole units, at most 2^120 in all.
    #[doc(hidden)]
    fn units(&self) -> [u128; 3];

    /// How many responses, drawn one by one with equal weights, would be as precise.
    #[doc(hidden)]
    fn effective(&self) -> f64;

    /// The squared standard error of the NPS on the scale of -1 to 1.
    #[doc(hidden)]
    fn squared_error(&self) -> f64;

    /// The sample without a part of it; `None` where it has no such part, or cannot be divided.
    #[doc(hidden)]
    fn without(&self, part: &Self) -> Option<Self>;
}

/// The shares of detractors, passives and promoters in all units, above 0 in sum.
///
/// In lowest terms, where the units have more digits than a float: equal weights give the floats
/// that counts give.
pub(crate) fn shares(units: [u128; 3]) -> [f64; 3] {
    const DIGITS: u128 = 1 << f64::MANTISSA_DIGITS;
    let total: u128 = units.iter().sum();
    let common = if total > DIGITS {
        units.into_iter().fold(total, greatest_common_divisor)
    } else {
        1
    };
    let total = (total / common) as f64;
    units.map(|units| (units / common) as f64 / total)
}

const fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The variance of one response on the scale of -1, 0 and 1: 4bc + a(b + c) for shares b of
/// detractors, a of passives and c of promoters, which is (b + c) - (c - b)² without its
/// cancellation.
pub(crate) const fn variance([detractors, passives, promoters]: [f64; 3]) -> f64 {
    4.0 * detractors * promoters + passives * (detractors + promoters)
}

impl sealed::Sealed for Tally {}

impl Sample for Tally {
    const LABEL: &'static str = "NPS";
    const UNBIASED: bool = false;

    fn responses(&self) -> u64 {
        self.responses()
    }

    fn units(&self) -> [u128; 3] {
        Category::ALL.map(|category| self.count(category).into())
    }

    fn effective(&self) -> f64 {
        self.responses() as f64
    }

    fn squared_error(&self) -> f64 {
        variance(shares(self.units())) / self.effective()
    }

    fn without(&self, part: &Self) -> Option<Self> {
        self.checked_sub(part).ok()
    }
}

impl sealed::Sealed for WeightedTally {}

impl Sample for WeightedTally {
    const LABEL: &'static str = "weighted NPS";
    const UNBIASED: bool = true;

    fn responses(&self) -> u64 {
        self.responses()
    }

    fn units(&self) -> [u128; 3] {
        Category::ALL.map(|category| self.category_units(category))
    }

    /// (Σw)² / Σw²: Kish, *Survey Sampling* (1965), section 11.7.
    fn effective(&self) -> f64 {
        if self.is_equally_weighted() {
            return self.responses() as f64;
        }
        let weight = self.weight_as_float();
        let squared = Category::ALL.map(|category| self.squared_weight(category));
        weight * weight / squared.iter().sum::<f64>()
    }

    /// n / (n - 1) Σ w² (x - nps)² / (Σ w)², x = -1, 0 or 1; 0 for a single response.
    fn squared_error(&self) -> f64 {
        let less = self.responses().saturating_sub(1);
        if less == 0 {
            return 0.0;
        }
        let sum: f64 = Category::ALL
            .into_iter()
            .zip(residuals(shares(self.units())))
            .map(|(category, x)| self.squared_weight(category) * x * x)
            .sum();
        let weight = self.weight_as_float();
        self.responses() as f64 / less as f64 * sum / weight / weight
    }

    fn without(&self, part: &Self) -> Option<Self> {
        self.checked_sub(part).ok()
    }
}

/// x - nps for each category on the scale of -1 to 1, without cancellation near the ends.
pub(crate) const fn residuals([detractors, passives, promoters]: [f64; 3]) -> [f64; 3] {
    [
        -(passives + 2.0 * promoters),
        detractors - promoters,
        passives + 2.0 * detractors,
    ]
}
