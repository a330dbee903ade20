//! What one row says.

use npscore::error::WeightError;
use npscore::{Category, Exclusion, Score, Screening, Weight};

use crate::arguments::{Dates, Request};
use crate::period::{Calendar, Slot};
use crate::problem::{Fault, Problem, excerpt};
use crate::table::{Column, Row, Table};

/// What one row says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// The answer, or why there is none.
    pub(crate) outcome: Result<Accepted, Exclusion>,
    /// How many such answers there are.
    pub(crate) count: u64,
    /// The period in which it was given, where that is asked for and known.
    pub(crate) slot: Option<Slot>,
}

/// What an accepted answer says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accepted {
    pub(crate) category: Category,
    /// The score, where the answer is one from 0 to 10.
    pub(crate) score: Option<Score>,
    /// The weight, which is 1 where no weights are asked for.
    pub(crate) weight: Weight,
}

/// The columns that answers are read from.
#[derive(Debug)]
pub(crate) struct Columns<'a> {
    score: Column,
    weight: Option<(&'a str, Column)>,
    count: Option<(&'a str, Column)>,
    date: Option<(&'a Dates, Column)>,
    by: Vec<Grouping<'a>>,
}

/// Columns to group rows by, the next within the one before.
#[derive(Debug)]
pub(crate) struct Grouping<'a> {
    /// As it was asked for: the name of a column, or several with commas between.
    pub(crate) name: &'a str,
    /// The columns, at least one, with their names.
    pub(crate) columns: Vec<(&'a str, Column)>,
}

impl<'a> Columns<'a> {
    /// The columns a request names.
    pub(crate) fn find(table: &Table<'_>, request: &'a Request) -> Result<Self, Problem> {
        let named = |name: &'a Option<String>| {
            name.as_deref()
                .map(|name| table.column(name).map(|column| (name, column)))
                .transpose()
        };
        let date = |dates: &'a Dates| {
            let column = table.column(&dates.column)?;
            Ok((dates, column))
        };
        let grouping = |name: &'a String| {
            let columns = table.columns(name)?;
            Ok(Grouping { name, columns })
        };
        Ok(Self {
            score: table.column(&request.score)?,
            weight: named(&request.weight)?,
            count: named(&request.count)?,
            date: request.dates.as_ref().map(date).transpose()?,
            by: request.by.iter().map(grouping).collect::<Result<_, _>>()?,
        })
    }

    /// The columns to group rows by.
    pub(crate) fn by(&self) -> &[Grouping<'a>] {
        &self.by
    }

    /// What a row says under the rules of a screening.
    ///
    /// Only scores are weighed: the weight of a row without one is not read.
    pub(crate) fn answer(&self, row: &Row<'_>, screening: &Screening) -> Result<Answer, Problem> {
        let outcome = match screening.screen(row.cell(self.score)) {
            Ok(score) => Ok(Accepted {
                category: score.category(),
                score: Some(score),
                weight: self.weight(row)?,
            }),
            Err(reason) => Err(reason),
        };
        Ok(Answer {
            outcome,
            count: self.count(row)?,
            slot: self.slot(row, screening)?,
        })
    }

    /// The cell that should hold a score.
    pub(crate) fn score_cell<'r>(&self, row: &Row<'r>) -> &'r str {
        row.cell(self.score)
    }

    /// How much an answer of this row counts.
    fn weight(&self, row: &Row<'_>) -> Result<Weight, Problem> {
        let Some((name, column)) = self.weight else {
            return Ok(Weight::ONE);
        };
        weight(row.cell(column)).map_err(|error| {
            row.problem(Fault::NotAWeight {
                column: name.into(),
                error,
            })
        })
    }

    /// How many answers this row stands for.
    fn count(&self, row: &Row<'_>) -> Result<u64, Problem> {
        let Some((name, column)) = self.count else {
            return Ok(1);
        };
        let cell = row.cell(column);
        count(cell).ok_or_else(|| {
            row.problem(Fault::NotACount {
                column: name.into(),
                cell: excerpt(cell),
            })
        })
    }

    /// The period of this row's date; `None` where dates are not asked for, or this one is missing.
    fn slot(&self, row: &Row<'_>, screening: &Screening) -> Result<Option<Slot>, Problem> {
        let Some((dates, column)) = self.date else {
            return Ok(None);
        };
        let cell = row.cell(column).trim();
        let read = dates.formats.iter().find_map(|format| format.month(cell));
        // What is no date may be a word for missing.
        if read.is_some() || screening.screen(cell) == Err(Exclusion::Missing) {
            let day = read.and_then(|month| npscore::Day::new(month.year(), month.month(), 1).ok());
            return Ok(day.map(|day| Calendar::new(dates.unit, 1).slot(day)));
        }
        Err(row.problem(Fault::NotADate {
            column: dates.column.clone(),
            cell: excerpt(cell),
            formats: dates.in_words(),
        }))
    }
}

/// A whole number of 0 or more, with or without a fraction of zeros: `12`, `12.0`.
fn count(cell: &str) -> Option<u64> {
    let cell = cell.trim();
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
    let plain = whole.bytes().all(|byte| byte.is_ascii_digit());
    let zeros = fraction.bytes().all(|byte| byte == b'0');
    if plain && zeros {
        whole.parse().ok()
    } else {
        None
    }
}

/// A weight, rounded where a program has written more digits than a weight has.
fn weight(cell: &str) -> Result<Weight, WeightError> {
    match cell.trim().parse() {
        Err(WeightError::TooPrecise { value }) => Weight::rounded(value),
        outcome => outcome,
    }
}
