//! Two groupings of the same people: an auditor who solves the equations finds no small group.

use std::collections::BTreeMap;

use npscore::Tally;
use npscore::insight::{CrossTab, Disclosed, MinimumSize, RunningReports};

use super::Lcg;

/// Prime, and far above every minor of the small matrices of zeros and ones here, so that a group
/// follows from others exactly if it does in this field.
const P: u64 = 2_147_483_647;

fn inverse(a: u64) -> u64 {
    let (mut power, mut result, mut exponent) = (a, 1, P - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * power % P;
        }
        power = power * power % P;
        exponent >>= 1;
    }
    result
}

/// What an adversary can add and subtract: rows in echelon form.
#[derive(Clone, Default)]
struct Span(Vec<(usize, Vec<u64>)>);

impl Span {
    fn rest(&self, mut vector: Vec<u64>) -> Vec<u64> {
        for (pivot, row) in &self.0 {
            let factor = vector[*pivot];
            if factor > 0 {
                for (a, b) in vector.iter_mut().zip(row) {
                    *a = (*a + (P - factor) * b) % P;
                }
            }
        }
        vector
    }

    fn holds(&self, group: &[bool]) -> bool {
        let group = group.iter().map(|inside| u64::from(*inside)).collect();
        self.rest(group).iter().all(|value| *value == 0)
    }

    fn learn(&mut self, group: &[bool]) {
        let group = group.iter().map(|inside| u64::from(*inside)).collect();
        let rest = self.rest(group);
        if let Some(pivot) = rest.iter().position(|value| *value > 0) {
            let scale = inverse(rest[pivot]);
            self.0
                .push((pivot, rest.iter().map(|value| value * scale % P).collect()));
        }
    }
}

/// The sizes of cells with responses, by row and column.
type Table = BTreeMap<(u8, u8), u64>;

/// A group below the minimum that follows, if any: all groups are tried.
fn small_group(span: &Span, sizes: &[u64], minimum: u64) -> Option<Vec<bool>> {
    fn search(span: &Span, sizes: &[u64], left: u64, from: usize, group: &mut Vec<bool>) -> bool {
        for cell in from..sizes.len() {
            if sizes[cell] <= left {
                group[cell] = true;
                if span.holds(group) || search(span, sizes, left - sizes[cell], cell + 1, group) {
                    return true;
                }
                group[cell] = false;
            }
        }
        false
    }
    let mut group = vec![false; sizes.len()];
    search(span, sizes, minimum - 1, 0, &mut group).then_some(group)
}

fn people(n: u64) -> Tally {
    crate::tally_of(
        n / 3,
        n % 5 % (n - n / 3 + 1),
        n - n / 3 - n % 5 % (n - n / 3 + 1),
    )
}

/// Every figure that could be shown, as the group it is of, and what is told of it.
fn figures(
    table: &Table,
    report: &CrossTab<u8, u8>,
    with_cells: bool,
) -> Vec<(Vec<bool>, Disclosed)> {
    let group = |keep: &dyn Fn(&(u8, u8)) -> bool| table.keys().map(keep).collect::<Vec<_>>();
    let mut figures = vec![(group(&|_| true), report.total())];
    for (key, disclosed) in report.rows() {
        figures.push((group(&|(row, _)| row == key), *disclosed));
    }
    for (key, disclosed) in report.columns() {
        figures.push((group(&|(_, column)| column == key), *disclosed));
    }
    for place in table.keys().filter(|_| with_cells) {
        figures.push((
            group(&|other| other == place),
            report.cell(&place.0, &place.1),
        ));
    }
    figures
}

fn check(table: &Table, minimum: u64, with_cells: bool) -> usize {
    let rule = MinimumSize::new(minimum).unwrap();
    let states = table.iter().map(|(place, n)| (*place, people(*n)));
    let report = if with_cells {
        CrossTab::new(states, rule)
    } else {
        CrossTab::of_groupings(states, rule)
    }
    .unwrap();
    let sizes: Vec<u64> = table.values().copied().collect();
    let size = |group: &[bool]| {
        let inside = group.iter().zip(&sizes).filter(|(inside, _)| **inside);
        inside.map(|(_, n)| n).sum::<u64>()
    };
    let figures = figures(table, &report, with_cells);
    let mut span = Span::default();
    for (group, disclosed) in &figures {
        if let Some(result) = disclosed.result() {
            assert_eq!(result.responses(), size(group));
            span.learn(group);
        }
    }
    if let Some(group) = small_group(&span, &sizes, minimum) {
        panic!("{group:?} follows in {table:?}, minimum {minimum}: {report:?}");
    }
    for (group, _) in figures
        .iter()
        .filter(|(_, one)| *one == Disclosed::Withheld)
    {
        assert!(
            !span.holds(group),
            "{group:?} is given away in {table:?}: {report:?}"
        );
        // Shown as well, it would give a small group away.
        let mut more = span.clone();
        more.learn(group);
        let needed = size(group) < minimum
            || small_group(&more, &sizes, minimum).is_some()
            || report.total().result().is_none();
        assert!(
            needed,
            "{group:?} is withheld without need in {table:?}: {report:?}"
        );
    }
    figures
        .iter()
        .filter(|(_, one)| one.result().is_some())
        .count()
}

#[test]
fn an_auditor_finds_no_small_group() {
    let mut random = Lcg(42);
    let mut shown = 0;
    for round in 0..6000 {
        let (rows, columns) = (1 + random.byte(5), 1 + random.byte(4));
        let minimum = 2 + random.below(6) as u64;
        let mut table = Table::new();
        for row in 0..rows {
            for column in 0..columns {
                let n = match random.below(5) {
                    0 | 1 => 0,
                    2 => 1 + random.below(3),
                    3 => 1 + random.below(8),
                    _ => 3 + random.below(30),
                };
                if n > 0 {
                    table.insert((row, column), n as u64);
                }
            }
        }
        if !table.is_empty() {
            shown += check(&table, minimum, round % 3 != 0);
        }
    }
    // Not by showing nothing.
    assert!(shown > 20_000, "{shown}");
}

/// A table without small cells is shown whole; one in which rows are columns shows what one grouping
/// would.
#[test]
fn what_needs_no_protection_is_shown() {
    let rule = MinimumSize::FIVE;
    let large = (0..20).map(|i| ((i / 5, i % 5), people(5 + i)));
    let report = CrossTab::new(large, rule).unwrap();
    assert!(report.rows().iter().all(|(_, one)| one.result().is_some()));
    assert!(
        report
            .columns()
            .iter()
            .all(|(_, one)| one.result().is_some())
    );
    assert!((0..20).all(|i| report.cell(&(i / 5), &(i % 5)).result().is_some()));
    let diagonal = (0..4).map(|i| ((i, i), people(6)));
    let report = CrossTab::of_groupings(diagonal, rule).unwrap();
    assert!(report.rows().iter().all(|(_, one)| one.result().is_some()));
    assert_eq!(report.row(&9), Disclosed::Empty);
}

#[test]
fn corners() {
    let rule = MinimumSize::FIVE;
    let none: [((u8, u8), Tally); 0] = [];
    let report = CrossTab::new(none, rule).unwrap();
    assert_eq!(report.total(), Disclosed::Empty);
    let few = CrossTab::new([((0, 0), people(4)), ((1, 1), Tally::default())], rule).unwrap();
    assert_eq!(
        (few.total(), few.row(&0)),
        (Disclosed::Withheld, Disclosed::Withheld)
    );
    assert_eq!(
        (few.row(&1), few.cell(&0, &1)),
        (Disclosed::Empty, Disclosed::Empty)
    );
    let large = (0..1001_u32).map(|i| ((i, i), people(9)));
    assert_eq!(
        CrossTab::new(large, rule).unwrap_err().to_string(),
        "1001 cells with responses are too many for a cross-tab without small groups, expected at most 1000"
    );
    let huge = crate::tally_of(u64::MAX / 2 - 5, 0, 0);
    let report =
        CrossTab::new([((0, 0), huge), ((0, 1), people(3)), ((1, 1), huge)], rule).unwrap();
    assert!(report.total().result().is_some());
    assert_eq!(report.cell(&0, &1), Disclosed::Withheld);
    let text = serde_json::to_string(&report).unwrap();
    assert!(
        text.starts_with(r#"{"minimum":5,"total":{"shown":"#),
        "{text}"
    );
}

/// Reports after each period, of all responses so far: nothing small follows from all of them
/// together, and later ones do not change earlier ones.
#[test]
fn an_auditor_of_running_reports_finds_no_small_group() {
    let mut random = Lcg(7);
    let (mut shown, mut again) = (0, 0);
    for _ in 0..4000 {
        let (groups, periods) = (1 + random.byte(4), 1 + random.byte(4));
        let minimum = 2 + random.below(5) as u64;
        let rule = MinimumSize::new(minimum).unwrap();
        // By period and group.
        let mut table = Table::new();
        for period in 0..periods {
            for group in 0..groups {
                let n = match random.below(4) {
                    0 => 0,
                    1 => random.below(3),
                    2 => random.below(9),
                    _ => random.below(25),
                };
                if n > 0 {
                    table.insert((period, group), n as u64);
                }
            }
        }
        let responses = |period: u8| {
            let of = table.iter().filter(move |((at, _), _)| *at == period);
            of.map(|((_, group), n)| (*group, people(*n)))
        };
        let running = RunningReports::new((0..periods).map(responses), rule).unwrap();
        let first = RunningReports::new((0..periods / 2).map(responses), rule).unwrap();
        assert_eq!(
            running.reports()[..usize::from(periods / 2)],
            *first.reports()
        );
        let sizes: Vec<u64> = table.values().copied().collect();
        let mut span = Span::default();
        for (until, (total, groups)) in (0..).zip(running.reports()) {
            let mut learn = |disclosed: &Disclosed, keep: &dyn Fn(u8) -> bool| {
                let group: Vec<bool> = table
                    .keys()
                    .map(|(period, group)| *period <= until && keep(*group))
                    .collect();
                let inside = group.iter().zip(&sizes).filter(|(inside, _)| **inside);
                if let Some(result) = disclosed.result() {
                    assert_eq!(result.responses(), inside.map(|(_, n)| n).sum::<u64>());
                    span.learn(&group);
                    shown += 1;
                    again += usize::from(until > 0);
                }
            };
            learn(total, &|_| true);
            for (key, disclosed) in groups {
                learn(disclosed, &|group| group == *key);
            }
        }
        let found = small_group(&span, &sizes, minimum);
        assert_eq!(found, None, "{table:?} {running:?}");
    }
    assert!(shown > 10_000 && again > 5_000, "{shown} {again}");
}
