//! What the number is worth.

use alloc::string::String;
use core::fmt;

use rust_decimal::Decimal;

use super::amounts::Amounts;
use crate::error::{DataError, OutOfRange, Quantity};
use crate::inference::{Confidence, Estimate, Method, Unit};
use crate::insight::simulation::Conversion;
use crate::nps::Fraction;
use crate::response::Category;
use crate::stream::Segments;
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
/// Values that were [estimated](CustomerValue::estimated) from customers keep their limits, and a base
/// valued by them says so.
///
/// # Serialised form
///
/// `{"currency", "detractors", "passives", "promoters", "estimates"}`: values as decimal texts;
/// `estimates` is `null` or an [`Estimate`] for each category, and may be left out.
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
#[derive(Debug, Clone, PartialEq)]
#[doc(alias = "lifetime value")]
pub struct CustomerValue {
    currency: String,
    values: Counts<Decimal>,
    estimates: Option<Counts<Estimate>>,
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
        Ok(Self {
            currency,
            values,
            estimates: None,
        })
    }

    /// The value of one customer of each category as the mean of those who were counted.
    ///
    /// Counted customers differ, and other ones would have given other means: the values are
    /// estimates, and their limits go along. That promoters bring more does not say that a customer
    /// who becomes one will.
    ///
    /// ```
    /// use npscore::insight::{Amount, Amounts, CustomerValue};
    /// use npscore::{Category, Confidence, Counts, Segments, Tally};
    ///
    /// let mut spend = Segments::<Category, Amounts>::default();
    /// for (category, amount) in [
    ///     (Category::Detractor, 300), (Category::Detractor, 500), (Category::Passive, 700),
    ///     (Category::Passive, 900), (Category::Promoter, 1200), (Category::Promoter, 1400),
    /// ] {
    ///     spend.extend([(category, Amount::new(amount.into())?)]);
    /// }
    /// let value = CustomerValue::estimated("SEK", &spend, Confidence::P95)?;
    /// let base = value.of(&Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }))?;
    /// assert_eq!(
    ///     base.to_string(),
    ///     "87800 SEK from 100 customers: detractors bring 7200 SEK, which is at risk; \
    ///      42200 SEK more if all were promoters; values are estimated, \
    ///      the total between 8165 and 167435 SEK (95 %)"
    /// );
    /// # Ok::<(), npscore::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::TooFew`] for a category with fewer than two customers, [`DataError::AllAlike`] for
    /// one whose amounts are all equal, [`DataError::Blank`] for a blank currency.
    pub fn estimated(
        currency: impl Into<String>,
        outcomes: &Segments<Category, Amounts>,
        confidence: Confidence,
    ) -> Result<Self, DataError> {
        let one = |category: Category| {
            let amounts = outcomes.get(category).copied().unwrap_or_default();
            match (amounts.mean(), amounts.interval(confidence)) {
                (Some(mean), Some(estimate)) => Ok((mean, estimate)),
                _ if amounts.customers() < 2 => Err(DataError::TooFew {
                    what: alloc::format!("amounts of {category}s").into(),
                    found: amounts.customers(),
                    minimum: 2,
                }),
                _ => Err(DataError::AllAlike {
                    what: "amounts of a category",
                    found: amounts.customers(),
                    alike: "equal",
                    purpose: "tell limits of their mean",
                }),
            }
        };
        let [detractors, passives, promoters] = Category::ALL.map(one);
        let (detractors, passives, promoters) = (detractors?, passives?, promoters?);
        let values = Counts {
            detractors: detractors.0,
            passives: passives.0,
            promoters: promoters.0,
        };
        Ok(Self {
            estimates: Some(Counts {
                detractors: detractors.1,
                passives: passives.1,
                promoters: promoters.1,
            }),
            ..Self::new(currency, values)?
        })
    }

    /// As it was written.
    #[cfg(feature = "serde")]
    fn read(
        currency: String,
        values: Counts<Decimal>,
        estimates: Option<Counts<Estimate>>,
    ) -> Result<Self, DataError> {
        let all = estimates
            .iter()
            .flat_map(|all| Category::ALL.map(|category| (category, all[category])));
        for (category, estimate) in all {
            let value = f64::try_from(values[category]).unwrap_or(f64::NAN);
            let gap = (value - estimate.estimate()).abs();
            if gap.is_nan() || gap > 1e-9 * value.abs() + 1e-9 {
                return Err(DataError::Contradiction {
                    first: alloc::format!("a value of {value}"),
                    second: alloc::format!("its estimate of {}", estimate.estimate()),
                });
            }
        }
        Ok(Self {
            estimates,
            ..Self::new(currency, values)?
        })
    }

    /// The values with their limits, if they were estimated.
    #[must_use]
    pub const fn estimates(&self) -> Option<&Counts<Estimate>> {
        self.estimates.as_ref()
    }

    /// Limits of a sum of `n` customers of each category, from those of each: the distances of
    /// independent limits add up as squares (Zou and Donner 2008).
    fn total_of(&self, customers: &Tally, total: f64) -> Option<Estimate> {
        let estimates = self.estimates.as_ref()?;
        let reach = |distance: fn(&Estimate) -> f64| {
            let squares = Category::ALL.map(|category| {
                let part = customers.count(category) as f64 * distance(&estimates[category]);
                part * part
            });
            libm::sqrt(squares.iter().sum())
        };
        let below = reach(|one| one.estimate() - one.low());
        let above = reach(|one| one.high() - one.estimate());
        Some(Estimate::new(
            Unit::Mean,
            total,
            (total - below, total + above),
            estimates.detractors.confidence(),
            Method::Mover,
        ))
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
        // Means have rounded digits, which are not to be told.
        let exact = |amount: &Fraction| match self.estimates {
            Some(_) => nearest(amount),
            None => exact(amount),
        };
        Ok(BaseValue {
            total_estimate: self.total_of(customers, total.to_f64()),
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
/// `{"currency", "customers", "total", "at_risk", "upside", "total_estimate"}`: amounts as decimal
/// texts, the last an [`Estimate`] or `null`; written only.
#[derive(Debug, Clone, PartialEq)]
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
    total_estimate: Option<Estimate>,
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

    /// The total with its limits, if the values were estimated.
    #[must_use]
    pub const fn total_estimate(&self) -> Option<&Estimate> {
        self.total_estimate.as_ref()
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
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
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
        write!(f, "{amount} {currency} {more} if all were promoters")?;
        let Some(estimate) = &self.total_estimate else {
            return Ok(());
        };
        let [low, high] =
            [estimate.low(), estimate.high()].map(|limit| crate::text::fixed(limit, 0, false));
        let confidence = estimate.confidence();
        write!(
            f,
            "; values are estimated, the total between {low} and {high} {currency} ({confidence})"
        )
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

/// Rounded to four decimal places, as amounts have them.
fn nearest(amount: &Fraction) -> Result<Decimal, OutOfRange> {
    let rounded = amount.round_dp(4).map(|rounded| rounded.normalize());
    rounded.ok_or_else(|| OutOfRange::new(Quantity::Amount, amount.to_f64()))
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
    #[serde(default)]
    estimates: Option<Counts<Estimate>> = this.estimates,
} => |row| Self::read(row.currency, Counts {
    detractors: row.detractors,
    passives: row.passives,
    promoters: row.promoters,
}, row.estimates));

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
