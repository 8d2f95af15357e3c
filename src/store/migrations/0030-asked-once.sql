-- What another system asked for with a key of its own: said again after a lost answer, it is answered as the first time and nothing is sent twice.
create table asked_once (
  -- SHA-256 of the token, the path and the key.
  key_sha256 text primary key,
  -- Of the body: another wish under the same key is a mistake.
  wish_sha256 text not null,
  -- An id of the hub, nothing of a patient.
  answer text not null,
  at timestamptz not null default now()
);
create index asked_once_oldest on asked_once (at);
