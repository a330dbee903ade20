//! Small groups are withheld, and an adversary who solves the equations does not get them back.

use std::collections::BTreeMap;

use npscore::error::CountError;
use npscore::insight::{Cell, Disclosed, Disclosure, DisclosureError, MinimumSize, Part};
use npscore::{Category, Hierarchy, Observe};
use num_rational::BigRational;
use proptest::prelude::*;

use super::{big, segments};

type Path = Vec<u8>;

/// Paths of up to four keys, with counts: mostly few answers, some many, some none.
fn companies() -> impl Strategy<Value = BTreeMap<Path, [u64; 3]>> {
    let count = prop_oneof![2 => Just(0_u64), 4 => 0_u64..4, 1 => 4_u64..20];
    let path = proptest::collection::vec(0_u8..3, 0..5);
    let counts = [count.clone(), count.clone(), count];
    proptest::collection::btree_map(path, counts, 0..14)
}

fn hierarchy(company: &BTreeMap<Path, [u64; 3]>) -> Hierarchy<u8> {
    let mut hierarchy = Hierarchy::default();
    for (path, counts) in company {
        for (category, n) in Category::ALL.into_iter().zip(counts) {
            hierarchy.observe_n((path.clone(), category), *n);
        }
    }
    hierarchy
}

/// Equations in reduced row echelon form, over the rationals.
#[derive(Default)]
struct Elimination {
    /// By pivot: a row of coefficients that is 1 at its pivot and 0 at the others.
    rows: BTreeMap<usize, BTreeMap<usize, BigRational>>,
}

impl Elimination {
    /// `row += factor * other`, without zeros.
    fn add(
        row: &mut BTreeMap<usize, BigRational>,
        other: &BTreeMap<usize, BigRational>,
        factor: &BigRational,
    ) {
        for (column, value) in other {
            let sum = row.get(column).cloned().unwrap_or_else(|| big(0)) + value * factor;
            if sum == big(0) {
                row.remove(column);
            } else {
                row.insert(*column, sum);
            }
        }
    }

    fn equation(&mut self, terms: impl IntoIterator<Item = (usize, i128)>) {
        let mut row = BTreeMap::new();
        for (column, factor) in terms {
            Self::add(&mut row, &BTreeMap::from([(column, big(1))]), &big(factor));
        }
        for (pivot, known) in &self.rows {
            if let Some(value) = row.get(pivot).cloned() {
                Self::add(&mut row, known, &-value);
            }
        }
        let Some((pivot, value)) = row.iter().next().map(|(k, v)| (*k, v.clone())) else {
            return;
        };
        for term in row.values_mut() {
            *term /= &value;
        }
        for known in self.rows.values_mut() {
            if let Some(value) = known.get(&pivot).cloned() {
                Self::add(known, &row, &-value);
            }
        }
        self.rows.insert(pivot, row);
    }

    /// Whether the equations leave a variable one value only.
    fn determines(&self, variable: usize) -> bool {
        self.rows.get(&variable).is_some_and(|row| row.len() == 1)
    }
}

/// The variables of a cell: detractors, passives, promoters, responses.
fn variables(cell: usize) -> [usize; 4] {
    [0, 1, 2, 3].map(|quantity| 4 * cell + quantity)
}

/// Everything an adversary knows: what the totals are made of, what is shown, what is empty.
///
/// Constants do not matter for whether a variable is determined, so equations have none: a known
/// value is an equation of one variable.
fn knowledge(cells: &[Cell<u8>]) -> Elimination {
    let mut system = Elimination::default();
    for (place, cell) in cells.iter().enumerate() {
        let [b, a, c, n] = variables(place);
        system.equation([(b, 1), (a, 1), (c, 1), (n, -1)]);
        if cell.disclosed() != Disclosed::Withheld {
            for known in variables(place) {
                system.equation([(known, 1)]);
            }
        }
        if cell.part() == Part::Own {
            continue;
        }
        let parts: Vec<_> = cells
            .iter()
            .enumerate()
            .filter(|(_, part)| {
                let child = part.path().len() == cell.path().len() + 1
                    && part.path().starts_with(cell.path())
                    && part.part() == Part::Whole;
                child || (part.part() == Part::Own && part.path() == cell.path())
            })
            .map(|(part, _)| part)
            .collect();
        if !parts.is_empty() {
            for quantity in 0..4 {
                let sum = parts.iter().map(|part| (variables(*part)[quantity], 1));
                system.equation(sum.chain([(variables(place)[quantity], -1)]));
            }
        }
    }
    system
}

/// The true counts of a cell.
fn truth(company: &BTreeMap<Path, [u64; 3]>, cell: &Cell<u8>) -> [u64; 3] {
    let inside = company.iter().filter(|(path, _)| match cell.part() {
        Part::Whole => path.starts_with(cell.path()),
        Part::Own => path.as_slice() == cell.path(),
    });
    super::total(inside.map(|(_, counts)| counts))
}

fn check(company: &BTreeMap<Path, [u64; 3]>, minimum: u64) {
    let rule = MinimumSize::new(minimum).unwrap();
    let report = Disclosure::of_hierarchy(&hierarchy(company), rule).unwrap();
    let cells = report.cells();
    let system = knowledge(cells);
    for (place, cell) in cells.iter().enumerate() {
        let counts = truth(company, cell);
        let n: u64 = counts.iter().sum();
        match cell.disclosed() {
            Disclosed::Shown(result) => {
                let shown = Category::ALL.map(|category| result.count(category));
                assert_eq!(shown, counts);
                assert!(n >= minimum);
            }
            Disclosed::Withheld => {
                assert!(n > 0);
                for variable in variables(place) {
                    assert!(
                        !system.determines(variable),
                        "{cell} is given away in\n{report}"
                    );
                }
            }
            Disclosed::Empty => assert_eq!(n, 0),
        }
    }
    // The sharper promise: what is left of a shown cell without the shown cells right below it is
    // nobody, or enough.
    let shown: Vec<_> = cells
        .iter()
        .filter(|cell| cell.disclosed().result().is_some())
        .collect();
    for cell in shown.iter().filter(|cell| cell.part() == Part::Whole) {
        let inside = |inner: &Cell<u8>, outer: &Cell<u8>| match outer.part() {
            Part::Whole => {
                inner.path().starts_with(outer.path())
                    && (inner.path(), inner.part()) != (outer.path(), outer.part())
            }
            Part::Own => false,
        };
        let below: Vec<_> = shown.iter().filter(|other| inside(other, cell)).collect();
        let maximal = below
            .iter()
            .filter(|one| !below.iter().any(|other| inside(one, other)))
            .map(|one| one.disclosed().result().unwrap().responses());
        let rest = cell.disclosed().result().unwrap().responses() - maximal.sum::<u64>();
        assert!(
            rest == 0 || rest >= minimum,
            "{cell} leaves {rest} in\n{report}"
        );
    }
    // Nothing is withheld without need.
    let small = cells
        .iter()
        .any(|cell| (1..minimum).contains(&truth(company, cell).iter().sum()));
    if !small {
        assert!(
            cells
                .iter()
                .all(|cell| cell.disclosed() != Disclosed::Withheld),
            "{report}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_adversary_recovers_nothing(company in companies(), minimum in 2_u64..12) {
        check(&company, minimum);
    }
}

/// A company of answers that are all of one category: who is shown is a matter of numbers alone.
fn company(rows: &[(&[u8], u64)]) -> BTreeMap<Path, [u64; 3]> {
    rows.iter()
        .map(|(path, n)| (path.to_vec(), [0, 0, *n]))
        .collect()
}

fn shown(company: &BTreeMap<Path, [u64; 3]>) -> String {
    check(company, 5);
    let report = Disclosure::of_hierarchy(&hierarchy(company), MinimumSize::FIVE).unwrap();
    let line = |cell: &Cell<u8>| {
        let path: String = cell.path().iter().map(ToString::to_string).collect();
        let own = if cell.part() == Part::Own { "own" } else { "" };
        let seen = match cell.disclosed() {
            Disclosed::Shown(result) => result.responses().to_string(),
            Disclosed::Withheld => "?".into(),
            Disclosed::Empty => "-".into(),
        };
        format!("{path}{own}={seen}")
    };
    report
        .cells()
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_single_small_team_takes_a_second_one_with_it() {
    assert_eq!(
        shown(&company(&[(&[0], 9), (&[1], 8), (&[2], 2)])),
        "=19 0=9 1=? 2=?"
    );
    // Two small teams that together are enough need no third; if they are not, they do.
    assert_eq!(
        shown(&company(&[(&[0], 9), (&[1], 3), (&[2], 2)])),
        "=14 0=9 1=? 2=?"
    );
    assert_eq!(
        shown(&company(&[(&[0], 9), (&[1], 1), (&[2], 2), (&[3], 6)])),
        "=18 0=9 1=? 2=? 3=?"
    );
}

#[test]
fn a_department_withheld_for_its_sibling_does_not_come_back_through_its_teams() {
    // 1 is small, so 0 is withheld; were both of its teams shown, so would it be.
    let rows: &[(&[u8], u64)] = &[(&[0, 0], 6), (&[0, 1], 7), (&[1], 2)];
    assert_eq!(shown(&company(rows)), "=15 0=? 00=? 01=7 1=?");
}

#[test]
fn a_chain_of_single_children_is_one_group() {
    let rows: &[(&[u8], u64)] = &[(&[0, 0, 0], 6), (&[1], 3), (&[2], 9)];
    assert_eq!(shown(&company(rows)), "=18 0=? 00=? 000=? 1=? 2=9");
    assert_eq!(shown(&company(&[(&[0, 0, 0], 6)])), "=6 0=6 00=6 000=6");
    assert_eq!(shown(&company(&[(&[0, 0, 0], 4)])), "=? 0=? 00=? 000=?");
}

#[test]
fn own_answers_of_a_branch_are_a_group_as_well() {
    // The head's own two answers would be the department less its teams.
    let rows: &[(&[u8], u64)] = &[(&[0], 2), (&[0, 0], 6), (&[0, 1], 7), (&[1], 9)];
    assert_eq!(shown(&company(rows)), "=24 0=15 0own=? 00=? 01=7 1=9");
    let rows: &[(&[u8], u64)] = &[(&[], 1), (&[0], 20)];
    assert_eq!(shown(&company(rows)), "=21 own=? 0=?");
}

#[test]
fn empty_withheld_and_shown_are_three_things() {
    let groups = segments(&[("few", [1, 1, 1]), ("many", [5, 5, 5]), ("more", [5, 9, 5])]);
    let report = Disclosure::of_segments(&groups, MinimumSize::FIVE).unwrap();
    assert_eq!(report.get(&["few"]), Disclosed::Withheld);
    assert_eq!(report.get(&["many"]), Disclosed::Withheld);
    assert!(report.get(&["more"]).result().is_some());
    assert_eq!(report.get(&["nobody"]), Disclosed::Empty);
    assert_eq!(report.get::<&str>(&[]).result().unwrap().responses(), 37);
    assert_eq!(
        report.to_string(),
        "all: NPS 0 (n = 37)\nall / few: withheld\nall / many: withheld\nall / more: NPS 0 (n = 19)"
    );
    let nobody = Disclosure::of_hierarchy(&Hierarchy::<u8>::default(), MinimumSize::FIVE).unwrap();
    assert_eq!(nobody.to_string(), "all: no answers");
}

#[test]
fn what_cannot_be_counted_or_protects_nobody_is_refused() {
    for minimum in [0, 1] {
        let refused = Err(DisclosureError::MinimumTooSmall { minimum });
        assert_eq!(MinimumSize::new(minimum), refused);
    }
    let huge = segments(&[("a", [u64::MAX, 0, 0]), ("b", [1, 0, 0])]);
    assert_eq!(
        Disclosure::of_segments(&huge, MinimumSize::FIVE),
        Err(DisclosureError::Count(CountError::Overflow))
    );
}

#[test]
fn deep_and_wide_companies_are_no_trouble() {
    let deep: Vec<u8> = vec![1; 2000];
    let mut rows: BTreeMap<Path, [u64; 3]> = BTreeMap::from([(deep, [1, 1, 4])]);
    rows.extend((0..=255).map(|team| (vec![2, team], [u64::from(team % 7), 0, 1])));
    let report = Disclosure::of_hierarchy(&hierarchy(&rows), MinimumSize::FIVE).unwrap();
    assert_eq!(report.cells().len(), 1 + 2000 + 1 + 256);
}
