-- Where a key result stands on a day, as somebody sees it.

create table check_in (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    key_result_id {{id}} not null,
    of_day text not null,
    confidence {{int}} not null,
    value {{real}},
    note text not null,
    by_member_id {{id}},
    at {{int}} not null,
    withdrawn_at {{int}},
    withdrawn_by {{id}},
    primary key (workspace_id, id),
    foreign key (workspace_id, key_result_id) references key_result (workspace_id, id)
){{strict}};
