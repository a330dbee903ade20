//! What the answers to several rating questions have in common with the likelihood to recommend.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::error::CountError;
use crate::kit::{Merge, Observe, aggregator};
use crate::response::Score;

/// Exact sums of squares and products of `Q` rating questions (1 to 30) and the score of the same
/// respondents: what [`drivers`](Ratings::drivers) follow from.
///
/// A row is the answers to all questions, whole numbers from 0 to 255, and the score from 0 to 10:
/// `([u8; Q], Score)`, or `([Option<u8>; Q], Score)` where answers may be missing. More than 30
/// questions do not compile. Where their number is known at run time only, take 30 and leave the
/// others unanswered: a question without answers is left out, by name.
///
/// # Missing answers
///
/// Both usual ways are counted side by side: every pair of questions over the rows that answer both
/// (pairwise), and the rows that answer all (listwise). Which one is meant is said when drivers are
/// asked for.
///
/// # Memory
///
/// 96 bytes for each pair, twice: 100 KiB for 30 questions, however many rows.
///
/// # Panics
///
/// `observe`, `observe_n`, `collect`, `extend`, `+` and `merge` where the rows would pass
/// `u64::MAX`; the state is as it was.
///
/// # Serialised form
///
/// `{"rows", "pairwise", "complete"}`: for each pair a list of the number of rows and, as texts, both
/// sums, the sum of squares of the first, of products, and of squares of the second. Pairs are those of
/// the questions, then the score, then the category (0, 1, 2): the first with itself and all others,
/// then the second.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[doc(alias = "cross products")]
pub struct Ratings<const Q: usize> {
    rows: u64,
    /// Nothing, or one for each pair of variables.
    pairwise: Vec<Sums>,
    complete: Vec<Sums>,
}

/// What the rows that answer two questions add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Sums {
    pub(super) n: u64,
    pub(super) first: u128,
    pub(super) second: u128,
    pub(super) first_squares: u128,
    pub(super) products: u128,
    pub(super) second_squares: u128,
}

impl Sums {
    /// No sum of `u64::MAX` products of bytes leaves 128 bits, and rows are counted before.
    fn add(&mut self, a: u8, b: u8, n: u64) {
        let (a, b, times) = (u128::from(a), u128::from(b), u128::from(n));
        self.n += n;
        self.first += times * a;
        self.second += times * b;
        self.first_squares += times * a * a;
        self.products += times * a * b;
        self.second_squares += times * b * b;
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.first += other.first;
        self.second += other.second;
        self.first_squares += other.first_squares;
        self.products += other.products;
        self.second_squares += other.second_squares;
    }
}

impl<const Q: usize> Ratings<Q> {
    /// The questions, the score, and the category as it counts for an NPS.
    const VARIABLES: usize = {
        assert!(Q >= 1 && Q <= 30, "1 to 30 questions");
        Q + 2
    };

    const PAIRS: usize = Self::VARIABLES * (Self::VARIABLES + 1) / 2;

    /// All rows, with missing answers or without.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The rows that answer every question.
    #[must_use]
    pub fn complete_rows(&self) -> u64 {
        self.complete.last().map_or(0, |sums| sums.n)
    }

    /// The sums of two variables, the first not after the second.
    pub(super) fn sums(&self, complete: bool, first: usize, second: usize) -> Sums {
        let sums = if complete {
            &self.complete
        } else {
            &self.pairwise
        };
        let place = first * Self::VARIABLES - first * first.saturating_sub(1) / 2 + second - first;
        sums.get(place).copied().unwrap_or_default()
    }

    /// The pairs of variables, in the order of their sums.
    fn pairs() -> impl Iterator<Item = (usize, usize)> {
        (0..Self::VARIABLES).flat_map(|i| (i..Self::VARIABLES).map(move |j| (i, j)))
    }
}

impl<const Q: usize> Observe<([Option<u8>; Q], Score)> for Ratings<Q> {
    fn try_observe_n(
        &mut self,
        (answers, score): ([Option<u8>; Q], Score),
        n: u64,
    ) -> Result<(), CountError> {
        self.rows = self.rows.checked_add(n).ok_or(CountError::Overflow)?;
        if n == 0 {
            return Ok(());
        }
        if self.pairwise.is_empty() {
            self.pairwise = alloc::vec![Sums::default(); Self::PAIRS];
            self.complete = self.pairwise.clone();
        }
        let category = score.category() as u8;
        let variable = |i: usize| match i.checked_sub(Q) {
            None => answers[i],
            Some(0) => Some(score.get()),
            Some(_) => Some(category),
        };
        let complete = answers.iter().all(Option::is_some);
        for (place, (i, j)) in Self::pairs().enumerate() {
            if let Some((a, b)) = variable(i).zip(variable(j)) {
                self.pairwise[place].add(a, b, n);
                if complete {
                    self.complete[place].add(a, b, n);
                }
            }
        }
        Ok(())
    }

    fn check_observe_n(&self, _: ([Option<u8>; Q], Score), n: u64) -> Result<(), CountError> {
        let rows = self.rows.checked_add(n);
        rows.map(drop).ok_or(CountError::Overflow)
    }
}

impl<const Q: usize> Observe<([u8; Q], Score)> for Ratings<Q> {
    fn try_observe_n(
        &mut self,
        (answers, score): ([u8; Q], Score),
        n: u64,
    ) -> Result<(), CountError> {
        self.try_observe_n((answers.map(Some), score), n)
    }

    fn check_observe_n(
        &self,
        (answers, score): ([u8; Q], Score),
        n: u64,
    ) -> Result<(), CountError> {
        self.check_observe_n((answers.map(Some), score), n)
    }
}

impl<const Q: usize> Merge for Ratings<Q> {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        let rows = self.rows.checked_add(other.rows);
        self.rows = rows.ok_or(CountError::Overflow)?;
        if self.pairwise.is_empty() {
            (self.pairwise, self.complete) = (other.pairwise, other.complete);
            return Ok(());
        }
        for (sums, more) in self.pairwise.iter_mut().zip(&other.pairwise) {
            sums.merge(more);
        }
        for (sums, more) in self.complete.iter_mut().zip(&other.complete) {
            sums.merge(more);
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        let rows = self.rows.checked_add(other.rows);
        rows.map(drop).ok_or(CountError::Overflow)
    }

    fn observed(&self) -> RangeInclusive<u64> {
        self.rows..=self.rows
    }
}

aggregator!([const Q: usize] Ratings<Q>, each);

#[cfg(feature = "serde")]
mod wire {
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{CountError, Ratings, Sums};

    type Pair = (u64, [String; 5]);

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Ratings", deny_unknown_fields)]
    struct Row {
        rows: u64,
        pairwise: Vec<Pair>,
        complete: Vec<Pair>,
    }

    impl Sums {
        const fn figures(&self) -> [u128; 5] {
            [
                self.first,
                self.second,
                self.first_squares,
                self.products,
                self.second_squares,
            ]
        }
    }

    impl<const Q: usize> Serialize for Ratings<Q> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let texts = |sums: &Sums| (sums.n, sums.figures().map(|sum| sum.to_string()));
            Row {
                rows: self.rows,
                pairwise: self.pairwise.iter().map(texts).collect(),
                complete: self.complete.iter().map(texts).collect(),
            }
            .serialize(serializer)
        }
    }

    /// Whether some numbers up to `most` have these sum and sum of squares.
    fn possible(n: u64, sum: u128, squares: u128, most: u8) -> bool {
        let (n, most) = (u128::from(n), u128::from(most));
        // Compared by quotients where products would not fit.
        sum <= n * most
            && (sum..=sum * most).contains(&squares)
            && (n == 0 || sum / n * sum <= squares && squares / most.max(1) <= sum)
    }

    impl<const Q: usize> Ratings<Q> {
        /// What sums of answers satisfy, whatever the answers.
        fn check(&self) -> Result<(), CountError> {
            let lengths = [self.pairwise.len(), self.complete.len()];
            let expected = if self.rows == 0 { 0 } else { Self::PAIRS };
            let most = |i: usize| match i.checked_sub(Q) {
                None => u8::MAX,
                Some(0) => 10,
                Some(_) => 2,
            };
            let mut fine = lengths == [expected; 2];
            if expected == 0 || !fine {
                return if fine {
                    Ok(())
                } else {
                    Err(Self::INCONSISTENT)
                };
            }
            let complete_rows = self.complete_rows();
            for (i, j) in Self::pairs() {
                for complete in [false, true] {
                    let sums = self.sums(complete, i, j);
                    let [own, other] = [i, j].map(|i| self.sums(complete, i, i));
                    let both = self.sums(false, i, j);
                    fine &= if complete {
                        sums.n == complete_rows
                    } else {
                        sums.n <= own.n && sums.n <= other.n
                    };
                    fine &= sums.n <= both.n
                        && both.n <= self.rows
                        && possible(sums.n, sums.first, sums.first_squares, most(i))
                        && possible(sums.n, sums.second, sums.second_squares, most(j))
                        && sums.first <= own.first
                        && sums.second <= other.first
                        && sums.first_squares <= own.first_squares
                        && sums.second_squares <= other.first_squares
                        && sums.products <= sums.first * u128::from(most(j))
                        && sums.products <= sums.second * u128::from(most(i));
                    let pairs = sums.figures().into_iter().zip(both.figures());
                    fine &= pairs.clone().all(|(part, whole)| part <= whole);
                    if i == j {
                        let alike = [sums.first_squares, sums.products, sums.second_squares];
                        fine &= sums.first == sums.second && alike == [sums.products; 3];
                    }
                }
                // The score is never missing.
                fine &= i < Q || self.sums(false, i, j).n == self.rows;
                fine &= j < Q || self.sums(false, i, j).n == self.sums(false, i, i).n;
            }
            if fine {
                Ok(())
            } else {
                Err(Self::INCONSISTENT)
            }
        }

        const INCONSISTENT: CountError = CountError::Inconsistent {
            what: "sums of ratings",
        };
    }

    impl<'de, const Q: usize> Deserialize<'de> for Ratings<Q> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let row = Row::deserialize(deserializer)?;
            let sums = |(n, texts): Pair| {
                let mut figures = [0; 5];
                for (figure, text) in figures.iter_mut().zip(texts) {
                    // As it is written: digits only.
                    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                    let parsed = digits.then(|| text.parse().ok()).flatten();
                    // Beyond this no product of a check would fit.
                    let fits = parsed.filter(|sum: &u128| *sum < 1 << 112);
                    *figure = fits.ok_or_else(|| D::Error::custom("a sum is out of range"))?;
                }
                let [first, second, first_squares, products, second_squares] = figures;
                Ok(Sums {
                    n,
                    first,
                    second,
                    first_squares,
                    products,
                    second_squares,
                })
            };
            let all = |pairs: Vec<Pair>| pairs.into_iter().map(sums).collect::<Result<Vec<_>, _>>();
            let ratings = Self {
                rows: row.rows,
                pairwise: all(row.pairwise)?,
                complete: all(row.complete)?,
            };
            ratings.check().map_err(D::Error::custom)?;
            Ok(ratings)
        }
    }
}
