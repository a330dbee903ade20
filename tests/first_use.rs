//! What a new user wished to write, each with the right value; and cells and rows of files as people have
//! them, with values worked out elsewhere.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;

use npscore::column::{Scores, Validity};
use npscore::inference::Groups;
use npscore::insight::monitor::{
    Baseline, ChartOptions, DropDetector, FollowUpRule, FollowUpRules,
};
use npscore::insight::{Decomposition, Lag, ScaleHint};
use npscore::*;

use crate::tally_of;

fn score(score: u8) -> Score {
    Score::new(score).unwrap()
}

fn nps(tally: &impl HasTally<Tally = Tally>) -> String {
    tally.result().unwrap().nps().to_string()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

// Wrong numbers that were easy to make.

#[test]
fn nulls_are_no_answers_of_zero() {
    // 10, null, 9, null, 10, as an array of 32-bit numbers holds them.
    let scores = Scores::nullable(
        &[10_i32, 0, 9, 0, 10],
        Validity::new(&[0b10101], 0, 5).unwrap(),
    );
    let screened: Screened<Tally> = column::Column::iter(&scores.unwrap()).collect();
    assert_eq!(nps(&screened), "100");
    assert_eq!(
        (
            screened.accepted(),
            screened.excluded_for(Exclusion::Missing)
        ),
        (3, 2)
    );
}

#[test]
fn months_do_not_lose_who_answers_again() {
    let mut people = Latest::<u32, Score, Month>::default();
    for id in 0..100 {
        people.observe((id, (month("2026-03"), score(if id < 50 { 0 } else { 9 }))));
    }
    for id in 0..50 {
        people.observe((id, (month("2026-04"), score(0))));
    }
    let each: Timeline<Month> = people.within_each();
    let ends: Timeline<Month> = people.at_the_end_of_each::<Month>().collect();
    let of = |timeline: &Timeline<Month>| timeline.values().map(nps).collect::<Vec<_>>();
    assert_eq!(of(&each), ["0", "-100"]);
    assert_eq!(of(&ends), ["0", "0"]);
    assert_eq!(
        nps(&people.within(month("2026-02")..=month("2026-03"))),
        "0"
    );
}

#[test]
fn counts_have_names() {
    let (promoters, passives, detractors) = (30_i64, 52, 18);
    let counts = Counts {
        promoters,
        passives,
        detractors,
    };
    let tally = Tally::try_from(counts).unwrap();
    assert_eq!(nps(&tally), "12");
    assert_eq!(
        format!("{tally:?}"),
        "Tally { detractors: 18, passives: 52, promoters: 30 }"
    );
    let negative = Tally::try_from(Counts {
        passives: -2,
        ..counts
    });
    assert_eq!(
        negative.unwrap_err().to_string(),
        "passives is -2, expected 0 or more"
    );
}

// Composition.

#[test]
fn insight_takes_any_state() {
    let rows = [
        ("2026-01", Ok(9)),
        ("2026-01", Err(Exclusion::Missing)),
        ("2026-05", Ok(3)),
        ("2026-05", Ok(9)),
        ("2026-08", Ok(2)),
    ];
    let rows = rows.map(|(month, cell)| (month.parse::<Month>().unwrap(), cell.map(score)));
    let screened: Timeline<Quarter, Screened<Tally>> = rows
        .into_iter()
        .map(|(month, cell)| (Quarter::from(month), cell))
        .collect();
    let changes: Vec<f64> = screened
        .changes(Lag::Previous, Confidence::P95)
        .filter_map(|change| Some(change.change().ok()?.points().to_f64()))
        .collect();
    assert_eq!(changes, [-100.0, -100.0]);
    assert_eq!(screened.trend(Confidence::P95).unwrap().periods(), 3);
    assert_eq!(screened.streaks().len(), 1);
    let second = screened.get(Quarter::constant(2026, 2)).unwrap();
    let baseline = Baseline::new(second.result().unwrap()).unwrap();
    let chart = screened.control_chart(baseline, ChartOptions::default());
    assert_eq!(chart.points().len(), 3);

    let both: Timeline<Quarter, (Tally, Histogram)> = rows
        .iter()
        .filter_map(|(month, cell)| Some((Quarter::from(*month), cell.ok()?)))
        .collect();
    assert_eq!(
        both.changes(Lag::Previous, Confidence::P95)
            .filter(|change| change.change().is_ok())
            .count(),
        2
    );

    let by_region: Segments<String, Timeline<Month>> = [
        ("north", (month("2026-01"), score(3))),
        ("south", (month("2026-02"), score(10))),
    ]
    .into_iter()
    .collect();
    let ranked: Vec<&str> = by_region
        .by_nps()
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(ranked, ["south", "north"]);
    assert!(Groups::new(&by_region).is_ok());
    let why = Decomposition::between(&by_region, &by_region).unwrap();
    assert!(why.change().is_zero());
}

#[test]
fn groups_are_mapped_iterated_and_filled_with_ready_tallies() {
    // Rows of (region, (month, Tally)).
    let rows = [
        ("north", (month("2026-01"), tally_of(1, 0, 3))),
        ("north", (month("2026-02"), tally_of(4, 0, 0))),
        ("south", (month("2026-02"), tally_of(0, 2, 0))),
    ];
    let by_region: Segments<String, Timeline<Month>> = rows.into_iter().collect();
    let newest: Segments<String> = by_region
        .clone()
        .map(|months| months.trailing_at(month("2026-02"), 1));
    assert_eq!(newest.get("north"), Some(&tally_of(4, 0, 0)));
    let mut seen = BTreeMap::new();
    for (region, months) in &by_region {
        seen.insert(region.as_str(), nps(months));
    }
    assert_eq!(seen["north"], "-25");
    assert_eq!(by_region.keys().count(), by_region.values().count());
    let by_month: Timeline<Month, Segments<String>> = by_region.exchange();
    assert_eq!(by_month.get(month("2026-02")).map(Segments::len), Some(2));
    let mut table = Segments::<String, Segments<Category>>::default();
    table.observe(("north", (Category::Promoter, tally_of(0, 0, 3))));
    table.merge_at("south", Segments::default());
    assert_eq!(table.len(), 1);
    // The margins of a cross-tab.
    let columns: Segments<Category> = table.total();
    assert_eq!(columns.total().promoters(), 3);
}

#[test]
fn the_last_90_days_with_one_answer_per_person() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let mut people = Latest::<&str, Score, Day>::default();
    for (person, at, answer) in [
        ("ann", "2026-01-10", 0),
        ("ann", "2026-03-01", 10),
        ("bob", "2026-03-02", 7),
    ] {
        people.observe((person, (day(at), score(answer))));
    }
    let last = day("2026-04-01");
    let first = last.offset(-89).unwrap();
    assert_eq!(people.within(first..=last), tally_of(0, 1, 1));
}

// Keys.

#[test]
fn keys_are_found_by_whatever_stands_for_them() {
    let name = String::from("north");
    let mut strings = Segments::<String>::default();
    strings.observe((&name, score(9)));
    strings.observe((Cow::Borrowed("north"), score(9)));
    strings.observe(("north", score(9)));
    assert_eq!(strings.get(&name).map(Tally::responses), Some(3));

    let shared: Arc<str> = Arc::from("north");
    let mut arcs = Segments::<Arc<str>>::default();
    arcs.observe((&shared, score(9)));
    let mut rcs = Segments::<Rc<str>>::default();
    rcs.observe(("north", score(9)));
    let mut numbers = Segments::<u64>::default();
    numbers.observe((&7_u64, score(9)));
    let mut pairs = Segments::<(String, String)>::default();
    pairs.observe((("north", "web"), score(9)));
    assert!(pairs.get(("north", "web")).is_some());
    let path = vec![String::from("north"), String::from("oslo")];
    let mut tree = Hierarchy::<String>::default();
    tree.observe((&path, score(9)));
    tree.observe((&["north", "bergen"][..], score(3)));
    assert_eq!(
        tree.branch(&["north"])
            .map(|branch| branch.total().responses()),
        Some(2)
    );
}

// What goes out.

#[cfg(feature = "serde")]
#[test]
fn an_outbox_reads_back_what_it_wrote() {
    use npscore::insight::monitor::{DropAlert, FollowUp};

    let rules = FollowUpRules::new([FollowUpRule::DETRACTOR]);
    let known = Latest::<String, Score>::default();
    let call = rules.check(&known, "ann".to_string(), 5, score(2)).unwrap();
    let text = serde_json::to_string(&call).unwrap();
    assert_eq!(
        serde_json::from_str::<FollowUp<String>>(&text).unwrap(),
        call
    );

    let mut detector = DropDetector::new(Nps::constant(20), 10_000).unwrap();
    let alert = (0..50).find_map(|_| detector.watch(score(0))).unwrap();
    let text = serde_json::to_string(&alert).unwrap();
    assert_eq!(serde_json::from_str::<DropAlert>(&text).unwrap(), alert);
    // A goal in a configuration file.
    for goal in ["12", "12.0", "\"12\""] {
        assert_eq!(
            serde_json::from_str::<Nps>(goal).unwrap(),
            Nps::constant(12)
        );
    }
}

/// Width, fill and alignment are around the whole text, precision and sign within it.
fn honours_the_format(shown: &impl Display) {
    let plain = shown.to_string();
    let width = plain.chars().count() + 9;
    assert_eq!(format!("{shown:>width$}"), format!("{plain:>width$}"));
    assert_eq!(format!("{shown:*^width$}"), format!("{plain:*^width$}"));
    assert_eq!(format!("{shown:<width$}"), format!("{plain:<width$}"));
    let (short, signed) = (format!("{shown:.0}"), format!("{shown:+.2}"));
    assert_eq!(format!("{shown:>300.0}"), format!("{short:>300}"));
    assert_eq!(format!("{shown:>+300.2}"), format!("{signed:>300}"));
}

#[test]
fn everything_shown_honours_the_format() {
    let before = tally_of(40, 20, 30).result().unwrap();
    let after = tally_of(18, 52, 30).result().unwrap();
    let change = after.change_from(&before, Confidence::P95);
    honours_the_format(&after);
    honours_the_format(&after.nps());
    honours_the_format(&after.shares_rounded(1));
    honours_the_format(&after.share(Category::Passive));
    honours_the_format(&after.tally());
    honours_the_format(&after.interval(Confidence::P95));
    honours_the_format(&after.difference_from(&before, Confidence::P95));
    honours_the_format(&change);
    for flow in change.flows() {
        honours_the_format(&flow);
    }
    honours_the_format(&change.points());
    honours_the_format(&Confidence::P95);
    honours_the_format(&Category::Promoter);
    honours_the_format(&month("2026-01"));
    let timeline: Timeline<Month> = [
        (month("2026-01"), tally_of(1, 2, 3)),
        (month("2026-02"), tally_of(3, 2, 1)),
        (month("2026-03"), tally_of(4, 0, 0)),
    ]
    .into_iter()
    .collect();
    for change in timeline.changes(Lag::Previous, Confidence::P95) {
        honours_the_format(&change);
    }
    for streak in timeline.streaks() {
        honours_the_format(&streak);
    }
    honours_the_format(&timeline.trend(Confidence::P95).unwrap());
    let rules = FollowUpRules::new([FollowUpRule::DETRACTOR]);
    let known = Latest::<&str, Score>::default();
    honours_the_format(&rules.check(&known, "ann", 5, score(2)).unwrap());
    let mut detector = DropDetector::new(Nps::constant(20), 10_000).unwrap();
    honours_the_format(&(0..50).find_map(|_| detector.watch(score(0))).unwrap());
    let answered = ResponseRate::new(90, 200).unwrap();
    honours_the_format(&answered);
    assert_eq!(answered.to_string(), "90 of 200 invited responded (45 %)");
    assert_eq!(
        ResponseRate::default().to_string(),
        "0 of 0 invited responded"
    );
    honours_the_format(&Localized::new(after, ',', Some('.')));
}

#[test]
fn figures_are_shown_with_a_decimal_comma_and_thousands() {
    let german = |text: &'static str| Localized::new(text, ',', Some('.')).to_string();
    for (text, expected) in [
        ("NPS 28.4 (n = 1234567)", "NPS 28,4 (n = 1.234.567)"),
        ("-36000 DKK at risk", "-36.000 DKK at risk"),
        ("2026-03-09: 9999, 10000", "2026-03-09: 9999, 10.000"),
        ("0.123456", "0,123456"),
        ("so many.", "so many."),
        ("in all 12345.", "in all 12.345."),
        ("", ""),
        ("100 % of ٣", "100 % of ٣"),
    ] {
        assert_eq!(german(text), expected);
    }
    let thin = Localized::new(123_456_789, '.', Some('\u{202F}'));
    assert_eq!(thin.to_string(), "123\u{202F}456\u{202F}789");
    assert_eq!(
        format!(
            "{:>8.1}",
            Localized::new(tally_of(1, 0, 2).result().unwrap().nps(), ',', None)
        ),
        "    33,3"
    );
}

#[test]
fn a_drop_is_noticed_after_many_good_answers() {
    let mut detector = DropDetector::new(Nps::constant(20), 10_000).unwrap();
    for answer in 0..330 {
        assert!(
            detector
                .watch(score(if answer % 10 < 7 { 9 } else { 7 }))
                .is_none()
        );
    }
    let alert = (1..=115).find(|_| detector.watch(score(0)).is_some());
    assert!(alert.is_some_and(|answers| answers <= 20), "{alert:?}");
}

#[test]
fn dates_need_no_calendar_crate() {
    // 2026-03-09, a Monday, the 20,521st day since 1970-01-01.
    let day = Day::from_epoch_day(20_521).unwrap();
    assert_eq!(day.to_string(), "2026-03-09");
    assert_eq!(period::IsoWeek::from(day).to_string(), "2026-W11");
    assert_eq!(
        Quarter::from_epoch_day(20_521),
        Some(Quarter::constant(2026, 1))
    );
}

#[test]
fn arithmetic_reads_as_it_is_meant() {
    assert_eq!(tally_of(3, 2, 1) - tally_of(1, 1, 1), tally_of(2, 1, 0));
    let (high, low) = (Nps::constant(40), Nps::constant(28));
    assert_eq!((high - low).to_string(), "12");
    let points = [high - low, low - high, high - low];
    assert_eq!(points.iter().sum::<Points>(), high - low);
    assert_eq!((high - low) * 3, Nps::constant(36) - Nps::constant(0));
    assert_eq!(Nps::try_from(12.0).unwrap(), Nps::constant(12));
    assert!(
        !"9.0"
            .parse::<Score>()
            .is_err_and(|error| error.to_string().contains("not a whole number"))
    );
    assert!(<Window>::new(0).is_err());
}

// Cells and rows of files as people have them.

#[test]
fn labels_at_the_ends_are_read() {
    let screening = Screening::new().labels();
    let cells = [
        ("Extremely likely - 10", 10),
        ("10 - Extremely likely", 10),
        ("9分", 9),
        ("0 (Not at all likely)", 0),
        ("Not at all likely - 0", 0),
        ("5", 5),
        ("9.0", 9),
    ];
    for (cell, expected) in cells {
        assert_eq!(screening.screen(cell), Ok(score(expected)), "{cell}");
    }
    assert_eq!(
        Screening::new().screen("Extremely likely - 10"),
        Err(Exclusion::NotANumber)
    );

    // 40 promoters, 20 passives and 40 detractors, with words at the ends only: nobody drops out.
    let counts = [
        ("Very unlikely - 0", 30),
        ("5", 10),
        ("8", 20),
        ("9", 20),
        ("Very likely - 10", 20),
    ];
    let mut screened = Screened::<Tally>::default();
    for (cell, n) in counts {
        screened.observe_n(screening.screen(cell), n);
    }
    assert_eq!(
        (nps(&screened), screened.accepted(), screened.excluded()),
        ("0".into(), 100, 0)
    );
}

#[test]
fn a_second_header_row_is_no_answer() {
    let cells = [
        "Open-Ended Response",
        "10 - Extremely likely",
        "9",
        "8",
        "2",
    ];
    let screening = Screening::new().labels();
    let screened: Screened<Tally> = cells
        .map(|cell| screening.screen(cell))
        .into_iter()
        .collect();
    assert_eq!(
        (nps(&screened), screened.excluded_for(Exclusion::NotANumber)),
        ("25".into(), 1)
    );
}

#[test]
fn five_stars_are_five_stars() {
    let answers = [5, 5, 4, 3, 5];
    let stars = Screening::on(Scale::new(1, 4, 5, 5).unwrap());
    let screened: Screened<Tally> = answers
        .map(|stars_given| stars.screen(stars_given))
        .into_iter()
        .collect();
    assert_eq!(nps(&screened), "40");
    // Read as scores they are all detractors: enough of them give a hint, on any scale.
    let scores: Histogram = answers.repeat(2).into_iter().map(score).collect();
    assert_eq!(nps(&scores), "-100");
    assert_eq!(
        scores.scale_hint().map(|hint| (hint.end(), hint.answers())),
        Some((5, 10))
    );
    let of = |scores: &[u8]| {
        scores
            .iter()
            .copied()
            .map(score)
            .collect::<Histogram>()
            .scale_hint()
    };
    assert_eq!(of(&[7; 10]).map(|hint| hint.end()), Some(7));
    assert_eq!(of(&[6; 10]).map(|hint| hint.end()), Some(7));
    assert_eq!(of(&[0; 10]), None); // nobody would ask whether 0 is a star
    assert_eq!(of(&[5; 9]), None);
    assert_eq!(of(&[8, 5, 5, 5, 5, 5, 5, 5, 5, 5]), None);
    assert_eq!(of(&[]), None);
    let percent = Scale::new(0, 70, 90, 100).unwrap();
    assert_eq!(
        ScaleHint::new(&percent, 10, 50).map(|hint| hint.end()),
        Some(10)
    );
    assert_eq!(ScaleHint::new(&percent, 11, 50), None);
    assert_eq!(
        ScaleHint::new(&Scale::new(1, 4, 5, 5).unwrap(), 5, 50),
        None
    );
}

#[test]
fn category_words_in_any_case_and_thumbs() {
    let words = Screening::on(Scale::NPS).category_words();
    let cells = [
        "Promoter",
        "promoter",
        "Detractor",
        "Passive",
        "PROMOTERS",
        "detractors",
    ];
    let screened: Screened<Tally> = cells.map(|cell| words.screen(cell)).into_iter().collect();
    assert_eq!((nps(&screened), screened.excluded()), ("17".into(), 0)); // 3 - 2 of 6
    assert_eq!(
        nps(&cells[..4]
            .iter()
            .map(|cell| words.screen(*cell))
            .collect::<Screened<Tally>>()),
        "25"
    );
    let thumbs = Screening::on(Scale::NPS)
        .answer_word("👍", Category::Promoter)
        .unwrap();
    assert_eq!(thumbs.screen(" 👍 "), Ok(Category::Promoter));
}

#[test]
fn as_many_promoters_as_detractors_are_shown_alike() {
    let result = tally_of(1, 1, 1).result().unwrap();
    assert_eq!(result.nps().to_string(), "0");
    let shares = result.shares_rounded(1);
    assert_eq!(shares.percent().promoters, shares.percent().detractors);
}

#[test]
fn the_same_person_again() {
    let mut people = Latest::<&str, Score, Day>::default();
    for (person, at, answer) in [
        ("A", "2024-01-01", 2),
        ("A", "2024-01-20", 9),
        ("B", "2024-01-05", 10),
    ] {
        people.observe((person, (at.parse::<Day>().unwrap(), score(answer))));
    }
    assert_eq!((nps(people.state()), people.len()), ("100".into(), 2));
    let months: Timeline<Month> = people.within_each();
    assert_eq!(months.get(month("2024-01")).map(nps), Some("100".into()));
}

#[test]
fn tenths_are_read_by_a_stated_rule() {
    use RoundingStrategy::{MidpointAwayFromZero, MidpointNearestEven, ToZero};

    for cell in ["6.5", "8.5", "6.50", "+8.5"] {
        assert_eq!(Screening::new().screen(cell), Err(Exclusion::NotWhole));
    }
    for (rule, expected) in [
        (ToZero, [6, 8]),
        (MidpointAwayFromZero, [7, 9]),
        (MidpointNearestEven, [6, 8]),
    ] {
        let screening = Screening::new().tenths(rule).labels();
        assert_eq!(
            ["6.5", "8.5"].map(|cell| screening.screen(cell)),
            expected.map(|value| Ok(score(value)))
        );
        assert_eq!(
            [6.5, 8.5].map(|cell| screening.screen(cell)),
            expected.map(|value| Ok(score(value)))
        );
        assert_eq!(screening.screen("6.5 - likely"), Ok(score(expected[0])));
        for (cell, reason) in [
            ("10.1", Exclusion::OutOfRange),
            ("-0.1", Exclusion::OutOfRange),
            ("6.55", Exclusion::NotWhole),
            ("6,5", Exclusion::NotANumber),
            (
                "340282366920938463463374607431768211455.5",
                Exclusion::OutOfRange,
            ),
        ] {
            assert_eq!(screening.screen(cell), Err(reason), "{cell}");
        }
        assert_eq!(screening.screen(6.55), Err(Exclusion::NotWhole));
        assert_eq!(screening.screen(-0.1), Err(Exclusion::OutOfRange));
        assert_eq!(screening.screen(f64::NAN), Err(Exclusion::NotANumber));
        assert_eq!(screening.screen("7"), Ok(score(7)));
    }
    // Every tenth of the scale, as a text and as the float that is nearest to it.
    let up = Screening::new().tenths(MidpointAwayFromZero);
    for tenths in 0..=100_u8 {
        let expected = Ok(score((tenths + 5) / 10));
        assert_eq!(up.screen(f64::from(tenths) / 10.0), expected);
        assert_eq!(
            up.screen(&format!("{}.{}", tenths / 10, tenths % 10)),
            expected
        );
    }
    let stars = Screening::on(Scale::new(1, 4, 5, 5).unwrap()).tenths(ToZero);
    assert_eq!(stars.screen("4.9"), Ok(Category::Passive));
    assert_eq!(stars.screen("0.9"), Err(Exclusion::OutOfRange));
}

#[test]
fn panel_weights_by_country() {
    let rows = [
        ("1.5", &[10, 10, 9, 6, 7, 8, 9, 3][..]),
        ("1.5", &[10, 2]),
        ("0.666666666666667", &[9, 9, 8]),
        ("0.428571428571429", &[3, 4, 7, 6, 10, 2, 9]),
    ];
    let (mut weighted, mut plain) = (WeightedTally::default(), Tally::default());
    for (weight, answers) in rows {
        assert_eq!(
            weight.len() > 14,
            weight.parse::<Weight>().is_err(),
            "rounded on request only"
        );
        let weight = Weight::rounded(weight.parse().unwrap()).unwrap();
        for answer in answers {
            weighted.observe((score(*answer), weight));
            plain.observe(score(*answer));
        }
    }
    let figure = weighted.result().unwrap().nps().to_f64();
    assert!((figure - 17.380_95).abs() < 5e-6, "{figure}");
    assert_eq!(nps(&plain), "10");
}

#[test]
fn dates_of_every_kind_are_those_of_their_zone() {
    let by_month = |rows: &[(Option<Month>, u8)]| {
        let rows = rows.iter();
        let rows =
            rows.map(|(month, answer)| Ok((month.ok_or(Exclusion::Missing)?, score(*answer))));
        rows.collect::<Screened<Timeline<Month>>>()
    };
    let shown = |months: &Screened<Timeline<Month>>| {
        let months = months.inner().iter();
        months
            .map(|(month, tally)| format!("{month} {} {}", nps(tally), tally.responses()))
            .collect::<Vec<_>>()
    };

    // Milliseconds since 1970.
    let stamps = [1_704_067_200_000_i64, 1_706_745_599_000, 1_706_745_600_000];
    let mut months = Timeline::<Month>::default();
    let dates = column::Dates::new(&stamps, column::TimeUnit::MILLISECOND).unwrap();
    months
        .observe_columns(dates, Scores::new(&[10, 9, 6]).unwrap())
        .unwrap();
    let months: Vec<_> = months
        .iter()
        .map(|(month, tally)| format!("{month} {}", nps(tally)))
        .collect();
    assert_eq!(months, ["2024-01 100", "2024-02 -100"]);

    // Days since 1899-12-30, with fractions.
    #[allow(clippy::cast_possible_truncation, reason = "whole days")]
    let serial = |days: f64| Month::from_epoch_day(days.floor() as i64 - 25_569);
    let excel = by_month(&[
        (serial(45_292.0), 10),
        (serial(45_322.999_3), 9),
        (serial(45_323.0), 6),
    ]);
    assert_eq!(shown(&excel), ["2024-01 100 2", "2024-02 -100 1"]);

    // A zero date is no date: counted, and in no month.
    let date = |text: &str| text.parse::<Day>().ok().map(Month::from);
    let mysql = by_month(&[
        (date("2024-01-01"), 10),
        (date("0000-00-00"), 9),
        (date("2024-02-01"), 6),
    ]);
    assert_eq!(shown(&mysql), ["2024-01 100 1", "2024-02 -100 1"]);
    assert_eq!(mysql.excluded_for(Exclusion::Missing), 1);

    // RFC 3339 with offsets: months of one time zone, or of each as it is written.
    #[cfg(feature = "jiff")]
    {
        let rows = [
            ("2024-01-31T23:30:00-05:00", 10),
            ("2024-02-01T00:30:00+09:00", 2),
            ("2024-01-31T23:30:00Z", 9),
            ("2024-02-15T12:52:41.378Z", 7),
        ];
        let utc = rows.map(|(text, answer)| {
            let time: jiff::Timestamp = text.parse().unwrap();
            (Month::at(time, &jiff::tz::TimeZone::UTC).ok(), answer)
        });
        assert_eq!(shown(&by_month(&utc)), ["2024-01 0 2", "2024-02 50 2"]);
        let local = rows.map(|(text, answer)| (date(&text[..10]), answer));
        assert_eq!(shown(&by_month(&local)), ["2024-01 100 2", "2024-02 -50 2"]);
    }
}

/// One flat row for every result: a spreadsheet takes it, with a line of names. What a program keeps and
/// reads back (alerts, follow-ups, posteriors, points of a chart with their signals) is a document.
#[cfg(feature = "serde")]
#[test]
fn every_result_is_a_row_of_a_table() {
    use serde::Serialize;

    fn table<T: Serialize>(what: &str, rows: &[T]) -> Vec<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in rows {
            writer
                .serialize(row)
                .unwrap_or_else(|error| panic!("{what}: {error}"));
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        assert_eq!(text.lines().count(), rows.len() + 1, "{what}: {text}");
        text.lines().map(String::from).collect()
    }

    let before = tally_of(40, 20, 30).result().unwrap();
    let after = tally_of(18, 52, 30).result().unwrap();
    let rows = table("result", &[after]);
    assert!(
        rows[0].contains("nps") && rows[1].contains("12"),
        "{rows:?}"
    );
    table("tally", &[tally_of(1, 2, 3)]);
    table("estimate", &[after.interval(Confidence::P95)]);
    table(
        "difference",
        &[after.difference_from(&before, Confidence::P95)],
    );
    table(
        "test",
        &[after.test(Nps::constant(0), inference::Alternative::TwoSided)],
    );
    let change = after.change_from(&before, Confidence::P95);
    table("flows", &change.flows());
    table("change", &[change]);
    table("response rate", &[ResponseRate::new(90, 200).unwrap()]);

    let timeline: Timeline<Month> = ["2026-01", "2026-03", "2026-04"]
        .into_iter()
        .zip([tally_of(1, 2, 3), tally_of(3, 2, 1), tally_of(4, 0, 0)])
        .map(|(at, tally)| (month(at), tally))
        .collect();
    table(
        "changes",
        &timeline
            .changes(Lag::Previous, Confidence::P95)
            .collect::<Vec<_>>(),
    );
    table("streaks", &timeline.streaks());
    table("trend", &[timeline.trend(Confidence::P95).unwrap()]);

    let groups = [
        ("north", tally_of(4, 2, 30)),
        ("south", tally_of(30, 2, 4)),
        ("west", tally_of(9, 9, 9)),
    ];
    let segments: Segments<&str> = groups.into_iter().collect();
    let impacts = segments.against_the_rest(Confidence::P95).unwrap();
    table("impacts", &impacts);
    let why = Decomposition::between(&segments, &segments).unwrap();
    table("effects", why.effects());
    let ranked = Groups::new(&segments).unwrap();
    table("ranking", &ranked.ranking(Confidence::P95));

    let hint: Histogram = std::iter::repeat_n(score(5), 10).collect();
    table("hint", &[hint.scale_hint().unwrap()]);
}
