-- Who is who, what was said, and what follows from it.

create extension if not exists pg_trgm;

create table patient (
  id uuid primary key,
  -- Set when this record turned out to be another one's: follow it, never write to it.
  alias_of uuid references patient (id),
  family text,
  given text,
  middle text,
  birth_date text,
  sex text,
  phones text[] not null default '{}',
  email text,
  address jsonb,
  is_protected boolean not null default false,
  -- Folded name (lower case, no accents or punctuation) for matching and search: `family given`.
  name_key text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index patient_by_name on patient using gin (name_key gin_trgm_ops);
create index patient_alias_of on patient (alias_of) where alias_of is not null;
create index patient_by_birth on patient (birth_date, name_key) where alias_of is null;

create table patient_identifier (
  system text not null,
  value text not null,
  type text,
  patient_id uuid not null references patient (id),
  primary key (system, value)
);

create index patient_identifier_of on patient_identifier (patient_id);
create index patient_identifier_value on patient_identifier (value);

create table partner (
  id uuid primary key,
  kind text not null check (kind in ('person', 'organisation')),
  name text not null,
  family text,
  given text,
  credential text,
  organisation text,
  phone text,
  fax text,
  city text,
  stage text not null check (stage in ('unknown', 'discovered', 'target', 'contacted', 'active', 'lapsed', 'do_not_contact')),
  is_own boolean not null default false,
  liaison_email text,
  name_key text not null,
  first_referral_id uuid,
  first_referral_at timestamptz,
  created_at timestamptz not null default now()
);

create index partner_by_name on partner using gin (name_key gin_trgm_ops);
create index partner_by_phone on partner (phone) where phone is not null;
create index partner_by_fax on partner (fax) where fax is not null;

create table partner_identifier (
  system text not null,
  value text not null,
  partner_id uuid not null references partner (id),
  primary key (system, value)
);

create index partner_identifier_of on partner_identifier (partner_id);

create table delivery_endpoint (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  destination text not null,
  address text not null,
  settings jsonb not null default '{}',
  rank smallint not null default 1,
  health text not null default 'ok' check (health in ('ok', 'suspect', 'bad')),
  verified_at timestamptz,
  verified_by text,
  last_success_at timestamptz,
  created_at timestamptz not null default now(),
  unique (partner_id, destination, address)
);

-- One row, one writer: whoever holds it may change the ledger, so positions of events follow the order of commits.
create table ledger_writer (
  is_single boolean primary key default true check (is_single),
  last_position bigint not null default 0
);

insert into ledger_writer default values;

create table fact (
  -- Hex sha256 of who said what: the same statement again is the same fact.
  fingerprint text primary key,
  patient_id uuid not null references patient (id),
  referral_id uuid,
  kind text not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  channel text not null,
  message_id uuid references message (id),
  person text,
  partner_id uuid references partner (id),
  mapping text,
  body jsonb not null,
  -- A replay with a better mapping no longer says this. Kept for the history, out of the fold.
  retired_at timestamptz
);

-- Retired facts too: a merge takes a patient's whole history along.
create index fact_of_patient on fact (patient_id);
create index fact_of_message on fact (message_id) where message_id is not null;
create index fact_of_referral on fact (referral_id) where referral_id is not null;

-- The projection: rebuilt from facts at any time.
create table referral (
  id uuid primary key,
  patient_id uuid not null references patient (id),
  kind text not null,
  state text not null,
  is_counted boolean not null,
  received_at timestamptz not null,
  referrer_partner_id uuid references partner (id),
  pcp_partner_id uuid references partner (id),
  priority text not null,
  appointment_at timestamptz,
  merged_into uuid references referral (id),
  version integer not null,
  view jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index referral_newest on referral (received_at desc, id desc) where kind <> 'none' and merged_into is null;
create index referral_by_state on referral (state, received_at desc, id desc) where kind <> 'none' and merged_into is null;
create index referral_of_patient on referral (patient_id);
create index referral_of_partner on referral (referrer_partner_id, received_at desc) where merged_into is null;
create index referral_of_pcp on referral (pcp_partner_id) where merged_into is null and pcp_partner_id is not null;

-- Published changes. `position` is given under the writer's row: no later commit has an earlier position.
create table event (
  position bigint primary key,
  id uuid not null unique,
  type text not null,
  subject_kind text not null,
  subject_id uuid not null,
  subject_version integer not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  message_id uuid,
  data jsonb not null
);

create index event_of_subject on event (subject_id, position);

-- Things to be done once in the world. The key is the promise.
create table effect (
  key text primary key,
  kind text not null,
  referral_id uuid not null references referral (id),
  partner_id uuid references partner (id),
  state text not null check (state in ('planned', 'blocked', 'released', 'withdrawn')),
  due_at timestamptz not null,
  document_key text,
  content_sha256 text,
  appointment_key text,
  -- For a correction: what it corrects.
  corrects text references effect (key),
  created_at timestamptz not null default now(),
  released_at timestamptz
);

-- blocked: waits for a person (no endpoint, an incomplete note); planned again when they answered.
create index effect_blocked on effect (partner_id) where state = 'blocked';
create index effect_due on effect (due_at) where state = 'planned';
create index effect_of_referral on effect (referral_id);

create table delivery (
  id uuid primary key,
  effect_key text not null references effect (key),
  referral_id uuid not null references referral (id),
  partner_id uuid references partner (id),
  purpose text not null,
  destination text not null,
  address text not null,
  settings jsonb not null default '{}',
  status text not null check (status in ('queued', 'sending', 'sent', 'delivered', 'failed_transient', 'ambiguous', 'dead', 'cancelled')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  -- While something is being sent its hub moves this forward; in the past: that hub is gone, and nobody knows how far it got.
  alive_until timestamptz,
  deadline_at timestamptz not null,
  reference text,
  code text,
  detail text,
  document_key text,
  content_sha256 text,
  packet_sha256 text,
  packet_bytes integer,
  packet_pages integer,
  sent_at timestamptz,
  -- `sent` is the last word: nobody will ever tell more.
  is_final boolean not null default false,
  -- When its destination was last asked what became of it.
  last_asked_at timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  created_by text,
  updated_at timestamptz not null default now()
);

create index delivery_of_referral on delivery (referral_id, id);
create index delivery_of_effect on delivery (effect_key);
create index delivery_dead on delivery (updated_at desc) where status in ('dead', 'ambiguous');
create index delivery_active on delivery (updated_at) where status in ('queued', 'sending', 'failed_transient');
create index delivery_sending on delivery (alive_until) where status = 'sending';
create index delivery_unconfirmed on delivery (sent_at) where status = 'sent';
create index delivery_to_ask on delivery (destination, last_asked_at nulls first, sent_at)
  where status = 'sent' and not is_final and purpose <> 'liaison_alert';

create table delivery_attempt (
  id uuid primary key,
  delivery_id uuid not null references delivery (id),
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  code text,
  detail text
);

create index delivery_attempt_of on delivery_attempt (delivery_id, id);

create table review (
  id uuid primary key,
  -- The same question is asked once while it is open.
  key text not null,
  kind text not null,
  state text not null check (state in ('open', 'answered', 'withdrawn')),
  message_id uuid references message (id),
  referral_id uuid references referral (id),
  patient_id uuid references patient (id),
  partner_id uuid references partner (id),
  document_key text,
  -- What is asked, with candidates and reasons. Shown to people with the right to see patients.
  question jsonb not null default '{}',
  answer jsonb,
  answered_by text,
  answered_at timestamptz,
  created_at timestamptz not null default now()
);

create unique index review_open on review (key) where state = 'open';
create index review_queue on review (created_at) where state = 'open';
create index review_of_referral on review (referral_id) where referral_id is not null;
create index review_of_patient on review (patient_id) where patient_id is not null;
create index review_of_message on review (message_id) where message_id is not null;

-- What the liaison sees in the console; the same effect also sends the e-mail.
create table alert (
  id uuid primary key,
  effect_key text not null unique references effect (key),
  referral_id uuid not null references referral (id),
  partner_id uuid references partner (id),
  kind text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz,
  seen_by text
);

create index alert_unseen on alert (created_at desc) where seen_at is null;
create index alert_seen on alert (seen_at desc) where seen_at is not null;
create index alert_of_referral on alert (referral_id);
