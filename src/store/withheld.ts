import { sql } from './database.ts';
import { objected } from './sending-facts.ts';

/**
 * Why systems beside the referring office learn nothing of the patient of `referral r`, whatever their agreement; null: they may. `protected`:
 * the sender marked the patient. `objection`: the patient's newest word on notes going to other offices is no. `sensitive`: a note of the referral
 * was marked, also when a person let it go to the office. Indexes: primary key and patient_by_alias, consent_of_patient, fact_of_referral.
 */
export const withheldReason = sql`coalesce(
  (select 'protected' from patient q where q.is_protected and q.id = any(array(select id from patient where id = r.patient_id or alias_of = r.patient_id)) limit 1),
  case when ${objected} then 'objection' end,
  (select 'sensitive' from fact f where f.referral_id = r.id and f.kind = 'note_stated' and f.retired_at is null and f.body ->> 'hold' is not null limit 1))`;
