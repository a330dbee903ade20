//! Sheets of a spreadsheet into rows of text.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::date::from_serial;

/// The first bytes of an .xlsx file, which is a zip archive.
pub(crate) const MAGIC: &[u8] = b"PK\x03\x04";

/// A sheet as CSV: the one of that name, or the first that is not empty. The line of a row is its
/// number in the sheet.
pub(crate) fn to_csv(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Vec<u8>, String> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| format!("not a spreadsheet: {error}"))?;
    let names = book.sheet_names();
    let wanted = match sheet {
        Some(name) if !names.iter().any(|known| known == name) => {
            return Err(format!(
                "no sheet is named {name:?}, expected one of {names:?}"
            ));
        }
        Some(name) => vec![name.to_string()],
        None => names,
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for name in wanted {
        let range = book
            .worksheet_range(&name)
            .map_err(|error| error.to_string())?;
        let Some((first_row, _)) = range.start() else {
            continue;
        };
        let mut text = "\n".repeat(first_row as usize).into_bytes();
        for row in range.rows() {
            if row.iter().all(|cell| *cell == Data::Empty) {
                writer.flush().map_err(|error| error.to_string())?;
                // A blank line is no row, and keeps the numbers right.
                writer = blank_line(writer)?;
                continue;
            }
            let cells = row.iter().map(cell);
            writer
                .write_record(cells)
                .map_err(|error| error.to_string())?;
        }
        let rows = writer.into_inner().map_err(|error| error.to_string())?;
        text.extend(rows);
        return Ok(text);
    }
    Ok(Vec::new())
}

fn blank_line(writer: csv::Writer<Vec<u8>>) -> Result<csv::Writer<Vec<u8>>, String> {
    let mut rows = writer.into_inner().map_err(|error| error.to_string())?;
    rows.push(b'\n');
    Ok(csv::Writer::from_writer(rows))
}

/// A cell as text on one line; dates in the form of ISO 8601.
fn cell(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::DateTime(date) => from_serial(date.as_f64())
            .filter(|_| date.is_datetime())
            .map_or_else(|| date.as_f64().to_string(), |date| date.to_string()),
        other => other.to_string().replace(['\n', '\r'], " "),
    }
}
