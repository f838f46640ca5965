-- What an outage of a service costs, as a template; and the template that an emergency took its figures from, as it was.

create table service (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    name text not null,
    team_id {{id}},
    figures text not null,
    source text not null,
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, team_id) references team (workspace_id, id)
){{strict}};
create unique index unique_service__name on service (workspace_id, name) where withdrawn_at is null;

alter table emergency add column template text;
