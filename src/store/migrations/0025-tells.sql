-- Who of the practice is told of what, how and when. Nobody's row: the defaults of domain/tell.ts.

-- A person's own wishes, or those of a place people share: a channel, a mailbox of a team.
create table tell_listener (
  id uuid primary key,
  account_id uuid unique references account (id),
  -- Of a place; a person's stands in the account.
  name text,
  teams text[] not null default '{}',
  -- Kind of alert → `mine`, `all` or `none`; what is not here is as the teams say.
  wants jsonb not null default '{}',
  -- A person's own address of the account.
  by_email boolean not null default true,
  -- Wall clock (`HH:MM`) of the practice's zone; both or neither.
  quiet_from text,
  quiet_until text,
  -- What disturbs all the same: `urgent`, `first_referral`.
  passes text[] not null default '{}',
  digest text not null default 'off' check (digest in ('off', 'hour', 'day')),
  digest_at text not null default '08:00',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text,
  check ((account_id is null) <> (name is null)),
  check ((quiet_from is null) = (quiet_until is null))
);

-- Ways to tell somebody beside the account's own e-mail.
create table tell_way (
  id uuid primary key,
  listener_id uuid not null references tell_listener (id) on delete cascade,
  destination text not null,
  address text not null,
  unique (listener_id, destination, address)
);

-- Partners somebody wants to hear of. A practice stands for its doctors, a group for its practices.
create table tell_watch (
  listener_id uuid not null references tell_listener (id) on delete cascade,
  partner_id uuid not null references partner (id),
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (listener_id, partner_id)
);

create index tell_watch_of_partner on tell_watch (partner_id);

-- Referrals somebody wants to hear of, and what they know of each.
create table tell_referral (
  listener_id uuid not null references tell_listener (id) on delete cascade,
  referral_id uuid not null references referral (id),
  told_state text not null,
  created_at timestamptz not null default now(),
  primary key (listener_id, referral_id)
);

create index tell_referral_of on tell_referral (referral_id);

-- What somebody does not want to hear. No kind: any; no partner: any; no end: until it is taken back.
create table tell_mute (
  id uuid primary key,
  listener_id uuid not null references tell_listener (id) on delete cascade,
  kind text,
  partner_id uuid references partner (id),
  until timestamptz,
  created_at timestamptz not null default now(),
  check (kind is not null or partner_id is not null)
);

create index tell_mute_of_listener on tell_mute (listener_id);
create index tell_mute_of_partner on tell_mute (partner_id) where partner_id is not null;

-- One alert at one address: the row is the promise that nobody is told twice.
create table tell (
  id uuid primary key,
  effect_key text not null references effect (key) on update cascade,
  destination text not null,
  address text not null,
  kind text not null,
  listener_id uuid references tell_listener (id) on delete set null,
  -- Why this one: `liaison`, `team`, `watcher` or `everything`.
  because text not null,
  -- waiting: for the end of quiet hours or the next digest; told: a delivery carries it; muted; dropped: not so any more.
  state text not null check (state in ('waiting', 'told', 'muted', 'dropped')),
  due_at timestamptz not null,
  delivery_id uuid references delivery (id) deferrable initially deferred,
  created_at timestamptz not null default now(),
  unique (effect_key, destination, address)
);

create index tell_waiting on tell (due_at) where state = 'waiting';
create index tell_of_listener on tell (listener_id, created_at desc);
create index tell_of_delivery on tell (delivery_id) where delivery_id is not null;
