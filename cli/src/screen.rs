//! The rules by which a cell is an answer.

use npscore::error::ScreeningError;
use npscore::{Category, Exclusion, Scale, Score, Screening};

/// The rules by which a cell is an answer: a score from 0 to 10, a category in words, or a number on
/// another scale.
#[derive(Debug, Clone)]
pub(crate) struct Screen {
    /// On the standard scale only.
    scores: Option<Screening<Score>>,
    categories: Screening<Category>,
}

impl Screen {
    /// The rules for a scale, with what stands for a missing answer. Numbers with labels and the words
    /// for categories are read on any scale.
    pub(crate) fn new(
        scale: Scale,
        codes: &[i128],
        words: &[String],
    ) -> Result<Self, ScreeningError> {
        let mut categories = Screening::on(scale).category_words().labels();
        let mut scores = Screening::new().labels();
        for word in words {
            categories = categories.missing_word(word)?;
            if scale == Scale::NPS {
                scores = scores.missing_word(word)?;
            }
        }
        for code in codes {
            categories = categories.missing_code(*code)?;
            if scale == Scale::NPS {
                scores = scores.missing_code(*code)?;
            }
        }
        Ok(Self {
            scores: (scale == Scale::NPS).then_some(scores),
            categories,
        })
    }

    /// The category of the answer in a cell, and its score on the standard scale; or why there is none.
    pub(crate) fn screen(&self, cell: &str) -> Result<(Category, Option<Score>), Exclusion> {
        // What most cells are; no rule may say otherwise of an answer on the scale.
        if self.scores.is_some()
            && let Some(score) = plain(cell.as_bytes())
        {
            return Ok((score.category(), Some(score)));
        }
        match self.scores.as_ref().map(|scores| scores.screen(cell)) {
            Some(Ok(score)) => Ok((score.category(), Some(score))),
            Some(Err(reason)) if reason != Exclusion::NotANumber => Err(reason),
            _ => self
                .categories
                .screen(cell)
                .map(|category| (category, None)),
        }
    }

    /// Whether a cell stands for a missing answer.
    pub(crate) fn is_missing(&self, cell: &str) -> bool {
        self.categories.screen(cell) == Err(Exclusion::Missing)
    }
}

/// A score of nothing but its digits.
fn plain(cell: &[u8]) -> Option<Score> {
    match cell {
        [digit @ b'0'..=b'9'] => Score::new(digit - b'0').ok(),
        b"10" => Some(Score::MAX),
        _ => None,
    }
}

/// A scale as it is written in arguments: `1-5:4,5` for 1 to 5, passive from 4 on, promoter from 5 on.
/// `0-10` alone is the standard scale.
pub(crate) fn parse_scale(text: &str) -> Result<Scale, String> {
    let text = text.trim();
    let form = || {
        format!(
            "{text:?} is not a scale, expected WORST-BEST:PASSIVE,PROMOTER, such as 1-5:4,5, or 0-10"
        )
    };
    if text == "0-10" {
        return Ok(Scale::NPS);
    }
    let number = |text: &str| text.trim().parse::<i32>().ok();
    let (ends, cuts) = text.split_once(':').ok_or_else(form)?;
    // The first dash may be a sign.
    let dash = ends
        .char_indices()
        .skip(1)
        .find(|(_, c)| *c == '-')
        .ok_or_else(form)?
        .0;
    let (passive, promoter) = cuts.split_once(',').ok_or_else(form)?;
    let numbers = [&ends[..dash], &ends[dash + 1..], passive, promoter].map(number);
    let [Some(worst), Some(best), Some(passive), Some(promoter)] = numbers else {
        return Err(form());
    };
    Scale::new(worst, passive, promoter, best).map_err(|error| error.to_string())
}
