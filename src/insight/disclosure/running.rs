//! What may be shown of groups again and again, while responses come in.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::cells::{Disclosed, MinimumSize};
use super::unions::{Hidden, are_large};
use crate::error::DataError;
use crate::nps::HasTally;
use crate::tally::Tally;

/// Reports of the same groups after each of several periods, of all responses since the beginning, in
/// which small groups cannot be worked out from all reports together.
///
/// A total of 20 today and of 21 tomorrow gives the new response away. Here **every group of responses
/// that can be worked out by adding and subtracting figures of all reports has at least the minimum
/// number of responses**: a figure is shown again once enough is new, in its group and in what is left
/// beside it, and is withheld until then. A report in which too little is new as a whole shows nothing.
///
/// What was shown stays as it was: the reports of the first periods do not depend on later ones. So
/// whoever keeps the counts of each period need not keep the reports.
///
/// # Serialised form
///
/// `{"minimum", "reports"}`, each report a pair of its total and of pairs of key and [`Disclosed`];
/// written only.
///
/// # Example
///
/// ```
/// use npscore::insight::{MinimumSize, RunningReports};
/// use npscore::{Counts, Tally};
///
/// let people = |n| Tally::from(Counts { detractors: 0, passives: n, promoters: 0 });
/// let weeks = [
///     [("north", people(8)), ("south", people(9))],
///     [("north", people(1)), ("south", people(6))],
///     [("north", people(4)), ("south", people(1))],
/// ];
/// let running = RunningReports::new(weeks, MinimumSize::FIVE)?;
/// let reports = running.reports().iter();
/// let north: Vec<_> = reports.map(|(_, groups)| groups[0].1.to_string()).collect();
/// // One new response in the second week is somebody's; five since the first are not.
/// assert_eq!(north, ["NPS 0 (n = 8)", "withheld", "NPS 0 (n = 13)"]);
/// # Ok::<(), npscore::Error>(())
/// ```
#[doc(alias = "differencing")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningReports<K> {
    minimum: MinimumSize,
    reports: Vec<Report<K>>,
}

/// The total, and the groups by key.
type Report<K> = (Disclosed, Vec<(K, Disclosed)>);

/// Responses of one group in one period, in the sums that tell of them.
struct New {
    group: usize,
    size: u64,
    /// The sum of the group that they first were shown in.
    row: Option<usize>,
    /// The total that they first were shown in.
    column: Option<usize>,
}

impl<K: Ord + Clone> RunningReports<K> {
    /// The most combinations of group and period with responses that are looked at.
    pub const CELL_LIMIT: usize = 1000;

    /// The reports after each period, from the responses of each period alone.
    ///
    /// # Errors
    ///
    /// [`DataError::TooMany`] for more than [`CELL_LIMIT`](Self::CELL_LIMIT) combinations of group and
    /// period with responses, [`DataError::Count`] for more than `u64::MAX` responses.
    pub fn new<S, A>(
        periods: impl IntoIterator<Item = S>,
        minimum: MinimumSize,
    ) -> Result<Self, DataError>
    where
        S: IntoIterator<Item = (K, A)>,
        A: HasTally<Tally = Tally>,
    {
        let mut groups: BTreeMap<K, (usize, Tally)> = BTreeMap::new();
        let (mut total, mut news, mut sums) = (Tally::default(), Vec::new(), 0);
        let mut reports = Vec::new();
        for period in periods {
            for (key, state) in period {
                let tally = state.tally();
                total = total.checked_add(&tally)?;
                let next = groups.len();
                let (group, sum) = groups.entry(key).or_insert((next, Tally::default()));
                *sum = sum.checked_add(&tally)?;
                if !tally.is_empty() {
                    news.push(New {
                        group: *group,
                        size: tally.responses(),
                        row: None,
                        column: None,
                    });
                }
            }
            if news.len() > Self::CELL_LIMIT {
                return Err(DataError::TooMany {
                    what: "groups of periods with responses",
                    method: "reports without small groups",
                    found: news.len() as u64,
                    maximum: Self::CELL_LIMIT as u64,
                });
            }
            let sizes = groups
                .values()
                .map(|(group, sum)| (*group, sum.responses()));
            let shown = choose(&mut news, sizes, &mut sums, minimum.get());
            let disclosed = |tally: &Tally, shown: bool| match tally.result() {
                None => Disclosed::Empty,
                Some(result) if shown => Disclosed::Shown(result),
                Some(_) => Disclosed::Withheld,
            };
            let rows = groups.iter().map(|(key, (group, sum))| {
                let shown = shown.as_ref().is_some_and(|shown| shown.contains(group));
                (key.clone(), disclosed(sum, shown))
            });
            reports.push((disclosed(&total, shown.is_some()), rows.collect()));
        }
        Ok(Self { minimum, reports })
    }
}

/// The groups that are shown in the next report; `None` if not even the total is.
fn choose(
    news: &mut [New],
    sizes: impl Iterator<Item = (usize, u64)>,
    sums: &mut usize,
    minimum: u64,
) -> Option<Vec<usize>> {
    let mut assign = |news: &mut [New], column: bool, group: Option<usize>| {
        let sum = *sums;
        *sums += 1;
        let mut assigned = Vec::new();
        for (place, new) in news.iter_mut().enumerate() {
            let field = if column {
                &mut new.column
            } else {
                &mut new.row
            };
            if field.is_none() && group.is_none_or(|group| group == new.group) {
                *field = Some(sum);
                assigned.push(place);
            }
        }
        if !is_safe(news, *sums, minimum) {
            for place in assigned {
                let new = &mut news[place];
                *(if column {
                    &mut new.column
                } else {
                    &mut new.row
                }) = None;
            }
            return false;
        }
        true
    };
    if !assign(news, true, None) {
        return None;
    }
    let mut order: Vec<_> = sizes.map(|(group, size)| (Reverse(size), group)).collect();
    order.sort_unstable();
    let shown = order
        .into_iter()
        .filter(|(Reverse(size), group)| *size >= minimum && assign(news, false, Some(*group)));
    Some(shown.map(|(_, group)| group).collect())
}

/// Of groups that are not shown again, what is new is known as the rest of the totals.
fn is_safe(news: &[New], sums: usize, minimum: u64) -> bool {
    let mut cells: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for new in news {
        if let Some(column) = new.column {
            // Parts of the same sums go together.
            *cells.entry((new.row.unwrap_or(sums), column)).or_default() += new.size;
        }
    }
    let hidden: Vec<_> = cells
        .into_iter()
        .map(|((row, column), size)| Hidden { row, column, size })
        .collect();
    are_large(&hidden, sums + 1, sums, minimum)
}

impl<K> RunningReports<K> {
    /// The fewest responses of which something is shown.
    #[must_use]
    pub const fn minimum(&self) -> MinimumSize {
        self.minimum
    }

    /// After each period, what may be seen of all responses so far, and of each group by key.
    #[must_use]
    #[allow(clippy::type_complexity, reason = "a pair of pairs")]
    pub fn reports(&self) -> &[(Disclosed, Vec<(K, Disclosed)>)] {
        &self.reports
    }
}

crate::wire::written!([K: serde::Serialize] RunningReports<K> as "RunningReports", |this| {
    minimum: this.minimum,
    reports: &this.reports,
});
