-- Receivers of events: keys of both kinds, what they may learn of patients, a log of what was sent, and sending again.

alter table webhook_endpoint
  -- Ed25519 (Standard Webhooks 1.0, v1a): `whsk_` and base64 of the private and the public key. Absent on receivers from before this
  -- migration until their secret is changed.
  add column signing_key text,
  add column previous_signing_key text,
  -- Positions beyond `position` that have arrived: a failing event does not make its neighbours come again.
  add column ahead bigint[] not null default '{}',
  -- Answer of the last failure, for people.
  add column last_code text,
  add column phi_profile text not null default 'none' check (phi_profile in ('none', 'minimum', 'full')),
  -- The agreement (BAA) that allows more than `none`, as its parties call it, and who said so.
  add column phi_agreement text,
  add column phi_asked_by text,
  add column phi_asked_at timestamptz,
  -- Asked for and not yet approved by a second person.
  add column phi_wanted text check (phi_wanted in ('minimum', 'full')),
  add column phi_approved_by text,
  add column phi_approved_at timestamptz,
  add constraint phi_needs_an_agreement check (phi_profile = 'none' or (phi_agreement is not null and phi_asked_by is not null)),
  add constraint full_needs_two_people check (
    phi_profile <> 'full' or (phi_approved_by is not null and phi_approved_by <> phi_asked_by));

-- One try as it went out and what came back. Bodies and answers are kept for some days.
alter table webhook_attempt
  add column kind text not null default 'event' check (kind in ('event', 'test', 'replay')),
  add column type text,
  add column signed jsonb,
  add column body text,
  add column answer text;

-- For forgetting old tries.
create index webhook_attempt_at on webhook_attempt (at);

-- Events that are sent once more to one receiver, beside what it is sent anyway.
create table webhook_replay (
  id uuid primary key,
  endpoint_id uuid not null references webhook_endpoint (id) on delete cascade,
  -- Everything up to here was sent again; begins before the first.
  position bigint not null,
  -- The last one that is wanted.
  until_position bigint not null,
  -- Only these; empty: all the receiver takes.
  types text[] not null default '{}',
  subject_id uuid,
  per_second integer not null check (per_second between 1 and 500),
  state text not null default 'running' check (state in ('running', 'done', 'stopped', 'failed')),
  total integer not null,
  sent integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_id uuid,
  leased_until timestamptz,
  asked_by text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);

create index webhook_replay_due on webhook_replay (next_attempt_at) where state = 'running';
create index webhook_replay_of on webhook_replay (endpoint_id, id desc);
