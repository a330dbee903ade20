//! What one row says.

use npscore::error::WeightError;
use npscore::{Category, Exclusion, Score, Weight};

use crate::arguments::Input;
use crate::columns::Columns;
use crate::date::Moment;
use crate::period::{Slot, Unit};
use crate::problem::{Fault, Problem, excerpt};
use crate::read::Row;

/// What one row says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// The answer, or why there is none.
    pub(crate) outcome: Result<Accepted, Exclusion>,
    /// How many such answers there are.
    pub(crate) count: u64,
    /// When it was given, where that is asked for and known.
    pub(crate) moment: Option<Moment>,
    /// The period of that moment.
    pub(crate) slot: Option<Slot>,
}

/// What an accepted answer says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accepted {
    pub(crate) category: Category,
    /// The score, where the answer is a number from 0 to 10.
    pub(crate) score: Option<Score>,
    /// The weight, which is 1 where no weights are asked for.
    pub(crate) weight: Weight,
}

impl Answer {
    /// What a row says.
    ///
    /// Only answers are weighed: the weight of a row without one is not read.
    pub(crate) fn of(row: &Row<'_>, columns: &Columns, input: &Input) -> Result<Self, Problem> {
        let outcome = match input.screen.screen(row.cell(columns.score)) {
            Ok((category, score)) => Ok(Accepted {
                category,
                score,
                weight: weight(row, columns)?,
            }),
            Err(reason) => Err(reason),
        };
        let moment = moment(row, columns, input)?;
        let calendar = input.dates.as_ref().map(|dates| dates.calendar);
        let slot = calendar
            .zip(moment)
            .map(|(calendar, moment)| calendar.slot(moment.day));
        Ok(Self {
            outcome,
            count: count(row, columns)?,
            moment,
            slot,
        })
    }
}

/// How much an answer of this row counts.
fn weight(row: &Row<'_>, columns: &Columns) -> Result<Weight, Problem> {
    let Some((name, column)) = &columns.weight else {
        return Ok(Weight::ONE);
    };
    let weight = match row.cell(*column).trim().parse() {
        // Rounded where a program has written more digits than a weight has.
        Err(WeightError::TooPrecise { value }) => Weight::rounded(value),
        outcome => outcome,
    };
    weight.map_err(|error| {
        row.problem(Fault::NotAWeight {
            column: name.clone(),
            error,
        })
    })
}

/// How many answers this row stands for.
fn count(row: &Row<'_>, columns: &Columns) -> Result<u64, Problem> {
    let Some((name, column)) = &columns.count else {
        return Ok(1);
    };
    let cell = row.cell(*column);
    whole(cell).ok_or_else(|| {
        row.problem(Fault::NotACount {
            column: name.clone(),
            cell: excerpt(cell),
        })
    })
}

/// A whole number of 0 or more, with or without a fraction of zeros: `12`, `12.0`.
fn whole(cell: &str) -> Option<u64> {
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

/// When this row was said; `None` where dates are not asked for, or this one is missing.
fn moment(row: &Row<'_>, columns: &Columns, input: &Input) -> Result<Option<Moment>, Problem> {
    let (Some(dates), Some((reader, column))) = (&input.dates, &columns.date) else {
        return Ok(None);
    };
    let cell = row.cell(*column).trim();
    let fault = match reader.moment(cell) {
        Ok(Some(moment))
            if moment.is_month && matches!(dates.calendar.unit, Unit::Day | Unit::Week) =>
        {
            Fault::NoDay {
                column: dates.column.clone(),
                cell: excerpt(cell),
                unit: dates.calendar.name(),
            }
        }
        Ok(moment) => return Ok(moment),
        // What is no date may be a word for missing.
        Err(()) if input.screen.is_missing(cell) => return Ok(None),
        Err(()) => Fault::NotADate {
            column: dates.column.clone(),
            cell: excerpt(cell),
            form: reader.in_words(),
        },
    };
    Err(row.problem(fault))
}
