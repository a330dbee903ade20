//! Functions of one row.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, StringArray, StructArray};
use arrow::datatypes::{DataType, Field, Fields, Float64Type};
use datafusion_common::{Result, exec_datafusion_err, plan_err};
use datafusion_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use npscore::{Confidence, Nps, Rating, Tally};

use crate::aggregate::{score_type, state_type};
use crate::amounts::{answers, scores, state_of};

/// What a scalar function computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Category { screened: bool },
    Rating,
    Of,
    Difference,
}

/// A scalar function as DataFusion has them.
#[derive(Debug)]
pub(crate) struct RowFunction {
    pub(crate) name: &'static str,
    pub(crate) scalar: Scalar,
    pub(crate) documentation: Documentation,
    signature: Signature,
}

impl RowFunction {
    pub(crate) fn new(name: &'static str, scalar: Scalar, documentation: Documentation) -> Self {
        Self {
            name,
            scalar,
            documentation,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    /// The tally in each row of a column of states.
    fn tallies(&self, states: &dyn Array) -> Result<Vec<Option<Tally>>> {
        let states = states.as_binary::<i32>().iter();
        states
            .map(|state| state.map(|state| state_of(self.name, state)).transpose())
            .collect()
    }

    fn compute(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        Ok(match self.scalar {
            Scalar::Category { screened } => {
                let answers = answers(self.name, screened, &arguments[0])?;
                let words = answers
                    .iter()
                    .map(|answer| Some(answer.ok()?.category().as_str()));
                Arc::new(words.collect::<StringArray>())
            }
            Scalar::Rating => {
                let rating = |points: f64| match Nps::try_from(points) {
                    Ok(nps) => Ok(Rating::of(nps).as_str()),
                    Err(error) => Err(exec_datafusion_err!("{}: {error}", self.name)),
                };
                let points = arguments[0].as_primitive::<Float64Type>().iter();
                let ratings = points.map(|points| points.map(rating).transpose());
                Arc::new(ratings.collect::<Result<StringArray>>()?)
            }
            Scalar::Of => {
                let tallies = self.tallies(&arguments[0])?;
                Arc::new(scores(tallies.iter().map(|tally| tally.as_ref()?.result())))
            }
            Scalar::Difference => {
                let (a, b) = (self.tallies(&arguments[0])?, self.tallies(&arguments[1])?);
                let difference = |(a, b): (&Option<Tally>, &Option<Tally>)| {
                    let (a, b) = (a.as_ref()?.result()?, b.as_ref()?.result()?);
                    Some(a.difference_from(&b, Confidence::P95))
                };
                let differences: Vec<_> = a.iter().zip(&b).map(difference).collect();
                let column = |value: fn(&npscore::inference::Estimate) -> Option<f64>| -> ArrayRef {
                    let values = differences
                        .iter()
                        .map(|difference| value(difference.as_ref()?));
                    Arc::new(values.collect::<Float64Array>())
                };
                let columns = vec![
                    column(|estimate| Some(estimate.estimate())),
                    column(|estimate| Some(estimate.low())),
                    column(|estimate| Some(estimate.high())),
                    column(npscore::inference::Estimate::p_value),
                ];
                Arc::new(StructArray::try_new(difference_fields(), columns, None)?)
            }
        })
    }
}

fn difference_fields() -> Fields {
    let field = |name| Arc::new(Field::new(name, DataType::Float64, true));
    ["difference", "low", "high", "p"].map(field).into()
}

/// A function is known by its name.
impl PartialEq for RowFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for RowFunction {}

impl Hash for RowFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for RowFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, arg_types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(match (self.scalar, arg_types) {
            (Scalar::Category { .. }, [score]) => vec![score_type(self.name, score)?],
            (Scalar::Rating, [_]) => vec![DataType::Float64],
            (Scalar::Of, [state]) => vec![state_type(self.name, state)?],
            (Scalar::Difference, [a, b]) => {
                vec![state_type(self.name, a)?, state_type(self.name, b)?]
            }
            _ => {
                return plan_err!(
                    "{}: wrong number of arguments, {}",
                    self.name,
                    arg_types.len()
                );
            }
        })
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.scalar {
            Scalar::Category { .. } | Scalar::Rating => DataType::Utf8,
            Scalar::Of => DataType::Float64,
            Scalar::Difference => DataType::Struct(difference_fields()),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arguments = ColumnarValue::values_to_arrays(&args.args)?;
        self.compute(&arguments).map(ColumnarValue::Array)
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}
