-- The problem that a problem refines.

alter table problem add column parent_id {{id}};
