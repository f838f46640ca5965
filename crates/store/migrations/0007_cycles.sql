-- Cycles, and the cycle for which an objective is set.

create table cycle (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    name text not null,
    starts_on text not null,
    ends_on text not null,
    opened_at {{int}},
    opened_by {{id}},
    closed_at {{int}},
    closed_by {{id}},
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id)
){{strict}};
create unique index unique_cycle__name on cycle (workspace_id, name) where withdrawn_at is null;

alter table objective add column cycle_id {{id}};
