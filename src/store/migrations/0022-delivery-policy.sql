-- Why something is not sent yet and who let it go, order on a way, numbers that changed, and notes that reached the wrong chart.

alter table effect
  -- What people and screens name it by: the key holds the sender's own document number.
  add column id uuid not null default gen_random_uuid(),
  -- Why it waits for a person while `blocked` (domain/delivery-policy.ts), in a word and in a sentence; null: from before this migration.
  add column hold text,
  add column hold_detail text,
  add column held_at timestamptz,
  add column held_by text,
  -- Key of the question that is asked because of it; several effects may wait for one answer.
  add column hold_review text,
  -- What a person has let go: these reasons hold it no more.
  add column cleared text[] not null default '{}',
  add column cleared_by text,
  add column cleared_at timestamptz,
  add column cleared_because text;

create unique index effect_by_id on effect (id);
create index effect_held on effect (coalesce(held_at, created_at)) where state = 'blocked';
create index effect_by_question on effect (hold_review) where state = 'blocked' and hold_review is not null;
-- Notes offered to a patient's own doctor: how many an office has had.
create index effect_offered on effect (partner_id) where kind = 'offer_note' and state = 'released';

alter table delivery
  -- As whose it was composed when it was last sent: the referral may become another patient's.
  add column patient_id uuid references patient (id),
  -- Zone and hours of the office it goes to ({"zone": …, "hours": …}), when it must wait for them; null: at any hour.
  add column office jsonb;

create index delivery_lane on delivery (destination, address, id)
  where status in ('queued', 'sending', 'failed_transient') and purpose <> 'liaison_alert';
create index delivery_of_document on delivery (document_key) where document_key is not null and purpose = 'note';
create index delivery_waiting on delivery (next_attempt_at) where status = 'queued' and next_attempt_at is not null;

-- A person said of this very number, after it replaced another one, that it is theirs.
alter table delivery_endpoint add column confirmed_at timestamptz, add column confirmed_by text;

-- Visit notes of patients nobody referred: what the liaison decided for a doctor's office, beyond the first ones.
create table note_offer (
  office_id uuid primary key references partner (id),
  decision text not null check (decision in ('always', 'never')),
  decided_by text not null,
  decided_at timestamptz not null default now()
);

alter table consent drop constraint consent_scope_check;
alter table consent add constraint consent_scope_check
  check (scope in ('email_appointments', 'email_results', 'email_any', 'share_notes'));

-- Something of one patient reached somebody as another's.
create table incident (
  id uuid primary key,
  kind text not null check (kind in ('wrong_patient')),
  -- How it came out: the note went to another chart, or its author says that it is another patient's.
  reason text not null check (reason in ('note_moved', 'note_wrong')),
  state text not null check (state in ('open', 'contained', 'closed')),
  -- As whose it was sent, and whose it is, as far as that is known.
  patient_id uuid not null references patient (id),
  belongs_to uuid references patient (id),
  referral_id uuid not null references referral (id),
  document_key text not null,
  version integer not null default 1,
  opened_at timestamptz not null default now(),
  contained_at timestamptz,
  closed_at timestamptz
);

create unique index incident_once on incident (document_key, patient_id) where state <> 'closed';
create index incident_in_order on incident (opened_at desc, id desc);

-- Who got it, by which parcel, and what they say became of it.
create table incident_recipient (
  incident_id uuid not null references incident (id),
  delivery_id uuid not null references delivery (id),
  state text not null default 'to_ask' check (state in ('to_ask', 'asked', 'destroyed', 'returned', 'refused')),
  asked_at timestamptz,
  asked_by text,
  settled_at timestamptz,
  settled_by text,
  primary key (incident_id, delivery_id)
);

create index incident_recipient_of_delivery on incident_recipient (delivery_id);

-- What people did and wrote about it. Insert only.
create table incident_entry (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  at timestamptz not null default now(),
  person text not null,
  what text not null,
  note text
);

create index incident_entry_of on incident_entry (incident_id, id);
create trigger incident_entry_is_append_only before update or delete on incident_entry for each statement execute function refuse_change();
