-- How many customers a segment has.

alter table segment add column customers {{int}};
