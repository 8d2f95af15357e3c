-- The worklist of notes: who saw the patient, and what its tabs ask for.

-- The practice's own provider, as the appointment (or, without one, the note) names them.
alter table referral add column provider text generated always as
  (coalesce((view #>> '{appointment,provider,name,family}') || coalesce(', ' || (view #>> '{appointment,provider,name,given}'), ''),
    (view #>> '{notes,0,author,name,family}') || coalesce(', ' || (view #>> '{notes,0,author,name,given}'), ''))) stored;

-- A visit that took place and has no final note.
create index referral_unwritten on referral ((coalesce(seen_at, appointment_at, received_at)), id)
  where state = 'seen' and is_counted and merged_into is null;

create index delivery_arrived on delivery (delivered_at desc, id desc) where status = 'delivered' and purpose <> 'liaison_alert';

-- A question about one note that keeps it from being sent.
create index review_of_held_note on review (created_at) where state = 'open' and kind in ('note_held', 'note_unreadable');
