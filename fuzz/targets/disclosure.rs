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

fuzz_target!(|input: (u8, Vec<(Path, u8)>)| {
    let (minimum, rows) = (
        MinimumSize::new(u64::from(input.0 % 10) + 2).unwrap(),
        input.1,
    );
    let mut hierarchy = Hierarchy::<u8>::default();
    let mut model: BTreeMap<Path, u64> = BTreeMap::new();
    for (path, n) in rows {
        let n = u64::from(n % 16) + 1;
        hierarchy.observe_n((path.iter().copied(), Score::constant(10)), n);
        *model.entry(path).or_default() += n;
    }
    let Ok(report) = Disclosure::of_hierarchy(&hierarchy, minimum) else {
        // Deeper or larger than a report may be.
        return;
    };
    let size = |path: &[u8], part| responses(&model, path, part);
    let mut shown: Vec<(&[u8], Part)> = Vec::new();
    for cell in report.cells() {
        let true_size = size(cell.path(), cell.part());
        match cell.disclosed() {
            Disclosed::Shown(result) => {
                assert_eq!(result.responses(), true_size);
                assert!(true_size >= minimum.get());
                shown.push((cell.path(), cell.part()));
            }
            Disclosed::Withheld => assert!(true_size > 0),
            Disclosed::Empty => assert_eq!(true_size, 0),
        }
    }
    // Within a shown branch, what is left when the largest shown parts are taken away is known as
    // well: it must be nobody or as many as may be shown.
    let within = |inner: &(&[u8], Part), outer: &(&[u8], Part)| {
        outer.1 == Part::Whole && inner != outer && inner.0.starts_with(outer.0)
    };
    for branch in shown.iter().filter(|(_, part)| *part == Part::Whole) {
        let inside = || shown.iter().filter(|cell| within(cell, branch));
        let largest = inside().filter(|cell| !inside().any(|other| within(cell, other)));
        let left =
            size(branch.0, Part::Whole) - largest.map(|cell| size(cell.0, cell.1)).sum::<u64>();
        assert!(
            left == 0 || left >= minimum.get(),
            "{report}\n{left} left of {:?}",
            branch.0
        );
    }
});
