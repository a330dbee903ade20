//! What one person said: a [`Score`], its [`Category`], the [`Scale`] it was given on, and the
//! [`Screening`] that turns a raw cell into one.

mod category;
mod column;
mod response_rate;
mod scale;
mod score;
mod screening;

pub use category::{Category, CategoryError};
pub use column::ScoresError;
pub use response_rate::ResponseRate;
pub use scale::{Scale, ScaleError};
pub use score::{Score, ScoreError};
pub use screening::{Exclusion, Raw, Screening, ScreeningError, ScreeningRuleError};
