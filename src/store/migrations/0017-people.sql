-- People as a source: what they fill in, the calls they answer, what patients agree to.

-- A call at the contact centre. Not a referral by itself: it becomes one when somebody saves the form (`form_message_id`).
create table phone_call (
  id uuid primary key,
  channel text not null,
  -- As the contact centre calls it; its events come in any order and more than once.
  call_id text not null,
  direction text not null check (direction in ('inbound', 'outbound')),
  -- The other side's number: ten digits of a US number, as in partner.phone.
  number text,
  caller_name text,
  agent text,
  queue text,
  started_at timestamptz not null,
  ended_at timestamptz,
  seconds integer,
  -- A link at the contact centre; the recording stays there.
  recording_url text,
  -- Whose number it is. No foreign keys: a partner or patient who was merged since is followed when it is read.
  partner_id uuid,
  patient_id uuid,
  -- open: somebody may start a form; filtered: nobody of ours; taken: a form was saved; dismissed: a person put it aside.
  state text not null check (state in ('open', 'filtered', 'taken', 'dismissed')),
  reason text,
  message_id uuid not null references message (id),
  form_message_id uuid references message (id),
  settled_by text,
  settled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (channel, call_id)
);
create index phone_call_newest on phone_call (started_at desc, id desc);
create index phone_call_by_state on phone_call (state, started_at desc, id desc);
create index phone_call_of_form on phone_call (form_message_id) where form_message_id is not null;

-- What somebody began to fill in: it survives the end of a session. One of each form for each person.
create table form_draft (
  person text not null,
  form text not null,
  fields jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (person, form)
);
create index form_draft_by_age on form_draft (saved_at);

-- The address of a public form. It stands on a website, so it is no secret; it says where a referral came from and can be closed.
create table form_key (
  key text primary key,
  kind text not null check (kind in ('website', 'kiosk')),
  label text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  closed_by text,
  closed_at timestamptz
);

-- A form that was handed in, beside its message.
create table form_sent (
  message_id uuid primary key references message (id),
  kind text not null,
  form_key text references form_key (key),
  sent_at timestamptz not null default now()
);
create index form_sent_of_key on form_sent (form_key, sent_at desc) where form_key is not null;

-- A paper or photo somebody handed in, with what it belongs to.
create table form_paper (
  message_id uuid primary key references message (id),
  form_message_id uuid references message (id),
  referral_id uuid references referral (id),
  added_by text,
  added_at timestamptz not null default now()
);
create index form_paper_of_referral on form_paper (referral_id) where referral_id is not null;
create index form_paper_of_form on form_paper (form_message_id) where form_message_id is not null;

-- An appointment's patient was met at the desk: both questions were answered, or put off with a reason.
create table check_in (
  referral_id uuid not null references referral (id),
  -- Start of the appointment: a referral may have several.
  appointment_at timestamptz not null,
  -- Why a question was put off: {"referrer": "…", "pcp": "…"}.
  put_off jsonb not null default '{}',
  assigned_to text,
  done_by text,
  done_at timestamptz,
  primary key (referral_id, appointment_at)
);

-- What a patient agrees to. The newest line of a scope counts; nothing is ever changed.
create table consent (
  id uuid primary key,
  -- The record it was said of; who that is now follows from alias_of.
  patient_id uuid not null references patient (id),
  scope text not null check (scope in ('email_appointments', 'email_results', 'email_any')),
  is_given boolean not null,
  email text,
  -- Day of the signature.
  signed_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null default now()
);
create index consent_of_patient on consent (patient_id, scope, recorded_at desc);

-- Every request and booking of a day, of whatever kind.
create index referral_heard on referral (received_at desc, id desc) where merged_into is null;
