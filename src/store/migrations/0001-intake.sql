-- What arrived, byte for byte, before anybody understood it.

create table message (
  id uuid primary key,
  channel text not null,
  received_at timestamptz not null default now(),
  peer text not null,
  content_type text,
  -- Large notes are read in slices: no compression, so that a slice costs what it is long.
  body bytea not null,
  body_bytes integer not null,
  body_sha256 bytea not null,
  -- Envelope, as far as it could be read.
  type text,
  control_id text,
  sender text,
  -- sha256 over channel, sender, control id and body hash: the same thing again is a repeat, not a message.
  dedupe_key bytea not null,
  answer bytea,
  answer_code text,
  state text not null check (state in ('received', 'applied', 'filtered', 'invalid', 'review')),
  -- Why it stands where it stands: a code for machines, a sentence for people, a path where one helps. No patient data.
  reason_code text,
  reason text,
  reason_path text,
  warnings jsonb not null default '[]',
  mapping text,
  patient_id uuid,
  processed_at timestamptz,
  attempts smallint not null default 0,
  -- A batch frame is kept whole; its messages point to it.
  parent_id uuid references message (id),
  repeats integer not null default 0,
  last_repeat_at timestamptz
);

alter table message alter column body set storage external;

create unique index message_dedupe on message (dedupe_key);
-- The processor's queue: only what waits is in it.
create index message_waiting on message (id) where state = 'received';
create index message_by_channel on message (channel, id desc);
create index message_by_control_id on message (control_id, id desc) where control_id is not null;
create index message_by_patient on message (patient_id, id desc) where patient_id is not null;
create index message_troubled on message (state, id desc) where state in ('invalid', 'review');

-- Counts and last times per channel, kept by the writers so that a screen never counts messages.
create table channel_day (
  channel text not null,
  day date not null,
  received integer not null default 0,
  repeats integer not null default 0,
  invalid integer not null default 0,
  last_message_at timestamptz,
  primary key (channel, day)
);

-- What happened on a connection: refused, framing faults, down and up. Operators read it; nothing here is content.
create table channel_event (
  id uuid primary key,
  channel text not null,
  at timestamptz not null default now(),
  kind text not null,
  sentence text not null,
  peer text
);

create index channel_event_recent on channel_event (channel, id desc);
