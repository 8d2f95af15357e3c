-- Faxes, e-mails and uploads: what was unpacked from them, how it was read, what it was understood as, and what people made of it.

-- `reading`: waits for its documents to be read and settled; then it goes on as `received`.
alter table message drop constraint message_state_check;
alter table message add constraint message_state_check
  check (state in ('received', 'reading', 'applied', 'filtered', 'invalid', 'review'));
-- What the gateway or mailbox said beside the bytes (ArrivalTransport).
alter table message add column transport jsonb;

create index message_reading on message (id) where state = 'reading';

-- A few small things a source remembers over restarts.
create table source_memory (
  channel text not null,
  key text not null,
  value text not null,
  updated_at timestamptz not null default now(),
  primary key (channel, key)
);

-- One arrival's way from bytes to documents. Rows of it are the queue of the readers.
create table intake_job (
  message_id uuid primary key references message (id),
  step text not null check (step in ('unpack', 'read', 'understand', 'done', 'failed')),
  -- 0 urgent (it says so), 1 usual.
  priority smallint not null default 1,
  sender_key text not null,
  -- Fair share inside a priority: when it came, and some minutes more for each earlier one of its sender's within the hour.
  turn_at timestamptz not null,
  pages integer not null default 0,
  pages_read integer not null default 0,
  attempts smallint not null default 0,
  -- Taken by a worker until then, who says every few seconds that it is alive. Whoever comes with another lease changes nothing.
  leased_until timestamptz,
  lease uuid,
  problem_code text,
  problem text,
  -- What the arrival was as a mail, when it was one (UnpackedMail).
  mail jsonb,
  received_at timestamptz not null default now(),
  ready_at timestamptz
);

create index intake_job_open on intake_job (step, priority, turn_at, message_id) where step in ('unpack', 'read', 'understand');
create index intake_job_of_sender on intake_job (sender_key, received_at);
create index intake_job_failed on intake_job (received_at desc) where step = 'failed';

-- The files of an arrival: itself, its attachments, what was in their archives.
create table document_file (
  id uuid primary key,
  message_id uuid not null references message (id),
  parent_id uuid references document_file (id),
  ordinal integer not null,
  -- As the sender called it. May hold a patient's name: shown, never used as a path.
  name text,
  media_type text not null,
  bytes integer not null,
  sha256 bytea not null,
  -- Null for the arrival itself: the message has its bytes.
  body bytea,
  fate text not null check (fate in ('pages', 'opened', 'text', 'ignored', 'refused')),
  reason_code text,
  reason text,
  unique (message_id, ordinal)
);

alter table document_file alter column body set storage external;
create index document_file_content on document_file (sha256) where fate = 'pages';
create index document_file_of_parent on document_file (parent_id) where parent_id is not null;

create table document_page (
  id uuid primary key,
  message_id uuid not null references message (id),
  file_id uuid not null references document_file (id),
  -- From 1, over the whole message.
  number integer not null,
  -- As unpacked: PNG or JPEG. Null for a page that only has text (a mail's body).
  image bytea,
  image_type text,
  width integer not null,
  height integer not null,
  dpi_x real not null,
  dpi_y real not null,
  -- Words the file itself has: no reader is asked.
  text_words jsonb,
  -- What a person said about it: turned by hand, left out.
  turn smallint check (turn in (0, 90, 180, 270)),
  is_dropped boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'read', 'failed')),
  attempts smallint not null default 0,
  -- Taken by a reader until then.
  leased_until timestamptz,
  lease uuid,
  problem text,
  unique (message_id, number)
);

create index document_page_waiting on document_page (message_id, number) where state = 'waiting';
create index document_page_of_file on document_page (file_id);

alter table document_page alter column image set storage external;

-- What one reader made of one page: stored once, so that nothing is read twice.
create table page_reading (
  page_id uuid not null references document_page (id) on delete cascade,
  reader text not null,
  -- Which way up it was read.
  turn smallint not null,
  -- The page as people see it, and all boxes refer to.
  image bytea not null,
  image_type text not null,
  width integer not null,
  height integer not null,
  dpi real not null,
  skew_degrees real not null,
  words jsonb not null,
  marks jsonb not null,
  fax_header text,
  problems jsonb not null default '[]',
  -- Second opinions on single boxes, so that they are not asked for again either.
  regions jsonb not null default '[]',
  read_at timestamptz not null default now(),
  primary key (page_id, reader, turn)
);

alter table page_reading alter column image set storage external;

create table document (
  id uuid primary key,
  message_id uuid not null references message (id),
  ordinal integer not null,
  kind text not null check (kind in ('referral', 'records', 'lab_result', 'status', 'portal_notice', 'junk', 'other')),
  -- [{number, class, confidence}]
  pages jsonb not null,
  state text not null check (state in ('review', 'held', 'accepted', 'filed', 'not_referral', 'unreadable', 'replaced')),
  -- Why a person is asked, in one sentence. No patient data.
  reason text,
  -- What it would have been decided as, had the hub been allowed to: shadow mode.
  hub_decision text check (hub_decision in ('accept', 'ask')),
  -- Accepted by the hub and shown to a person all the same, who does not see what the hub had decided.
  is_audit boolean not null default false,
  sender_key text not null,
  form text,
  -- Whom sender, letterhead and signature mean, as far as it is certain.
  partner_id uuid references partner (id),
  patient_id uuid,
  -- Candidates with their evidence, for the screen.
  candidates jsonb not null default '{}',
  duplicate_of uuid references document (id) on delete set null,
  -- Near-equal content: hashes of its words.
  shingles bigint[] not null default '{}',
  priority smallint not null default 1,
  received_at timestamptz not null,
  -- Nobody else works on it until then.
  locked_by text,
  locked_until timestamptz,
  hold_reason text,
  settled_by text,
  settled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now()
);

create index document_of_message on document (message_id, ordinal);
-- The review queue: urgent first, then the oldest.
create index document_queue on document (priority, received_at, id) where state = 'review';
create index document_held on document (received_at, id) where state = 'held';
create index document_of_sender on document (sender_key, received_at desc);
create index document_near on document using gin (shingles);
create index document_of_partner on document (partner_id) where partner_id is not null;
create index document_copies on document (duplicate_of) where duplicate_of is not null;
create index document_settled on document (settled_at desc) where settled_at is not null;

create table document_field (
  document_id uuid not null references document (id) on delete cascade,
  field text not null,
  -- Several values of one field (diagnoses): 0, 1, …
  position smallint not null default 0,
  value text not null,
  text text not null,
  confidence real not null,
  page integer,
  box jsonb,
  evidence jsonb not null default '[]',
  doubt text,
  is_handwriting boolean not null default false,
  others jsonb not null default '[]',
  -- Confident enough to need nobody.
  is_accepted boolean not null,
  -- What a person made of it: null while nobody looked. An empty text: the field is empty.
  final_value text,
  primary key (document_id, field, position)
);

-- Every field a person settled, against what the reader had proposed: the measure of its confidence.
create table field_outcome (
  id uuid primary key,
  document_id uuid not null,
  sender_key text not null,
  field text not null,
  proposed text,
  confidence real,
  was_accepted boolean not null,
  -- Shown without a hint that the hub was sure: counts for the share accepted wrongly.
  is_audit boolean not null default false,
  final_value text,
  is_right boolean not null,
  settled_by text not null,
  settled_at timestamptz not null default now()
);

create index field_outcome_recent on field_outcome (settled_at desc);
create index field_outcome_of_document on field_outcome (document_id);
create index field_outcome_of_sender on field_outcome (sender_key, field, settled_at desc);

-- Who teaches the hub something of a sender's forms takes its row first: of two the later one builds on what the first has taught.
create table taught_sender (
  sender_key text primary key
);

-- What was learnt of a sender's forms from people's corrections.
create table sender_template (
  sender_key text not null,
  form text not null,
  zones jsonb not null default '[]',
  constants jsonb not null default '[]',
  documents integer not null default 0,
  updated_at timestamptz not null default now(),
  primary key (sender_key, form)
);

-- Which partner a sending number or address turned out to belong to, as people confirmed it: evidence, never proof.
create table sender_partner (
  sender_key text not null,
  partner_id uuid not null references partner (id),
  confirmed integer not null default 0,
  last_at timestamptz not null default now(),
  primary key (sender_key, partner_id)
);

create index sender_partner_of on sender_partner (partner_id);

-- From which confidence a field needs nobody, per field and, where it has earned its own, per sender ('*': everybody).
create table acceptance_rule (
  sender_key text not null default '*',
  field text not null,
  threshold real not null check (threshold > 0 and threshold <= 1.01),
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (sender_key, field)
);

-- One row: whether the hub files by itself.
create table acceptance_mode (
  id boolean primary key default true check (id),
  mode text not null default 'shadow' check (mode in ('shadow', 'live')),
  audit_share real not null default 0.05 check (audit_share between 0.009 and 1),
  changed_by text not null default 'hub',
  changed_at timestamptz not null default now()
);

insert into acceptance_mode default values;

-- ICD-10-CM: the codes and their short titles, from the public-domain files of CMS.
create table diagnosis_code (
  code text primary key,
  title text not null,
  is_billable boolean not null
);

-- Senders asked to send something again that nobody could read. Carries no patient data.
create table sender_request (
  id uuid primary key,
  document_id uuid not null references document (id),
  -- `phone`: a person calls; else the destination that carries it.
  destination text not null,
  address text not null,
  words text not null,
  state text not null check (state in ('queued', 'sent', 'failed', 'phone', 'withdrawn')),
  attempts smallint not null default 0,
  next_at timestamptz not null default now(),
  detail text,
  -- What the person wrote for colleagues; not sent.
  note text,
  asked_by text not null,
  created_at timestamptz not null default now()
);

create index sender_request_due on sender_request (next_at) where state = 'queued';
create index sender_request_of_document on sender_request (document_id);
