//! What users nest, collect, look up and take apart.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;

use npscore::aggregate::IntoKey;
use npscore::error::{ColumnError, CountError};
use npscore::{
    Category, Exclusion, Hierarchy, Histogram, Latest, Merge, Month, Observe, Quarter,
    RefusedCells, Score, Screened, Segments, Tally, Timeline, Weight, WeightedTally,
};
use proptest::prelude::*;

use crate::corners::{key, month};
use crate::laws::aggregators::{exclusion, region, score};
use crate::tally_of;

const NINE: Score = Score::constant(9);

#[test]
fn keys_are_looked_up_by_whatever_stands_for_them() {
    let owned = String::from("x");
    let shared: Arc<str> = "x".into();
    let mut texts = Segments::<String>::default();
    texts.observe(("x", NINE));
    texts.observe((&"x", NINE));
    texts.observe((&owned, NINE));
    texts.observe((owned.clone(), NINE));
    texts.observe((Cow::Borrowed("x"), NINE));
    texts.observe((Cow::<str>::Owned(owned.clone()), NINE));
    assert_eq!(texts.get("x"), Some(&tally_of(0, 0, 6)));
    assert_eq!((texts.get(&owned), texts.len()), (texts.get("x"), 1));
    let mut arcs = Segments::<Arc<str>>::default();
    arcs.observe_all([(&shared, NINE), (&shared, NINE)]);
    arcs.observe((shared, NINE));
    arcs.observe(("x", NINE));
    assert_eq!(arcs.get("x"), Some(&tally_of(0, 0, 4)));
    let mut numbers = Segments::<u64>::default();
    numbers.observe((7, NINE));
    numbers.observe((&7, NINE));
    let seven = &7;
    assert_eq!(numbers.get(7), numbers.get(seven));
    let mut pairs = Segments::<(String, String)>::default();
    pairs.observe((("a", "b"), NINE));
    pairs.observe((("a", &owned), NINE));
    pairs.observe(((owned.clone(), owned.clone()), NINE));
    pairs.observe((&(owned.clone(), owned.clone()), NINE));
    assert_eq!(pairs.get(("x", "x")), Some(&tally_of(0, 0, 2)));
    let mut triples = Segments::<(String, u32, String)>::default();
    triples.observe((("a", 3, "b"), NINE));
    triples.observe((("a", &3, "b"), NINE));
    assert_eq!(triples.len(), 1);
    let mut borrowed = Segments::<(&str, &str)>::default();
    borrowed.observe((("a", "b"), NINE));
    assert!(borrowed.get(("a", "b")).is_some());
    let mut paths = Segments::<Vec<String>>::default();
    paths.observe((&vec![owned.clone()], NINE));
    paths.observe((&[owned.clone()][..], NINE));
    assert_eq!(paths.len(), 1);
    let mut company = Hierarchy::<String>::default();
    company.observe((["a", "b"], NINE));
    company.observe((&vec![String::from("a"), String::from("b")], NINE));
    company.observe((&["a", "b"][..], NINE));
    company.observe(("a/b".split('/'), NINE));
    assert_eq!(company.get(["a", "b"]), Some(&tally_of(0, 0, 4)));
}

/// The hash of whatever stands for a key, by an unseeded hasher.
fn hashed<K, Q: IntoKey<K>>(key: &Q) -> u64 {
    let mut state = DefaultHasher::new();
    key.hash_key(&mut state);
    state.finish()
}

fn same<K: Hash + Eq + std::fmt::Debug, Q: IntoKey<K>>(form: Q, key: &K, other: &K) {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
    assert_eq!(hashed::<K, Q>(&form), hash, "{key:?}");
    assert!(form.is_key(key));
    assert_eq!(form.is_key(other), key == other);
    assert_eq!(&form.into_key(), key);
}

proptest! {
    /// A borrowed form hashes and compares as the key it stands for.
    #[test]
    fn forms_of_keys_are_their_keys(a in key(), b in key(), n in any::<u32>()) {
        same::<String, _>(a.clone(), &a, &b);
        same::<String, _>(&a, &a, &b);
        same::<String, _>(a.as_str(), &a, &b);
        same::<String, _>(&a.as_str(), &a, &b);
        same::<String, _>(Cow::Borrowed(a.as_str()), &a, &b);
        same::<Box<str>, _>(a.as_str(), &a.clone().into(), &b.clone().into());
        same::<Box<str>, _>(Cow::Borrowed(a.as_str()), &a.clone().into(), &b.clone().into());
        same::<Rc<str>, _>(&a.as_str(), &a.clone().into(), &b.clone().into());
        let (shared, other): (Arc<str>, Arc<str>) = (a.clone().into(), b.clone().into());
        same::<Arc<str>, _>(a.as_str(), &shared, &other);
        same::<Arc<str>, _>(&shared, &shared, &other);
        let (list, other) = (vec![a.clone(), b.clone()], vec![b.clone(), a.clone()]);
        same::<Vec<String>, _>(&list[..], &list, &other);
        same::<Vec<String>, _>(&list, &list, &other);
        let (pair, other) = ((a.clone(), b.clone()), (b.clone(), a.clone()));
        same::<(String, String), _>((a.as_str(), b.as_str()), &pair, &other);
        same::<(String, String), _>((a.as_str(), &b), &pair, &other);
        same::<(String, String), _>(&pair, &pair, &other);
        let (triple, other) = ((a.clone(), n, b.clone()), (a.clone(), n / 2, b.clone()));
        same::<(String, u32, String), _>((a.as_str(), n, b.as_str()), &triple, &other);
        same::<(String, u32, String), _>((a.as_str(), &n, &b), &triple, &other);
    }

    /// Nests exchanged, mapped, merged and filtered are lists of answers by region and month.
    #[test]
    fn segments_are_lists_of_rows(rows in prop::collection::vec((region(), month(), score()), 0..60)) {
        let nested = rows.iter().map(|(region, month, score)| (region, (*month, *score)));
        let regions: Segments<String, Timeline<Month>> = nested.collect();
        let months: Timeline<Month, Segments<String>> =
            rows.iter().map(|(region, month, score)| (*month, (region, *score))).collect();
        prop_assert_eq!(regions.clone().exchange(), months.clone());
        prop_assert_eq!(&months.clone().exchange(), &regions);

        // Ready counts, one row for each region and month.
        let counted: Vec<(String, (Month, Tally))> = regions
            .iter()
            .flat_map(|(region, months)| {
                months.iter().map(|(month, tally)| (region.clone(), (month, *tally)))
            })
            .collect();
        prop_assert_eq!(&counted.iter().cloned().collect::<Segments<String, Timeline<Month>>>(), &regions);
        let mut merged = Segments::<String, Timeline<Month>>::default();
        for (region, (month, tally)) in counted {
            merged.merge_at(region, [(month, tally)].into_iter().collect());
        }
        prop_assert_eq!(&merged, &regions);

        let totals: Segments<String> = regions.clone().map(|months| months.total());
        let expected: Segments<String> =
            rows.iter().map(|(region, _, score)| (region, *score)).collect();
        prop_assert_eq!(&totals, &expected);
        let middle = Month::constant(2025, 9);
        let since: Segments<String> = regions.clone().map(|months| {
            months.range(middle..).map(|(_, tally)| tally).sum()
        });
        let expected: Segments<String> = rows
            .iter()
            .filter(|(_, month, _)| *month >= middle)
            .map(|(region, _, score)| (region, *score))
            .collect();
        prop_assert_eq!(since, expected);

        let mut keys: Vec<&String> = regions.keys().collect();
        keys.sort_unstable();
        prop_assert!(regions.by_key().iter().map(|(key, _)| *key).eq(keys.iter().copied()));
        let cells: usize = regions.values().map(Timeline::len).sum();
        prop_assert_eq!(cells, (&merged).into_iter().map(|(_, months)| months.len()).sum::<usize>());
        let mut north = regions.clone();
        north.retain(|region, _| region == "north");
        prop_assert_eq!(north.get("north"), regions.get("north"));
        prop_assert_eq!(north.len(), usize::from(regions.get("north").is_some()));
        let mut rest = regions.clone();
        let removed = rest.remove("north");
        prop_assert_eq!(removed.as_ref(), regions.get("north"));
        prop_assert_eq!(rest + north, regions);
    }
}

#[test]
fn answers_collect_into_every_nest() {
    let month = Month::constant(2026, 3);
    let mut inside = Segments::<String, Timeline<Month, Screened<Tally>>>::default();
    inside.observe(("x", (month, Ok(NINE))));
    inside.observe(("x", (month, Err::<Score, _>(Exclusion::Missing))));
    inside.observe(("x", (month, NINE)));
    let screened = inside
        .get("x")
        .and_then(|months| months.get(month))
        .unwrap();
    assert_eq!(
        (
            screened.accepted(),
            screened.excluded_for(Exclusion::Missing)
        ),
        (2, 1)
    );
    let mut outside = Screened::<Segments<String, Timeline<Month>>>::default();
    outside.observe(Ok(("x", (month, NINE))));
    outside.observe(("y", (month, NINE)));
    assert_eq!((outside.accepted(), outside.inner().len()), (2, 2));
    let pairs: Segments<String, (Tally, Histogram)> = [("x", NINE)].into_iter().collect();
    assert_eq!(pairs.get("x").map(|(tally, _)| tally.promoters()), Some(1));
    let weighted: Segments<String, WeightedTally> =
        [("x", (NINE, Weight::ONE)), ("x", (NINE, Weight::ONE))]
            .into_iter()
            .collect();
    assert_eq!(weighted.get("x").map(WeightedTally::responses), Some(2));
    let tally: Tally = [NINE].iter().collect();
    let tallies: Tally = [tally, tally].iter().collect();
    assert_eq!(tallies, [tally, tally].into_iter().sum());
    let mut many = Tally::default();
    many.observe_n(&tallies, 1 << 60);
    assert_eq!(many.promoters(), 2 << 60);
    assert_eq!(many.try_observe_n(many, 8), Err(CountError::Overflow));
    assert_eq!(many.promoters(), 2 << 60);
    let histograms: Histogram = [NINE].iter().collect();
    assert_eq!(
        [histograms, histograms]
            .iter()
            .collect::<Histogram>()
            .responses(),
        2
    );
    let mut people = Latest::<u64, (String, Score), i64, Segments<String>>::default();
    people.observe((7, (0, (String::from("x"), NINE))));
    people.observe((&7, (1, (String::from("y"), NINE))));
    assert_eq!(people.state().len(), 1);
    let quarters: Timeline<Quarter, Segments<&str, (Tally, Histogram)>> =
        [(month, ("x", NINE))].into_iter().collect();
    assert_eq!(quarters.total().len(), 1);
}

#[test]
fn nothing_observed_makes_no_group() {
    let month = Month::constant(2026, 3);
    let rows = [
        ("x", (month, Tally::default())),
        ("y", (month, tally_of(0, 0, 1))),
    ];
    let regions: Segments<String, Timeline<Month>> = rows.into_iter().collect();
    assert_eq!((regions.len(), regions.get("x")), (1, None));
    let mut company = Hierarchy::<&str>::default();
    company.observe((["a", "b"], Tally::default()));
    assert_eq!(company.root().descend().count(), 1);
    let mut segments = Segments::<&str>::default();
    segments.merge_at("x", Tally::default());
    let mut months = Timeline::<Month>::default();
    months.merge_at(month, Tally::default());
    assert!(segments.is_empty() && months.is_empty());
}

/// The samples of what was half applied once.
#[test]
fn what_fails_changes_nothing() {
    let full = tally_of(0, 0, u64::MAX);
    let one = tally_of(0, 0, 1);

    let mut mine: Segments<&str> = [("x", full)].into_iter().collect();
    let theirs: Segments<&str> = [("x", one), ("y", one), ("z", one)].into_iter().collect();
    let before = mine.clone();
    assert_eq!(mine.try_merge(theirs.clone()), Err(CountError::Overflow));
    assert!(catch_unwind(AssertUnwindSafe(|| mine.merge(theirs))).is_err());
    assert_eq!(mine, before);
    let refused = Err(ColumnError::Count(CountError::Overflow));
    let columns = mine.observe_columns(&["y", "x", "x"][..], &[one, one, one][..]);
    assert_eq!(columns, refused);
    assert_eq!(mine, before);

    let [march, april] = [3, 4].map(|month| Month::constant(2026, month));
    let mut months: Timeline<Month> = [(april, full)].into_iter().collect();
    let before = months.clone();
    let more: Timeline<Month> = [(march, one), (april, one)].into_iter().collect();
    assert!(months.try_merge(more).is_err());
    let columns = months.observe_columns(&[march, april][..], &[one, one][..]);
    assert_eq!(columns, refused);
    assert_eq!(months, before);

    let mut company: Hierarchy<u8> = [([1, 2], full)].into_iter().collect();
    let before = company.clone();
    let more: Hierarchy<u8> = [([1, 1], one), ([1, 2], one)].into_iter().collect();
    assert!(company.try_merge(more).is_err());
    assert_eq!(company, before);

    let mut pair = (Tally::default(), full);
    assert!(Observe::<Category>::try_observe(&mut pair, Category::Passive).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| pair.observe(Category::Passive))).is_err());
    assert_eq!(pair, (Tally::default(), full));

    let mut screened = Screened::<Tally>::default();
    screened.observe_n(Ok(NINE), u64::MAX - 1);
    let before = screened;
    let mut more = Screened::<Tally>::default();
    more.observe(Err::<Score, _>(Exclusion::Missing));
    more.observe(Ok(NINE));
    assert!(screened.try_merge(more).is_err());
    assert_eq!(screened, before);
}

proptest! {
    /// While there is room, each cell has its count; beyond it, the counts of those kept are exact.
    #[test]
    fn refused_cells_are_a_list_of_cells(
        cells in prop::collection::vec((key(), exclusion()), 0..60)
    ) {
        let mut model = BTreeMap::<(String, Exclusion), u64>::new();
        for (cell, reason) in &cells {
            *model.entry((cell.chars().take(40).collect(), *reason)).or_default() += 1;
        }
        let all: RefusedCells = cells.iter().cloned().collect();
        let few: RefusedCells<4> = cells.iter().cloned().collect();
        let shown = all.most_frequent();
        prop_assert_eq!((shown.len(), all.others()), (model.len(), 0));
        prop_assert!(shown.is_sorted_by_key(|(cell, reason, n)| (Reverse(*n), *cell, *reason)));
        for (cell, reason, n) in shown.into_iter().chain(few.most_frequent()) {
            prop_assert_eq!(model.get(&(cell.to_owned(), reason)), Some(&n));
        }
        prop_assert_eq!(few.most_frequent().len(), model.len().min(4));
        prop_assert_eq!((few.total(), all.total()), (cells.len() as u64, cells.len() as u64));
    }
}
