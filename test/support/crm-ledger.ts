import type { PublishedEventType } from '../../src/domain/event-catalogue.ts';
import { newId } from '../../src/lib/ids.ts';
import { execute, sql, type Database } from '../../src/store/database.ts';
import { appendEvents, type NewEvent } from '../../src/store/events.ts';
import { takePen } from '../../src/store/ledger.ts';
import { transaction } from '../../src/store/transaction.ts';
import { npi } from './npi.ts';

/** Invented partners and referrals as the ledger leaves them, with the events their changes publish. */
export type CrmLedger = ReturnType<typeof openCrmLedger>;

const AT = '2026-11-02T14:30:00.000Z';

/** Nothing in the ledger, and nothing known of any CRM. */
export async function emptyCrmLedger(db: Database): Promise<void> {
  await execute(
    db,
    sql`truncate crm_connector, crm_record, crm_load, crm_drift_run, crm_drift_finding, escalation, referral, patient, practice_role,
        partner_identifier, partner cascade`,
  );
}

export function openCrmLedger(db: Database) {
  let counter = 0;
  const publish = async (
    type: PublishedEventType,
    subjectKind: NewEvent['subjectKind'],
    subjectId: string,
    data: NewEvent['data'],
  ): Promise<void> => {
    await transaction(db, async (tx) => {
      const event: NewEvent = {
        id: newId(),
        type,
        subjectKind,
        subjectId,
        subjectVersion: 1,
        occurredAt: AT,
        data,
      };
      await appendEvents(tx, await takePen(tx), [event]);
    });
  };
  const enter = async (kind: 'person' | 'organisation', stage: string): Promise<string> => {
    const id = newId();
    const nr = (counter += 1);
    const name = kind === 'person' ? `ROBERT ZZTEST${nr}` : `Zztest Family Medicine ${nr}`;
    await execute(
      db,
      sql`insert into partner (id, kind, name, family, given, stage, name_key, phone, city, state, zip, territory, updated_at)
          values (${id}, ${kind}, ${name}, ${kind === 'person' ? `ZZTEST${nr}` : null}, ${kind === 'person' ? 'ROBERT' : null}, ${stage},
            lower(${name}), '2175550101', 'Springfield', 'IL', '60000', 'north', now() - interval '1 day')`,
    );
    await execute(
      db,
      sql`insert into partner_identifier (system, value, partner_id) values ('npi', ${npi(nr)}, ${id})`,
    );
    return id;
  };
  return {
    publish,
    office: (stage = 'active'): Promise<string> => enter('organisation', stage),
    doctor: async (officeId?: string, stage = 'active'): Promise<string> => {
      const id = await enter('person', stage);
      if (officeId === undefined) return id;
      await execute(
        db,
        sql`insert into practice_role (id, person_id, organisation_id, is_primary, source) values (${newId()}, ${id}, ${officeId}, true, 'test')`,
      );
      await execute(db, sql`update partner set root_id = ${officeId} where id = ${id}`);
      return id;
    },
    refer: async (partnerId: string): Promise<string> => {
      const [patientId, id] = [newId(), newId()];
      await execute(
        db,
        sql`insert into patient (id, family, given, birth_date, phones, name_key)
            values (${patientId}, 'ZZTESTPATIENT', 'ALMA', '1958-02-14', '{2175550142}', 'zztestpatient alma')`,
      );
      await execute(
        db,
        sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, service, version, view)
            values (${id}, ${patientId}, 'explicit', 'received', true, ${AT}, ${partnerId}, 'routine', 'ZZTESTSERVICE', 1, '{}')`,
      );
      await publish('referral.received', 'referral', id, { referralId: id, partnerId });
      return id;
    },
    setState: async (id: string, state: string): Promise<void> => {
      await execute(
        db,
        sql`update referral set state = ${state}, seen_at = case when ${state} in ('seen', 'closed') then ${AT}::timestamptz end where id = ${id}`,
      );
      await publish('referral.seen', 'referral', id, { referralId: id });
    },
    attribute: async (id: string, partnerId: string): Promise<void> => {
      await execute(db, sql`update referral set referrer_partner_id = ${partnerId} where id = ${id}`);
      await publish('referral.attributed', 'referral', id, { referralId: id, partnerId });
    },
    mergeReferrals: async (from: string, into: string): Promise<void> => {
      await execute(db, sql`update referral set merged_into = ${into} where id = ${from}`);
      await publish('referral.merged', 'referral', from, { referralId: from, mergedInto: into });
    },
    mergePartners: async (from: string, into: string): Promise<void> => {
      await execute(
        db,
        sql`update partner set alias_of = ${into}, first_referral_at = null, first_referral_id = null where id = ${from}`,
      );
      await execute(
        db,
        sql`update referral set referrer_partner_id = ${into} where referrer_partner_id = ${from}`,
      );
      await publish('partner.merged', 'partner', from, { partnerId: from, mergedInto: into });
    },
    firstReferral: async (partnerId: string, referralId: string): Promise<void> => {
      await execute(
        db,
        sql`update partner set first_referral_id = ${referralId}, first_referral_at = ${AT} where id = ${partnerId}`,
      );
      await publish('partner.first_referral', 'partner', partnerId, { partnerId, referralId });
    },
    voidFirst: async (partnerId: string, referralId: string): Promise<void> => {
      await execute(
        db,
        sql`update partner set first_referral_id = null, first_referral_at = null where id = ${partnerId}`,
      );
      await publish('partner.first_referral_voided', 'partner', partnerId, { partnerId, referralId });
    },
    escalate: async (referralId: string): Promise<string> => {
      const id = newId();
      await execute(
        db,
        sql`insert into escalation (id, key, kind, referral_id, state, started_at, late_at, about_at, owners, dues, level, owner, raised_at)
            values (${id}, ${id}, 'not_contacted', ${referralId}, 'raised', ${AT}, ${AT}, ${AT}, '{call_centre}', array[${AT}::timestamptz], 1,
              'call_centre', ${AT})`,
      );
      return id;
    },
  };
}
