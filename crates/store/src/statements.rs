//! All statements of this crate in one place, so that every one can be tried.

use sqlx::{Executor as _, SqlSafeStr as _};
use throughline_domain::{connections, markets, metrics, people, priorities, roadmap, strategy, tickets, urgency};

use crate::{
    Store, StoreError,
    catalogue::{COPY, CopySql, TABLES},
    db::Db,
    dialect,
    record::{Sql, private::Mapped},
};

fn every(sqlite: bool) -> Vec<&'static str> {
    let constants: [&[&str]; 19] = [
        crate::activity::STATEMENTS,
        crate::backup::STATEMENTS,
        crate::dump::STATEMENTS,
        crate::installation::STATEMENTS,
        crate::metrics::STATEMENTS,
        crate::people::STATEMENTS,
        crate::pulls::STATEMENTS,
        crate::retention::STATEMENTS,
        crate::retention::work::STATEMENTS,
        crate::retention::goals::STATEMENTS,
        crate::roadmap::STATEMENTS,
        crate::sign_in::STATEMENTS,
        crate::store::STATEMENTS,
        crate::strategy::check_ins::STATEMENTS,
        crate::strategy::questions::STATEMENTS,
        crate::tickets::STATEMENTS,
        crate::urgency::STATEMENTS,
        crate::write::STATEMENTS,
        if sqlite { dialect::words::SQLITE } else { dialect::words::POSTGRES },
    ];
    let derived = [
        connections::ImportRun::sql(),
        connections::Source::sql(),
        crate::Session::sql(),
        markets::CompetitorMove::sql(),
        markets::Segment::sql(),
        metrics::Metric::sql(),
        metrics::Observation::sql(),
        metrics::Pull::sql(),
        people::Invitation::sql(),
        people::Member::sql(),
        people::Team::sql(),
        people::Token::sql(),
        priorities::Pin::sql(),
        roadmap::Alternative::sql(),
        roadmap::CalendarEntry::sql(),
        roadmap::Promise::sql(),
        roadmap::Published::sql(),
        roadmap::Start::sql(),
        strategy::CheckIn::sql(),
        strategy::ClosedResult::sql(),
        strategy::Cycle::sql(),
        strategy::KeyResult::sql(),
        strategy::Objective::sql(),
        strategy::Problem::sql(),
        strategy::ProblemQuestion::sql(),
        strategy::WeeklyGoal::sql(),
        tickets::Ticket::sql(),
        urgency::Emergency::sql(),
        urgency::EmergencyNote::sql(),
        urgency::MissedAlarm::sql(),
        urgency::Service::sql(),
        urgency::UrgencyBudget::sql(),
        urgency::UrgentDecision::sql(),
        urgency::UrgentRequest::sql(),
        urgency::UrgentVerdict::sql(),
    ];
    let mut all = constants.concat();
    all.extend(derived.into_iter().flat_map(Sql::all));
    all.extend(COPY.iter().flat_map(CopySql::all));
    all
}

impl Store {
    /// Lets the database read every statement of this program without running it; gives their number. Shows whether a
    /// database has the tables this program expects.
    pub async fn check_statements(&self) -> Result<usize, StoreError> {
        let all = every(self.db().is_sqlite());
        for sql in &all {
            let prepared = match self.db() {
                Db::Lite(pool) => pool.prepare(sql.into_sql_str()).await.map(drop),
                Db::Pg(pool) => pool.prepare(sql.into_sql_str()).await.map(drop),
            };
            prepared.map_err(|error| StoreError::Refused(format!("{error} in: {sql}")))?;
        }
        Ok(all.len())
    }
}

/// The tables that are kept, with their columns: what a backup carries.
pub fn kept_tables() -> Vec<(&'static str, Vec<&'static str>)> {
    TABLES.iter().map(|table| (table.name, table.columns.iter().map(|(name, _)| *name).collect())).collect()
}
