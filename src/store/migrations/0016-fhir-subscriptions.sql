-- FHIR out of the ledger: tokens that may read patients, searches by number and by time of change, and subscriptions served from the event log.

alter table api_token drop constraint api_token_scope_check;
alter table api_token add constraint api_token_scope_check check (scope in ('channel', 'events', 'fhir', 'operator'));

-- Pages of what changed, in the order of the change.
create index referral_by_change on referral (updated_at, id) where kind = 'explicit';
create index referral_merged_into on referral (merged_into) where merged_into is not null;

-- Numbers of referrals and orders, of every sender.
create index fact_by_number on fact
  using gin (jsonb_path_query_array(body, '$.links[*] ? (@.kind == "referral" || @.kind == "order").value') jsonb_path_ops)
  where body @? '$.links[*] ? (@.kind == "referral" || @.kind == "order")';

create table fhir_subscription (
  id uuid primary key,
  -- Who asked for it; it ends with the token.
  token_id uuid not null references api_token (id),
  topic text not null check (topic in ('referral-changed', 'note-delivered')),
  -- {"status": ["completed"], "business-status": ["7.0"], "partner": ["<id>"]}; absent: all.
  filter jsonb not null default '{}',
  endpoint text not null,
  -- `Name: value` lines the receiver wants to see. Never shown again.
  headers text[] not null default '{}',
  content text not null check (content in ('empty', 'id-only', 'full-resource')),
  reason text not null,
  heartbeat_seconds integer,
  timeout_seconds integer,
  most_events integer not null default 20,
  ends_at timestamptz,
  status text not null default 'requested' check (status in ('requested', 'active', 'error', 'off')),
  -- Why it stands in error or off.
  error text,
  -- The event log was looked through up to here.
  position bigint not null,
  -- Events that match have the numbers 1 to this.
  events bigint not null default 0,
  -- The receiver has taken everything up to this number.
  delivered bigint not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_sent_at timestamptz,
  -- Whoever holds the lease is the only one to send; it runs out by itself when a hub dies.
  lease_id uuid,
  leased_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index fhir_subscription_due on fhir_subscription (next_attempt_at) where status <> 'off';
create index fhir_subscription_of_token on fhir_subscription (token_id);

-- What a subscription was or will be told, numbered without a gap.
create table fhir_subscription_event (
  subscription_id uuid not null references fhir_subscription (id) on delete cascade,
  number bigint not null,
  position bigint not null,
  referral_id uuid not null,
  -- `Task/<id>` or `DocumentReference/<id>`.
  focus text not null,
  at timestamptz not null,
  primary key (subscription_id, number)
);
