//! Small groups are withheld, and an adversary who solves the equations does not get them back.

use std::collections::BTreeMap;

use npscore::error::CountError;
use npscore::insight::{Disclosed, Disclosure, MinimumSize, Part};
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

/// A cell of a report.
#[derive(Clone)]
struct Line {
    path: Path,
    part: Part,
    disclosed: Disclosed,
    text: String,
}

impl Line {
    fn of(report: &Disclosure<u8>) -> Vec<Self> {
        let line = |cell: npscore::insight::Cell<'_, u8>| Self {
            path: cell.path().into_iter().copied().collect(),
            part: cell.part(),
            disclosed: cell.disclosed(),
            text: cell.to_string(),
        };
        report.cells().map(line).collect()
    }

    fn path(&self) -> &[u8] {
        &self.path
    }

    fn part(&self) -> Part {
        self.part
    }

    fn disclosed(&self) -> Disclosed {
        self.disclosed
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
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
fn knowledge(cells: &[Line]) -> Elimination {
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
fn truth(company: &BTreeMap<Path, [u64; 3]>, cell: &Line) -> [u64; 3] {
    let inside = company.iter().filter(|(path, _)| match cell.part() {
        Part::Whole => path.starts_with(cell.path()),
        Part::Own => path.as_slice() == cell.path(),
    });
    super::total(inside.map(|(_, counts)| counts))
}

fn check(company: &BTreeMap<Path, [u64; 3]>, minimum: u64) {
    let rule = MinimumSize::new(minimum).unwrap();
    let report = Disclosure::of_hierarchy(&hierarchy(company), rule).unwrap();
    let cells = Line::of(&report);
    let system = knowledge(&cells);
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
        let inside = |inner: &Line, outer: &Line| match outer.part() {
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
    let line = |cell: &Line| {
        let path: String = cell.path().iter().map(ToString::to_string).collect();
        let own = if cell.part() == Part::Own { "own" } else { "" };
        let seen = match cell.disclosed() {
            Disclosed::Shown(result) => result.responses().to_string(),
            Disclosed::Withheld => "?".into(),
            Disclosed::Empty => "-".into(),
        };
        format!("{path}{own}={seen}")
    };
    let lines: Vec<_> = Line::of(&report).iter().map(line).collect();
    lines.join(" ")
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
    let report = Disclosure::of_segments(groups, MinimumSize::FIVE).unwrap();
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
    assert_eq!(nobody.to_string(), "all: no responses");
}

#[test]
fn what_cannot_be_counted_or_protects_nobody_is_refused() {
    for minimum in [0, 1] {
        assert!(MinimumSize::new(minimum).is_err());
    }
    let huge = segments(&[("a", [u64::MAX, 0, 0]), ("b", [1, 0, 0])]);
    assert_eq!(
        Disclosure::of_segments(&huge, MinimumSize::FIVE),
        Err(CountError::Overflow)
    );
}

/// The cells as sets of the groups that nothing divides, one bit for each that has responses, and the
/// sizes of those groups.
fn sets(company: &BTreeMap<Path, [u64; 3]>, lines: &[Line]) -> (Vec<u32>, Vec<u64>) {
    let some: Vec<_> = company
        .iter()
        .map(|(path, counts)| (path, counts.iter().sum::<u64>()))
        .filter(|(_, n)| *n > 0)
        .collect();
    let holds = |line: &Line, path: &Path| match line.part {
        Part::Whole => path.starts_with(&line.path),
        Part::Own => *path == line.path,
    };
    let set = |line: &Line| {
        let inside = some
            .iter()
            .enumerate()
            .filter(|(_, (path, _))| holds(line, path));
        inside.map(|(bit, _)| 1 << bit).sum()
    };
    (
        lines.iter().map(set).collect(),
        some.iter().map(|(_, n)| *n).collect(),
    )
}

/// Every group, as a set, that adding and subtracting the shown sets gives: those of all subsets that
/// linear algebra says are combinations of the shown ones.
fn workable(shown: &[u32], groups: usize) -> Vec<u32> {
    let bits = |set: u32| {
        (0..groups)
            .filter(move |bit| set >> bit & 1 == 1)
            .map(|bit| (bit, 1))
    };
    let mut system = Elimination::default();
    for set in shown {
        system.equation(bits(*set));
    }
    let rank = system.rows.len();
    let adds_nothing = |set: &u32| {
        let mut more = Elimination {
            rows: system.rows.clone(),
        };
        more.equation(bits(*set));
        more.rows.len() == rank
    };
    (1_u32..1 << groups).filter(adds_nothing).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// By enumeration of all groups there can be: each that can be worked out is large enough, no
    /// withheld cell is among them, and one more cell could not be shown without breaking that.
    #[test]
    fn what_is_shown_is_safe_and_nothing_more_would_be(
        rows in proptest::collection::btree_map(
            proptest::collection::vec(0_u8..3, 0..4), (1_u64..12).prop_map(|n| [0, 0, n]), 1..8,
        ),
        minimum in 2_u64..10,
    ) {
        let rule = MinimumSize::new(minimum).unwrap();
        let report = Disclosure::of_hierarchy(&hierarchy(&rows), rule).unwrap();
        let lines = Line::of(&report);
        let (sets, sizes) = sets(&rows, &lines);
        let size = |set: u32| -> u64 {
            sizes.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, n)| n).sum()
        };
        let safe = |shown: &[bool]| {
            let seen: Vec<u32> = sets.iter().zip(shown).filter(|(_, shown)| **shown).map(|(set, _)| *set).collect();
            let workable = workable(&seen, sizes.len());
            let large = workable.iter().all(|set| size(*set) >= minimum);
            let mut hidden = sets.iter().zip(shown).filter(|(_, shown)| !**shown);
            large && hidden.all(|(set, _)| !workable.contains(set))
        };
        let mut shown: Vec<bool> = lines.iter().map(|line| line.disclosed.result().is_some()).collect();
        prop_assert!(safe(&shown), "{}", report);
        for line in 0..lines.len() {
            if !shown[line] {
                shown[line] = true;
                prop_assert!(!safe(&shown), "{} may be shown in\n{}", lines[line], report);
                shown[line] = false;
            }
        }
    }
}

#[test]
fn what_an_early_level_hid_for_nothing_is_shown() {
    // At minimum 8: the top's own answer and the team of 7 are 8 together.
    let rows = company(&[(&[], 1), (&[0], 17), (&[0, 0], 7)]);
    check(&rows, 8);
    let report = Disclosure::of_hierarchy(&hierarchy(&rows), MinimumSize::new(8).unwrap()).unwrap();
    let own = Line::of(&report)
        .into_iter()
        .find(|line| line.text.starts_with("all / 0 (own)"));
    assert!(own.unwrap().disclosed.result().is_some(), "{report}");
}

#[test]
fn deep_and_wide_companies_are_no_trouble() {
    let deep: Vec<u8> = vec![1; 2000];
    let mut rows: BTreeMap<Path, [u64; 3]> = BTreeMap::from([(deep, [1, 1, 4])]);
    rows.extend((0..=255).map(|team| (vec![2, team], [u64::from(team % 7), 0, 1])));
    let report = Disclosure::of_hierarchy(&hierarchy(&rows), MinimumSize::FIVE).unwrap();
    assert_eq!(report.cells().len(), 1 + 2000 + 1 + 256);
    let deep = vec![1_u8; 2000];
    assert_eq!(
        report.cells().nth(2000).unwrap().path(),
        deep.iter().collect::<Vec<_>>()
    );
    assert_eq!(report.get(&deep), report.get(&deep[..1000]));
    assert!(report.get(&deep).result().is_some());
    assert_eq!(report.get(&[deep, vec![1]].concat()), Disclosed::Empty);
}

#[test]
fn a_path_of_a_hundred_thousand_levels_is_one_of_many_cells() {
    // As a copy of each path, this would take forty gigabytes.
    let deep: Vec<u64> = vec![1; 100_000];
    let company: Hierarchy<u64> = (0..5).map(|_| (deep.clone(), Category::Promoter)).collect();
    let report = Disclosure::of_hierarchy(&company, MinimumSize::FIVE).unwrap();
    assert_eq!(report.cells().len(), 100_001);
    assert!(
        report
            .cells()
            .all(|cell| cell.disclosed().result().is_some())
    );
}
