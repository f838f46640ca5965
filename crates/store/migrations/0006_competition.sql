-- What competitors did, when, from which source, and how deals against them went by then.

create table competitor_move (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    competitor text not null,
    segment_id {{id}} not null,
    seen_on text not null,
    what text not null,
    source text not null,
    won {{int}} not null,
    lost {{int}} not null,
    pipeline_minor {{int}},
    pipeline_currency text,
    version {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, segment_id) references segment (workspace_id, id)
){{strict}};
