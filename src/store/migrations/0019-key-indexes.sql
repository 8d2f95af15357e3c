-- Looked up thousands of times a second while they grow: entries that wait in a list of their own would be read through by every look-up,
-- which costs more than putting each where it belongs (measured: bench/feeds.ts, the first thousands of rows on a new database).
alter index patient_by_match_key set (fastupdate = off);
alter index partner_by_keys set (fastupdate = off);
