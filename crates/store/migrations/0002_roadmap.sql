-- The roadmap: holidays, work in progress, promises, who could do what as well, and the roadmaps that were published.

create table calendar_entry (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    team_id {{id}},
    name text not null,
    first_on text not null,
    last_on text not null,
    capacity_percent {{int}} not null,
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id)
){{strict}};

create table work_start (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    ticket_id {{id}} not null,
    started_on text not null,
    by_member_id {{id}},
    at {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, ticket_id) references ticket (workspace_id, id)
){{strict}};
create unique index unique_work_start__ticket_id on work_start (workspace_id, ticket_id) where withdrawn_at is null;

create table promise (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    ticket_id {{id}} not null,
    promised_to text not null,
    due_on text not null,
    asked_by text not null,
    by_member_id {{id}},
    at {{int}} not null,
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, ticket_id) references ticket (workspace_id, id)
){{strict}};
create index promise_by_ticket on promise (workspace_id, ticket_id);

create table alternative (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    ticket_id {{id}} not null,
    team_id {{id}} not null,
    effort_percent {{int}} not null,
    by_member_id {{id}},
    at {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, ticket_id) references ticket (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id)
){{strict}};
create unique index unique_alternative__team_id on alternative (workspace_id, ticket_id, team_id)
    where withdrawn_at is null;

-- The places are one text: they are read together or not at all, and they outlive the tickets they name.
create table published_roadmap (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    number {{int}} not null,
    at {{int}} not null,
    by_member_id {{id}},
    reason text not null,
    cost_minor {{int}} not null,
    bound_minor {{int}} not null,
    places text not null,
    primary key (workspace_id, id)
){{strict}};
create unique index unique_published_roadmap__number on published_roadmap (workspace_id, number);
