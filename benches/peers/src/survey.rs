//! A file of answers, by segment and month, in bounded memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::str::from_utf8;

use csv::{ByteRecord, ReaderBuilder};
use npscore::{Month, Observe, Score, Segments, Timeline};
use pyo3::prelude::*;

use crate::parallel::gather;
use crate::rows::refused;
use crate::summary::Summary;

type Stores = Segments<String, Timeline<Month>>;

/// Where `id,region,store,answered_on,score` has what is needed.
const STORE: usize = 2;
const ANSWERED_ON: usize = 3;
const SCORE: usize = 4;

/// `Segments::observe` of the rows of a file, one at a time. No cell may contain a line feed, as
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
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .buffer_capacity(1 << 18)
        .from_reader(file.take(end - start));
    let mut row = ByteRecord::new();
    let mut stores = Stores::default();
    while reader.read_byte_record(&mut row).map_err(refused)? {
        let cell = |column| from_utf8(&row[column]).map_err(refused);
        let score: Score = cell(SCORE)?.parse().map_err(refused)?;
        stores.observe((cell(STORE)?, (month(&row[ANSWERED_ON])?, score)));
    }
    Ok(stores)
}

/// The month of a date such as 2026-03-09.
fn month(date: &[u8]) -> PyResult<Month> {
    let text = from_utf8(date.get(..7).unwrap_or(date)).map_err(refused)?;
    text.parse().map_err(refused)
}
