//! Arrays of keys.

use std::collections::HashMap;

use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, GenericStringArray, OffsetSizeTrait,
};
use arrow::compute::cast;
use arrow::datatypes::{ArrowDictionaryKeyType, DataType, Int32Type};
use arrow::error::ArrowError;
use npscore::column::{Codes, Nullable, Texts};
use npscore::error::ColumnError;

use crate::{refused, validity};

/// The key of a group: a text for each key column, `None` where it is null.
pub type Key = Vec<Option<String>>;

/// An array of texts as npscore's column; nothing is copied.
///
/// # Errors
///
/// None for an array of Arrow's own: the errors are those of [`Texts::new`].
///
/// ```
/// use arrow::array::StringArray;
/// use npscore::column::Scores;
/// use npscore::Segments;
/// use npscore_arrow::texts;
///
/// let cities = StringArray::from(vec![Some("oslo"), None, Some("bergen")]);
/// let mut by_city = Segments::<Option<String>>::default();
/// by_city.observe_columns(texts(&cities)?, Scores::new(&[10, 3, 9])?)?;
/// assert_eq!(by_city.len(), 3);
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
pub fn texts<O: OffsetSizeTrait + Into<i64>>(
    array: &GenericStringArray<O>,
) -> Result<Nullable<'_, Texts<'_, O>>, ColumnError> {
    Texts::nullable(array.value_offsets(), array.value_data(), validity(array)?)
}

/// The entries of a dictionary of texts, for [`codes`]; an empty text for a null.
#[must_use]
pub fn entries<K: ArrowDictionaryKeyType>(array: &DictionaryArray<K>) -> Option<Vec<&str>> {
    let values = array.values();
    Some(match values.data_type() {
        DataType::Utf8 => values
            .as_string::<i32>()
            .iter()
            .map(Option::unwrap_or_default)
            .collect(),
        DataType::LargeUtf8 => values
            .as_string::<i64>()
            .iter()
            .map(Option::unwrap_or_default)
            .collect(),
        DataType::Utf8View => values
            .as_string_view()
            .iter()
            .map(Option::unwrap_or_default)
            .collect(),
        _ => return None,
    })
}

/// A dictionary array as npscore's column, with its [`entries`]; no code is copied. A row without a
/// value is one whose code is null, or whose entry is.
///
/// # Errors
///
/// None for an array of Arrow's own and its own entries: the errors are those of [`Codes::nullable`].
///
/// ```
/// use arrow::array::DictionaryArray;
/// use arrow::datatypes::Int8Type;
/// use npscore::column::Scores;
/// use npscore::Segments;
/// use npscore_arrow::{codes, entries};
///
/// let cities: DictionaryArray<Int8Type> = [Some("oslo"), None, Some("oslo")].into_iter().collect();
/// let names = entries(&cities).ok_or("no texts")?;
/// let mut by_city = Segments::<Option<String>>::default();
/// by_city.observe_columns(codes(&cities, &names)?, Scores::new(&[10, 3, 9])?)?;
/// assert_eq!(by_city.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn codes<'a, Q, K>(
    array: &'a DictionaryArray<K>,
    entries: &'a [Q],
) -> Result<Nullable<'a, Codes<'a, Q, K::Native>>, ColumnError>
where
    K: ArrowDictionaryKeyType<Native: Into<i64>>,
{
    let codes = Codes::nullable(array.keys().values(), entries, validity(array.keys())?)?;
    codes.with_missing_entries(validity(array.values())?)
}

/// The keys of the rows of a batch: a code for each, and the key of each code.
pub(crate) struct Grouping {
    pub(crate) codes: Vec<u32>,
    pub(crate) keys: Vec<Key>,
}

impl Grouping {
    /// The keys of so many rows, by columns of any type that can be cast to texts.
    pub(crate) fn new(rows: usize, columns: &[&ArrayRef]) -> Result<Self, ArrowError> {
        let mut grouping = Self {
            codes: vec![0; rows],
            keys: vec![Key::new()],
        };
        for column in columns {
            grouping.divide(column)?;
        }
        Ok(grouping)
    }

    /// Divides each group by one more column.
    fn divide(&mut self, column: &ArrayRef) -> Result<(), ArrowError> {
        let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let texts = cast(&cast(column, &DataType::Utf8)?, &kind)?;
        let texts = texts.as_dictionary::<Int32Type>();
        let entries = texts.values().as_string::<i32>();
        let mut known = HashMap::new();
        let mut keys = Vec::new();
        for (code, entry) in self.codes.iter_mut().zip(texts.keys()) {
            let next = u32::try_from(keys.len()).unwrap_or(u32::MAX);
            *code = *known.entry((*code, entry)).or_insert_with(|| {
                let text = entry.and_then(|entry| usize::try_from(entry).ok());
                let text = text.filter(|entry| entries.is_valid(*entry));
                let text = text.map(|entry| entries.value(entry).to_owned());
                let mut key = self.keys[*code as usize].clone();
                key.push(text);
                keys.push(key);
                next
            });
        }
        self.keys = keys;
        Ok(())
    }

    /// The column of keys.
    pub(crate) fn column(&self) -> Result<Codes<'_, Key>, ArrowError> {
        Codes::new(&self.codes, &self.keys).map_err(refused)
    }
}
