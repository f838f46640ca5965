-- How much of a key result counts for which objective, and how much of a problem serves which key result.

alter table key_result add column shares text not null default '[]';
alter table problem add column shares text not null default '[]';
