//! A file of answers, by segment and month, in bounded memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::str::from_utf8;

use npscore::column::Texts;
use npscore::{Month, Score, Segments, Timeline};
use pyo3::prelude::*;
use simd_csv::ZeroCopyReaderBuilder;

use crate::parallel::gather;
use crate::rows::refused;
use crate::summary::Summary;

type Stores = Segments<String, Timeline<Month>>;

/// Where `id,region,store,answered_on,score` has what is needed.
const STORE: usize = 2;
const ANSWERED_ON: usize = 3;
const SCORE: usize = 4;

/// `Segments::observe_columns` of the rows of a file, a block at a time. No cell may contain a line feed, as
/// each thread looks for the beginning of a line within the file.
#[pyfunction]
pub(crate) fn survey(path: PathBuf, threads: usize) -> PyResult<Summary> {
    let bytes = path.metadata()?.len();
    let bytes = usize::try_from(bytes).map_err(refused)?;
    let stores = gather(bytes, threads, |share| {
        let start = line_after(&path, share.start as u64)?;
        let end = line_after(&path, share.end as u64)?;
        observe(&path, start, end)
    })?;
    Ok(stores.into())
}

/// Where the first line begins that does so after a position; what is before the second line of the
/// file is its header.
fn line_after(path: &Path, position: u64) -> PyResult<u64> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(position))?;
    let mut rest = Vec::new();
    BufReader::with_capacity(1 << 10, file).read_until(b'\n', &mut rest)?;
    Ok(position + rest.len() as u64)
}

/// The rows that lie from `start` to `end`.
fn observe(path: &Path, start: u64, end: u64) -> PyResult<Stores> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let mut reader = ZeroCopyReaderBuilder::new();
    reader.has_headers(false).buffer_capacity(1 << 18);
    let mut reader = reader.from_reader(file.take(end - start));
    let mut stores = Stores::default();
    let mut block = Block::default();
    while let Some(row) = reader.read_byte_record().map_err(refused)? {
        let cell = |column| {
            row.unescape(column)
                .ok_or_else(|| refused("a row too short"))
        };
        block.push(&cell(STORE)?, &cell(ANSWERED_ON)?, &cell(SCORE)?)?;
        if block.scores.len() == BLOCK {
            block.empty_into(&mut stores)?;
        }
    }
    block.empty_into(&mut stores)?;
    Ok(stores)
}

/// Rows of a block.
const BLOCK: usize = 1 << 20;

/// Some rows, as columns.
#[derive(Default)]
struct Block {
    /// The names of the stores, one after the other, and where each ends.
    stores: Vec<u8>,
    ends: Vec<i32>,
    months: Vec<Month>,
    scores: Vec<Score>,
}

impl Block {
    fn push(&mut self, store: &[u8], day: &[u8], answer: &[u8]) -> PyResult<()> {
        if self.ends.is_empty() {
            self.ends.push(0);
        }
        self.stores.extend_from_slice(store);
        self.ends
            .push(self.stores.len().try_into().map_err(refused)?);
        let month = text(day.get(..7).unwrap_or(day))?;
        self.months.push(month.parse().map_err(refused)?);
        self.scores.push(text(answer)?.parse().map_err(refused)?);
        Ok(())
    }

    /// `Segments::observe_columns` of the rows, which are gone afterwards.
    fn empty_into(&mut self, stores: &mut Stores) -> PyResult<()> {
        if self.scores.is_empty() {
            return Ok(());
        }
        let names = Texts::new(&self.ends, &self.stores).map_err(refused)?;
        let answers = (&self.months[..], &self.scores[..]);
        stores.observe_columns(names, answers).map_err(refused)?;
        self.stores.clear();
        self.ends.clear();
        self.months.clear();
        self.scores.clear();
        Ok(())
    }
}

fn text(cell: &[u8]) -> PyResult<&str> {
    from_utf8(cell).map_err(refused)
}
