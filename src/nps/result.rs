//! What follows from a sample with responses.

use core::fmt;

use rust_decimal::Decimal;

use super::rating::Rating;
use super::ratio::Ratio;
use super::share::Share;
use super::shares::Shares;
use super::value::Nps;
use crate::response::Category;
use crate::tally::sample::Sample;
use crate::tally::{Histogram, Tally, WeightedTally};

/// The result of a survey: its counts, its NPS, its shares and its rating.
///
/// What a service sends and a report prints: one tidy row. It exists only where there is at least
/// one response with some weight, so everything on it has a value. `NpsResult` alone is the result
/// of a [`Tally`]; [`WeightedResult`] that of a [`WeightedTally`], and
/// [`SurveyDesign`](crate::inference::SurveyDesign) has one whose standard error knows strata and
/// clusters. All of them share the methods of the first block.
///
/// Results have no order of their own: sort by [`nps`](NpsResult::nps), or by
/// [`responses`](NpsResult::responses).
///
/// # Serialised form
///
/// `{"responses", "detractors", "passives", "promoters", "nps", "rating"}`: counts, the points as
/// the nearest float, and Bain's rating. Deserialising counts anew and refuses a row whose fields
/// contradict each other.
///
/// A weighted result is `{"responses", "weight", "detractor_weight", "passive_weight",
/// "promoter_weight", "nps", "rating", "effective_responses"}`: weights as decimal texts, the rest
/// as numbers. It cannot be read back, since its row forgets the squared weights: send the
/// [`WeightedTally`] instead.
///
/// # Example
///
/// The usual explanation of the method: of 100 responses 30 are from promoters and 18 from
/// detractors.
///
/// ```
/// use npscore::{Counts, Rating, Tally};
///
/// let result = Tally::try_from(Counts { detractors: 18, passives: 52, promoters: 30 })?.result().ok_or("no responses")?;
/// assert_eq!(result.nps().whole(), 12);
/// assert_eq!(result.rating(), Rating::Acceptable);
/// assert_eq!(format!("{:.1}", result.standard_error()), "6.8");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NpsResult<S = Tally>(S);

/// The result of a weighted survey.
///
/// ```
/// use npscore::{Category, Weight, WeightedTally};
///
/// let answers = [(Category::Promoter, "3"), (Category::Detractor, "1")];
/// let mut tally = WeightedTally::default();
/// for (category, weight) in answers {
///     tally.extend([(category, weight.parse::<Weight>()?)]);
/// }
/// let result = tally.result().ok_or("no weight")?;
/// assert_eq!(result.nps().whole(), 50);
/// assert_eq!(result.effective_responses(), 1.6); // (3 + 1)² / (3² + 1²)
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type WeightedResult = NpsResult<WeightedTally>;

/// What every sample has: its NPS and how precise it is.
impl<S: Sample> NpsResult<S> {
    /// The result of a sample; `None` without any weight.
    pub(crate) fn of(sample: S) -> Option<Self> {
        sample
            .units()
            .iter()
            .any(|units| *units > 0)
            .then_some(Self(sample))
    }

    /// The Net Promoter Score, exact: promoters minus detractors, in percent of all responses, or
    /// of all weight.
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "a sample with some weight always has a ratio"
    )]
    pub fn nps(&self) -> Nps {
        let [detractors, passives, promoters] = self.0.units();
        // At most 2^120 in all, so the casts are exact.
        let net = promoters.cast_signed() - detractors.cast_signed();
        match Ratio::new(net, detractors + passives + promoters) {
            Some(ratio) => Nps::from_ratio(ratio),
            None => unreachable!(),
        }
    }

    /// All responses, each counted once.
    #[must_use]
    pub fn responses(&self) -> u64 {
        self.0.responses()
    }

    /// The share of one category among all responses, or in all weight, exact.
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "a sample with some weight always has shares"
    )]
    pub fn share(&self, category: Category) -> Share {
        let units = self.0.units();
        match Share::of_units(units[category.index()], units.iter().sum()) {
            Some(share) => share,
            None => unreachable!(),
        }
    }

    /// The three shares in percent, rounded together so that they add up to exactly 100.
    ///
    /// Each is its exact share rounded down or up to `dp` decimal places (at most 25). Which ones go
    /// up is chosen so that, in this order: shares that are equal stay equal; the shown promoters
    /// minus the shown detractors are the NPS as it is shown; the shares are as close as they can be
    /// (the largest remainders, as seats are apportioned by Hamilton's method); passives go up rather
    /// than others. So a share need not be rounded to its nearest: 30.4, 30.3 and 39.3 percent of
    /// promoters, passives and detractors are shown as 30, 31 and 39 beside an NPS of -9.
    ///
    /// Three shares that add up to 100 cannot always be equal where counts are, nor always give the
    /// NPS: 1, 1 and 0 promoters, passives and detractors at no decimal places are 50, 50 and 0, but
    /// 1, 1 and 1 are 33, 34 and 33.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    ///
    /// let result = Tally::from(Counts { detractors: 1, passives: 1, promoters: 1 }).result().ok_or("no responses")?;
    /// let shares = result.shares_rounded(1);
    /// assert_eq!(shares.to_string(), "33.3 % detractors, 33.4 % passives, 33.3 % promoters");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn shares_rounded(&self, dp: u32) -> Shares {
        Shares::rounded(self.0.units(), dp)
    }

    /// Bain's rating of the NPS.
    #[must_use]
    pub fn rating(&self) -> Rating {
        Rating::of(self.nps())
    }

    /// The standard error of the NPS in points.
    ///
    /// Of counted responses it is 100 sqrt(V / n), with the variance of one response
    /// V = (4bc + a(b + c)) / n² for b detractors, a passives and c promoters. Of weighted ones it
    /// is 100 sqrt(n / (n - 1) Σ w² (x - nps)²) / Σ w with x = -1, 0 or 1, the linearised standard
    /// error that R's `survey::svymean` gives. [`SurveyDesign`](crate::inference::SurveyDesign)
    /// allows for strata and clusters.
    ///
    /// It is 0 where all answers are alike, however few they are: an interval for small samples
    /// must not be made of it.
    ///
    /// Source: Agresti, *Categorical Data Analysis* (3rd ed., 2013), section 1.2; Lumley, *Complex
    /// Surveys* (2010), section 2.2.
    #[doc(alias = "margin of error")]
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        100.0 * libm::sqrt(self.0.squared_error())
    }

    /// The sample itself.
    #[must_use]
    pub const fn tally(&self) -> &S {
        &self.0
    }
}

/// Whole counts.
impl NpsResult {
    /// The responses in one category.
    #[must_use]
    pub const fn count(&self, category: Category) -> u64 {
        self.0.count(category)
    }

    /// The responses from 0 to 6.
    #[must_use]
    pub const fn detractors(&self) -> u64 {
        self.0.detractors()
    }

    /// The responses of 7 and 8.
    #[must_use]
    pub const fn passives(&self) -> u64 {
        self.0.passives()
    }

    /// The responses of 9 and 10.
    #[must_use]
    pub const fn promoters(&self) -> u64 {
        self.0.promoters()
    }
}

/// What weights add.
impl NpsResult<WeightedTally> {
    /// The sum of all weights.
    #[must_use]
    pub fn weight(&self) -> Decimal {
        self.0.total_weight()
    }

    /// How many equally weighted responses would be as precise: (Σw)² / Σw², a float from 1 to the
    /// number of responses.
    ///
    /// Source: Kish, *Survey Sampling* (1965), section 11.7.
    #[must_use]
    pub fn effective_responses(&self) -> f64 {
        self.0.effective()
    }

    /// How many times as many responses one needs because the weights are unequal: n Σw² / (Σw)²,
    /// a float of at least 1.
    ///
    /// All responses by the [effective](WeightedResult::effective_responses) ones. Source: Kish,
    /// *Survey Sampling* (1965), section 11.7.
    #[must_use]
    pub fn design_effect(&self) -> f64 {
        self.responses() as f64 / self.effective_responses()
    }
}

impl Tally {
    /// What follows from the counts; `None` without a response.
    ///
    /// An empty tally has no NPS: not 0, which is the NPS of as many promoters as detractors.
    #[must_use]
    pub const fn result(&self) -> Option<NpsResult> {
        if self.is_empty() {
            None
        } else {
            Some(NpsResult(*self))
        }
    }
}

impl WeightedTally {
    /// What follows from the weights; `None` without any.
    #[must_use]
    pub fn result(&self) -> Option<WeightedResult> {
        NpsResult::of(*self)
    }
}

impl Histogram {
    /// What follows from the counts by category; `None` without a response.
    #[must_use]
    pub fn result(&self) -> Option<NpsResult> {
        self.tally().result()
    }
}

impl From<NpsResult> for Tally {
    fn from(result: NpsResult) -> Self {
        result.0
    }
}

/// The headline: `NPS 12 (n = 100)`, the NPS with the precision and sign asked for.
impl<S: Sample> fmt::Display for NpsResult<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        f.write_str(S::LABEL)?;
        f.write_str(" ")?;
        self.nps().fmt(f)?;
        write!(f, " (n = {})", self.responses())
    }
}

crate::wire::row!(NpsResult |this| {
    responses: u64 = this.responses(),
    detractors: u64 = this.detractors(),
    passives: u64 = this.passives(),
    promoters: u64 = this.promoters(),
    nps: f64 = this.nps().to_f64(),
    rating: Rating = this.rating(),
} => |row| {
    let counts = crate::tally::Counts {
        detractors: row.detractors,
        passives: row.passives,
        promoters: row.promoters,
    };
    let tally = Tally::try_from(counts).map_err(serde::de::Error::custom)?;
    let none = "a result has at least 1 response, found 0";
    let result = tally.result().ok_or(none).map_err(serde::de::Error::custom)?;
    result.agrees(row.responses, row.nps, row.rating).map(|()| result)
});

#[cfg(feature = "serde")]
impl NpsResult {
    /// Whether figures that were stored with the counts are those that follow from them.
    fn agrees(
        &self,
        responses: u64,
        nps: f64,
        rating: Rating,
    ) -> Result<(), alloc::string::String> {
        let check =
            |same: bool, field: &str, found: &dyn fmt::Display, counted: &dyn fmt::Display| {
                let contradicts =
                    || alloc::format!("{field} is {found}, but the counts give {counted}");
                if same { Ok(()) } else { Err(contradicts()) }
            };
        let counted = self.nps().to_f64();
        check(
            responses == self.responses(),
            "responses",
            &responses,
            &self.responses(),
        )?;
        // Writers in other languages may format a float differently in its last digit.
        check((nps - counted).abs().le(&1e-9), "nps", &nps, &counted)?;
        check(rating == self.rating(), "rating", &rating, &self.rating())
    }
}

crate::wire::written!([] WeightedResult as "WeightedResult", |this| {
    responses: this.responses(),
    weight: alloc::string::ToString::to_string(&this.weight()),
    detractor_weight: alloc::string::ToString::to_string(&this.tally().weight(Category::Detractor)),
    passive_weight: alloc::string::ToString::to_string(&this.tally().weight(Category::Passive)),
    promoter_weight: alloc::string::ToString::to_string(&this.tally().weight(Category::Promoter)),
    nps: this.nps().to_f64(),
    rating: this.rating(),
    effective_responses: this.effective_responses(),
});
