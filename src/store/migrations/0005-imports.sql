-- Files the directory is filled from: NPPES, payer directories, outreach sheets, volumes.

-- As the file says it. Kept apart from `patient.sex`: nobody asks why.
alter table partner add column gender text;

create table import_run (
  id uuid primary key,
  kind text not null check (kind in ('nppes', 'nppes_locations', 'nppes_names', 'nppes_endpoints', 'payer', 'outreach', 'volume')),
  file_name text not null,
  -- Where the file lies on the machine of the hub, and which file inside when it is a ZIP archive.
  path text not null,
  member text,
  -- Its first megabyte and its size: the same file again goes on where it stopped.
  fingerprint text not null,
  -- waiting: to be run by a hub; preview: to be counted, nothing written.
  state text not null check (state in ('uploaded', 'preview', 'waiting', 'running', 'done', 'failed', 'stopped')),
  -- {states, zips, cities, specialties, stage, mapping, payer, year, …}
  options jsonb not null default '{}',
  -- Bytes of the file as it lies there; of a ZIP archive those of the file inside.
  bytes_total bigint not null,
  bytes_done bigint not null default 0,
  -- Number of the last row that is done, as a spreadsheet numbers them.
  row_done bigint not null default 0,
  rows_read bigint not null default 0,
  rows_filtered bigint not null default 0,
  rows_new bigint not null default 0,
  rows_changed bigint not null default 0,
  rows_same bigint not null default 0,
  rows_bad bigint not null default 0,
  -- Statements that a weightier source contradicts: they were not written, see directory_conflict.
  conflicts bigint not null default 0,
  preview jsonb,
  problem text,
  -- Whoever works on it moves `alive_until` forward; in the past: that process is gone, and another goes on.
  holder text,
  alive_until timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  -- Time spent on rows, for the rate: a run that was interrupted slept in between.
  busy_ms bigint not null default 0,
  finished_at timestamptz,
  updated_at timestamptz not null default now()
);

create index import_run_open on import_run (created_at) where state in ('preview', 'waiting', 'running');
create index import_run_of_file on import_run (fingerprint, kind);

-- Rows of a file that could not be taken.
create table import_problem (
  run_id uuid not null references import_run (id),
  row_nr bigint not null,
  nr smallint not null,
  column_name text,
  what text not null,
  what_to_do text not null,
  primary key (run_id, row_nr, nr)
);

-- Column mappings a person saved: {"columns": {"<header>": "<field>"}, "defaults": {...}}.
create table import_mapping (
  name text primary key,
  kind text not null check (kind in ('payer', 'outreach')),
  columns jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null default now()
);

-- What a row of a source said last time: a row that says the same is skipped without a look at the directory.
create table import_seen (
  source text not null,
  key text not null,
  hash bigint not null,
  primary key (source, key)
);

-- What the directory kept although a file says otherwise, until file and directory agree again.
create table directory_conflict (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  field text not null,
  source text not null,
  held jsonb not null,
  said jsonb not null,
  said_on text not null,
  run_id uuid references import_run (id),
  created_at timestamptz not null default now()
);

create index directory_conflict_of on directory_conflict (partner_id, field);

-- What only NPPES knows of organisations: from it the tree is proposed.
create table nppes_organisation (
  npi text primary key,
  legal_key text not null,
  is_subpart boolean not null,
  -- Folded legal name of the organisation this is a subpart of.
  parent_key text,
  state text,
  official_key text,
  official_phone text,
  -- A person said that none of the directory is its parent.
  settled_by text,
  settled_at timestamptz
);

create index nppes_organisation_by_name on nppes_organisation (legal_key, state) where not is_subpart;
create index nppes_organisation_subparts on nppes_organisation (npi) where is_subpart and settled_at is null;

-- NPIs that were replaced: the old number is an alias of the new one.
create table npi_replacement (
  npi text primary key,
  replaced_by text not null,
  stated_on text,
  -- Set when both numbers mean one partner.
  joined_at timestamptz
);

create index npi_replacement_open on npi_replacement (npi) where joined_at is null;

-- "These people at one address and telephone work in one practice": found by the import, decided once by a person.
create table practice_place_proposal (
  id uuid primary key,
  place_key text not null,
  phone text not null,
  -- The organisation at that place and telephone; null: accepting enters a new one.
  organisation_id uuid references partner (id),
  -- How many they are, as of the last import.
  people integer not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'refused')),
  decided_by text,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  unique (place_key, phone)
);

create index practice_place_proposal_open on practice_place_proposal (people desc, id) where state = 'open';
create index practice_place_proposal_of on practice_place_proposal (organisation_id) where organisation_id is not null;

-- One row of an outreach sheet: who calls, when last, what came of it. A doctor may stand in a sheet more than once.
create table partner_outreach (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  agent text,
  last_contact date,
  outcome text,
  remarks text,
  next_step text,
  next_on date,
  -- The row as it was written, by header: exported again where the directory still says the same.
  cells jsonb not null,
  run_id uuid references import_run (id),
  row_nr bigint,
  updated_at timestamptz not null default now()
);

create index partner_outreach_of on partner_outreach (partner_id, id);
create index partner_outreach_next on partner_outreach (next_on) where next_on is not null;

-- Medicare only, never "all patients". Null: fewer than eleven, which CMS does not publish.
create table partner_volume (
  npi text not null,
  year smallint not null,
  beneficiaries integer,
  services numeric,
  run_id uuid references import_run (id),
  primary key (npi, year)
);

-- Rows of a sheet that have no NPI are matched by exactly this name.
create index partner_by_name_key on partner (name_key) where alias_of is null;
