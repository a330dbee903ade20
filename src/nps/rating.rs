//! Bands that put a word to a score.

use alloc::vec::Vec;

use super::value::Nps;
use crate::error::NpsError;

/// How good a score is, by the bands Bain & Company published.
///
/// | rating | score |
/// |---|---|
/// | needs improvement | 0 and below |
/// | acceptable | above 0 |
/// | good | above 20 |
/// | excellent | above 50 |
/// | world class | above 80 |
///
/// Every limit is strict and compared with the exact score: 20 is acceptable, 20.01 is good,
/// though both are shown as 20. Other bands make a [`RatingScale`].
///
/// # Ordering
///
/// From the worst band to the best.
///
/// # Example
///
/// ```
/// use npscore::{Nps, Rating};
///
/// assert_eq!(Rating::of(Nps::from_points(50)?), Rating::Good);
/// assert_eq!(Rating::of(Nps::new(501, 1000)?), Rating::Excellent);
/// assert_eq!(Rating::WorldClass.to_string(), "world class");
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// Bain & Company, the creators of the Net Promoter System: above 0 is good, above 20 favourable,
/// above 50 excellent, above 80 world class; the words of the lower bands vary between accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Rating {
    /// 0 and below.
    NeedsImprovement,
    /// Above 0.
    Acceptable,
    /// Above 20.
    Good,
    /// Above 50.
    Excellent,
    /// Above 80.
    WorldClass,
}

impl Rating {
    /// The five bands, from the worst to the best.
    pub const ALL: [Self; 5] = [
        Self::NeedsImprovement,
        Self::Acceptable,
        Self::Good,
        Self::Excellent,
        Self::WorldClass,
    ];

    /// The band of a score.
    #[must_use]
    pub fn of(nps: Nps) -> Self {
        let reached = |rating: &&Self| rating.above().is_none_or(|limit| nps > limit);
        *Self::ALL
            .iter()
            .rev()
            .find(reached)
            .unwrap_or(&Self::NeedsImprovement)
    }

    /// The next better band than that of a score; `None` in the best.
    #[must_use]
    pub fn next_above(nps: Nps) -> Option<Self> {
        let rating = Self::of(nps);
        Self::ALL.into_iter().find(|next| *next > rating)
    }

    /// The score a band is strictly above; `None` for the lowest band.
    #[must_use]
    pub const fn above(self) -> Option<Nps> {
        match self {
            Self::NeedsImprovement => None,
            Self::Acceptable => Some(Nps::ZERO),
            Self::Good => Some(Nps::constant(20)),
            Self::Excellent => Some(Nps::constant(50)),
            Self::WorldClass => Some(Nps::constant(80)),
        }
    }
}

crate::text::words!(
    /// The band in words, such as `"world class"`.
    Rating {
        NeedsImprovement => "needs improvement",
        Acceptable => "acceptable",
        Good => "good",
        Excellent => "excellent",
        WorldClass => "world class",
    }
);

/// Bands of one's own: labels and the limits between them.
///
/// # Invariants
///
/// The limits rise strictly, and every NPS has exactly one label.
///
/// # Errors
///
/// [`RatingScale::above`] and [`RatingScale::at_least`] refuse limits that do not rise, such as 50
/// before 20.
///
/// # Example
///
/// ```
/// use npscore::{Nps, RatingScale};
///
/// // Published as "above 10" and "above 40".
/// let limits = [(Nps::from_points(10)?, "amber"), (Nps::from_points(40)?, "green")];
/// let traffic_light = RatingScale::above("red", limits)?;
/// assert_eq!(*traffic_light.rate(Nps::from_points(40)?), "amber");
///
/// // Published as "10 and above" and "40 and above".
/// let traffic_light = RatingScale::at_least("red", limits)?;
/// assert_eq!(*traffic_light.rate(Nps::from_points(40)?), "green");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RatingScale<L> {
    lowest: L,
    bands: Vec<(Nps, L)>,
    /// Whether a limit belongs to the band above it.
    inclusive: bool,
}

impl<L> RatingScale<L> {
    /// A scale of the label for the lowest scores, and of the labels above it, each with the NPS it
    /// is strictly above, from low to high: as Bain publishes its bands.
    ///
    /// # Errors
    ///
    /// [`NpsError::LimitsDoNotRise`] where a limit is not above the one before.
    pub fn above(lowest: L, bands: impl IntoIterator<Item = (Nps, L)>) -> Result<Self, NpsError> {
        Self::new(lowest, bands.into_iter().collect(), false)
    }

    /// A scale of the label for the lowest scores, and of the labels above it, each with the lowest
    /// NPS that belongs to it ("50 and above"), from low to high.
    ///
    /// # Errors
    ///
    /// [`NpsError::LimitsDoNotRise`] where a limit is not above the one before.
    pub fn at_least(
        lowest: L,
        bands: impl IntoIterator<Item = (Nps, L)>,
    ) -> Result<Self, NpsError> {
        Self::new(lowest, bands.into_iter().collect(), true)
    }

    fn new(lowest: L, bands: Vec<(Nps, L)>, inclusive: bool) -> Result<Self, NpsError> {
        match bands.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
            Some(pair) => Err(NpsError::LimitsDoNotRise {
                before: pair[0].0.to_decimal(),
                limit: pair[1].0.to_decimal(),
            }),
            None => Ok(Self {
                lowest,
                bands,
                inclusive,
            }),
        }
    }

    /// The label of an NPS.
    #[must_use]
    pub fn rate(&self, nps: Nps) -> &L {
        let reached = |(limit, _): &(Nps, L)| nps > *limit || (self.inclusive && nps == *limit);
        self.bands[..self.bands.partition_point(reached)]
            .last()
            .map_or(&self.lowest, |(_, label)| label)
    }

    /// The labels from low to high, each with its lower limit (`None` for the lowest).
    pub fn bands(&self) -> impl Iterator<Item = (Option<Nps>, &L)> {
        let bands = self
            .bands
            .iter()
            .map(|(limit, label)| (Some(*limit), label));
        core::iter::once((None, &self.lowest)).chain(bands)
    }

    /// Whether an NPS at a limit belongs to the band above it ("50 and above").
    #[must_use]
    pub const fn is_inclusive(&self) -> bool {
        self.inclusive
    }
}

impl RatingScale<Rating> {
    /// Bain's bands as a scale: what [`Rating::of`] uses.
    #[must_use]
    pub fn bain() -> Self {
        let above = Rating::ALL
            .into_iter()
            .filter_map(|rating| Some((rating.above()?, rating)));
        match Self::above(Rating::NeedsImprovement, above) {
            Ok(scale) => scale,
            Err(error) => crate::kit::overflow(&error),
        }
    }
}

#[cfg(feature = "serde")]
mod wire {
    //! `{"lowest": "red", "limits": "above", "bands": [["10", "amber"]]}`; `"at_least"` for limits
    //! that belong to the band above.

    use alloc::vec::Vec;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Nps, RatingScale};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "RatingScale", deny_unknown_fields)]
    struct Row<L> {
        lowest: L,
        limits: Limits,
        bands: Vec<(Nps, L)>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Limits {
        Above,
        AtLeast,
    }

    impl<L: Serialize + Clone> Serialize for RatingScale<L> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                lowest: self.lowest.clone(),
                limits: if self.inclusive {
                    Limits::AtLeast
                } else {
                    Limits::Above
                },
                bands: self.bands.clone(),
            }
            .serialize(serializer)
        }
    }

    impl<'de, L: Deserialize<'de>> Deserialize<'de> for RatingScale<L> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            Self::new(row.lowest, row.bands, matches!(row.limits, Limits::AtLeast))
                .map_err(serde::de::Error::custom)
        }
    }
}
