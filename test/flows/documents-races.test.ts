import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldName } from '../../src/domain/document/fields.ts';
import { Failure } from '../../src/lib/failure.ts';
import { mergeDesk, turnPage } from '../../src/pipeline/document/arrange.ts';
import { listDesk, openDesk } from '../../src/pipeline/document/desk.ts';
import type { DeskDocument } from '../../src/pipeline/document/desk-types.ts';
import { markUnreadable, reopenDesk, settleDesk } from '../../src/pipeline/document/settle.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { processWaiting, replayMessage } from '../../src/pipeline/process.ts';
import type { OpenReader } from '../../src/sdk/reader.ts';
import { execute, query, sql, type Database } from '../../src/store/database.ts';
import { findMessage } from '../../src/store/messages.ts';
import { createTestHub, readDocuments, type TestHub } from '../support/hub.ts';
import { linesPdf, paperPdf, type Paper } from '../support/papers.ts';

let own: TestHub;
let hub: Hub;
beforeAll(async () => {
  own = await createTestHub();
  hub = own.hub;
});
afterAll(() => own.close());

const ana = 'ana@practice.example';

/** Somebody else on every form. */
const given = [
  'Astrid',
  'Bertram',
  'Celestine',
  'Dagobert',
  'Emeka',
  'Fiorella',
  'Gustav',
  'Hyacinth',
  'Ingeborg',
  'Jadwiga',
  'Kunigunde',
  'Lazarus',
];
let last = 0;
function somebody(): Paper & { readonly patient: string } {
  last += 1;
  const day = String(last + 10);
  return {
    patient: `ZZTEST${['ABERNATHY', 'KOWALSKI', 'OKAFOR', 'LINDQVIST'][last % 4]}, ${given[last % given.length]}`,
    born: `0${(last % 9) + 1}/${day}/19${40 + last}`,
    phone: `(7${day}) 555-01${day}`,
    address: `${last * 37} Wabash Trail, Lafayette, IN 479${day}`,
    member: `NVW318${day}`,
    reason: `Reason ${given[last % given.length]}`,
  };
}

async function fax(body: Uint8Array): Promise<string> {
  const [messageId = ''] = await own.feedDocuments({
    body,
    transport: { kind: 'fax', fromNumber: '3125550172' },
  });
  return messageId;
}

async function atDesk(messageId: string): Promise<readonly DeskDocument[]> {
  const { rows } = await listDesk(hub, { state: 'review', limit: 200 });
  const mine = rows.filter((row) => row.messageId === messageId);
  const found = await Promise.all(mine.map(({ id }) => openDesk(hub, id, ana)));
  return found.filter((one) => one !== undefined);
}

async function oneAtDesk(messageId: string): Promise<DeskDocument> {
  const [document] = await atDesk(messageId);
  if (!document) throw new Error('Nothing of the message is at the desk.');
  return document;
}

type Values = Partial<Record<FieldName, readonly string[]>>;

async function settle(document: DeskDocument, changed: Values = {}, patientId?: string) {
  const values: Values = {};
  for (const { field, value } of document.fields)
    if (value !== '') values[field] = [...(values[field] ?? []), value];
  const answer = { version: document.version, values: { ...values, ...changed } };
  return settleDesk(hub, document.id, { ...answer, ...(patientId === undefined ? {} : { patientId }) }, ana);
}

async function process(): Promise<void> {
  while ((await processWaiting(hub)) > 0);
}

/** Whose the referrals of a message are. */
async function patientsOf(messageId: string): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    hub.db,
    sql`select distinct r.patient_id as id from fact f join referral r on r.id = f.referral_id
        where f.message_id = ${messageId} and f.retired_at is null and r.merged_into is null`,
  );
  return rows.map(({ id }) => id);
}

/** Does something once, between a statement of the hub and what follows it. */
function between(db: Database, text: string, act: () => Promise<unknown>): Database {
  let isDone = false;
  return {
    ...db,
    send: async (config) => {
      const result = await db.send(config);
      if (!isDone && config.text.includes(text)) {
        isDone = true;
        await act();
      }
      return result;
    },
  };
}

function scanned(text: string, width = 400): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="300"><rect width="100%" height="100%" fill="white"/><text x="20" y="60">${text}</text></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** A reader of pages that does what the test says. */
function readerThat(read: OpenReader['read']): OpenReader {
  return {
    read,
    readRegions: (_, regions) => Promise.resolve(regions.map(() => ({ text: '', confidence: 0 }))),
    close: () => Promise.resolve(),
  };
}

const wordless: OpenReader['read'] = (image, { turn = 0 }) =>
  Promise.resolve({ reader: 'test@1', image, turn, skewDegrees: 0, words: [], marks: [], problems: [] });

async function passTime(): Promise<void> {
  await execute(
    hub.db,
    sql`update document_page set leased_until = now() - interval '1 second' where leased_until is not null`,
  );
  await execute(
    hub.db,
    sql`update intake_job set leased_until = now() - interval '1 second' where leased_until is not null`,
  );
}

describe('while a message is mapped', () => {
  test('a second document of it is settled: the ledger has both', async () => {
    const messageId = await fax(await paperPdf(somebody(), somebody()));
    const [first, second] = await atDesk(messageId);
    if (!first || !second) throw new Error('There are two.');
    await settle(first);

    const db = between(hub.db, 'jsonb_object_agg', () => settle(second));
    await processWaiting({ ...hub, db });
    await process();

    expect(await patientsOf(messageId)).toHaveLength(2);
    expect(await findMessage(hub.db, messageId)).toMatchObject({ state: 'applied' });
  });

  test('or replayed: what was settled meanwhile stays', async () => {
    const messageId = await fax(await paperPdf(somebody(), somebody()));
    const [first, second] = await atDesk(messageId);
    if (!first || !second) throw new Error('There are two.');
    await settle(first);
    await process();

    const db = between(hub.db, 'jsonb_object_agg', async () => {
      await settle(second);
      await process();
    });
    await replayMessage({ ...hub, db }, messageId);

    expect(await patientsOf(messageId)).toHaveLength(2);
  });

  test('replayed while all of it waits, it waits', async () => {
    const messageId = await fax(await paperPdf(somebody()));

    await replayMessage(hub, messageId);

    expect(await findMessage(hub.db, messageId)).toMatchObject({ state: 'review', reasonCode: 'document' });
  });
});

describe('at the desk', () => {
  test('of two merges that meet one comes through', async () => {
    const messageId = await fax(await paperPdf(somebody(), somebody()));
    const [first, second] = await atDesk(messageId);
    if (!first || !second) throw new Error('There are two.');

    const acts = await Promise.all([
      mergeDesk(hub, first.id, { version: first.version, withId: second.id }, ana),
      mergeDesk(hub, second.id, { version: second.version, withId: first.id }, ana),
    ]);

    expect(new Set(acts)).toEqual(new Set(['changed', 'done']));
    expect((await oneAtDesk(messageId)).pages).toHaveLength(2);
  });

  test('settled while its page is turned, a document stays as it was settled', async () => {
    const messageId = await fax(await paperPdf(somebody()));
    const document = await oneAtDesk(messageId);
    const reader = readerThat(async (image, options) => {
      await settle(document, { reason: ['Settled meanwhile'] });
      return wordless(image, options);
    });

    const act = await turnPage(
      { ...hub, reader },
      document.id,
      { version: document.version, page: 1, turn: 90 },
      ana,
    );
    await process();

    expect(act).toBe('changed');
    const settled = await openDesk(hub, document.id, ana);
    expect(settled).toMatchObject({ state: 'filed', pages: [{ turn: 0 }] });
    expect(settled?.fields.find(({ field }) => field === 'reason')).toMatchObject({
      finalValue: 'Settled meanwhile',
    });
  });

  test('a page that cannot be read the other way round stays as it stands, and the person is told', async () => {
    const document = await oneAtDesk(await fax(await paperPdf(somebody())));
    const reader = readerThat(() => Promise.reject(new Failure('transient', 'reader-lost', 'It ended.')));

    const act = await turnPage(
      { ...hub, reader },
      document.id,
      { version: document.version, page: 1, turn: 90 },
      ana,
    );

    expect(act).toMatchObject({ problems: [{ field: 'page' }] });
    expect(await openDesk(hub, document.id, ana)).toMatchObject({
      version: document.version,
      pages: [{ turn: 0 }],
    });
  });

  test('settled, taken back and settled again for somebody else: the last word holds, in replays too', async () => {
    const [one, other] = [await fax(await paperPdf(somebody())), await fax(await paperPdf(somebody()))];
    await settle(await oneAtDesk(other));
    const document = await oneAtDesk(one);
    await settle(document, {}, 'new');
    await process();
    const [wrong] = await patientsOf(one);
    const filed = await openDesk(hub, document.id, ana);
    await reopenDesk(hub, document.id, { version: filed?.version ?? 0 }, ana);
    await process();
    const fields = (await openDesk(hub, filed?.id ?? '', ana))?.fields ?? [];
    const them = await query<{
      readonly family: string;
      readonly given: string;
      readonly birth_date: string;
      readonly id: string;
    }>(hub.db, sql`select p.* from patient p where p.id = any(${await patientsOf(other)}::uuid[])`);

    const [right] = them;
    const again = await oneAtDesk(one);
    await settle(
      { ...again, fields },
      {
        patient_name: [`${right?.family}, ${right?.given}`],
        birth_date: [right?.birth_date ?? ''],
        patient_phone: [(await phoneOf(right?.id ?? '')) ?? ''],
      },
    );
    await process();

    expect(wrong).toBeDefined();
    expect(await patientsOf(one)).toEqual([right?.id]);
    await replayMessage(hub, one);
    expect(await patientsOf(one)).toEqual([right?.id]);
  });

  test('nobody is new who was entered since the document was read, unless a person has seen them and says so', async () => {
    const paper = somebody();
    const [first, second] = [
      await fax(await paperPdf(paper)),
      await fax(await paperPdf({ ...paper, reason: 'Another one' })),
    ];
    const [one, two] = [await oneAtDesk(first), await oneAtDesk(second)];
    await settle(one, {}, 'new');
    await process();
    const [known] = await patientsOf(first);

    const act = await settle(two, {}, 'new');
    const shown = await openDesk(hub, two.id, ana);

    expect(act).toMatchObject({ problems: [{ field: 'patient' }] });
    expect(shown?.patients[0]).toMatchObject({ id: known });
    expect(await settle(two, {}, known)).toBe('done');
    await process();
    expect(await patientsOf(second)).toEqual([known]);
  });

  test('the sender of what could be read after all is not asked', async () => {
    const document = await oneAtDesk(await fax(await linesPdf('Dear colleague,', 'please call us.')));
    await markUnreadable(hub, document.id, { version: document.version, note: 'null \0 byte' }, ana);
    const settled = await openDesk(hub, document.id, ana);
    await reopenDesk(hub, document.id, { version: settled?.version ?? 0 }, ana);

    const rows = await query(
      hub.db,
      sql`select state, note from sender_request where document_id = ${document.id}`,
    );
    expect(rows).toEqual([{ state: 'withdrawn', note: 'null  byte' }]);
  });
});

async function phoneOf(patientId: string): Promise<string | undefined> {
  const rows = await query<{ readonly phone: string }>(
    hub.db,
    sql`select f.body -> 'patient' -> 'phones' ->> 0 as phone from fact f where f.patient_id = ${patientId} and f.kind = 'patient_described' limit 1`,
  );
  return rows[0]?.phone;
}

/** Known by its width: its bytes are made anew when it is unpacked. */
const POISON = 410;

describe('what fails', () => {
  test('a page that ends its reader again and again is given up, its document says so, and the next arrival is read meanwhile', async () => {
    const [poison, good] = [await scanned('poison', POISON), await scanned('good')];
    const reader = readerThat((image, options) =>
      image.width === POISON
        ? Promise.reject(
            new Failure(
              'transient',
              'reader-lost',
              'The process that reads pages ended before it had answered.',
            ),
          )
        : wordless(image, options),
    );
    const failing = { ...hub, reader };
    const ids = await Promise.all(
      [poison, good].map((body) =>
        own.intake.receive('uploads', { peer: 'test', body, transport: { kind: 'upload' } }, 'document'),
      ),
    );
    const [bad = '', other = ''] = ids.map(({ messageId }) => messageId);

    await readDocuments(failing);
    const meanwhile = await oneAtDesk(other);
    for (let times = 0; times < 2; times += 1) {
      await passTime();
      await readDocuments(failing);
    }

    expect(meanwhile.pages).toMatchObject([{ problems: ['coarse picture'] }]);
    expect((await oneAtDesk(bad)).pages).toMatchObject([
      { problems: [expect.stringMatching(/ended before it had answered/)] },
    ]);
  });

  test('pages wait for a reader that is away; none is given up', async () => {
    const reader = readerThat(() =>
      Promise.reject(new Failure('transient', 'ECONNREFUSED', 'The exchange broke off.')),
    );
    const { messageId } = await own.intake.receive(
      'uploads',
      { peer: 'test', body: await scanned('away') },
      'document',
    );
    for (let times = 0; times < 12; times += 1) {
      await readDocuments({ ...hub, reader });
      await passTime();
    }

    await readDocuments({ ...hub, reader: readerThat(wordless) });

    expect((await oneAtDesk(messageId)).pages).toMatchObject([{ problems: ['coarse picture'] }]);
  });

  test('what a gateway could not hand over keeps its reason, also when it is replayed', async () => {
    const fault = { code: 'fax-gone', reason: 'The gateway has deleted it: ask for it again.' };
    const [messageId = ''] = await own.feedDocuments({
      body: Buffer.from('{}'),
      transport: { kind: 'fax' },
      fault,
    });

    await replayMessage(hub, messageId);

    expect(await findMessage(hub.db, messageId)).toMatchObject({ state: 'invalid', reasonCode: 'fax-gone' });
  });

  test('what cannot be made sense of keeps nothing waiting, and read again it is understood from what was read', async () => {
    let pages = 0;
    const reader = readerThat((image, options) => {
      pages += 1;
      return wordless(image, options);
    });
    const broken = { ...hub, reader, policy: { ...hub.policy, zone: 'Nowhere/None' } };
    const { messageId } = await own.intake.receive(
      'uploads',
      { peer: 'test', body: await scanned('zone') },
      'document',
    );
    for (let times = 0; times < 3; times += 1) {
      await readDocuments(broken);
      await passTime();
    }
    expect(await findMessage(hub.db, messageId)).toMatchObject({ state: 'invalid' });

    await replayMessage(hub, messageId);
    await readDocuments({ ...hub, reader });

    expect(await oneAtDesk(messageId)).toMatchObject({ state: 'review' });
    expect(pages).toBe(1);
  });

  test('what Postgres cannot keep comes in all the same: from the gateway, from the reader and from a person', async () => {
    const reader = readerThat(async (image, options) => ({
      ...(await wordless(image, options)),
      words: [{ text: 'null\0 \ud83d', confidence: 0.5, line: 0, box: { x: 1, y: 1, width: 9, height: 9 } }],
      problems: ['half \udc00'],
    }));
    const transport = { kind: 'fax', fromName: 'A\0B', notice: { deep: [{ 'na\0me': '\ud83d' }] } } as const;
    const [dirty, clean] = await Promise.all([
      own.intake.receive('uploads', { peer: 'test\0', body: await scanned('dirty'), transport }, 'document'),
      own.intake.receive('uploads', { peer: 'test', body: await scanned('clean') }, 'document'),
    ]);
    await readDocuments({ ...hub, reader });
    const document = await oneAtDesk(dirty.messageId);
    const act = await settle(document, { patient_name: ['Zztest\0roe, Dirty'], reason: ['\ud83d pain'] });

    expect([dirty.outcome, clean.outcome, act]).toEqual(['stored', 'stored', 'done']);
    expect(document.transport.fromName).toBe('AB');
    await process();
    expect(await patientsOf(dirty.messageId)).toHaveLength(1);
  });
});
