-- Holds that outlive a version of a note, two people told apart by account, and secrets that can be sealed.

-- What a person holds back is asked for whenever a note has a new version.
create index effect_held_by_person on effect (partner_id, document_key) where hold = 'by_person';

-- Accounts or tokens: names change, and two may share one. Null: from before this migration.
alter table webhook_endpoint
  add column phi_asked_id uuid,
  add column phi_approved_id uuid,
  drop constraint full_needs_two_people,
  add constraint full_needs_two_people check (
    phi_profile <> 'full' or (phi_approved_by is not null and case when phi_asked_id is null or phi_approved_id is null
      then phi_approved_by <> phi_asked_by else phi_approved_id <> phi_asked_id end));

-- `whpk_` and base64 of the public half of each key pair: shown while `secret` and `signing_key` (and the previous ones) may be sealed
-- (`sealed:<id of the key>:<base64url>`, src/store/keyring.ts).
alter table webhook_endpoint add column public_key text, add column previous_public_key text;
update webhook_endpoint set
  public_key = 'whpk_' || encode(substring(decode(substring(signing_key from 6), 'base64') from 33), 'base64'),
  previous_public_key = 'whpk_' || encode(substring(decode(substring(previous_signing_key from 6), 'base64') from 33), 'base64');
