//! What customers are worth, and growth that they bring about.

mod customer_value;
mod earned_growth;

pub use customer_value::{BaseValue, CustomerValue, Referrals};
pub use earned_growth::{EarnedGrowth, Revenue};
