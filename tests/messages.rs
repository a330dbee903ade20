//! Error texts, pinned: they name the value, the place and the allowed range.

use crate::tally_of;
use npscore::error::CountError;
use npscore::period::IsoWeek;
use npscore::{
    Day, Decimal, Error, Month, Nps, Quarter, RatingScale, ResponseRate, Scale, Score, Screening,
    Segments, Tally, Weight, Year,
};

fn message<T: std::fmt::Debug, E: Into<Error>>(outcome: Result<T, E>) -> String {
    let error: Error = outcome.unwrap_err().into();
    assert!(std::error::Error::source(&error).is_none(), "transparent");
    error.to_string()
}

#[test]
fn scores() {
    assert_eq!(
        message(Score::new(11)),
        "score 11 is out of range, expected 0 to 10"
    );
    assert_eq!(
        message(Score::try_from(-1)),
        "score -1 is out of range, expected 0 to 10"
    );
    assert_eq!(
        message(Score::try_from(8.5)),
        "score 8.5 is not a whole number, expected 0 to 10"
    );
    assert_eq!(
        message(Score::try_from(f64::NAN)),
        "score NaN is not a number, expected 0 to 10"
    );
    assert_eq!(
        message("9.0".parse::<Score>()),
        "score \"9.0\" is not written as a plain whole number such as \"9\""
    );
    assert_eq!(
        message("-7".parse::<Score>()),
        "score -7 is out of range, expected 0 to 10"
    );
    let long = "9".repeat(200) + "x";
    let text = message(long.parse::<Score>());
    assert_eq!(
        text.matches('9').count(),
        40,
        "a hostile text is not repeated whole: {text}"
    );
    assert!(text.contains('…'));
}

#[test]
fn categories_scales_and_screening() {
    assert_eq!(
        message("Promoter".parse::<npscore::Category>()),
        "\"Promoter\" is not a category, expected \"detractor\", \"passive\" or \"promoter\""
    );
    assert_eq!(
        message(Scale::new(0, 9, 7, 10)),
        "scale values 0, 9, 7, 10 do not run from worst to best, expected detractors, passives and promoters in this order"
    );
    assert_eq!(
        message(Scale::NPS.category(11)),
        "answer 11 is out of range, expected 0 to 10"
    );
    assert_eq!(
        message(Screening::new().missing_code(10)),
        "missing code 10 is an answer on the scale of 0 to 10"
    );
    assert_eq!(
        message(Screening::new().missing_word(" 0.0 ")),
        "missing word \"0.0\" is an answer on the scale of 0 to 10"
    );
    let strict = |cell: npscore::column::Raw<'_>| message(Screening::new().screen_strict(cell));
    assert_eq!(strict("".into()), "\"\" is missing, expected 0 to 10");
    assert_eq!(
        strict("7.5".into()),
        "\"7.5\" is not a whole number, expected 0 to 10"
    );
    assert_eq!(
        strict("ten".into()),
        "\"ten\" is not a number, expected 0 to 10"
    );
    assert_eq!(strict(99.into()), "99 is out of range, expected 0 to 10");
    assert_eq!(
        strict(None::<i32>.into()),
        "nothing is missing, expected 0 to 10"
    );
}

#[test]
fn counts_and_weights() {
    assert_eq!(
        message(Tally::try_from(npscore::Counts {
            detractors: u64::MAX,
            passives: 1,
            promoters: 0
        })),
        "more than 18446744073709551615 responses"
    );
    assert_eq!(
        message(Tally::default().checked_sub(&tally_of(1, 0, 0))),
        "cannot take 1 detractors from 0"
    );
    assert_eq!(
        message::<(), _>(Err(CountError::WeightOverflow)),
        "more weight than a tally holds, about 1.3e24"
    );
    assert_eq!(
        message("-1".parse::<Weight>()),
        "weight -1 is out of range, expected 0 to 18446744.073709551615"
    );
    assert_eq!(
        message("0.1234567890123".parse::<Weight>()),
        "weight 0.1234567890123 has 13 decimal places, expected at most 12"
    );
    assert_eq!(
        message("NaN".parse::<Weight>()),
        "weight \"NaN\" is not a decimal number, expected 0 to 18446744.073709551615"
    );
    assert_eq!(
        message(ResponseRate::new(120, 100)),
        "120 responses to 100 invitations, expected at most 100"
    );
}

#[test]
fn keys() {
    let mut segments = Segments::<u8>::default();
    assert_eq!(
        message(segments.try_observe_within(0, (1, Score::MAX))),
        "more than 0 distinct keys"
    );
}

#[test]
fn periods() {
    assert_eq!(
        message(Year::new(10_000)),
        "year 10000 is out of range, expected 1 to 9999"
    );
    assert_eq!(
        message(Quarter::new(2026, 5)),
        "quarter 5 is out of range, expected 1 to 4"
    );
    assert_eq!(
        message(Month::new(2026, 13)),
        "month 13 is out of range, expected 1 to 12"
    );
    assert_eq!(
        message("2026-1".parse::<Month>()),
        "month \"2026-1\" does not have the form 2026-03"
    );
    assert_eq!(
        message("2026-q1".parse::<Quarter>()),
        "quarter \"2026-q1\" does not have the form 2026-Q1"
    );
    assert_eq!(
        message("٢٠٢٦".parse::<Year>()),
        "year \"٢٠٢٦\" does not have the form 2026"
    );
    assert_eq!(
        message("2025-W53".parse::<IsoWeek>()),
        "week 53 is out of range, expected 1 to 52"
    );
    assert_eq!(
        message(Day::new(2026, 2, 29)),
        "day 29 is out of range, expected 1 to 28"
    );
}

#[test]
fn numbers() {
    assert_eq!(
        message(Nps::from_points(-101)),
        "NPS -101 is out of range, expected -100 to 100"
    );
    assert_eq!(message(Nps::new(0, 0)), "no responses, expected at least 1");
    assert_eq!(
        message(Nps::new(3, 2)),
        "net 3 is out of range, expected -2 to 2"
    );
    assert_eq!(
        message("good".parse::<Nps>()),
        "NPS \"good\" is not a decimal number, expected -100 to 100"
    );
    assert_eq!(
        message(crate::shares_of(1.into(), 2.into(), Decimal::new(1005, 1))),
        "share 100.5 % is out of range, expected 0 % to 100 %"
    );
    assert_eq!(
        message(crate::shares_of(1.into(), 2.into(), 3.into())),
        "shares add up to 6 %, expected 100 % within rounding"
    );
    let falling = [(Nps::constant(50), 1), (Nps::constant(20), 2)];
    assert_eq!(
        message(RatingScale::above(0, falling)),
        "rating limit 20 does not rise above 50, the limit before it"
    );
}
