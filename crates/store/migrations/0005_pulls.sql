-- Where a metric's values are fetched, the secret for it, and how the last fetch went. An export carries the first alone.

create table metric_pull (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    metric_id {{id}} not null,
    fetched_from text not null,
    has_secret {{bool}} not null,
    by_member_id {{id}},
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, metric_id) references metric (workspace_id, id)
){{strict}};
create unique index unique_metric_pull__metric_id on metric_pull (workspace_id, metric_id) where withdrawn_at is null;

-- Sealed with a key that is not in the database.
create table metric_pull_secret (
    workspace_id {{id}} not null references workspace (id),
    pull_id {{id}} not null,
    sealed text not null,
    primary key (workspace_id, pull_id),
    foreign key (workspace_id, pull_id) references metric_pull (workspace_id, id)
){{strict}};

create table metric_pull_attempt (
    workspace_id {{id}} not null references workspace (id),
    pull_id {{id}} not null,
    at {{int}},
    taken {{int}} not null,
    failure text,
    failures {{int}} not null,
    next_at {{int}} not null,
    held_until {{int}},
    primary key (workspace_id, pull_id),
    foreign key (workspace_id, pull_id) references metric_pull (workspace_id, id)
){{strict}};
