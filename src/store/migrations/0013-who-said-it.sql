-- Who said a message, where a person did (a phone form, a check-in): the cause of its facts.
alter table message add column person text;
