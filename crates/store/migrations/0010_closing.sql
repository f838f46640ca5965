-- What the key results of a cycle were when it was closed, and what was learned.

alter table cycle add column lessons text not null default '';

create table closed_result (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    cycle_id {{id}} not null,
    objective_id {{id}} not null,
    objective_key text not null,
    objective_title text not null,
    key_result_id {{id}} not null,
    key text not null,
    title text not null,
    ambition text not null,
    value {{real}},
    raw {{real}},
    read_on text,
    sentence text not null,
    confidence {{int}},
    note text not null,
    carried_to {{id}},
    carried_because text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, cycle_id) references cycle (workspace_id, id),
    foreign key (workspace_id, key_result_id) references key_result (workspace_id, id)
){{strict}};
create unique index unique_closed_result__key_result_id on closed_result (workspace_id, key_result_id, objective_id);
