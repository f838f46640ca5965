-- The first schema. One text for both databases: {{int}}, {{real}}, {{bool}}, {{id}} and {{strict}} are written out per
-- database by migrate.rs; blocks between "-- only: DATABASE" and "-- end" belong to one of them.
--
-- Every primary key, unique key and foreign key begins with the workspace, so that no row can point across workspaces
-- and a distributed PostgreSQL can keep a workspace together. Global are only `installation`, `account` and
-- `sign_in_attempt`, which exist before a workspace is known.
--
-- Columns that say who did something (`by_member_id`, `withdrawn_by`, `removed_by`, `invited_by`) are statements about
-- the past and carry no foreign key: history outlives people, and no circle of references can hinder a restore.
--
-- Times are microseconds since 1970 UTC, dates ISO 8601 text, amounts minor units beside their currency.
-- Unique indexes are named unique_TABLE__COLUMN, so that a refusal can name the field.

create table installation (
    name text not null primary key,
    value text not null
){{strict}};

create table account (
    id {{id}} not null primary key,
    email text not null,
    password_hash text not null,
    version {{int}} not null,
    created_at {{int}} not null
){{strict}};
create unique index unique_account__email on account (email);

create table sign_in_attempt (
    key_hash text not null primary key,
    failures {{int}} not null,
    first_at {{int}} not null,
    last_at {{int}} not null
){{strict}};

create table workspace (
    id {{id}} not null primary key,
    name text not null,
    currency text not null,
    time_zone text not null,
    working_days_per_week {{int}} not null,
    days_per_story_point {{real}},
    value_labels text not null,
    version {{int}} not null,
    created_at {{int}} not null,
    last_event {{int}} not null,
    last_hash text not null
){{strict}};

create table team (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    name text not null,
    capacity_days_per_week {{real}} not null,
    tracks {{int}} not null,
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id)
){{strict}};
create unique index unique_team__name on team (workspace_id, name) where withdrawn_at is null;

create table member (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    account_id {{id}} not null references account (id),
    email text not null,
    name text not null,
    role text not null,
    team_id {{id}},
    version {{int}} not null,
    joined_at {{int}} not null,
    removed_at {{int}},
    removed_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id)
){{strict}};
create unique index unique_member__account_id on member (workspace_id, account_id);
create index member_by_account on member (account_id);

create table invitation (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    email text not null,
    role text not null,
    invited_by {{id}} not null,
    created_at {{int}} not null,
    expires_at {{int}} not null,
    accepted_at {{int}},
    withdrawn_at {{int}},
    secret_hash text not null,
    withdrawn_by {{id}},
    primary key (workspace_id, id)
){{strict}};
create unique index unique_invitation__secret_hash on invitation (workspace_id, secret_hash);

create table session (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    member_id {{id}} not null,
    created_at {{int}} not null,
    last_seen_at {{int}} not null,
    expires_at {{int}} not null,
    ends_at {{int}} not null,
    user_agent text not null,
    token_hash text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, member_id) references member (workspace_id, id)
){{strict}};
create unique index unique_session__token_hash on session (workspace_id, token_hash);
create index session_by_member on session (workspace_id, member_id);

create table token (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    name text not null,
    member_id {{id}} not null,
    scopes text not null,
    created_at {{int}} not null,
    expires_at {{int}},
    last_used_at {{int}},
    withdrawn_at {{int}},
    secret_hash text not null,
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, member_id) references member (workspace_id, id)
){{strict}};
create unique index unique_token__secret_hash on token (workspace_id, secret_hash);

create table one_time_link (
    workspace_id {{id}} not null references workspace (id),
    secret_hash text not null,
    member_id {{id}} not null,
    created_at {{int}} not null,
    expires_at {{int}} not null,
    used_at {{int}},
    primary key (workspace_id, secret_hash),
    foreign key (workspace_id, member_id) references member (workspace_id, id)
){{strict}};

create table segment (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    name text not null,
    yearly_revenue_minor {{int}},
    yearly_revenue_currency text,
    churn {{real}},
    churn_period text not null,
    source text not null,
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id)
){{strict}};
create unique index unique_segment__name on segment (workspace_id, name) where withdrawn_at is null;

create table metric (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    name text not null,
    unit text not null,
    definition text not null,
    direction text not null,
    parent_id {{id}},
    north_star {{bool}} not null,
    target {{real}},
    target_date text,
    worth_minor_per_unit_year {{real}},
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, parent_id) references metric (workspace_id, id)
){{strict}};
create unique index unique_metric__north_star on metric (workspace_id, north_star)
    where north_star and withdrawn_at is null;

create table observation (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    metric_id {{id}} not null,
    at {{int}} not null,
    value {{real}} not null,
    source text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, metric_id) references metric (workspace_id, id)
){{strict}};
create unique index unique_observation__at on observation (workspace_id, metric_id, at);

create table objective (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    key text not null,
    title text not null,
    why text not null,
    metric_id {{id}},
    starts_on text,
    ends_on text,
    owner_id {{id}},
    at_stake_minor {{int}},
    at_stake_currency text,
    version {{int}} not null,
    created_at {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, metric_id) references metric (workspace_id, id),
    foreign key (workspace_id, owner_id) references member (workspace_id, id)
){{strict}};
create unique index unique_objective__key on objective (workspace_id, key) where withdrawn_at is null;

create table key_result (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    key text not null,
    objective_id {{id}} not null,
    title text not null,
    metric_id {{id}},
    start {{real}},
    target {{real}},
    unit text not null,
    due_on text,
    ambition text not null,
    version {{int}} not null,
    created_at {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, objective_id) references objective (workspace_id, id),
    foreign key (workspace_id, metric_id) references metric (workspace_id, id)
){{strict}};
create unique index unique_key_result__key on key_result (workspace_id, key) where withdrawn_at is null;

create table problem (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    key text not null,
    key_result_id {{id}},
    title text not null,
    goal text not null,
    hypothesis text not null,
    segment_id {{id}},
    expected_effect text not null,
    due_on text,
    version {{int}} not null,
    created_at {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, key_result_id) references key_result (workspace_id, id),
    foreign key (workspace_id, segment_id) references segment (workspace_id, id)
){{strict}};
create unique index unique_problem__key on problem (workspace_id, key) where withdrawn_at is null;

create table source (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    kind text not null,
    name text not null,
    key_prefix text not null,
    mapping text not null,
    resume_at text,
    created_at {{int}} not null,
    primary key (workspace_id, id)
){{strict}};
create unique index unique_source__name on source (workspace_id, kind, name);
create unique index unique_source__key_prefix on source (workspace_id, key_prefix);

create table import_run (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    source_id {{id}} not null,
    by_member_id {{id}},
    started_at {{int}} not null,
    finished_at {{int}},
    new_count {{int}} not null,
    changed_count {{int}} not null,
    unchanged_count {{int}} not null,
    skipped_count {{int}} not null,
    skipped_items text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, source_id) references source (workspace_id, id)
){{strict}};

create table ticket (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    key text not null,
    source_id {{id}} not null,
    external_id text not null,
    url text,
    title text not null,
    body text not null,
    status text not null,
    labels text not null,
    value_line text,
    set_here text not null,
    confirmed_reading text,
    problem_id {{id}},
    team_id {{id}},
    effort_low_days {{real}},
    effort_high_days {{real}},
    due_on text,
    rice_reach {{real}},
    rice_impact {{real}},
    rice_confidence {{real}},
    moscow text,
    waits_for text not null,
    opened_at {{int}} not null,
    closed_at {{int}},
    updated_at {{int}} not null,
    version {{int}} not null,
    withdrawn_at {{int}},
    changed_by_event {{int}} not null,
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, source_id) references source (workspace_id, id),
    foreign key (workspace_id, problem_id) references problem (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id)
){{strict}};
create unique index unique_ticket__key on ticket (workspace_id, key);
create unique index unique_ticket__external_id on ticket (workspace_id, source_id, external_id);
create index ticket_by_change on ticket (workspace_id, changed_by_event);
create index ticket_by_problem on ticket (workspace_id, problem_id);

create table pin (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    ticket_id {{id}} not null,
    above_id {{id}} not null,
    reason text not null,
    by_member_id {{id}},
    at {{int}} not null,
    cost_minor {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, ticket_id) references ticket (workspace_id, id),
    foreign key (workspace_id, above_id) references ticket (workspace_id, id)
){{strict}};

create table event (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    number {{int}} not null,
    at {{int}} not null,
    by_member_id {{id}},
    kind text not null,
    subject_id {{id}},
    subject text not null,
    data text not null,
    hash text not null,
    primary key (workspace_id, number)
){{strict}};
create unique index unique_event__id on event (workspace_id, id);
create index event_by_subject on event (workspace_id, subject_id, number);

create table idempotency (
    workspace_id {{id}} not null references workspace (id),
    key_hash text not null,
    request_hash text not null,
    response text not null,
    created_at {{int}} not null,
    primary key (workspace_id, key_hash)
){{strict}};
create index idempotency_by_age on idempotency (workspace_id, created_at);

-- The words of tickets, for search. The only tables that differ (see dialect.rs).
-- only: sqlite
create table ticket_word (
    number integer primary key,
    workspace_id blob not null,
    ticket_id blob not null,
    unique (workspace_id, ticket_id),
    foreign key (workspace_id, ticket_id) references ticket (workspace_id, id)
) strict;
create virtual table ticket_index using fts5 (
    key, title, labels, body,
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);
-- end
-- only: postgresql
create table ticket_word (
    workspace_id uuid not null,
    ticket_id uuid not null,
    words tsvector not null,
    primary key (workspace_id, ticket_id),
    foreign key (workspace_id, ticket_id) references ticket (workspace_id, id)
);
create index ticket_word_index on ticket_word using gin (words);
-- end
