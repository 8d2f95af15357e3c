import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { rest } from '../../src/connectors/rest/index.ts';
import { keepConsent, withdrawConsent } from '../../src/pipeline/intake/consent.ts';
import { dispatchWebhooks } from '../../src/pipeline/publish.ts';
import type { CrmConnector } from '../../src/sdk/crm.ts';
import { beginBackfill } from '../../src/store/crm.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { approveDisclosure, askDisclosure } from '../../src/store/webhook-disclosure.ts';
import { insertWebhook, updateWebhook } from '../../src/store/webhooks.ts';
import { openCrmHub } from '../support/crm-hub.ts';
import { openRestCrm } from '../support/crm-rest.ts';
import { storyOf as story } from '../support/delivery-story.ts';
import { adt, mdm, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { openReceiver, type Receiver } from '../support/webhooks.ts';

const ana = 'ana@practice.example';
let base: TestHub;
let receiver: Receiver;
let referrals: ReadonlyMap<string, { readonly id: string; readonly patientId: string }>;
beforeAll(async () => {
  base = await createTestHub();
  receiver = await openReceiver();
  const [open, guarded, objecting, marked] = [0, 1, 2, 3].map((nr) => story(nr));
  const restricted = mdm('T02', marked).replace(/(\rTXA(?:\|[^|\r]*){17}\|)[^|\r]*/, '$1R');
  await base.feed(
    siu('S12', open),
    siu('S12', guarded),
    protect(adt('A08', guarded)),
    siu('S12', objecting),
    siu('S12', marked),
    restricted,
  );
  const rows = await query<{ id: string; patientId: string; family: string }>(
    base.hub.db,
    sql`select r.id, r.patient_id as "patientId", p.family from referral r join patient p on p.id = r.patient_id where r.merged_into is null`,
  );
  referrals = new Map(rows.map(({ family, ...row }) => [family, row]));
  await object('ZZTESTC');
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await base.close();
});

/** PD1-12 (protection indicator) says yes. */
function protect(message: string): string {
  return message.replace('\rPV1|', `\rPD1${'|'.repeat(12)}Y\rPV1|`);
}

const of = (family: string) => referrals.get(family) ?? { id: '', patientId: '' };
const object = (family: string) =>
  keepConsent(
    base.hub,
    of(family).patientId,
    { scope: 'share_notes', isGiven: false, signedOn: '2026-11-01' },
    { actor: ana },
  );

test('a receiver with the fullest profile learns nothing of patients who are withheld, and why', async () => {
  const { db, publicUrl } = base.hub;
  const { id } = await insertWebhook(db, { url: receiver.url, description: '', types: [], position: 0 });
  await askDisclosure(db, id, { profile: 'full', agreement: 'BAA', askedBy: { id: newId(), name: 'ana' } });
  await approveDisclosure(db, id, { id: newId(), name: 'bea' });
  await dispatchWebhooks({ db, publicUrl, allowPrivate: true });

  const toldOf = (family: string): readonly string[] => {
    const told = receiver.received
      .map(
        (one) =>
          JSON.parse(one.body) as { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
      )
      .filter(({ type, data }) => type.startsWith('referral.') && data['referralId'] === of(family).id)
      .map(({ data }) =>
        JSON.stringify(
          Object.fromEntries(Object.entries(data).filter(([name]) => name.startsWith('patient'))),
        ),
      );
    return [...new Set(told)];
  };
  expect(toldOf('ZZTESTA').join()).toContain('"patientFamily":"ZZTESTA"');
  expect(toldOf('ZZTESTB')).toEqual(['{"patientWithheld":"protected"}']);
  expect(toldOf('ZZTESTC')).toEqual(['{"patientWithheld":"objection"}']);
  expect(toldOf('ZZTESTD')).toEqual(['{"patientWithheld":"sensitive"}']);

  // With none nothing is said of anybody, not even that.
  await askDisclosure(db, id, { profile: 'none', askedBy: { id: newId(), name: 'ana' } });
  receiver.received.length = 0;
  await updateWebhook(db, id, { position: 0 });
  await dispatchWebhooks({ db, publicUrl, allowPrivate: true });
  expect(toldOf('ZZTESTB')).toEqual(['{}']);
});

test('a CRM is written nothing of them, and what it held goes when a patient objects', async () => {
  const crm = await openRestCrm();
  const hub = await openCrmHub(base.hub.db, {
    name: 'rest',
    owner: 'crm@practice.example',
    connector: rest as CrmConnector<unknown>,
    config: rest.config.parse({
      baseUrl: crm.url,
      auth: { kind: 'header', name: 'X-Api-Key', value: 'key' },
      objects: {
        Referral: {
          find: { url: '/api/v1/Referral?externalId={id}', at: 'list.0' },
          create: { url: '/api/v1/Referral' },
          update: { method: 'PUT', url: '/api/v1/Referral/{remoteId}' },
        },
      },
      mostPerSecond: 100,
    }),
    agreement: { signedOn: '2026-10-01', reference: 'contracts/crm-baa.pdf' },
    mapping: {
      referral: {
        object: 'Referral',
        idField: 'externalId',
        fields: {
          family: { from: 'patientFamily' },
          birth: { from: 'patientBirthDate' },
          patient: { from: 'patientId' },
          withheld: { from: 'patientWithheld' },
        },
      },
    },
  });
  await beginBackfill(base.hub.db, 'rest');
  await hub.settle();
  const held = (family: string) => {
    const { externalId: _, ...values } = crm.record('Referral', 'externalId', of(family).id)?.values ?? {};
    return values;
  };
  const nothing = { family: null, birth: null, patient: null };
  const known = { family: 'ZZTESTA', birth: '1950-01-02', patient: of('ZZTESTA').patientId, withheld: null };

  expect(held('ZZTESTA')).toEqual(known);
  expect(held('ZZTESTB')).toEqual({ ...nothing, withheld: 'protected' });
  expect(held('ZZTESTC')).toEqual({ ...nothing, withheld: 'objection' });
  expect(held('ZZTESTD')).toEqual({ ...nothing, withheld: 'sensitive' });

  // Said of a record that was merged into theirs.
  const old = newId();
  await execute(
    base.hub.db,
    sql`insert into patient (id, family, name_key, alias_of) values (${old}, 'ZZTESTA', '', ${of('ZZTESTA').patientId})`,
  );
  for (const isGiven of [false, true]) {
    await keepConsent(
      base.hub,
      old,
      { scope: 'share_notes', isGiven, signedOn: '2026-11-01' },
      { actor: ana },
    );
    await hub.settle();
    expect(held('ZZTESTA')).toEqual(isGiven ? known : { ...nothing, withheld: 'objection' });
  }

  await object('ZZTESTA');
  await hub.settle();
  expect(held('ZZTESTA')).toEqual({ ...nothing, withheld: 'objection' });

  const agreed = { scope: 'share_notes', isGiven: true, signedOn: '2026-11-02' } as const;
  await keepConsent(base.hub, of('ZZTESTA').patientId, agreed, { actor: ana });
  await hub.settle();
  expect(held('ZZTESTA')).toEqual(known);
  const back = { scope: 'share_notes', withdrawnOn: '2026-11-03' } as const;
  expect(await withdrawConsent(base.hub, of('ZZTESTA').patientId, back, { actor: ana })).toBe('done');
  await base.feed(protect(adt('A08', story(0))));
  await hub.settle();
  expect(held('ZZTESTA')).toEqual({ ...nothing, withheld: 'protected' });
  await crm.close();
});
