import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import referral from '../../mappings/document/referral.mapping.ts';
import { openLog } from '../../src/log.ts';
import { confirmSent } from '../../src/pipeline/deliver.ts';
import { unpackNext } from '../../src/pipeline/document/unpack-arrival.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { imap } from '../../src/sources/imap/index.ts';
import { startSources } from '../../src/start-sources.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { until } from '../contracts/until.ts';
import type { TestConsole } from '../support/console.ts';
import { noDovecot, PASSWORD, startDovecot } from '../support/dovecot.ts';
import { noExim, startExim } from '../support/exim.ts';
import { readDocuments } from '../support/hub.ts';
import { startMailCatcher } from '../support/mail-catcher.ts';
import { openMailDesk, sendNote, stateOf } from '../support/mail-out.ts';

const catcher = await startMailCatcher();
let desk: TestConsole;

beforeAll(async () => {
  desk = await openMailDesk(catcher.url);
});
afterAll(async () => {
  await desk.close();
  await catcher.stop();
});

/** A mail that comes in, run through to where it ends. */
async function feed(mail: string, notice?: Readonly<Record<string, unknown>>) {
  const transport = {
    kind: 'mail',
    receivedAt: '2026-03-05T20:00:00.000Z',
    ...(notice && { notice }),
  } as const;
  const [id = ''] = await desk.hub.feedDocuments({
    body: Buffer.from(mail),
    contentType: 'message/rfc822',
    transport,
  });
  return queryOne<{ state: string; code: string | null; reason: string | null }>(
    desk.hub.hub.db,
    sql`select state, reason_code as code, reason from message where id = ${id}`,
  );
}

describe('reports that come back by mail', () => {
  const bounce = (
    messageId: string,
    to: string,
    status = '5.1.1',
    action = 'failed',
    unique = `${Math.random()}`,
  ) =>
    [
      `Message-ID: <${unique}@mx.clinic.example>`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'Sorry.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.clinic.example',
      '',
      `Final-Recipient: rfc822; ${to}`,
      `Action: ${action}`,
      `Status: ${status}`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${messageId}`,
      '--b--',
      '',
    ].join('\r\n');

  test('a bounce names the mail by its Message-ID: the delivery has failed, the desk sees nothing of it', async () => {
    const id = await sendNote(desk, 'email', 'gone@clinic.example');
    const mail = bounce(`<${id}@practice.example>`, 'gone@clinic.example');

    const heard = await feed(mail);

    expect(heard).toMatchObject({ state: 'applied', code: 'report-told' });
    expect(await stateOf(desk, id)).toMatchObject({ status: 'dead', code: 'dsn-5.1.1' });
    expect(await query(desk.hub.hub.db, sql`select 1 from document`)).toEqual([]);
    // The same news in another mail changes nothing any more.
    expect(await feed(bounce(`<${id}@practice.example>`, 'gone@clinic.example'))).toMatchObject({
      code: 'report-known',
    });
  });

  test.each([
    ['of another recipient', 'thief@evil.example', {}, 'report-doubtful'],
    [
      'from who is not the sender, says our own server',
      'office@clinic.example',
      { dmarc: 'fail' },
      'report-doubtful',
    ],
  ])('a bounce %s changes nothing and is shown', async (_what, to, notice, code) => {
    const id = await sendNote(desk, 'email', 'office@clinic.example');

    expect(await feed(bounce(`<${id}@practice.example>`, to), notice)).toMatchObject({
      state: 'invalid',
      code,
    });
    expect(await stateOf(desk, id)).toMatchObject({ status: 'sent' });
  });

  test('a bounce of a mail the hub never sent is shown; good news about one is only kept', async () => {
    const other = '<hello@practice.example>';

    expect(await feed(bounce(other, 'a@b.example'))).toMatchObject({
      state: 'invalid',
      code: 'report-unknown',
    });
    expect(await feed(bounce(other, 'a@b.example', '2.0.0', 'delivered'))).toMatchObject({
      state: 'filtered',
    });
  });

  test('a bounce that comes after the silence had counted is shown', async () => {
    const id = await sendNote(desk, 'email', 'late@clinic.example', { confirm: 'settle', settleHours: 1 });
    await execute(
      desk.hub.hub.db,
      sql`update delivery set sent_at = sent_at - interval '2 hours', last_asked_at = null where id = ${id}`,
    );
    await confirmSent(desk.hub.hub);
    expect(await stateOf(desk, id)).toMatchObject({ status: 'delivered' });

    expect(await feed(bounce(`<${id}@practice.example>`, 'late@clinic.example'))).toMatchObject({
      state: 'invalid',
      code: 'report-too-late',
    });
  });
});

describe('Direct', () => {
  const receipt = (id: string, type: string) =>
    [
      `Message-ID: <${id}.${type}@direct.clinic.example>`,
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
      '',
      '--b',
      '',
      'Your message was received.',
      '--b',
      'Content-Type: message/disposition-notification',
      '',
      'Reporting-UA: direct.clinic.example; (HISP)',
      'Final-Recipient: rfc822; records@direct.clinic.example',
      `Original-Message-ID: <${id}@direct.practice.example>`,
      `Disposition: automatic-action/MDN-sent-automatically; ${type}`,
      'X-DIRECT-FINAL-DESTINATION-DELIVERY:',
      '--b--',
      '',
    ].join('\r\n');

  test('the HISP’s receipt closes the loop; the one of the destination says that they have it', async () => {
    const id = await sendNote(desk, 'direct', 'records@direct.clinic.example', { package: 'xdm' });
    const before = await stateOf(desk, id);

    expect(await feed(receipt(id, 'processed'))).toMatchObject({ state: 'applied', code: 'report-told' });
    const processed = await stateOf(desk, id);
    expect(await feed(receipt(id, 'dispatched'))).toMatchObject({ state: 'applied', code: 'report-told' });

    expect(before).toMatchObject({ status: 'sent', acknowledged: null });
    expect(processed).toMatchObject({ status: 'delivered', referral: 'closed', acknowledged: null });
    expect(await stateOf(desk, id)).toMatchObject({ acknowledged: 'dispatched' });
  });

  test('without a receipt in time the office’s next way is tried', async () => {
    const id = await sendNote(desk, 'direct', 'records@direct.clinic.example');
    const { db } = desk.hub.hub;
    const partner = await queryOne<{ id: string }>(
      db,
      sql`select partner_id as id from delivery where id = ${id}`,
    );
    const next = { destination: 'email', address: 'office@clinic.example', settings: {}, rank: 2 };
    await addEndpoint(desk.hub.hub, partner?.id ?? '', next, 'ana@practice.example');
    await execute(
      db,
      sql`update delivery set sent_at = sent_at - interval '1 hour', last_asked_at = null where id = ${id}`,
    );

    await confirmSent(desk.hub.hub);
    await desk.hub.send();

    expect(await stateOf(desk, id)).toMatchObject({ status: 'dead', code: 'mdn-processed-missing' });
    expect(catcher.mails.at(-1)).toContain('To: office@clinic.example');
  });

  test('an XDM package of ours is one that the hub itself can take in', async () => {
    const id = await sendNote(desk, 'direct', 'records@direct.clinic.example', { package: 'xdm' });
    const body = Buffer.from(catcher.mails.at(-1) ?? '', 'latin1');
    const arrival = { body, contentType: 'message/rfc822', peer: 'test' };
    const { messageId: message } = await desk.hub.intake.receive('uploads', arrival, 'document');
    while ((await unpackNext(desk.hub.hub)) > 0);
    const files = await query<{ name: string | null; fate: string }>(
      desk.hub.hub.db,
      sql`select name, fate from document_file where message_id = ${message} order by ordinal`,
    );

    expect(id).not.toBe('');
    expect(files.filter(({ fate }) => fate === 'pages').map(({ name }) => name)).toEqual(['DOC00001.PDF']);
    expect(files.map(({ fate }) => fate)).not.toContain('refused');
  });
});

describe.skipIf(noExim !== undefined || noDovecot !== undefined)(
  'a real mail server (Exim), and its reports fetched from a real mailbox (Dovecot)',
  () => {
    test(
      'the office that is gone has failed, the other one has it in its mailbox',
      { timeout: 60_000 },
      async () => {
        const [exim, dovecot] = [await startExim(), await startDovecot()];
        const mailbox = {
          name: 'bounces',
          owner: 'it@practice.example',
          zone: 'America/New_York',
          mapping: referral,
          source: imap,
          config: {
            host: '127.0.0.1',
            port: dovecot.port,
            security: 'none',
            auth: { user: 'hub', password: PASSWORD },
            pollSeconds: 3_600,
          },
        } as Channel;
        const real = await openMailDesk(`smtp://127.0.0.1:${exim.port}`, { channels: [mailbox] });

        const { hub, intake } = real.hub;
        const sources = await startSources(
          [mailbox],
          intake,
          hub.db,
          openLog('silent'),
          'https://hub.example',
        );
        const gone = await sendNote(real, 'email', 'gone@clinic.example');
        const there = await sendNote(real, 'email', 'office@clinic.example', { confirm: 'report' });
        await until(async () => (await exim.returned()).length === 2);
        const client = await dovecot.client('hub');
        for (const mail of await exim.returned()) await client.append('INBOX', mail);
        await client.logout();
        const heard = () =>
          query<{ code: string }>(
            hub.db,
            sql`select reason_code as code from message where channel = 'bounces' and state = 'applied'`,
          );
        await until(async () => {
          await readDocuments(hub);
          return (await heard()).length === 2;
        });

        expect((await heard()).map(({ code }) => code)).toEqual(['report-told', 'report-told']);
        expect(await stateOf(real, gone)).toMatchObject({
          status: 'dead',
          code: expect.stringMatching(/^dsn-5/) as unknown,
        });
        expect(await stateOf(real, there)).toMatchObject({ status: 'delivered', referral: 'closed' });
        expect(await exim.arrived()).toHaveLength(1);
        await sources.stop();
        await real.close();
        await dovecot.stop();
        await exim.stop();
      },
    );
  },
);
