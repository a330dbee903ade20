//! Results as record batches.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use npscore::{Confidence, HasTally, NpsResult, Period, Segments, Tally, Timeline};

use crate::keys::Key;

/// Results as a record batch: a row for each group and period, in this schema.
///
/// | column | type | holds |
/// |---|---|---|
/// | the key columns, by their names | `Utf8`, nullable | the group |
/// | `period`, of timelines | `Utf8` | such as 2026-03 or 2026-Q1 |
/// | `responses`, `detractors`, `passives`, `promoters` | `UInt64` | counts |
/// | `nps` | `Float64`, nullable | the nearest to the exact NPS, in points |
/// | `low`, `high` | `Float64`, nullable | the limits of the score interval, in points |
/// | `rating` | `Utf8`, nullable | Bain's rating |
///
/// What has no responses has no NPS: the last four are null. Rows are sorted by their keys, then by
/// period, nulls first.
///
/// ```
/// use npscore::{Confidence, Month, Score, Tally, Timeline};
/// use npscore_arrow::Report;
///
/// let months: Timeline<Month> = [(Month::constant(2026, 3), Score::MAX)].into_iter().collect();
/// let batch = Report::default().timeline(&months, Confidence::P95)?;
/// assert_eq!(batch.schema().field(0).name(), "period");
/// assert_eq!((batch.num_rows(), batch.num_columns()), (1, 9));
/// # Ok::<(), arrow::error::ArrowError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Report {
    keys: Vec<String>,
}

/// A row before it is written.
type Row = (Key, Option<String>, Tally);

impl Report {
    /// A report with key columns of these names.
    #[must_use]
    pub fn new<S: Into<String>>(keys: impl IntoIterator<Item = S>) -> Self {
        Self {
            keys: keys.into_iter().map(Into::into).collect(),
        }
    }

    /// One row of a whole, without key columns.
    ///
    /// # Errors
    ///
    /// [`ArrowError::InvalidArgumentError`] if key columns were named.
    pub fn total(
        &self,
        state: &impl HasTally<Tally = Tally>,
        confidence: Confidence,
    ) -> Result<RecordBatch, ArrowError> {
        let rows = vec![(Key::new(), None, state.tally())];
        self.batch(&rows, false, confidence)
    }

    /// One row for each group.
    ///
    /// # Errors
    ///
    /// [`ArrowError::InvalidArgumentError`] for a key of more or fewer parts than there are key columns.
    pub fn segments(
        &self,
        segments: &Segments<Key, impl HasTally<Tally = Tally>>,
        confidence: Confidence,
    ) -> Result<RecordBatch, ArrowError> {
        let rows = segments
            .iter()
            .map(|(key, state)| (key.clone(), None, state.tally()));
        let mut rows: Vec<Row> = rows.collect();
        rows.sort_by(|(key, ..), (other, ..)| key.cmp(other));
        self.batch(&rows, false, confidence)
    }

    /// One row for each period that has a state.
    ///
    /// # Errors
    ///
    /// [`ArrowError::InvalidArgumentError`] if key columns were named.
    pub fn timeline<P: Period>(
        &self,
        timeline: &Timeline<P, impl HasTally<Tally = Tally>>,
        confidence: Confidence,
    ) -> Result<RecordBatch, ArrowError> {
        let rows: Vec<_> = dated(&Key::new(), timeline).collect();
        self.batch(&rows, true, confidence)
    }

    /// One row for each group and period that has a state.
    ///
    /// # Errors
    ///
    /// [`ArrowError::InvalidArgumentError`] for a key of more or fewer parts than there are key columns.
    pub fn timelines<'a, P: Period + 'a, A: HasTally<Tally = Tally> + 'a>(
        &self,
        timelines: impl IntoIterator<Item = (&'a Key, &'a Timeline<P, A>)>,
        confidence: Confidence,
    ) -> Result<RecordBatch, ArrowError> {
        let mut timelines: Vec<_> = timelines.into_iter().collect();
        timelines.sort_by_key(|(key, _)| *key);
        let rows = timelines
            .into_iter()
            .flat_map(|(key, timeline)| dated(key, timeline));
        self.batch(&rows.collect::<Vec<_>>(), true, confidence)
    }

    fn schema(&self, dated: bool) -> SchemaRef {
        let field = |name: &str, kind, nullable| Field::new(name, kind, nullable);
        let mut fields: Vec<_> = self
            .keys
            .iter()
            .map(|key| field(key, DataType::Utf8, true))
            .collect();
        if dated {
            fields.push(field("period", DataType::Utf8, false));
        }
        for name in ["responses", "detractors", "passives", "promoters"] {
            fields.push(field(name, DataType::UInt64, false));
        }
        for name in ["nps", "low", "high"] {
            fields.push(field(name, DataType::Float64, true));
        }
        fields.push(field("rating", DataType::Utf8, true));
        Arc::new(Schema::new(fields))
    }

    fn batch(
        &self,
        rows: &[Row],
        dated: bool,
        confidence: Confidence,
    ) -> Result<RecordBatch, ArrowError> {
        if let Some((key, ..)) = rows.iter().find(|(key, ..)| key.len() != self.keys.len()) {
            return Err(ArrowError::InvalidArgumentError(format!(
                "a key of {} parts for {} key columns",
                key.len(),
                self.keys.len()
            )));
        }
        let mut columns: Vec<ArrayRef> = Vec::new();
        for place in 0..self.keys.len() {
            let texts = rows.iter().map(|(key, ..)| key[place].as_deref());
            columns.push(Arc::new(texts.collect::<StringArray>()));
        }
        if dated {
            let periods = rows.iter().map(|(_, period, _)| period.as_deref());
            columns.push(Arc::new(periods.collect::<StringArray>()));
        }
        let counts: [fn(&Tally) -> u64; 4] = [
            Tally::responses,
            Tally::detractors,
            Tally::passives,
            Tally::promoters,
        ];
        for count in counts {
            let counts = rows.iter().map(|(.., tally)| count(tally));
            columns.push(Arc::new(counts.collect::<UInt64Array>()));
        }
        let results: Vec<Option<NpsResult>> =
            rows.iter().map(|(.., tally)| tally.result()).collect();
        let limits = |result: &NpsResult| result.interval(confidence);
        let limits: Vec<_> = results
            .iter()
            .map(|result| result.as_ref().map(limits))
            .collect();
        let scores = results
            .iter()
            .map(|result| result.map(|result| result.nps().to_f64()));
        columns.push(Arc::new(scores.collect::<Float64Array>()));
        let low = limits
            .iter()
            .map(|limits| limits.as_ref().map(npscore::inference::Estimate::low));
        columns.push(Arc::new(low.collect::<Float64Array>()));
        let high = limits
            .iter()
            .map(|limits| limits.as_ref().map(npscore::inference::Estimate::high));
        columns.push(Arc::new(high.collect::<Float64Array>()));
        let ratings = results
            .iter()
            .map(|result| result.map(|result| result.rating().as_str()));
        columns.push(Arc::new(ratings.collect::<StringArray>()));
        RecordBatch::try_new(self.schema(dated), columns)
    }
}

/// A row for each period.
fn dated<P: Period>(
    key: &Key,
    timeline: &Timeline<P, impl HasTally<Tally = Tally>>,
) -> impl Iterator<Item = Row> {
    timeline
        .iter()
        .map(|(period, state)| (key.clone(), Some(period.to_string()), state.tally()))
}
