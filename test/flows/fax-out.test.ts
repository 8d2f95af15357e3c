import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpFax } from '../../src/destinations/http-fax/index.ts';
import { readTiffDirectory } from '../../src/formats/tiff/read-directory.ts';
import { confirmSent, deliver } from '../../src/pipeline/deliver.ts';
import { recoverStranded } from '../../src/pipeline/recover.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import type { Destination } from '../../src/sdk/destination.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { loadFigures } from '../../src/store/figures.ts';
import { missingForFaxLine, openFaxLine, pixelsOf, type FaxLine } from '../support/fax-line.ts';
import { openFaxLineGateway, settingsFor, type FaxLineGateway } from '../support/fax-line-gateway.ts';
import { mdm, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';

const OFFICE = '+13125550142';
const OTHER_LINE = '+13125550143';
const missing = missingForFaxLine();
if (missing !== undefined) console.log(missing);

describe.skipIf(missing !== undefined)('a note by fax', () => {
  let line: FaxLine;
  let hub: TestHub;
  let gateway: FaxLineGateway;

  beforeAll(async () => {
    line = await openFaxLine();
  });
  afterAll(() => line.close());
  beforeEach(async () => {
    gateway = await openFaxLineGateway(line, async (request) => {
      const door = hub.statusDoors.get('fax');
      if (!door) throw new Error('The fax destination has no door.');
      return door(request, '127.0.0.1');
    });
    const config = settingsFor(gateway);
    hub = await createTestHub({
      ways: [{ name: 'fax', destination: httpFax as Destination<unknown>, config }],
    });
    return async () => {
      await hub.close();
      await gateway.close();
    };
  });

  const delivery = () =>
    queryOne<{ id: string; status: string; code: string | null; pages: number | null; attempts: number }>(
      hub.hub.db,
      sql`select id, status, code, packet_pages as pages, attempts from delivery where purpose = 'note' order by id desc limit 1`,
    );
  const referral = () =>
    queryOne<{ state: string }>(hub.hub.db, sql`select state from referral where kind <> 'none'`);
  const endpoints = () =>
    query<{ address: string; health: string }>(
      hub.hub.db,
      sql`select address, health from delivery_endpoint order by rank`,
    );

  /** The referrer takes notes by fax at these numbers, and there is a note to send. */
  async function noteFor(...numbers: readonly string[]): Promise<void> {
    await hub.feed(siu('S12'));
    const partner = await queryOne<{ id: string }>(
      hub.hub.db,
      sql`select partner_id as id from partner_identifier where system = 'npi' and value = '1234567893'`,
    );
    for (const [index, address] of numbers.entries()) {
      const endpoint = { destination: 'fax', address, settings: {}, rank: index + 1 };
      expect(await addEndpoint(hub.hub, partner?.id ?? '', endpoint, 'ana@practice.example')).toEqual({});
    }
    await execute(hub.hub.db, sql`update delivery_endpoint set verified_at = now()`);
    await hub.feed(mdm('T02'));
  }

  /** Sends what is due and waits until its calls are over. */
  async function send(): Promise<void> {
    await hub.send(true);
    await gateway.settled();
  }

  test('becomes pages, goes through a whole call, arrives pixel for pixel and closes the referral', async () => {
    await noteFor(OFFICE);
    await send();

    const [fax] = gateway.faxes;
    expect(fax?.to).toBe(OFFICE);
    expect(fax?.call).toMatchObject({ sender: { code: 0 }, receiver: { code: 0 } });
    const [sent, received] = await Promise.all([
      pixelsOf(fax?.sent ?? Buffer.alloc(0)),
      pixelsOf(fax?.call?.received ?? Buffer.alloc(0)),
    ]);
    expect(received.map(({ width, height }) => [width, height])).toEqual(sent.map(() => [1728, 2156]));
    received.forEach(({ pixels }, page) =>
      expect(Buffer.compare(pixels, sent[page]?.pixels ?? Buffer.alloc(0))).toBe(0),
    );
    expect(await delivery()).toMatchObject({ status: 'delivered', pages: sent.length });
    expect(await referral()).toEqual({ state: 'closed' });
    expect(gateway.heard).toEqual([200]);
  });

  test('is tried again after a busy line; a late word about the first try changes nothing of the second', async () => {
    await noteFor(OFFICE);
    gateway.at(OFFICE, 'busy');
    await send();
    expect(await delivery()).toMatchObject({ status: 'failed_transient', code: 'fax-busy' });

    gateway.at(OFFICE, {});
    gateway.state.isMute = true;
    await send();
    const [first, second] = gateway.faxes;
    expect(await gateway.tell(first!)).toBe(503);
    expect(await delivery()).toMatchObject({ status: 'sent', attempts: 2 });
    expect(await gateway.tell(second!)).toBe(200);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
    expect(gateway.faxes).toHaveLength(2);
  });

  test('goes to the next number of the office when twice there is no such number', async () => {
    await noteFor(OFFICE, OTHER_LINE);
    gateway.at(OFFICE, 'unallocated');
    await send();
    expect(await delivery()).toMatchObject({ status: 'failed_transient', code: 'fax-no-such-number' });
    expect((await endpoints())[0]).toEqual({ address: OFFICE, health: 'ok' });
    for (let round = 0; round < 2; round += 1) await send();

    expect(gateway.faxes.map(({ to }) => to)).toEqual([OFFICE, OFFICE, OTHER_LINE]);
    expect(await endpoints()).toEqual([
      { address: OFFICE, health: 'suspect' },
      { address: OTHER_LINE, health: 'ok' },
    ]);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
    expect(await referral()).toEqual({ state: 'closed' });
  });

  test('goes to the next number when a person answers', async () => {
    await noteFor(OFFICE, OTHER_LINE);
    gateway.at(OFFICE, { isVoice: true });
    for (let round = 0; round < 3; round += 1) await send();

    expect(gateway.faxes.at(-1)?.to).toBe(OTHER_LINE);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
  });

  test('is sent again whole when fewer pages arrived', async () => {
    await noteFor(OFFICE);
    gateway.at(OFFICE, { hangUpAfter: 1 });
    await send();
    expect(await delivery()).toMatchObject({ status: 'failed_transient', code: 'fax-partial' });
    expect(await referral()).not.toEqual({ state: 'closed' });

    gateway.at(OFFICE, {});
    await send();
    const [cut, whole] = gateway.faxes;
    expect(whole?.sent.equals(cut?.sent ?? Buffer.alloc(0))).toBe(true);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
  });

  test('is tried again through noise that ends the call', async () => {
    await noteFor(OFFICE);
    gateway.at(OFFICE, { noise: -46 });
    await send();

    expect(gateway.faxes[0]?.call?.sender.code).toBeGreaterThan(0);
    expect(await delivery()).toMatchObject({ status: 'failed_transient', code: 'fax-line' });
  });

  test('is looked up when the gateway never calls back', async () => {
    await noteFor(OFFICE);
    gateway.state.isMute = true;
    await send();
    expect(await delivery()).toMatchObject({ status: 'sent' });

    expect(await confirmSent(hub.hub)).toBe(1);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
    expect(await referral()).toEqual({ state: 'closed' });
  });

  test('is not believed delivered by somebody without the secret', async () => {
    await noteFor(OFFICE);
    gateway.state.isMute = true;
    await send();

    expect(await gateway.tell(gateway.faxes[0]!, 'guessed')).toBe(401);
    expect(await delivery()).toMatchObject({ status: 'sent' });
    expect(await referral()).not.toEqual({ state: 'closed' });
  });

  test('whose answer was lost is looked up, and not sent a second time', async () => {
    await noteFor(OFFICE);
    Object.assign(gateway.state, { losesAnswers: true, isMute: true });
    await send();
    const { pages } = readTiffDirectory(gateway.faxes[0]?.sent ?? new Uint8Array(), 10);
    expect(await delivery()).toMatchObject({ status: 'ambiguous', pages: pages.length });

    expect(await confirmSent(hub.hub)).toBe(1);
    gateway.state.losesAnswers = false;
    await send();
    expect(gateway.faxes).toHaveLength(1);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
  });

  test('that never reached the gateway is found missing there, and sent', async () => {
    await noteFor(OFFICE);
    gateway.state.refusal = () => new Response(null, { status: 504 });
    await send();
    expect(await delivery()).toMatchObject({ status: 'ambiguous' });

    gateway.state.refusal = undefined;
    expect(await confirmSent(hub.hub)).toBe(1);
    expect(await delivery()).toMatchObject({ status: 'failed_transient', code: 'fax-never-taken' });
    await execute(hub.hub.db, sql`update delivery set next_attempt_at = now()`);
    await deliver(hub.hub, (await delivery())?.id ?? '');
    await gateway.settled();
    expect(gateway.faxes).toHaveLength(1);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
  });

  test('that a hub was sending when it died is looked up, and not sent a second time', async () => {
    await noteFor(OFFICE);
    gateway.state.isMute = true;
    await send();
    // As it stands when a hub dies between the gateway's answer and writing it down.
    await execute(
      hub.hub.db,
      sql`update delivery set status = 'sending', reference = null, sent_at = null, alive_until = now() - interval '1 second' where purpose = 'note'`,
    );
    await recoverStranded(hub.hub);
    await hub.send();
    expect(await delivery()).toMatchObject({ status: 'ambiguous', code: 'interrupted' });

    expect(await confirmSent(hub.hub)).toBe(1);
    await hub.send();
    expect(gateway.faxes).toHaveLength(1);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
    expect(await referral()).toEqual({ state: 'closed' });
  });

  test('that no gateway can fax goes another way, and nobody doubts the number', async () => {
    await noteFor(OFFICE, OTHER_LINE);
    gateway.state.refusal = () => new Response(null, { status: 413 });
    await send();

    expect((await endpoints()).map(({ health }) => health)).toEqual(['ok', 'ok']);
    gateway.state.refusal = undefined;
    await send();
    expect(gateway.faxes.map(({ to }) => to)).toEqual([OTHER_LINE]);
  });

  test('waits while the account is blocked, which an operator can see, and blames nobody for it', async () => {
    await noteFor(OFFICE, OTHER_LINE);
    gateway.state.refusal = () => Response.json({ error: 'spend limit' }, { status: 402 });
    await send();

    expect(await delivery()).toMatchObject({ status: 'failed_transient', code: 'fax-account' });
    expect((await endpoints()).map(({ health }) => health)).toEqual(['ok', 'ok']);
    expect((await loadFigures(hub.hub.db)).accountBlocked).toMatchObject([{ destination: 'fax', count: 1 }]);
    gateway.state.refusal = undefined;
    await send();
    expect((await loadFigures(hub.hub.db)).accountBlocked).toEqual([]);
    expect(gateway.faxes.map(({ to }) => to)).toEqual([OFFICE]);
    expect(await delivery()).toMatchObject({ status: 'delivered' });
  });
});
