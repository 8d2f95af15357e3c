-- Clocks that run on referrals: who is told when something is late, and who is asked next.

create table escalation (
  id uuid primary key,
  -- What it is about, for ever: told once to each level.
  key text not null unique,
  kind text not null,
  referral_id uuid not null references referral (id),
  delivery_id uuid references delivery (id),
  -- For what is missing: `call`, `check_in`, `tech` or `emr_update`.
  point text,
  -- planned: runs; raised: somebody was told; closed: settled by facts or by a person; stale: was long due when it was planned.
  state text not null check (state in ('planned', 'raised', 'closed', 'stale')),
  is_urgent boolean not null default false,
  -- Nobody is disturbed: it stands in a list, and that is all.
  is_quiet boolean not null default false,
  started_at timestamptz not null,
  -- When the promise is broken: "Late 2 h" counts from here.
  late_at timestamptz not null,
  -- What it is sorted by for people: the appointment it is about, else its start.
  about_at timestamptz not null,
  -- Role and instant of each level, in order.
  owners text[] not null,
  dues timestamptz[] not null,
  -- How many levels were told.
  level smallint not null default 0,
  -- Who holds it: the level told last, before that the first.
  owner text not null,
  -- When the next level is told; null: no more levels, on hold, or not running.
  next_due_at timestamptz,
  is_on_hold boolean not null default false,
  raised_at timestamptz,
  closed_at timestamptz,
  closed_because text,
  -- A person: what a person closed stays closed.
  closed_by text,
  snoozed_until timestamptz,
  snoozed_because text,
  snoozed_by text,
  assigned_to text,
  assigned_by text,
  -- Two people who answer one escalation: the second is told.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (cardinality(owners) = cardinality(dues) and cardinality(owners) > 0)
);

create index escalation_due on escalation (next_due_at) where state in ('planned', 'raised') and next_due_at is not null;
create index escalation_of_referral on escalation (referral_id, id);
create index escalation_raised on escalation (owner, late_at, id) where state = 'raised' and not is_quiet;
create index escalation_running on escalation (late_at, id) where state in ('planned', 'raised') and not is_quiet;
create index escalation_counted on escalation (owner, kind, point) where state in ('planned', 'raised');
create index escalation_snoozed on escalation (snoozed_until) where state in ('planned', 'raised') and snoozed_until is not null;
create index escalation_ended on escalation (closed_at desc, id desc) where state = 'closed';
create index escalation_missing on escalation (point, about_at, referral_id) where state in ('planned', 'raised') and point is not null;
create index escalation_failed on escalation (delivery_id) where state in ('planned', 'raised') and delivery_id is not null;

-- A mail that tells somebody of one or more escalations.
create table escalation_mail (
  effect_key text primary key references effect (key),
  address text not null,
  created_at timestamptz not null default now()
);

create index escalation_mail_newest on escalation_mail (address, created_at desc);

-- Who was told of what: one row is the promise that it is never told again.
create table escalation_notice (
  id uuid primary key,
  escalation_id uuid not null references escalation (id),
  level smallint not null,
  owner text not null,
  at timestamptz not null default now(),
  -- Where its mail goes; null: it stands on the screen only.
  address text,
  mail_key text references escalation_mail (effect_key),
  unique (escalation_id, level)
);

create index escalation_notice_to_mail on escalation_notice (address, at) where mail_key is null and address is not null;
create index escalation_notice_of_mail on escalation_notice (mail_key) where mail_key is not null;

-- The rules the clocks were made by: when the practice decides otherwise, they are made anew, page by page.
create table escalation_rules (
  is_single boolean primary key default true check (is_single),
  rules_sha256 text not null default '',
  -- The last referral that was looked at; null: all were.
  done_up_to uuid
);

insert into escalation_rules default values;
