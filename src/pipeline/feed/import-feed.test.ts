import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedMapping } from '../../../mappings/feed/feed-mapping.ts';
import { createFeedHub, feedChannel, type FeedHub } from '../../../test/support/feed.ts';
import { execute, query, sql } from '../../store/database.ts';
import { findImport, requestImport } from '../../store/imports.ts';
import { listProblems } from '../../store/import-problems.ts';
import { runImport } from '../import/run-import.ts';
import { keepFeed } from './keep-feed.ts';

let hub: FeedHub;
const full = feedMapping({ name: 'test/full', version: 1, dates: ['us'], missingMeans: 'withdrawn' });
beforeAll(async () => {
  hub = await createFeedHub([feedChannel('harbor', full)]);
});
afterAll(() => hub.close());
beforeEach(() =>
  execute(
    hub.hub.db,
    sql`truncate import_run, feed_row, feed_staged, feed_columns, message, patient, referral cascade`,
  ),
);

const head = 'Referral ID,Last name,First name,DOB,Status';
const given = ['Ann', 'Boris', 'Clara', 'Dmitri', 'Edith', 'Farid', 'Gloria', 'Hugo', 'Ines', 'Jorge'];
const row = (id: number, status = 'Pending', dob = `${(id % 12) + 1}/${(id % 27) + 1}/${1930 + id}`) =>
  `R-${id},Zztest${String.fromCodePoint(97 + (id % 26)).repeat(4)},${given[id % 10]},${dob},${status}`;
const rows = (count: number, status?: string) => Array.from({ length: count }, (_, n) => row(n + 1, status));
const file = (...lines: readonly string[]) => [head, ...lines, ''].join('\r\n');

const messages = () =>
  query<{
    readonly state: string;
    readonly control_id: string;
    readonly reason_code: string | null;
    readonly body: string;
  }>(
    hub.hub.db,
    sql`select state, control_id, reason_code, convert_from(body, 'UTF8') as body from message order by id`,
  );
const referrals = () =>
  query<{ readonly state: string }>(hub.hub.db, sql`select state from referral order by id`);
const problemsOf = (id: string) => listProblems(hub.hub.db, id, { row: 0, nr: 0 }, 50);

describe('rows', () => {
  test('become one message each, and a referral', async () => {
    const run = await hub.importText(file(...rows(20)));
    await hub.settle();

    expect(run).toMatchObject({ state: 'done', rowsRead: 20, rowsNew: 20, rowsBad: 0 });
    expect((await messages()).map((one) => one.state)).toEqual(Array(20).fill('applied'));
    expect(await referrals()).toHaveLength(20);
  });

  test('an overlapping export changes only what changed', async () => {
    await hub.importText(file(...rows(10)));
    const run = await hub.importText(file(row(3), row(4, 'Scheduled'), row(11)));
    await hub.settle();

    expect(run).toMatchObject({ rowsSame: 1, rowsChanged: 1, rowsNew: 1 });
    expect((await messages()).map((one) => one.control_id)).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `R-${n + 1}`),
      'R-4',
      'R-11',
    ]);
  });

  test('a status that comes back is a change each time', async () => {
    for (const status of ['Pending', 'On hold', 'Pending', 'On hold'])
      await hub.importText(file(row(1, status)));
    await hub.settle();

    expect(await messages()).toHaveLength(4);
  });

  test('of two rows about one referral the later is received later', async () => {
    await hub.importText(file(row(1, 'Pending'), row(2), row(1, 'Declined')));
    await hub.settle();

    const times = await query<{ readonly at: string }>(
      hub.hub.db,
      sql`select distinct received_at as at from message where control_id = 'R-1'`,
    );
    expect(times).toHaveLength(2);
    expect((await referrals()).map((one) => one.state).toSorted()).toEqual(['declined', 'received']);
  });

  test('a missing row means nothing', async () => {
    await hub.importText(file(...rows(3)));
    await hub.importText(file(row(1)));
    await hub.settle();

    expect((await referrals()).map((one) => one.state)).toEqual(['received', 'received', 'received']);
  });
});

describe('where a missing row means withdrawn', () => {
  test('it is taken back, and asked for again when it returns', async () => {
    const all = rows(10);
    await hub.importText(file(...all), { channel: 'harbor' });
    await hub.importText(file(...all.slice(1)), { channel: 'harbor' });
    await hub.settle();
    expect((await referrals()).map((one) => one.state).toSorted()[0]).toBe('cancel_requested');

    await hub.importText(file(...all), { channel: 'harbor' });
    await hub.settle();
    expect(new Set((await referrals()).map((one) => one.state))).toEqual(new Set(['received']));
  });

  test('more than a fifth is refused with a sentence, and meant only when a person says so', async () => {
    await hub.importText(file(...rows(10)), { channel: 'harbor' });
    const run = await hub.importText(file(...rows(5)), { channel: 'harbor' });
    expect(run).toMatchObject({ state: 'failed', problem: expect.stringContaining('5 of 10') });
    await hub.settle();
    expect(new Set((await referrals()).map((one) => one.state))).toEqual(new Set(['received']));

    const again = await hub.importText(file(...rows(5)), {
      channel: 'harbor',
      options: { isMissingMeant: true },
    });
    await hub.settle();
    expect(again.state).toBe('done');
    expect((await referrals()).filter((one) => one.state === 'cancel_requested')).toHaveLength(5);
  });
});

describe('a run that was ended in its middle', () => {
  test('goes on behind the last batch, whatever was moved meanwhile', async () => {
    const content = (async function* () {
      await Promise.resolve();
      yield Buffer.from(file(...rows(60)));
    })();
    const arrival = { name: 'a.csv', peer: 'test', identity: 'cut', content };
    const { importId } = await keepFeed(hub.hub.db, hub.folder, 'valley', arrival, { createdBy: 'test' });
    let batches = 0;
    const stopping = runImport(hub.hub, importId, {
      batchRows: 10,
      onBatch: () => {
        batches += 1;
        if (batches === 3) throw new Error('killed');
      },
    });
    await expect(stopping).rejects.toThrow('killed');
    await hub.settle();
    const run = await findImport(hub.hub.db, importId);
    await requestImport(hub.hub.db, importId, 'waiting', run?.options ?? {});

    expect(await runImport(hub.hub, importId, { batchRows: 10 })).toMatchObject({
      state: 'done',
      rowsRead: 60,
    });
    await hub.settle();
    expect((await messages()).map((one) => one.control_id)).toEqual(
      Array.from({ length: 60 }, (_, n) => `R-${n + 1}`),
    );
  });

  test('the same file by its sender’s name is taken once', async () => {
    await hub.importText(file(row(1)), { identity: 'same' });
    const content = (async function* () {
      await Promise.resolve();
      yield Buffer.from(file(row(1)));
    })();
    const arrival = { name: 'a.csv', peer: 'test', identity: 'same', content };

    expect(await keepFeed(hub.hub.db, hub.folder, 'valley', arrival, { createdBy: 'test' })).toMatchObject({
      outcome: 'duplicate',
    });
  });
});

describe('bad rows', () => {
  test('do not fail the file, and say what is wrong', async () => {
    const run = await hub.importText(
      file(row(1), 'R-2,Zztest2,Ann', row(3, 'Pending', '2/31/1980'), ',Zztest4,Ann,2/3/1980,New', row(5)),
    );
    await hub.settle();

    expect(await findImport(hub.hub.db, run.id)).toMatchObject({
      state: 'done',
      rowsRead: 5,
      rowsNew: 4,
      rowsBad: 3,
    });
    expect(await problemsOf(run.id)).toMatchObject([
      { row: 3, what: 'The row has 3 columns; the header has 5' },
      { row: 4, column: 'DOB', what: expect.stringContaining('no such day') },
      { row: 5, column: 'platformReferralId' },
    ]);
    expect((await messages()).map((one) => one.state)).toEqual(['applied', 'invalid', 'invalid', 'applied']);
  });

  test('a row of 10,000 columns, an endless quote', async () => {
    const wide = Array(10_000).fill('x').join(',');
    const run = await hub.importText(file(row(1), wide, `"${'x'.repeat(1_200_000)}`, row(4)));

    expect(run).toMatchObject({ state: 'done', rowsNew: 2, rowsBad: 2 });
  });

  test('names of prototypes are columns like others', async () => {
    const run = await hub.importText(
      'Referral ID,Last name,First name,DOB,__proto__,constructor\nR-1,Zztest,Ann,2/3/1980,x,y\n',
    );
    await hub.settle();

    expect(run).toMatchObject({ rowsNew: 1, rowsBad: 0 });
    expect((await messages())[0]?.state).toBe('applied');
  });
});

describe('layouts', () => {
  const cells = ['R-1', 'Zztést', 'Zoë', '2/3/1980', 'New'];
  const names = head.split(',');
  test.each([
    ['UTF-16 with tabs', Buffer.from(`\uFEFF${names.join('\t')}\r\n${cells.join('\t')}\r\n`, 'utf16le')],
    ['semicolons in Windows-1252', Buffer.from(`${names.join(';')}\r\n${cells.join(';')}\r\n`, 'latin1')],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${names.join(',')}\n${cells.join(',')}\n`)],
    ['NDJSON', Buffer.from(`${JSON.stringify(objectOf(cells))}\n`)],
    ['a JSON array', Buffer.from(JSON.stringify([objectOf(cells)], null, 2))],
    ['an array that a member names', Buffer.from(JSON.stringify({ referrals: [objectOf(cells)] }))],
  ])('%s', async (_, bytes) => {
    const run = await hub.importText(bytes);
    await hub.settle();

    expect(run).toMatchObject({ state: 'done', rowsNew: 1, rowsBad: 0 });
    expect((await messages())[0]).toMatchObject({ state: 'applied', body: expect.stringContaining('Zoë') });
  });

  test('a workbook is refused in words', async () => {
    const run = await hub.importText(Buffer.from('PK\u0003\u0004 and more'));

    expect(run).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('Excel workbook (.xlsx)'),
    });
  });

  test('quoted line breaks, formulas and zeros as a spreadsheet keeps them', async () => {
    const run = await hub.importText(
      'Referral ID,Last name,First name,DOB,Reason\r\n="0017",Zztest,Ann,2/3/1980,"line one\r\nline two, =1+1"\r\n',
    );
    await hub.settle();

    expect(run.rowsNew).toBe(1);
    expect((await messages())[0]).toMatchObject({
      control_id: '0017',
      body: expect.stringContaining(String.raw`line one\r\nline two`),
    });
  });

  test('broken records in JSON are told one by one', async () => {
    const good = (id: string) => JSON.stringify({ ...objectOf(cells), 'Referral ID': id });
    const deep = `{"a":${'['.repeat(70)}${']'.repeat(70)}}`;
    const lines = [good('A'), '{"DOB": NaN}', '{"a":1,"a":2}', deep, '42', '{"cut": ', good('B')];
    const run = await hub.importText(`${lines.join('\n')}\n`);

    expect(run).toMatchObject({ state: 'done', rowsRead: 7, rowsNew: 2, rowsBad: 5 });
    expect((await problemsOf(run.id)).map(({ row: nr }) => nr)).toEqual([2, 3, 4, 5, 6]);
  });

  function objectOf(values: readonly string[]) {
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  }
});
