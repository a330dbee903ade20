//! Text in HTML: escaped, with names kept to themselves.

use crate::report::names::{Piece, pieces};

/// The most characters of a name that are written.
const LONGEST_NAME: usize = 300;

/// Text between tags or in an attribute in double quotes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A name from the file, in a direction of its own, with what steers made visible.
pub(super) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", inline(text))
}

/// The same without a direction of its own, for titles and sentences.
pub(super) fn inline(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST_NAME).collect();
    let rest = if cut.len() < text.len() { "…" } else { "" };
    let pieces = pieces(&cut).into_iter().map(|piece| match piece {
        Piece::Plain(plain) => escape(&plain),
        Piece::Code(code) => format!("<span class=\"m\">{code}</span>"),
    });
    pieces.collect::<String>() + rest
}

/// A name in an attribute.
pub(super) fn attribute(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST_NAME).collect();
    escape(&crate::report::names::visible(&cut))
}

/// A coordinate across, for a part of the whole: `37.2%`.
pub(super) fn percent(part: f64) -> String {
    let text = format!("{:.2}", part * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    format!("{text}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_is_markup() {
        let hostile = "</bdi><script src=http://x>\"'&\u{202E}";
        let shown = name(hostile);
        assert_eq!(
            shown,
            "<bdi>&lt;/bdi&gt;&lt;script src=http://x&gt;&quot;&#39;&amp;<span class=\"m\">U+202E</span></bdi>"
        );
        assert!(!attribute(hostile).contains(['<', '"', '\u{202E}']));
        assert_eq!(inline(&"x".repeat(1_000)).chars().count(), 301);
    }

    #[test]
    fn coordinates_are_short() {
        let written = [0.0, -0.000_01, 0.5, 1.0 / 3.0, 1.0].map(percent);
        assert_eq!(written, ["0%", "0%", "50%", "33.33%", "100%"]);
    }
}
