//! What the number is worth.

use alloc::string::String;
use core::fmt;

use rust_decimal::Decimal;

use super::simulation::Conversion;
use crate::response::Category;
use crate::tally::Tally;

pub use encapsulate::CustomerValue;

mod encapsulate {
    use super::{Decimal, EconomicsError, String};

    /// What a customer of each category is worth, in one currency.
    ///
    /// The values are the user's own: margin over the lifetime, revenue of a year, whatever is
    /// measured by category. They may be negative, and nothing says that promoters are worth more.
    /// All arithmetic is decimal; a result that a [`Decimal`] cannot hold is an error.
    ///
    /// # Invariants
    ///
    /// The currency label is not blank.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Errors
    ///
    /// [`CustomerValue::new`] refuses a blank currency such as `" "`.
    ///
    /// # Serialised form
    ///
    /// `{"currency", "detractor", "passive", "promoter"}`: values as decimal texts.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::insight::{Conversion, CustomerValue};
    /// use npscore::{Counts, Tally};
    ///
    /// let value = CustomerValue::new("SEK", 800.into(), 2000.into(), 3500.into())?;
    /// let customers = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 });
    ///
    /// let base = value.of(&customers)?;
    /// assert_eq!(
    ///     base.to_string(),
    ///     "223400 SEK from 100 customers: 14400 SEK at risk with detractors, upside 126600 SEK"
    /// );
    /// // One point is one more promoter of 100 in place of a passive.
    /// let point = value.of_one_point(100, Conversion::PassiveToPromoter)?;
    /// assert_eq!(point.to_string(), "1500");
    /// # Ok::<(), npscore::insight::EconomicsError>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct CustomerValue {
        currency: String,
        detractor: Decimal,
        passive: Decimal,
        promoter: Decimal,
    }

    impl CustomerValue {
        /// The value of one detractor, one passive and one promoter.
        ///
        /// # Errors
        ///
        /// [`EconomicsError::BlankCurrency`] for a label of nothing but space.
        pub fn new(
            currency: impl Into<String>,
            detractor: Decimal,
            passive: Decimal,
            promoter: Decimal,
        ) -> Result<Self, EconomicsError> {
            let currency = currency.into();
            if currency.trim().is_empty() {
                return Err(EconomicsError::BlankCurrency);
            }
            Ok(Self {
                currency,
                detractor,
                passive,
                promoter,
            })
        }

        /// The currency, or whatever the values are counted in.
        #[must_use]
        pub fn currency(&self) -> &str {
            &self.currency
        }

        /// The value of one detractor.
        #[must_use]
        pub const fn detractor(&self) -> Decimal {
            self.detractor
        }

        /// The value of one passive.
        #[must_use]
        pub const fn passive(&self) -> Decimal {
            self.passive
        }

        /// The value of one promoter.
        #[must_use]
        pub const fn promoter(&self) -> Decimal {
            self.promoter
        }
    }
}

impl CustomerValue {
    /// The value of one customer of a category.
    #[must_use]
    pub const fn value(&self, category: Category) -> Decimal {
        match category {
            Category::Detractor => self.detractor(),
            Category::Passive => self.passive(),
            Category::Promoter => self.promoter(),
        }
    }

    /// The value of so many customers of one category.
    fn of_customers(&self, category: Category, customers: u64) -> Result<Decimal, EconomicsError> {
        times(self.value(category), customers)
    }

    /// The value of a base of customers, by the categories of the counts.
    ///
    /// The counts are customers. Those of a survey stand for the customers who answered; to speak of
    /// all customers, count all of them.
    ///
    /// # Errors
    ///
    /// [`EconomicsError::Overflow`] where a value is beyond a [`Decimal`].
    pub fn of(&self, customers: &Tally) -> Result<BaseValue, EconomicsError> {
        let of = |category| self.of_customers(category, customers.count(category));
        let [detractors, passives, promoters] = [
            of(Category::Detractor)?,
            of(Category::Passive)?,
            of(Category::Promoter)?,
        ];
        let total = add(add(detractors, passives)?, promoters)?;
        let best = self.of_customers(Category::Promoter, customers.responses())?;
        Ok(BaseValue {
            currency: self.currency().into(),
            customers: customers.responses(),
            total,
            at_risk: detractors,
            upside: subtract(best, total)?,
        })
    }

    /// What it is worth to convert so many customers: their number times the difference in value.
    ///
    /// # Errors
    ///
    /// [`EconomicsError::Overflow`] where a value is beyond a [`Decimal`].
    pub fn of_conversions(
        &self,
        conversion: Conversion,
        customers: u64,
    ) -> Result<Decimal, EconomicsError> {
        let gain = subtract(self.value(conversion.to()), self.value(conversion.from()))?;
        times(gain, customers)
    }

    /// What one NPS point is worth among so many customers, if it is won by one kind of conversion.
    ///
    /// A point is a hundredth of the customers converted one step, or half as many converted two
    /// steps. There is no value of a point as such: it depends on who is won.
    ///
    /// # Errors
    ///
    /// [`EconomicsError::Overflow`] where a value is beyond a [`Decimal`].
    pub fn of_one_point(
        &self,
        customers: u64,
        conversion: Conversion,
    ) -> Result<Decimal, EconomicsError> {
        let whole = self.of_conversions(conversion, customers)?;
        let steps = Decimal::from(100 * u32::from(conversion.steps()));
        let point = whole.checked_div(steps).ok_or(EconomicsError::Overflow)?;
        Ok(point.normalize())
    }
}

/// What a base of customers is worth: see [`CustomerValue::of`].
///
/// # Ordering
///
/// None.
///
/// # Serialised form
///
/// `{"currency", "customers", "total", "at_risk", "upside"}`: amounts as decimal texts; written only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BaseValue {
    currency: String,
    customers: u64,
    total: Decimal,
    at_risk: Decimal,
    upside: Decimal,
}

impl BaseValue {
    /// The currency.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The number of customers.
    #[must_use]
    pub const fn customers(&self) -> u64 {
        self.customers
    }

    /// The value of all customers.
    #[must_use]
    pub const fn total(&self) -> Decimal {
        self.total
    }

    /// The value of the detractors: what goes if they go.
    #[must_use]
    pub const fn at_risk(&self) -> Decimal {
        self.at_risk
    }

    /// What more there would be if everybody were a promoter; negative if promoters are worth less.
    #[must_use]
    pub const fn upside(&self) -> Decimal {
        self.upside
    }
}

/// The base in a line.
impl fmt::Display for BaseValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (currency, customers) = (&self.currency, self.customers);
        write!(f, "{} {currency} from {customers} customers: ", self.total)?;
        write!(f, "{} {currency} at risk with detractors, ", self.at_risk)?;
        write!(f, "upside {} {currency}", self.upside)
    }
}

/// What recommendations bring and warnings cost.
///
/// # Ordering
///
/// None.
///
/// # Serialised form
///
/// `{"won_per_promoter", "lost_per_detractor", "value_of_new_customer"}`: decimal texts.
///
/// # Example
///
/// ```
/// use npscore::insight::Referrals;
/// use npscore::{Counts, Decimal, Tally};
///
/// let referrals = Referrals {
///     won_per_promoter: Decimal::new(4, 1), // two new customers for five promoters
///     lost_per_detractor: Decimal::new(1, 1),
///     value_of_new_customer: 1000.into(),
/// };
/// let value = referrals.value(&Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }))?;
/// assert_eq!(value.to_string(), "10200"); // 12 won, 1.8 lost
/// # Ok::<(), npscore::insight::EconomicsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Referrals {
    /// New customers that one promoter brings.
    pub won_per_promoter: Decimal,
    /// Customers that one detractor keeps from coming.
    pub lost_per_detractor: Decimal,
    /// What one new customer is worth.
    pub value_of_new_customer: Decimal,
}

impl Referrals {
    /// The value of the customers won by promoters less that of those lost to detractors.
    ///
    /// # Errors
    ///
    /// [`EconomicsError::Overflow`] where a value is beyond a [`Decimal`].
    pub fn value(&self, customers: &Tally) -> Result<Decimal, EconomicsError> {
        let won = times(self.won_per_promoter, customers.promoters())?;
        let lost = times(self.lost_per_detractor, customers.detractors())?;
        let value = subtract(won, lost)?.checked_mul(self.value_of_new_customer);
        Ok(value.ok_or(EconomicsError::Overflow)?.normalize())
    }
}

/// An amount, a number of times.
fn times(amount: Decimal, n: u64) -> Result<Decimal, EconomicsError> {
    let product = amount.checked_mul(Decimal::from(n));
    Ok(product.ok_or(EconomicsError::Overflow)?.normalize())
}

fn add(a: Decimal, b: Decimal) -> Result<Decimal, EconomicsError> {
    a.checked_add(b).ok_or(EconomicsError::Overflow)
}

fn subtract(a: Decimal, b: Decimal) -> Result<Decimal, EconomicsError> {
    Ok(a.checked_sub(b)
        .ok_or(EconomicsError::Overflow)?
        .normalize())
}

/// Why a value cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EconomicsError {
    /// Values without a currency.
    #[error("the currency label is blank")]
    BlankCurrency,
    /// An amount beyond a [`Decimal`].
    #[error("an amount is out of range, expected at most about 7.9e28")]
    Overflow,
    /// Growth from nothing.
    #[error("revenue before is 0, expected more")]
    NoRevenueBefore,
    /// Revenue below 0.
    #[error("revenue of {amount} is out of range, expected at least 0")]
    NegativeRevenue {
        /// The amount.
        amount: Decimal,
    },
    /// A share of growth where there is none.
    #[error("revenue changed by {change}, so there is no growth to be earned")]
    NoGrowth {
        /// The change of all revenue.
        change: Decimal,
    },
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::string::String;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{CustomerValue, Decimal};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "CustomerValue", deny_unknown_fields)]
    struct Values {
        currency: String,
        detractor: Decimal,
        passive: Decimal,
        promoter: Decimal,
    }

    impl Serialize for CustomerValue {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Values {
                currency: self.currency().into(),
                detractor: self.detractor(),
                passive: self.passive(),
                promoter: self.promoter(),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for CustomerValue {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Values::deserialize(deserializer)?;
            Self::new(row.currency, row.detractor, row.passive, row.promoter)
                .map_err(D::Error::custom)
        }
    }
}
