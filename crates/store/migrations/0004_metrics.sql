-- Who answers for a metric, where and how often it is read, and how the metrics below make it up.

alter table metric add column owner_id {{id}};
alter table metric add column source text not null default '';
alter table metric add column refresh text;
alter table metric add column formula text;
alter table metric add column strength text not null default 'assumed';
alter table metric add column against {{bool}} not null default false;
