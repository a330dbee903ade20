//! Tallies as bytes: the layout, and whatever bytes may arrive instead.

use crate::corners;
use crate::tally_of;
use npscore::error::CountError;
use npscore::{Counts, Tally};
use proptest::prelude::*;

/// The three counts that 25 bytes of version 1 hold, by the documented layout.
fn counts_of(bytes: &[u8]) -> Option<[u128; 3]> {
    let (1, 25) = (*bytes.first()?, bytes.len()) else {
        return None;
    };
    let count = |from: usize| {
        let bytes = bytes[from..from + 8].iter().rev();
        bytes.fold(0_u128, |count, byte| count * 256 + u128::from(*byte))
    };
    Some([count(1), count(9), count(17)])
}

/// What the layout says of any bytes, and what `decode` does.
fn agrees(bytes: &[u8]) {
    let expected = counts_of(bytes);
    match Tally::decode(bytes) {
        Ok(tally) => {
            let counts = [tally.detractors(), tally.passives(), tally.promoters()];
            assert_eq!(expected, Some(counts.map(u128::from)));
            assert_eq!(tally.encode(), bytes);
        }
        Err(CountError::Overflow) => {
            let sum: u128 = expected.unwrap().iter().sum();
            assert!(sum > u64::MAX.into());
        }
        Err(error) => {
            assert_eq!(expected, None, "{error}");
            let (length, version) = (bytes.len(), bytes.first().copied());
            assert_eq!(error, CountError::Encoding { length, version });
        }
    }
}

fn corners() -> Vec<Tally> {
    let mut tallies: Vec<Tally> = [0, 1, 255, 256, 1 << 32, u64::MAX / 3, u64::MAX]
        .into_iter()
        .flat_map(|n| npscore::Category::ALL.map(|category| Tally::of(category, n)))
        .collect();
    tallies.extend([tally_of(1, 2, 3), tally_of(18, 52, 30)]);
    tallies.push(tally_of(u64::MAX / 3, u64::MAX / 3, u64::MAX / 3));
    tallies
}

#[test]
fn the_layout_is_as_documented() {
    let mut bytes = vec![1];
    for count in [3_u64, 0x0102_0304, 1 << 56] {
        bytes.extend(count.to_le_bytes());
    }
    let tally = Tally::try_from(Counts {
        detractors: 3,
        passives: 0x0102_0304,
        promoters: 1_u64 << 56,
    });
    assert_eq!(tally.unwrap().encode(), bytes[..]);
    assert_eq!(Tally::default().encode().len(), Tally::ENCODED);
}

#[test]
fn every_truncation_and_every_flipped_bit_is_an_error_or_what_the_layout_says() {
    for tally in corners() {
        let bytes = tally.encode();
        assert_eq!(Tally::decode(&bytes), Ok(tally));
        for length in 0..bytes.len() {
            assert!(Tally::decode(&bytes[..length]).is_err());
        }
        assert!(Tally::decode(&[&bytes[..], &[0]].concat()).is_err());
        for bit in 0..8 * bytes.len() {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            agrees(&flipped);
        }
        for place in 0..bytes.len() {
            for byte in 0..=u8::MAX {
                let mut other = bytes;
                other[place] = byte;
                agrees(&other);
            }
        }
    }
}

#[test]
fn messages_name_the_length_and_the_version() {
    assert_eq!(
        Tally::decode(&[]).unwrap_err().to_string(),
        "0 bytes, expected 25 that begin with 1"
    );
    assert_eq!(
        Tally::decode(&[2; 25]).unwrap_err().to_string(),
        "25 bytes that begin with 2, expected 25 that begin with 1"
    );
}

proptest! {
    #[test]
    fn any_bytes_are_what_the_layout_says(
        mut bytes in prop::collection::vec(any::<u8>(), 0..40),
        of_version_1 in any::<bool>(),
    ) {
        if let (Some(first), true) = (bytes.first_mut(), of_version_1) {
            *first = 1;
        }
        agrees(&bytes);
        bytes.resize(25, 0);
        agrees(&bytes);
    }

    #[test]
    fn what_was_encoded_decodes(tally in corners::tally()) {
        prop_assert_eq!(Tally::decode(&tally.encode()), Ok(tally));
    }
}
