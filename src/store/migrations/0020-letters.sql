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
  kind text not null check (kind in ('decline', 'thank_you', 'status')),
  options jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null
);

-- Several notes for one office in one parcel: the first carries it, the others share its fate. Each is a delivery of its own.
create table bundle_member (
  delivery_id uuid primary key references delivery (id),
  carrier_id uuid not null references delivery (id),
  rank smallint not null,
  unique (carrier_id, rank)
);
