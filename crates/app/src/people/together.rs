//! Questions that are asked at the same time are answered together.
//!
//! Every request asks who is behind its cookie or token, and the answer must be of after the request came: whoever was
//! removed is out at once. A question that comes while the database is at work on others waits, and the next look-up
//! takes all that wait. It begins after every one of them was asked, so nobody gets an answer from before their
//! question; and one who asks alone does not wait at all.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use throughline_domain::WorkspaceId;
use throughline_store::StoreError;
use tokio::sync::oneshot;

/// Look-ups that run at the same time; who comes later waits for one of them to end. Two, so that one that hangs does
/// not hold everybody up.
const AT_ONCE: usize = 2;
/// Questions that one look-up takes at most.
const MOST: usize = 64;

/// Those who ask, and the look-ups at work.
pub(crate) struct Together<A> {
    state: Mutex<State<A>>,
}

struct State<A> {
    running: usize,
    waiting: VecDeque<Question<A>>,
}

struct Question<A> {
    workspace: WorkspaceId,
    hash: String,
    answer: oneshot::Sender<Result<Option<A>, StoreError>>,
}

/// What a look-up found, by hash.
type Found<A> = Result<HashMap<String, A>, StoreError>;

impl<A> Default for Together<A> {
    fn default() -> Self {
        Self { state: Mutex::new(State { running: 0, waiting: VecDeque::new() }) }
    }
}

/// One of the look-ups at work, as long as it lives.
struct Running<A>(Arc<Together<A>>);

impl<A> Drop for Running<A> {
    fn drop(&mut self) {
        self.0.state().running -= 1;
    }
}

impl<A: Clone + Send + 'static> Together<A> {
    /// Who or what stands behind the hash of a secret. `look` is asked for several hashes of one workspace.
    pub async fn ask<L, F>(
        self: &Arc<Self>,
        workspace: WorkspaceId,
        hash: String,
        look: L,
    ) -> Result<Option<A>, StoreError>
    where
        L: Fn(WorkspaceId, Vec<String>) -> F + Send + Sync + 'static,
        F: Future<Output = Found<A>> + Send,
    {
        let (answer, answered) = oneshot::channel();
        let running = {
            let mut state = self.state();
            state.waiting.push_back(Question { workspace, hash, answer });
            (state.running < AT_ONCE).then(|| {
                state.running += 1;
                Running(Arc::clone(self))
            })
        };
        if let Some(running) = running {
            // In a task of its own, so that others get their answers when this request is given up.
            tokio::spawn(async move {
                while let Some(questions) = running.0.next() {
                    answer_all(questions, &look).await;
                }
            });
        }
        let lost = || StoreError::Unavailable("a look-up ended without an answer".to_owned());
        answered.await.unwrap_or_else(|_| Err(lost()))
    }

    /// All that wait and ask of the same workspace as the first; none when nobody waits.
    fn next(&self) -> Option<Vec<Question<A>>> {
        let mut state = self.state();
        let first = state.waiting.pop_front()?;
        let workspace = first.workspace;
        let mut questions = vec![first];
        let mut others = VecDeque::new();
        while let Some(question) = state.waiting.pop_front() {
            if question.workspace == workspace && questions.len() < MOST {
                questions.push(question);
            } else {
                others.push_back(question);
            }
        }
        state.waiting = others;
        Some(questions)
    }
}

impl<A> Together<A> {
    fn state(&self) -> MutexGuard<'_, State<A>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer_all<A, L, F>(questions: Vec<Question<A>>, look: &L)
where
    A: Clone,
    L: Fn(WorkspaceId, Vec<String>) -> F,
    F: Future<Output = Found<A>>,
{
    let Some(workspace) = questions.first().map(|question| question.workspace) else { return };
    let mut hashes: Vec<String> = questions.iter().map(|question| question.hash.clone()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let found = look(workspace, hashes).await;
    for question in questions {
        let answer = match &found {
            Ok(found) => Ok(found.get(&question.hash).cloned()),
            Err(error) => Err(error.clone()),
        };
        // Whoever gave up does not wait for an answer.
        let _ = question.answer.send(answer);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::{sync::Semaphore, task::JoinHandle};

    use super::*;

    type Answer = Result<Option<usize>, StoreError>;

    fn workspace() -> WorkspaceId {
        WorkspaceId(uuid::Uuid::from_u128(1))
    }

    /// A database that answers when it is let, with the number of the look-up. A hash that begins with "no" is unknown.
    #[derive(Clone, Default)]
    struct Doors {
        together: Arc<Together<usize>>,
        begun: Arc<AtomicUsize>,
        let_go: Arc<LetGo>,
    }

    struct LetGo(Semaphore);

    impl Default for LetGo {
        fn default() -> Self {
            Self(Semaphore::new(0))
        }
    }

    impl Doors {
        async fn ask(self, hash: &'static str) -> Answer {
            let Self { together, begun, let_go } = self;
            let look = move |_, hashes: Vec<String>| {
                let (number, let_go) = (begun.fetch_add(1, Ordering::SeqCst), Arc::clone(&let_go));
                async move {
                    let_go.0.acquire().await.expect("open").forget();
                    Ok(hashes.into_iter().filter(|hash| !hash.starts_with("no")).map(|hash| (hash, number)).collect())
                }
            };
            together.ask(workspace(), hash.to_owned(), look).await
        }

        fn asked(&self, hash: &'static str) -> JoinHandle<Answer> {
            tokio::spawn(self.clone().ask(hash))
        }

        /// As many look-ups at work as there may be, one question each.
        async fn busy(&self) -> Vec<JoinHandle<Answer>> {
            let mut asked = Vec::new();
            for hash in ["a", "b"] {
                asked.push(self.asked(hash));
                while self.begun.load(Ordering::SeqCst) < asked.len() {
                    tokio::task::yield_now().await;
                }
            }
            assert_eq!(asked.len(), AT_ONCE);
            asked
        }

        async fn until_waiting(&self, count: usize) {
            while self.together.state().waiting.len() < count {
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn who_comes_while_others_are_looked_up_shares_the_next_look_up_and_never_one_that_had_begun() {
        let doors = Doors::default();
        let first = doors.busy().await;
        let later = [doors.asked("a"), doors.asked("c"), doors.asked("no")];
        doors.until_waiting(later.len()).await;
        doors.let_go.0.add_permits(3);
        for task in first {
            assert!(task.await.unwrap().unwrap().is_some_and(|number| number < AT_ONCE));
        }
        let mut answers = Vec::new();
        for task in later {
            answers.push(task.await.unwrap().unwrap());
        }
        assert_eq!(answers, [Some(2), Some(2), None], "they came together after the first two had begun");
        assert_eq!(doors.begun.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn who_gives_up_leaves_the_others_their_answers() {
        let doors = Doors::default();
        let gone = doors.busy().await;
        let patient = doors.asked("c");
        doors.until_waiting(1).await;
        gone.iter().for_each(JoinHandle::abort);
        doors.let_go.0.add_permits(3);
        assert_eq!(patient.await.unwrap(), Ok(Some(2)));
    }

    #[tokio::test]
    async fn a_look_up_that_fails_fails_for_those_who_waited_and_not_for_those_who_come_after() {
        let doors = Doors::default();
        let fails = |_, _| async { Err(StoreError::Locked) };
        assert_eq!(doors.together.ask(workspace(), "a".into(), fails).await, Err(StoreError::Locked));
        let panics = |_, _| async { panic!("on purpose") };
        let lost = doors.together.ask(workspace(), "a".into(), panics).await;
        assert!(matches!(lost, Err(StoreError::Unavailable(_))));
        doors.let_go.0.add_permits(1);
        assert_eq!(doors.ask("a").await, Ok(Some(0)));
    }
}
