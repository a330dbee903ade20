//! Every pair of groups, and the letters that tables print of them.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

use super::adjustment::Adjustment;
use super::groups::Groups;
use crate::error::DataError;
use crate::inference::confidence::Confidence;
use crate::inference::estimate::Verdict;
use crate::inference::test::{Alternative, Test};
use crate::nps::{NpsResult, Points};
use crate::tally::{Sample, Tally};

/// Every pair of [`Groups`], tested, with p-values that allow for the number of pairs.
///
/// Twenty groups make 190 pairs, of which nine or ten are below 0.05 by chance alone. Use
/// [`against_the_rest`](Groups::against_the_rest) to ask which groups stand out, and pairs to ask
/// which differ from each other.
///
/// # Invariants
///
/// k (k - 1) / 2 pairs of k groups: the first with each of the others, then the second with those
/// after it, and so on.
///
/// # Serialised form
///
/// A list of [`Pair`]s; written only.
///
/// # Example
///
/// ```
/// use npscore::inference::{Adjustment, Confidence, Groups};
/// use npscore::{Counts, Tally};
///
/// let groups = Groups::new([
///     ("north", Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 })),
///     ("south", Tally::from(Counts { detractors: 25, passives: 25, promoters: 50 })),
///     ("west", Tally::from(Counts { detractors: 10, passives: 30, promoters: 60 })),
/// ])?;
/// let pairs = groups.pairs(Adjustment::Holm)?;
/// assert_eq!(pairs.iter().nth(1).map(|pair| pair.to_string()), Some(
///     "north against west: -38.0 points, p < 0.001 of 3 pairs (Holm)".into()
/// ));
/// let columns: Vec<_> = pairs
///     .letters(Confidence::P95, Confidence::P99)
///     .into_iter()
///     .map(|(key, letter, above)| format!("{key} ({letter}): {above}"))
///     .collect();
/// // West is above north at 99 %, above south at 95 %.
/// assert_eq!(columns, ["north (A): ", "south (B): ", "west (C): A,b"]);
/// # Ok::<(), npscore::Error>(())
/// ```
#[doc(alias = "pairwise comparisons")]
#[doc(alias = "column letters")]
#[doc(alias = "banner")]
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs<'a, K, S = Tally> {
    groups: &'a Groups<K, S>,
    adjustment: Option<Adjustment>,
    /// Of each pair, its test and the adjusted p-value.
    tests: Vec<(Test, f64)>,
}

impl<K, S: Sample> Groups<K, S> {
    /// Every pair of groups with responses: the two-sample score test of each, and its p-value
    /// adjusted for the number of pairs.
    ///
    /// `None` in place of an [`Adjustment`] leaves the p-values as they are, as many tables do.
    ///
    /// # Errors
    ///
    /// [`DataError::TooMany`] for more than [`PAIRWISE_LIMIT`](Groups::PAIRWISE_LIMIT) groups with
    /// responses: 10,000 would make 49,995,000 pairs. [`ranking`](Groups::ranking) takes any number.
    ///
    /// # Source
    ///
    /// The test of [`NpsResult::difference_test`].
    pub fn pairs(
        &self,
        adjustment: impl Into<Option<Adjustment>>,
    ) -> Result<Pairs<'_, K, S>, DataError> {
        let (groups, adjustment) = (self.groups(), adjustment.into());
        if groups.len() > Self::PAIRWISE_LIMIT {
            return Err(DataError::TooMany {
                what: "groups",
                method: "comparing all pairs",
                found: groups.len() as u64,
                maximum: Self::PAIRWISE_LIMIT as u64,
            });
        }
        let tests = pairs_of(groups.len()).filter_map(|(i, j)| {
            let (first, second) = (&groups[i].1, &groups[j].1);
            // No difference is a difference that can be tested.
            first
                .difference_test(second, 0.0, Alternative::TwoSided)
                .ok()
        });
        let tests: Vec<Test> = tests.collect();
        let p_values: Vec<f64> = tests.iter().map(Test::p_value).collect();
        let adjusted = match adjustment {
            // They are probabilities.
            Some(adjustment) => adjustment.adjust(&p_values).unwrap_or_default(),
            None => p_values,
        };
        Ok(Pairs {
            groups: self,
            adjustment,
            tests: tests.into_iter().zip(adjusted).collect(),
        })
    }
}

/// The places of all pairs of `k` groups, in order.
fn pairs_of(k: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..k).flat_map(move |i| (i + 1..k).map(move |j| (i, j)))
}

impl<'a, K, S: Sample> Pairs<'a, K, S> {
    /// The pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = Pair<'a, K, S>> {
        let groups = self.groups.groups();
        let (adjustment, count) = (self.adjustment, self.tests.len());
        let tests = self.tests.iter().copied();
        pairs_of(groups.len())
            .zip(tests)
            .map(move |((i, j), (test, adjusted_p_value))| Pair {
                first: &groups[i],
                second: &groups[j],
                test,
                adjusted_p_value,
                adjustment,
                count,
            })
    }

    /// How p-values are adjusted; `None` if they are not.
    #[must_use]
    pub const fn adjustment(&self) -> Option<Adjustment> {
        self.adjustment
    }

    /// What a table prints under each column: its key, its letter, and the letters of the columns
    /// that it is clearly above.
    ///
    /// A letter is lower case where the adjusted p-value is below 1 - `confidence`, and upper case
    /// where it is below 1 - `higher`; with the same confidence twice all are upper case. Columns
    /// have letters A to Z, then AA, AB and so on, in the order in which the groups came in; a
    /// group without responses has a letter too, and is above none and below none.
    #[must_use]
    pub fn letters(
        &self,
        confidence: Confidence,
        higher: Confidence,
    ) -> Vec<(&'a K, String, String)> {
        let groups = self.groups.groups();
        let places = self.groups.places();
        let mut above: Vec<Vec<(usize, bool)>> = alloc::vec![Vec::new(); groups.len()];
        for ((i, j), (_, p)) in pairs_of(groups.len()).zip(&self.tests) {
            let (one, other) = match groups[i].1.nps().cmp(&groups[j].1.nps()) {
                Ordering::Greater => (i, j),
                Ordering::Less => (j, i),
                Ordering::Equal => continue,
            };
            let clearly = *p < higher.alpha();
            if clearly || *p < confidence.alpha() {
                above[one].push((places[other], clearly));
            }
        }
        let empty = self.groups.without_responses().iter();
        let mut columns: Vec<_> = empty.map(|key| (key, None)).collect();
        for (i, place) in places.iter().enumerate() {
            columns.insert(*place, (&groups[i].0, Some(i)));
        }
        let columns = columns.into_iter().enumerate();
        columns
            .map(|(place, (key, group))| {
                let mut found = group.map_or_else(Vec::new, |i| core::mem::take(&mut above[i]));
                found.sort_unstable();
                let letters: Vec<_> = found
                    .into_iter()
                    .map(|(place, clearly)| {
                        let letter = letter(place);
                        if clearly {
                            letter
                        } else {
                            letter.to_ascii_lowercase()
                        }
                    })
                    .collect();
                (key, letter(place), letters.join(","))
            })
            .collect()
    }
}

/// The letter of a column: A to Z, AA to ZZ, and so on.
fn letter(mut place: usize) -> String {
    const ALPHABET: [char; 26] = [
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R',
        'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
    ];
    let mut letters = Vec::new();
    loop {
        letters.push(ALPHABET[place % 26]);
        if place < 26 {
            break;
        }
        place = place / 26 - 1;
    }
    letters.into_iter().rev().collect()
}

/// Two groups, the difference of their scores, and whether it could be chance.
///
/// # Serialised form
///
/// A flat row, written only: `{"first", "second", "difference", "statistic", "p_value",
/// "adjusted_p_value"}`, with keys, points, and a statistic in standard errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair<'a, K, S = Tally> {
    first: &'a (K, NpsResult<S>),
    second: &'a (K, NpsResult<S>),
    test: Test,
    adjusted_p_value: f64,
    adjustment: Option<Adjustment>,
    count: usize,
}

impl<'a, K, S: Sample> Pair<'a, K, S> {
    /// The key and the result of the first group.
    #[must_use]
    pub const fn first(&self) -> (&'a K, &'a NpsResult<S>) {
        (&self.first.0, &self.first.1)
    }

    /// The key and the result of the second group.
    #[must_use]
    pub const fn second(&self) -> (&'a K, &'a NpsResult<S>) {
        (&self.second.0, &self.second.1)
    }

    /// The score of the first minus that of the second.
    #[must_use]
    pub fn difference(&self) -> Points {
        self.first.1.nps() - self.second.1.nps()
    }

    /// The test of no difference, as if this pair were the only one.
    #[must_use]
    pub const fn test(&self) -> &Test {
        &self.test
    }

    /// The p-value that allows for the number of pairs.
    #[must_use]
    pub const fn adjusted_p_value(&self) -> f64 {
        self.adjusted_p_value
    }

    /// Whether the first group is clearly above or below the second, by the adjusted p-value.
    #[must_use]
    pub fn verdict(&self, confidence: Confidence) -> Verdict {
        match self.first.1.nps().cmp(&self.second.1.nps()) {
            _ if self.adjusted_p_value >= confidence.alpha() => Verdict::Unclear,
            Ordering::Greater => Verdict::Higher,
            Ordering::Less => Verdict::Lower,
            Ordering::Equal => Verdict::Unclear,
        }
    }
}

/// `north against west: -38.0 points, p < 0.001 of 3 pairs (Holm)`.
impl<K: fmt::Display, S: Sample> fmt::Display for Pair<'_, K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let (first, second) = (&self.first.0, &self.second.0);
        let p_value = crate::text::p_value(self.adjusted_p_value);
        let adjusted = match self.adjustment {
            Some(adjustment) => format!("{p_value} of {} pairs ({adjustment})", self.count),
            None => p_value,
        };
        let difference = self.difference();
        write!(
            f,
            "{first} against {second}: {difference:+.1} points, {adjusted}"
        )
    }
}

#[cfg(feature = "serde")]
mod wire {
    use serde::{Serialize, Serializer};

    use super::{Pair, Pairs, Sample};

    #[derive(Serialize)]
    #[serde(rename = "Pair")]
    struct Row<'a, K> {
        first: &'a K,
        second: &'a K,
        difference: f64,
        statistic: Option<f64>,
        p_value: f64,
        adjusted_p_value: f64,
    }

    impl<K: Serialize, S: Sample> Serialize for Pair<'_, K, S> {
        fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
            Row {
                first: self.first().0,
                second: self.second().0,
                difference: self.difference().to_f64(),
                statistic: self.test.statistic(),
                p_value: self.test.p_value(),
                adjusted_p_value: self.adjusted_p_value,
            }
            .serialize(serializer)
        }
    }

    impl<K: Serialize, S: Sample> Serialize for Pairs<'_, K, S> {
        fn serialize<W: Serializer>(&self, serializer: W) -> Result<W::Ok, W::Error> {
            serializer.collect_seq(self.iter())
        }
    }
}
