//! Changes: exact parts that add up, verdicts that follow the limits, one line that agrees with
//! itself.

use npscore::inference::{Confidence, DifferenceMethod, Options, Verdict};
use npscore::insight::Flow;
use npscore::{Category, Nps, Points, Weight, WeightedTally};
use proptest::prelude::*;

use crate::inference::support::result;

fn counts() -> impl Strategy<Value = [u64; 3]> {
    let large = prop_oneof![6 => 0..200_u64, 1 => (u64::MAX / 9)..(u64::MAX / 3)];
    [large.clone(), large.clone(), large].prop_filter("responses", |counts| counts != &[0; 3])
}

proptest! {
    #[test]
    fn the_parts_of_a_change_add_up(before in counts(), after in counts()) {
        let (before, after) = (result(before), result(after));
        let change = after.change_from(&before, Confidence::P95);
        let [detractors, passives, promoters] = Category::ALL.map(|c| change.share(c));
        prop_assert_eq!(promoters.clone() - detractors.clone(), change.points());
        prop_assert!((detractors + passives + promoters).is_zero());
        prop_assert_eq!(after.nps().cmp(&before.nps()), change.points().cmp(&Points::zero()));
        prop_assert!((change.points() + before.change_from(&after, Confidence::P95).points()).is_zero());

        // Flows explain the change, by at most two of them, none against another.
        let flows = change.flows();
        prop_assert!(flows.len() <= 2);
        for category in Category::ALL {
            let moved: Points = flows
                .iter()
                .flat_map(|flow| {
                    let gained = (flow.to() == category).then(|| flow.amount().clone());
                    let lost = (flow.from() == category).then(|| -flow.amount().clone());
                    [gained, lost].into_iter().flatten()
                })
                .sum();
            prop_assert_eq!(moved, change.share(category));
        }
        for flow in &flows {
            prop_assert!(flow.amount().is_positive() && flow.from() != flow.to());
        }
    }


    #[test]
    fn verdicts_are_those_of_the_estimate(before in counts(), after in counts()) {
        for options in [
            Options::from(Confidence::P95),
            Confidence::P90.by(DifferenceMethod::Score),
        ] {
            let (before, after) = (result(before), result(after));
            let change = after.change_from(&before, options);
            let difference = after.difference_from(&before, options);
            prop_assert_eq!(change.estimate(), &difference);
            prop_assert_eq!(change.verdict(), difference.verdict());
            match change.verdict() {
                Verdict::Higher => prop_assert!(change.points().is_positive()),
                Verdict::Lower => prop_assert!(change.points().is_negative()),
                Verdict::Unclear => {}
            }
            // What is said of a change agrees with the figures shown.
            let line = format!("{change:.0}");
            if line.ends_with("rose") {
                prop_assert!(line.contains(": +") && !line.contains(": +0 "), "{}", line);
            } else if line.ends_with("fell") {
                prop_assert!(line.contains(": -"), "{}", line);
            } else {
                prop_assert!(line.ends_with("no clear change"), "{}", line);
            }
            prop_assert!(!line.contains("-0 ") && !line.contains("-0,"), "{}", line);
        }
    }

    /// One place, halves away from zero, from the exact ratio, for all of n = 800 and n = 400.
    #[test]
    fn scores_are_rounded_from_the_exact_ratio(net in -800..=800_i128) {
        let positive = u64::try_from(net.max(0)).unwrap();
        let negative = u64::try_from((-net).max(0)).unwrap();
        let after = result([negative, 800 - positive - negative, positive]);
        let change = after.change_from(&result([0, 400, 0]), Confidence::P95);
        // 10 net / 8 tenths of a point, rounded.
        let tenths = (net.abs() * 10 * 2 + 8) / 16;
        let sign = if net < 0 && tenths > 0 { "-" } else { "" };
        let shown = format!("{sign}{}.{}", tenths / 10, tenths % 10);
        let plus = if net < 0 && tenths > 0 { "" } else { "+" };
        prop_assert!(
            change.to_string().starts_with(&format!("NPS 0.0 to {shown}: {plus}{shown} [")),
            "{}", change
        );
    }
}

#[test]
fn flows_by_kind() {
    let kinds = [
        (
            [20, 40, 40],
            [10, 50, 40],
            vec!["10.0 points of share from detractors to passives"],
        ),
        (
            [20, 40, 40],
            [20, 50, 30],
            vec!["10.0 points of share from promoters to passives"],
        ),
        (
            [20, 40, 40],
            [15, 55, 30],
            vec![
                "5.0 points of share from detractors to passives",
                "10.0 points of share from promoters to passives",
            ],
        ),
        (
            [20, 40, 40],
            [25, 20, 55],
            vec![
                "5.0 points of share from passives to detractors",
                "15.0 points of share from passives to promoters",
            ],
        ),
        (
            [20, 40, 40],
            [10, 40, 50],
            vec!["10.0 points of share from detractors to promoters"],
        ),
        ([20, 40, 40], [40, 80, 80], vec![]),
    ];
    for (before, after, expected) in kinds {
        let change = result(after).change_from(&result(before), Confidence::P95);
        let lines: Vec<String> = change.flows().iter().map(ToString::to_string).collect();
        assert_eq!(lines, expected);
    }
}

#[test]
fn weighted_results_change_too() {
    use Category::{Detractor, Passive, Promoter};
    let weighted = |rows: [(Category, &str); 3]| {
        let rows = rows.map(|(category, weight)| (category, weight.parse::<Weight>().unwrap()));
        rows.into_iter()
            .collect::<WeightedTally>()
            .result()
            .unwrap()
    };
    let before = weighted([(Detractor, "1"), (Passive, "1"), (Promoter, "2")]);
    let after = weighted([(Detractor, "1"), (Passive, "0.5"), (Promoter, "2.5")]);
    let change = after.change_from(&before, Confidence::P95);
    let eighth = Points::from(Nps::new(1, 8).unwrap());
    assert_eq!(change.points(), eighth);
    assert_eq!(change.share(Promoter), eighth);
    assert_eq!(change.share(Detractor), Points::zero());
    let flows: Vec<String> = change.flows().iter().map(Flow::to_string).collect();
    assert_eq!(flows, ["12.5 points of share from passives to promoters"]);
    assert_eq!(change.verdict(), Verdict::Unclear);
}

#[test]
fn lines() {
    let change = |after, before| {
        let change = result(after).change_from(&result(before), Confidence::P95);
        change.to_string()
    };
    assert_eq!(
        change([150, 450, 400], [250, 350, 400]),
        "NPS 15.0 to 25.0: +10.0 [+3.5, +16.5] points (95 %, p = 0.003), rose"
    );
    // 6.25 points.
    assert!(change([7, 1, 8], [1, 0, 1]).starts_with("NPS 0.0 to 6.3: +6.3 ["));
    // Two hundredths of a point, and clear.
    let (before, after) = ([500_000_000, 0, 500_000_000], [499_900_000, 0, 500_100_000]);
    assert_eq!(
        change(after, before),
        "NPS 0.00 to 0.02: +0.02 [+0.01, +0.03] points (95 %, p < 0.001), rose"
    );
    let same = result([1, 1, 1]).change_from(&result([1, 1, 1]), Confidence::P95);
    assert!(same.flows().is_empty());
    assert!(
        same.to_string().ends_with("p = 1.000), no clear change"),
        "{same}"
    );
}

#[cfg(feature = "serde")]
#[test]
fn stored_forms() {
    use crate::golden::written;

    let change = result([20, 30, 61]).change_from(&result([15, 45, 41]), Confidence::P95);
    written(&change, include_str!("../data/golden/change.json"));
    written(&change.flows(), include_str!("../data/golden/flows.json"));
}
