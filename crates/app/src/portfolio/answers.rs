//! Answers that were given before. They are about something that does not change, so they stay true.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Answers by what was asked, up to so many: when there are more, those before go.
pub(crate) struct Answers<Q, A> {
    most: usize,
    kept: Mutex<HashMap<Q, Arc<A>>>,
}

impl<Q: Eq + Hash, A> Answers<Q, A> {
    pub fn up_to(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Q, Arc<A>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer that was given before.
    pub fn get(&self, asked: &Q) -> Option<Arc<A>> {
        self.kept().get(asked).cloned()
    }

    /// Keeps an answer.
    pub fn keep(&self, asked: Q, answer: A) -> Arc<A> {
        let answer = Arc::new(answer);
        let mut kept = self.kept();
        if kept.len() >= self.most {
            kept.clear();
        }
        kept.insert(asked, Arc::clone(&answer));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::Answers;

    #[test]
    fn an_answer_is_kept_until_there_are_many() {
        let answers = Answers::up_to(2);
        answers.keep("one", 1);
        answers.keep("two", 2);
        assert_eq!((answers.get(&"one").as_deref(), answers.get(&"two").as_deref()), (Some(&1), Some(&2)));
        answers.keep("three", 3);
        assert_eq!((answers.get(&"one"), answers.get(&"three").as_deref()), (None, Some(&3)));
    }
}
