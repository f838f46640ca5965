-- Questions about problems, asked in place, and their answers.

create table problem_question (
    workspace_id {{id}} not null references workspace (id),
    id {{id}} not null,
    problem_id {{id}} not null,
    text text not null,
    by_member_id {{id}},
    at {{int}} not null,
    to_member_id {{id}},
    answer text not null,
    answered_by_id {{id}},
    answered_at {{int}},
    version {{int}} not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, problem_id) references problem (workspace_id, id)
){{strict}};

create index problem_question_by_problem on problem_question (workspace_id, problem_id);
