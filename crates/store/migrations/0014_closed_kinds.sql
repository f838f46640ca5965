-- What a key result of a closed cycle asked for.

alter table closed_result add column kind text not null default 'reach';
