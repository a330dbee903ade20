//! Flat counts by group: the state of every aggregate function here.
//!
//! A group has `K` sums, side by side in one vector. Between the phases of an aggregation, and to disk
//! when memory is short, they travel as `K` columns of numbers: 24 bytes for a group of three counts.

use std::borrow::Cow;
use std::mem::size_of_val;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray};
use arrow::compute::{not, nullif, prep_null_mask_filter};
use arrow::datatypes::ArrowNativeType;
use datafusion_common::{Result, ScalarValue, exec_err};
use datafusion_expr::{Accumulator, EmitTo, GroupsAccumulator};

use crate::aggregate::Function;

/// A number that is summed.
pub(crate) trait Amount: ArrowNativeType + Copy + Default + Send + Sync + 'static {
    /// Its type in Arrow.
    type Arrow: ArrowPrimitiveType<Native = Self>;

    /// An array of such numbers.
    fn array(values: impl Iterator<Item = Self>) -> PrimitiveArray<Self::Arrow>;

    /// A sum or a difference, and whether it does not fit.
    fn plus(self, other: Self) -> (Self, bool);
    fn minus(self, other: Self) -> (Self, bool);

    /// What each row adds to which slot: row, slot, amount.
    fn each(
        function: &Function,
        values: &[ArrayRef],
        add: impl FnMut(usize, usize, Self),
    ) -> Result<()>;

    /// The same where the row does not matter.
    fn whole(
        function: &Function,
        values: &[ArrayRef],
        mut add: impl FnMut(usize, Self),
    ) -> Result<()> {
        Self::each(function, values, |_, slot, amount| add(slot, amount))
    }

    /// What the function makes of the sums of each group.
    fn finish<const K: usize>(function: &Function, groups: &[[Self; K]]) -> Result<ArrayRef>;
}

/// The sums of each group; for an aggregation without groups, of one.
#[derive(Debug)]
pub(crate) struct Sums<N, const K: usize> {
    function: Function,
    groups: Vec<[N; K]>,
}

impl<N: Amount, const K: usize> Sums<N, K> {
    pub(crate) fn new(function: Function, groups: usize) -> Self {
        Self {
            function,
            groups: vec![[N::default(); K]; groups],
        }
    }

    /// Columns of sums, as they travel.
    fn columns(groups: &[[N; K]]) -> Vec<ArrayRef> {
        let column = |slot: usize| -> ArrayRef {
            Arc::new(N::array(groups.iter().map(|group| group[slot])))
        };
        (0..K).map(column).collect()
    }

    /// Merges columns of sums, each row into the group that `place` says.
    fn merge(&mut self, columns: &[ArrayRef], place: impl Fn(usize) -> usize) -> Result<()> {
        let mut overflow = false;
        for (slot, column) in columns.iter().enumerate().take(K) {
            for (row, amount) in column
                .as_primitive::<N::Arrow>()
                .values()
                .iter()
                .enumerate()
            {
                let sum = &mut self.groups[place(row)][slot];
                let (new, over) = sum.plus(*amount);
                *sum = new;
                overflow |= over;
            }
        }
        fits(&self.function, overflow)
    }

    fn bytes(&self) -> usize {
        size_of_val(self) + self.groups.capacity() * size_of::<[N; K]>()
    }
}

fn fits(function: &Function, overflow: bool) -> Result<()> {
    if overflow {
        return exec_err!("{}: more responses than 64 bits count", function.name);
    }
    Ok(())
}

impl<N: Amount + std::fmt::Debug, const K: usize> Accumulator for Sums<N, K> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let (group, mut overflow) = (&mut self.groups[0], false);
        N::whole(&self.function, values, |slot, amount| {
            let (new, over) = group[slot].plus(amount);
            group[slot] = new;
            overflow |= over;
        })?;
        fits(&self.function, overflow)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let (group, mut overflow) = (&mut self.groups[0], false);
        N::whole(&self.function, values, |slot, amount| {
            let (new, over) = group[slot].minus(amount);
            group[slot] = new;
            overflow |= over;
        })?;
        fits(&self.function, overflow)
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let result = N::finish(&self.function, &self.groups)?;
        ScalarValue::try_from_array(&result, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let columns = Self::columns(&self.groups);
        { columns.iter() }
            .map(|column| ScalarValue::try_from_array(column, 0))
            .collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.merge(states, |_| 0)
    }

    fn size(&self) -> usize {
        self.bytes()
    }
}

impl<N: Amount, const K: usize> GroupsAccumulator for Sums<N, K> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.groups.resize(total_num_groups, [N::default(); K]);
        let (groups, mut overflow) = (&mut self.groups, false);
        let add = |row: usize, slot: usize, amount| {
            let sum = &mut groups[group_indices[row]][slot];
            let (new, over) = sum.plus(amount);
            *sum = new;
            overflow |= over;
        };
        N::each(&self.function, &kept(values, opt_filter)?, add)?;
        fits(&self.function, overflow)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let groups = emit_to.take_needed(&mut self.groups);
        N::finish(&self.function, &groups)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(Self::columns(&emit_to.take_needed(&mut self.groups)))
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.groups.resize(total_num_groups, [N::default(); K]);
        self.merge(values, |row| group_indices[row])
    }

    /// Where grouping does not reduce rows, each becomes a state of its own.
    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, Array::len);
        let mut states = vec![[N::default(); K]; rows];
        let values = kept(values, opt_filter)?;
        N::each(&self.function, &values, |row, slot, amount| {
            states[row][slot] = amount;
        })?;
        Ok(Self::columns(&states))
    }

    fn size(&self) -> usize {
        self.bytes()
    }
}

/// The columns, the first of which is null wherever a filter is not true: what is left out is not
/// looked at, and so is no error.
fn kept<'a>(values: &'a [ArrayRef], filter: Option<&BooleanArray>) -> Result<Cow<'a, [ArrayRef]>> {
    let Some(filter) = filter else {
        return Ok(Cow::Borrowed(values));
    };
    let left_out = match filter.null_count() {
        0 => not(filter)?,
        _ => not(&prep_null_mask_filter(filter))?,
    };
    let mut values = values.to_vec();
    if let Some(first) = values.first_mut() {
        *first = nullif(first, &left_out)?;
    }
    Ok(Cow::Owned(values))
}
