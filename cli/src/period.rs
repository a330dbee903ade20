//! Periods whose unit is known when the program runs.

use std::fmt;

use clap::ValueEnum;
use npscore::period::{FiscalQuarter, FiscalYear, IsoWeek};
use npscore::{Day, Month, Period, Quarter, Year};

/// An expression for each month in which a fiscal year may begin, January left out.
macro_rules! fiscal {
    ($start:expr, $S:ident => $body:expr) => {
        fiscal!($start, $S => $body, 3 4 5 6 7 8 9 10 11 12)
    };
    ($start:expr, $S:ident => $body:expr, $($month:literal)*) => {
        match $start {
            $($month => { const $S: u8 = $month; $body })*
            _ => { const $S: u8 = 2; $body }
        }
    };
}
/// The periods of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub(crate) enum Unit {
    /// Calendar days.
    Day,
    /// ISO weeks, from Monday.
    Week,
    /// Calendar months.
    Month,
    /// Quarters, fiscal ones with --fiscal-start.
    Quarter,
    /// Years, fiscal ones with --fiscal-start.
    Year,
}

/// A unit, and the month in which years begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Calendar {
    pub(crate) unit: Unit,
    /// From 1 to 12.
    start: u8,
}

impl Calendar {
    /// Periods of a unit, in years that begin in month `start`, 1 to 12.
    pub(crate) const fn new(unit: Unit, start: u8) -> Self {
        // Only quarters and years depend on it: equal periods are equal.
        let start = match unit {
            Unit::Quarter | Unit::Year => start,
            Unit::Day | Unit::Week | Unit::Month => 1,
        };
        Self { unit, start }
    }

    /// The unit as a word for one period.
    pub(crate) const fn name(self) -> &'static str {
        match (self.unit, self.start) {
            (Unit::Day, _) => "day",
            (Unit::Week, _) => "week",
            (Unit::Month, _) => "month",
            (Unit::Quarter, 1) => "quarter",
            (Unit::Quarter, _) => "fiscal quarter",
            (Unit::Year, 1) => "year",
            (Unit::Year, _) => "fiscal year",
        }
    }

    /// The period that contains a day.
    pub(crate) fn slot(self, day: Day) -> Slot {
        let ordinal = match self.unit {
            Unit::Day => day.ordinal(),
            Unit::Week => IsoWeek::from(day).ordinal(),
            Unit::Month => Month::from(day).ordinal(),
            Unit::Quarter if self.start == 1 => Quarter::from(day).ordinal(),
            Unit::Year if self.start == 1 => Year::from(day).ordinal(),
            Unit::Quarter => fiscal!(self.start, S => FiscalQuarter::<S>::from(day).ordinal()),
            Unit::Year => fiscal!(self.start, S => FiscalYear::<S>::from(day).ordinal()),
        };
        Slot {
            calendar: self,
            ordinal,
        }
    }
}

/// One period: a day, a week, a month, a quarter or a year.
///
/// A timeline of slots holds slots of one calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot {
    calendar: Calendar,
    ordinal: i64,
}

/// Above the ordinals of every unit.
const SPAN: i64 = 1 << 40;

impl Slot {
    /// No period: of an answer without a date.
    pub(crate) const NONE: Self = Self {
        calendar: Calendar {
            unit: Unit::Day,
            start: 0,
        },
        ordinal: 0,
    };

    /// The period of another calendar that this day or month lies in.
    pub(crate) fn coarsen(self, calendar: Calendar) -> Option<Self> {
        let day = match self.calendar.unit {
            Unit::Day => Day::from_ordinal(self.ordinal)?,
            Unit::Month => {
                let month = Month::from_ordinal(self.ordinal)?;
                Day::new(month.year(), month.month(), 1).ok()?
            }
            _ => return (self.calendar == calendar).then_some(self),
        };
        Some(calendar.slot(day))
    }

    /// The last day of the period that contains `day`.
    pub(crate) fn last_day(self, day: Day) -> Day {
        let mut last = day;
        while let Some(next) = last
            .successor()
            .filter(|next| self.calendar.slot(*next) == self)
        {
            last = next;
        }
        last
    }
}

/// The unit is part of the ordinal, so that a slot can be made from it.
impl Period for Slot {
    const UNIT: &'static str = "period";

    fn ordinal(self) -> i64 {
        let unit = self.calendar.unit as i64;
        (unit * 16 + i64::from(self.calendar.start)) * SPAN + SPAN / 2 + self.ordinal
    }

    fn from_ordinal(ordinal: i64) -> Option<Self> {
        if ordinal == Self::NONE.ordinal() {
            return Some(Self::NONE);
        }
        let code = ordinal.div_euclid(SPAN);
        let start = u8::try_from(code % 16)
            .ok()
            .filter(|start| (1..=12).contains(start))?;
        let unit = *Unit::value_variants().get(usize::try_from(code / 16).ok()?)?;
        let calendar = Calendar::new(unit, start);
        let ordinal = ordinal.rem_euclid(SPAN) - SPAN / 2;
        let slot = Self { calendar, ordinal };
        slot.shown(|_| ()).map(|()| slot)
    }

    fn year_before(self) -> Option<Self> {
        let steps = match self.calendar.unit {
            Unit::Day => {
                let day = Day::from_ordinal(self.ordinal)?.year_before()?;
                return Some(self.calendar.slot(day));
            }
            Unit::Week => {
                let ordinal = IsoWeek::from_ordinal(self.ordinal)?
                    .year_before()?
                    .ordinal();
                return Some(Self { ordinal, ..self });
            }
            Unit::Month => 12,
            Unit::Quarter => 4,
            Unit::Year => 1,
        };
        self.offset(-steps)
    }
}

impl Slot {
    /// Hands over the crate's period as text, if the calendar reaches so far.
    fn shown<T>(self, show: impl FnOnce(&dyn fmt::Display) -> T) -> Option<T> {
        fn with<P: Period, T>(
            ordinal: i64,
            show: impl FnOnce(&dyn fmt::Display) -> T,
        ) -> Option<T> {
            P::from_ordinal(ordinal).map(|period| show(&period))
        }
        let ordinal = self.ordinal;
        match (self.calendar.unit, self.calendar.start) {
            (Unit::Day, _) => with::<Day, T>(ordinal, show),
            (Unit::Week, _) => with::<IsoWeek, T>(ordinal, show),
            (Unit::Month, _) => with::<Month, T>(ordinal, show),
            (Unit::Quarter, 1) => with::<Quarter, T>(ordinal, show),
            (Unit::Year, 1) => with::<Year, T>(ordinal, show),
            (Unit::Quarter, start) => {
                fiscal!(start, S => with::<FiscalQuarter<S>, T>(ordinal, show))
            }
            (Unit::Year, start) => fiscal!(start, S => with::<FiscalYear<S>, T>(ordinal, show)),
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown(|period| period.fmt(f)).unwrap_or(Ok(()))
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
