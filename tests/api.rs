//! The surface: what every public type can do.

use std::fmt::{Debug, Display};
use std::hash::Hash;

use crate::tally_of;
use npscore::*;

fn common<T: Debug + Clone + PartialEq + Send + Sync + Unpin + 'static>() {}
fn sent<T: Debug + Send + Sync>() {}
fn value<T: Copy + Eq + Hash + Send + Sync>() {}
fn shown<T: Display>() {}
fn ordered<T: Ord>() {}
fn state<T: Merge + Copy + Eq + Hash>() {}
fn error<T: std::error::Error + Clone + PartialEq + Send + Sync + 'static>() {}

#[test]
fn every_type_has_the_common_traits() {
    common::<Score>();
    common::<Category>();
    common::<Scale>();
    common::<Screening>();
    common::<Screening<Category>>();
    common::<Localized<Nps>>();
    common::<insight::ScaleHint>();
    common::<column::Raw<'static>>();
    common::<Exclusion>();
    common::<Screened<Tally>>();
    common::<ResponseRate>();
    common::<Tally>();
    common::<Histogram>();
    common::<Weight>();
    common::<WeightedTally>();
    common::<Nps>();
    common::<Share>();
    common::<Segments<String>>();
    common::<Hierarchy<String>>();
    common::<Timeline<Month>>();
    common::<Window>();
    common::<Latest<String, Score>>();
    common::<Shares>();
    common::<NpsResult>();
    common::<WeightedResult>();
    common::<Rating>();
    common::<RatingScale<Rating>>();
    common::<Year>();
    common::<Quarter>();
    common::<Month>();
}

#[test]
fn monitors_have_the_common_traits() {
    use npscore::insight::monitor::*;

    common::<Alert>();
    common::<Baseline>();
    common::<ChartOptions>();
    common::<ChartPoint<Month>>();
    common::<ControlChart<Month>>();
    common::<DropAlert>();
    common::<DropDetector>();
    common::<FloorAlarm>();
    common::<FollowUp<String>>();
    common::<FollowUpRule>();
    common::<FollowUpRules>();
    common::<InvitationRules>();
    common::<Rule>();
    common::<Side>();
    common::<Signal>();
    shown::<Alert>();
    shown::<DropAlert>();
    shown::<Baseline>();
    shown::<ChartPoint<Month>>();
    shown::<FollowUp<String>>();
    shown::<FollowUpRule>();
    shown::<Rule>();
    shown::<Side>();
    shown::<Signal>();
}

#[test]
fn statistics_have_the_common_traits() {
    use npscore::inference::*;

    common::<Adjustment>();
    common::<Impact<String>>();
    common::<Alternative>();
    common::<DifferenceMethod>();
    common::<Equivalence>();
    common::<Estimate>();
    common::<Groups<String>>();
    common::<IntervalMethod>();
    common::<Method>();
    common::<NonResponse>();
    common::<NpsResult<Linearised>>();
    common::<NpsResult<WeightedTally>>();
    common::<Options<IntervalMethod>>();
    common::<Options<DifferenceMethod>>();
    common::<Options<PairedMethod>>();
    common::<Pair<'static, String>>();
    common::<PairedMethod>();
    common::<Pairs<'static, String>>();
    common::<PairedResult>();
    common::<PairedTally>();
    common::<LeagueOrder>();
    common::<Pooling>();
    common::<Prior>();
    common::<Ranked<String>>();
    common::<SilentRest>();
    common::<Stratum>();
    common::<SurveyDesign>();
    common::<Test>();
    common::<TestMethod>();
    common::<TestOptions>();
    common::<Stratum<String>>();
    common::<Verdict>();
    common::<Weighting<String>>();
    sent::<Margin<'static, String>>();
    sent::<Margins<'static, String>>();
}

#[test]
fn insights_have_the_common_traits() {
    use npscore::insight::*;

    common::<Migration>();
    common::<Change>();
    common::<Flow>();
    common::<Flow<u64>>();
    common::<Lag>();
    common::<NoComparison>();
    common::<PeriodChange<Month>>();
    common::<ReportRules>();
    common::<TestedChange<Month>>();
    common::<Finding<'static, String, Month>>();
    common::<Streak<Month>>();
    common::<Trend>();
    common::<TrendMethod>();
    shown::<Migration>();
    shown::<Change>();
    shown::<NoComparison>();
    shown::<Flow>();
    shown::<Flow<u64>>();
    shown::<PeriodChange<Month>>();
    shown::<TestedChange<Month>>();
    shown::<Streak<Month>>();
    shown::<Trend>();
    common::<Amount>();
    common::<Amounts>();
    common::<Benchmark>();
    common::<BenchmarkSet>();
    common::<Position>();
    common::<Statistic>();
    common::<Cell<'static, String>>();
    common::<Satisfaction>();
    common::<Comparison>();
    common::<CrossTab<String, u8>>();
    common::<CustomerValue>();
    common::<Decomposition<String>>();
    common::<Disclosure<String>>();
    common::<Driver>();
    common::<Drivers>();
    common::<DriversOf>();
    common::<LeftOut>();
    common::<MissingAnswers>();
    common::<Ratings<3>>();
    common::<EarnedGrowth>();
    common::<Effect<String>>();
    common::<Goal>();
    common::<IndexScheme>();
    common::<Frequencies>();
    common::<Frequencies<[i32; 3]>>();
    common::<MinimumSize>();
    common::<Points>();
    common::<Referrals>();
    common::<RunningReports<String>>();
    common::<SatisfactionIndex>();
    common::<Simulation>();
    common::<Simulation<WeightedTally>>();
    common::<Standing>();
    common::<Tags<String>>();
    common::<Tags<String, WeightedTally>>();
    ordered::<Points>();
    ordered::<MinimumSize>();
    shown::<Benchmark>();
    shown::<BaseValue>();
    shown::<Satisfaction>();
    shown::<Comparison>();
    shown::<Conversion>();
    shown::<Decomposition<String>>();
    shown::<Disclosed>();
    shown::<Disclosure<String>>();
    shown::<Drivers>();
    shown::<EarnedGrowth>();
    shown::<Goal>();
    shown::<Points>();
    shown::<Position>();
    shown::<SatisfactionIndex>();
    shown::<Simulation>();
    shown::<Standing>();
}

#[test]
fn values_are_values() {
    value::<Score>();
    value::<Category>();
    value::<Scale>();
    value::<Exclusion>();
    value::<Nps>();
    value::<Share>();
    value::<Shares>();
    value::<NpsResult>();
    value::<WeightedResult>();
    value::<Rating>();
    value::<Weight>();
    value::<Year>();
    value::<Quarter>();
    value::<Month>();
    ordered::<Score>();
    ordered::<Category>();
    ordered::<Nps>();
    ordered::<Share>();
    ordered::<Rating>();
    ordered::<Weight>();
    ordered::<Year>();
    ordered::<Quarter>();
    ordered::<Month>();
    shown::<Score>();
    shown::<Category>();
    shown::<Nps>();
    shown::<Share>();
    shown::<Rating>();
    shown::<Weight>();
    shown::<NpsResult>();
    shown::<WeightedResult>();
    shown::<Exclusion>();
    shown::<Year>();
    shown::<Quarter>();
    shown::<Month>();
}

#[test]
fn days_and_weeks_are_values_too() {
    use npscore::period::IsoWeek;

    common::<Day>();
    common::<IsoWeek>();
    value::<Day>();
    value::<IsoWeek>();
    ordered::<Day>();
    ordered::<IsoWeek>();
    shown::<Day>();
    shown::<IsoWeek>();
    assert_eq!(size_of::<Option<Day>>(), 4);
    assert_eq!(size_of::<Option<IsoWeek>>(), 4);
}

#[test]
fn states_are_copies_that_merge() {
    state::<Tally>();
    state::<Histogram>();
    state::<WeightedTally>();
    state::<ResponseRate>();
    state::<Screened<Tally>>();
}

#[test]
fn errors_are_errors() {
    error::<Error>();
    error::<error::ColumnError>();
    error::<error::CountError>();
    error::<error::DataError>();
    error::<error::NpsError>();
    error::<error::OutOfRange>();
    error::<error::PeriodError>();
    error::<error::ScaleError>();
    error::<error::ScoreError>();
    error::<error::ScreeningError>();
    error::<error::WeightError>();
    error::<Exclusion>();
}

#[test]
fn a_score_is_one_byte_even_if_there_may_be_none() {
    assert_eq!(size_of::<Score>(), 1);
    assert_eq!(size_of::<Option<Score>>(), 1);
    assert_eq!(size_of::<Tally>(), 24);
}

#[test]
fn a_period_is_four_bytes_even_if_there_may_be_none() {
    assert_eq!(size_of::<Year>(), 4);
    assert_eq!(size_of::<Quarter>(), 4);
    assert_eq!(size_of::<Month>(), 4);
    assert_eq!(size_of::<Option<Year>>(), 4);
    assert_eq!(size_of::<Option<Quarter>>(), 4);
    assert_eq!(size_of::<Option<Month>>(), 4);
}

#[test]
fn periods_are_known_when_the_program_is_compiled() {
    const LAUNCH: Month = Month::constant(2026, 3);
    const QUARTER: Quarter = Quarter::constant(2026, 1);
    const YEAR: u16 = QUARTER.year();
    assert_eq!(Quarter::from(LAUNCH), QUARTER);
    assert_eq!(YEAR, 2026);
}

#[test]
fn scores_are_known_when_the_program_is_compiled() {
    const WARM: Score = Score::constant(9);
    const CATEGORY: Category = WARM.category();
    const TALLY: Tally = Tally::of(Category::Passive, 30);
    const RESULT: Option<NpsResult> = TALLY.result();
    const EVEN: Nps = Nps::constant(0);
    assert_eq!(CATEGORY, Category::Promoter);
    assert_eq!(RESULT.map(|result| result.nps()), Some(EVEN));
}

#[test]
fn every_integer_makes_a_score_and_every_score_an_integer() {
    for score in Score::ALL {
        let n = score.get();
        assert_eq!(Score::try_from(n), Ok(score));
        assert_eq!(Score::try_from(u64::from(n)), Ok(score));
        assert_eq!(Score::try_from(i128::from(n)), Ok(score));
        assert_eq!(Score::try_from(usize::from(n)), Ok(score));
        assert_eq!(Score::try_from(i8::try_from(n).unwrap()), Ok(score));
        assert_eq!(Score::try_from(f32::from(n)), Ok(score));
        assert_eq!(i32::from(score), i32::from(n));
        assert_eq!(score.to_string().parse(), Ok(score));
        assert_eq!(format!(" {score}\t").parse(), Ok(score));
    }
    assert!(Score::try_from(u128::MAX).is_err());
    assert!(Score::try_from(i128::MIN).is_err());
    assert!(Score::try_from(f64::INFINITY).is_err());
    assert!(Score::try_from(1e300).is_err());
    for text in [
        "",
        " ",
        "+9",
        "09",
        "00",
        "-0",
        "9 9",
        "9\u{a0}",
        "10.",
        "ten",
        "9999999999999999999999999999999999999999999",
    ] {
        assert!(text.parse::<Score>().is_err(), "{text:?}");
    }
}

#[test]
fn display_honours_width_precision_and_sign() {
    let nps = Nps::new(-125, 1000).unwrap();
    assert_eq!(format!("{nps}"), "-13");
    assert_eq!(format!("{nps:.1}"), "-12.5");
    assert_eq!(format!("{nps:.3}"), "-12.500");
    assert_eq!(
        format!("{nps:>6}|{nps:<6}|{nps:^7.1}|{nps:06}"),
        "   -13|-13   | -12.5 |-00013"
    );
    assert_eq!(format!("{:+}", Nps::constant(7)), "+7");
    assert_eq!(format!("{:+.1}", Nps::constant(-7)), "-7.0");
    assert_eq!(format!("{nps:.99}").len(), "-12.".len() + 25);
    assert_eq!(format!("{nps:?}"), "Nps(-25/2)");
    let result = tally_of(1, 0, 2).result().unwrap();
    assert_eq!(
        format!("{result} {result:+.1}"),
        "NPS 33 (n = 3) NPS +33.3 (n = 3)"
    );
    assert_eq!(
        format!("{:>7.1}|", result.share(Category::Promoter)),
        " 66.7 %|"
    );
}

#[test]
fn screening_reads_what_exports_contain() {
    let screening = Screening::new()
        .missing_word("NA")
        .unwrap()
        .missing_code(11)
        .unwrap()
        .labels();
    let nine = Ok(Score::constant(9));
    for cell in [
        "9",
        " 9 ",
        "9.0",
        "9.00",
        "9.",
        "+9",
        "009",
        "\u{a0}9\u{a0}",
        "\u{feff}9",
        "9\r",
        "9\u{200b}",
    ] {
        assert_eq!(screening.screen(cell), nine, "{cell:?}");
    }
    for cell in [
        "9 - very likely",
        "9 – very likely",
        "9: likely",
        "9 (likely)",
        "9=likely",
        "9 likely",
        "9.0 - likely",
        "9-likely",
    ] {
        assert_eq!(screening.screen(cell), nine, "{cell:?}");
        assert_eq!(
            Screening::new().screen(cell),
            Err(Exclusion::NotANumber),
            "only if asked"
        );
    }
    for cell in [
        "",
        "  ",
        "\t",
        "\u{a0}",
        "NA",
        "na",
        " NA ",
        "11",
        "11.0",
        "11 - no answer",
    ] {
        assert_eq!(screening.screen(cell), Err(Exclusion::Missing), "{cell:?}");
    }
    for cell in [
        "9-10",
        "9 - 10",
        "9 of 10 likely",
        "9th",
        "likely 9",
        "9 -",
        "9,0",
        "--9",
        ".",
    ] {
        assert_eq!(
            screening.screen(cell),
            Err(Exclusion::NotANumber),
            "{cell:?}"
        );
    }
    for cell in [
        "-2147483648",
        "12",
        "-1",
        "100",
        "99999999999999999999999999999999999999999999",
    ] {
        assert_eq!(
            screening.screen(cell),
            Err(Exclusion::OutOfRange),
            "{cell:?}"
        );
    }
    for cell in ["7.5", "6.5 - likely", "0.1"] {
        assert_eq!(screening.screen(cell), Err(Exclusion::NotWhole), "{cell:?}");
    }
    assert_eq!(screening.screen(f64::NAN), Err(Exclusion::NotANumber));
    assert_eq!(screening.screen(f64::INFINITY), Err(Exclusion::OutOfRange));
    assert_eq!(screening.screen(None::<&str>), Err(Exclusion::Missing));
    assert_eq!(screening.screen(Some("9")), nine);
    assert_eq!(screening.screen(9.0_f32), nine);
    assert_eq!(screening.screen(u128::MAX), Err(Exclusion::OutOfRange));
}

#[test]
fn labels_stand_behind_or_before_the_number() {
    let screening = Screening::new().labels();
    for (cell, score) in [
        ("10 - Extremely likely", 10),
        ("Extremely likely - 10", 10),
        ("Very unlikely - 0", 0),
        ("Very likely: 9", 9),
        ("Very likely (9)", 9),
        ("likely-7", 7),
        ("9分", 9),
        ("8 балів", 8),
        (" Sehr wahrscheinlich – 10.0 ", 10),
    ] {
        assert_eq!(screening.screen(cell), Ok(Score::constant(score)), "{cell}");
        assert!(
            Screening::new().screen(cell).is_err(),
            "{cell}: only on request"
        );
    }
    for cell in [
        "likely -7",
        "likely 7",
        "9-10",
        "9/10",
        "7 to 8",
        "likely (7",
        "v2 likely 7",
        "9x",
        "likely",
        "- 9",
        "(9)",
    ] {
        assert_eq!(screening.screen(cell), Err(Exclusion::NotANumber), "{cell}");
    }
    assert_eq!(screening.screen("likely - 7.5"), Err(Exclusion::NotWhole));
    assert_eq!(screening.screen("likely - 11"), Err(Exclusion::OutOfRange));
}

#[test]
fn words_stand_for_answers() {
    let stars = Screening::on(Scale::new(1, 4, 5, 5).unwrap())
        .category_words()
        .answer_word("thumbs up", Category::Promoter)
        .unwrap();
    for cell in ["Promoter", "PROMOTERS", " thumbs UP ", "5"] {
        assert_eq!(stars.screen(cell), Ok(Category::Promoter), "{cell}");
    }
    assert_eq!(stars.screen("Passives"), Ok(Category::Passive));
    assert_eq!(stars.screen("fan"), Err(Exclusion::NotANumber));
    assert!(stars.answer_word("3", Category::Promoter).is_err());
}
