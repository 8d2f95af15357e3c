-- Who may come in, and who is told.

create table account (
  id uuid primary key,
  email text not null unique,
  display_name text not null,
  role text not null check (role in ('admin', 'staff', 'operator')),
  password_hash text not null,
  is_disabled boolean not null default false,
  created_at timestamptz not null default now()
);

create table session (
  -- sha256 of the cookie: a copy of this table opens no door.
  token_sha256 bytea primary key,
  account_id uuid not null references account (id),
  csrf_token text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create index session_of_account on session (account_id);

-- Failed sign-ins slow down by account and by address; nobody is locked out by a stranger.
create table sign_in_failure (
  id uuid primary key,
  email text not null,
  peer text not null,
  at timestamptz not null default now()
);

create index sign_in_failure_email on sign_in_failure (email, at);
create index sign_in_failure_peer on sign_in_failure (peer, at);

create table api_token (
  id uuid primary key,
  token_sha256 bytea not null unique,
  label text not null,
  scope text not null check (scope in ('channel', 'events', 'operator')),
  channel text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table webhook_endpoint (
  id uuid primary key,
  url text not null,
  secret text not null,
  -- Signs beside the new one until receivers have changed over.
  previous_secret text,
  previous_secret_until timestamptz,
  description text not null default '',
  -- Only types that match are sent; empty: all.
  types text[] not null default '{}',
  position bigint not null,
  state text not null default 'active' check (state in ('active', 'disabled')),
  disabled_reason text,
  failing_since timestamptz,
  failures integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  -- Whoever holds the lease is the only one to send; it runs out by itself when a hub dies.
  lease_id uuid,
  leased_until timestamptz,
  created_at timestamptz not null default now()
);

create index webhook_endpoint_due on webhook_endpoint (next_attempt_at) where state = 'active';

create table webhook_attempt (
  id uuid primary key,
  endpoint_id uuid not null references webhook_endpoint (id) on delete cascade,
  event_id uuid not null,
  position bigint not null,
  at timestamptz not null default now(),
  status integer,
  code text,
  duration_ms integer
);

create index webhook_attempt_of on webhook_attempt (endpoint_id, id desc);

-- Who looked at or changed what. Insert only.
create table audit (
  id uuid primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  patient_id uuid,
  peer text
);

create index audit_of_object on audit (object_kind, object_id, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'this table is insert-only';
end
$$;

create trigger audit_is_append_only before update or delete on audit for each statement execute function refuse_change();
create trigger fact_is_kept before delete on fact for each statement execute function refuse_change();
create trigger event_is_append_only before update or delete on event for each statement execute function refuse_change();
