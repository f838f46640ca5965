//! What is thrown away for good: deleted records after their time to come back, and sign-in leftovers.

use throughline_domain::Ts;

use crate::{Store, StoreError, Visible, dialect::words, record::sql};

/// How long the answers to idempotency keys are kept.
const KEYS_KEPT_SECONDS: i64 = 24 * 3_600;
/// How long failed sign-ins, used links and ended sessions are kept.
const LEFTOVERS_KEPT_DAYS: i64 = 1;

sql! {
    SESSIONS = "delete from session where workspace_id = $1 and (expires_at < $2 or ends_at < $2)";
    LINKS = "delete from one_time_link where workspace_id = $1 and expires_at < $2";
    KEYS = "delete from idempotency where workspace_id = $1 and created_at < $2";
}

/// What goes before the tickets. Every statement of it is run, in this order: what refers goes before what it refers to.
pub(crate) mod work {
    use crate::record::sql;

    sql! {
        PINS = "delete from pin where workspace_id = $1 and (withdrawn_at < $2
             or ticket_id in (select id from ticket where workspace_id = $1 and withdrawn_at < $2)
             or above_id in (select id from ticket where workspace_id = $1 and withdrawn_at < $2))";
        CALENDAR = "delete from calendar_entry where workspace_id = $1 and withdrawn_at < $2";
        STARTS = "delete from work_start where workspace_id = $1 and (withdrawn_at < $2
             or ticket_id in (select id from ticket where workspace_id = $1 and withdrawn_at < $2))";
        PROMISES = "delete from promise where workspace_id = $1 and (withdrawn_at < $2
             or ticket_id in (select id from ticket where workspace_id = $1 and withdrawn_at < $2))";
        ALTERNATIVES = "delete from alternative where workspace_id = $1 and (withdrawn_at < $2
             or ticket_id in (select id from ticket where workspace_id = $1 and withdrawn_at < $2)
             or team_id in (select id from team where workspace_id = $1 and withdrawn_at < $2))";
        DECISIONS = "delete from urgent_decision where workspace_id = $1 and (withdrawn_at < $2 or request_id in
             (select id from urgent_request where workspace_id = $1 and asked_at is null and withdrawn_at < $2))";
        REQUESTS = "delete from urgent_request where workspace_id = $1 and asked_at is null and withdrawn_at < $2";
        BUDGETS = "delete from urgency_budget where workspace_id = $1 and withdrawn_at < $2";
        SERVICES = "delete from service where workspace_id = $1 and withdrawn_at < $2";
        NOTES = "delete from emergency_note where workspace_id = $1 and emergency_id in
             (select id from emergency where workspace_id = $1 and withdrawn_at < $2)";
        EMERGENCIES = "delete from emergency where workspace_id = $1 and withdrawn_at < $2";
    }
}

/// The tickets and what goes after them, in the same way.
pub(crate) mod goals {
    use crate::record::sql;

    sql! {
        TICKETS = "delete from ticket where workspace_id = $1 and withdrawn_at < $2 and not exists
             (select 1 from urgent_request as request where request.workspace_id = $1 and request.ticket_id = ticket.id)";
        QUESTIONS = "delete from problem_question where workspace_id = $1 and problem_id in
             (select id from problem where workspace_id = $1 and withdrawn_at < $2 and not exists
                 (select 1 from ticket where ticket.workspace_id = $1 and ticket.problem_id = problem.id)
                 and not exists
                 (select 1 from problem as part where part.workspace_id = $1 and part.parent_id = problem.id))";
        PROBLEMS = "delete from problem where workspace_id = $1 and withdrawn_at < $2
             and not exists (select 1 from ticket where ticket.workspace_id = $1 and ticket.problem_id = problem.id)
             and not exists (select 1 from problem as part where part.workspace_id = $1 and part.parent_id = problem.id)";
        CHECK_INS = "delete from check_in where workspace_id = $1 and (withdrawn_at < $2
             or key_result_id in (select id from key_result where workspace_id = $1 and withdrawn_at < $2 and not exists
                 (select 1 from problem where problem.workspace_id = $1 and problem.key_result_id = key_result.id)))";
        WEEKLY_GOALS = "delete from weekly_goal where workspace_id = $1 and (withdrawn_at < $2
             or key_result_id in (select id from key_result where workspace_id = $1 and withdrawn_at < $2 and not exists
                 (select 1 from problem where problem.workspace_id = $1 and problem.key_result_id = key_result.id)))";
        KEY_RESULTS = "delete from key_result where workspace_id = $1 and withdrawn_at < $2 and not exists
             (select 1 from problem where problem.workspace_id = $1 and problem.key_result_id = key_result.id)";
        OBJECTIVES = "delete from objective where workspace_id = $1 and withdrawn_at < $2 and not exists
             (select 1 from key_result where key_result.workspace_id = $1 and key_result.objective_id = objective.id)";
        CYCLES = "delete from cycle where workspace_id = $1 and withdrawn_at < $2 and not exists
             (select 1 from objective where objective.workspace_id = $1 and objective.cycle_id = cycle.id)";
        COMPETITOR_MOVES = "delete from competitor_move where workspace_id = $1 and (withdrawn_at < $2
             or segment_id in (select id from segment where workspace_id = $1 and withdrawn_at < $2 and not exists
                 (select 1 from problem where problem.workspace_id = $1 and problem.segment_id = segment.id)))";
        SEGMENTS = "delete from segment where workspace_id = $1 and withdrawn_at < $2 and not exists
             (select 1 from problem where problem.workspace_id = $1 and problem.segment_id = segment.id)";
        OBSERVATIONS = "delete from observation where workspace_id = $1 and metric_id in
             (select id from metric where workspace_id = $1 and withdrawn_at < $2)";
        PULL_SECRETS = "delete from metric_pull_secret where workspace_id = $1 and pull_id in
             (select id from metric_pull where workspace_id = $1 and (withdrawn_at < $2
                 or metric_id in (select id from metric where workspace_id = $1 and withdrawn_at < $2)))";
        PULL_ATTEMPTS = "delete from metric_pull_attempt where workspace_id = $1 and pull_id in
             (select id from metric_pull where workspace_id = $1 and (withdrawn_at < $2
                 or metric_id in (select id from metric where workspace_id = $1 and withdrawn_at < $2)))";
        PULLS = "delete from metric_pull where workspace_id = $1 and (withdrawn_at < $2
             or metric_id in (select id from metric where workspace_id = $1 and withdrawn_at < $2))";
        METRICS = "delete from metric where workspace_id = $1 and withdrawn_at < $2
             and not exists (select 1 from objective where objective.workspace_id = $1 and objective.metric_id = metric.id)
             and not exists (select 1 from key_result where key_result.workspace_id = $1 and key_result.metric_id = metric.id)
             and not exists (select 1 from metric as below where below.workspace_id = $1 and below.parent_id = metric.id)";
        TEAMS = "delete from team where workspace_id = $1 and withdrawn_at < $2
             and not exists (select 1 from member where member.workspace_id = $1 and member.team_id = team.id)
             and not exists (select 1 from ticket where ticket.workspace_id = $1 and ticket.team_id = team.id)
             and not exists
                 (select 1 from calendar_entry as entry where entry.workspace_id = $1 and entry.team_id = team.id)
             and not exists (select 1 from urgent_request as request
                 where request.workspace_id = $1 and request.team_id = team.id)
             and not exists (select 1 from urgency_budget as budget
                 where budget.workspace_id = $1 and budget.team_id = team.id)
             and not exists (select 1 from emergency where emergency.workspace_id = $1 and emergency.team_id = team.id)
             and not exists (select 1 from service where service.workspace_id = $1 and service.team_id = team.id)
             and not exists (select 1 from weekly_goal as goal where goal.workspace_id = $1 and goal.team_id = team.id)";
    }
}

impl Store {
    /// Throws away what was deleted before this time; gives the number of rows. A record that something still refers to
    /// stays until that is gone too. Members and the log stay.
    pub async fn purge_withdrawn(&self, visible: &Visible, before: Ts) -> Result<u64, StoreError> {
        self.write_quietly(visible.workspace(), move |tx| {
            Box::pin(async move {
                let mut gone = 0;
                for sql in work::STATEMENTS {
                    gone += tx.scoped(sql, vec![before.into()]).await?;
                }
                if tx.conn.is_sqlite() {
                    tx.scoped(words::PURGE_INDEX_SQLITE, vec![before.into()]).await?;
                }
                tx.scoped(words::PURGE, vec![before.into()]).await?;
                for sql in goals::STATEMENTS {
                    gone += tx.scoped(sql, vec![before.into()]).await?;
                }
                Ok(gone)
            })
        })
        .await
    }

    /// Throws away ended sessions, used links, old idempotency keys and old failed sign-ins; gives the number of rows.
    pub async fn purge_expired(&self, visible: &Visible, now: Ts) -> Result<u64, StoreError> {
        let leftovers = now.plus_days(-LEFTOVERS_KEPT_DAYS);
        let gone = self
            .write_quietly(visible.workspace(), move |tx| {
                Box::pin(async move {
                    Ok(tx.scoped(SESSIONS, vec![leftovers.into()]).await?
                        + tx.scoped(LINKS, vec![leftovers.into()]).await?
                        + tx.scoped(KEYS, vec![now.plus_seconds(-KEYS_KEPT_SECONDS).into()]).await?)
                })
            })
            .await?;
        Ok(gone + self.sweep_sign_ins(leftovers).await?)
    }
}
