-- What patients are found by when no number is known, and everything they were ever called.

alter table patient
  add column suffix text,
  -- {"names": [], "birthDates": [], "phones": [], "emails": [], "addresses": []}: what was said before, newest first. Only matching and search read it.
  add column former jsonb,
  -- patientKeys() of src/domain/patient-keys.ts over present and former values.
  add column match_keys text[] not null default '{}',
  -- Rules the keys were made by. What is here from before has none: `fillPatientKeys` makes them from the ledger when the hub starts,
  -- and again when a later version has other rules.
  add column keys_version smallint not null default 0,
  -- Folded names (lower case, no accents), present and former, for search.
  add column search_names text not null default '';

create index patient_by_match_key on patient using gin (match_keys) where alias_of is null;
create index patient_by_keys_version on patient (keys_version);
create index patient_by_search_names on patient using gin (search_names gin_trgm_ops) where alias_of is null;

-- Candidates come from match_keys now, and the search reads search_names.
drop index patient_by_birth;
drop index patient_by_name;
create index patient_by_birth_date on patient (birth_date) where alias_of is null;
