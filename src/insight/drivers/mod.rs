//! What drives the likelihood to recommend: other rating questions, by how much each explains.

mod fit;
mod linear;
mod ratings;

use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use core::ops::RangeInclusive;

use libm::sqrt;

use crate::error::DataError;
use crate::nps::Fraction;
use fit::Fit;
use linear::Matrix;
use ratings::Sums;

pub use ratings::Ratings;

/// What the other questions are to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum DriversOf {
    /// The likelihood to recommend, 0 to 10.
    Score,
    /// What a response counts for the NPS: -100, 0 or 100 points.
    Nps,
}

/// Which rows count where answers are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum MissingAnswers {
    /// Only rows that answer every question.
    Listwise,
    /// For each correlation, the rows that answer both of its questions. Uses more answers, and rests
    /// on answers missing by chance.
    Pairwise,
}

/// Why a question is not among the drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum LeftOut {
    /// Nobody answered it.
    Unanswered,
    /// All gave it the same answer, which explains nothing.
    Constant,
}

/// A question, how good it is rated, and how much of the outcome it explains.
///
/// # Serialised form
///
/// A flat row of all figures; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Driver {
    question: usize,
    responses: u64,
    mean: f64,
    correlation: f64,
    coefficient: Option<f64>,
    standardised: Option<f64>,
    relative_weight: f64,
    importance: f64,
}

/// How much of the likelihood to recommend other rating questions explain, and which of them.
///
/// Ratings of one experience go together, so the question is how to share what they explain
/// jointly. [Relative weights](Driver::relative_weight) and
/// [Shapley values](Drivers::shapley_values) both add up to R², and nearly agree.
/// [Coefficients](Driver::coefficient) say what one more point of one rating goes with, the others
/// held fixed; where questions overlap they are unstable, and may be negative for a good thing.
///
/// Rows are a tidy table of importance against performance: what is important and rated low comes
/// first. What goes together need not be a cause.
///
/// # Serialised form
///
/// `{"of", "missing", "least_responses", "most_responses", "r_squared", "adjusted_r_squared",
/// "intercept", "drivers", "left_out"}`; written only.
///
/// # Example
///
/// ```
/// use npscore::insight::{DriversOf, MissingAnswers, Ratings};
/// use npscore::Score;
///
/// // Cleanliness and signs, and the likelihood to recommend.
/// let rows = [([5, 4], 9), ([4, 4], 8), ([2, 3], 4), ([5, 3], 10), ([3, 5], 7), ([1, 2], 3)];
/// let ratings: Ratings<2> = rows.map(|(row, score)| (row, Score::constant(score))).into_iter().collect();
/// let drivers = ratings.drivers(DriversOf::Score, MissingAnswers::Listwise)?;
/// assert_eq!(
///     drivers.to_string(),
///     "R² 0.97 of 6 responses\n\
///      question 0: mean 3.33, 86 % of what is explained\n\
///      question 1: mean 3.50, 14 % of what is explained"
/// );
/// # Ok::<(), npscore::Error>(())
/// ```
///
/// # Source
///
/// Relative weights: Johnson, Multivariate Behavioral Research 35 (2000) 1-19. Shapley values of R²:
/// Lindeman, Merenda and Gold, *Introduction to Bivariate and Multivariate Analysis* (1980).
#[doc(alias = "key driver analysis")]
#[doc(alias = "importance-performance")]
#[derive(Debug, Clone, PartialEq)]
#[allow(
    clippy::struct_field_names,
    reason = "the rows are what it is named for"
)]
pub struct Drivers {
    of: DriversOf,
    missing: MissingAnswers,
    responses: (u64, u64),
    r_squared: f64,
    adjusted: f64,
    intercept: Option<f64>,
    drivers: Vec<Driver>,
    left_out: Vec<(usize, LeftOut)>,
    /// Of the drivers, and the outcome last.
    correlations: Matrix,
}

impl Sums {
    fn ratio(sum: u128) -> Fraction {
        // Sums of bytes are far below 2^127.
        Fraction::ratio(sum.cast_signed(), 1)
    }

    /// n Σab - Σa Σb, exactly, then rounded: of both, and of each with itself.
    fn deviations(&self) -> [f64; 3] {
        let n = Self::ratio(self.n.into());
        let [a, b] = [self.first, self.second].map(Self::ratio);
        let of = |sum: u128, a: &Fraction, b: &Fraction| {
            n.times(&Self::ratio(sum)).minus(&a.times(b)).to_f64()
        };
        [
            of(self.products, &a, &b),
            of(self.first_squares, &a, &a),
            of(self.second_squares, &b, &b),
        ]
    }

    fn mean(&self) -> f64 {
        self.first as f64 / self.n as f64
    }

    fn correlation(&self) -> Option<f64> {
        let [both, first, second] = self.deviations();
        let varies = first > 0.0 && second > 0.0;
        varies.then(|| (both / sqrt(first) / sqrt(second)).clamp(-1.0, 1.0))
    }
}

impl<const Q: usize> Ratings<Q> {
    /// The questions whose answers vary, and the others.
    fn kept(&self, complete: bool) -> (Vec<usize>, Vec<(usize, LeftOut)>) {
        let (mut kept, mut left_out) = (Vec::new(), Vec::new());
        for question in 0..Q {
            let sums = self.sums(complete, question, question);
            if sums.n == 0 {
                left_out.push((question, LeftOut::Unanswered));
            } else if sums.deviations()[1] <= 0.0 {
                left_out.push((question, LeftOut::Constant));
            } else {
                kept.push(question);
            }
        }
        (kept, left_out)
    }

    /// The correlations of these variables, with the fewest and the most rows behind one of them.
    fn correlations(
        &self,
        complete: bool,
        variables: &[usize],
    ) -> Result<(Matrix, (u64, u64)), DataError> {
        let sums = |i: usize, j: usize| {
            let (i, j) = (variables[i], variables[j]);
            self.sums(complete, i.min(j), i.max(j))
        };
        let size = variables.len();
        let (mut least, mut most) = (u64::MAX, 0);
        let mut lacking = None;
        let correlations = Matrix::of(size, |i, j| {
            if i == j {
                return 1.0;
            }
            let sums = sums(i, j);
            (least, most) = (least.min(sums.n), most.max(sums.n));
            sums.correlation().unwrap_or_else(|| {
                lacking = Some((variables[i], variables[j]));
                0.0
            })
        });
        if let Some((i, j)) = lacking {
            return Err(DataError::TooFew {
                what: format!("different answers of those who answered questions {i} and {j}")
                    .into(),
                found: 1,
                minimum: 2,
            });
        }
        Ok((correlations, (least, most)))
    }

    /// How much of the outcome each question explains.
    ///
    /// Questions without answers, or with one answer only, are left out and
    /// [named](Drivers::left_out). Questions that follow from each other share what they explain; their
    /// own coefficients are not determined, and absent.
    ///
    /// # Errors
    ///
    /// - [`DataError::AllAlike`] if the outcome never varies;
    /// - [`DataError::TooFew`] without a question that varies, or with fewer responses than two more
    ///   than questions, when they would explain anything;
    /// - [`DataError::Contradiction`] where pairwise correlations, of different people, fit no answers
    ///   together: [`Listwise`](MissingAnswers::Listwise) does then.
    pub fn drivers(&self, of: DriversOf, missing: MissingAnswers) -> Result<Drivers, DataError> {
        let complete = missing == MissingAnswers::Listwise;
        let outcome = if of == DriversOf::Score { Q } else { Q + 1 };
        let own = |i: usize| self.sums(complete, i, i);
        let outcome_sums = own(outcome);
        if outcome_sums.n == 0 {
            return Err(DataError::NoResponses {
                of: "to all questions",
            });
        }
        let (kept, left_out) = self.kept(complete);
        if outcome_sums.deviations()[1] <= 0.0 {
            return Err(DataError::AllAlike {
                what: "responses",
                found: outcome_sums.n,
                alike: if of == DriversOf::Score {
                    "of one score"
                } else {
                    "of one category"
                },
                purpose: "explain",
            });
        }
        if kept.is_empty() {
            return Err(DataError::TooFew {
                what: "questions whose answers vary".into(),
                found: 0,
                minimum: 1,
            });
        }
        let variables: Vec<usize> = kept.iter().copied().chain([outcome]).collect();
        let (correlations, (least, most)) = self.correlations(complete, &variables)?;
        let fit = Fit::of(&correlations)?;
        let minimum = fit.rank as u64 + 2;
        if least < minimum {
            return Err(DataError::TooFew {
                what: "responses to these questions".into(),
                found: least,
                minimum,
            });
        }
        // What a unit of the outcome is, and where it begins.
        let (unit, start) = match of {
            DriversOf::Score => (1.0, 0.0),
            DriversOf::Nps => (100.0, -100.0),
        };
        let deviation = |sums: &Sums| sqrt(sums.deviations()[1]) / sums.n as f64;
        let spread = unit * deviation(&outcome_sums);
        let drivers: Vec<Driver> = kept
            .iter()
            .enumerate()
            .map(|(i, &question)| {
                let sums = own(question);
                let standardised = fit.standardised[i];
                Driver {
                    question,
                    responses: sums.n,
                    mean: sums.mean(),
                    correlation: correlations.at(i, kept.len()) + 0.0,
                    coefficient: standardised.map(|beta| beta * spread / deviation(&sums) + 0.0),
                    standardised: standardised.map(|beta| beta + 0.0),
                    relative_weight: fit.weights[i],
                    importance: if fit.r_squared > 0.0 {
                        100.0 * fit.weights[i] / fit.r_squared
                    } else {
                        0.0
                    },
                }
            })
            .collect();
        let intercept = drivers
            .iter()
            .try_fold(start + unit * outcome_sums.mean(), |intercept, driver| {
                Some(intercept - driver.coefficient? * driver.mean)
            });
        let freedom = (least - 1 - fit.rank as u64) as f64;
        Ok(Drivers {
            of,
            missing,
            responses: (least, most),
            r_squared: fit.r_squared,
            adjusted: 1.0 - (1.0 - fit.r_squared) * (least - 1) as f64 / freedom,
            intercept,
            drivers,
            left_out,
            correlations,
        })
    }
}

impl Driver {
    /// Which question, from 0.
    #[must_use]
    pub const fn question(&self) -> usize {
        self.question
    }

    /// How many answered it, of the rows that count.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// Its mean rating: the performance.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// Its correlation with the outcome, -1 to 1.
    #[must_use]
    pub const fn correlation(&self) -> f64 {
        self.correlation
    }

    /// What one more point of this rating goes with, in points of the outcome, the other ratings held
    /// fixed; `None` where it follows from others.
    #[must_use]
    pub const fn coefficient(&self) -> Option<f64> {
        self.coefficient
    }

    /// The coefficient in standard deviations of both.
    #[must_use]
    pub const fn standardised(&self) -> Option<f64> {
        self.standardised
    }

    /// Its part of R², by Johnson's relative weights; they add up to R².
    #[must_use]
    pub const fn relative_weight(&self) -> f64 {
        self.relative_weight
    }

    /// Its part of what is explained, in percent, by relative weights: the importance.
    #[must_use]
    pub const fn importance(&self) -> f64 {
        self.importance
    }
}

impl Drivers {
    /// The most questions of which [`shapley_values`](Drivers::shapley_values) are computed.
    pub const SHAPLEY_LIMIT: usize = 15;

    /// What is explained.
    #[must_use]
    pub const fn of(&self) -> DriversOf {
        self.of
    }

    /// Which rows count.
    #[must_use]
    pub const fn missing(&self) -> MissingAnswers {
        self.missing
    }

    /// The fewest and the most responses behind a correlation; the same if none misses an answer.
    #[must_use]
    pub const fn responses(&self) -> RangeInclusive<u64> {
        self.responses.0..=self.responses.1
    }

    /// How much of the outcome's variance all questions explain together, 0 to 1.
    #[must_use]
    pub const fn r_squared(&self) -> f64 {
        self.r_squared
    }

    /// R² less what as many random questions would explain; may be below 0.
    #[must_use]
    pub const fn adjusted_r_squared(&self) -> f64 {
        self.adjusted
    }

    /// The outcome where all ratings are 0, of the same regression as the coefficients; `None` where one
    /// of those is absent.
    #[must_use]
    pub const fn intercept(&self) -> Option<f64> {
        self.intercept
    }

    /// A row for each question that is not left out, in their order.
    #[must_use]
    pub fn rows(&self) -> &[Driver] {
        &self.drivers
    }

    /// The questions that are left out, and why.
    #[must_use]
    pub fn left_out(&self) -> &[(usize, LeftOut)] {
        &self.left_out
    }

    /// The questions that follow from others, so that their coefficients are not determined.
    #[must_use]
    pub fn collinear(&self) -> Vec<usize> {
        let rows = self.drivers.iter();
        let absent = rows.filter(|driver| driver.standardised.is_none());
        absent.map(|driver| driver.question).collect()
    }

    /// The correlation of two rows' questions.
    #[must_use]
    pub fn correlation(&self, first: usize, second: usize) -> Option<f64> {
        let place = |wanted| self.drivers.iter().position(|row| row.question == wanted);
        Some(self.correlations.at(place(first)?, place(second)?))
    }

    /// The part of R² of each row, as the mean gain in R² over all orders in which questions could be
    /// taken in; they add up to R².
    ///
    /// # Errors
    ///
    /// [`DataError::TooMany`] for more than [`SHAPLEY_LIMIT`](Self::SHAPLEY_LIMIT) questions: every one
    /// more doubles the work. Relative weights take 30.
    pub fn shapley_values(&self) -> Result<Vec<f64>, DataError> {
        let p = self.drivers.len();
        if p > Self::SHAPLEY_LIMIT {
            return Err(DataError::TooMany {
                what: "questions",
                method: "Shapley values",
                found: p as u64,
                maximum: Self::SHAPLEY_LIMIT as u64,
            });
        }
        Ok(fit::shapley_values(&self.correlations))
    }
}

/// R², and the mean and the importance of each question.
impl fmt::Display for Drivers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let (least, most) = self.responses;
        let figure = |value: f64| crate::text::fixed(value, 2, false);
        write!(f, "R² {} of {least}", figure(self.r_squared))?;
        if most > least {
            write!(f, " to {most}")?;
        }
        f.write_str(" responses")?;
        for driver in &self.drivers {
            let (question, mean) = (driver.question, figure(driver.mean));
            let importance = crate::text::fixed(driver.importance, 0, false);
            write!(
                f,
                "\nquestion {question}: mean {mean}, {importance} % of what is explained"
            )?;
        }
        for (question, why) in &self.left_out {
            let why = match why {
                LeftOut::Unanswered => "nobody answered",
                LeftOut::Constant => "all answered alike",
            };
            write!(f, "\nquestion {question}: left out, {why}")?;
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{Driver, Drivers, DriversOf, LeftOut, MissingAnswers};

    #[derive(Serialize)]
    #[serde(rename = "Drivers")]
    struct Row<'a> {
        of: DriversOf,
        missing: MissingAnswers,
        least_responses: u64,
        most_responses: u64,
        r_squared: f64,
        adjusted_r_squared: f64,
        intercept: Option<f64>,
        drivers: &'a [Driver],
        left_out: &'a [(usize, LeftOut)],
    }

    impl Serialize for Drivers {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Row {
                of: self.of,
                missing: self.missing,
                least_responses: self.responses.0,
                most_responses: self.responses.1,
                r_squared: self.r_squared,
                adjusted_r_squared: self.adjusted,
                intercept: self.intercept,
                drivers: &self.drivers,
                left_out: &self.left_out,
            }
            .serialize(serializer)
        }
    }
}
