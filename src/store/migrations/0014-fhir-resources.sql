-- The newest each sender told of the FHIR resources that others refer to: what is needed to read those, never a whole document.
create table fhir_resource (
  sender text not null,
  type text not null,
  id text not null,
  -- meta.lastUpdated, else when it came; with meta.versionId where it counts. An older version never replaces a newer one.
  version_at timestamptz not null,
  version bigint not null,
  body jsonb not null,
  -- Hash of what others' meaning depends on: they are read again when it changes.
  used text not null,
  deleted_at timestamptz,
  message_id uuid not null,
  primary key (sender, type, id)
);

-- What each message looked up, and what it found (null: nothing). Where that is no longer so, the message is read again: one that
-- waits for its patient as one that named a doctor nobody had described yet.
create table fhir_reference (
  message_id uuid not null references message (id) on delete cascade,
  sender text not null,
  type text not null,
  resource_id text not null,
  seen text,
  primary key (message_id, type, resource_id)
);

create index fhir_reference_to on fhir_reference (sender, type, resource_id);
