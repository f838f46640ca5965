//! What others ask of a reader, and what they answered.

use throughline_domain::people::Role;

use super::{Asked, quoted};
use crate::{NameRef, QuestionView, UrgentThisWeek, words::number};

/// What urgent requests ask of somebody: a decision, and a look back.
pub(super) fn of_urgent(role: Role, urgent: &UrgentThisWeek) -> Vec<Asked> {
    let key = |request: &NameRef| request.key.clone().unwrap_or_default();
    let mut asked = Vec::new();
    if let Some(request) = urgent.waiting.first().filter(|_| role >= Role::Leader) {
        asked.push(Asked {
            title: format!("Decide on {}", key(request)),
            why: format!("{} waits; what each moment costs stands beside it.", quoted(&request.name)),
            href: format!("/urgent/{}", key(request)),
            minutes: 3,
        });
    }
    if let Some(request) = urgent.to_look_back.first().filter(|_| role >= Role::Member) {
        asked.push(Asked {
            title: format!("Say whether {} was urgent", key(request)),
            why: format!("{} was decided 30 days ago.", quoted(&request.name)),
            href: format!("/urgent/{}", key(request)),
            minutes: 2,
        });
    }
    asked
}

/// What others ask about problems that the reader wrote, the oldest first.
pub(super) fn of_questions(questions: &[QuestionView]) -> Option<Asked> {
    let first = questions.first()?;
    let who = first.by_name.as_deref().unwrap_or("The operator");
    let more = match questions.len() - 1 {
        0 => String::new(),
        more => format!(" {} more wait.", number(more)),
    };
    Some(Asked {
        title: format!("Answer a question about {}", first.problem_key),
        why: format!("{who} asks: {}.{more}", quoted(&beginning(&first.question.text))),
        href: format!("/problems/{}#q-{}", first.problem_key, first.question.id),
        minutes: 3,
    })
}

/// What others answered to the reader's questions, the oldest first.
pub(super) fn of_answers(answers: &[QuestionView]) -> Option<Asked> {
    let first = answers.first()?;
    let who = first.answered_by_name.as_deref().unwrap_or("The operator");
    let more = match answers.len() - 1 {
        0 => String::new(),
        more => format!(" {} more of yours were answered.", number(more)),
    };
    Some(Asked {
        title: format!("Read the answer about {}", first.problem_key),
        why: format!("{who} answers: {}.{more}", quoted(&beginning(&first.question.answer))),
        href: format!("/problems/{}#q-{}", first.problem_key, first.question.id),
        minutes: 1,
    })
}

/// The first words of a text, cut between words.
fn beginning(text: &str) -> String {
    const MOST: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = line.char_indices().nth(MOST) else { return line };
    let cut = line[..cut].rfind(' ').unwrap_or(cut);
    format!("{} …", &line[..cut])
}
