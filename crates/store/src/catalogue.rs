//! Every table with its columns, in an order in which rows can be added without pointing to one that is not there yet.
//! Backups, exports and moves between databases go by this list; a test holds it against both schemas.

use std::sync::LazyLock;

use crate::{
    StoreError,
    value::{
        Kind::{self, Bool, Id, Int, Real, Text},
        Value,
    },
};

/// A table.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The column of the workspace; none for tables that belong to no workspace.
    pub(crate) scope: Option<&'static str>,
    /// The columns of the key, as SQL.
    pub(crate) key: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// Whether an export of a workspace carries it. Sign-in secrets and what is about a browser stay behind.
    pub(crate) exported: bool,
    /// A column that points to another row of the same table, set after all rows are there.
    pub(crate) points_to_itself: Option<&'static str>,
}

macro_rules! tables {
    ($($name:ident by $key:literal $(in $scope:literal)? $(exported $exported:literal)? $(itself $itself:literal)? {
        $($column:ident $kind:ident),* $(,)?
    })*) => {
        /// Every table that is kept. The words for search are not among them: they follow from the tickets.
        pub(crate) const TABLES: &[Table] = &[$(
            Table {
                name: stringify!($name),
                scope: tables!(@or None $(Some($scope))?),
                key: $key,
                columns: &[$((stringify!($column), $kind)),*],
                exported: tables!(@or false $($exported)?),
                points_to_itself: tables!(@or None $(Some($itself))?),
            },
        )*];
    };
    (@or $default:ident) => { $default };
    (@or $default:ident $given:expr) => { $given };
}

tables! {
    installation by "name" { name Text, value Text }
    account by "id" { id Id, email Text, password_hash Text, version Int, created_at Int }
    sign_in_attempt by "key_hash" { key_hash Text, failures Int, first_at Int, last_at Int }
    workspace by "id" in "id" exported true {
        id Id, name Text, currency Text, time_zone Text, working_days_per_week Int, days_per_story_point Real,
        value_labels Text, version Int, created_at Int, last_event Int, last_hash Text,
    }
    team by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, name Text, capacity_days_per_week Real, tracks Int, version Int, withdrawn_at Int,
        withdrawn_by Id,
    }
    member by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, account_id Id, email Text, name Text, role Text, team_id Id, version Int,
        joined_at Int, removed_at Int, removed_by Id,
    }
    invitation by "workspace_id, id" in "workspace_id" {
        workspace_id Id, id Id, email Text, role Text, invited_by Id, created_at Int, expires_at Int, accepted_at Int,
        withdrawn_at Int, secret_hash Text, withdrawn_by Id,
    }
    session by "workspace_id, id" in "workspace_id" {
        workspace_id Id, id Id, member_id Id, created_at Int, last_seen_at Int, expires_at Int, ends_at Int,
        user_agent Text, token_hash Text,
    }
    token by "workspace_id, id" in "workspace_id" {
        workspace_id Id, id Id, name Text, member_id Id, scopes Text, created_at Int, expires_at Int, last_used_at Int,
        withdrawn_at Int, secret_hash Text, withdrawn_by Id,
    }
    one_time_link by "workspace_id, secret_hash" in "workspace_id" {
        workspace_id Id, secret_hash Text, member_id Id, created_at Int, expires_at Int, used_at Int,
    }
    segment by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, name Text, yearly_revenue_minor Int, yearly_revenue_currency Text, churn Real,
        churn_period Text, source Text, version Int, withdrawn_at Int, withdrawn_by Id, customers Int,
    }
    competitor_move by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, competitor Text, segment_id Id, seen_on Text, what Text, source Text, won Int, lost Int,
        pipeline_minor Int, pipeline_currency Text, version Int, withdrawn_at Int, withdrawn_by Id,
    }
    metric by "workspace_id, id" in "workspace_id" exported true itself "parent_id" {
        workspace_id Id, id Id, name Text, unit Text, definition Text, direction Text, parent_id Id, north_star Bool,
        target Real, target_date Text, worth_minor_per_unit_year Real, version Int, withdrawn_at Int, withdrawn_by Id,
        owner_id Id, source Text, refresh Text, formula Text, strength Text, against Bool,
    }
    observation by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, metric_id Id, at Int, value Real, source Text,
    }
    metric_pull by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, metric_id Id, fetched_from Text, has_secret Bool, by_member_id Id, version Int,
        withdrawn_at Int, withdrawn_by Id,
    }
    metric_pull_secret by "workspace_id, pull_id" in "workspace_id" { workspace_id Id, pull_id Id, sealed Text }
    metric_pull_attempt by "workspace_id, pull_id" in "workspace_id" {
        workspace_id Id, pull_id Id, at Int, taken Int, failure Text, failures Int, next_at Int, held_until Int,
    }
    cycle by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, name Text, starts_on Text, ends_on Text, opened_at Int, opened_by Id, closed_at Int,
        closed_by Id, lessons Text, version Int, withdrawn_at Int, withdrawn_by Id,
    }
    objective by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, key Text, title Text, why Text, metric_id Id, cycle_id Id, starts_on Text, ends_on Text,
        owner_id Id, at_stake_minor Int, at_stake_currency Text, version Int, created_at Int, withdrawn_at Int,
        withdrawn_by Id,
    }
    key_result by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, key Text, objective_id Id, shares Text, title Text, metric_id Id, kind Text, start Real,
        target Real, at_least Real, at_most Real, milestones Text, unit Text, due_on Text, ambition Text,
        version Int, created_at Int, withdrawn_at Int, withdrawn_by Id,
    }
    closed_result by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, cycle_id Id, objective_id Id, objective_key Text, objective_title Text,
        key_result_id Id, key Text, title Text, kind Text, ambition Text, value Real, raw Real, read_on Text,
        sentence Text, confidence Int, note Text, carried_to Id, carried_because Text,
    }
    check_in by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, key_result_id Id, of_day Text, confidence Int, value Real, note Text, by_member_id Id,
        at Int, withdrawn_at Int, withdrawn_by Id,
    }
    weekly_goal by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, team_id Id, key_result_id Id, monday Text, title Text, carried_from Id,
        carried_because Text, outcome Text, reason Text, closed_at Int, closed_by Id, version Int, withdrawn_at Int,
        withdrawn_by Id,
    }
    problem by "workspace_id, id" in "workspace_id" exported true itself "parent_id" {
        workspace_id Id, id Id, key Text, parent_id Id, key_result_id Id, shares Text, title Text, goal Text, hypothesis Text, segment_id Id,
        expected_effect Text, due_on Text, version Int, created_at Int, withdrawn_at Int, withdrawn_by Id,
    }
    problem_question by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, problem_id Id, text Text, by_member_id Id, at Int, to_member_id Id, answer Text,
        answered_by_id Id, answered_at Int, version Int,
    }
    source by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, kind Text, name Text, key_prefix Text, mapping Text, resume_at Text, created_at Int,
    }
    import_run by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, source_id Id, by_member_id Id, started_at Int, finished_at Int, new_count Int,
        changed_count Int, unchanged_count Int, skipped_count Int, skipped_items Text,
    }
    ticket by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, key Text, source_id Id, external_id Text, url Text, title Text, body Text, status Text,
        labels Text, value_line Text, set_here Text, confirmed_reading Text, problem_id Id, team_id Id,
        effort_low_days Real, effort_high_days Real, due_on Text, rice_reach Real, rice_impact Real,
        rice_confidence Real, moscow Text, waits_for Text, opened_at Int, closed_at Int, updated_at Int, version Int,
        withdrawn_at Int, changed_by_event Int, withdrawn_by Id,
    }
    pin by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, ticket_id Id, above_id Id, reason Text, by_member_id Id, at Int, cost_minor Int,
        withdrawn_at Int, withdrawn_by Id,
    }
    calendar_entry by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, team_id Id, name Text, first_on Text, last_on Text, capacity_percent Int, version Int,
        withdrawn_at Int, withdrawn_by Id,
    }
    work_start by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, ticket_id Id, started_on Text, by_member_id Id, at Int, withdrawn_at Int,
        withdrawn_by Id,
    }
    promise by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, ticket_id Id, promised_to Text, due_on Text, asked_by Text, by_member_id Id, at Int,
        version Int, withdrawn_at Int, withdrawn_by Id,
    }
    alternative by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, ticket_id Id, team_id Id, effort_percent Int, by_member_id Id, at Int,
        withdrawn_at Int, withdrawn_by Id,
    }
    published_roadmap by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, number Int, at Int, by_member_id Id, reason Text, cost_minor Int, bound_minor Int,
        places Text,
    }
    urgent_request by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, key Text, by_member_id Id, asking_group Text, title Text, why Text, if_it_waits Text,
        at_stake Text, by_when Text, how_known Text, test Text, team_id Id, effort_low_days Real, effort_high_days Real,
        ticket_id Id, switching Text, made_at Int, asked_at Int, done_at Int, done_by Id, version Int, withdrawn_at Int,
        withdrawn_by Id,
    }
    urgent_decision by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, request_id Id, answer Text, reason Text, by_member_id Id, at Int, price_stamp Text,
        cost_minor Int, cost_to_others_minor Int, cost_low_minor Int, cost_high_minor Int, starts_on Text, done_on Text,
        delayed Text, person_days Real, named_leader_id Id, besides_another Bool, withdrawn_at Int, withdrawn_by Id,
    }
    urgent_verdict by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, request_id Id, outcome Text, evidence Text, by_member_id Id, at Int,
    }
    urgency_budget by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, team_id Id, asking_group Text, money_minor Int, share_of_days Real, version Int,
        withdrawn_at Int, withdrawn_by Id,
    }
    missed_alarm by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, warning Text, asking_group Text, consequence Text, by_member_id Id, at Int,
    }
    service by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, name Text, team_id Id, figures Text, source Text, version Int, withdrawn_at Int,
        withdrawn_by Id,
    }
    emergency by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, key Text, title Text, team_id Id, started_at Int, ended_at Int, by_member_id Id,
        inputs Text, went_well Text, next_time Text, version Int, withdrawn_at Int, withdrawn_by Id, template Text,
    }
    emergency_note by "workspace_id, id" in "workspace_id" exported true {
        workspace_id Id, id Id, emergency_id Id, at Int, by_member_id Id, kind Text, text Text,
    }
    event by "workspace_id, number" in "workspace_id" exported true {
        workspace_id Id, id Id, number Int, at Int, by_member_id Id, kind Text, subject_id Id, subject Text, data Text,
        hash Text,
    }
    idempotency by "workspace_id, key_hash" in "workspace_id" {
        workspace_id Id, key_hash Text, request_hash Text, response Text, created_at Int,
    }
}

/// The statements that copy a table.
pub(crate) struct CopySql {
    pub(crate) table: &'static Table,
    /// All rows; $1: how many, $2: after how many.
    pub(crate) page: String,
    /// The rows of a workspace ($1); none for tables of no workspace.
    pub(crate) of_workspace: Option<String>,
    pub(crate) insert: String,
    /// Points a row ($1 and $2, its key) to another of its table ($3).
    pub(crate) point: Option<String>,
    pub(crate) empty: String,
    pub(crate) count: String,
}

/// One per table, in the order of [`TABLES`].
pub(crate) static COPY: LazyLock<Vec<CopySql>> = LazyLock::new(|| TABLES.iter().map(copy_sql).collect());

fn copy_sql(table: &'static Table) -> CopySql {
    let Table { name, key, .. } = table;
    let columns: Vec<&str> = table.columns.iter().map(|(column, _)| *column).collect();
    let places: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
    let (columns, places) = (columns.join(", "), places.join(", "));
    CopySql {
        table,
        page: format!("select {columns} from {name} order by {key} limit $1 offset $2"),
        of_workspace: table
            .scope
            .map(|scope| format!("select {columns} from {name} where {scope} = $1 order by {key}")),
        insert: format!("insert into {name} ({columns}) values ({places})"),
        point: table
            .points_to_itself
            .map(|column| format!("update {name} set {column} = $3 where workspace_id = $1 and id = $2")),
        empty: format!("delete from {name}"),
        count: format!("select count(*) from {name}"),
    }
}

impl CopySql {
    pub(crate) fn all(&'static self) -> Vec<&'static str> {
        let mut all = vec![self.page.as_str(), &self.insert, &self.empty, &self.count];
        all.extend(self.of_workspace.as_deref());
        all.extend(self.point.as_deref());
        all
    }

    /// Where a column is.
    pub(crate) fn at(&self, column: &str) -> Option<usize> {
        self.table.columns.iter().position(|(name, _)| *name == column)
    }
}

/// What columns hold that came later than the first export format, in rows that were exported before.
pub(crate) fn before_it_came(table: &str, column: &str) -> Option<Value> {
    match (table, column) {
        ("key_result" | "problem", "shares") => Some(Value::from("[]")),
        ("cycle", "lessons") | ("metric", "source") => Some(Value::from("")),
        ("metric", "strength") => Some(Value::from("assumed")),
        ("metric", "against") => Some(Value::from(false)),
        _ => None,
    }
}

/// The statements of the table of this name.
pub(crate) fn copy_of(table: &str) -> Result<&'static CopySql, StoreError> {
    COPY.iter()
        .find(|copy| copy.table.name == table)
        .ok_or_else(|| StoreError::BadRows { table: table.to_owned(), reason: "there is no such table".to_owned() })
}
