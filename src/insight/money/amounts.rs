//! What customers brought, counted from rows: a mean with its limits.

#[cfg(feature = "serde")]
use alloc::string::{String, ToString};

use rust_decimal::Decimal;

use crate::error::{CountError, OutOfRange, Quantity};
use crate::inference::{Confidence, Estimate, Method, Unit, student_two_sided_quantile};
use crate::kit::{Observe, aggregator, merges};
use crate::nps::Fraction;

/// Units of an amount in one.
const UNITS: i64 = 10_000;

/// The largest amount, in units, and its negative the smallest.
const MOST: i64 = 1_000_000_000 * UNITS;

/// What one customer brought, such as the spend of a year: an exact number from -1,000,000,000 to
/// 1,000,000,000 with up to four decimal places.
///
/// # Errors
///
/// [`Amount::new`] refuses others, such as 0.00001.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    units: i64,
}

impl Amount {
    /// An amount.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] beyond the range, or with more than four decimal places.
    pub fn new(amount: Decimal) -> Result<Self, OutOfRange> {
        let refused = || OutOfRange::new(Quantity::Outcome, amount);
        let units = amount.checked_mul(UNITS.into()).ok_or_else(refused)?;
        let units = units.is_integer().then(|| i64::try_from(units).ok());
        match units.flatten() {
            Some(units) if units.abs() <= MOST => Ok(Self { units }),
            _ => Err(refused()),
        }
    }
}

/// What customers brought: how many, the sum of their amounts and of the squares, all exact.
///
/// `Segments<Category, Amounts>` observes `(category, Amount)`, and tells what a customer of each
/// category is worth: see [`CustomerValue::estimated`](super::CustomerValue::estimated). For what
/// happened or did not, such as customers who left, `Segments<Category, ResponseRate>` counts
/// `(category, bool)`, and has an [interval](crate::ResponseRate::interval) for each share.
///
/// # Panics
///
/// `observe`, `observe_n`, `collect`, `extend`, `+` and `merge` where the customers would pass
/// `u64::MAX`, or the squares 128 bits, which takes more than 10¹² customers; the state is as it was.
///
/// # Serialised form
///
/// `{"customers", "sum", "squares"}`: sums of units of 0.0001 and of their squares, as texts.
///
/// # Example
///
/// ```
/// use npscore::Confidence;
/// use npscore::insight::{Amount, Amounts};
///
/// let amounts = [120, 80, 310, 95].map(|spend| Amount::new(spend.into()));
/// let amounts: Amounts = amounts.into_iter().collect::<Result<_, _>>()?;
/// assert_eq!(amounts.mean().map(|mean| mean.to_string()), Some("151.25".into()));
/// let interval = amounts.interval(Confidence::P95).map(|interval| interval.to_string());
/// assert_eq!(interval, Some("151.3 [-19.2, 321.7] (95 %, Student's t)".into()));
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[doc(alias = "churn")]
#[doc(alias = "spend")]
pub struct Amounts {
    customers: u64,
    sum: i128,
    squares: u128,
}

impl Amounts {
    fn of(amount: Amount, n: u64) -> Result<Self, CountError> {
        let units = amount.units;
        let square = u128::from(units.unsigned_abs()).pow(2);
        Ok(Self {
            customers: n,
            sum: i128::from(units) * i128::from(n),
            squares: square.checked_mul(n.into()).ok_or(CountError::Overflow)?,
        })
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] where the customers pass `u64::MAX`, or the squares 128 bits.
    pub fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        let customers = self.customers.checked_add(other.customers);
        let squares = self.squares.checked_add(other.squares);
        let (customers, squares) = customers.zip(squares).ok_or(CountError::Overflow)?;
        Ok(Self {
            customers,
            // So many amounts cannot leave 128 bits.
            sum: self.sum + other.sum,
            squares,
        })
    }

    /// The number of customers.
    #[must_use]
    pub const fn customers(&self) -> u64 {
        self.customers
    }

    /// The mean amount, rounded to as many digits as a [`Decimal`] holds; `None` without a customer.
    #[must_use]
    pub fn mean(&self) -> Option<Decimal> {
        let n = u128::from(self.customers);
        let whole = n.checked_mul(UNITS.unsigned_abs().into())?;
        let mean = (n > 0).then(|| Fraction::ratio(self.sum, whole));
        mean?.nearest_decimal()
    }

    /// The mean with its limits; `None` for fewer than two customers, and where all amounts are equal:
    /// their spread is not known.
    ///
    /// Amounts are often skewed, a few customers spending most; then hundreds of customers are needed
    /// for limits that hold as often as stated.
    ///
    /// Source: Student, Biometrika 6 (1908) 1-25.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Estimate> {
        let n = self.customers;
        let freedom = n.checked_sub(1).filter(|freedom| *freedom > 0)? as f64;
        let spread = self.spread();
        if spread.is_zero() {
            return None;
        }
        let error = libm::sqrt(spread.to_f64() / freedom) / n as f64 / UNITS as f64;
        let reach = error * student_two_sided_quantile(confidence.level(), freedom);
        let mean = self.sum as f64 / n as f64 / UNITS as f64;
        let limits = (mean - reach, mean + reach);
        let method = Method::StudentT;
        Some(Estimate::new(Unit::Mean, mean, limits, confidence, method))
    }

    /// n Σx² - (Σx)², in units; below 0 for no amounts at all.
    fn spread(&self) -> Fraction {
        let whole = |n: u128| {
            let halves = [n >> 64, n & u128::from(u64::MAX)];
            let [high, low] = halves.map(|half| Fraction::ratio(half.cast_signed(), 1));
            high.times(&Fraction::ratio(1 << 64, 1)).plus(&low)
        };
        let sum = Fraction::ratio(self.sum, 1);
        whole(self.customers.into())
            .times(&whole(self.squares))
            .minus(&sum.times(&sum))
    }

    #[cfg(feature = "serde")]
    fn from_parts(
        customers: u64,
        sum: Option<i128>,
        squares: Option<u128>,
    ) -> Result<Self, CountError> {
        const INCONSISTENT: CountError = CountError::Inconsistent {
            what: "sums of amounts",
        };
        let (sum, squares) = sum.zip(squares).ok_or(INCONSISTENT)?;
        let amounts = Self {
            customers,
            sum,
            squares,
        };
        let most = MOST.unsigned_abs();
        let size = sum.unsigned_abs();
        let possible = size <= u128::from(customers) * u128::from(most)
            // Of whole units, squares are no smaller, and those of an even number of odd ones even.
            && (size..=size.max(squares)).contains(&squares)
            && size % 2 == squares % 2
            && squares / u128::from(most).pow(2) <= customers.into()
            && !amounts.spread().is_negative();
        possible.then_some(amounts).ok_or(INCONSISTENT)
    }
}

aggregator!([] Amounts, whole);
merges!(Amounts, Self::customers);

impl Observe<Amount> for Amounts {
    fn try_observe_n(&mut self, amount: Amount, n: u64) -> Result<(), CountError> {
        *self = self.checked_add(&Self::of(amount, n)?)?;
        Ok(())
    }

    fn check_observe_n(&self, amount: Amount, n: u64) -> Result<(), CountError> {
        self.checked_add(&Self::of(amount, n)?).map(drop)
    }
}

crate::wire::row!(Amounts |this| {
    customers: u64 = this.customers,
    sum: String = this.sum.to_string(),
    squares: String = this.squares.to_string(),
} => |row| Self::from_parts(row.customers, row.sum.parse().ok(), row.squares.parse().ok()));
