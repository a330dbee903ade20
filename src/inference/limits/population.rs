//! What the NPS of a finite population may be, given the responses of a part of it.
//!
//! With net = promoters - detractors, a total net is among the limits if under it the net of the
//! responses is not too surprising on either side: the probability of one as high, or as low, is
//! above half of 1 - confidence. Those probabilities are sums over all samples from the population
//! that has the total net and under which the responses are most likely. Each depends on how many
//! of the population were asked, or equally on who was not.
//!
//! Source: the hypergeometric limits of Katz, "Confidence intervals for the number showing a
//! certain characteristic in a population when sampling is without replacement", Journal of the
//! American Statistical Association 48 (1953) 256-261, for three categories; the likeliest
//! nuisance parameter after Storer and Kim, Journal of the American Statistical Association 85
//! (1990) 146-155.

use alloc::vec::Vec;

use libm::{exp, log};

/// Whether so few were asked or were not that there are sums over all samples.
pub(in crate::inference) const fn are_few(population: u64, asked: u64) -> bool {
    population <= 100 || population - asked <= 50
}

/// The least and the greatest total net that these counts agree with.
///
/// At least one was asked, at least one was not, and [they are few](are_few).
pub(in crate::inference) fn limits(counts: [u64; 3], population: u64, alpha: f64) -> (i128, i128) {
    let high = greatest(counts, population, alpha);
    let [detractors, passives, promoters] = counts;
    let low = -greatest([promoters, passives, detractors], population, alpha);
    (low, high)
}

/// The greatest total net under which a net as low as that of the responses has a probability above
/// alpha / 2.
fn greatest(counts: [u64; 3], population: u64, alpha: f64) -> i128 {
    let [detractors, passives, promoters] = counts.map(i128::from);
    let (size, net) = (i128::from(population), promoters - detractors);
    let asked = detractors + passives + promoters;
    let rest = size - asked;
    // Agrees, or nearly: the total net in proportion. Does not: one more than there can be.
    let mut low = net + (net * rest).div_euclid(asked);
    let mut high = net + rest + 1;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let likeliest = likeliest([detractors, passives, promoters], size, middle);
        if up_to(likeliest, asked, net) > 0.5 * alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The population with this total net under which the responses are most likely.
///
/// Two passives more are a detractor and a promoter less. The likelihood rises with the passives
/// and then falls: by bisection.
fn likeliest([b, a, c]: [i128; 3], size: i128, net: i128) -> [i128; 3] {
    let at = |passives: i128| {
        let promoters = i128::midpoint(size - passives, net);
        [promoters - net, passives, promoters]
    };
    let rises = |passives: i128| {
        let [detractors, _, promoters] = at(passives);
        let part = |count: i128, of: i128| (of - count) as f64 / of as f64;
        let gain = part(a, passives + 2) * part(a, passives + 1);
        part(b, detractors) * part(c, promoters) > gain
    };
    let first = a + (size - a + net).rem_euclid(2);
    // In pairs from the first.
    let (mut low, mut high) = (0, (size - net - 2 * b).min(size + net - 2 * c) - first);
    high = high.div_euclid(2).max(0);
    while low < high {
        let middle = low + (high - low) / 2;
        if rises(first + 2 * middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    at(first + 2 * low)
}

/// The probability that a sample of `asked` from this population has at most this net.
fn up_to(population: [i128; 3], asked: i128, net: i128) -> f64 {
    let size: i128 = population.iter().sum();
    let [detractors, _, promoters] = population;
    // Who was not asked is a sample as well: it has at least the rest of the net.
    let rest = size - asked;
    let (drawn, sign, bound) = if asked <= rest {
        (asked, 1, net)
    } else {
        (rest, -1, net - (promoters - detractors))
    };
    let ways = population.map(|count| log_ways(count, drawn));
    let all = log_ways(size, drawn);
    let Some(&all) = all.last() else { return 1.0 };
    let mut sum = 0.0;
    for (b, of_b) in ways[0].iter().enumerate() {
        for (c, of_c) in ways[2].iter().enumerate() {
            let (b, c) = (b as i128, c as i128);
            let passives = usize::try_from(drawn - b - c).ok();
            let of_a = passives.and_then(|a| ways[1].get(a));
            if let (Some(of_a), true) = (of_a, sign * (c - b) <= bound) {
                sum += exp(of_b + of_a + of_c - all);
            }
        }
    }
    sum
}

/// The logarithms of the numbers of ways to draw 0, 1, .. up to `drawn` of `count`.
fn log_ways(count: i128, drawn: i128) -> Vec<f64> {
    let mut ways = Vec::new();
    let mut last = 0.0;
    for k in 0..=drawn.min(count) {
        ways.push(last);
        last += log((count - k) as f64 / (k + 1) as f64);
    }
    ways
}
