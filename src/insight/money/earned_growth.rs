//! Growth that customers bring about.

use core::fmt;

use rust_decimal::Decimal;

use crate::error::{OutOfRange, Quantity};
use crate::nps::Fraction;

/// The amounts of revenue from which [`EarnedGrowth`] follows, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Revenue {
    /// Revenue of the period before: above 0.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
    pub before: Decimal,
    /// Revenue now of the customers of the period before.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
    pub retained: Decimal,
    /// Revenue now of new customers who came by recommendation.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
    pub earned: Decimal,
    /// Revenue now of all other new customers.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
    pub bought: Decimal,
}

/// Growth that customers bring about: by staying, buying more, and recommending.
///
/// Four amounts of [`Revenue`] tell it: that of the period before; that of the same customers now;
/// and that of new customers now, split by whether they came by recommendation (earned) or by
/// advertising, sales and promotion (bought). Rates are in percent of revenue before, rounded once,
/// halves away from zero, to the 28 digits a [`Decimal`] holds.
///
/// # Invariants
///
/// Revenue before is above 0, the others are not below it, and every rate fits in a [`Decimal`].
///
/// # Display
///
/// `earned growth 10.0 % of 30.0 %: 33.3 % of the growth is earned`.
///
/// # Serialised form
///
/// `{"before", "retained", "earned", "bought"}`: amounts as decimal texts.
///
/// # Example
///
/// Revenue rose from 100 to 130: old customers are left with 85, new ones bring 45, of which 25
/// came by recommendation.
///
/// ```
/// use npscore::insight::{EarnedGrowth, Revenue};
///
/// let growth = EarnedGrowth::new(Revenue {
///     before: 100.into(),
///     retained: 85.into(),
///     earned: 25.into(),
///     bought: 20.into(),
/// })?;
/// assert_eq!(growth.rate().to_string(), "10"); // 85 % + 25 % - 100 %
/// assert_eq!(growth.total_rate().to_string(), "30");
/// assert_eq!(
///     growth.to_string(),
///     "earned growth 10.0 % of 30.0 %: 33.3 % of the growth is earned"
/// );
/// # Ok::<(), npscore::error::OutOfRange>(())
/// ```
///
/// # Source
///
/// Reichheld, Darnell and Burns, "Net Promoter 3.0", Harvard Business Review, November-December
/// 2021: earned growth rate = net revenue retention + earned new customers - 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Revenue", into = "Revenue"))]
#[doc(alias = "NRR")]
pub struct EarnedGrowth {
    revenue: Revenue,
    net_revenue_retention: Decimal,
    earned_new_customers: Decimal,
    rate: Decimal,
    total_rate: Decimal,
}

impl EarnedGrowth {
    /// The growth from four amounts of revenue.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for revenue before of 0, since nothing grows from nothing, for an amount below
    /// 0, and where a rate is beyond a [`Decimal`].
    pub fn new(revenue: Revenue) -> Result<Self, OutOfRange> {
        let Revenue {
            before,
            retained,
            earned,
            bought,
        } = revenue;
        if before <= Decimal::ZERO {
            return Err(OutOfRange::new(Quantity::RevenueBefore, before));
        }
        for amount in [retained, earned, bought] {
            if amount < Decimal::ZERO {
                return Err(OutOfRange::new(Quantity::Revenue, amount));
            }
        }
        let [start, retained, earned, bought] =
            [before, retained, earned, bought].map(Fraction::from);
        let percent = |amount: &Fraction| {
            let percent = amount.over(&start).times(&Fraction::ratio(100, 1));
            let rounded = percent.nearest_decimal();
            rounded.ok_or_else(|| OutOfRange::new(Quantity::Amount, percent.to_f64()))
        };
        let change = retained.plus(&earned).minus(&start);
        Ok(Self {
            revenue,
            net_revenue_retention: percent(&retained)?,
            earned_new_customers: percent(&earned)?,
            rate: percent(&change)?,
            total_rate: percent(&change.plus(&bought))?,
        })
    }

    /// The earned growth rate in percent: net revenue retention + earned new customers - 100.
    #[must_use]
    pub const fn rate(&self) -> Decimal {
        self.rate
    }

    /// Net revenue retention (NRR), in percent of revenue before: 85 for 85 of 100.
    #[must_use]
    pub const fn net_revenue_retention(&self) -> Decimal {
        self.net_revenue_retention
    }

    /// Revenue of earned new customers (ENC), in percent of revenue before.
    #[must_use]
    pub const fn earned_new_customers(&self) -> Decimal {
        self.earned_new_customers
    }

    /// The growth rate of all revenue in percent.
    #[must_use]
    pub const fn total_rate(&self) -> Decimal {
        self.total_rate
    }

    /// The amounts it follows from.
    #[must_use]
    pub const fn revenue(&self) -> &Revenue {
        &self.revenue
    }
}

/// The earned rate, the whole rate and the earned part of the growth in a line.
impl fmt::Display for EarnedGrowth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let Revenue {
            before,
            retained,
            earned,
            bought,
        } = self.revenue;
        let [before, retained, earned, bought] =
            [before, retained, earned, bought].map(Fraction::from);
        let change = retained.plus(&earned).minus(&before);
        let whole = change.plus(&bought);
        let percent = |part: &Fraction, of: &Fraction| {
            let percent = part.over(of).times(&Fraction::ratio(100, 1));
            alloc::format!("{percent:.1} %")
        };
        let (rate, total) = (percent(&change, &before), percent(&whole, &before));
        write!(f, "earned growth {rate} of {total}: ")?;
        if whole.is_zero() || whole.is_negative() {
            f.write_str("revenue does not grow")
        } else {
            write!(f, "{} of the growth is earned", percent(&change, &whole))
        }
    }
}

impl TryFrom<Revenue> for EarnedGrowth {
    type Error = OutOfRange;

    fn try_from(revenue: Revenue) -> Result<Self, OutOfRange> {
        Self::new(revenue)
    }
}

impl From<EarnedGrowth> for Revenue {
    fn from(growth: EarnedGrowth) -> Self {
        growth.revenue
    }
}
