-- Documents that wait behind a link. Neither the link's token nor what is asked for beside it is here: of both together a key is
-- derived that opens the document, so that this table alone opens nothing.

create table secure_link (
  id uuid primary key,
  -- One link at a time: a new one ends the one before.
  delivery_id uuid not null unique references delivery (id),
  token_sha256 bytea not null unique,
  factor text not null check (factor in ('birth_date', 'code')),
  -- Hash of the key that the right answer gives.
  proof_sha256 bytea not null,
  -- Initials, sealed with a key of the token alone.
  hint bytea,
  -- Sealed (AES-256-GCM); null once it is over.
  document bytea,
  media_type text not null,
  pages integer not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- Wrong answers since the last right one.
  failed_attempts smallint not null default 0,
  locked_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  opened_at timestamptz,
  last_opened_at timestamptz,
  openings integer not null default 0
);

alter table secure_link alter column document set storage external;

create index secure_link_over on secure_link (expires_at) where document is not null;
