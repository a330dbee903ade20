//! Survey weights, exact.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use rust_decimal::Decimal;

use super::tally::Tally;
use super::wide::Wide;
use crate::aggregate::{CountError, Forget, Observe, Responses, collects, operators, overflow};
use crate::response::{Category, Score};
use crate::text::excerpt;

pub use encapsulate::{Weight, WeightedTally};

/// Decimal places of a weight.
const PLACES: u32 = 12;

/// One, in units of a weight.
const UNITS_PER_ONE: u64 = 10_u64.pow(PLACES);

/// The most units of weight a tally holds, about 1.3e24 in all: room for the divisions that the
/// weighted score needs.
const MOST_UNITS: u128 = 1 << 120;

mod encapsulate {
    use super::{Category, CountError, MOST_UNITS, Tally, UNITS_PER_ONE, WeightError, Wide};

    /// How much one answer counts: an exact number from 0 to 18 446 744, with up to twelve decimal
    /// places.
    ///
    /// Weights are fixed-point, never floats, so that sums do not depend on their order. A weight
    /// of 0 is an answer outside the population: a response that adds nothing to the score.
    ///
    /// # Ordering
    ///
    /// By size.
    ///
    /// # Errors
    ///
    /// A [`WeightError`] for a negative number, one above the maximum, one with more than twelve
    /// decimal places, such as `0.1234567890123` ([`Weight::rounded`] rounds on request), or a
    /// text that is no decimal number, such as `"NaN"` or `"1,5"`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::Weight;
    ///
    /// let weight: Weight = "0.2847177143".parse()?;
    /// assert_eq!(weight.to_string(), "0.2847177143");
    /// assert!(weight < Weight::ONE);
    /// assert!("NaN".parse::<Weight>().is_err());
    /// # Ok::<(), npscore::WeightError>(())
    /// ```
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Weight {
        units: u64,
    }

    impl Weight {
        /// The weight of an answer that counts once.
        pub const ONE: Self = Self {
            units: UNITS_PER_ONE,
        };

        /// The largest weight, 18 446 744.073709551615.
        pub const MAX: Self = Self { units: u64::MAX };

        /// A weight of that many millionths of millionths.
        pub(super) const fn from_units(units: u64) -> Self {
            Self { units }
        }

        /// The weight in millionths of millionths.
        pub(super) const fn units(self) -> u64 {
            self.units
        }
    }

    /// Weighted answers by category: exact sums of the weights and of their squares.
    ///
    /// Observes `(Score, Weight)` or `(Category, Weight)`. Next to the weighted score, the state
    /// keeps what a standard error needs: how many answers there are, and how unequal their
    /// weights.
    ///
    /// # Invariants
    ///
    /// A category without responses has no weight; the sums are such as weights can have.
    ///
    /// # Ordering
    ///
    /// None, as for [`Tally`].
    ///
    /// # Errors
    ///
    /// The checked operations return a [`CountError`] and change nothing.
    ///
    /// # Panics
    ///
    /// `+`, `+=`, `sum`, `collect`, `extend`, `observe` and `merge` where the responses would pass
    /// `u64::MAX` or the weights about 1.3e24 in all.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Observe, Score, Weight, WeightedTally};
    ///
    /// let mut tally = WeightedTally::default();
    /// tally.observe((Score::constant(10), "1.5".parse()?));
    /// tally.observe((Score::constant(3), "0.5".parse()?));
    /// assert_eq!(tally.result().map(|result| result.nps().to_string()), Some("50".into()));
    /// # Ok::<(), npscore::WeightError>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct WeightedTally {
        tally: Tally,
        weights: [u128; 3],
        squares: [Wide; 3],
    }

    impl WeightedTally {
        /// A state of its parts: responses, units of weight, and their squares.
        pub(super) fn from_parts(
            tally: Tally,
            weights: [u128; 3],
            squares: [Wide; 3],
        ) -> Result<Self, WeightError> {
            let total = weights
                .iter()
                .try_fold(0_u128, |sum, weight| sum.checked_add(*weight));
            if total.is_none_or(|total| total > MOST_UNITS) {
                return Err(WeightError::TooMuch);
            }
            for category in Category::ALL {
                let n = tally.count(category);
                let (sum, squares) = (weights[category.index()], squares[category.index()]);
                // No weight is above the largest, the squares of n weights are at least the
                // square of their sum divided by n (Cauchy and Schwarz), at most the sum times
                // the largest weight, and at most the square of the sum.
                let possible = sum <= u128::from(n) * u128::from(u64::MAX)
                    && squares <= Wide::product(sum, u64::MAX)
                    && squares <= Wide::times(sum, sum)
                    && squares
                        .checked_times(n)
                        .is_none_or(|most| Wide::times(sum, sum) <= most);
                if !possible {
                    return Err(WeightError::Impossible { category });
                }
            }
            Ok(Self {
                tally,
                weights,
                squares,
            })
        }

        /// How many responses there are by category, each counted once.
        #[must_use]
        pub const fn tally(&self) -> &Tally {
            &self.tally
        }

        /// The units of weight in one category.
        pub(super) const fn units(&self, category: Category) -> u128 {
            self.weights[category.index()]
        }

        /// The sum of squared units of weight in one category.
        pub(super) const fn squared_units(&self, category: Category) -> Wide {
            self.squares[category.index()]
        }

        /// Adds the parts of another state to this one.
        pub(super) fn checked_plus(
            &self,
            tally: &Tally,
            weights: [u128; 3],
            squares: [Wide; 3],
        ) -> Result<Self, CountError> {
            let mut sum = Self {
                tally: self.tally.checked_add(tally)?,
                ..*self
            };
            let mut total: u128 = 0;
            for index in 0..3 {
                sum.weights[index] = self.weights[index]
                    .checked_add(weights[index])
                    .ok_or(CountError::WeightOverflow)?;
                sum.squares[index] = self.squares[index]
                    .checked_add(squares[index])
                    .ok_or(CountError::WeightOverflow)?;
                total = total
                    .checked_add(sum.weights[index])
                    .ok_or(CountError::WeightOverflow)?;
            }
            if total > MOST_UNITS {
                Err(CountError::WeightOverflow)
            } else {
                Ok(sum)
            }
        }
    }
}

impl Weight {
    /// The weight of an exact decimal.
    ///
    /// # Errors
    ///
    /// [`WeightError::OutOfRange`] for a negative number or one above [`Weight::MAX`],
    /// [`WeightError::TooPrecise`] for more than twelve decimal places.
    pub fn new(value: Decimal) -> Result<Self, WeightError> {
        let exact = Self::rounded(value)?;
        if exact.to_decimal() == value {
            Ok(exact)
        } else {
            Err(WeightError::TooPrecise { value })
        }
    }

    /// The weight nearest to a decimal, rounded half to even at the twelfth place.
    ///
    /// # Errors
    ///
    /// [`WeightError::OutOfRange`] for a negative number or one above [`Weight::MAX`].
    pub fn rounded(value: Decimal) -> Result<Self, WeightError> {
        let mut rounded = value.round_dp(PLACES);
        rounded.rescale(PLACES);
        // A number too large for twelve places keeps fewer; it is out of range as well.
        if rounded.scale() != PLACES || (value.is_sign_negative() && !value.is_zero()) {
            return Err(WeightError::OutOfRange { value });
        }
        u64::try_from(rounded.mantissa())
            .map(Self::from_units)
            .map_err(|_| WeightError::OutOfRange { value })
    }

    /// The exact decimal.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(self.units().into(), PLACES).normalize()
    }
}

/// The weight of an answer that counts once.
impl Default for Weight {
    fn default() -> Self {
        Self::ONE
    }
}

impl From<u16> for Weight {
    fn from(whole: u16) -> Self {
        Self::from_units(u64::from(whole) * UNITS_PER_ONE)
    }
}

impl TryFrom<Decimal> for Weight {
    type Error = WeightError;

    fn try_from(value: Decimal) -> Result<Self, WeightError> {
        Self::new(value)
    }
}

impl From<Weight> for Decimal {
    fn from(weight: Weight) -> Self {
        weight.to_decimal()
    }
}

/// A decimal number such as `"0.2847177143"`, `"1"` or `"2.5e-3"`, surrounding ASCII space allowed.
impl FromStr for Weight {
    type Err = WeightError;

    fn from_str(text: &str) -> Result<Self, WeightError> {
        let number = text.trim_ascii();
        let numeric = number.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            && !number.contains('_');
        let value = Decimal::from_str_exact(number).or_else(|_| Decimal::from_scientific(number));
        match value {
            Ok(value) if numeric => Self::new(value),
            _ => Err(WeightError::NotANumber {
                text: excerpt(text),
            }),
        }
    }
}

impl fmt::Debug for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Weight({})", self.to_decimal())
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_decimal(), f)
    }
}

impl WeightedTally {
    /// All responses, each counted once.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.tally().responses()
    }

    /// Whether there is no response.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tally().is_empty()
    }

    /// The sum of the weights of one category; exact up to 28 digits, then rounded once.
    #[must_use]
    pub fn weight(&self, category: Category) -> Decimal {
        decimal(self.units(category))
    }

    /// The sum of all weights; exact up to 28 digits, then rounded once.
    #[must_use]
    pub fn total_weight(&self) -> Decimal {
        decimal(self.total_units())
    }

    /// The sum of all weights in units, at most 2^120.
    pub(crate) fn total_units(&self) -> u128 {
        Category::ALL
            .into_iter()
            .map(|category| self.units(category))
            .sum()
    }

    /// The weight of a category in units.
    pub(crate) const fn category_units(&self, category: Category) -> u128 {
        self.units(category)
    }

    /// The sum of squared weights of one category. A float: it serves standard errors.
    #[must_use]
    pub fn squared_weight(&self, category: Category) -> f64 {
        let one = UNITS_PER_ONE as f64;
        self.squared_units(category).to_f64() / one / one
    }

    /// `n` responses of one category, each of the same weight.
    ///
    /// With [`checked_add`](Self::checked_add) it is how to observe without a panic.
    ///
    /// # Errors
    ///
    /// [`CountError::WeightOverflow`] for more weight than about 1.3e24.
    ///
    /// ```
    /// use npscore::{Category, CountError, Weight, WeightedTally};
    ///
    /// let some = WeightedTally::of(Category::Promoter, Weight::ONE, 3)?;
    /// assert_eq!(some.total_weight().to_string(), "3");
    /// let most = WeightedTally::of(Category::Promoter, Weight::MAX, u64::MAX);
    /// assert_eq!(most, Err(CountError::WeightOverflow));
    /// # Ok::<(), CountError>(())
    /// ```
    pub fn of(category: Category, weight: Weight, n: u64) -> Result<Self, CountError> {
        let units = u128::from(weight.units());
        let (mut weights, mut squares) = ([0; 3], [Wide::default(); 3]);
        weights[category.index()] = units * u128::from(n);
        squares[category.index()] = Wide::product(units * units, n);
        Self::default().checked_plus(&Tally::of(category, n), weights, squares)
    }

    /// Both tallies together.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` responses, [`CountError::WeightOverflow`]
    /// for more weight than about 1.3e24.
    pub fn checked_add(&self, other: &Self) -> Result<Self, CountError> {
        self.checked_plus(
            other.tally(),
            Category::ALL.map(|category| other.units(category)),
            Category::ALL.map(|category| other.squared_units(category)),
        )
    }

    /// This tally without the other, the whole of it or nothing.
    ///
    /// # Errors
    ///
    /// [`CountError::Underflow`] where `other` has more responses or weight of some category than
    /// `self`, or what is left could not be a tally.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, CountError> {
        let tally = self.tally().checked_sub(other.tally())?;
        let (mut weights, mut squares) = ([0; 3], [Wide::default(); 3]);
        for category in Category::ALL {
            weights[category.index()] = self
                .units(category)
                .checked_sub(other.units(category))
                .ok_or(CountError::Underflow)?;
            squares[category.index()] = self
                .squared_units(category)
                .checked_sub(other.squared_units(category))
                .ok_or(CountError::Underflow)?;
        }
        Self::from_parts(tally, weights, squares).map_err(|_| CountError::Underflow)
    }
}

operators!(WeightedTally);
collects!(WeightedTally, (Score, Weight));
collects!(WeightedTally, (Category, Weight));

impl Observe<(Category, Weight)> for WeightedTally {
    fn observe_n(&mut self, (category, weight): (Category, Weight), n: u64) {
        let sum = Self::of(category, weight, n).and_then(|more| self.checked_add(&more));
        match sum {
            Ok(sum) => *self = sum,
            Err(error) => overflow(&error),
        }
    }
}

impl Observe<(Score, Weight)> for WeightedTally {
    fn observe_n(&mut self, (score, weight): (Score, Weight), n: u64) {
        self.observe_n((score.category(), weight), n);
    }
}

impl Forget<(Category, Weight)> for WeightedTally {
    fn forget(&mut self, answer: (Category, Weight)) -> Result<(), CountError> {
        let mut one = Self::default();
        one.observe(answer);
        *self = self.checked_sub(&one)?;
        Ok(())
    }
}

impl Forget<(Score, Weight)> for WeightedTally {
    fn forget(&mut self, (score, weight): (Score, Weight)) -> Result<(), CountError> {
        self.forget((score.category(), weight))
    }
}

impl Responses for WeightedTally {
    fn responses(&self) -> u64 {
        self.responses()
    }
}

/// Units of weight as a decimal, rounded half to even where 28 digits do not hold them.
fn decimal(units: u128) -> Decimal {
    let (mut mantissa, mut scale) = (units, PLACES);
    let mut sticky = false;
    loop {
        let exact = i128::try_from(mantissa).ok();
        let fits = exact.and_then(|exact| Decimal::try_from_i128_with_scale(exact, scale).ok());
        if let Some(value) = fits {
            return value.normalize();
        }
        // One digit less, with what was dropped before kept in mind for a tie.
        let (rest, kept) = (mantissa % 10, mantissa / 10);
        let up = rest > 5 || (rest == 5 && (sticky || kept % 2 == 1));
        sticky |= rest != 0;
        mantissa = kept + u128::from(up);
        scale -= 1;
    }
}

/// Why a [`Weight`] was refused, or a state of weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightError {
    /// A negative weight, or one above the largest.
    #[error("weight {value} is out of range, expected 0 to 18446744.073709551615")]
    OutOfRange {
        /// The number.
        value: Decimal,
    },
    /// More than twelve decimal places.
    #[error("weight {value} has more than 12 decimal places")]
    TooPrecise {
        /// The number.
        value: Decimal,
    },
    /// A text that is no decimal number.
    #[error("weight {text:?} is not a decimal number, expected 0 to 18446744.073709551615")]
    NotANumber {
        /// The text, or its beginning.
        text: String,
    },
    /// More weight in all than a tally holds.
    #[error("more weight than a tally holds, about 1.3e24")]
    TooMuch,
    /// Sums that no weights of that many responses have.
    #[error("the {category} weights cannot have these sums")]
    Impossible {
        /// The category whose sums contradict each other.
        category: Category,
    },
}

#[cfg(feature = "serde")]
mod wire {
    //! Weights and their sums travel as decimal texts, squared sums as hexadecimal texts in units
    //! of 1e-24: no reader rounds them on the way.

    use alloc::format;
    use alloc::string::{String, ToString};
    use core::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Category, PLACES, Tally, UNITS_PER_ONE, Weight, WeightedTally, Wide, excerpt};

    impl Serialize for Weight {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&self.to_string())
        }
    }

    /// A decimal text such as `"0.2847177143"`; floats are refused, as they are not exact.
    impl<'de> Deserialize<'de> for Weight {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(WeightVisitor)
        }
    }

    struct WeightVisitor;

    impl Visitor<'_> for WeightVisitor {
        type Value = Weight;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a weight, a decimal number in quotes")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Weight, E> {
            text.parse().map_err(E::custom)
        }
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "WeightedTally", deny_unknown_fields)]
    struct State {
        responses: Tally,
        weights: ByCategory,
        squared_weights: ByCategory,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct ByCategory {
        detractors: String,
        passives: String,
        promoters: String,
    }

    impl ByCategory {
        fn new(text: impl Fn(Category) -> String) -> Self {
            let [detractors, passives, promoters] = Category::ALL.map(text);
            Self {
                detractors,
                passives,
                promoters,
            }
        }

        fn parse<T, E: Error>(&self, parse: impl Fn(&str) -> Option<T>) -> Result<[T; 3], E> {
            let parsed = |text: &str| {
                parse(text)
                    .ok_or_else(|| E::custom(format!("{:?} is no sum of weights", excerpt(text))))
            };
            Ok([
                parsed(&self.detractors)?,
                parsed(&self.passives)?,
                parsed(&self.promoters)?,
            ])
        }
    }

    impl Serialize for WeightedTally {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            State {
                responses: *self.tally(),
                weights: ByCategory::new(|category| units_text(self.units(category))),
                squared_weights: ByCategory::new(|category| {
                    let wide = self.squared_units(category);
                    match wide.high() {
                        0 => format!("{:x}", wide.low()),
                        high => format!("{high:x}{:032x}", wide.low()),
                    }
                }),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for WeightedTally {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let state = State::deserialize(deserializer)?;
            let weights = state.weights.parse::<_, D::Error>(parse_units)?;
            let squares = state.squared_weights.parse::<_, D::Error>(parse_wide)?;
            Self::from_parts(state.responses, weights, squares).map_err(D::Error::custom)
        }
    }

    fn units_text(units: u128) -> String {
        let one = u128::from(UNITS_PER_ONE);
        let text = format!("{}.{:012}", units / one, units % one);
        text.trim_end_matches('0').trim_end_matches('.').into()
    }

    fn parse_units(text: &str) -> Option<u128> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || fraction.len() > PLACES as usize
            || !digits(whole)
            || !digits(fraction)
        {
            return None;
        }
        let whole: u128 = whole.parse().ok()?;
        let fraction: u128 = format!("{fraction:0<12}").parse().ok()?;
        whole
            .checked_mul(UNITS_PER_ONE.into())?
            .checked_add(fraction)
    }

    fn parse_wide(text: &str) -> Option<Wide> {
        let hexadecimal = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !hexadecimal {
            return None;
        }
        let (high, low) = text.split_at(text.len().saturating_sub(32));
        let high = if high.is_empty() {
            0
        } else {
            u128::from_str_radix(high, 16).ok()?
        };
        Some(Wide::new(high, u128::from_str_radix(low, 16).ok()?))
    }
}
