//! Names from a file, fit to be shown.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A piece of a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text as it is.
    Plain(String),
    /// The code point of a character that would steer a terminal, or turn the direction of what
    /// follows: `U+202E`.
    Code(String),
}

/// A name on one line, with characters that steer made visible.
pub(crate) fn pieces(name: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    for character in name.chars() {
        match character {
            '\n' | '\r' | '\t' => plain.push(' '),
            steering if steers(steering) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Code(format!("U+{:04X}", u32::from(steering))));
            }
            other => plain.push(other),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    pieces
}

/// Controls, line and paragraph separators, and the marks that turn the direction of text.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        )
        || matches!(character, '\u{2066}'..='\u{206F}' | '\u{FEFF}')
}

/// The same as text.
pub(crate) fn visible(name: &str) -> String {
    let pieces = pieces(name).into_iter();
    pieces
        .map(|piece| match piece {
            Piece::Plain(text) | Piece::Code(text) => text,
        })
        .collect()
}

/// The same, cut in the middle where it takes more than `most` columns of a terminal: names that
/// differ at their ends stay apart.
pub(crate) fn shortened(name: &str, most: usize) -> String {
    // A name of megabytes is not looked at as a whole.
    let most_characters = 4 * most.max(1);
    let long = name.chars().nth(8 * most_characters).is_some();
    let shown = if long {
        let start: String = name.chars().take(most_characters).collect();
        let mut end: Vec<char> = name.chars().rev().take(most_characters).collect();
        end.reverse();
        visible(&start) + &visible(&end.into_iter().collect::<String>())
    } else {
        visible(name)
    };
    if shown.width() <= most && !long {
        return shown;
    }
    let room = most.saturating_sub(1);
    let start = fitting(shown.chars(), room.div_ceil(2));
    let mut end: Vec<char> = fitting(shown.chars().rev(), room / 2).chars().collect();
    end.reverse();
    let end: String = end.into_iter().collect();
    format!("{}…{}", start.trim_end(), end.trim_start())
}

/// As many characters as fit into so many columns.
fn fitting(characters: impl Iterator<Item = char>, most: usize) -> String {
    let mut width = 0;
    characters
        .take_while(|character| {
            width += character.width().unwrap_or_default();
            width <= most
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_made_visible() {
        assert_eq!(visible("a\u{202E}b\u{1B}[2J\nc"), "aU+202EbU+001B[2J c");
        assert_eq!(
            visible("\u{645}\u{631}\u{62D}\u{628}\u{627}"),
            "\u{645}\u{631}\u{62D}\u{628}\u{627}"
        );
        let family = "\u{1F468}\u{200D}\u{1F469}";
        assert_eq!(visible(family), family);
    }

    #[test]
    fn long_names_are_cut_in_the_middle() {
        assert_eq!(shortened("exactly ten", 11), "exactly ten");
        assert_eq!(shortened("hotel north, office 12", 11), "hotel…ce 12");
        assert_eq!(shortened(&"大".repeat(30), 11), "大大…大大");
        assert_eq!(shortened(&"x".repeat(1_000_000), 11), "xxxxx…xxxxx");
        assert_eq!(shortened("", 11), "");
    }
}
