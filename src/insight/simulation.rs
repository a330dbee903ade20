//! What if: how many people must be won for a score.

use core::fmt;

use crate::nps::{Fraction, Nps, NpsResult, Points, Rating};
use crate::response::Category;
use crate::tally::Tally;

/// A step up that a respondent can be won for.
///
/// # Ordering
///
/// None.
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
    pub const fn from(self) -> Category {
        match self {
            Self::PassiveToPromoter => Category::Passive,
            Self::DetractorToPassive | Self::DetractorToPromoter => Category::Detractor,
        }
    }

    /// The category that is reached.
    #[must_use]
    pub const fn to(self) -> Category {
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
}

/// `passive to promoter`.
impl fmt::Display for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from(), self.to())
    }
}

/// A score to be reached, with or without the limit itself.
///
/// An [`Nps`] converts into "at least"; a [`Rating`] converts into "strictly above its limit", since
/// the limits of ratings are strict: 50 is good, and only more than 50 is excellent.
///
/// # Ordering
///
/// None.
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
        let (word, Self::AtLeast(limit) | Self::Above(limit)) = match self {
            Self::AtLeast(_) => ("at least", self),
            Self::Above(_) => ("above", self),
        };
        write!(f, "{word} ")?;
        // A limit of whole points is shown as one.
        if *limit == Nps::constant(limit.whole()) {
            write!(f, "{limit}")
        } else {
            write!(f, "{limit:.2}")
        }
    }
}

/// What becomes of a result when some respondents are won: everybody else stays.
///
/// # Invariants
///
/// There were as many people to convert.
///
/// # Ordering
///
/// None.
///
/// # Display
///
/// `39 of 52 passives to promoters: NPS 12 to 51, +39.0 points`.
///
/// # Serialised form
///
/// `{"conversion", "people", "available", "nps_before", "nps_after", "change"}`: points as floats;
/// written only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    conversion: Conversion,
    people: u64,
    before: NpsResult,
    after: NpsResult,
}

impl NpsResult {
    /// The effect of winning some people: `people` of the category the conversion starts from.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::insight::Conversion;
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let won = result.convert(Conversion::DetractorToPassive, 8)?;
    /// assert_eq!(won.to_string(), "8 of 18 detractors to passives: NPS 12 to 20, +8.0 points");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SimulationError::TooFew`] for more people than there are.
    pub fn convert(
        &self,
        conversion: Conversion,
        people: u64,
    ) -> Result<Simulation, SimulationError> {
        let available = self.count(conversion.from());
        let too_few = SimulationError::TooFew {
            category: conversion.from(),
            people,
            available,
        };
        let moved = self
            .tally()
            .checked_sub(&Tally::of(conversion.from(), people))
            .and_then(|rest| rest.checked_add(&Tally::of(conversion.to(), people)));
        match moved.map(|tally| tally.result()) {
            Ok(Some(after)) => Ok(Simulation {
                conversion,
                people,
                before: *self,
                after,
            }),
            _ => Err(too_few),
        }
    }

    /// The fewest conversions of one kind that reach a goal: 0 if it is reached already.
    ///
    /// The goal is an [`Nps`] to be reached or passed, or a [`Rating`], whose limit must be passed.
    /// All comparisons are exact.
    ///
    /// ```
    /// use npscore::{Counts, Rating, Tally};
    /// use npscore::insight::{Conversion, SimulationError};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let won = result.fewest(Conversion::PassiveToPromoter, Rating::Excellent)?;
    /// assert_eq!(won.to_string(), "39 of 52 passives to promoters: NPS 12 to 51, +39.0 points");
    ///
    /// let unreachable = result.fewest(Conversion::DetractorToPassive, Rating::Excellent);
    /// assert_eq!(
    ///     unreachable.unwrap_err().to_string(),
    ///     "a score above 50 is out of reach: all 18 conversions of detractor to passive give 30.00"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SimulationError::Unreachable`] where winning all of them is not enough.
    pub fn fewest(
        &self,
        conversion: Conversion,
        goal: impl Into<Goal>,
    ) -> Result<Simulation, SimulationError> {
        let goal = goal.into();
        let available = self.count(conversion.from());
        let best = self.convert(conversion, available)?;
        if !goal.is_reached_by(best.after.nps()) {
            return Err(SimulationError::Unreachable {
                goal,
                conversion,
                available,
                best: best.after.nps(),
            });
        }
        // More people, higher score: the fewest are found by halving.
        let (mut enough, mut most) = (best, available);
        let mut least = 0;
        while least < most {
            let people = least + (most - least) / 2;
            let tried = self.convert(conversion, people)?;
            if goal.is_reached_by(tried.after.nps()) {
                (enough, most) = (tried, people);
            } else {
                least = people + 1;
            }
        }
        Ok(enough)
    }

    /// The next better of Bain's bands, as a goal for [`fewest`](Self::fewest); `None` in the best.
    #[must_use]
    pub fn next_rating(&self) -> Option<Rating> {
        let rating = self.rating();
        Rating::ALL.into_iter().find(|next| *next > rating)
    }

    /// By how many points one conversion moves the score, exact: 100 or 200 divided by the responses.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::insight::Conversion;
    ///
    /// let result = Tally::from(Counts { detractors: 1, passives: 1, promoters: 1 }).result().ok_or("no responses")?;
    /// let points = result.points_per_conversion(Conversion::DetractorToPromoter);
    /// assert_eq!(format!("{points:.2}"), "66.67");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn points_per_conversion(&self, conversion: Conversion) -> Points {
        let net = 100 * i128::from(conversion.steps());
        Points::new(Fraction::ratio(net, self.responses().into()))
    }
}

impl Simulation {
    /// What the people are won for.
    #[must_use]
    pub const fn conversion(&self) -> Conversion {
        self.conversion
    }

    /// How many people are won.
    #[must_use]
    pub const fn people(&self) -> u64 {
        self.people
    }

    /// The result as it is.
    #[must_use]
    pub const fn before(&self) -> &NpsResult {
        &self.before
    }

    /// The result as it would be.
    #[must_use]
    pub const fn after(&self) -> &NpsResult {
        &self.after
    }

    /// How many there are to be won.
    #[must_use]
    pub const fn available(&self) -> u64 {
        self.before.count(self.conversion.from())
    }

    /// By how much the score would change, exact.
    #[must_use]
    pub fn change(&self) -> Points {
        self.after.nps() - self.before.nps()
    }
}

/// The conversions and their effect in a line.
impl fmt::Display for Simulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (people, available) = (self.people, self.available());
        let (from, to) = (self.conversion.from(), self.conversion.to());
        write!(f, "{people} of {available} {from}s to {to}s: ")?;
        let (before, after) = (self.before.nps(), self.after.nps());
        write!(f, "NPS {before} to {after}, {:+.1} points", self.change())
    }
}

/// Why a simulation has no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// More people than there are in a category.
    #[error("{people} {category}s to convert, expected at most {available}")]
    TooFew {
        /// The category they are to be of.
        category: Category,
        /// How many are to be converted.
        people: u64,
        /// How many there are.
        available: u64,
    },
    /// A goal that even converting everybody does not reach.
    #[error(
        "a score {goal} is out of reach: all {available} conversions of {conversion} give {best:.2}"
    )]
    Unreachable {
        /// The goal.
        goal: Goal,
        /// What people were to be won for.
        conversion: Conversion,
        /// How many there are.
        available: u64,
        /// The score if all are won.
        best: Nps,
    },
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{Conversion, Points, Simulation};

    #[derive(Serialize)]
    #[serde(rename = "Simulation")]
    struct Row {
        conversion: Conversion,
        people: u64,
        available: u64,
        nps_before: f64,
        nps_after: f64,
        change: Points,
    }

    impl Serialize for Simulation {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                conversion: self.conversion(),
                people: self.people(),
                available: self.available(),
                nps_before: self.before().nps().to_f64(),
                nps_after: self.after().nps().to_f64(),
                change: self.change(),
            }
            .serialize(serializer)
        }
    }
}
