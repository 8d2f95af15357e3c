-- The partner directory: organisations in a tree, people with several practices, places, lines, staff, and where each value is from.

alter table partner
  -- Set when this entry turned out to be another one's: follow it, never write to it.
  add column alias_of uuid references partner (id),
  -- The organisation this one is part of. People belong to organisations by practice roles instead.
  add column parent_id uuid references partner (id),
  add column parent_relation text check (parent_relation in ('subpart', 'branch', 'group', 'department')),
  -- The top of the tree, of a person that of the primary practice; null: itself. Written with every change of the tree.
  add column root_id uuid references partner (id),
  add column middle text,
  add column suffix text,
  -- Copies of the primary location, for lists and matching; `phone`, `fax` and `city` stand already.
  add column state text,
  add column zip text,
  add column email text,
  -- What the partner is found by (domain/partner-keys.ts): folded names with a place, for matching misspelt ones.
  add column match_keys text[] not null default '{}',
  -- Where the entry came from first: `channel:<name>`, `nppes`, `file:<id>` or `person`.
  add column source text not null default 'channel',
  -- Per field: {"fax": {"source": "nppes", "at": "2026-11-09", "by": "ana@…"}}; `by` is a person who verified it and outranks files.
  add column provenance jsonb not null default '{}',
  add column deactivated_on date,
  -- A person took it out of the directory; its history and numbers stay.
  add column retired_at timestamptz,
  -- Who works the account: a territory or team of the practice.
  add column territory text,
  -- What moves this person to send patients, and days worth remembering: [{"on": "06-14", "what": "birthday"}].
  add column motivator text,
  add column important_dates jsonb not null default '[]',
  -- A first counted referral stopped cold outreach; stays until a person resumes it.
  add column outreach_stopped_at timestamptz,
  add column outreach_stopped_because text,
  add column stage_at timestamptz,
  add column notes text,
  -- Two people who edit one entry: the second is told.
  add column version integer not null default 1,
  add column updated_at timestamptz not null default now(),
  add constraint partner_is_not_its_own_parent check (parent_id <> id),
  add constraint partner_alias_is_another check (alias_of <> id);

create index partner_by_keys on partner using gin (match_keys) where alias_of is null;
create index partner_children on partner (parent_id) where parent_id is not null;
create index partner_of_root on partner (root_id) where root_id is not null;
create index partner_aliases on partner (alias_of) where alias_of is not null;
-- Everybody the practice deals with; the rest of the directory is what files say exists.
create index partner_by_stage on partner (stage, name_key) where stage <> 'unknown' and alias_of is null;
create index partner_in_order on partner (name_key, id) where stage <> 'unknown' and alias_of is null;
create index partner_by_zip on partner (zip text_pattern_ops) where alias_of is null and zip is not null;

-- Other names: doing business as, former, what a feed calls them.
create table partner_name (
  partner_id uuid not null references partner (id),
  name text not null,
  name_key text not null,
  kind text not null check (kind in ('dba', 'former', 'other', 'heard')),
  source text not null,
  stated_on date,
  retired_at timestamptz,
  primary key (partner_id, name_key)
);

create table partner_location (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  name text,
  line1 text,
  line2 text,
  city text,
  state text,
  zip text,
  country text not null default 'US',
  -- Folded street, city and five digits of the ZIP: the same place again is the same row.
  place_key text not null,
  -- Ten digits of a US number, as in partner.phone.
  phone text,
  extension text,
  fax text,
  zone text,
  -- {"mon": [["08:00", "17:00"]], …}; a day that is absent is closed, null is not known.
  hours jsonb,
  latitude double precision,
  longitude double precision,
  notes text,
  is_primary boolean not null default false,
  source text not null,
  provenance jsonb not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  retired_at timestamptz,
  unique (partner_id, place_key)
);

create index partner_location_by_phone on partner_location (phone) where phone is not null and retired_at is null;
create index partner_location_by_fax on partner_location (fax) where fax is not null and retired_at is null;
create index partner_location_by_zip on partner_location (zip) where zip is not null and retired_at is null;

-- One practitioner at one practice: the only place where the fax of this doctor at this office lives.
create table practice_role (
  id uuid primary key,
  person_id uuid not null references partner (id),
  organisation_id uuid not null references partner (id),
  location_id uuid references partner_location (id),
  roles text[] not null default '{}',
  phone text,
  extension text,
  fax text,
  preferred_endpoint_id uuid references delivery_endpoint (id),
  is_primary boolean not null default false,
  starts_on date,
  ends_on date,
  source text not null,
  provenance jsonb not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now()
);

create unique index practice_role_once on practice_role (person_id, organisation_id, coalesce(location_id, '00000000-0000-0000-0000-000000000000'));
create index practice_role_of_organisation on practice_role (organisation_id);
create index practice_role_of_location on practice_role (location_id) where location_id is not null;
create index practice_role_preferring on practice_role (preferred_endpoint_id) where preferred_endpoint_id is not null;
create index practice_role_by_phone on practice_role (phone) where phone is not null;
create index practice_role_by_fax on practice_role (fax) where fax is not null;

alter table delivery_endpoint
  -- Of one doctor at one office; null: of the partner as a whole.
  add column role_id uuid references practice_role (id),
  add column purposes text[] not null default '{notes,notices}',
  add column source text not null default 'person',
  -- Ten digits when the address is a telephone number: what a sender's line is compared with.
  add column line text generated always as (case when regexp_replace(address, '\D', '', 'g') ~ '^1?\d{10}$' and address !~ '[A-Za-z@]'
    then right(regexp_replace(address, '\D', '', 'g'), 10) end) stored,
  add column version integer not null default 1,
  add column retired_at timestamptz;

create index delivery_endpoint_by_line on delivery_endpoint (line) where line is not null and retired_at is null;
create index delivery_endpoint_of_role on delivery_endpoint (role_id) where role_id is not null;

-- Staff who send referrals, answer the telephone, bill.
create table contact (
  id uuid primary key,
  family text,
  given text,
  name text not null,
  name_key text not null,
  notes text,
  source text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  retired_at timestamptz
);

create table contact_affiliation (
  id uuid primary key,
  contact_id uuid not null references contact (id),
  partner_id uuid not null references partner (id),
  location_id uuid references partner_location (id),
  roles text[] not null default '{}',
  phone text,
  extension text,
  fax text,
  email text,
  working_days text[] not null default '{}',
  source text not null,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  ended_on date
);

create index contact_affiliation_of_partner on contact_affiliation (partner_id);
create index contact_affiliation_of_contact on contact_affiliation (contact_id);
create index contact_affiliation_of_location on contact_affiliation (location_id) where location_id is not null;
create index contact_affiliation_by_phone on contact_affiliation (phone) where phone is not null;

create table partner_specialty (
  partner_id uuid not null references partner (id),
  -- NUCC taxonomy code, ten characters; `text:<word>` for what a sheet says in words.
  taxonomy text not null,
  is_primary boolean not null default false,
  license_number text,
  license_state text,
  source text not null,
  retired_at timestamptz,
  primary key (partner_id, taxonomy)
);

create index partner_specialty_by_taxonomy on partner_specialty (taxonomy, is_primary);

create table partner_insurance (
  partner_id uuid not null references partner (id),
  payer text not null,
  plan text not null default '',
  source text not null,
  stated_on date,
  retired_at timestamptz,
  primary key (partner_id, payer, plan)
);

-- What people and files changed, field by field. Insert only.
create table partner_change (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  at timestamptz not null default now(),
  -- A person's address, or the import that did it.
  actor text not null,
  -- `created`, `edited`, `retired`, `moved`, `staged`, `merged`, `verified`, …
  what text not null,
  -- What of the partner: `partner`, `location`, `role`, `contact`, `affiliation`, `endpoint`.
  object_kind text not null default 'partner',
  object_id uuid,
  -- The version the object has since: what a second editor did not see.
  version integer,
  field text,
  before jsonb,
  after jsonb
);

create index partner_change_of on partner_change (partner_id, id desc);
create index partner_change_of_object on partner_change (object_id, version) where object_id is not null;

create trigger partner_change_is_append_only before update or delete on partner_change for each statement execute function refuse_change();

-- "Is this office part of that one?": found by the import, decided once by a person.
create table hierarchy_proposal (
  id uuid primary key,
  child_id uuid not null references partner (id),
  parent_id uuid not null references partner (id),
  relation text not null,
  reasons jsonb not null default '[]',
  state text not null default 'open' check (state in ('open', 'accepted', 'refused')),
  decided_by text,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  unique (child_id, parent_id)
);

create index hierarchy_proposal_open on hierarchy_proposal (created_at) where state = 'open';

-- Partners whose patients are still to be folded anew after a change of stage or a merge; a page at a time, under the pen.
create table partner_refold (
  partner_id uuid primary key references partner (id),
  -- The last patient that is done; null: none yet.
  after_patient uuid,
  requested_at timestamptz not null default now()
);

-- A merge of partners gives effects the survivor's keys, so that nothing that was told is told again.
alter table effect
  drop constraint effect_corrects_fkey,
  add constraint effect_corrects_fkey foreign key (corrects) references effect (key) on update cascade;
alter table delivery
  drop constraint delivery_effect_key_fkey,
  add constraint delivery_effect_key_fkey foreign key (effect_key) references effect (key) on update cascade;
alter table alert
  drop constraint alert_effect_key_fkey,
  add constraint alert_effect_key_fkey foreign key (effect_key) references effect (key) on update cascade;

-- What a merge re-points.
create index effect_corrects on effect (corrects) where corrects is not null;
create index effect_of_partner on effect (partner_id) where partner_id is not null;
create index delivery_of_partner on delivery (partner_id) where partner_id is not null;
create index alert_of_partner on alert (partner_id) where partner_id is not null;
create index review_of_partner on review (partner_id) where partner_id is not null;
create index fact_of_partner on fact (partner_id) where partner_id is not null;
