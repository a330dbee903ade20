//! Laws of posteriors: symmetry, complements, order.

#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use npscore::inference::{Posterior, Prior};
use npscore::{Counts, Nps, Tally};

/// What the probabilities promise.
const ERROR: f64 = 1e-9;

/// Counts from the corners: small ones, and powers of two near which things break.
#[derive(Arbitrary, Debug, Clone, Copy)]
struct Count {
    bits: u8,
    more: i8,
}

impl Count {
    fn get(self) -> u64 {
        let power = 1_u64 << (self.bits % 50);
        power.saturating_add_signed(self.more.into()) % 1_000_000_000_000_000
    }
}

fn posterior(counts: [Count; 3], prior: Prior) -> Option<Posterior> {
    let [detractors, passives, promoters] = counts.map(Count::get);
    let tally = Tally::try_from(Counts {
        detractors,
        passives,
        promoters,
    })
    .ok()?;
    Some(tally.result()?.posterior(prior))
}

fn mirror([detractors, passives, promoters]: [Count; 3]) -> [Count; 3] {
    [promoters, passives, detractors]
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= ERROR, "{a} and {b}");
}

fuzz_target!(|input: ([Count; 3], [Count; 3], u8, Vec<(i16, u8)>)| {
    let (first, second, prior, at) = input;
    let each = [1.0, 0.5, 0.01, 0.001][usize::from(prior % 4)];
    // Fewer imagined responses than can be computed with are refused.
    // Passives may be left out of the model.
    let passives = if prior < 200 { each } else { 0.0 };
    let Ok(prior) = Prior::new(each, passives, each) else {
        return;
    };
    let both = (posterior(first, prior), posterior(second, prior));
    let (Some(a), Some(b)) = both else { return };
    let (Some(c), Some(d)) = (
        posterior(mirror(first), prior),
        posterior(mirror(second), prior),
    ) else {
        return;
    };

    let beats = a.probability_of_beating(&b);
    assert!((0.0..=1.0).contains(&beats), "{beats}");
    near(beats + b.probability_of_beating(&a), 1.0);
    near(beats, d.probability_of_beating(&c));
    near(a.probability_of_beating(&a), 0.5);

    let nps = |sign: i64, (net, of): (i16, u8)| Nps::new(sign * i64::from(net), of.into()).ok();
    let mut points: Vec<(Nps, Nps)> = at
        .iter()
        .take(8)
        .filter_map(|point| nps(1, *point).zip(nps(-1, *point)))
        .collect();
    points.sort();
    let mut last = 1.0;
    for (nps, mirrored) in points {
        let above = a.probability_above(nps);
        assert!(
            above <= last + ERROR && above >= 0.0,
            "{above} after {last}"
        );
        near(above + a.probability_below(nps), 1.0);
        near(above, c.probability_below(mirrored));
        last = above;
    }
});
