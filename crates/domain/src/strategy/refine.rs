//! A problem that was refined into others: what is part of what, and how deep that goes.

use crate::{
    ProblemId,
    strategy::{Goals, Problem},
};

/// Problems that stand one above the other, at most: whoever reads the lowest still has to find the way up.
pub const DEEPEST: usize = 5;

/// Why a problem cannot be part of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unrefined {
    /// It would be part of itself.
    #[error("This would close a circle. Choose a problem that is not part of this one.")]
    Circle,
    /// Too many would stand one above the other.
    #[error("Then {0} problems would stand one above the other; at most {DEEPEST} can. Choose one further up.")]
    TooDeep(usize),
}

/// Whether a problem may become part of `parent`, given all problems as they are. Deleted ones count: they can be
/// brought back, and nothing is part of itself then either.
///
/// # Errors
/// Where that would close a circle, or more than [`DEEPEST`] would stand one above the other.
pub fn may_refine(problems: &[Problem], id: ProblemId, parent: ProblemId) -> Result<(), Unrefined> {
    let parent_of = |of: ProblemId| problems.iter().find(|one| one.id == of).and_then(|one| one.parent_id);
    // A circle that is there already must end as well.
    let above = std::iter::successors(Some(parent), |at| parent_of(*at)).take(problems.len() + 1);
    let mut height = 1;
    for at in above {
        if at == id {
            return Err(Unrefined::Circle);
        }
        height += 1;
    }
    let deepest = height + below(problems, id, problems.len());
    if deepest > DEEPEST { Err(Unrefined::TooDeep(deepest)) } else { Ok(()) }
}

/// Problems that stand one below the other under one, at most. No tree is deeper than there are problems.
fn below(problems: &[Problem], id: ProblemId, most: usize) -> usize {
    let Some(most) = most.checked_sub(1) else { return 0 };
    let parts = problems.iter().filter(|one| one.parent_id == Some(id));
    parts.map(|part| 1 + below(problems, part.id, most)).max().unwrap_or(0)
}

/// Takes every problem out of its whole whose way up has no end within [`DEEPEST`] steps. None such can be written; of
/// what was read from elsewhere, everything that goes up or down must still end.
pub(super) fn cut(problems: &mut [Problem]) {
    let parent_of = |of: ProblemId| {
        let at = problems.binary_search_by_key(&of, |one| one.id).ok()?;
        problems[at].parent_id
    };
    let endless = |one: &Problem| std::iter::successors(Some(one.id), |at| parent_of(*at)).nth(DEEPEST).is_some();
    let cut: Vec<usize> = (0..problems.len()).filter(|at| endless(&problems[*at])).collect();
    for at in cut {
        problems[at].parent_id = None;
    }
}

impl Goals {
    /// The problem of which one is part, if it was not deleted.
    pub fn whole_of(&self, problem: &Problem) -> Option<&Problem> {
        self.problem(problem.parent_id?)
    }

    /// The problems that are part of one, by id.
    pub fn parts_of(&self, problem: ProblemId) -> impl Iterator<Item = &Problem> {
        self.problems().iter().filter(move |one| one.parent_id == Some(problem))
    }

    /// A problem, the one of which it is part, and so on to the one that is part of none.
    pub fn wholes<'g>(&'g self, problem: &'g Problem) -> impl Iterator<Item = &'g Problem> {
        std::iter::successors(Some(problem), |one| self.whole_of(one))
    }

    /// Whether a number says what a problem should bring: it says one itself, or all of its parts do.
    pub fn is_measurable(&self, problem: &Problem) -> bool {
        let says = problem.expected_effect.chars().any(|character| character.is_ascii_digit());
        says || {
            let mut parts = self.parts_of(problem.id).peekable();
            parts.peek().is_some() && parts.all(|part| self.is_measurable(part))
        }
    }

    /// Whether a day says by when a problem should be solved: its own, or that of one of which it is part.
    pub fn is_dated(&self, problem: &Problem) -> bool {
        self.wholes(problem).any(|one| one.due_on.is_some())
    }
}
