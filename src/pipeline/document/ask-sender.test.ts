import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUploads, seedDesk } from '../../../test/support/desk.ts';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import type { ArrivalTransport } from '../../domain/document/understanding.ts';
import { execute, query, sql } from '../../store/database.ts';
import { openDesk } from './desk.ts';
import { markUnreadable } from './settle.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub();
  addUploads(hub.hub);
});
afterAll(() => hub.close());

const ana = 'ana@practice.example';

/** By which way the sender of this one is asked. */
async function askedOf(transport: Partial<ArrivalTransport>, mail?: object): Promise<unknown> {
  const { id, messageId } = await seedDesk(hub.hub, { pages: [[{ text: '~~~~' }]], transport });
  if (mail)
    await execute(
      hub.hub.db,
      sql`update intake_job set mail = ${sql.json(mail)} where message_id = ${messageId}`,
    );
  const document = await openDesk(hub.hub, id, ana);
  await markUnreadable(hub.hub, id, { version: document?.version ?? 0, note: '' }, ana);
  return query(
    hub.hub.db,
    sql`select destination, address, state from sender_request where document_id = ${id}`,
  );
}

const mail = { kind: 'mail', fromAddress: 'desk@northside.example' } as const;

test('a person’s mail is answered by mail', async () => {
  expect(await askedOf(mail, { isAutomatic: false })).toEqual([
    { destination: 'email', address: 'desk@northside.example', state: 'queued' },
  ]);
});

test.each<[string, Partial<ArrivalTransport>, object | undefined]>([
  ['its head says so', mail, { isAutomatic: true }],
  [
    'the mailbox kept that it was sent by itself',
    { ...mail, notice: { autoSubmitted: 'auto-replied' } },
    undefined,
  ],
  ['it is one of ours that came back', { ...mail, notice: { loop: true } }, { isAutomatic: false }],
  ['nobody reads at its address', { ...mail, fromAddress: 'no-reply+7@platform.example' }, undefined],
  ['it is a bounce', { ...mail, fromAddress: 'mailer-daemon@northside.example' }, undefined],
])('no machine answers a machine: %s', async (_why, transport, kept) => {
  expect(await askedOf(transport, kept)).toMatchObject([{ destination: 'phone', state: 'phone' }]);
});
