//! The beginning of a text from outside, short enough for an error message.

use alloc::string::String;

/// The longest excerpt, in characters.
const LONGEST: usize = 40;

/// At most forty characters of `text`: an error about a hostile cell must not carry the cell.
pub(crate) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
