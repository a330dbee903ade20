//! Record batches into aggregators.

use arrow::array::{ArrayRef, RecordBatch};
use arrow::error::ArrowError;
use npscore::{
    Day, Exclusion, Merge, Observe, Period, Score, Screened, Screening, Segments, Timeline,
};

use crate::answers::Answers;
use crate::keys::{Grouping, Key};
use crate::refused;
use crate::times::Times;

/// One answer, or the reason why there is none.
type Answer = Result<Score, Exclusion>;

/// The same with its day.
type Dated = Result<(Day, Score), Exclusion>;

/// Which columns of a record batch hold the scores, the keys of groups, and the date.
///
/// Batches are taken one at a time and forgotten, so that a stream of any length needs no more memory
/// than one batch and the states: a `RecordBatchReader` of a Parquet file, or any iterator.
///
/// A row without a score is excluded as missing, and what is no score with its reason:
/// [`Screened`] counts both. A score counts by the rules of a [`Screening`], at first those of
/// [`Screening::new`].
///
/// # Errors
///
/// The methods return the error of a batch, name a column that a batch does not have or whose type does
/// not fit, and the row of a date outside the years 1 to 9999.
///
/// # Example
///
/// ```
/// use std::sync::Arc;
///
/// use arrow::array::{Date32Array, Int8Array, RecordBatch, StringArray};
/// use npscore::{Month, Screened, Segments, Timeline};
/// use npscore_arrow::{Columns, Key};
///
/// let batch = RecordBatch::try_from_iter([
///     ("city", Arc::new(StringArray::from(vec!["oslo", "bergen", "oslo"])) as _),
///     ("day", Arc::new(Date32Array::from(vec![20_484, 20_521, 20_489])) as _),
///     ("nps", Arc::new(Int8Array::from(vec![10, 6, 9])) as _),
/// ])?;
/// let columns = Columns::new("nps").keys(["city"]).date("day");
///
/// let months: Screened<Timeline<Month>> = columns.timeline([Ok(batch.clone())])?;
/// assert_eq!(months.inner().len(), 3);
///
/// let cities: Segments<Key, Screened<Timeline<Month>>> = columns.segments_by_period([Ok(batch)])?;
/// assert_eq!(cities.get(&vec![Some("oslo".into())]).map(|oslo| oslo.inner().len()), Some(2));
/// # Ok::<(), arrow::error::ArrowError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Columns {
    score: String,
    keys: Vec<String>,
    date: Option<String>,
    screening: Screening,
}

impl Columns {
    /// Scores in a column of this name.
    #[must_use]
    pub fn new(score: impl Into<String>) -> Self {
        Self {
            score: score.into(),
            keys: Vec::new(),
            date: None,
            screening: Screening::new(),
        }
    }

    /// Groups by columns of these names.
    #[must_use]
    pub fn keys<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.keys = keys.into_iter().map(Into::into).collect();
        self
    }

    /// Dates in a column of this name.
    #[must_use]
    pub fn date(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    /// The rules by which cells become scores: codes and words for missing, labels.
    #[must_use]
    pub fn screening(mut self, screening: Screening) -> Self {
        self.screening = screening;
        self
    }

    /// All answers of a stream of batches.
    ///
    /// # Errors
    ///
    /// As said [above](Self#errors).
    pub fn total<A: Default + Observe<Answer>>(
        &self,
        batches: impl IntoIterator<Item = Result<RecordBatch, ArrowError>>,
    ) -> Result<A, ArrowError> {
        let mut total = A::default();
        for batch in batches {
            let batch = batch?;
            total.observe_all(self.answers(&batch)?.iter());
        }
        Ok(total)
    }

    /// The answers of a stream of batches by group.
    ///
    /// # Errors
    ///
    /// As said [above](Self#errors).
    pub fn segments<A: Merge + Observe<Answer>>(
        &self,
        batches: impl IntoIterator<Item = Result<RecordBatch, ArrowError>>,
    ) -> Result<Segments<Key, A>, ArrowError> {
        let mut segments = Segments::default();
        for batch in batches {
            let batch = batch?;
            let answers = self.answers(&batch)?;
            let groups = self.groups(&batch)?;
            let observed = segments.observe_columns(groups.column()?, answers.column());
            observed.map_err(refused)?;
        }
        Ok(segments)
    }

    /// The answers of a stream of batches by period; a row without a score or a date is excluded.
    ///
    /// # Errors
    ///
    /// As said [above](Self#errors).
    pub fn timeline<P, A>(
        &self,
        batches: impl IntoIterator<Item = Result<RecordBatch, ArrowError>>,
    ) -> Result<Screened<Timeline<P, A>>, ArrowError>
    where
        P: Period + From<Day>,
        A: Merge + Observe<Score>,
    {
        let mut timeline = Screened::default();
        for batch in batches {
            let batch = batch?;
            timeline.observe_all(self.dated(&batch)?);
        }
        Ok(timeline)
    }

    /// The answers of a stream of batches by group, and within each by period; a row without a score or
    /// a date is excluded under its key.
    ///
    /// # Errors
    ///
    /// As said [above](Self#errors).
    pub fn segments_by_period<P, A>(
        &self,
        batches: impl IntoIterator<Item = Result<RecordBatch, ArrowError>>,
    ) -> Result<Segments<Key, Screened<Timeline<P, A>>>, ArrowError>
    where
        P: Period + From<Day>,
        A: Merge + Observe<Score>,
    {
        let mut segments = Segments::default();
        for batch in batches {
            let batch = batch?;
            let (groups, rows) = (self.groups(&batch)?, self.dated(&batch)?);
            let observed = segments.observe_columns(groups.column()?, &rows[..]);
            observed.map_err(refused)?;
        }
        Ok(segments)
    }

    fn answers<'a>(&self, batch: &'a RecordBatch) -> Result<Answers<'a>, ArrowError> {
        Answers::screened(column(batch, &self.score)?, &self.screening)
    }

    /// Each row's day and score; without either it is excluded.
    fn dated(&self, batch: &RecordBatch) -> Result<Vec<Dated>, ArrowError> {
        let answers = self.answers(batch)?;
        let times = Times::new(self.dates(batch)?)?;
        let rows = times.days()?.into_iter().zip(answers.iter());
        Ok(rows.map(|(day, answer)| Ok((day?, answer?))).collect())
    }

    fn groups(&self, batch: &RecordBatch) -> Result<Grouping, ArrowError> {
        let keys: Result<Vec<_>, _> = self.keys.iter().map(|key| column(batch, key)).collect();
        Grouping::new(batch.num_rows(), &keys?)
    }

    fn dates<'a>(&self, batch: &'a RecordBatch) -> Result<&'a ArrayRef, ArrowError> {
        let date = self.date.as_deref().ok_or_else(|| {
            ArrowError::InvalidArgumentError("no column of dates was named".into())
        })?;
        column(batch, date)
    }
}

/// The column of a name.
fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ArrowError> {
    batch.column_by_name(name).ok_or_else(|| {
        let schema = batch.schema_ref();
        let names: Vec<_> = schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        ArrowError::SchemaError(format!(
            "no column {name:?}, expected one of {}",
            names.join(", ")
        ))
    })
}
