//! What the number is worth.

use alloc::string::String;
use core::fmt;

use rust_decimal::Decimal;

use crate::error::{DataError, OutOfRange, Quantity};
use crate::insight::simulation::Conversion;
use crate::nps::Fraction;
use crate::response::Category;
use crate::tally::{Counts, Tally};

/// What a customer of each category is worth, in one currency.
///
/// The values are the user's own: margin over the lifetime, revenue of a year, whatever is
/// measured by category. They may be negative, and nothing says that promoters are worth more.
/// All arithmetic is exact: a result with more digits than a [`Decimal`] holds is an error.
///
/// # Invariants
///
/// The currency label is not blank.
///
/// # Errors
///
/// [`CustomerValue::new`] refuses a blank currency such as `" "`.
///
/// # Serialised form
///
/// `{"currency", "detractors", "passives", "promoters"}`: values as decimal texts.
///
/// # Example
///
/// ```
/// use npscore::insight::{Conversion, CustomerValue};
/// use npscore::{Counts, Tally};
///
/// let values = Counts { detractors: 800.into(), passives: 2000.into(), promoters: 3500.into() };
/// let value = CustomerValue::new("SEK", values)?;
/// let customers = Tally::from(Counts { detractors: 18_u32, passives: 52, promoters: 30 });
///
/// let base = value.of(&customers)?;
/// assert_eq!(
///     base.to_string(),
///     "223400 SEK from 100 customers: detractors bring 14400 SEK, which is at risk; \
///      126600 SEK more if all were promoters"
/// );
/// // One point is one more promoter of 100 in place of a passive.
/// let point = value.of_one_point(100, Conversion::PassiveToPromoter)?;
/// assert_eq!(point.to_string(), "1500");
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[doc(alias = "lifetime value")]
pub struct CustomerValue {
    currency: String,
    values: Counts<Decimal>,
}

impl CustomerValue {
    /// The value of one customer of each category.
    ///
    /// # Errors
    ///
    /// [`DataError::Blank`] for a currency of nothing but space.
    pub fn new(currency: impl Into<String>, values: Counts<Decimal>) -> Result<Self, DataError> {
        let currency = currency.into();
        if currency.trim().is_empty() {
            return Err(DataError::Blank {
                field: "currency of a customer value",
            });
        }
        Ok(Self { currency, values })
    }

    /// The currency, or whatever the values are counted in.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The value of one customer of each category.
    #[must_use]
    pub const fn values(&self) -> &Counts<Decimal> {
        &self.values
    }

    /// The value of a base of customers, by the categories of the counts.
    ///
    /// The counts are customers. Those of a survey stand for the customers who responded; to speak of
    /// all customers, count all of them.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] where an amount has more digits than a [`Decimal`] holds.
    pub fn of(&self, customers: &Tally) -> Result<BaseValue, OutOfRange> {
        let all = |category| times(self.values[category], customers.count(category));
        let detractors = all(Category::Detractor);
        let total = Fraction::sum(&Category::ALL.map(all), Fraction::plus);
        let best = times(self.values.promoters, customers.responses());
        Ok(BaseValue {
            currency: self.currency.clone(),
            customers: customers.responses(),
            total: exact(&total)?,
            at_risk: exact(&detractors)?,
            upside: exact(&best.minus(&total))?,
        })
    }

    /// What it is worth to convert so many customers: their number times the difference in value.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] where the amount has more digits than a [`Decimal`] holds.
    pub fn of_conversions(
        &self,
        conversion: Conversion,
        customers: u64,
    ) -> Result<Decimal, OutOfRange> {
        exact(&self.gain(conversion, customers))
    }

    /// What one NPS point is worth among so many customers, if it is won by one kind of conversion.
    ///
    /// A point is a hundredth of the customers converted one step, or half as many converted two
    /// steps. There is no value of a point as such: it depends on who is won.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] where the amount has more digits than a [`Decimal`] holds.
    pub fn of_one_point(
        &self,
        customers: u64,
        conversion: Conversion,
    ) -> Result<Decimal, OutOfRange> {
        let steps = Fraction::ratio(1, 100 * u128::from(conversion.steps()));
        exact(&self.gain(conversion, customers).times(&steps))
    }

    fn gain(&self, conversion: Conversion, customers: u64) -> Fraction {
        let value = |category| times(self.values[category], customers);
        value(conversion.target()).minus(&value(conversion.origin()))
    }
}

/// What a base of customers is worth: see [`CustomerValue::of`].
///
/// # Serialised form
///
/// `{"currency", "customers", "total", "at_risk", "upside"}`: amounts as decimal texts; written only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BaseValue {
    currency: String,
    customers: u64,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
    total: Decimal,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
    at_risk: Decimal,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::decimal"))]
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

    /// The value of the detractors: what is lost if they leave. Below 0 where they cost more than
    /// they bring, so that their leaving would be a gain.
    #[must_use]
    pub const fn at_risk(&self) -> Decimal {
        self.at_risk
    }

    /// What more there would be if all were promoters; negative if promoters are worth less.
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
        let amount = self.at_risk.abs();
        if self.at_risk < Decimal::ZERO {
            write!(f, "detractors cost {amount} {currency}; ")?;
        } else {
            write!(
                f,
                "detractors bring {amount} {currency}, which is at risk; "
            )?;
        }
        let (amount, more) = (self.upside.abs(), self.upside >= Decimal::ZERO);
        let more = if more { "more" } else { "less" };
        write!(f, "{amount} {currency} {more} if all were promoters")
    }
}

/// What recommendations bring and warnings cost.
///
/// # Serialised form
///
/// `{"detractors", "passives", "promoters", "value_of_new_customer"}`: decimal texts.
///
/// # Example
///
/// ```
/// use npscore::insight::Referrals;
/// use npscore::{Counts, Decimal, Tally};
///
/// // Five promoters bring two new customers, ten detractors keep one from coming.
/// let new_customers = Counts {
///     promoters: Decimal::new(4, 1),
///     passives: Decimal::ZERO,
///     detractors: Decimal::new(-1, 1),
/// };
/// let referrals = Referrals::new(new_customers, 1000.into());
/// let customers = Tally::from(Counts { detractors: 18_u32, passives: 52, promoters: 30 });
/// assert_eq!(referrals.value(&customers)?.to_string(), "10200"); // 12 won, 1.8 lost
/// # Ok::<(), npscore::error::OutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Referrals {
    new_customers: Counts<Decimal>,
    value_of_new_customer: Decimal,
}

impl Referrals {
    /// How many new customers one customer of each category brings, and what one of those is worth.
    ///
    /// Below 0 for a category that keeps others from coming.
    #[must_use]
    pub const fn new(new_customers: Counts<Decimal>, value_of_new_customer: Decimal) -> Self {
        Self {
            new_customers,
            value_of_new_customer,
        }
    }

    /// How many new customers one customer of each category brings.
    #[must_use]
    pub const fn new_customers(&self) -> &Counts<Decimal> {
        &self.new_customers
    }

    /// What one new customer is worth.
    #[must_use]
    pub const fn value_of_new_customer(&self) -> Decimal {
        self.value_of_new_customer
    }

    /// The value of the customers who were won, less that of those who were kept from coming.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] where the amount has more digits than a [`Decimal`] holds.
    pub fn value(&self, customers: &Tally) -> Result<Decimal, OutOfRange> {
        let won = |category| times(self.new_customers[category], customers.count(category));
        let won = Fraction::sum(&Category::ALL.map(won), Fraction::plus);
        exact(&won.times(&self.value_of_new_customer.into()))
    }
}

/// An amount, a number of times.
fn times(amount: Decimal, n: u64) -> Fraction {
    Fraction::from(amount).times(&Fraction::ratio(n.into(), 1))
}

fn exact(amount: &Fraction) -> Result<Decimal, OutOfRange> {
    amount
        .to_decimal()
        .ok_or_else(|| OutOfRange::new(Quantity::Amount, amount.to_f64()))
}

crate::wire::row!(CustomerValue |this| {
    currency: String = this.currency.clone(),
    #[serde(with = "crate::wire::decimal")]
    detractors: Decimal = this.values.detractors,
    #[serde(with = "crate::wire::decimal")]
    passives: Decimal = this.values.passives,
    #[serde(with = "crate::wire::decimal")]
    promoters: Decimal = this.values.promoters,
} => |row| Self::new(row.currency, Counts {
    detractors: row.detractors,
    passives: row.passives,
    promoters: row.promoters,
}));

crate::wire::row!(Referrals |this| {
    #[serde(with = "crate::wire::decimal")]
    detractors: Decimal = this.new_customers.detractors,
    #[serde(with = "crate::wire::decimal")]
    passives: Decimal = this.new_customers.passives,
    #[serde(with = "crate::wire::decimal")]
    promoters: Decimal = this.new_customers.promoters,
    #[serde(with = "crate::wire::decimal")]
    value_of_new_customer: Decimal = this.value_of_new_customer,
} => |row| Ok::<_, D::Error>(Self::new(Counts {
    detractors: row.detractors,
    passives: row.passives,
    promoters: row.promoters,
}, row.value_of_new_customer)));
