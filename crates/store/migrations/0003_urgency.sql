-- Urgent requests, what was decided and what turned out, budgets, warnings that nobody raised, emergencies.

create table urgent_request (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    key text not null,
    by_member_id {{id}},
    asking_group text not null,
    title text not null,
    why text not null,
    if_it_waits text not null,
    at_stake text not null,
    by_when text,
    how_known text not null,
    test text not null,
    team_id {{id}},
    effort_low_days {{real}},
    effort_high_days {{real}},
    ticket_id {{id}},
    switching text,
    made_at {{int}} not null,
    asked_at {{int}},
    done_at {{int}},
    done_by {{id}},
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id),
    foreign key (workspace_id, ticket_id) references ticket (workspace_id, id)
){{strict}};
create unique index unique_urgent_request__key on urgent_request (workspace_id, key) where asked_at is not null;

create table urgent_decision (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    request_id {{id}} not null,
    answer text not null,
    reason text not null,
    by_member_id {{id}},
    at {{int}} not null,
    price_stamp text not null,
    cost_minor {{int}},
    cost_to_others_minor {{int}} not null,
    cost_low_minor {{int}},
    cost_high_minor {{int}},
    starts_on text,
    done_on text,
    delayed text not null,
    person_days {{real}} not null,
    named_leader_id {{id}},
    besides_another {{bool}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, request_id) references urgent_request (workspace_id, id)
){{strict}};
create unique index unique_urgent_decision__request_id on urgent_decision (workspace_id, request_id)
    where withdrawn_at is null;

create table urgent_verdict (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    request_id {{id}} not null,
    outcome text not null,
    evidence text not null,
    by_member_id {{id}},
    at {{int}} not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, request_id) references urgent_request (workspace_id, id)
){{strict}};
create unique index unique_urgent_verdict__request_id on urgent_verdict (workspace_id, request_id);

create table urgency_budget (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    team_id {{id}},
    asking_group text not null,
    money_minor {{int}},
    share_of_days {{real}},
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id)
){{strict}};
create unique index unique_urgency_budget__asking_group on urgency_budget (workspace_id, asking_group)
    where withdrawn_at is null and team_id is null;
create unique index unique_urgency_budget__team_id on urgency_budget (workspace_id, team_id)
    where withdrawn_at is null;

create table missed_alarm (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    warning text not null,
    asking_group text not null,
    consequence text not null,
    by_member_id {{id}},
    at {{int}} not null,
    primary key (workspace_id, id)
){{strict}};

create table emergency (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    key text not null,
    title text not null,
    team_id {{id}},
    started_at {{int}} not null,
    ended_at {{int}},
    by_member_id {{id}},
    inputs text not null,
    went_well text not null,
    next_time text not null,
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id)
){{strict}};
create unique index unique_emergency__key on emergency (workspace_id, key);

create table emergency_note (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    emergency_id {{id}} not null,
    at {{int}} not null,
    by_member_id {{id}},
    kind text not null,
    text text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, emergency_id) references emergency (workspace_id, id)
){{strict}};
create index emergency_note_by_emergency on emergency_note (workspace_id, emergency_id, at);
