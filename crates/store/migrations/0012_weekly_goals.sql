-- One team's step of a week toward a key result.

create table weekly_goal (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    team_id {{id}} not null,
    key_result_id {{id}} not null,
    monday text not null,
    title text not null,
    carried_from {{id}},
    carried_because text not null,
    outcome text,
    reason text not null,
    closed_at {{int}},
    closed_by {{id}},
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id),
    foreign key (workspace_id, key_result_id) references key_result (workspace_id, id)
){{strict}};
