//! The one implementation of every aggregate function.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrowPrimitiveType, RecordBatch};
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion_common::{Result, ScalarValue, plan_datafusion_err, plan_err};
use datafusion_expr::expr::AggregateFunction;
use datafusion_expr::function::{
    AccumulatorArgs, AggregateFunctionSimplification, StateFieldsArgs,
};
use datafusion_expr::simplify::SimplifyContext;
use datafusion_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion_expr::{
    Accumulator, AggregateUDFImpl, ColumnarValue, Documentation, Expr, GroupsAccumulator,
    ReversedUDAF, Signature, Volatility,
};
use npscore::Confidence;

use crate::amounts::{count_field, limits_fields, result_fields, weight_type};
use crate::counts::{Amount, Sums};

/// What an aggregate function reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Input {
    Scores,
    WeightedScores,
    States,
}

/// What it makes of its sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Output {
    Nps,
    Result,
    Interval(Confidence),
    Histogram,
    State,
}

/// An aggregate function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) input: Input,
    pub(crate) output: Output,
    /// Whether what is no score is excluded rather than an error.
    pub(crate) screened: bool,
}

impl Function {
    /// Whether the result says how many values were excluded.
    pub(crate) fn counts_excluded(&self) -> bool {
        self.screened && self.output == Output::Result
    }

    /// The same at the confidence that a query names.
    fn with_arguments(self, args: &AccumulatorArgs) -> Result<Self> {
        if args.is_distinct {
            return Err(self.distinct());
        }
        let (Output::Interval(_), Some(level)) = (self.output, args.exprs.get(1)) else {
            return Ok(self);
        };
        let nothing = RecordBatch::new_empty(Arc::new(Schema::empty()));
        let Ok(ColumnarValue::Scalar(ScalarValue::Float64(Some(level)))) = level.evaluate(&nothing)
        else {
            return plan_err!("{}: confidence must be a number, such as 0.95", self.name);
        };
        let confidence = Confidence::new(level);
        let confidence =
            confidence.map_err(|error| plan_datafusion_err!("{}: {error}", self.name))?;
        Ok(Self {
            output: Output::Interval(confidence),
            ..self
        })
    }

    fn distinct(&self) -> datafusion_common::DataFusionError {
        plan_datafusion_err!(
            "{0}(DISTINCT ..) would count each different score once, whoever gave it: no NPS. \
             For one answer per person, choose a row for each in a subquery",
            self.name
        )
    }

    fn accumulator(&self, args: &AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        let function = self.with_arguments(args)?;
        Ok(match self.shape() {
            Shape::Three => Box::new(Sums::<u64, 3>::new(function, 1)),
            Shape::Four => Box::new(Sums::<u64, 4>::new(function, 1)),
            Shape::Eleven => Box::new(Sums::<u64, 11>::new(function, 1)),
            Shape::Weights => Box::new(Sums::<i128, 3>::new(function, 1)),
        })
    }

    fn groups_accumulator(&self, args: &AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        let function = self.with_arguments(args)?;
        Ok(match self.shape() {
            Shape::Three => Box::new(Sums::<u64, 3>::new(function, 0)),
            Shape::Four => Box::new(Sums::<u64, 4>::new(function, 0)),
            Shape::Eleven => Box::new(Sums::<u64, 11>::new(function, 0)),
            Shape::Weights => Box::new(Sums::<i128, 3>::new(function, 0)),
        })
    }

    const fn shape(&self) -> Shape {
        match (self.input, self.output, self.screened) {
            (Input::WeightedScores, ..) => Shape::Weights,
            (_, Output::Histogram, _) => Shape::Eleven,
            (_, Output::Result, true) => Shape::Four,
            _ => Shape::Three,
        }
    }
}

/// How many sums a group has.
enum Shape {
    Three,
    Four,
    Eleven,
    Weights,
}

/// An aggregate function as DataFusion has them.
#[derive(Debug)]
pub(crate) struct Aggregate {
    pub(crate) function: Function,
    pub(crate) documentation: Documentation,
    signature: Signature,
}

impl Aggregate {
    pub(crate) fn new(function: Function, documentation: Documentation) -> Self {
        Self {
            function,
            documentation,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

/// A function is known by its name.
impl PartialEq for Aggregate {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
    }
}

impl Eq for Aggregate {}

impl Hash for Aggregate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
    }
}

impl AggregateUDFImpl for Aggregate {
    fn name(&self) -> &str {
        self.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, arg_types: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.function.name;
        Ok(
            match (self.function.input, self.function.output, arg_types) {
                (Input::Scores, Output::Interval(_), [score, _]) => {
                    vec![score_type(name, score)?, DataType::Float64]
                }
                (Input::Scores, _, [score]) => vec![score_type(name, score)?],
                (Input::WeightedScores, _, [score, _]) => {
                    vec![score_type(name, score)?, weight_type()]
                }
                (Input::States, _, [state]) => vec![state_type(name, state)?],
                _ => return plan_err!("{name}: wrong number of arguments, {}", arg_types.len()),
            },
        )
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.function.output {
            Output::Nps => DataType::Float64,
            Output::Interval(_) => DataType::Struct(limits_fields()),
            Output::Histogram => DataType::List(count_field()),
            Output::State => DataType::Binary,
            Output::Result => DataType::Struct(result_fields(self.function.counts_excluded())),
        })
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        self.function.accumulator(&args)
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        self.function.groups_accumulator(&args)
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let (slots, kind) = match self.function.shape() {
            Shape::Three => (3, <u64 as Amount>::Arrow::DATA_TYPE),
            Shape::Four => (4, <u64 as Amount>::Arrow::DATA_TYPE),
            Shape::Eleven => (11, <u64 as Amount>::Arrow::DATA_TYPE),
            Shape::Weights => (3, weight_type()),
        };
        let field = |slot: i32| {
            let name = format_state_name(args.name, &slot.to_string());
            Arc::new(Field::new(name, kind.clone(), false))
        };
        Ok((0..slots).map(field).collect())
    }

    /// A set of different scores is no sample of answers. Without this, the optimizer would turn
    /// `nps(DISTINCT x)` into a grouping by score.
    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        let function = self.function;
        Some(Box::new(
            move |call: AggregateFunction, _: &SimplifyContext| {
                if call.params.distinct {
                    return Err(function.distinct());
                }
                Ok(Expr::AggregateFunction(call))
            },
        ))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        ReversedUDAF::Identical
    }

    fn default_value(&self, _: &DataType) -> Result<ScalarValue> {
        let nothing = match self.function.shape() {
            Shape::Three => u64::finish(&self.function, &[[0; 3]]),
            Shape::Four => u64::finish(&self.function, &[[0; 4]]),
            Shape::Eleven => u64::finish(&self.function, &[[0; 11]]),
            Shape::Weights => i128::finish(&self.function, &[[0; 3]]),
        };
        ScalarValue::try_from_array(&nothing?, 0)
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// The type of a column of scores, as it is.
pub(crate) fn score_type(function: &str, kind: &DataType) -> Result<DataType> {
    let values = match kind {
        DataType::Dictionary(_, values) => values,
        kind => kind,
    };
    if values.is_numeric() || values.is_string() || values.is_null() {
        return Ok(kind.clone());
    }
    plan_err!("{function}: scores of type {kind}, expected numbers or texts")
}

/// The type in which states are read.
pub(crate) fn state_type(function: &str, kind: &DataType) -> Result<DataType> {
    match kind {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::Null => {
            Ok(DataType::Binary)
        }
        _ => plan_err!("{function}: a state of type {kind}, expected Binary"),
    }
}
