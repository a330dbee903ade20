//! What if: how many people must be won for a score.

use alloc::string::ToString;
use core::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::error::DataError;
use crate::nps::{Fraction, Nps, NpsResult, Points, Rating};
use crate::response::Category;
use crate::tally::{Sample, Tally, WeightedTally};

/// How scores are rounded in texts.
const HALF_UP: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;

/// A step up that a respondent can be won for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Conversion {
    /// A passive becomes a promoter: one step.
    PassiveToPromoter,
    /// A detractor becomes a passive: one step.
    DetractorToPassive,
    /// A detractor becomes a promoter: two steps.
    DetractorToPromoter,
}

impl Conversion {
    /// The three conversions.
    pub const ALL: [Self; 3] = [
        Self::PassiveToPromoter,
        Self::DetractorToPassive,
        Self::DetractorToPromoter,
    ];

    /// The category that is left.
    #[must_use]
    pub const fn origin(self) -> Category {
        match self {
            Self::PassiveToPromoter => Category::Passive,
            Self::DetractorToPassive | Self::DetractorToPromoter => Category::Detractor,
        }
    }

    /// The category that is reached.
    #[must_use]
    pub const fn target(self) -> Category {
        match self {
            Self::DetractorToPassive => Category::Passive,
            Self::PassiveToPromoter | Self::DetractorToPromoter => Category::Promoter,
        }
    }

    /// By how much one conversion changes promoters minus detractors: 1 or 2.
    #[must_use]
    pub const fn steps(self) -> u8 {
        match self {
            Self::PassiveToPromoter | Self::DetractorToPassive => 1,
            Self::DetractorToPromoter => 2,
        }
    }

    /// By how many points one conversion among so many responses moves the NPS, exact: 100 or 200
    /// divided by the responses. No points without responses.
    ///
    /// ```
    /// use npscore::insight::Conversion;
    ///
    /// let points = Conversion::DetractorToPromoter.points(3);
    /// assert_eq!(format!("{points:.2}"), "66.67");
    /// ```
    #[must_use]
    pub fn points(self, responses: u64) -> Points {
        let net = 100 * i128::from(self.steps());
        Points::new(Fraction::ratio(net, responses.into()))
    }

    const fn plural(self) -> &'static str {
        match self {
            Self::PassiveToPromoter => "passives to promoters",
            Self::DetractorToPassive => "detractors to passives",
            Self::DetractorToPromoter => "detractors to promoters",
        }
    }

    const fn origins(self) -> &'static str {
        match self {
            Self::PassiveToPromoter => "passives",
            Self::DetractorToPassive | Self::DetractorToPromoter => "detractors",
        }
    }
}

/// `passives to promoters`.
impl fmt::Display for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::text::pad(f, self.plural())
    }
}

/// A score to be reached, with or without the limit itself.
///
/// An [`Nps`] converts into "at least"; a [`Rating`] converts into "strictly above its limit", since
/// the limits of ratings are strict: 50 is good, and only more than 50 is excellent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Goal {
    /// This score or a higher one.
    AtLeast(Nps),
    /// A higher score than this.
    Above(Nps),
}

impl Goal {
    /// Whether a score reaches the goal, compared exactly.
    #[must_use]
    pub fn is_reached_by(self, nps: Nps) -> bool {
        match self {
            Self::AtLeast(limit) => nps >= limit,
            Self::Above(limit) => nps > limit,
        }
    }
}

impl Goal {
    /// A score with as many decimal places as it takes to tell it from the limit, at least one.
    fn shown_apart(self, nps: Nps) -> Decimal {
        let (Self::AtLeast(limit) | Self::Above(limit)) = self;
        let places = nps.places_apart(limit, 1);
        nps.round_dp(u32::try_from(places).unwrap_or(0), HALF_UP)
    }
}

impl From<Nps> for Goal {
    fn from(nps: Nps) -> Self {
        Self::AtLeast(nps)
    }
}

impl From<Rating> for Goal {
    fn from(rating: Rating) -> Self {
        rating.above().map_or(Self::AtLeast(Nps::MIN), Self::Above)
    }
}

/// `at least 50` or `above 50`.
impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let (word, Self::AtLeast(limit) | Self::Above(limit)) = match self {
            Self::AtLeast(_) => ("at least", self),
            Self::Above(_) => ("above", self),
        };
        write!(f, "{word} ")?;
        // As many places as the limit has, up to two.
        let is_shown = |places: &u32| Nps::try_from(limit.round_dp(*places, HALF_UP)) == Ok(*limit);
        let places = (0..2).find(is_shown).unwrap_or(2);
        write!(f, "{limit:.0$}", places as usize)
    }
}

/// A sample of which some may be won: people of a [`Tally`], weight of a [`WeightedTally`]. Sealed.
pub trait Convertible: Sample {
    /// How many people, a `u64`, or how much weight, a [`Decimal`].
    type Amount: Copy + fmt::Debug + fmt::Display + PartialEq + Into<Decimal>;

    /// An amount in units; `None` for one that is negative, or finer than a unit.
    #[doc(hidden)]
    fn to_units(amount: Self::Amount) -> Option<u128>;

    /// So many units.
    #[doc(hidden)]
    fn amount(units: u128) -> Self::Amount;
}

impl Convertible for Tally {
    type Amount = u64;

    fn to_units(people: u64) -> Option<u128> {
        Some(people.into())
    }

    fn amount(units: u128) -> u64 {
        // A part of a count.
        u64::try_from(units).unwrap_or(u64::MAX)
    }
}

impl Convertible for WeightedTally {
    type Amount = Decimal;

    fn to_units(weight: Decimal) -> Option<u128> {
        let weight = weight.normalize();
        let places = Self::PLACES.checked_sub(weight.scale())?;
        let units = u128::try_from(weight.mantissa()).ok()?;
        units.checked_mul(10_u128.pow(places))
    }

    fn amount(units: u128) -> Decimal {
        Self::decimal(units)
    }
}

/// What becomes of a result when some respondents are won: everybody else stays.
///
/// Of a weighted result so much weight is won: people of a population, where weights add up to it.
///
/// # Invariants
///
/// There were as many people to convert, or as much weight.
///
/// # Display
///
/// `39 of 52 passives to promoters: NPS 12.0 to 51.0, +39.0 points`, or `2.5 of 4.75 weight, passives
/// to promoters: ..`.
///
/// # Serialised form
///
/// `{"conversion", "people", "available", "nps_before", "nps_after", "change"}`: points as floats, weights
/// as decimal texts; written only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation<S = Tally> {
    conversion: Conversion,
    /// In units of the sample.
    won: u128,
    before: NpsResult<S>,
    after: Nps,
}

impl<S: Convertible> Simulation<S> {
    /// The effect of winning some people, or some weight, of the category the conversion starts from.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::insight::{Conversion, Simulation};
    ///
    /// let tally = Tally::from(Counts { detractors: 18_u32, passives: 52, promoters: 30 });
    /// let result = tally.result().ok_or("no responses")?;
    /// let won = Simulation::convert(&result, Conversion::DetractorToPassive, 8)?;
    /// assert_eq!(won.to_string(), "8 of 18 detractors to passives: NPS 12.0 to 20.0, +8.0 points");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::Unconvertible`] for more than there is, and for a weight that is negative or has more than
    /// twelve decimal places.
    pub fn convert(
        result: &NpsResult<S>,
        conversion: Conversion,
        people: S::Amount,
    ) -> Result<Self, DataError> {
        let available = available(result, conversion);
        match S::to_units(people) {
            Some(won) if won <= available => Ok(Self::of(result, conversion, won)),
            _ => Err(DataError::Unconvertible {
                what: conversion.origins(),
                found: people.into(),
                maximum: S::amount(available).into(),
            }),
        }
    }

    /// So many units, of as many as there are.
    fn of(result: &NpsResult<S>, conversion: Conversion, won: u128) -> Self {
        let [detractors, passives, promoters] = result.tally().units();
        // At most 2^120 in all, so the casts are exact, and nothing won is beyond it.
        let net = promoters.cast_signed() - detractors.cast_signed();
        let net = net + i128::from(conversion.steps()) * won.cast_signed();
        let after = Nps::of_units(net, detractors + passives + promoters);
        Self {
            conversion,
            won,
            before: result.clone(),
            // There are no more than are in the category that is left.
            after: after.unwrap_or(Nps::MAX),
        }
    }

    /// The fewest conversions of one kind that reach a goal, or the least weight: 0 if it is reached
    /// already.
    ///
    /// The goal is an [`Nps`] to be reached or passed, or a [`Rating`], whose limit must be passed.
    /// All comparisons are exact; a weight has up to twelve decimal places.
    ///
    /// ```
    /// use npscore::{Counts, Rating, Tally};
    /// use npscore::insight::{Conversion, Simulation};
    ///
    /// let tally = Tally::from(Counts { detractors: 18_u32, passives: 52, promoters: 30 });
    /// let result = tally.result().ok_or("no responses")?;
    /// let next = Rating::next_above(result.nps()).ok_or("world class already")?;
    /// let won = Simulation::fewest(&result, Conversion::PassiveToPromoter, next)?;
    /// assert_eq!(won.to_string(), "9 of 52 passives to promoters: NPS 12.0 to 21.0, +9.0 points");
    ///
    /// let unreachable = Simulation::fewest(&result, Conversion::DetractorToPassive, Rating::Excellent);
    /// assert_eq!(
    ///     unreachable.unwrap_err().to_string(),
    ///     "NPS above 50 cannot be reached by converting detractors to passives: \
    ///      18 of them give 30.0"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::Unreachable`] where winning all of them is not enough.
    pub fn fewest(
        result: &NpsResult<S>,
        conversion: Conversion,
        goal: impl Into<Goal>,
    ) -> Result<Self, DataError> {
        let goal = goal.into();
        let available = available(result, conversion);
        let best = Self::of(result, conversion, available);
        if !goal.is_reached_by(best.after) {
            return Err(DataError::Unreachable {
                goal: goal.to_string(),
                conversion: conversion.plural(),
                available: S::amount(available).into(),
                reached: goal.shown_apart(best.after),
            });
        }
        // More won, higher score: the fewest are found by halving.
        let (mut enough, mut most) = (best, available);
        let mut least = 0;
        while least < most {
            let won = least + (most - least) / 2;
            let tried = Self::of(result, conversion, won);
            if goal.is_reached_by(tried.after) {
                (enough, most) = (tried, won);
            } else {
                least = won + 1;
            }
        }
        Ok(enough)
    }

    /// How many people are won, or how much weight.
    #[must_use]
    pub fn people(&self) -> S::Amount {
        S::amount(self.won)
    }

    /// How many there are to be won, or how much weight.
    #[must_use]
    pub fn available(&self) -> S::Amount {
        S::amount(available(&self.before, self.conversion))
    }
}

/// The units of the category that is left.
fn available<S: Sample>(result: &NpsResult<S>, conversion: Conversion) -> u128 {
    result.tally().units()[conversion.origin().index()]
}

impl<S: Sample> Simulation<S> {
    /// What the people are won for.
    #[must_use]
    pub const fn conversion(&self) -> Conversion {
        self.conversion
    }

    /// The result as it is.
    #[must_use]
    pub const fn before(&self) -> &NpsResult<S> {
        &self.before
    }

    /// The NPS as it would be.
    #[must_use]
    pub const fn after(&self) -> Nps {
        self.after
    }

    /// By how much the score would change, exact.
    #[must_use]
    pub fn change(&self) -> Points {
        self.after - self.before.nps()
    }
}

/// The conversions and their effect in a line.
impl<S: Convertible> fmt::Display for Simulation<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let dp = f.precision().unwrap_or(1);
        let (people, available, conversion) = (self.people(), self.available(), self.conversion);
        let (before, after) = (self.before.nps(), self.after);
        let weight = if S::UNBIASED { " weight," } else { "" };
        write!(f, "{people} of {available}{weight} {conversion}: ")?;
        write!(
            f,
            "NPS {before:.dp$} to {after:.dp$}, {:+.dp$} points",
            self.change()
        )
    }
}

crate::wire::written!([S: Convertible<Amount: serde::Serialize>] Simulation<S> as "Simulation", |this| {
    conversion: this.conversion(),
    people: this.people(),
    available: this.available(),
    nps_before: this.before().nps().to_f64(),
    nps_after: this.after().to_f64(),
    change: this.change(),
});
