-- Letters in the practice's own words, what people send by hand, and several notes in one parcel.

-- Every wording there ever was: a letter that is sent again says what it said. Without a body: back to the built-in one.
create table letter_version (
  kind text not null,
  number integer not null,
  title text,
  body text,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (kind, number),
  check ((title is null) = (body is null))
);

-- What somebody asked to be sent: the rest of a delivery comes from the ledger, this does not.
create table letter_order (
  effect_key text primary key references effect (key) on update cascade,
  kind text not null check (kind in ('decline', 'thank_you', 'status', 'bundle')),
  options jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null
);

-- Several notes for one office in one parcel. What becomes of the parcel becomes of each: every note has a delivery of its own.
create table bundle_note (
  bundle_key text not null references effect (key) on update cascade,
  note_key text not null references effect (key) on update cascade,
  rank smallint not null,
  delivery_id uuid references delivery (id),
  primary key (bundle_key, rank)
);

create index bundle_note_of_note on bundle_note (note_key);
-- The notes of an office, newest first.
create index effect_notes_of_partner on effect (partner_id, created_at desc) where kind = 'deliver_note';
