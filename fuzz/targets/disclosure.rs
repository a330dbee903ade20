//! What a report of a hierarchy shows, against an auditor that subtracts what it shows.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use npscore::insight::{Disclosed, Disclosure, MinimumSize, Part};
use npscore::{Hierarchy, Observe, Score};

type Path = Vec<u8>;

/// The responses to a branch, its own alone if asked.
fn responses(model: &BTreeMap<Path, u64>, path: &[u8], part: Part) -> u64 {
    match part {
        Part::Own => model.get(path).copied().unwrap_or(0),
        Part::Whole => model
            .iter()
            .filter(|(other, _)| other.starts_with(path))
            .map(|(_, n)| n)
            .sum(),
    }
}

type Cell = (Path, Part);

fn is_within(inner: &Cell, outer: &Cell) -> bool {
    outer.1 == Part::Whole && inner != outer && inner.0.starts_with(&outer.0)
}

/// Whether nothing under the minimum follows from what is shown. Within a shown branch, what is left
/// when the largest shown parts are taken away is known as well: it must be nobody, or as many as may
/// be shown.
fn is_safe(shown: &[Cell], minimum: u64, size: impl Fn(&Cell) -> u64) -> bool {
    shown.iter().all(|branch| {
        let inside = || shown.iter().filter(|cell| is_within(cell, branch));
        let largest = inside().filter(|cell| !inside().any(|other| is_within(cell, other)));
        let left = size(branch) - largest.map(&size).sum::<u64>();
        size(branch) >= minimum && (left == 0 || left >= minimum)
    })
}

fuzz_target!(|input: (u8, Vec<(Path, u8)>)| {
    let (minimum, rows) = (
        MinimumSize::new(u64::from(input.0 % 10) + 2).unwrap(),
        input.1,
    );
    let mut hierarchy = Hierarchy::<u8>::default();
    let mut model: BTreeMap<Path, u64> = BTreeMap::new();
    for (path, n) in rows.into_iter().take(40) {
        let n = u64::from(n % 16) + 1;
        hierarchy.observe_n((path.iter().copied(), Score::constant(10)), n);
        *model.entry(path).or_default() += n;
    }
    let Ok(report) = Disclosure::of_hierarchy(&hierarchy, minimum) else {
        // Deeper or larger than a report may be.
        return;
    };
    let size = |cell: &Cell| responses(&model, &cell.0, cell.1);
    let (mut shown, mut withheld) = (Vec::new(), Vec::new());
    for cell in report.cells() {
        let place: Cell = (cell.path().into_iter().copied().collect(), cell.part());
        match cell.disclosed() {
            Disclosed::Shown(result) => {
                assert_eq!(result.responses(), size(&place));
                shown.push(place);
            }
            Disclosed::Withheld => {
                assert!(size(&place) > 0);
                withheld.push(place);
            }
            Disclosed::Empty => assert_eq!(size(&place), 0),
        }
    }
    assert!(is_safe(&shown, minimum.get(), size), "{report}");
    // And nothing is withheld without need.
    for cell in withheld.into_iter().take(40) {
        shown.push(cell);
        assert!(!is_safe(&shown, minimum.get(), size), "{report}");
        shown.pop();
    }
});
