//! Questions about problems, and their answers.

use throughline_domain::{ProblemId, Ts, strategy::ProblemQuestion};

use crate::{
    Reader, StoreError,
    record::{plain, private::Mapped, record, sql},
};

record!(ProblemQuestion, "question" in "problem_question" {
    id, problem_id, text, by as ["by_member_id"], at, to as ["to_member_id"], answer, answered_by as ["answered_by_id"],
    answered_at, version,
});

plain! { ProblemQuestion }

sql! {
    OF_PROBLEM = "select id, problem_id, text, by_member_id, at, to_member_id, answer, answered_by_id, answered_at, version
         from problem_question where workspace_id = $1 and problem_id = $2 order by at, id";
    /// Of problems that are there.
    OPEN_AT = "select q.id, q.problem_id, q.text, q.by_member_id, q.at, q.to_member_id, q.answer, q.answered_by_id,
             q.answered_at, q.version
         from problem_question q join problem p on p.workspace_id = q.workspace_id and p.id = q.problem_id
         where q.workspace_id = $1 and (q.answered_at is null or q.answered_at >= $2) and p.withdrawn_at is null
         order by q.at, q.id";
}

impl Reader<'_> {
    /// The questions about a problem, in the order in which they were asked.
    pub async fn questions_about(&mut self, problem: ProblemId) -> Result<Vec<ProblemQuestion>, StoreError> {
        let rows = self.scoped(OF_PROBLEM, vec![problem.0.into()]).await?;
        rows.into_iter().map(|mut cells| ProblemQuestion::read(&mut cells)).collect()
    }

    /// The questions that nobody answered before a time, about problems that are not deleted, the oldest first.
    pub async fn questions_open_at(&mut self, since: Ts) -> Result<Vec<ProblemQuestion>, StoreError> {
        let rows = self.scoped(OPEN_AT, vec![since.into()]).await?;
        rows.into_iter().map(|mut cells| ProblemQuestion::read(&mut cells)).collect()
    }
}
