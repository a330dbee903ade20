//! Whole files, or none.

use std::io::{self, Write};
use std::path::Path;

/// Writes a text to standard output, or to a file, which then holds all of it or is as it was.
pub(crate) fn write(text: &str, file: Option<&Path>) -> io::Result<()> {
    match file {
        Some(path) => replace(path, text.as_bytes()),
        None => {
            let mut stdout = io::stdout().lock();
            stdout.write_all(text.as_bytes())?;
            stdout.flush()
        }
    }
}

/// Puts a new file in the place of one: it is written beside it and renamed when it is complete.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut new = new_file(folder.unwrap_or(Path::new(".")))?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}

/// A file of no name yet, with the permissions of new files.
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".npscore-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
