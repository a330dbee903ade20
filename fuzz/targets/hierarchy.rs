//! A hierarchy against a map from paths to counts.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use npscore::{Hierarchy, Histogram, Merge, Observe, Score};

type Path = Vec<u8>;
type Model = BTreeMap<Path, Histogram>;

#[derive(Arbitrary, Debug)]
enum Step {
    Observe(Path, u8),
    Remove(Path),
    Merge(Vec<(Path, u8)>),
    Reread,
}

fn score(answer: u8) -> Score {
    Score::new(answer % 11).unwrap()
}

fn below<'a>(model: &'a Model, path: &'a [u8]) -> impl Iterator<Item = (&'a Path, &'a Histogram)> {
    model
        .iter()
        .filter(move |(other, _)| other.starts_with(path))
}

fn agree(hierarchy: &Hierarchy<u8, Histogram>, model: &Model) {
    let mut found: Vec<(Path, Histogram)> = hierarchy
        .iter()
        .map(|(path, own)| (path.into_iter().copied().collect(), *own))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.iter().map(|(path, own)| (path, own)).eq(model));
    assert_eq!(hierarchy.len(), model.len());
    for path in model.keys() {
        for depth in 0..=path.len() {
            let part = &path[..depth];
            let branch = hierarchy.branch(part.iter().copied()).unwrap();
            let mut total = Histogram::default();
            below(model, part).for_each(|(_, own)| total.merge(*own));
            assert_eq!(branch.total(), total);
            assert_eq!(branch.own(), model.get(part));
            assert_eq!(branch.len(), below(model, part).count());
            let mut children: Path = below(model, part)
                .filter_map(|(other, _)| other.get(depth).copied())
                .collect();
            children.dedup();
            let keys: Path = branch
                .children()
                .iter()
                .filter_map(|child| child.key().copied())
                .collect();
            assert_eq!(keys, children);
        }
    }
}

fuzz_target!(|steps: Vec<Step>| {
    let (mut hierarchy, mut model) = (Hierarchy::<u8, Histogram>::default(), Model::new());
    for step in steps {
        match step {
            Step::Observe(path, answer) => {
                hierarchy.observe((path.iter().copied(), score(answer)));
                model.entry(path).or_default().observe(score(answer));
            }
            Step::Remove(path) => {
                let removed = hierarchy.remove(path.iter().copied());
                let taken: Model = below(&model, &path)
                    .map(|(other, own)| (other[path.len()..].to_vec(), *own))
                    .collect();
                model.retain(|other, _| !other.starts_with(&path));
                match removed {
                    Some(removed) => agree(&removed, &taken),
                    None => assert!(taken.is_empty()),
                }
            }
            Step::Merge(rows) => {
                let mut other = Hierarchy::default();
                for (path, answer) in rows {
                    other.observe((path.iter().copied(), score(answer)));
                    model.entry(path).or_default().observe(score(answer));
                }
                hierarchy.merge(other);
            }
            Step::Reread => {
                let text = serde_json::to_string(&hierarchy).unwrap();
                let read: Hierarchy<u8, Histogram> = serde_json::from_str(&text).unwrap();
                assert_eq!(read, hierarchy);
            }
        }
    }
    agree(&hierarchy, &model);
});
