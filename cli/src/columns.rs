//! The columns that answers are read from.

use std::cell::Cell;

use crate::arguments::{Dates, Input};
use crate::date::{DateReader, Orders};
use crate::problem::{Fault, Problem, excerpt};
use crate::read::{Column, Row, Source, Table};

/// The columns of a file that answers are read from.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) score: Column,
    pub(crate) weight: Option<(String, Column)>,
    pub(crate) count: Option<(String, Column)>,
    pub(crate) id: Option<Column>,
    pub(crate) date: Option<(DateReader, Column)>,
    pub(crate) by: Vec<Grouping>,
    /// Of each column any of these values.
    wanted: Vec<(Column, Vec<String>)>,
    /// None of these.
    unwanted: Vec<(Column, String)>,
}

/// Columns to group rows by, the next within the one before.
#[derive(Debug)]
pub(crate) struct Grouping {
    /// As it was asked for: the name of a column, or several with commas between.
    pub(crate) name: String,
    /// The columns, at least one, with their names.
    pub(crate) columns: Vec<(String, Column)>,
}

impl Columns {
    /// The columns that an input names, in a table of one of its sources.
    pub(crate) fn find(table: &Table, source: &Source, input: &Input) -> Result<Self, Problem> {
        let named = |name: &Option<String>| {
            let found = name
                .as_ref()
                .map(|name| Ok((name.clone(), table.column(name)?)));
            found.transpose()
        };
        let grouping = |name: &String| {
            let columns = table.columns(name)?;
            Ok(Grouping {
                name: name.clone(),
                columns,
            })
        };
        let mut wanted: Vec<(Column, Vec<String>)> = Vec::new();
        for condition in &input.wanted {
            let (column, value) = condition_of(table, condition)?;
            match wanted.iter_mut().find(|(known, _)| *known == column) {
                Some((_, values)) => values.push(value),
                None => wanted.push((column, vec![value])),
            }
        }
        let score = table.column(&input.score)?;
        let weight = named(&input.weight)?;
        let count = named(&input.count)?;
        let by = input.by.iter().map(grouping).collect::<Result<_, _>>()?;
        let date = match &input.dates {
            Some(dates) => {
                let column = table.column(&dates.column)?;
                Some((reader(table, source, input, dates, column)?, column))
            }
            None => None,
        };
        let unwanted = input
            .unwanted
            .iter()
            .map(|condition| condition_of(table, condition));
        Ok(Self {
            score,
            weight,
            count,
            id: named(&input.id)?.map(|(_, column)| column),
            date,
            by,
            wanted,
            unwanted: unwanted.collect::<Result<_, _>>()?,
        })
    }

    /// Whether a row is one of those asked for.
    pub(crate) fn include(&self, row: &Row<'_>) -> bool {
        let is = |column: Column, value: &str| row.cell(column).trim() == value;
        self.wanted
            .iter()
            .all(|(column, values)| values.iter().any(|value| is(*column, value)))
            && !self
                .unwanted
                .iter()
                .any(|(column, value)| is(*column, value))
    }
}

/// The column and the value of `COLUMN=VALUE`: both may have `=` in them, and the longest name of a column
/// counts.
fn condition_of(table: &Table, condition: &str) -> Result<(Column, String), Problem> {
    let ends = condition.match_indices('=').map(|(end, _)| end);
    let known = ends
        .clone()
        .rev()
        .find(|end| table.has_column(condition[..*end].trim()));
    let end = known
        .or_else(|| ends.clone().next())
        .unwrap_or(condition.len());
    let (name, value) = condition.split_at(end);
    let value = value.strip_prefix('=').unwrap_or(value);
    Ok((table.column(name.trim())?, value.trim().into()))
}

/// How to read the dates of a column: whether the day or the month comes first is for the cells to say.
///
/// Files are looked through until one of them settles it, and a pipe as far as its beginning reaches.
fn reader(
    table: &Table,
    source: &Source,
    input: &Input,
    dates: &Dates,
    column: Column,
) -> Result<DateReader, Problem> {
    let mut reader = DateReader {
        format: dates.format.clone(),
        order: dates.order,
        zone: dates.zone.clone(),
    };
    if reader.format.is_some() || reader.order.is_some() {
        return Ok(reader);
    }
    let mut orders = Orders::default();
    let mut ambiguous = None;
    let needless = Cell::new(false);
    let mut look = |row: &Row<'_>| {
        if orders.observe(row.cell(column)) {
            ambiguous = Some(row.line());
        }
        needless.set(orders.is_needless());
        orders.is_settled()
    };
    if source.is_seekable() {
        let again = Table::open(source, &input.dialect, &input.score)?;
        let mut block = Vec::new();
        'file: while let Some(place) = again.next_block(&mut block)? {
            let mut rows = again.rows(&block, place);
            while let Some(row) = rows.next_row()? {
                if look(&row) {
                    break 'file;
                }
            }
            // A column goes on as it begins; if not, the row is told.
            if needless.get() {
                break;
            }
        }
    } else {
        let (block, place) = table.peek()?;
        let mut rows = table.rows(&block, place);
        // What is wrong with a row is told when it is read.
        while let Ok(Some(row)) = rows.next_row() {
            if look(&row) {
                break;
            }
        }
    }
    reader.order = orders.order().map_err(|cell| {
        let readings = cell.readings.iter();
        let readings = readings.map(|(order, day)| {
            let order = clap::ValueEnum::to_possible_value(order);
            let order = order.map_or_else(String::new, |order| order.get_name().into());
            format!("{day} (--date-order {order})")
        });
        table.problem(
            ambiguous.unwrap_or_default(),
            Fault::AmbiguousDate {
                column: dates.column.clone(),
                cell: excerpt(&cell.cell),
                readings: readings.collect::<Vec<_>>().join(" or "),
            },
        )
    })?;
    Ok(reader)
}
