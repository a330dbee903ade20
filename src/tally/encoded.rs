//! A tally as bytes.

use super::counts::Counts;
use super::tally::Tally;
use crate::error::CountError;

/// The version of the layout, and the first byte.
const VERSION: u8 = 1;

impl Tally {
    /// The number of bytes that [`encode`](Self::encode) gives.
    pub const ENCODED: usize = 25;

    /// The tally as bytes, for a column of a database: what the SQL functions `nps_state` and
    /// `nps_merge` write, and what [`decode`](Self::decode) reads.
    ///
    /// | bytes | hold |
    /// |---|---|
    /// | 0 | the version of this layout, 1 |
    /// | 1 to 8 | detractors |
    /// | 9 to 16 | passives |
    /// | 17 to 24 | promoters |
    ///
    /// The counts are unsigned, the least significant byte first. Equal tallies have equal bytes.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    ///
    /// let tally = Tally::try_from(Counts { detractors: 18, passives: 52, promoters: 300 })?;
    /// let bytes = tally.encode();
    /// assert_eq!((bytes[0], bytes[1], bytes[9], bytes[17], bytes[18]), (1, 18, 52, 44, 1));
    /// assert_eq!(Tally::decode(&bytes)?, tally);
    /// # Ok::<(), npscore::error::CountError>(())
    /// ```
    #[must_use]
    pub fn encode(&self) -> [u8; Self::ENCODED] {
        let mut bytes = [0; Self::ENCODED];
        let (version, counts) = bytes.split_at_mut(1);
        version[0] = VERSION;
        let all = [self.detractors(), self.passives(), self.promoters()];
        for (place, count) in counts.as_chunks_mut().0.iter_mut().zip(all) {
            *place = count.to_le_bytes();
        }
        bytes
    }

    /// The tally that these bytes are.
    ///
    /// # Errors
    ///
    /// [`CountError::Encoding`] for bytes that are not of this layout: another length than 25, as of a
    /// column that cuts values off, or another first byte than 1. [`CountError::Overflow`] for counts
    /// that add up to more than `u64::MAX`.
    pub fn decode(bytes: &[u8]) -> Result<Self, CountError> {
        let counts = match bytes {
            [VERSION, counts @ ..] if bytes.len() == Self::ENCODED => counts,
            _ => {
                return Err(CountError::Encoding {
                    length: bytes.len(),
                    version: bytes.first().copied(),
                });
            }
        };
        let (counts, _) = counts.as_chunks();
        Self::try_from(Counts {
            detractors: u64::from_le_bytes(counts[0]),
            passives: u64::from_le_bytes(counts[1]),
            promoters: u64::from_le_bytes(counts[2]),
        })
    }
}
