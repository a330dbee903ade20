//! The axis of scores that charts share.

/// From one score to another, both on a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axis {
    pub(crate) low: i32,
    pub(crate) high: i32,
    step: i32,
}

impl Axis {
    /// An axis on which these intervals have room: out to tens of 20, at least 60 points wide; of 50
    /// where it would have more than seven ticks.
    pub(crate) fn around(intervals: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = intervals.into_iter().fold(none, |(low, high), (from, to)| {
            (low.min(from), high.max(to))
        });
        if low > high {
            return Self {
                low: -100,
                high: 100,
                step: 50,
            };
        }
        let out = |step: i32| {
            let step_points = f64::from(step);
            // From -100 to 100.
            #[allow(
                clippy::cast_possible_truncation,
                reason = "a score is within -100 to 100"
            )]
            let [low, high] = [(low / step_points).floor(), (high / step_points).ceil()]
                .map(|ticks| ticks as i32 * step);
            (low, high)
        };
        let (mut low, mut high) = out(20);
        // Room on the side where there is some, in turn.
        while high - low < 60 {
            if high < 100 && (low <= -100 || high <= -low) {
                high += 20;
            } else {
                low -= 20;
            }
        }
        if high - low > 120 {
            let (low, high) = out(50);
            return Self {
                low,
                high,
                step: 50,
            };
        }
        Self {
            low,
            high,
            step: 20,
        }
    }

    /// From −100 to 100.
    pub(crate) const fn full() -> Self {
        Self {
            low: -100,
            high: 100,
            step: 50,
        }
    }

    /// The ticks from the lowest to the highest.
    pub(crate) fn ticks(self) -> impl Iterator<Item = i32> {
        (self.low..=self.high).step_by(usize::try_from(self.step).unwrap_or(1))
    }

    /// Where a value lies: 0 at the low end, 1 at the high one, and beyond.
    pub(crate) fn place(self, value: f64) -> f64 {
        (value - f64::from(self.low)) / f64::from(self.high - self.low)
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn axes_end_on_ticks_and_hold_what_they_are_for() {
        let axis = |low: f64, high: f64| {
            let axis = Axis::around([(low, high)]);
            (axis.low, axis.high, axis.ticks().count())
        };
        assert_eq!(axis(6.1, 60.4), (0, 80, 5));
        assert_eq!(axis(37.0, 42.0), (0, 60, 4));
        assert_eq!(axis(95.0, 100.0), (40, 100, 4));
        assert_eq!(axis(-100.0, -99.0), (-100, -40, 4));
        assert_eq!(axis(-95.0, 80.0), (-100, 100, 5));
        let none = Axis::around([]);
        assert_eq!((none.low, none.high), (-100, 100));
    }
}
