-- What measures and worklists ask of a referral, beside its state: milestones, evidence, standing of its capture.

alter table referral
  -- Monday of the practice's local ISO week in which it counts: of its receipt, or, where an appointment became a referral, of
  -- the moment its referrer became known.
  add column week date,
  -- The first channel that spoke of it.
  add column channel text,
  add column service text,
  -- Where and by whom the appointment was made, as the sender says.
  add column desk text,
  add column location text,
  -- The patient's first thread: who sent a new patient is what must be known.
  add column is_first_of_patient boolean not null default false,
  -- `referrer`, `self` or `missing`.
  add column attribution text,
  add column attributed_at timestamptz,
  add column attributed_by text,
  add column ordered_at timestamptz,
  -- First accept, decline or contact attempt.
  add column responded_at timestamptz,
  add column contacted_at timestamptz,
  add column contact_attempts smallint not null default 0,
  add column last_attempt_at timestamptz,
  -- When the first appointment was made (not when it is).
  add column booked_at timestamptz,
  -- End of the first visit that took place.
  add column seen_at timestamptz,
  add column missed_count smallint not null default 0,
  add column visit_count smallint not null default 0,
  -- First final note, and its first confirmed delivery to the referrer.
  add column note_final_at timestamptz,
  add column note_delivered_at timestamptz,
  add column ended_at timestamptz,
  add column ended_because text,
  add column expires_on date,
  add column is_on_hold boolean not null default false;

create index referral_by_week on referral (week, referrer_partner_id) where is_counted and merged_into is null;
create index referral_unanswered on referral (appointment_at) where state = 'scheduled' and merged_into is null;
create index referral_uncaptured on referral (appointment_at) where attribution = 'missing' and merged_into is null;
create index referral_expiring on referral (expires_on) where expires_on is not null and merged_into is null;

-- The stage a partner had before its first referral: where it goes back to when that turns out not to be one.
alter table partner add column stage_before_first text;

create index referral_unreached on referral (last_attempt_at) where contact_attempts > 0 and merged_into is null;

create index partner_of_first_referral on partner (first_referral_id) where first_referral_id is not null;
