//! Questions about problems: asked in place by any member, answered by who wrote the problem or by a leader.

use serde::{Deserialize, Serialize};
use throughline_domain::{
    MemberId, ProblemId, ProblemQuestionId,
    activity::EventKind,
    people::{Action, Member},
    strategy::{Problem, ProblemQuestion, asked_of},
};
use throughline_store::{EventFilter, StoreError, Tx};
use utoipa::ToSchema;

use crate::{Actor, App, AppError, boxed, error::invalid, portfolio::Picture};

/// For how long who asked is told of an answer.
const TOLD_DAYS: i64 = 7;

/// A question about a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionInput {
    /// What is asked.
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
}

/// The answer to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// What is answered.
    #[schema(min_length = 1, max_length = 10000)]
    pub answer: String,
}

/// A question with names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuestionView {
    /// The question.
    pub question: ProblemQuestion,
    /// Key of the problem.
    pub problem_key: String,
    /// Who asks.
    pub by_name: Option<String>,
    /// To whom it went; none: to all leaders.
    pub to_name: Option<String>,
    /// Who answered last.
    pub answered_by_name: Option<String>,
    /// Whether the reader may answer it.
    pub may_answer: bool,
}

impl App {
    /// The questions about a problem, in the order in which they were asked.
    #[boxed]
    pub async fn list_questions(&self, actor: &Actor, problem: ProblemId) -> Result<Vec<QuestionView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let mut reader = self.reader(actor);
        let problem: Problem = reader.get(problem).await?;
        let questions = reader.questions_about(problem.id).await?;
        let picture = self.picture(actor).await?;
        Ok(questions.into_iter().map(|question| view(actor, &picture, &problem, question)).collect())
    }

    /// Asks about a problem. The question goes to who wrote it, or to all leaders.
    #[boxed]
    pub async fn ask_about_problem(
        &self,
        actor: &Actor,
        problem: ProblemId,
        input: QuestionInput,
    ) -> Result<QuestionView, AppError> {
        actor.require(Action::AskAboutGoals)?;
        let change = self.change(actor);
        let asked = ProblemQuestion {
            id: ProblemQuestionId::new(change.at),
            problem_id: problem,
            text: input.text.trim().to_owned(),
            by: change.by,
            at: change.at,
            to: None,
            answer: String::new(),
            answered_by: None,
            answered_at: None,
            version: 1,
        };
        asked.check().map_err(|faults| invalid(&faults, &asked))?;
        let (problem, question) = self
            .write(actor, move |tx| {
                let mut asked = asked.clone();
                Box::pin(async move {
                    let problem = there(tx, problem).await?;
                    let author = author_of(tx, problem.id).await?;
                    asked.to = asked_of(author.as_ref(), change.by);
                    let data = serde_json::json!({ "text": asked.text, "to": asked.to });
                    let kind = EventKind::ProblemQuestioned;
                    tx.record(change.event(kind, Some(problem.id.0), &problem.key, data)).await?;
                    tx.insert(&asked).await?;
                    Ok::<_, AppError>((problem, asked))
                })
            })
            .await?;
        Ok(view(actor, &*self.picture(actor).await?, &problem, question))
    }

    /// Answers a question, or puts its answer in other words, if it still is at this version. Who it went to may, and
    /// leaders.
    #[boxed]
    pub async fn answer_question(
        &self,
        actor: &Actor,
        id: ProblemQuestionId,
        version: i64,
        input: AnswerInput,
    ) -> Result<QuestionView, AppError> {
        actor.require(Action::AskAboutGoals)?;
        let change = self.change(actor);
        let member = actor.member.clone();
        let (problem, question) = self
            .write(actor, move |tx| {
                let (answer, member) = (input.answer.trim().to_owned(), member.clone());
                Box::pin(async move {
                    let before: ProblemQuestion = tx.read().get(id).await?;
                    let problem = there(tx, before.problem_id).await?;
                    if !before.may_be_answered_by(member.as_ref()) {
                        let needs = "Who wrote the problem answers, or a leader.".to_owned();
                        return Err(AppError::Forbidden { needs });
                    }
                    if before.version != version {
                        return Err(AppError::Stale { current_version: before.version });
                    }
                    if before.answer == answer && !before.is_open() {
                        return Ok((problem, before));
                    }
                    let after =
                        ProblemQuestion { answer, answered_by: change.by, answered_at: Some(change.at), ..before };
                    after.check().map_err(|faults| invalid(&faults, &after))?;
                    let data = serde_json::json!({ "question_id": after.id, "answer": after.answer });
                    let kind = EventKind::ProblemAnswered;
                    tx.record(change.event(kind, Some(problem.id.0), &problem.key, data)).await?;
                    let version = tx.update(&after).await?;
                    Ok((problem, ProblemQuestion { version, ..after }))
                })
            })
            .await?;
        Ok(view(actor, &*self.picture(actor).await?, &problem, question))
    }

    /// Questions that wait for the reader's answer, and the reader's own that somebody answered within a week, the oldest
    /// first.
    pub(crate) async fn questions_for(
        &self,
        actor: &Actor,
        picture: &Picture,
    ) -> Result<(Vec<QuestionView>, Vec<QuestionView>), AppError> {
        let Some(member) = &actor.member else { return Ok(Default::default()) };
        let since = self.now().plus_days(-TOLD_DAYS);
        let (mut waiting, mut answered) = (Vec::new(), Vec::new());
        for question in self.reader(actor).questions_open_at(since).await? {
            let Some(problem) = picture.problem(question.problem_id) else { continue };
            if question.waits_for(member) {
                waiting.push(view(actor, picture, problem, question));
            } else if question.was_answered_to(member, since) {
                answered.push(view(actor, picture, problem, question));
            }
        }
        Ok((waiting, answered))
    }
}

/// A problem that is not deleted.
async fn there(tx: &mut Tx, id: ProblemId) -> Result<Problem, AppError> {
    let problem: Problem = tx.read().get(id).await?;
    if problem.withdrawn_at.is_some() {
        return Err(StoreError::NotFound("problem").into());
    }
    Ok(problem)
}

/// Who wrote a problem, as the log says; none for the operator.
async fn author_of(tx: &mut Tx, problem: ProblemId) -> Result<Option<Member>, AppError> {
    let made =
        EventFilter { subject_id: Some(problem.0), kind: Some(EventKind::ProblemCreated), ..EventFilter::default() };
    let by = tx.read().events(made, 1).await?.into_iter().next().and_then(|event| event.by);
    let Some(by) = by else { return Ok(None) };
    match tx.read().get::<Member>(by).await {
        Ok(member) => Ok(Some(member)),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn view(actor: &Actor, picture: &Picture, problem: &Problem, question: ProblemQuestion) -> QuestionView {
    let name = |id: Option<MemberId>| id.and_then(|id| picture.name_of(id)).map(str::to_owned);
    QuestionView {
        problem_key: problem.key.clone(),
        by_name: name(question.by),
        to_name: name(question.to),
        answered_by_name: name(question.answered_by),
        may_answer: actor.may(Action::AskAboutGoals) && question.may_be_answered_by(actor.member.as_ref()),
        question,
    }
}
