//! A question about a translation, asked in place, and its answer.
//!
//! 1. Every member may ask. The question goes to who wrote the problem; where nobody did who could answer, or they ask
//!    themselves, it goes to all leaders.
//! 2. Who it went to answers, or any leader. An answer can be put in better words, and says who wrote it last.
//! 3. Who asked is told of the answer for a week.
//! 4. Questions and answers stay on the problem.

use serde::{Deserialize, Serialize};

use crate::{
    MemberId, ProblemId, ProblemQuestionId, Ts,
    check::{Faults, MAX_TEXT},
    people::{Member, Role},
};

/// A question about a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProblemQuestion {
    /// Its id.
    pub id: ProblemQuestionId,
    /// About which problem.
    pub problem_id: ProblemId,
    /// What is asked.
    pub text: String,
    /// Who asks; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
    /// To whom it went: who wrote the problem. None: to all leaders.
    pub to: Option<MemberId>,
    /// The answer; empty while there is none.
    pub answer: String,
    /// Who answered last.
    pub answered_by: Option<MemberId>,
    /// When that was; none while nobody answered.
    pub answered_at: Option<Ts>,
    /// Counts up with each change.
    pub version: i64,
}

impl ProblemQuestion {
    /// Checks that something is asked, and that an answer says something.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults.required("text", &self.text).text("text", &self.text, MAX_TEXT);
        if self.answered_at.is_some() {
            faults.required("answer", &self.answer);
        }
        faults.text("answer", &self.answer, MAX_TEXT).finish()
    }

    /// Whether it still waits for an answer.
    pub const fn is_open(&self) -> bool {
        self.answered_at.is_none()
    }

    /// Whether it waits for this member: it went to them, or to all leaders and they are one.
    pub fn waits_for(&self, member: &Member) -> bool {
        self.is_open() && member.role >= Role::Member && self.went_to(member)
    }

    /// Whether this member is told of its answer: they asked, and somebody else answered after that time.
    pub fn was_answered_to(&self, member: &Member, since: Ts) -> bool {
        let told = self.by == Some(member.id) && self.answered_by != self.by;
        told && self.answered_at.is_some_and(|at| at >= since)
    }

    /// Whether this member may answer it. The operator may, who is nobody's member.
    pub fn may_be_answered_by(&self, member: Option<&Member>) -> bool {
        member.is_none_or(|member| member.role >= Role::Leader || member.role == Role::Member && self.went_to(member))
    }

    fn went_to(&self, member: &Member) -> bool {
        self.to.map_or(member.role >= Role::Leader, |to| to == member.id)
    }
}

/// To whom a question goes: who wrote the problem, if they are still here, may answer, and do not ask themselves.
pub fn asked_of(author: Option<&Member>, asking: Option<MemberId>) -> Option<MemberId> {
    author
        .filter(|author| author.removed_at.is_none() && author.role >= Role::Member && Some(author.id) != asking)
        .map(|author| author.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(number: u128, role: Role) -> Member {
        Member {
            id: MemberId(uuid::Uuid::from_u128(number)),
            account_id: crate::AccountId(uuid::Uuid::from_u128(number)),
            email: "ada@example.org".to_owned(),
            name: "Ada".to_owned(),
            role,
            team_id: None,
            version: 1,
            joined_at: Ts::default(),
            removed_at: None,
        }
    }

    fn question(to: Option<&Member>) -> ProblemQuestion {
        ProblemQuestion {
            id: ProblemQuestionId(uuid::Uuid::nil()),
            problem_id: ProblemId(uuid::Uuid::nil()),
            text: "Why this segment?".to_owned(),
            by: None,
            at: Ts::default(),
            to: to.map(|to| to.id),
            answer: String::new(),
            answered_by: None,
            answered_at: None,
            version: 1,
        }
    }

    #[test]
    fn a_question_goes_to_who_wrote_the_problem_and_else_to_all_leaders() {
        let author = member(1, Role::Member);
        assert_eq!(asked_of(Some(&author), None), Some(author.id));
        assert_eq!(asked_of(Some(&author), Some(author.id)), None, "nobody asks themselves");
        assert_eq!(asked_of(Some(&Member { removed_at: Some(Ts::default()), ..author.clone() }), None), None);
        assert_eq!(asked_of(Some(&Member { role: Role::Viewer, ..author }), None), None);
        assert_eq!(asked_of(None, None), None);
    }

    #[test]
    fn who_it_went_to_answers_or_a_leader_and_it_waits_for_the_former_alone() {
        let (author, other, leader) = (member(1, Role::Member), member(2, Role::Member), member(3, Role::Leader));
        let to_author = question(Some(&author));
        assert!(to_author.waits_for(&author) && !to_author.waits_for(&other) && !to_author.waits_for(&leader));
        let may = |question: &ProblemQuestion, member: &Member| question.may_be_answered_by(Some(member));
        assert!(may(&to_author, &author) && !may(&to_author, &other) && may(&to_author, &leader));
        let to_leaders = question(None);
        assert!(!to_leaders.waits_for(&author) && to_leaders.waits_for(&leader));
        assert!(!may(&to_leaders, &author) && may(&to_leaders, &leader) && to_leaders.may_be_answered_by(None));
        let answered = ProblemQuestion { answered_at: Some(Ts::default()), ..to_author };
        assert!(!answered.waits_for(&author), "it was answered");
        assert!(!may(&answered, &Member { role: Role::Viewer, ..author.clone() }), "they only read by now");
    }

    #[test]
    fn a_question_asks_and_an_answer_says_something() {
        assert!(question(None).check().is_ok());
        assert!(ProblemQuestion { text: " ".to_owned(), ..question(None) }.check().is_err());
        let answered = ProblemQuestion { answered_at: Some(Ts::default()), ..question(None) };
        assert!(answered.check().is_err());
        assert!(ProblemQuestion { answer: "Because it pays.".to_owned(), ..answered }.check().is_ok());
    }
}
