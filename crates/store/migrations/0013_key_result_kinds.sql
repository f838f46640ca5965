-- What a key result asks for: a number to reach, a number to keep within bounds, milestones, yes or no.

alter table key_result add column kind text not null default 'reach';
alter table key_result add column at_least {{real}};
alter table key_result add column at_most {{real}};
alter table key_result add column milestones text not null default '';
