//! A score and its interval, drawn with characters.

use super::figures;
use super::model::axis::Axis;
use super::model::score::Score;

/// Where scores are drawn: an axis and how many characters it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strip {
    pub(crate) axis: Axis,
    pub(crate) width: usize,
    /// The score of all, which is marked on each line.
    pub(crate) all: Option<f64>,
}

impl Strip {
    /// The character that is nearest to a value; the last one of the strip for what is beyond.
    fn column(self, value: f64) -> usize {
        let last = self.width.saturating_sub(1);
        let place = self.axis.place(value).clamp(0.0, 1.0) * last as f64;
        // From 0 to the last column.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in range"
        )]
        let column = place.round() as usize;
        column.min(last)
    }

    /// The ticks: as many as have room.
    pub(crate) fn ticks(self) -> String {
        let ticks: Vec<i32> = self.axis.ticks().collect();
        // The most that leave two spaces between them, both ends always.
        for step in 1..=ticks.len().max(1) {
            if ((ticks.len() - 1).is_multiple_of(step) || step == ticks.len())
                && let Some(line) = self.line_of(ticks.iter().copied().step_by(step))
            {
                return line;
            }
        }
        String::new()
    }

    fn line_of(self, ticks: impl Iterator<Item = i32>) -> Option<String> {
        let mut line: Vec<char> = Vec::new();
        for tick in ticks {
            let label: Vec<char> = figures::whole(tick).chars().collect();
            let centre = self.column(f64::from(tick));
            let start = centre.saturating_sub(label.len() / 2);
            let start = start.min(self.width.saturating_sub(label.len()));
            if !line.is_empty() && start < line.len() + 2 {
                return None;
            }
            line.resize(start, ' ');
            line.extend(label);
        }
        Some(line.into_iter().collect())
    }

    /// A line for a score: its interval, the score, and where all together and 0 lie.
    pub(crate) fn draw(self, score: &Score) -> String {
        let mut line = vec![' '; self.width];
        let marks = [(0.0, '·'), (self.all.unwrap_or(f64::NAN), '┊')];
        for (value, mark) in marks {
            if (0.0..=1.0).contains(&self.axis.place(value)) {
                line[self.column(value)] = mark;
            }
        }
        let (whisker, dot) = if score.is_judged() {
            ('─', '●')
        } else {
            ('╌', '○')
        };
        let (from, to) = (self.column(score.low), self.column(score.high));
        line[from..=to].fill(whisker);
        if self.axis.place(score.low) < 0.0 {
            line[from] = '‹';
        }
        if self.axis.place(score.high) > 1.0 {
            line[to] = '›';
        }
        let place = score.nps.to_f64();
        if (0.0..=1.0).contains(&self.axis.place(place)) {
            line[self.column(place)] = dot;
        }
        line.into_iter().collect()
    }
}
