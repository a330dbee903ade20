//! Whether the shares of the categories, not only the NPS, are what they were.

use super::PairedResult;
use crate::inference::method::Method;
use crate::inference::test::Test;

impl PairedResult {
    /// The net flow out of each category, and the changes between each two: detractors and
    /// passives, detractors and promoters, passives and promoters.
    fn flows(&self) -> ([f64; 3], [(u64, u64); 3]) {
        let [[_, dp, dm], [pd, _, pm], [md, mp, _]] = self.tally().cells();
        let pairs = [(dp, pd), (dm, md), (pm, mp)];
        let [p, q, r] = pairs.map(|(there, back)| i128::from(there) - i128::from(back));
        ([p + q, r - p, -q - r].map(|net| net as f64), pairs)
    }

    /// Are the shares of detractors, passives and promoters what they were? The Stuart-Maxwell test.
    ///
    /// Asks more than the NPS does: as many passives turned detractors as promoters leaves the
    /// score alone and is still a change. Where some categories exchanged nobody it is the form
    /// with a generalised inverse, with as many degrees of freedom as there are left.
    ///
    /// ```
    /// use npscore::{Counts, PairedTally};
    ///
    /// let pairs = PairedTally::try_from(Counts {
    ///     detractors: Counts { detractors: 10, passives: 8, promoters: 2 },
    ///     passives: Counts { detractors: 3, passives: 20, promoters: 12 },
    ///     promoters: Counts { detractors: 1, passives: 4, promoters: 40 },
    /// })?;
    /// let result = pairs.result().ok_or("nobody answered twice")?;
    /// assert_eq!(
    ///     result.homogeneity_test().to_string(),
    ///     "Stuart-Maxwell test: chi-square = 5.81, 2 degrees of freedom, p = 0.055"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Source
    ///
    /// Stuart, Biometrika 42 (1955) 412-416; Maxwell, British Journal of Psychiatry 116 (1970)
    /// 651-655; the closed form for three categories of Fleiss and Everitt, British Journal of
    /// Mathematical and Statistical Psychology 24 (1971) 117-123.
    #[doc(alias = "Stuart-Maxwell")]
    #[must_use]
    pub fn homogeneity_test(&self) -> Test {
        let (statistic, dof) = self.marginal_statistic();
        Test::chi_square(statistic, dof, Method::Homogeneity)
    }

    /// The quadratic form of the net flows in the generalised inverse of their covariance under the
    /// null hypothesis, and its rank.
    fn marginal_statistic(&self) -> (f64, u64) {
        let ([d, p, m], pairs) = self.flows();
        let [dp, dm, pm] = pairs.map(|(there, back)| there as f64 + back as f64);
        let edges = [dp, dm, pm].into_iter().filter(|edge| *edge > 0.0).count();
        match edges {
            0 => (0.0, 0),
            // Two categories: the square of a net flow by all changes between them.
            1 => {
                let net = d.abs().max(p.abs()).max(m.abs());
                (net * net / (dp + dm + pm), 1)
            }
            _ => {
                let numerator = pm * d * d + dm * p * p + dp * m * m;
                (numerator / (dp * dm + dp * pm + dm * pm), 2)
            }
        }
    }
}
