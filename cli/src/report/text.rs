//! The report for people, in a terminal.

use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::figures;
use super::grid::{Grid, Side};
use super::model::Model;
use super::model::axis::Axis;
use super::model::findings::{Part, Said, shown_name};
use super::model::score::Score;
use super::model::segments::{Row, Shown, Table};
use super::model::time::{Entry, Moment, Time};
use super::model::why::Why;
use super::names::{shortened, visible};
use super::strip::Strip;
use super::wording;

/// The report as lines of text of so many columns.
pub(crate) fn render(model: &Model<'_>, width: usize) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    Writer {
        out: &mut text,
        model,
        width,
    }
    .write()
    .unwrap_or_default();
    // What must not be broken is not broken any more.
    let text = text.replace('\u{A0}', " ");
    if model.request.options.ascii {
        text.chars().map(ascii).collect()
    } else {
        text
    }
}

/// The marks of this program in ASCII.
fn ascii(character: char) -> char {
    match character {
        '−' | '–' | '─' => '-',
        '●' => 'o',
        '┊' => ':',
        '○' | '·' => '.',
        '▲' => '^',
        '▼' => 'v',
        '‹' => '<',
        '›' => '>',
        '’' => '\'',
        '╌' | '…' => '~',
        '█' | '▉' | '▊' | '▋' => '#',
        '▌' | '▍' | '▎' | '▏' => '|',
        other => other,
    }
}

struct Writer<'a> {
    out: &'a mut String,
    model: &'a Model<'a>,
    width: usize,
}

/// The widest name of a group.
const WIDEST_NAME: usize = 30;

/// The fewest columns of a chart, and of one beside which the bands are written.
const CHART: usize = 12;
const CHART_WITH_BANDS: usize = 30;

/// The longest run of periods without rows that is shown line by line.
const LONGEST_GAP: u64 = 12;

impl Writer<'_> {
    fn write(&mut self) -> fmt::Result {
        let model = self.model;
        self.line(&visible(&model.title))?;
        self.line(&wording::counts(model))?;
        for notice in model.notices {
            self.line("")?;
            self.wrapped("! ", "  ", &visible(&format!("{notice}.")))?;
        }
        self.head()?;
        if !model.findings.is_empty() {
            self.heading("What stands out")?;
            for said in &model.findings {
                self.said(said)?;
            }
        }
        self.answers()?;
        let axis = model.segment_axis();
        for table in &model.tables {
            self.table(table, axis)?;
        }
        if let Some(time) = &model.time {
            self.time(time)?;
        }
        for why in &model.why {
            self.why(why)?;
        }
        self.benchmarks()?;
        if model.excluded() > 0 {
            self.heading(&format!("Left out: {}", wording::left_heading(model)))?;
            let reasons = model.exclusions.iter().filter(|(_, count)| *count > 0);
            let mut grid = Grid::new([("", Side::Right), ("", Side::Left)]);
            for (reason, count) in reasons {
                grid.push([
                    figures::count(*count),
                    visible(&wording::reason(model, *reason)),
                ]);
            }
            grid.write(self.out)?;
        }
        self.heading("How to read this")?;
        let enough = model.rules.enough();
        if !model.tables.is_empty() || model.time.is_some() {
            let confidence = model.rules.confidence();
            self.wrapped("  ", "  ", &format!(
                "● score, ○\u{A0}of fewer than {enough} answers, ─\u{A0}{confidence} interval, ┊\u{A0}all together, ·\u{A0}zero"
            ))?;
        }
        for (term, text) in wording::reading(model) {
            self.wrapped("  ", "  ", &format!("{term} {text}"))?;
        }
        Ok(())
    }

    fn line(&mut self, text: &str) -> fmt::Result {
        writeln!(self.out, "{text}")
    }

    fn heading(&mut self, text: &str) -> fmt::Result {
        writeln!(self.out, "\n{text}")
    }

    /// Words on as many lines as they need.
    fn wrapped(&mut self, first: &str, other: &str, text: &str) -> fmt::Result {
        let most = self.width.max(20);
        let mut line = first.to_string();
        let mut empty = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if !empty && line.width() + 1 + word.width() > most {
                writeln!(self.out, "{line}")?;
                line = other.to_string();
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        writeln!(self.out, "{line}")
    }

    /// The score of all.
    fn head(&mut self) -> fmt::Result {
        let model = self.model;
        let Some(score) = model.score() else {
            return self.heading(&wording::headline(model));
        };
        self.heading(&format!("{}  {}", score.text(), wording::headline(model)))?;
        self.wrapped("  ", "  ", &wording::interval(score, &model.rules))?;
        if let Some(sum) = wording::sum(model) {
            self.wrapped("  ", "  ", &sum)?;
        }
        self.wrapped("  ", "  ", &wording::bands(score))?;
        if let Some(weights) = wording::weights(model) {
            self.wrapped("  ", "  ", &visible(&weights))?;
        }
        Ok(())
    }

    fn said(&mut self, said: &Said) -> fmt::Result {
        let mark = match said.verdict {
            npscore::inference::Verdict::Higher => "  ▲ ",
            npscore::inference::Verdict::Lower => "  ▼ ",
            npscore::inference::Verdict::Unclear => "  – ",
        };
        let text: String = said
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Name(name) => shortened(name, 2 * WIDEST_NAME),
            })
            .collect();
        self.wrapped(mark, "    ", &text)
    }

    /// A bar for each answer, the warmest on top, and the categories.
    fn answers(&mut self) -> fmt::Result {
        let model = self.model;
        let most = model
            .scores
            .iter()
            .map(|(_, count)| count)
            .max()
            .unwrap_or_default();
        if most > 0 {
            self.heading(&format!(
                "Answers in column {:?}",
                visible(&model.request.input.score)
            ))?;
            let room = self.width.saturating_sub(20).clamp(10, 40) as u64;
            let mut grid = Grid::new([("", Side::Right), ("", Side::Right), ("", Side::Left)]);
            for (score, count) in model.scores.iter().rev() {
                grid.push([
                    score.to_string(),
                    figures::count(count),
                    bar(count, most, room),
                ]);
            }
            grid.write(self.out)?;
        }
        let Some(categories) = wording::categories(model) else {
            return Ok(());
        };
        self.line("")?;
        let mut grid = Grid::new([
            ("", Side::Left),
            ("", Side::Left),
            ("", Side::Right),
            ("", Side::Right),
        ]);
        for (category, answers, count, share) in categories.into_iter().rev() {
            let name = format!("{category}s");
            let answers = if most > 0 { answers } else { "" };
            grid.push([
                name,
                answers.into(),
                figures::count(count),
                wording::percent(share),
            ]);
        }
        grid.write(self.out)
    }

    /// A table of groups or periods: figures, then bands and a chart as far as there is room.
    fn groups(&mut self, kind: &str, lines: &[Line<'_>], axis: Axis) -> fmt::Result {
        let widest =
            |of: &dyn Fn(&Line<'_>) -> usize| lines.iter().map(of).max().unwrap_or_default();
        let names = widest(&|line| line.name.width()).max(kind.width());
        let counts = widest(&|line| line.responses().width());
        let notes = widest(&|line| line.note.width());
        let bands = widest(&|line| line.score.map_or(0, |score| score.bands().width()));
        // With two spaces before each column.
        let room = self
            .width
            .saturating_sub(names + counts + "100.0".len() + 16 + notes + 12);
        let (shown, room) = match room.checked_sub(bands + 2) {
            Some(left) if bands > 0 && left >= CHART_WITH_BANDS => (true, left),
            _ => (false, room),
        };
        let strip = (room >= CHART).then(|| Strip {
            axis,
            width: room.min(60),
            all: self.model.score().map(|score| score.nps.to_f64()),
        });
        let ticks = strip.map_or_else(String::new, Strip::ticks);
        let confidence = format!("{} interval", self.model.rules.confidence());
        let mut grid = Grid::new([
            (kind, Side::Left),
            ("n", Side::Right),
            ("NPS", Side::Right),
            (confidence.as_str(), Side::Right),
            (if shown { "bands" } else { "" }, Side::Left),
            (ticks.as_str(), Side::Left),
            ("", Side::Left),
        ]);
        for line in lines {
            let (name, responses, note) = (line.name.clone(), line.responses(), line.note.clone());
            grid.push(match line.score {
                Some(score) => [
                    name,
                    responses,
                    score.text(),
                    score.interval(),
                    if shown { score.bands() } else { String::new() },
                    strip.map_or_else(String::new, |strip| strip.draw(score)),
                    note,
                ],
                None => [
                    name,
                    responses,
                    String::new(),
                    String::new(),
                    String::new(),
                    String::new(),
                    note,
                ],
            });
        }
        grid.write(self.out)
    }

    fn table(&mut self, table: &Table, axis: Axis) -> fmt::Result {
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|name| format!("{:?}", visible(name)))
            .collect();
        let found = wording::differing(std::slice::from_ref(table));
        self.heading(&format!("By {}: {found}", columns.join(", then ")))?;
        if table.rows.is_empty() {
            return self.line("  none: there is no row");
        }
        let lines: Vec<_> = table.rows.iter().map(Line::of_row).collect();
        self.groups("segment", &lines, axis)
    }

    fn time(&mut self, time: &Time) -> fmt::Result {
        let model = self.model;
        let column = model
            .request
            .input
            .dates
            .as_ref()
            .map_or("", |dates| dates.column.as_str());
        self.heading(&format!(
            "By {} of {:?}: {}",
            time.unit,
            visible(column),
            wording::time_heading(time)
        ))?;
        let mut lines = Vec::new();
        for entry in &time.entries {
            match entry {
                Entry::Moment(moment) => lines.push(Line::of_moment(moment)),
                // One date of another century must not fill the screen.
                Entry::Gap {
                    first,
                    last,
                    length,
                } if *length > LONGEST_GAP => {
                    lines.push(Line::gap(format!("{first} to {last}")));
                }
                Entry::Gap { first, length, .. } => {
                    let slots = std::iter::successors(Some(*first), |slot| {
                        npscore::Period::successor(*slot)
                    });
                    let length = usize::try_from(*length).unwrap_or_default();
                    lines.extend(slots.take(length).map(|slot| Line::gap(slot.to_string())));
                }
            }
        }
        lines.extend(time.undated.as_ref().map(Line::of_moment));
        if lines.is_empty() {
            return self.line("  none: there is no row");
        }
        self.groups(time.unit, &lines, model.time_axis())?;
        if time.moments().count() > 1 {
            self.line("")?;
            self.wrapped("  ", "  ", &wording::changes(time))?;
            let enough = model.rules.enough();
            let notes = [wording::limits_note(time), wording::unsuited(time, enough)];
            for note in notes.into_iter().flatten() {
                self.wrapped("  ", "  ", &note)?;
            }
        }
        Ok(())
    }

    fn why(&mut self, why: &Why) -> fmt::Result {
        let heading = wording::why_heading(why);
        self.heading(&format!(
            "Why it changed, by {:?}: {heading}",
            visible(&why.column)
        ))?;
        self.wrapped("  ", "  ", &wording::why_sentence(why))?;
        let mut grid = Grid::new([("", Side::Left), ("", Side::Right), ("", Side::Left)]);
        let end = |end: &super::model::why::End| {
            let responses = figures::counted(end.responses, "answer");
            [end.slot.to_string(), figures::nps(end.nps), responses]
        };
        grid.push(end(&why.before));
        for step in &why.steps {
            let name = step.name.as_deref().map_or_else(
                || "all others".into(),
                |name| shortened(shown_name(name), WIDEST_NAME),
            );
            grid.push([
                name,
                figures::signed_decimal(step.points),
                step.of_which.clone(),
            ]);
        }
        grid.push(end(&why.after));
        grid.write(self.out)?;
        match wording::why_note(why, self.model.rules.enough()) {
            Some(note) => self.wrapped("  ", "  ", &note),
            None => Ok(()),
        }
    }

    /// The figures of one's own choice, with where they come from.
    fn benchmarks(&mut self) -> fmt::Result {
        let model = self.model;
        if model.comparisons.is_empty() {
            return Ok(());
        }
        self.heading("Compared with published figures")?;
        for (figure, comparison) in model.benchmarks.iter().zip(&model.comparisons) {
            let text = format!(
                "{}. {}.",
                comparison.to_string().replace('-', "−"),
                wording::provenance(figure)
            );
            self.wrapped("  ", "    ", &visible(&text))?;
        }
        Ok(())
    }
}

/// A line of a table of groups.
struct Line<'a> {
    name: String,
    score: Option<&'a Score>,
    note: String,
    withheld: bool,
}

impl<'a> Line<'a> {
    fn of_row(row: &'a Row) -> Self {
        let name = shortened(shown_name(row.name()), WIDEST_NAME);
        Self {
            name: "  ".repeat(row.depth()) + &name,
            score: row.score(),
            note: match wording::segment_note(row).as_str() {
                "–" | "not compared" => String::new(),
                "too few to rank" => "too few".into(),
                note => note.into(),
            },
            withheld: matches!(row.shown, Shown::Withheld),
        }
    }

    fn of_moment(moment: &'a Moment) -> Self {
        let mut notes = Vec::new();
        match &moment.shown {
            Shown::Score(score) if !score.is_judged() => notes.push("too few".to_string()),
            Shown::Score(_) => {
                let clear = moment.clear_change();
                notes.extend(clear.map(|change| {
                    format!(
                        "{}{}",
                        wording::arrow(change),
                        figures::size(&change.points)
                    )
                }));
                notes.extend(moment.outside.map(|side| format!("{side} limits")));
            }
            shown => notes.push(wording::nothing(shown).into()),
        }
        Self {
            name: moment.name(),
            score: moment.score(),
            note: notes.join(", "),
            withheld: matches!(moment.shown, Shown::Withheld),
        }
    }

    fn gap(name: String) -> Self {
        Self {
            name,
            score: None,
            note: "no answers".into(),
            withheld: false,
        }
    }

    fn responses(&self) -> String {
        match self.score {
            Some(score) => figures::count(score.responses),
            None if self.withheld => String::new(),
            None => "0".into(),
        }
    }
}

/// A bar that is full where `count` is `most`, drawn to an eighth of a character; none for 0, and
/// never none for a count.
fn bar(count: u64, most: u64, room: u64) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let full = u128::from(room) * 8;
    let eighths = (u128::from(count) * full)
        .div_ceil(u128::from(most).max(1))
        .min(full);
    // At most `full`, so both fit.
    let whole = usize::try_from(eighths / 8).unwrap_or_default();
    let part = usize::try_from(eighths % 8).unwrap_or_default();
    "█".repeat(whole) + PARTS[part]
}
