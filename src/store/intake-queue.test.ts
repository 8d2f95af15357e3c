import { hash } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, sql } from './database.ts';
import {
  advanceReading,
  claimPage,
  finishPage,
  insertDocumentFile,
  insertDocumentPage,
  renewPage,
  turnStoredPage,
} from './document-pages.ts';
import {
  claimIntakeJob,
  hurryIntakeJob,
  moveIntakeJob,
  openIntakeJobs,
  renewIntakeJob,
  returnIntakeJob,
  type IntakeJob,
} from './intake-jobs.ts';
import { insertMessages } from './messages.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
const opened: TestDatabase[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
  opened.push(database);
});
afterAll(() => Promise.all(opened.map((one) => one.drop())));

/** Faxes of these numbers, all of the same minute, in this order. */
async function arrive(numbers: readonly string[], subject?: string): Promise<readonly string[]> {
  const messages = numbers.map((fromNumber) => {
    const id = newId();
    const body = Buffer.from(id);
    const key = hash('sha256', body, 'buffer');
    const transport = { kind: 'fax', fromNumber, ...(subject === undefined ? {} : { subject }) } as const;
    return {
      id,
      channel: 'fax',
      peer: 'test',
      body,
      bodySha256: key,
      dedupeKey: key,
      state: 'reading',
      transport,
    } as const;
  });
  for (const message of messages) await insertMessages(database.db, [message]);
  await openIntakeJobs(database.db);
  return messages.map(({ id }) => id);
}

async function claimed(): Promise<IntakeJob> {
  const job = await claimIntakeJob(database.db, 'unpack');
  if (!job) throw new Error('Nothing waits.');
  return job;
}

function move(job: IntakeJob, step: 'read' | 'done'): Promise<void> {
  return transaction(database.db, (tx) => moveIntakeJob(tx, job, { step, pages: 2 }));
}

async function addPages(job: IntakeJob, count: number): Promise<void> {
  const fileId = newId();
  const file = {
    id: fileId,
    ordinal: 0,
    mediaType: 'image/png',
    bytes: 1,
    sha256: '00',
    fate: 'pages',
  } as const;
  await insertDocumentFile(database.db, job, file);
  const image = { bytes: Buffer.of(1), mediaType: 'image/png', width: 8, height: 8, dpiX: 200, dpiY: 200 };
  for (let number = 1; number <= count; number += 1)
    await insertDocumentPage(database.db, job, { id: newId(), fileId, number, image, problems: [] });
}

/** Whoever had something in hand says nothing any more. */
async function letLeasesEnd(): Promise<void> {
  await execute(
    database.db,
    sql`update intake_job set leased_until = now() - interval '1 second' where leased_until is not null`,
  );
  await execute(
    database.db,
    sql`update document_page set leased_until = now() - interval '1 second' where leased_until is not null`,
  );
}

test('urgent before all, then senders in turns: whoever sends a hundred keeps nobody waiting, also when each is finished at once', async () => {
  const many = await arrive(Array.from({ length: 100 }, () => '3125550101'));
  const [one] = await arrive(['3125550102']);
  const [urgent] = await arrive(['3125550101'], 'STAT referral');
  const order: string[] = [];

  for (let at = 0; at < 102; at += 1) {
    const job = await claimed();
    order.push(job.messageId);
    await move(job, 'done');
  }

  expect(order).toEqual([urgent, many[0], one, ...many.slice(1)]);
  expect(await claimIntakeJob(database.db, 'unpack')).toBeUndefined();
});

test('pages too: first pages of everything before the rest for one reader, arrival by arrival for the others', async () => {
  await arrive(['3125550101', '3125550101', '3125550102']);
  for (let at = 0; at < 3; at += 1) {
    const job = await claimed();
    await addPages(job, 2);
    await move(job, 'read');
  }
  const [first, second, third, fourth] = [
    await claimPage(database.db, 'first'),
    await claimPage(database.db, 'first'),
    await claimPage(database.db, 'arrival'),
    await claimPage(database.db, 'first'),
  ];

  expect([first?.number, second?.number, third?.number, fourth?.number]).toEqual([1, 1, 2, 1]);
  expect(third?.messageId).toBe(first?.messageId);
  expect(new Set([first?.messageId, second?.messageId, fourth?.messageId]).size).toBe(3);
});

test('what is found to be urgent goes before what came before', async () => {
  const [, second] = await arrive(['3125550101', '3125550102']);
  await hurryIntakeJob(database.db, second ?? '');

  expect((await claimed()).messageId).toBe(second);
});

test('two workers never have the same arrival, and one that died gives it back; coming back late it changes nothing', async () => {
  await arrive(['3125550101']);
  const dead = await claimed();
  expect(await claimIntakeJob(database.db, 'unpack')).toBeUndefined();
  await letLeasesEnd();
  const next = await claimed();

  expect(next).toMatchObject({ messageId: dead.messageId, attempts: 2 });
  expect(await renewIntakeJob(database.db, dead)).toBe(false);
  await expect(addPages(dead, 1)).rejects.toMatchObject({ code: 'lease-lost' });
  await expect(move(dead, 'done')).rejects.toMatchObject({ code: 'lease-lost' });
  await returnIntakeJob(database.db, dead, 0);
  expect(await renewIntakeJob(database.db, next)).toBe(true);
  await move(next, 'done');
});

test('a page is finished by the reader that has it: not by one that was too slow, nor one that read it before it was turned', async () => {
  await arrive(['3125550101']);
  const job = await claimed();
  await addPages(job, 2);
  await move(job, 'read');
  const slow = await claimPage(database.db, 'arrival');
  const turned = await claimPage(database.db, 'arrival');
  if (!slow || !turned) throw new Error('There are two.');
  await letLeasesEnd();
  const again = await claimPage(database.db, 'arrival');
  await transaction(database.db, (tx) => turnStoredPage(tx, turned.messageId, turned.number, 90));
  const finish = (page: typeof slow) =>
    transaction(database.db, (tx) => finishPage(tx, page, 'Not readable.'));

  expect(again?.id).toBe(slow.id);
  expect(await renewPage(database.db, slow)).toBe(false);
  expect([await finish(slow), await finish(turned)]).toEqual([false, false]);
  expect(again && (await finish(again))).toBe(true);
  await transaction(database.db, (tx) => advanceReading(tx, job.messageId));
  const rows = await query(database.db, sql`select step, pages_read from intake_job`);
  expect(rows).toEqual([{ step: 'understand', pages_read: 2 }]);
});

test('two readers that finish the last two pages at the same moment move the arrival on', async () => {
  await arrive(['3125550101']);
  const job = await claimed();
  await addPages(job, 2);
  await move(job, 'read');
  const pages = [await claimPage(database.db, 'arrival'), await claimPage(database.db, 'arrival')];

  await Promise.all(
    pages.map((page) =>
      transaction(database.db, async (tx) => {
        if (page && (await finishPage(tx, page))) await advanceReading(tx, page.messageId);
      }),
    ),
  );

  expect(await query(database.db, sql`select step from intake_job`)).toEqual([{ step: 'understand' }]);
});
