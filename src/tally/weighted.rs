//! Weighted responses by category: exact sums of weights and of their squares.

use rust_decimal::Decimal;

use super::tally::Tally;
use super::weight::{PLACES, UNITS_PER_ONE, Weight};
use super::wide::Wide;
use crate::error::{CountError, WeightError};
use crate::kit::{
    Answer, Forget, Observe, Snapshot, aggregator, merges, observes_references, observes_states,
};
use crate::response::{Category, Score};

/// What is left when more weight is taken away than there is.
const LESS_WEIGHT: CountError = CountError::Inconsistent { what: "weights" };

/// The most units of weight a tally holds, about 1.3e24 in all: room for the divisions that the
/// weighted score needs.
const MOST_UNITS: u128 = 1 << 120;

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
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct WeightedTally {
    tally: Tally,
    weights: [u128; 3],
    squares: [Wide; 3],
}

impl WeightedTally {
    /// A state of its parts: responses, units of weight, and their squares.
    fn from_parts(
        tally: Tally,
        weights: [u128; 3],
        squares: [Wide; 3],
    ) -> Result<Self, WeightError> {
        let total = weights
            .iter()
            .try_fold(0_u128, |sum, weight| sum.checked_add(*weight));
        if total.is_none_or(|total| total > MOST_UNITS) {
            return Err(WeightError::Overflow);
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
                return Err(WeightError::Inconsistent {
                    category: category.as_str(),
                });
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
    const fn units(&self, category: Category) -> u128 {
        self.weights[category.index()]
    }

    /// The sum of squared units of weight in one category.
    const fn squared_units(&self, category: Category) -> Wide {
        self.squares[category.index()]
    }

    /// Adds the parts of another state to this one.
    fn checked_plus(
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

    /// The decimal places of a weight.
    pub(crate) const PLACES: u32 = PLACES;

    /// Units of weight as a decimal; exact up to 28 digits, then rounded once.
    pub(crate) fn decimal(units: u128) -> Decimal {
        decimal(units)
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

    /// The sum of all weights as a float.
    pub(crate) fn weight_as_float(&self) -> f64 {
        self.total_units() as f64 / UNITS_PER_ONE as f64
    }

    /// The sum of the weights of one category as a float.
    pub(crate) fn category_weight_as_float(&self, category: Category) -> f64 {
        self.units(category) as f64 / UNITS_PER_ONE as f64
    }

    /// Whether all responses have the same weight: only then is n Σw² = (Σw)².
    pub(crate) fn is_equally_weighted(&self) -> bool {
        let [b, a, c] = Category::ALL.map(|category| self.squared_units(category));
        let total = self.total_units();
        b.checked_add(a)
            .and_then(|sum| sum.checked_add(c))
            .and_then(|sum| sum.checked_times(self.responses()))
            == Some(Wide::times(total, total))
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
    /// use npscore::error::CountError;
    /// use npscore::{Category, Weight, WeightedTally};
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
    /// [`CountError::Underflow`] where `other` has more responses of some category than `self`,
    /// [`CountError::Inconsistent`] where it has more weight, or what is left could not be a tally.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, CountError> {
        let tally = self.tally().checked_sub(other.tally())?;
        let (mut weights, mut squares) = ([0; 3], [Wide::default(); 3]);
        for category in Category::ALL {
            weights[category.index()] = self
                .units(category)
                .checked_sub(other.units(category))
                .ok_or(LESS_WEIGHT)?;
            squares[category.index()] = self
                .squared_units(category)
                .checked_sub(other.squared_units(category))
                .ok_or(LESS_WEIGHT)?;
        }
        Self::from_parts(tally, weights, squares).map_err(|_| LESS_WEIGHT)
    }
}

/// Every response with a weight of 1.
impl From<Tally> for WeightedTally {
    fn from(tally: Tally) -> Self {
        let units = u128::from(UNITS_PER_ONE);
        let counts = Category::ALL.map(|category| tally.count(category));
        Self {
            tally,
            weights: counts.map(|n| units * u128::from(n)),
            squares: counts.map(|n| Wide::product(units * units, n)),
        }
    }
}

aggregator!([] WeightedTally, whole);
merges!(WeightedTally, Self::responses);
observes_states!(WeightedTally);
observes_references!(WeightedTally: (Score, Weight), (Category, Weight));

impl Answer for Weight {}
impl Snapshot for WeightedTally {}

impl Observe<(Category, Weight)> for WeightedTally {
    fn try_observe_n(&mut self, answer: (Category, Weight), n: u64) -> Result<(), CountError> {
        *self = self.checked_add(&Self::of(answer.0, answer.1, n)?)?;
        Ok(())
    }

    fn check_observe_n(&self, answer: (Category, Weight), n: u64) -> Result<(), CountError> {
        self.checked_add(&Self::of(answer.0, answer.1, n)?)
            .map(drop)
    }
}

impl Observe<(Score, Weight)> for WeightedTally {
    fn try_observe_n(
        &mut self,
        (score, weight): (Score, Weight),
        n: u64,
    ) -> Result<(), CountError> {
        self.try_observe_n((score.category(), weight), n)
    }

    fn check_observe_n(&self, (score, weight): (Score, Weight), n: u64) -> Result<(), CountError> {
        self.check_observe_n((score.category(), weight), n)
    }
}

impl Forget<(Category, Weight)> for WeightedTally {
    fn forget(&mut self, answer: (Category, Weight)) -> Result<(), CountError> {
        *self = self.checked_sub(&Self::of(answer.0, answer.1, 1)?)?;
        Ok(())
    }
}

impl Forget<(Score, Weight)> for WeightedTally {
    fn forget(&mut self, (score, weight): (Score, Weight)) -> Result<(), CountError> {
        self.forget((score.category(), weight))
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

#[cfg(feature = "serde")]
mod wire {
    //! Weights and their sums travel as decimal texts, squared sums as hexadecimal texts in units
    //! of 1e-24: no reader rounds them on the way.

    use alloc::format;
    use alloc::string::String;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{PLACES, Tally, UNITS_PER_ONE, WeightedTally, Wide};
    use crate::tally::Counts;
    use crate::text::excerpt;

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "WeightedTally", deny_unknown_fields)]
    struct State {
        responses: Tally,
        weights: Counts<String>,
        squared_weights: Counts<String>,
    }

    fn parse<T: Copy, E: Error>(
        texts: &Counts<String>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<[T; 3], E> {
        let parsed = |text: &str| {
            parse(text)
                .ok_or_else(|| E::custom(format!("{:?} is no sum of weights", excerpt(text))))
        };
        Ok([
            parsed(&texts.detractors)?,
            parsed(&texts.passives)?,
            parsed(&texts.promoters)?,
        ])
    }

    impl Serialize for WeightedTally {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            State {
                responses: *self.tally(),
                weights: Counts::from_fn(|category| units_text(self.units(category))),
                squared_weights: Counts::from_fn(|category| {
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
            let weights = parse::<_, D::Error>(&state.weights, parse_units)?;
            let squares = parse::<_, D::Error>(&state.squared_weights, parse_wide)?;
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
