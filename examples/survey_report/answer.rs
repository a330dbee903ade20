//! What one row says.

use npscore::{Exclusion, Score, Screening, Weight, WeightError};

use super::arguments::Request;
use super::problem::{Fault, Problem, excerpt};
use super::table::{Column, Row, Table};

/// What one row says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// The score, or why there is none.
    pub(crate) score: Result<Score, Exclusion>,
    /// How much each such answer counts: the weight of a score, where weights are asked for.
    pub(crate) weight: Option<Weight>,
    /// How many such answers there are.
    pub(crate) count: u64,
}

/// The columns that answers are read from.
#[derive(Debug)]
pub(crate) struct Columns<'a> {
    score: Column,
    weight: Option<(&'a str, Column)>,
    count: Option<(&'a str, Column)>,
}

impl<'a> Columns<'a> {
    /// The columns a request names.
    pub(crate) fn find(table: &Table<'_>, request: &'a Request) -> Result<Self, Problem> {
        let named = |name: &'a Option<String>| {
            name.as_deref()
                .map(|name| table.column(name).map(|column| (name, column)))
                .transpose()
        };
        Ok(Self {
            score: table.column(&request.score)?,
            weight: named(&request.weight)?,
            count: named(&request.count)?,
        })
    }

    /// What a row says under the rules of a screening.
    ///
    /// Only scores are weighed: the weight of a row without one is not read.
    pub(crate) fn answer(&self, row: &Row<'_>, screening: &Screening) -> Result<Answer, Problem> {
        let score = screening.screen(row.cell(self.score));
        let count = match self.count {
            Some((name, column)) => {
                let cell = row.cell(column);
                count(cell).ok_or_else(|| {
                    row.problem(Fault::NotACount {
                        column: name.into(),
                        cell: excerpt(cell),
                    })
                })?
            }
            None => 1,
        };
        let weight = match self.weight {
            Some((name, column)) if score.is_ok() => {
                let weight = weight(row.cell(column)).map_err(|error| {
                    row.problem(Fault::NotAWeight {
                        column: name.into(),
                        error,
                    })
                })?;
                Some(weight)
            }
            _ => None,
        };
        Ok(Answer {
            score,
            weight,
            count,
        })
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
