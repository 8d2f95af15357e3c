import { beforeEach, expect, test } from 'vitest';
import { processWaiting } from '../../src/pipeline/process.ts';
import type { RunningSource } from '../../src/sdk/source.ts';
import { mllp } from '../../src/sources/mllp/index.ts';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { ackCodeOf, ackedIdOf, framed, openSender, portOf } from '../contracts/mllp-peer.ts';
import { adt, mdm, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
let source: RunningSource;
let port: number;

beforeEach(async () => {
  hub = await createTestHub();
  source = await mllp.start({
    channel: 'clinic',
    config: { port: 0, maxFrameBytes: 1_000_000 },
    receive: (arrival) => hub.intake.receive('clinic', arrival),
    refuse: hub.intake.refuse,
    serve: () => undefined,
    publicUrl: 'http://127.0.0.1/v1/channels/clinic/messages',
    memory: { recall: () => Promise.resolve(undefined), remember: () => Promise.resolve() },
    report: () => undefined,
  });
  port = portOf(source.address);
  return async () => {
    await source.stop();
    await hub.close();
  };
});
type Kept = { readonly state: string; readonly reason_code: string | null; readonly reason: string | null };

/** Sends bytes as one frame, then a good message: both are answered, and what was kept of the first one is returned. */
async function sendThenGood(
  bytes: Uint8Array,
): Promise<{ readonly code: string | undefined; readonly kept: Kept | undefined }> {
  const sender = await openSender(port);
  sender.write(framed(bytes));
  const first = await sender.answer(1);
  sender.write(framed(Buffer.from(siu('S12', { mrn: 'TEST-77', family: 'ZZTESTGOOD' }))));
  const second = await sender.answer(2);
  expect(ackCodeOf(second)).toBe('AA');
  sender.socket.destroy();
  while ((await processWaiting(hub.hub)) > 0);
  const good = await queryOne<{ state: string }>(
    hub.hub.db,
    sql`select state from message order by id desc limit 1`,
  );
  expect(good?.state).toBe('applied');
  const kept = await queryOne<Kept>(
    hub.hub.db,
    sql`select state, reason_code, reason from message order by id limit 1`,
  );
  // Answers use the sender's own delimiters.
  return { code: /\rMSA(.)(\w\w)\1/.exec(first.toString('latin1'))?.[2], kept };
}

test('binary junk in a frame gets AR and is kept as invalid with a reason', async () => {
  const { code, kept } = await sendThenGood(Buffer.from([0, 1, 2, 0xff, 0xfe, 0, 0x41]));

  expect(code).toBe('AR');
  expect(kept).toMatchObject({ state: 'invalid' });
  expect(kept?.reason).toMatch(/\w+ \w+/);
});

test('text without MSH gets AR and is kept as invalid', async () => {
  const { code, kept } = await sendThenGood(Buffer.from('Hello, is anybody there?'));

  expect({ code, state: kept?.state }).toEqual({ code: 'AR', state: 'invalid' });
});

test('an unknown trigger gets AA and ends as filtered with the type in the reason', async () => {
  const { code, kept } = await sendThenGood(Buffer.from(adt('A60')));

  expect({ code, state: kept?.state }).toEqual({ code: 'AA', state: 'filtered' });
  expect(kept?.reason).toContain('ADT^A60');
});

test('a patient without name and number gets AA and asks a person', async () => {
  const nobody = siu('S12').replace(/PID\|[^\r]*/, 'PID|1||||||||||');
  const { code, kept } = await sendThenGood(Buffer.from(nobody));

  expect(code).toBe('AA');
  expect(kept?.state).toBe('review');
});

test('other delimiters are read by what MSH says', async () => {
  const other = siu('S12', { referrer: '' })
    .replaceAll('|', '!')
    .replaceAll('^', '*')
    .replace('MSH!*~\\&!', 'MSH!*~\\&!');
  const { code, kept } = await sendThenGood(Buffer.from(other));

  expect({ code, state: kept?.state }).toEqual({ code: 'AA', state: 'applied' });
});

test('Latin-1 bytes in a message that says UTF-8 are kept, read and warned of', async () => {
  const text = siu('S12', { family: 'ZZTESTMÜLLER' }).replace('|P|2.5.1', '|P|2.5.1||||||UNICODE UTF-8');
  const { code } = await sendThenGood(Buffer.from(text, 'latin1'));

  expect(code).toBe('AA');
  const patient = await queryOne<{ family: string }>(
    hub.hub.db,
    sql`select family from patient where family like 'ZZTESTM%'`,
  );
  expect(patient?.family).toBe('ZZTESTMÜLLER');
});

test('a note whose PDF is none is applied and asks a person', async () => {
  const lie = mdm('T02').replace(
    /OBX\|1\|TX\|([^|]*)\|\|[^|\r]*/,
    (_, code: string) => `OBX|1|ED|${code}||^application^pdf^Base64^!!not base64!!`,
  );
  await hub.feed(siu('S12'));
  const { code, kept } = await sendThenGood(Buffer.from(lie));

  expect(code).toBe('AA');
  expect(kept?.state).toBe('applied');
  const open = await query<{ kind: string }>(
    hub.hub.db,
    sql`select kind from review where state = 'open' and kind like 'note%'`,
  );
  expect(open).toEqual([{ kind: 'note_unreadable' }]);
});

test('a frame over the limit gets AR, is kept by its head, and the next connection is served', async () => {
  const sender = await openSender(port);
  const endless = Buffer.alloc(256 * 1024, 'A');
  sender.write(Buffer.concat([Buffer.from([0x0b]), Buffer.from(siu('S12').slice(0, 80))]));
  for (let sent = 0; sent < 5; sent += 1) sender.write(endless);
  expect(ackCodeOf(await sender.answer(1))).toBe('AR');
  await sender.closed;

  const next = await openSender(port);
  next.write(framed(Buffer.from(siu('S12'))));
  expect(ackCodeOf(await next.answer(1))).toBe('AA');
  next.socket.destroy();
  while ((await processWaiting(hub.hub)) > 0);
  const [kept] = await query<Kept & { body_bytes: number }>(
    hub.hub.db,
    sql`select state, reason_code, reason, body_bytes from message order by id`,
  );
  expect(kept).toMatchObject({ state: 'invalid', reason_code: 'frame-too-large' });
  expect(kept?.body_bytes).toBeLessThanOrEqual(64 * 1024);
});

test('junk between frames disturbs nothing', async () => {
  const sender = await openSender(port);
  const good = siu('S12');
  sender.write(
    Buffer.concat([
      Buffer.from('junk\r\n'),
      framed(Buffer.from(good)),
      Buffer.from([0, 0, 0x0d]),
      framed(Buffer.from(good)),
    ]),
  );

  expect(ackCodeOf(await sender.answer(2))).toBe('AA');
  expect(sender.answers().map(ackedIdOf)).toHaveLength(2);
  sender.socket.destroy();
});

test('a connection cut inside a frame leaves a fault, never a message', async () => {
  const sender = await openSender(port);
  sender.write(framed(Buffer.from(siu('S12'))).subarray(0, 120));
  sender.socket.end();
  await sender.closed;
  await source.stop();
  await hub.intake.settle();
  while ((await processWaiting(hub.hub)) > 0);

  const kept = await query<Kept>(hub.hub.db, sql`select state, reason_code, reason from message`);
  expect(kept).toMatchObject([{ state: 'invalid', reason_code: 'frame-cut' }]);
  expect(await query(hub.hub.db, sql`select id from patient`)).toEqual([]);
});

test('while the database is away the answer is AE: the sender keeps its message', async () => {
  const message = Buffer.from(siu('S12'));
  await hub.database.db.close();
  const sender = await openSender(port);
  sender.write(framed(message));

  expect(ackCodeOf(await sender.answer(1))).toBe('AE');
  sender.socket.destroy();
});

test('a batch frame is kept whole and each of its messages is applied', async () => {
  const batch = [
    'FHS|^~\\&|EMR',
    'BHS|^~\\&|EMR',
    siu('S12'),
    siu('S12', { mrn: 'TEST-5', family: 'ZZTESTTWO', appointment: 'F5', visit: 'V5' }),
    'BTS|2',
    'FTS|1',
  ].join('\r');
  const { code } = await sendThenGood(Buffer.from(batch));

  expect(code).toBe('AA');
  const children = await query<{ state: string }>(
    hub.hub.db,
    sql`select state from message where parent_id is not null`,
  );
  expect(children).toEqual([{ state: 'applied' }, { state: 'applied' }]);
});
