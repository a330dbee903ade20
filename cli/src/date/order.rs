//! Whether the day or the month comes first.

use clap::ValueEnum;
use npscore::Day;

use super::free::{Date, century, read};

/// The order of the numbers in a date such as `02/03/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day: of years of two digits.
    Ymd,
}

impl Order {
    /// The day that these numbers are in this order.
    pub(super) fn day(self, date: Date) -> Option<Day> {
        let (year, month, day) = match (date, self) {
            (Date::Month(year, month), _) => (year, month, 1),
            (Date::Day(year, month, day), _)
            | (Date::Either(day, month, year), Self::Dmy)
            | (Date::Either(month, day, year), Self::Mdy) => (year, month, day),
            (Date::Any(day, month, year), Self::Dmy)
            | (Date::Any(month, day, year), Self::Mdy)
            | (Date::Any(year, month, day), Self::Ymd) => (century(year), month, day),
            _ => return None,
        };
        // Years of three digits are no dates of answers.
        Day::new(year, month, day).ok().filter(|_| year >= 1_000)
    }
}

/// The orders that read every cell so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orders {
    possible: Option<Vec<Order>>,
    /// There are dates that need no order.
    others: bool,
    ambiguous: Option<Ambiguous>,
}

/// A cell that two orders read as different days.
#[derive(Debug, Clone)]
pub(crate) struct Ambiguous {
    pub(crate) cell: String,
    /// The orders with what they read.
    pub(crate) readings: Vec<(Order, Day)>,
}

impl Orders {
    /// Takes a cell into account; whether it has shown something new.
    pub(crate) fn observe(&mut self, cell: &str) -> bool {
        let Some(date) = read(cell.trim()).map(|free| free.date) else {
            return false;
        };
        if !matches!(date, Date::Either(..) | Date::Any(..)) {
            self.others = true;
            return false;
        }
        let all = Order::value_variants();
        let before = self.possible.as_deref().unwrap_or(all);
        let readings = |orders: &[Order]| -> Vec<(Order, Day)> {
            let orders = orders.iter();
            orders
                .filter_map(|order| Some((*order, order.day(date)?)))
                .collect()
        };
        let read = readings(before);
        // A cell that none of the orders left reads is told when its row is.
        if read.is_empty() {
            return false;
        }
        let news = self.ambiguous.is_none() || read.len() < before.len();
        if read.iter().any(|(_, day)| *day != read[0].1) && news {
            self.ambiguous = Some(Ambiguous {
                cell: cell.trim().into(),
                readings: read.clone(),
            });
        }
        self.possible = Some(read.into_iter().map(|(order, _)| order).collect());
        news
    }

    /// Whether all dates so far are written in forms that need no order.
    pub(crate) fn is_needless(&self) -> bool {
        self.others && self.possible.is_none()
    }

    /// Whether one order is left.
    pub(crate) fn is_settled(&self) -> bool {
        self.possible
            .as_ref()
            .is_some_and(|orders| orders.len() == 1)
    }

    /// The order, where there is one; `None` where it makes no difference. A cell that may be two days is
    /// an error.
    pub(crate) fn order(self) -> Result<Option<Order>, Ambiguous> {
        match (self.possible.as_deref(), self.ambiguous) {
            (Some([only]), _) => Ok(Some(*only)),
            (_, Some(ambiguous)) => Err(ambiguous),
            _ => Ok(None),
        }
    }
}
