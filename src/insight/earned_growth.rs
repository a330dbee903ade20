//! Growth that customers bring about.

use core::fmt;

use rust_decimal::Decimal;

use super::economics::EconomicsError;

pub use encapsulate::EarnedGrowth;

mod encapsulate {
    use super::{Decimal, EconomicsError};

    /// Growth that customers bring about: by staying, buying more, and recommending.
    ///
    /// Four amounts of revenue tell it: that of the period before; that of the same customers now;
    /// and that of new customers now, split by whether they came by recommendation (earned) or by
    /// advertising, sales and promotion (bought).
    ///
    /// # Invariants
    ///
    /// Revenue before is above 0, the others are not below it, and all sums fit.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Errors
    ///
    /// [`EarnedGrowth::new`] refuses revenue before of 0, since nothing grows from nothing, and
    /// negative amounts.
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
    /// use npscore::insight::EarnedGrowth;
    ///
    /// let growth = EarnedGrowth::new(100.into(), 85.into(), 25.into(), 20.into())?;
    /// assert_eq!(growth.rate()?.to_string(), "10"); // 85 % + 25 % - 100 %
    /// assert_eq!(growth.total_rate()?.to_string(), "30");
    /// assert_eq!(growth.ratio()?.round_dp(4).to_string(), "0.3333");
    /// assert_eq!(
    ///     growth.to_string(),
    ///     "earned growth 10.0 % of 30.0 %: 33.3 % of the growth is earned"
    /// );
    /// # Ok::<(), npscore::insight::EconomicsError>(())
    /// ```
    ///
    /// # Source
    ///
    /// Reichheld, Darnell and Burns, "Net Promoter 3.0", Harvard Business Review, November-December
    /// 2021: earned growth rate = net revenue retention + earned new customers - 100 %.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct EarnedGrowth {
        before: Decimal,
        retained: Decimal,
        earned: Decimal,
        bought: Decimal,
    }

    impl EarnedGrowth {
        /// Revenue of the period before, and now of the same customers, of new customers who came by
        /// recommendation, and of all other new customers.
        ///
        /// # Errors
        ///
        /// [`EconomicsError::NoRevenueBefore`] for 0 before, [`EconomicsError::NegativeRevenue`] for
        /// an amount below 0, [`EconomicsError::Overflow`] where their sum is beyond a [`Decimal`].
        pub fn new(
            before: Decimal,
            retained: Decimal,
            earned: Decimal,
            bought: Decimal,
        ) -> Result<Self, EconomicsError> {
            for amount in [before, retained, earned, bought] {
                if amount < Decimal::ZERO {
                    return Err(EconomicsError::NegativeRevenue { amount });
                }
            }
            if before.is_zero() {
                return Err(EconomicsError::NoRevenueBefore);
            }
            let now = retained.checked_add(earned);
            let now = now.and_then(|now| now.checked_add(bought));
            now.ok_or(EconomicsError::Overflow)?;
            Ok(Self {
                before,
                retained,
                earned,
                bought,
            })
        }

        /// Revenue of the period before.
        #[must_use]
        pub const fn before(&self) -> Decimal {
            self.before
        }

        /// Revenue now of the customers of the period before.
        #[must_use]
        pub const fn retained(&self) -> Decimal {
            self.retained
        }

        /// Revenue now of new customers who came by recommendation.
        #[must_use]
        pub const fn earned(&self) -> Decimal {
            self.earned
        }

        /// Revenue now of all other new customers.
        #[must_use]
        pub const fn bought(&self) -> Decimal {
            self.bought
        }
    }
}

impl EarnedGrowth {
    /// Revenue now, of all customers.
    #[must_use]
    pub fn after(&self) -> Decimal {
        // That it fits was checked.
        self.retained() + self.earned() + self.bought()
    }

    /// An amount in percent of revenue before.
    fn percent(&self, amount: Decimal) -> Result<Decimal, EconomicsError> {
        let hundredth = self.before().checked_mul(Decimal::new(1, 2));
        let percent = hundredth
            .filter(|hundredth| !hundredth.is_zero())
            .and_then(|hundredth| amount.checked_div(hundredth));
        Ok(percent.ok_or(EconomicsError::Overflow)?.normalize())
    }

    /// Net revenue retention (NRR), in percent of revenue before: 85 for 85 of 100.
    ///
    /// Rounded to the 28 digits a [`Decimal`] holds.
    ///
    /// # Errors
    ///
    /// [`EconomicsError::Overflow`] where it is beyond a [`Decimal`]; so for all rates here.
    pub fn net_revenue_retention(&self) -> Result<Decimal, EconomicsError> {
        self.percent(self.retained())
    }

    /// Revenue of earned new customers (ENC), in percent of revenue before.
    ///
    /// # Errors
    ///
    /// As [`net_revenue_retention`](Self::net_revenue_retention).
    pub fn earned_new_customers(&self) -> Result<Decimal, EconomicsError> {
        self.percent(self.earned())
    }

    /// The earned growth rate in percent: NRR + ENC - 100.
    ///
    /// # Errors
    ///
    /// As [`net_revenue_retention`](Self::net_revenue_retention).
    pub fn rate(&self) -> Result<Decimal, EconomicsError> {
        self.percent(self.earned_change())
    }

    /// The growth rate of all revenue in percent.
    ///
    /// # Errors
    ///
    /// As [`net_revenue_retention`](Self::net_revenue_retention).
    pub fn total_rate(&self) -> Result<Decimal, EconomicsError> {
        self.percent(self.total_change())
    }

    /// The change of revenue without bought customers: retained + earned - before.
    #[must_use]
    pub fn earned_change(&self) -> Decimal {
        self.retained() + self.earned() - self.before()
    }

    /// The change of all revenue.
    #[must_use]
    pub fn total_change(&self) -> Decimal {
        self.after() - self.before()
    }

    /// The earned growth ratio: earned growth to all growth. 1 where all growth is earned; below 0
    /// where bought customers hide a loss.
    ///
    /// Rounded to the 28 digits a [`Decimal`] holds.
    ///
    /// # Errors
    ///
    /// [`EconomicsError::NoGrowth`] where revenue does not rise: a share of no growth, or of a loss,
    /// means nothing.
    pub fn ratio(&self) -> Result<Decimal, EconomicsError> {
        let change = self.total_change();
        if change <= Decimal::ZERO {
            return Err(EconomicsError::NoGrowth { change });
        }
        let ratio = self.earned_change().checked_div(change);
        Ok(ratio.ok_or(EconomicsError::Overflow)?.normalize())
    }
}

/// The earned rate, the whole rate and the ratio in a line.
impl fmt::Display for EarnedGrowth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Ok(rate), Ok(total)) = (self.rate(), self.total_rate()) else {
            return f.write_str("earned growth beyond all numbers");
        };
        write!(
            f,
            "earned growth {} % of {} %: ",
            one_place(rate),
            one_place(total)
        )?;
        match self.ratio() {
            Ok(ratio) => {
                let percent = ratio.saturating_mul(Decimal::ONE_HUNDRED);
                write!(f, "{} % of the growth is earned", one_place(percent))
            }
            Err(_) => f.write_str("revenue does not grow"),
        }
    }
}

/// One decimal place, halves away from zero, never "-0.0".
fn one_place(value: Decimal) -> Decimal {
    use rust_decimal::RoundingStrategy::MidpointAwayFromZero;

    let mut rounded = value.round_dp_with_strategy(1, MidpointAwayFromZero);
    rounded.rescale(1);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded
}

crate::wire::row!(EarnedGrowth {
    before: Decimal,
    retained: Decimal,
    earned: Decimal,
    bought: Decimal
} => new);
