//! The types against the obvious: a `Vec` of answers and exact rationals.

use npscore::{Category, Histogram, Nps, Rating, RoundingStrategy, Score, Tally, WeightedTally};
use num_rational::Ratio;
use proptest::prelude::*;

use crate::laws::{aggregators::score, aggregators::weight};
use crate::tally_of;

type Rational = Ratio<i128>;

/// NPS by its definition, over the answers themselves.
fn nps(answers: &[u8]) -> Option<Rational> {
    let n = i128::try_from(answers.len()).unwrap();
    let promoters = answers.iter().filter(|answer| **answer >= 9).count();
    let detractors = answers.iter().filter(|answer| **answer <= 6).count();
    let share = |count: usize| Rational::new(i128::try_from(count).unwrap() * 100, n);
    (n > 0).then(|| share(promoters) - share(detractors))
}

fn exact(nps: Nps) -> Rational {
    let (net, responses) = nps.as_ratio();
    Rational::new(net * 100, i128::try_from(responses).unwrap())
}

proptest! {
    #[test]
    fn tally_and_histogram_are_what_counting_gives(scores in prop::collection::vec(score(), 0..200)) {
        let answers: Vec<u8> = scores.iter().map(|score| score.get()).collect();
        let tally: Tally = scores.iter().collect();
        let histogram: Histogram = scores.iter().collect();
        prop_assert_eq!(histogram.tally(), tally);
        prop_assert_eq!(Tally::from_scores(&scores), tally);
        prop_assert_eq!(Histogram::from_scores(&scores), histogram);
        prop_assert_eq!(tally.responses(), answers.len() as u64);
        for score in Score::ALL {
            let same = scores.iter().filter(|other| **other == score).count();
            prop_assert_eq!(histogram.count(score), same as u64);
        }
        prop_assert_eq!(tally.result().map(|result| exact(result.nps())), nps(&answers));

        let n = i128::try_from(answers.len()).unwrap();
        let sum: i128 = answers.iter().map(|answer| i128::from(*answer)).sum();
        let mut sorted = answers.clone();
        sorted.sort_unstable();
        match histogram.mean() {
            None => prop_assert!(answers.is_empty()),
            Some(mean) => {
                // Rounded at the 25th place: off by at most half a unit there.
                let scaled = mean.mantissa() * 10_i128.pow(25 - mean.scale());
                let twice_off = (scaled * n - sum * 10_i128.pow(25)).abs() * 2;
                prop_assert!(twice_off <= n);
            }
        }
        let middle = (!sorted.is_empty()).then(|| {
            let last = sorted.len() - 1;
            i128::from(sorted[last / 2]) + i128::from(sorted[last - last / 2])
        });
        let median = histogram.median().map(|m| m.mantissa() * 2 / 10_i128.pow(m.scale()));
        prop_assert_eq!(median, middle);
    }

    #[test]
    fn order_is_that_of_the_exact_numbers(
        a in (-1000_i64..=1000, 1000_u64..2000), b in (-1000_i64..=1000, 1000_u64..2000)
    ) {
        let [x, y] = [a, b].map(|(net, responses)| Nps::new(net, responses).unwrap());
        prop_assert_eq!(x.cmp(&y), exact(x).cmp(&exact(y)));
        prop_assert_eq!(x == y, exact(x) == exact(y));
    }

    #[test]
    fn order_holds_for_the_largest_counts(a in any::<(u64, u64)>(), b in any::<(u64, u64)>()) {
        let [x, y] = [a, b].map(|(detractors, promoters)| {
            let (detractors, promoters) = (detractors / 2, promoters / 2);
            tally_of(detractors, 1, promoters).result().unwrap().nps()
        });
        let float = x.to_f64().partial_cmp(&y.to_f64()).unwrap();
        // Floats cannot tell close scores apart, but they never put them the wrong way round.
        prop_assert!(x.cmp(&y) == float || (x.to_f64() - y.to_f64()).abs() < 1e-12);
        prop_assert_eq!(x.cmp(&y), y.cmp(&x).reverse());
    }

    #[test]
    fn rounding_is_that_of_the_exact_number(
        net in -2000_i64..=2000, responses in 2000_u64..4000, dp in 0_u32..6
    ) {
        let nps = Nps::new(net, responses).unwrap();
        let scaled = exact(nps) * 10_i128.pow(dp);
        let half = Rational::new(1, 2);
        let floor = scaled.floor().to_integer();
        let ceil = scaled.ceil().to_integer();
        let (toward, away) = if net < 0 { (ceil, floor) } else { (floor, ceil) };
        let off = (scaled - toward).numer().signum() * (scaled - toward).numer();
        let distance = Rational::new(off, *(scaled - toward).denom());
        let nearest = |tie: i128| match distance.cmp(&half) {
            std::cmp::Ordering::Less => toward,
            std::cmp::Ordering::Greater => away,
            std::cmp::Ordering::Equal => tie,
        };
        let even = if toward % 2 == 0 { toward } else { away };
        for (strategy, expected) in [
            (RoundingStrategy::ToZero, toward),
            (RoundingStrategy::AwayFromZero, away),
            (RoundingStrategy::ToNegativeInfinity, floor),
            (RoundingStrategy::ToPositiveInfinity, ceil),
            (RoundingStrategy::MidpointAwayFromZero, nearest(away)),
            (RoundingStrategy::MidpointTowardZero, nearest(toward)),
            (RoundingStrategy::MidpointNearestEven, nearest(even)),
        ] {
            let rounded = nps.round_dp(dp, strategy);
            prop_assert_eq!(rounded.mantissa() * 10_i128.pow(dp - rounded.scale()), expected);
        }
        if dp == 0 {
            prop_assert_eq!(i128::from(nps.whole()), nearest(away));
        }
    }

    #[test]
    fn rounded_shares_add_up_to_a_hundred_and_are_close(
        counts in any::<[u32; 3]>(), dp in 0_u32..10
    ) {
        prop_assume!(counts != [0; 3]);
        let [b, a, c] = counts.map(u64::from);
        let result = tally_of(b, a, c).result().unwrap();
        let shares = result.shares_rounded(dp);
        let sum = shares.percent().detractors + shares.percent().passives + shares.percent().promoters;
        prop_assert_eq!(sum, npscore::Decimal::ONE_HUNDRED);
        for category in Category::ALL {
            let (part, whole) = result.share(category).as_ratio();
            let exact = Ratio::new(part * 100 * 10_u128.pow(dp), whole);
            let rounded = shares.percent()[category];
            let shown = u128::try_from(rounded.mantissa()).unwrap() * 10_u128.pow(dp - rounded.scale());
            prop_assert!(Ratio::from(shown) + 1 > exact);
            // A whole unit where equal counts would otherwise be shown unequal.
            prop_assert!(Ratio::from(shown) <= exact + 1);
        }
    }

    #[test]
    fn weighted_sums_do_not_depend_on_their_order(
        answers in prop::collection::vec((score(), weight()), 1..40)
    ) {
        let tally: WeightedTally = answers.iter().copied().collect();
        let backwards: WeightedTally = answers.iter().rev().copied().collect();
        prop_assert_eq!(tally, backwards);
        let units = |weight: npscore::Weight| {
            let exact = weight.to_decimal();
            exact.mantissa() * 10_i128.pow(12 - exact.scale())
        };
        let total: i128 = answers.iter().map(|(_, weight)| units(*weight)).sum();
        let net: i128 = answers
            .iter()
            .map(|(score, weight)| units(*weight) * i128::from(score.category().net()))
            .sum();
        let nps = tally.result().map(|result| exact(result.nps()));
        prop_assert_eq!(nps, (total > 0).then(|| Rational::new(net, total) * 100));
    }

    #[test]
    fn equal_weights_change_nothing(scores in prop::collection::vec(score(), 1..60)) {
        let weight: npscore::Weight = "2.5".parse().unwrap();
        let weighted: WeightedTally = scores.iter().map(|score| (*score, weight)).collect();
        let plain: Tally = scores.iter().collect();
        let (weighted, plain) = (weighted.result().unwrap(), plain.result().unwrap());
        prop_assert_eq!(weighted.nps(), plain.nps());
        prop_assert_eq!(weighted.rating(), plain.rating());
        prop_assert!((weighted.effective_responses() - scores.len() as f64).abs() < 1e-9);
    }
}

#[test]
fn bands_are_strict() {
    let rating = |points: &str| Rating::of(points.parse().unwrap());
    for (points, expected) in [
        ("-100", Rating::NeedsImprovement),
        ("0", Rating::NeedsImprovement),
        ("0.0001", Rating::Acceptable),
        ("20", Rating::Acceptable),
        ("20.0001", Rating::Good),
        ("50", Rating::Good),
        ("50.0001", Rating::Excellent),
        ("80", Rating::Excellent),
        ("80.0001", Rating::WorldClass),
        ("100", Rating::WorldClass),
    ] {
        assert_eq!(rating(points), expected, "{points}");
        assert_eq!(
            *npscore::RatingScale::bain().rate(points.parse().unwrap()),
            expected
        );
    }
}

/// Every tally of up to 60 responses at 0 and 1 decimal places, against a search of all triples that
/// add up to 100.
#[test]
fn shares_shown_together_break_ties_where_it_does_no_harm() {
    let mut torn = 0;
    let mut off = 0;
    for dp in [0, 1] {
        let hundred = 100 * 10_i64.pow(dp);
        for n in 1..60_i64 {
            for b in 0..=n {
                for c in 0..=n - b {
                    let counts = [b, n - b - c, c];
                    let down = counts.map(|count| count * hundred / n);
                    let result = tally_of(
                        b.cast_unsigned(),
                        (n - b - c).cast_unsigned(),
                        c.cast_unsigned(),
                    )
                    .result()
                    .unwrap();
                    let percent = *result.shares_rounded(dp).percent();
                    let shown = Category::ALL.map(|category| {
                        let mut share = percent[category];
                        share.rescale(dp);
                        i64::try_from(share.mantissa()).unwrap()
                    });
                    let mut nps = result
                        .nps()
                        .round_dp(dp, RoundingStrategy::MidpointAwayFromZero);
                    nps.rescale(dp);
                    let nps = i64::try_from(nps.mantissa()).unwrap();
                    assert_eq!(shown.iter().sum::<i64>(), hundred);
                    // Down or up; what nobody answered is 0.
                    for (category, count) in counts.iter().enumerate() {
                        let up = shown[category] - down[category];
                        assert!(up == 0 || (up == 1 && *count > 0), "{counts:?} {shown:?}");
                    }
                    // Whatever else adds up to 100 is no better.
                    let others = (0..8).map(|bits| [0, 1, 2].map(|i| down[i] + (bits >> i & 1)));
                    let allowed = |shares: &[i64; 3]| {
                        shares.iter().sum::<i64>() == hundred
                            && (0..3).all(|i| shares[i] == down[i] || counts[i] > 0)
                    };
                    let unequal = |shares: &[i64; 3]| {
                        (0..3).any(|i| {
                            counts[i] == counts[(i + 1) % 3] && shares[i] != shares[(i + 1) % 3]
                        })
                    };
                    if unequal(&shown) {
                        torn += 1;
                        assert!(b == c && n == 3 * b, "{counts:?} {shown:?}");
                    }
                    assert!(b != c || shown[0] == shown[2], "{counts:?} {shown:?}");
                    if shown[2] - shown[0] != nps {
                        off += 1;
                        let better = others
                            .filter(allowed)
                            .find(|shares| !unequal(shares) && shares[2] - shares[0] == nps);
                        assert_eq!(better, None, "{counts:?} {shown:?}");
                    }
                }
            }
        }
    }
    // Three equal counts; and two counts without passives whose shares end in a half.
    assert!(torn > 0 && off > 0);
}

proptest! {
    /// The text of a score is exact and reads back, up to the largest bases that weights have.
    #[test]
    fn the_exact_text_of_a_score_reads_back(
        units in proptest::collection::vec((0..3_usize, 1..=u64::MAX), 1..20)
    ) {
        let mut tally = WeightedTally::default();
        for (category, units) in units {
            let weight = npscore::Decimal::from_i128_with_scale(units.into(), 12);
            let weight = npscore::Weight::new(weight).unwrap();
            tally.extend([(Category::ALL[category], weight)]);
        }
        let nps = tally.result().unwrap().nps();
        prop_assert_eq!(nps.to_exact_string().parse::<Nps>(), Ok(nps));
    }

    #[test]
    fn a_float_is_the_score_it_prints(hundredths in -10_000..=10_000_i32) {
        let points = f64::from(hundredths) / 100.0;
        let nps = Nps::try_from(points).unwrap();
        prop_assert_eq!(nps, Nps::new(i64::from(hundredths), 10_000).unwrap());
        prop_assert_eq!(Nps::try_from(nps.to_f64()), Ok(nps));
    }
}
