//! Defects found in other NPS code, each with a test that would catch it here.

use std::panic::catch_unwind;

use crate::tally_of;
use npscore::{
    Category, Exclusion, Histogram, Nps, Observe, Scale, Score, Screened, Screening, Tally,
};

fn nps(tally: Tally) -> String {
    tally.result().unwrap().nps().to_string()
}

#[test]
fn a_hundred_and_twenty_eight_promoters_are_not_minus_one() {
    // A count cut to eight bits turns 128 into -128.
    let tally: Tally = vec![Score::MAX; 128].into_iter().collect();
    assert_eq!(nps(tally), "100");
}

#[test]
fn a_hundred_times_the_promoters_does_not_overflow() {
    let promoters = u64::from(u32::MAX) * 1_000;
    let tally = tally_of(0, promoters, promoters);
    assert_eq!(nps(tally), "50");
    let most = tally_of(u64::MAX / 2, 0, u64::MAX / 2);
    assert_eq!(nps(most), "0");
    assert_eq!(nps(tally_of(0, 0, u64::MAX)), "100");
    assert_eq!(nps(tally_of(u64::MAX, 0, 0)), "-100");
}

#[test]
fn a_score_is_never_older_than_its_counts() {
    // A cached score that a later answer does not touch.
    let mut tally = tally_of(0, 0, 1);
    assert_eq!(nps(tally), "100");
    tally.observe(Score::MIN);
    assert_eq!(nps(tally), "0");
}

#[test]
fn a_batch_with_a_bad_answer_changes_nothing() {
    let tally = tally_of(1, 2, 3);
    let batch = [9_u8, 10, 11].into_iter().map(Score::new);
    let outcome: Result<Tally, _> = batch.collect();
    assert!(outcome.is_err(), "the error is not dropped either");
    assert_eq!(tally, tally_of(1, 2, 3));

    // Nor does an iterator that panics half way.
    let mut tally = tally_of(1, 2, 3);
    let outcome = catch_unwind(std::panic::AssertUnwindSafe(|| {
        tally.extend([9_u8, 10, 11].into_iter().map(Score::constant));
    }));
    assert!(outcome.is_err());
    assert_eq!(tally, tally_of(1, 2, 3));
}

#[test]
fn shares_are_not_rounded_before_they_are_subtracted() {
    // 2 of 3 promoters and 1 of 3 detractors: 67 - 33 would be 34.
    assert_eq!(nps(tally_of(1, 0, 2)), "33");
    let result = tally_of(1, 0, 2).result().unwrap();
    assert_eq!(format!("{:.2}", result.nps()), "33.33");
}

#[test]
fn negative_scores_are_not_floored() {
    // An integer division that floors gives -34.
    assert_eq!(nps(tally_of(2, 0, 1)), "-33");
    assert_eq!(Nps::new(-1, 3).unwrap().whole(), -33);
}

#[test]
fn there_is_no_negative_zero() {
    let tiny = Nps::new(-1, 1000).unwrap();
    for shown in [format!("{tiny}"), format!("{tiny:.0}"), format!("{tiny:5}")] {
        assert_eq!(shown.trim(), "0");
    }
    assert_eq!(format!("{tiny:+}"), "+0");
    assert_eq!(format!("{tiny:.1}"), "-0.1");
    assert!(Nps::ZERO.to_f64().is_sign_positive());
    let balanced = tally_of(3, 0, 3).result().unwrap().nps();
    assert!(balanced.to_f64().is_sign_positive());
    let rounded = Nps::new(-1, 10_000)
        .unwrap()
        .round_dp(1, npscore::RoundingStrategy::ToZero);
    assert_eq!(rounded.to_string(), "0.0");
}

#[test]
fn shares_add_up_to_a_hundred() {
    // 33.33 three times is 99.99.
    let shares = tally_of(1, 1, 1).result().unwrap().shares_rounded(2);
    let sum = shares.percent().detractors + shares.percent().passives + shares.percent().promoters;
    assert_eq!(sum, npscore::Decimal::ONE_HUNDRED);
}

#[test]
fn empty_is_neither_zero_nor_nan() {
    assert_eq!(Tally::default().result(), None);
    assert_eq!(Histogram::default().result(), None);
    assert_eq!(Histogram::default().mean(), None);
    assert_eq!(Histogram::default().median(), None);
    assert_eq!(npscore::WeightedTally::default().result(), None);
    assert_eq!(npscore::ResponseRate::default().share(), None);
}

#[test]
fn blanks_are_not_in_the_base() {
    // Four promoters of ten cells, six of them blank or dismissed, and none a detractor.
    let screening = Screening::new().missing_word("no score").unwrap();
    let cells = ["9", "10", "7", "9", "10", "", " ", "No Score", "", "8"];
    let screened: Screened<Tally> = cells.iter().map(|cell| screening.screen(*cell)).collect();
    assert_eq!(screened.accepted(), 6);
    assert_eq!(nps(*screened.inner()), "67");
    assert_ne!(nps(*screened.inner()), "40");
}

#[test]
fn fractions_are_in_no_category_and_in_no_base() {
    for cell in ["6.5", "8.5", "7.5"] {
        assert_eq!(
            Screening::new().screen(cell),
            Err(Exclusion::NotWhole),
            "{cell}"
        );
        assert!(cell.parse::<Score>().is_err(), "{cell}");
        assert!(
            Score::try_from(cell.parse::<f64>().unwrap()).is_err(),
            "{cell}"
        );
    }
    assert_ne!(Screening::new().screen("7.5"), Ok(Score::constant(7)));
    assert_ne!(
        Screening::new().screen("7.5"),
        Err(Exclusion::OutOfRange),
        "not read as 75"
    );
}

#[test]
fn codes_for_a_blank_are_no_promoters() {
    for code in [11, 99, -1, 999, i32::MIN] {
        assert_eq!(Screening::new().screen(code), Err(Exclusion::OutOfRange));
        let screening = Screening::new().missing_code(code).unwrap();
        assert_eq!(screening.screen(code), Err(Exclusion::Missing));
        assert_eq!(
            screening.screen(code.to_string().as_str()),
            Err(Exclusion::Missing)
        );
        assert_eq!(screening.screen(f64::from(code)), Err(Exclusion::Missing));
    }
}

#[test]
fn words_are_no_detractors() {
    // A conversion that gives 0 for text it cannot read.
    for word in [
        "abc", "n/a", "ten", "-", ".", "9-10", "9/10", "1e1", "0x9", "７", "NaN", "inf",
    ] {
        assert_eq!(
            Screening::new().screen(word),
            Err(Exclusion::NotANumber),
            "{word}"
        );
        assert_eq!(
            Screening::new().labels().screen(word),
            Err(Exclusion::NotANumber),
            "{word}"
        );
    }
}

#[test]
fn zero_is_an_answer() {
    assert_eq!(Screening::new().screen(0), Ok(Score::MIN));
    assert_eq!(Screening::new().screen("0"), Ok(Score::MIN));
    assert_eq!(Screening::new().screen(-0.0), Ok(Score::MIN));
    assert!(
        Screening::new().missing_code(0).is_err(),
        "a rule that skips 0 is refused"
    );
    assert!(Screening::new().missing_word("0").is_err());
}

#[test]
fn periods_merge_by_their_counts() {
    // Summed scores showed 1350; averaged scores weigh a small month like a large one.
    let months = [tally_of(0, 0, 10), tally_of(10, 0, 990), tally_of(2, 0, 1)];
    let total: Tally = months.iter().sum();
    let average: i32 = months
        .iter()
        .map(|month| month.result().unwrap().nps().whole())
        .sum();
    assert_eq!(nps(total), "98");
    assert_ne!(average, 98);
    assert_ne!(average / 3, 98);
}

#[test]
fn nobody_is_a_promoter_and_a_detractor_at_once() {
    for score in Score::ALL {
        let questions = [
            score.is_detractor(),
            score.is_passive(),
            score.is_promoter(),
        ];
        assert_eq!(questions.iter().filter(|answer| **answer).count(), 1);
        assert!(questions[score.category() as usize]);
        let tally: Tally = [score].into_iter().collect();
        assert_eq!(tally.responses(), 1);
    }
}

#[test]
fn promoter_and_detractor_shares_are_not_independent() {
    let result = tally_of(30, 40, 30).result().unwrap();
    let independent = 100.0 * f64::sqrt(2.0 * 0.3 * 0.7 / 100.0);
    assert!(result.standard_error() > 1.15 * independent);
    assert!((result.standard_error() - 100.0 * f64::sqrt(0.6 / 100.0)).abs() < 1e-12);
}

#[test]
fn other_scales_are_not_read_as_0_to_10() {
    let stars = Screening::on(Scale::new(1, 4, 5, 5).unwrap());
    assert_eq!(stars.screen(5), Ok(Category::Promoter));
    assert_eq!(stars.screen(10), Err(Exclusion::OutOfRange));
    let slider = Screening::on(Scale::new(0, 65, 85, 100).unwrap());
    assert_eq!(slider.screen(60), Ok(Category::Detractor));
    assert_eq!(Screening::new().screen(60), Err(Exclusion::OutOfRange));
}
