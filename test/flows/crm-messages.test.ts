import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPartner } from '../../src/pipeline/directory.ts';
import { mergePartners } from '../../src/pipeline/directory-merge.ts';
import { queryOne, sql } from '../../src/store/database.ts';
import { openCrmHub } from '../support/crm-hub.ts';
import { openSalesforce, salesforceAt } from '../support/crm-salesforce.ts';
import { adt, mdm, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';

const ID = 'Referloop_Id__c';
const by = { person: 'ana@practice.example' };

let hub: TestHub;
let crm: Awaited<ReturnType<typeof openSalesforce>>;
beforeAll(async () => {
  [hub, crm] = await Promise.all([createTestHub(), openSalesforce()]);
});
afterAll(async () => {
  await crm.close();
  await hub.close();
});

const idOf = async (npi: string): Promise<string> =>
  (
    await queryOne<{ readonly id: string }>(
      hub.hub.db,
      sql`select partner_id as id from partner_identifier where system = 'npi' and value = ${npi}`,
    )
  )?.id ?? '';

test('from the message to the CRM: booked, seen, first referral; and nothing of the patient', async () => {
  const kept = await openCrmHub(hub.hub.db, salesforceAt(crm.url));

  await hub.feed(siu('S12'));
  await kept.settle();
  const doctor = await idOf('1234567893');
  const contact = crm.record('Contact', ID, doctor);
  expect(contact?.values).toMatchObject({
    LastName: 'ZZTESTREF',
    Referloop_NPI__c: '1234567893',
    Referloop_Counted_Referrals__c: 1,
    Referloop_Seen_Referrals__c: 0,
  });
  expect(crm.record('Task', ID, doctor)?.values).toMatchObject({
    Subject: expect.stringContaining('First referral from'),
    WhoId: contact?.id,
  });
  const [referral] = [...crm.all('Referloop_Referral__c').values()];
  expect(referral?.values).toMatchObject({ State__c: 'scheduled', Referrer__c: contact?.id });

  await hub.feed(
    adt('A04', { at: '20261105101500-0500' }),
    adt('A03', { at: '20261105110000-0500' }),
    mdm('T02', { at: '20261105120000-0500' }),
  );
  await kept.settle();

  expect([...crm.all('Referloop_Referral__c').values()].map((one) => one.values['State__c'])).toEqual([
    'note_ready',
  ]);
  expect(crm.record('Contact', ID, doctor)?.values['Referloop_Seen_Referrals__c']).toBe(1);

  // A person finds that the office's doctor stands in the directory twice.
  const fields = { family: 'ZZTESTREF', given: 'BOB' };
  const twin = await createPartner(hub.hub, { kind: 'person', stage: 'target', fields }, by);
  if (twin.outcome !== 'saved') throw new Error('the twin is entered');
  await mergePartners(hub.hub, { from: doctor, into: twin.id }, by);
  await kept.settle();

  const survivor = crm.record('Contact', ID, twin.id);
  expect(survivor?.values).toMatchObject({ Referloop_Counted_Referrals__c: 1, Referloop_Merged__c: false });
  expect(crm.record('Contact', ID, doctor)?.values).toMatchObject({
    Referloop_Counted_Referrals__c: 0,
    Referloop_Merged__c: true,
    Referloop_Merged_Into__c: survivor?.id,
  });
  expect([...crm.all('Referloop_Referral__c').values()].map((one) => one.values['Referrer__c'])).toEqual([
    survivor?.id,
  ]);
  const all = JSON.stringify(crm.objects().map((object) => [...crm.all(object).values()]));
  expect(all).not.toMatch(/ZZTESTLEE|ANNA|1970-01-02|19700102/);
  const written = crm.written();
  await kept.replay();
  await kept.settle();
  expect(crm.written()).toBe(written);
});
