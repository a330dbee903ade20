//! What one person said: a [`Score`], its [`Category`], the [`Scale`] it was given on, and the
//! [`Screening`] that turns a raw cell into one.

mod category;
mod column;
mod exclusion;
mod number;
mod response_rate;
mod scale;
mod score;
mod screening;

pub(crate) use column::first_no_score;

pub use category::Category;
pub use exclusion::Exclusion;
pub use response_rate::ResponseRate;
pub use scale::Scale;
pub use score::Score;
pub use screening::{Raw, Screening};
