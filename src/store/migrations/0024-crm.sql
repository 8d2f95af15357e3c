-- CRMs that are kept as the ledger is: how far each has read, what it was last written, what it refused, and what it was found to hold.

create table crm_connector (
  -- As in crm/<name>.crm.ts.
  name text primary key,
  adapter text not null,
  -- Events up to here were looked at; what they changed is marked in crm_record.
  position bigint not null,
  -- Changes of the directory and of escalations up to here, which publish no events.
  partners_at timestamptz not null default now(),
  cases_at timestamptz not null default now(),
  -- Of its mapping: another one means that everything is compared again.
  mapping_sha256 text not null,
  failures integer not null default 0,
  failing_since timestamptz,
  code text,
  problem text,
  next_look_at timestamptz not null default now(),
  -- Records written since it was set up.
  writes bigint not null default 0,
  last_write_at timestamptz,
  last_look_at timestamptz,
  -- A backfill goes through everything the hub holds, page by page: kinds as subjects are listed; null: none under way.
  backfill_kind text check (backfill_kind in ('partner', 'referral', 'case')),
  backfill_after uuid,
  backfilled_at timestamptz,
  -- Whoever holds the lease is the only one to write; it runs out by itself when a hub dies.
  lease_id uuid,
  leased_until timestamptz,
  created_at timestamptz not null default now()
);

-- One record of a CRM, as it was last written and as it last refused.
create table crm_record (
  connector text not null references crm_connector (name) on delete cascade,
  kind text not null check (kind in ('account', 'contact', 'referral', 'case', 'task')),
  -- A partner, referral or escalation; of a task the partner whose first referral it is.
  subject_id uuid not null,
  -- Order of the kinds: what is pointed at is written first.
  rank smallint not null,
  -- due: to be looked at; loading: in a large load; written: as it was last asked for; parked: refused for good, until it or the mapping changes.
  state text not null check (state in ('due', 'loading', 'written', 'parked')),
  due_at timestamptz not null default now(),
  -- How often it was marked: an answer to an earlier mark does not end a later one.
  marks integer not null default 1,
  attempts integer not null default 0,
  -- Hub-owned content as it was written (null: nobody knows what stands there), and as it was refused for good.
  written_sha256 text,
  written_at timestamptz,
  -- Before it was written for the first time: it may stand in the CRM though nobody heard that it does.
  sent_at timestamptz,
  parked_sha256 text,
  remote_id text,
  code text,
  field text,
  detail text,
  failed_at timestamptz,
  -- Of a referral: whose figures it was in when it was marked last. When it moves, theirs change too.
  partner_ids uuid[] not null default '{}',
  primary key (connector, kind, subject_id)
);

create index crm_record_due on crm_record (connector, rank, due_at) where state = 'due';
create index crm_record_refused on crm_record (connector, failed_at desc) where code is not null;
create index crm_record_of_subject on crm_record (subject_id);

-- A load under way in a CRM's own bulk interface.
create table crm_load (
  connector text not null references crm_connector (name) on delete cascade,
  job text not null,
  kind text not null,
  subject_ids uuid[] not null,
  marks integer[] not null,
  hashes text[] not null,
  begun_at timestamptz not null default now(),
  primary key (connector, job)
);

-- What was written is read back, page by page, and what differs is mended.
create table crm_drift_run (
  id uuid primary key,
  connector text not null references crm_connector (name) on delete cascade,
  -- A person, or `night`.
  requested_by text not null,
  -- The practice's day it belongs to: one a night.
  on_day date,
  -- The place in crm_record: everything before it was compared.
  kind text not null default 'account',
  after_id uuid,
  checked integer not null default 0,
  differing integer not null default 0,
  missing integer not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);

create unique index crm_drift_run_under_way on crm_drift_run (connector) where finished_at is null;
create unique index crm_drift_run_of_day on crm_drift_run (connector, on_day) where on_day is not null;
create index crm_drift_run_newest on crm_drift_run (connector, id desc);

create table crm_drift_finding (
  run_id uuid not null references crm_drift_run (id) on delete cascade,
  kind text not null,
  subject_id uuid not null,
  found text not null check (found in ('different', 'missing')),
  -- Names of fields as the CRM has them; never values.
  fields text[] not null default '{}',
  at timestamptz not null default now(),
  primary key (run_id, kind, subject_id)
);

-- Everybody the practice deals with, in the order of ids and of changes.
create index partner_dealt_with on partner (id) where stage <> 'unknown';
create index partner_by_change on partner (updated_at, id) where stage <> 'unknown';
create index escalation_told_by_change on escalation (updated_at, id) where level > 0 and not is_quiet;

-- Whether a CRM is shown this partner: dealt with, somebody who sent patients, or the practice or account of such a one. The rest of the
-- directory is what files say exists.
create function crm_in_scope(p partner) returns boolean language sql stable as $$
  select not p.is_own and (p.stage <> 'unknown'
    or exists (select from referral r where r.referrer_partner_id = p.id and r.merged_into is null and r.kind <> 'none')
    or exists (select from partner c where c.root_id = p.id and c.stage <> 'unknown' and not c.is_own and c.alias_of is null)
    or exists (select from practice_role w join partner m on m.id = w.person_id
      where w.organisation_id = p.id and w.is_primary and (w.ends_on is null or w.ends_on > current_date) and not m.is_own and m.alias_of is null
        and (m.stage <> 'unknown'
          or exists (select from referral r where r.referrer_partner_id = m.id and r.merged_into is null and r.kind <> 'none'))))
$$;

-- The referral that this one became, however often it was merged; null when that is none a CRM is shown.
create function crm_standing_referral(start uuid) returns uuid language sql stable as $$
  with recursive chain as (
    select id, merged_into, kind, 1 as depth from referral where id = start
    union all select r.id, r.merged_into, r.kind, c.depth + 1 from chain c join referral r on r.id = c.merged_into where c.depth < 50)
  select id from chain where merged_into is null and kind <> 'none'
$$;
