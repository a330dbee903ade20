//! What went from one category to another.

use core::fmt;

use crate::nps::Points;
use crate::response::Category;

/// What went from one category to another: share in a change of results, people in a
/// [`Migration`](super::Migration).
///
/// # Display
///
/// `10.0 points of share from detractors to passives`, or `8 from detractors to passives`.
///
/// # Serialised form
///
/// `{"from", "to", "amount"}`; written only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Flow<N = Points> {
    from: Category,
    to: Category,
    amount: N,
}

impl<N> Flow<N> {
    pub(super) const fn new(from: Category, to: Category, amount: N) -> Self {
        Self { from, to, amount }
    }

    /// The category that lost.
    #[must_use]
    pub const fn from(&self) -> Category {
        self.from
    }

    /// The category that gained.
    #[must_use]
    pub const fn to(&self) -> Category {
        self.to
    }

    /// How much: above 0.
    #[must_use]
    pub const fn amount(&self) -> &N {
        &self.amount
    }

    /// Whether the flow is to a better category.
    #[must_use]
    pub fn is_improvement(&self) -> bool {
        self.to > self.from
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        let places = f.precision().unwrap_or(1);
        write!(
            f,
            "{:.places$} points of share from {}s to {}s",
            self.amount, self.from, self.to
        )
    }
}

impl fmt::Display for Flow<u64> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        write!(f, "{} from {}s to {}s", self.amount, self.from, self.to)
    }
}
