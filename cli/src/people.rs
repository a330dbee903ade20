//! One answer per person: the newest.

use std::collections::HashMap;

use npscore::Category;

use crate::answer::Accepted;
use crate::period::Slot;

/// Where an answer stands among those of a person: by time, and of equal times by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Order {
    /// Microseconds since 1970; `None` without a date, which is before all dates.
    pub(crate) stamp: Option<i64>,
    /// The file, the block of rows, the row.
    pub(crate) place: (usize, usize, usize),
}

/// An answer of a person.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) order: Order,
    pub(crate) slot: Option<Slot>,
    pub(crate) answer: Accepted,
    /// The cells of each breakdown.
    pub(crate) paths: Vec<Vec<Box<str>>>,
}

impl Said {
    /// The cells of a breakdown.
    pub(crate) fn path(&self, breakdown: usize) -> Vec<&str> {
        let path = self.paths.get(breakdown).into_iter().flatten();
        path.map(AsRef::as_ref).collect()
    }
}

/// What people answered: of each the newest answer within each period.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    answers: HashMap<Box<str>, Vec<Said>>,
    replaced: u64,
}

impl People {
    /// Takes an answer of a person into account; what it says is asked for only if it counts.
    pub(crate) fn observe(
        &mut self,
        id: &str,
        slot: Option<Slot>,
        order: Order,
        said: impl FnOnce() -> Said,
    ) {
        let Some(answers) = self.answers.get_mut(id) else {
            self.answers.insert(id.into(), vec![said()]);
            return;
        };
        match answers.iter_mut().find(|known| known.slot == slot) {
            Some(known) if known.order < order => *known = said(),
            Some(_) => {}
            None => {
                answers.push(said());
                return;
            }
        }
        self.replaced += 1;
    }

    /// Takes what the same people answered elsewhere into account.
    pub(crate) fn merge(&mut self, other: Self) {
        for (id, answers) in other.answers {
            for said in answers {
                self.observe(&id, said.slot, said.order, || said.clone());
            }
        }
        self.replaced += other.replaced;
    }

    /// Each person's answers: the newest of all, and the newest within each period.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Said, &[Said])> {
        let answers = self.answers.values();
        answers.filter_map(|answers| Some((newest(answers)?, answers.as_slice())))
    }

    /// How many answers are older than the newest of the same person.
    pub(crate) fn older(&self) -> u64 {
        let kept: usize = self.answers.values().map(Vec::len).sum();
        self.replaced + (kept - self.answers.len()) as u64
    }

    /// The category of everybody in one survey and in a later one, where they answered.
    pub(crate) fn moves<'a>(
        &'a self,
        later: &'a Self,
    ) -> impl Iterator<Item = (Option<Category>, Option<Category>)> + 'a {
        let category = |answers: &Vec<Said>| newest(answers).map(|said| said.answer.category);
        let known = self
            .answers
            .iter()
            .map(move |(id, before)| (category(before), later.answers.get(id).and_then(category)));
        let joined = later
            .answers
            .iter()
            .filter(|(id, _)| !self.answers.contains_key(*id));
        known.chain(joined.map(move |(_, after)| (None, category(after))))
    }
}

/// The newest of a person's answers.
fn newest(answers: &[Said]) -> Option<&Said> {
    answers.iter().max_by_key(|said| said.order)
}
