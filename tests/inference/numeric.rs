//! Distribution functions, as far as public figures reach them; the rest next to their code.

use npscore::Nps;
use npscore::inference::{Alternative, Confidence};

use super::support::{cases, close_relative, number, oracle, result};

#[test]
fn normal_quantiles() {
    for (level, z) in oracle("distributions")["norm_two_sided_z"]
        .as_object()
        .unwrap()
    {
        let level: f64 = level.parse().unwrap();
        let found = Confidence::new(level).unwrap().z();
        // A level near 1 has few digits of what it falls short of it.
        close_relative(found, number(z), 1e-15 + 1e-16 / (1.0 - level), level);
    }
}

/// Counts whose score statistic against 0, (promoters - detractors) / sqrt(both), is a given z.
#[test]
fn normal_tails() {
    let file = oracle("distributions");
    let mut found = 0;
    for case in cases(&file["norm_two_sided_p"]) {
        let (z, p) = (number(&case[0]), number(&case[1]));
        let counts = match z {
            0.0 => [0, 1, 0],
            0.1 => [199, 0, 201],
            0.5 => [7, 0, 9],
            1.5 => [5, 0, 11],
            2.5 => [3, 0, 13],
            _ if z.fract() == 0.0 => [0, 3, format!("{:.0}", z * z).parse().unwrap()],
            // No counts have this one.
            _ => continue,
        };
        let test = result(counts).test(Nps::ZERO, Alternative::TwoSided);
        close_relative(test.statistic().unwrap(), z, 2e-16, z);
        close_relative(test.p_value(), p, 5e-13, z);
        found += 1;
    }
    assert_eq!(found, 13);
}
