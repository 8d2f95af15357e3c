-- Measures: a view per measure whose comment is its definition, the weeks that were judged, and the alerts they raised.

-- One order a patient and year counts for a referring clinician's score.
create index referral_by_order on referral ((coalesce(ordered_at, received_at))) where is_counted and merged_into is null;
create index referral_by_receipt on referral (received_at) where is_counted and merged_into is null;
create index referral_by_visit on referral (seen_at) where seen_at is not null and merged_into is null;
create index referral_by_appointment on referral (appointment_at) where appointment_at is not null and merged_into is null;
create index referral_possible on referral (received_at) where kind = 'possible' and merged_into is null;
create index delivery_by_creation on delivery (created_at) where purpose <> 'liaison_alert' and status <> 'cancelled';

-- Counted referrals as they were when the weeks were judged last: what differs from the ledger now is judged again. Of an organisation
-- with members, their sum. Weeks without any have no row.
create table partner_week (
  partner_id uuid not null references partner (id),
  week date not null,
  count integer not null check (count > 0),
  primary key (partner_id, week)
);

create table volume_alert (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  direction text not null check (direction in ('drop', 'spike', 'silent')),
  -- alert: hardly chance, and people are told; notice: last week's plain rule, shown beside.
  grade text not null check (grade in ('alert', 'notice')),
  state text not null check (state in ('open', 'acknowledged', 'closed', 'withdrawn')),
  -- First week of the change, the week that raised it, and the first week that was ordinary again.
  since_week date not null,
  opened_week date not null,
  closed_week date,
  -- What it was raised on: rate, reference, limit, weeks, gap, in words.
  evidence jsonb not null,
  -- What happened to it and why: [{"at", "what", "because"}], oldest first.
  trace jsonb not null default '[]',
  acknowledged_at timestamptz,
  acknowledged_by text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create unique index volume_alert_standing on volume_alert (partner_id, direction) where state in ('open', 'acknowledged');
create index volume_alert_newest on volume_alert (opened_week desc, id);
create index volume_alert_of_partner on volume_alert (partner_id, opened_week desc);

-- What was last made of each partner's weeks: what charts and lists read.
create table partner_watch (
  partner_id uuid primary key references partner (id),
  -- The week that `weeks` end with, oldest first: [[count, expected or null], …].
  last_week date not null,
  weeks jsonb not null,
  -- Last week beside the week before; the silence, when it is one.
  change jsonb,
  gap jsonb,
  is_roll_up boolean not null,
  -- The organisation's alerts tell the same.
  is_told_by_root boolean not null
);

create index partner_watch_silent on partner_watch (partner_id) where gap is not null;

-- How far the weeks were judged.
create table volume_watch (
  is_single boolean primary key default true check (is_single),
  last_week date,
  -- Last event when the ledger was compared: the same position again means that nothing was published since.
  last_position bigint not null default -1,
  judged_at timestamptz
);

insert into volume_watch default values;

create view measure_weekly_volume as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at, r.week
from referral r where r.is_counted and r.merged_into is null and r.week is not null;

comment on view measure_weekly_volume is
  'Counted referrals by the practice''s local ISO week: explicit, from outside, not voided, not merged, not self-referred. A referral counts once, in the week it was received; one that only became known as a referral later counts in the week its referrer became known. Possible referrals never count. Of a person: their own; of an organisation: its own and those of everybody who belongs to it.';

create view measure_possible as
select r.id as referral_id, r.pcp_partner_id as partner_id, r.received_at as at
from referral r where r.kind = 'possible' and r.merged_into is null;

comment on view measure_possible is
  'Visits of patients whose own doctor is a target, active or lapsed partner, when nobody said they referred. By the time they were first heard of. Shown apart and never counted.';

create view measure_response_time as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at, r.received_at as from_at, r.responded_at as until_at
from referral r where r.is_counted and r.merged_into is null;

comment on view measure_response_time is
  'From received to the first accept, decline or attempt to reach the patient. Of counted referrals, by the time they were received. Who has not been answered yet is in the number of cases and not in the times.';

create view measure_contact_time as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at, r.received_at as from_at, r.contacted_at as until_at
from referral r where r.is_counted and r.merged_into is null;

comment on view measure_contact_time is
  'From received to the first attempt to reach the patient; a booking is one. Of counted referrals, by the time they were received.';

create view measure_schedule_time as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at, r.received_at as from_at, r.booked_at as until_at
from referral r where r.is_counted and r.merged_into is null;

comment on view measure_schedule_time is
  'From received to the making of the first appointment, not to the day it is for. Of counted referrals, by the time they were received.';

create view measure_appointment_time as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at, r.received_at as from_at, r.appointment_at as until_at
from referral r where r.is_counted and r.merged_into is null;

comment on view measure_appointment_time is
  'From received to the start of the appointment that decides the state. Of counted referrals, by the time they were received.';

create view measure_conversion as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at, r.received_at as from_at, r.seen_at as until_at
from referral r where r.is_counted and r.merged_into is null;

comment on view measure_conversion is
  'Referrals whose visit took place within 30, 60 and 90 days of being received, of all counted referrals received in the period (the cohort). A referral is in a share only when its 30, 60 or 90 days are over.';

create view measure_leakage as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at, r.state in ('declined', 'cancelled', 'expired') as is_hit,
  case when r.state = 'expired' and r.ended_because in ('past_expiry', 'no_response') then r.ended_because
    when r.state in ('declined', 'cancelled', 'expired') then r.state end as key
from referral r where r.is_counted and r.merged_into is null;

comment on view measure_leakage is
  'Counted referrals received in the period that were declined, cancelled or expired, of all received, by what ended them: declined, cancelled, past_expiry, no_response, expired. Only what the receiver can see: patients who went elsewhere in a network are not visible and not claimed.';

create view measure_no_show as
select r.id as referral_id, r.referrer_partner_id as partner_id, (a ->> 'start')::timestamptz as at, a ->> 'status' = 'no_show' as is_hit
from referral r, jsonb_array_elements(r.view -> 'appointments') a
where r.is_counted and r.merged_into is null and r.appointment_at is not null and a ->> 'status' in ('no_show', 'fulfilled') and a ? 'start';

comment on view measure_no_show is
  'Appointments missed, of those missed or kept, by the day they were for. Cancelled and moved appointments are in neither. Of counted referrals.';

create view measure_no_show_report as
select r.id as referral_id, r.referrer_partner_id as partner_id, (a ->> 'start')::timestamptz as at, (a ->> 'start')::timestamptz as from_at, told.at as until_at
from referral r
cross join jsonb_array_elements(r.view -> 'appointments') a
left join lateral (
  select min(coalesce(d.delivered_at, d.sent_at)) as at from delivery d join effect e on e.key = d.effect_key
  where d.referral_id = r.id and d.purpose = 'no_show' and e.appointment_key = a ->> 'key'
    and (d.delivered_at is not null or (d.status = 'sent' and d.is_final))) told on true
where r.is_counted and r.merged_into is null and r.appointment_at is not null and r.missed_count > 0 and r.referrer_partner_id is not null and a ->> 'status' = 'no_show' and a ? 'start';

comment on view measure_no_show_report is
  'From the start of a missed appointment to the first notice of it that reached the referrer: delivered, or sent by a way that never tells more. Of counted referrals whose referrer is known, by the day the appointment was for.';

create view measure_note_final_time as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.seen_at as at, r.seen_at as from_at, r.note_final_at as until_at
from referral r where r.is_counted and r.merged_into is null and r.seen_at is not null;

comment on view measure_note_final_time is
  'From the end of the first visit that took place to its first final note. Of counted referrals, by the time of the visit.';

create view measure_note_sent_time as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.seen_at as at, r.seen_at as from_at,
  (select min(d.sent_at) from delivery d where d.referral_id = r.id and d.purpose = 'note' and d.partner_id = r.referrer_partner_id) as until_at
from referral r where r.is_counted and r.merged_into is null and r.seen_at is not null and r.referrer_partner_id is not null;

comment on view measure_note_sent_time is
  'From the end of the first visit that took place to the first time a note was handed over to the referrer. Of counted referrals with a known referrer, by the time of the visit. Sent is not delivered.';

create view measure_note_delivered_time as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.seen_at as at, r.seen_at as from_at, r.note_delivered_at as until_at
from referral r where r.is_counted and r.merged_into is null and r.seen_at is not null and r.referrer_partner_id is not null;

comment on view measure_note_delivered_time is
  'From the end of the first visit that took place to the first confirmed delivery of a final note to the referrer; the shares within 24 and 48 hours are of all visits, not only of those whose note arrived. Of counted referrals with a known referrer, by the time of the visit.';

create view measure_loop_closure as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.seen_at as at, r.state = 'closed' as is_hit
from referral r where r.is_counted and r.merged_into is null and r.seen_at is not null;

comment on view measure_loop_closure is
  'Closed referrals, of those whose visit took place, by the time of the visit. Closed: a final note''s delivery to the referrer is confirmed. Of counted referrals.';

create view measure_undeliverable as
select d.referral_id, d.partner_id, d.created_at as at, d.status = 'dead' as is_hit, d.destination as key
from delivery d where d.purpose <> 'liaison_alert' and d.status <> 'cancelled';

comment on view measure_undeliverable is
  'Deliveries to partners that were given up, of all that were not cancelled, by the time they were made and by way out. Deliveries nobody knows the outcome of are not counted as given up.';

create view measure_capture_by_desk as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.appointment_at as at, r.attribution in ('referrer', 'self') as is_hit, r.desk as key
from referral r where r.merged_into is null and r.is_first_of_patient and r.appointment_at is not null and r.attribution is not null
  and r.state not in ('voided', 'appt_cancelled', 'cancelled');

comment on view measure_capture_by_desk is
  'First appointments of new patients whose referrer is known, or who said that nobody sent them, of all, by the day of the appointment and by the desk that made the appointment. Cancelled and voided appointments are left out. Corrections made later raise the share of the day the appointment was.';

create view measure_capture_by_location as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.appointment_at as at, r.attribution in ('referrer', 'self') as is_hit, r.location as key
from referral r where r.merged_into is null and r.is_first_of_patient and r.appointment_at is not null and r.attribution is not null
  and r.state not in ('voided', 'appt_cancelled', 'cancelled');

comment on view measure_capture_by_location is
  'First appointments of new patients whose referrer is known, or who said that nobody sent them, of all, by the day of the appointment and by the location of the appointment. Cancelled and voided appointments are left out. Corrections made later raise the share of the day the appointment was.';

create view measure_capture_by_person as
select r.id as referral_id, r.referrer_partner_id as partner_id, r.appointment_at as at, r.attribution in ('referrer', 'self') as is_hit, r.attributed_by as key
from referral r where r.merged_into is null and r.is_first_of_patient and r.appointment_at is not null and r.attribution is not null
  and r.state not in ('voided', 'appt_cancelled', 'cancelled');

comment on view measure_capture_by_person is
  'First appointments of new patients whose referrer is known, or who said that nobody sent them, of all, by the day of the appointment and by the person who said it (missing: nobody did). Cancelled and voided appointments are left out. Corrections made later raise the share of the day the appointment was.';

create view measure_capture_pcp as
select r.id as referral_id, r.pcp_partner_id as partner_id, r.appointment_at as at, r.pcp_partner_id is not null as is_hit
from referral r where r.merged_into is null and r.is_first_of_patient and r.appointment_at is not null
  and r.state not in ('voided', 'appt_cancelled', 'cancelled');

comment on view measure_capture_pcp is
  'First appointments of new patients whose primary care provider is known, of all, by the day of the appointment. Cancelled and voided appointments are left out.';

create view measure_unsent_for_want_of_referrer as
select r.id as referral_id, null::uuid as partner_id, r.seen_at as at, r.attribution = 'missing' as is_hit, r.desk as key
from referral r where r.merged_into is null and r.is_first_of_patient and r.seen_at is not null and r.attribution is not null and r.state <> 'voided';

comment on view measure_unsent_for_want_of_referrer is
  'Visits that took place and whose note can go to nobody because neither a referrer is known nor the patient said that nobody sent them, of all visits of new patients, by the time of the visit and by the desk that made the appointment.';

create view measure_first_time_referrers as
select distinct on (r.referrer_partner_id) r.id as referral_id, r.referrer_partner_id as partner_id, r.received_at as at
from referral r where r.is_counted and r.merged_into is null and r.referrer_partner_id is not null
order by r.referrer_partner_id, r.received_at, r.id;

comment on view measure_first_time_referrers is
  'Partners whose first counted referral ever was received in the period.';

create view measure_proactive_conversion as
select first_note.referral_id, first_note.partner_id, first_note.at, first_note.at as from_at,
  (select min(n.received_at) from referral n where n.referrer_partner_id = first_note.partner_id and n.is_counted and n.merged_into is null
    and n.received_at > first_note.at) as until_at
from (
  select distinct on (d.partner_id) d.referral_id, d.partner_id, d.delivered_at as at
  from delivery d join referral r on r.id = d.referral_id
  where d.purpose = 'note' and d.delivered_at is not null and d.partner_id = r.pcp_partner_id and r.referrer_partner_id is distinct from d.partner_id
  order by d.partner_id, d.delivered_at) first_note
where not exists (select from referral e where e.referrer_partner_id = first_note.partner_id and e.is_counted and e.merged_into is null
  and e.received_at <= first_note.at);

comment on view measure_proactive_conversion is
  'From the first note delivered to a patient''s own doctor who had not referred that patient, to the first counted referral received from that doctor afterwards: one case per doctor, by the time of the note. Doctors who had referred before are not in it. After, not because of.';
