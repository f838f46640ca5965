//! A problem questioned in place: the question reaches who wrote it, and stays.

use throughline_app::{AnswerInput, QuestionInput};
use throughline_domain::people::Role;
use throughline_test_kit::{TestApp, on_both_databases};

use crate::verbs::problem;

fn question(text: &str) -> QuestionInput {
    QuestionInput { text: text.to_owned() }
}

fn answer(text: &str) -> AnswerInput {
    AnswerInput { answer: text.to_owned() }
}

on_both_databases! {
    async fn a_question_reaches_who_wrote_the_problem_and_the_thread_stays_on_it(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let written = test.app.create_problem(&company.leader, problem("Three features", None)).await.unwrap();
        let asked = test.app.ask_about_problem(&company.member, written.id, question("Why this segment?")).await.unwrap();
        assert_eq!(asked.question.to, company.leader.member_id());
        assert!(!asked.may_answer, "a member does not answer what went to another");
        let week = async |actor| {
            let week = test.app.this_week(actor).await.unwrap();
            week.asked.into_iter().find(|asked| asked.title.starts_with("Answer a question"))
        };
        let reached = week(&company.leader).await.expect("it reaches who wrote it");
        assert_eq!(reached.title, format!("Answer a question about {}", written.key));
        assert!(reached.why.ends_with("asks: \u{201c}Why this segment?\u{201d}."), "{}", reached.why);
        assert_eq!(reached.href, format!("/problems/{}#q-{}", written.key, asked.question.id));
        assert_eq!((week(&company.member).await, week(&company.owner).await), (None, None), "and nobody else");

        let refused = test.app.answer_question(&company.member, asked.question.id, 1, answer("I guess.")).await;
        assert_eq!(refused.unwrap_err().code(), "forbidden");
        let empty = test.app.answer_question(&company.leader, asked.question.id, 1, answer(" ")).await;
        assert_eq!(empty.unwrap_err().code(), "invalid");
        let answered = test.app.answer_question(&company.leader, asked.question.id, 1, answer("They leave first.")).await.unwrap();
        assert_eq!((answered.question.version, answered.question.answered_by), (2, company.leader.member_id()));
        let stale = test.app.answer_question(&company.owner, asked.question.id, 1, answer("Late.")).await;
        assert_eq!(stale.unwrap_err().code(), "stale");
        let again = test.app.answer_question(&company.leader, asked.question.id, 2, answer("They leave first.")).await.unwrap();
        assert_eq!(again, answered, "the same answer again changes nothing");
        assert_eq!(week(&company.leader).await, None, "it was answered");
        let told = async |actor| {
            let week = test.app.this_week(actor).await.unwrap();
            week.asked.into_iter().find(|asked| asked.title.starts_with("Read the answer"))
        };
        let answer = told(&company.member).await.expect("who asked is told");
        assert_eq!(answer.title, format!("Read the answer about {}", written.key));
        assert!(answer.why.ends_with("answers: \u{201c}They leave first\u{201d}."), "{}", answer.why);
        assert_eq!((told(&company.leader).await, told(&company.owner).await), (None, None), "and nobody else");
        test.clock.advance_days(8);
        assert_eq!(told(&company.member).await, None, "for a week");
        let kept = test.app.list_questions(&company.viewer, written.id).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].question.answer, "They leave first.");
        assert!(!kept[0].may_answer, "a viewer reads");
    }

    async fn a_question_goes_to_all_leaders_where_who_wrote_it_cannot_answer(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let own = test.app.create_problem(&company.leader, problem("Mine", None)).await.unwrap();
        let asked = test.app.ask_about_problem(&company.leader, own.id, question("Did I mean this?")).await.unwrap();
        assert_eq!(asked.question.to, None, "nobody asks themselves");
        for (actor, waits) in [(&company.owner, true), (&company.leader, true), (&company.member, false)] {
            let week = test.app.this_week(actor).await.unwrap();
            let reached = week.asked.iter().any(|asked| asked.title.starts_with("Answer a question"));
            assert_eq!(reached, waits, "{:?}", actor.role());
        }
        assert!(company.viewer.role() == Role::Viewer);
        let refused = test.app.ask_about_problem(&company.viewer, own.id, question("May I?")).await;
        assert_eq!(refused.unwrap_err().code(), "forbidden");
        assert_eq!(test.app.ask_about_problem(&company.member, own.id, question(" ")).await.unwrap_err().code(), "invalid");
        let gone = test.app.withdraw_problem(&company.leader, own.id, own.version).await.unwrap();
        assert_eq!(test.app.ask_about_problem(&company.member, gone.id, question("And now?")).await.unwrap_err().code(), "not_found");
        let week = test.app.this_week(&company.owner).await.unwrap();
        assert!(!week.asked.iter().any(|asked| asked.title.starts_with("Answer a question")), "nothing of what is deleted");
    }
}
