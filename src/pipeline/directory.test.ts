import { afterEach, beforeEach, expect, test } from 'vitest';
import { siu } from '../../test/support/hl7.ts';
import { createTestHub, type TestHub } from '../../test/support/hub.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { requestRefold } from '../store/directory/refolds.ts';
import { transaction } from '../store/transaction.ts';
import { createPartner, editPartner, retirePartner } from './directory.ts';
import { mergePartners } from './directory-merge.ts';
import { setStage } from './directory-stage.ts';
import { moveInTree } from './directory-tree.ts';
import { finishRefolds, refoldNextPage } from './refold-partners.ts';

const ana = { person: 'ana@practice.example' };
const ben = { person: 'ben@practice.example' };

let base: TestHub;
beforeEach(async () => {
  base = await createTestHub();
});
afterEach(() => base.close());

async function office(name: string): Promise<string> {
  const edited = await createPartner(
    base.hub,
    { kind: 'organisation', stage: 'active', fields: { name } },
    ana,
  );
  return edited.outcome === 'saved' ? edited.id : '';
}

/** A field of PID and PV1 that the invented messages have not: the patient's own doctor. */
const withOwnDoctor = (message: string, xcn: string): string =>
  message.replace(/\rPV1/, `\rPD1||||${xcn}\rPV1`);

test('of two people who save at once one is told who changed what', async () => {
  const id = await office('ZZTEST Eye');
  const edit = (notes: string, by: typeof ana) =>
    editPartner(base.hub, id, { version: 1, fields: { notes } }, by);

  const outcomes = await Promise.all([edit('Ask for Lisa.', ana), edit('Ask for Kim.', ben)]);

  const saved = outcomes.findIndex((one) => one.outcome === 'saved');
  expect(outcomes[1 - saved]).toMatchObject({
    outcome: 'conflict',
    version: 2,
    changes: [{ actor: [ana, ben][saved]?.person, field: 'notes', before: null, version: 2 }],
  });
  const row = await queryOne(base.hub.db, sql`select notes, version from partner where id = ${id}`);
  expect(row).toEqual({ notes: saved === 0 ? 'Ask for Lisa.' : 'Ask for Kim.', version: 2 });
});

test('two people who make half of a circle each: one of them is refused', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [one, two] = [await office('ZZTEST One'), await office('ZZTEST Two')];
    const put = (id: string, parentId: string) =>
      moveInTree(base.hub, id, { place: { parentId, relation: 'branch' } }, ana);

    const outcomes = await Promise.all([put(one, two), put(two, one)]);

    expect(outcomes.map((edited) => edited.outcome).toSorted()).toEqual(['refused', 'saved']);
  }
});

test('an office that sent before it became part of an account makes the next referral of the account no first', async () => {
  const [top, branch, first] = [await office('ZZTEST Top'), await office('ZZTEST Branch'), newId()];
  await execute(
    base.hub.db,
    sql`update partner set first_referral_id = ${first}, first_referral_at = now() where id = ${branch}`,
  );

  await moveInTree(base.hub, branch, { place: { parentId: top, relation: 'branch' } }, ana);

  const account = await queryOne(
    base.hub.db,
    sql`select first_referral_id as id from partner where id = ${top}`,
  );
  expect(account).toEqual({ id: first });
});

test('a merge with what is above or below keeps a tree without circles', async () => {
  const place = (parentId: string) => ({ place: { parentId, relation: 'branch' as const } });
  const offices = async () =>
    [await office('ZZTEST A'), await office('ZZTEST B'), await office('ZZTEST C')] as const;
  const rootsOf = (ids: readonly string[]) =>
    query(
      base.hub.db,
      sql`select id, parent_id as parent, root_id as root from partner where id = any(${ids}::uuid[]) order by array_position(${ids}::uuid[], id)`,
    );

  const [top, middle, leaf] = await offices();
  await moveInTree(base.hub, middle, place(top), ana);
  await moveInTree(base.hub, leaf, place(middle), ana);
  expect(await mergePartners(base.hub, { from: top, into: leaf }, ana)).toMatchObject({ outcome: 'saved' });
  expect(await rootsOf([middle, leaf])).toEqual([
    { id: middle, parent: leaf, root: leaf },
    { id: leaf, parent: null, root: null },
  ]);

  const [above, between, below] = await offices();
  await moveInTree(base.hub, between, place(above), ana);
  await moveInTree(base.hub, below, place(between), ana);
  expect(await mergePartners(base.hub, { from: below, into: above }, ana)).toMatchObject({
    outcome: 'saved',
  });
  expect(await rootsOf([above, between])).toEqual([
    { id: above, parent: null, root: null },
    { id: between, parent: above, root: above },
  ]);
});

test('an entry that is out of the directory comes back as it was', async () => {
  const id = await office('ZZTEST Closed');
  await retirePartner(base.hub, id, 1, ana);
  expect(
    await queryOne(base.hub.db, sql`select retired_at is null as is_in from partner where id = ${id}`),
  ).toEqual({ is_in: false });
  await retirePartner(base.hub, id, 2, ana, true);

  const history = await query<{ what: string }>(
    base.hub.db,
    sql`select what from partner_change where partner_id = ${id} order by id`,
  );
  expect(history.map((one) => one.what)).toEqual(['created', 'retired', 'restored']);
});

test('visits of a patient whose own doctor becomes a target are possible referrals, also after a hub that died', async () => {
  const doctor = '1234567893^ZZTESTPCP^PAULA^^^^MD^^NPI^^^^NPI';
  const people = [
    { mrn: 'TEST-11', family: 'ZZTESTAMBER', given: 'PAUL', birth: '19510211', phone: '555-0111' },
    { mrn: 'TEST-12', family: 'ZZTESTQUINCE', given: 'OLGA', birth: '19841230', phone: '555-0112' },
  ];
  const bookings = people.map((person, index) =>
    siu('S12', { ...person, appointment: `F1${index}`, visit: `V1${index}`, referrer: ' ' }),
  );
  await base.feed(...bookings.map((booking) => withOwnDoctor(booking, doctor)));
  const kinds = async () =>
    (
      await query<{ kind: string }>(
        base.hub.db,
        sql`select kind from referral where pcp_partner_id is not null and merged_into is null order by id`,
      )
    ).map((one) => one.kind);
  expect(await kinds()).toEqual(['none', 'none']);
  const partner = await queryOne<{ id: string }>(
    base.hub.db,
    sql`select partner_id as id from partner_identifier where value = '1234567893'`,
  );
  const id = partner?.id ?? '';
  // Booked long ago for a day to come: open, whenever it was last touched.
  await execute(
    base.hub.db,
    sql`update referral set updated_at = now() - interval '200 days', appointment_at = now() + interval '20 days' where pcp_partner_id = ${id}`,
  );

  // The change is committed and its hub is gone before any page.
  await transaction(base.hub.db, async (tx) => {
    await execute(tx, sql`update partner set stage = 'target' where id = ${id}`);
    await requestRefold(tx, id);
  });
  expect(await kinds()).toEqual(['none', 'none']);
  expect(await refoldNextPage(base.hub)).toBe(2);
  expect(await refoldNextPage(base.hub)).toBeUndefined();
  expect(await kinds()).toEqual(['possible', 'possible']);

  await setStage(base.hub, id, { stage: 'do_not_contact' }, ana);
  expect(await kinds()).toEqual(['none', 'none']);
  expect(await finishRefolds(base.hub)).toBe(0);
});
