-- Files of records that channels receive: their runs, what waits to become messages, and how a person read their columns.

alter table import_run drop constraint import_run_kind_check;
alter table import_run add constraint import_run_kind_check
  check (kind in ('nppes', 'nppes_locations', 'nppes_names', 'nppes_endpoints', 'payer', 'outreach', 'volume', 'feed'));

create index import_run_of_feeds on import_run (id desc) where kind = 'feed';
create index import_run_of_directory on import_run (id desc) where kind <> 'feed';

-- What a channel's files are called at their sender: the same file again is not run again.
create table feed_file (
  channel text not null,
  identity text not null,
  run_id uuid not null references import_run (id),
  received_at timestamptz not null default now(),
  primary key (channel, identity)
);

create index feed_file_of_run on feed_file (run_id);

-- How far the rows of a file became messages. They go in by a few hundred, so that a file of millions keeps nobody else waiting.
create table feed_run (
  run_id uuid primary key references import_run (id),
  channel text not null,
  moved_row bigint not null default 0,
  is_moved boolean not null default false
);

create index feed_run_open on feed_run (run_id) where not is_moved;

-- Rows that are new or changed, in the order of the file, until they are messages.
create table feed_staged (
  run_id uuid not null,
  row_nr bigint not null,
  identity text not null,
  body bytea not null,
  primary key (run_id, row_nr)
);

-- What each row of a channel said last. `last_run`: kept where the profile takes a missing row as withdrawn.
create table feed_row (
  channel text not null,
  identity text not null,
  hash bigint not null,
  last_run uuid,
  is_gone boolean not null default false,
  body bytea,
  primary key (channel, identity)
);

create index feed_row_present on feed_row (channel, last_run) where last_run is not null and not is_gone;

-- Which column is what, as a person settled it for a channel: {"<header>": "<our column>"}.
create table feed_columns (
  channel text primary key,
  columns jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null default now()
);
