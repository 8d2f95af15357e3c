-- Merges that can be undone: of which record each statement was first made, and what people and messages did to whom.
-- A record is what one sender's number or one person's answer made of a patient before any merge. Its id is a patient's id, or that of a
-- patient nobody entered because the number was merged away before anything was said of it.

alter table patient_identifier
  -- The record the number came up with; `patient_id` is who holds it now.
  add column origin_patient_id uuid;

update patient_identifier set origin_patient_id = patient_id;
alter table patient_identifier alter column origin_patient_id set not null;
create index patient_identifier_of_record on patient_identifier (origin_patient_id);

alter table fact
  -- The record it was said of; `patient_id` is who that is now.
  add column origin_patient_id uuid,
  -- The first number it was said under: facts follow a number that moves.
  add column said_system text,
  add column said_value text,
  -- The referral it was part of when its record last stood alone.
  add column own_referral_id uuid;

-- What was merged before this could be known stays with the survivor when something is undone.
update fact set origin_patient_id = patient_id;
alter table fact alter column origin_patient_id set not null;

-- Who writes a row without saying otherwise speaks of that very record.
create function own_record() returns trigger language plpgsql as $$ begin new.origin_patient_id := new.patient_id; return new; end $$;
create trigger fact_own_record before insert on fact for each row when (new.origin_patient_id is null) execute function own_record();
create trigger patient_identifier_own_record before insert on patient_identifier for each row when (new.origin_patient_id is null)
  execute function own_record();

create index fact_identity_of_record on fact (origin_patient_id)
  where kind in ('patient_merged', 'patient_unmerged', 'patient_linked', 'identifier_moved', 'visit_moved');
-- Which statements name this number as the other one.
create index fact_identity_by_number on fact using gin ((coalesce(body -> 'prior', body -> 'other') -> 'identifiers') jsonb_path_ops)
  where kind in ('patient_merged', 'patient_unmerged', 'patient_linked', 'identifier_moved', 'visit_moved');
create index fact_visit_moved on fact using gin ((body -> 'visits') jsonb_path_ops) where kind = 'visit_moved';

alter table message
  -- The record it speaks of; null: `patient_id`.
  add column origin_patient_id uuid;

-- What was done to patients' identity, by whom and how much moved. Insert only.
create table patient_change (
  id uuid primary key,
  at timestamptz not null default now(),
  -- A person's address, or `channel:<name>`.
  actor text not null,
  what text not null check (what in ('merged', 'unmerged', 'moved', 'message_moved', 'answer_undone')),
  patient_id uuid not null references patient (id),
  -- The other patient or record, where there is one.
  other_id uuid,
  message_id uuid references message (id),
  reason text,
  -- {"facts": 12, "numbers": 1, "messages": 4, "referrals": 2}
  counts jsonb not null default '{}'
);

create index patient_change_of on patient_change (patient_id, id desc);
create index patient_change_of_other on patient_change (other_id, id desc) where other_id is not null;

create trigger patient_change_is_append_only before update or delete on patient_change for each statement execute function refuse_change();
