//! Screening of raw cells against a plain reading of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use npscore::{Category, Exclusion, Observe, Scale, Score, Screened, Screening, Tally};

fuzz_target!(|cells: &str| {
    let one_to_five = Screening::<Category>::on(Scale::new(1, 4, 5, 5).unwrap());
    let labelled = Screening::<Score>::new().labels();
    let mut counted: Screened<Tally> = Screened::default();
    let mut offered = 0;
    for cell in cells.split('\n') {
        let plain = Screening::<Score>::new();
        let screened = plain.screen(cell);
        let strict = plain.screen_strict(cell);
        assert_eq!(screened.is_ok(), strict.is_ok());
        if let Err(error) = strict {
            assert!(!error.to_string().is_empty());
        }
        // Whatever Rust reads as a whole number from 0 to 10 is a score, and nothing else that it
        // reads as a number.
        if let Ok(number) = cell.parse::<i128>() {
            match u8::try_from(number).ok().filter(|number| *number <= 10) {
                Some(number) => assert_eq!(screened, Ok(Score::new(number).unwrap())),
                None => assert_eq!(screened, Err(Exclusion::OutOfRange)),
            }
        }
        if cell.trim().is_empty() {
            assert_eq!(screened, Err(Exclusion::Missing));
        }
        if let Ok(score) = screened {
            // The same, however it is written.
            assert_eq!(plain.screen(score.get()), Ok(score));
            assert_eq!(plain.screen(f64::from(score.get())), Ok(score));
            assert_eq!(plain.screen(score.to_string().as_str()), Ok(score));
            // A word for missing comes first.
            if let Ok(rules) = Screening::<Score>::new().missing_word(cell) {
                assert_eq!(rules.screen(cell), Err(Exclusion::Missing));
            }
            assert_eq!(labelled.screen(cell), Ok(score));
        }
        let _ = one_to_five.screen(cell);
        counted.observe(screened);
        offered += 1;
        assert_eq!(counted.offered(), offered);
        assert_eq!(counted.accepted() + counted.excluded(), offered);
    }
});
