//! What customers are worth, and growth that they bring about.

mod amounts;
mod customer_value;
mod earned_growth;

pub use amounts::{Amount, Amounts};
pub use customer_value::{BaseValue, CustomerValue, Referrals};
pub use earned_growth::{EarnedGrowth, Revenue};
