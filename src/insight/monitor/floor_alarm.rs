//! An alarm on a live stream: is the NPS below a floor?

use core::fmt;

use crate::error::CountError;
use crate::error::{OutOfRange, Quantity};
use crate::inference::{Alternative, Confidence, Test};
use crate::kit::Observe;
use crate::nps::{Nps, NpsResult};
use crate::tally::Tally;
use crate::text;

/// An alarm that may be asked after every response whether the true NPS is below a floor.
///
/// It has a test that [holds at all times](crate::NpsResult::anytime_valid_test): if the true NPS is
/// at or above the floor, the chance that the alarm is *ever* raised is at most 1 - confidence,
/// however often it is asked. An ordinary test that is repeated after every response raises it
/// sooner or later.
///
/// It watches a floor; it does not detect a drop. It judges the NPS of all responses it has seen, so
/// give it a fresh start with each campaign or quarter: years of good responses would take long to
/// outweigh. Once raised it may fall silent again as better responses come in; that it was raised
/// remains evidence, so act on the first time.
///
/// The state is counts only. What has been counted elsewhere can be [added](Self::checked_add), under
/// the conditions of the test.
///
/// # Invariants
///
/// The floor is above -100 points.
///
/// # Panics
///
/// `observe`, `observe_n` and `watch` where the responses would pass `u64::MAX`.
///
/// # Serialised form
///
/// `{"floor", "confidence", "tally"}`, the floor as any [`Nps`].
///
/// # Example
///
/// ```
/// use npscore::inference::Confidence;
/// use npscore::insight::monitor::FloorAlarm;
/// use npscore::{Nps, Score};
///
/// let mut alarm = FloorAlarm::new(Nps::constant(40), Confidence::P99)?;
/// let raised = [3, 9, 6, 2, 7, 10, 5, 4, 8, 6, 9, 1, 3, 6, 5, 0, 2, 6, 9, 4]
///     .map(Score::constant)
///     .into_iter()
///     .find_map(|score| alarm.watch(score));
/// assert_eq!(
///     raised.ok_or("no alarm")?.to_string(),
///     "NPS -50 (n = 16) is below 40 (99 %, evidence 186 to 1)"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FloorAlarm {
    floor: Nps,
    confidence: Confidence,
    tally: Tally,
}

impl FloorAlarm {
    /// An alarm that has seen no response.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a floor of -100, which no score is below.
    pub fn new(floor: Nps, confidence: Confidence) -> Result<Self, OutOfRange> {
        Self::resume(floor, confidence, Tally::default())
    }

    /// An alarm that has seen these responses.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] for a floor of -100.
    pub fn resume(floor: Nps, confidence: Confidence, tally: Tally) -> Result<Self, OutOfRange> {
        if floor == Nps::MIN {
            return Err(OutOfRange::new(Quantity::Floor, -100_i128));
        }
        Ok(Self {
            floor,
            confidence,
            tally,
        })
    }

    /// The lowest acceptable NPS.
    #[must_use]
    pub const fn floor(&self) -> Nps {
        self.floor
    }

    /// The confidence of an alert.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The responses it has seen.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The alert, if by the responses so far the NPS is below the floor.
    #[must_use]
    pub fn alert(&self) -> Option<Alert> {
        let result = self.tally.result()?;
        let test = result.anytime_valid_test(self.floor, Alternative::Less);
        test.rejects(self.confidence).then_some(Alert {
            result,
            floor: self.floor,
            confidence: self.confidence,
            test,
        })
    }

    /// Takes one response into account; the alert, if this response raises the alarm.
    ///
    /// `None` while it stays raised.
    ///
    /// # Panics
    ///
    /// Where the responses would pass `u64::MAX`.
    pub fn watch<T>(&mut self, answer: T) -> Option<Alert>
    where
        Tally: Observe<T>,
    {
        let raised_before = self.alert().is_some();
        self.tally.observe(answer);
        self.alert().filter(|_| !raised_before)
    }

    /// The alarm with responses that were counted elsewhere.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for more than `u64::MAX` responses.
    pub fn checked_add(&self, tally: &Tally) -> Result<Self, CountError> {
        let tally = self.tally.checked_add(tally)?;
        Ok(Self { tally, ..*self })
    }
}

impl<T> Observe<T> for FloorAlarm
where
    Tally: Observe<T>,
{
    fn try_observe_n(&mut self, answer: T, n: u64) -> Result<(), CountError> {
        self.tally.try_observe_n(answer, n)
    }

    fn check_observe_n(&self, answer: T, n: u64) -> Result<(), CountError> {
        self.tally.check_observe_n(answer, n)
    }
}

impl crate::nps::HasTally for FloorAlarm {
    type Tally = Tally;

    fn tally(&self) -> Tally {
        self.tally
    }
}

/// What a [`FloorAlarm`] saw when it was raised.
///
/// # Display
///
/// `NPS 10 (n = 200) is below 40 (95 %, evidence 5870 to 1)`: whole points or as many decimal places
/// as were asked for, and more where the two could not be told apart.
///
/// # Serialised form
///
/// `{"result", "floor", "confidence", "test"}`. Reading computes the test anew and refuses a row that
/// would have raised no alarm, or whose test is another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alert {
    result: NpsResult,
    floor: Nps,
    confidence: Confidence,
    test: Test,
}

impl Alert {
    /// The responses.
    #[must_use]
    pub const fn result(&self) -> &NpsResult {
        &self.result
    }

    /// The NPS that the responses are below.
    #[must_use]
    pub const fn floor(&self) -> Nps {
        self.floor
    }

    /// The confidence of the alert.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The test against an NPS at or above the floor: its statistic is the natural logarithm of the
    /// evidence, none where a single response refutes a floor of 100.
    #[must_use]
    pub const fn test(&self) -> Test {
        self.test
    }
}

#[cfg(feature = "serde")]
impl Alert {
    /// The alert of these responses, which the test must be that of.
    fn read(
        result: &NpsResult,
        floor: Nps,
        confidence: Confidence,
        test: &Test,
    ) -> Result<Self, alloc::string::String> {
        let alarm = FloorAlarm::resume(floor, confidence, *result.tally());
        let alarm = alarm.map_err(|error| alloc::format!("{error}"))?;
        let alert = alarm.alert().ok_or("these responses raise no alarm")?;
        // Writers in other languages may format a float differently in its last digit.
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
        let same = match (test.statistic(), alert.test.statistic()) {
            (Some(a), Some(b)) => near(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        if same && near(test.p_value(), alert.test.p_value()) {
            Ok(alert)
        } else {
            Err("the test is not that of these responses".into())
        }
    }
}

/// The most decimal places of an [`Nps`].
const MAX_PLACES: usize = 25;

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return text::padded(f, self);
        }
        let fewest = f.precision().unwrap_or(0);
        let (nps, floor) = (self.result.nps(), self.floor);
        let places = (fewest..MAX_PLACES)
            .find(|&places| alloc::format!("{nps:.places$}") != alloc::format!("{floor:.places$}"))
            .unwrap_or(MAX_PLACES);
        write!(
            f,
            "{:.places$} is below {floor:.places$} ({}, ",
            self.result, self.confidence
        )?;
        match self.test.statistic() {
            // Beyond a million the figure says no more.
            Some(log_e) if log_e < 13.8 => {
                let evidence = text::fixed(libm::exp(log_e), 0, false);
                write!(f, "evidence {evidence} to 1)")
            }
            Some(_) => f.write_str("evidence over 1000000 to 1)"),
            None => f.write_str("certain)"),
        }
    }
}

crate::wire::row!(FloorAlarm |this| {
    floor: Nps = this.floor,
    confidence: Confidence = this.confidence,
    tally: Tally = this.tally,
} => |row| Self::resume(row.floor, row.confidence, row.tally));

crate::wire::row!(Alert |this| {
    result: NpsResult = this.result,
    floor: Nps = this.floor,
    confidence: Confidence = this.confidence,
    test: Test = this.test,
} => |row| Self::read(&row.result, row.floor, row.confidence, &row.test));
