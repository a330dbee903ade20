//! What rows add to the sums of their group, and what becomes of the sums.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Decimal128Array, Float64Array, ListArray,
    PrimitiveArray, StringArray, StructArray, UInt64Array,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Decimal128Type, Field, FieldRef, Fields, UInt64Type};
use arrow::error::ArrowError;
use datafusion_common::{DataFusionError, Result, exec_datafusion_err, exec_err};
use npscore::error::ColumnError;
use npscore::inference::Estimate;
use npscore::{Category, Confidence, Counts, Histogram, Nps, NpsResult, Score, Screening, Tally};
use npscore_arrow::Answers;

use crate::aggregate::{Function, Input, Output};
use crate::counts::Amount;

/// Decimal places of a weight, as the core has them.
pub(crate) const WEIGHT_PLACES: i8 = 12;

/// No slot: a row without a score.
const SKIPPED: u8 = u8::MAX;

/// For each code of [`Answers`], the slot in which it counts.
fn slots(function: &Function) -> [u8; 16] {
    let mut slots = [SKIPPED; 16];
    for (code, score) in Score::ALL.into_iter().enumerate() {
        slots[code] = match function.output {
            Output::Histogram => score.get(),
            _ => score.category() as u8,
        };
    }
    if function.counts_excluded() {
        // What is missing is in no count; for the other reasons there is one.
        slots[12..15].fill(Category::Promoter as u8 + 1);
    }
    slots
}

/// The answers of a column of scores.
pub(crate) fn answers<'a>(
    function: &str,
    screened: bool,
    values: &'a dyn Array,
) -> Result<Answers<'a>> {
    let answers = if screened {
        Answers::screened(values, &Screening::new())
    } else {
        Answers::strict(values)
    };
    answers.map_err(|error| refused(function, &error))
}

/// An error without the row, which means nothing in a query.
fn refused(function: &str, error: &ArrowError) -> DataFusionError {
    if let ArrowError::ExternalError(error) = error
        && let Some(npscore::Error::Column(ColumnError::Score { error, .. })) = error.downcast_ref()
    {
        return exec_datafusion_err!("{function}: {error}");
    }
    exec_datafusion_err!("{function}: {error}")
}

impl Amount for u64 {
    type Arrow = UInt64Type;

    fn array(values: impl Iterator<Item = Self>) -> UInt64Array {
        PrimitiveArray::from_iter_values(values)
    }

    fn plus(self, other: Self) -> (Self, bool) {
        self.overflowing_add(other)
    }

    fn minus(self, other: Self) -> (Self, bool) {
        self.overflowing_sub(other)
    }

    fn each(
        function: &Function,
        values: &[ArrayRef],
        mut add: impl FnMut(usize, usize, Self),
    ) -> Result<()> {
        if let Input::States = function.input {
            for (row, state) in values[0].as_binary::<i32>().iter().enumerate() {
                let Some(state) = state else { continue };
                let counts = state_of(function.name, state)?.counts();
                for category in Category::ALL {
                    add(row, category as usize, counts[category]);
                }
            }
            return Ok(());
        }
        let slots = slots(function);
        let answers = answers(function.name, function.screened, &values[0])?;
        for (row, code) in answers.codes().iter().enumerate() {
            let slot = slots[usize::from(*code) % 16];
            if slot != SKIPPED {
                add(row, slot.into(), 1);
            }
        }
        Ok(())
    }

    fn whole(
        function: &Function,
        values: &[ArrayRef],
        mut add: impl FnMut(usize, Self),
    ) -> Result<()> {
        if let Input::States = function.input {
            return Self::each(function, values, |_, slot, amount| add(slot, amount));
        }
        let slots = slots(function);
        let answers = answers(function.name, function.screened, &values[0])?;
        for (code, count) in by_code(answers.codes()).into_iter().enumerate() {
            if slots[code] != SKIPPED {
                add(slots[code].into(), count);
            }
        }
        Ok(())
    }

    fn finish<const K: usize>(function: &Function, groups: &[[Self; K]]) -> Result<ArrayRef> {
        let tallies: Result<Vec<Tally>> = groups.iter().map(|sums| tally(function, sums)).collect();
        let tallies = tallies?;
        let results = || tallies.iter().map(Tally::result);
        Ok(match function.output {
            Output::Nps => Arc::new(scores(results())),
            Output::Interval(confidence) => Arc::new(StructArray::new(
                limits_fields(),
                limits(results(), confidence),
                None,
            )),
            Output::Histogram => {
                let counts = UInt64Array::from_iter_values(groups.iter().flatten().copied());
                let lists = OffsetBuffer::from_repeated_length(Score::ALL.len(), groups.len());
                Arc::new(ListArray::try_new(
                    count_field(),
                    lists,
                    Arc::new(counts),
                    None,
                )?)
            }
            Output::State => Arc::new(BinaryArray::from_iter_values(
                tallies.iter().map(Tally::encode),
            )),
            Output::Result => {
                let count = |count: fn(&Tally) -> u64| -> ArrayRef {
                    Arc::new(UInt64Array::from_iter_values(tallies.iter().map(count)))
                };
                let mut columns = vec![
                    count(Tally::responses),
                    count(Tally::promoters),
                    count(Tally::passives),
                    count(Tally::detractors),
                    Arc::new(scores(results())),
                ];
                columns.extend(limits(results(), Confidence::P95));
                let ratings = results().map(|result| Some(result?.rating().as_str()));
                columns.push(Arc::new(ratings.collect::<StringArray>()));
                if function.counts_excluded() {
                    let excluded = groups.iter().filter_map(|sums| sums.last().copied());
                    columns.push(Arc::new(UInt64Array::from_iter_values(excluded)));
                }
                Arc::new(StructArray::try_new(
                    result_fields(function.counts_excluded()),
                    columns,
                    None,
                )?)
            }
        })
    }
}

/// Weighted sums, in units of a weight.
impl Amount for i128 {
    type Arrow = Decimal128Type;

    fn array(values: impl Iterator<Item = Self>) -> Decimal128Array {
        PrimitiveArray::from_iter_values(values).with_data_type(weight_type())
    }

    fn plus(self, other: Self) -> (Self, bool) {
        self.overflowing_add(other)
    }

    fn minus(self, other: Self) -> (Self, bool) {
        self.overflowing_sub(other)
    }

    fn each(
        function: &Function,
        values: &[ArrayRef],
        mut add: impl FnMut(usize, usize, Self),
    ) -> Result<()> {
        let slots = slots(function);
        let answers = answers(function.name, function.screened, &values[0])?;
        let weights = values[1].as_primitive::<Decimal128Type>();
        for (row, code) in answers.codes().iter().enumerate() {
            let slot = slots[usize::from(*code) % 16];
            if slot == SKIPPED || weights.is_null(row) {
                continue;
            }
            let weight = weights.value(row);
            if u64::try_from(weight).is_err() {
                let weight = weights.value_as_string(row);
                return exec_err!(
                    "{}: weight {weight} is out of range, expected 0 to {}",
                    function.name,
                    npscore::Weight::MAX
                );
            }
            add(row, slot.into(), weight);
        }
        Ok(())
    }

    fn finish<const K: usize>(function: &Function, groups: &[[Self; K]]) -> Result<ArrayRef> {
        let score = |sums: &[Self; K]| {
            let sum = sums
                .iter()
                .try_fold(0, |sum: Self, part| sum.checked_add(*part));
            if sum == Some(0) {
                return Ok(None);
            }
            let net = sums[Category::Promoter as usize] - sums[Category::Detractor as usize];
            // The exact ratio, as the core writes it.
            let percent = net.checked_mul(100).zip(sum);
            let percent = percent.map(|(net, sum)| format!("{net}/{sum}"));
            match percent.and_then(|ratio| ratio.parse::<Nps>().ok()) {
                Some(nps) => Ok(Some(nps.to_f64())),
                None => exec_err!("{}: more weight than a tally holds", function.name),
            }
        };
        let scores: Result<Float64Array> = groups.iter().map(score).collect();
        Ok(Arc::new(scores?))
    }
}

/// How often each code occurs.
fn by_code(codes: &[u8]) -> [u64; 16] {
    let mut counts = [0; 16];
    if let Ok(histogram) = Histogram::try_from_bytes(codes) {
        counts[..11].copy_from_slice(histogram.counts());
        return counts;
    }
    // Equal codes in a row wait for each other less if they have counters of their own.
    let mut lanes = [[0_u64; 16]; 4];
    for four in codes.chunks(4) {
        for (lane, code) in lanes.iter_mut().zip(four) {
            lane[usize::from(*code) % 16] += 1;
        }
    }
    for (count, code) in counts.iter_mut().zip(0..) {
        let code: usize = code;
        *count = lanes.iter().map(|lane| lane[code]).sum();
    }
    counts
}

/// The tally of the sums of a group.
fn tally<const K: usize>(function: &Function, sums: &[u64; K]) -> Result<Tally> {
    let tally = match function.output {
        Output::Histogram => {
            let counts = sums[..].try_into().unwrap_or([0; 11]);
            Histogram::try_from(counts).map(|histogram| histogram.tally())
        }
        _ => Tally::try_from(Counts::from_fn(|category| sums[category as usize])),
    };
    tally.map_err(|error| exec_datafusion_err!("{}: {error}", function.name))
}

/// The tally that an encoded state is.
pub(crate) fn state_of(function: &str, state: &[u8]) -> Result<Tally> {
    Tally::decode(state).map_err(|error| exec_datafusion_err!("{function}: {error}"))
}

/// The nearest float to each NPS.
pub(crate) fn scores(results: impl Iterator<Item = Option<NpsResult>>) -> Float64Array {
    results.map(|result| Some(result?.nps().to_f64())).collect()
}

fn limits(
    results: impl Iterator<Item = Option<NpsResult>>,
    confidence: Confidence,
) -> Vec<ArrayRef> {
    let limits = results.map(|result| Some(result?.interval(confidence)));
    let limits: Vec<Option<Estimate>> = limits.collect();
    let column = |limit: fn(&Estimate) -> f64| -> ArrayRef {
        let values = limits.iter().map(|estimate| estimate.as_ref().map(limit));
        Arc::new(values.collect::<Float64Array>())
    };
    vec![column(Estimate::low), column(Estimate::high)]
}

pub(crate) fn weight_type() -> DataType {
    DataType::Decimal128(38, WEIGHT_PLACES)
}

/// One count of a histogram.
pub(crate) fn count_field() -> FieldRef {
    Arc::new(Field::new("item", DataType::UInt64, false))
}

pub(crate) fn limits_fields() -> Fields {
    ["low", "high"]
        .map(|name| Arc::new(Field::new(name, DataType::Float64, true)))
        .into()
}

pub(crate) fn result_fields(excluded: bool) -> Fields {
    let counts = ["responses", "promoters", "passives", "detractors"];
    let counts = counts.map(|name| Field::new(name, DataType::UInt64, false));
    let floats = ["nps", "low", "high"].map(|name| Field::new(name, DataType::Float64, true));
    let rating = Field::new("rating", DataType::Utf8, true);
    let excluded = excluded.then(|| Field::new("excluded", DataType::UInt64, false));
    counts
        .into_iter()
        .chain(floats)
        .chain([rating])
        .chain(excluded)
        .collect()
}
