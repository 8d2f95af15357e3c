import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import referral from '../../mappings/document/referral.mapping.ts';
import { openLog } from '../../src/log.ts';
import { confirmSent } from '../../src/pipeline/deliver.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import { revokeLink, reissueLink } from '../../src/pipeline/secure-link.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import type { Destination } from '../../src/sdk/destination.ts';
import { secureLink } from '../../src/destinations/secure-link/index.ts';
import { imap } from '../../src/sources/imap/index.ts';
import { startSources } from '../../src/start-sources.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { until } from '../contracts/until.ts';
import { openTestConsole, type TestConsole } from '../support/console.ts';
import { noDovecot, PASSWORD, startDovecot } from '../support/dovecot.ts';
import { noExim, startExim } from '../support/exim.ts';
import { mdm, siu } from '../support/hl7.ts';
import { readDocuments } from '../support/hub.ts';
import { startMailCatcher } from '../support/mail-catcher.ts';
import { enterOffices } from '../support/offices.ts';
import { npi } from '../support/npi.ts';

const catcher = await startMailCatcher();
const from = 'hub@practice.example';
let desk: TestConsole;
let number = 0;
/** Of the newest patient, `YYYY-MM-DD`: nobody is taken for another. */
const birth = (): string => `19${40 + number}-0${1 + (number % 9)}-1${number % 9}`;
const families = [
  'ASH',
  'BIRCH',
  'CEDAR',
  'DOGWOOD',
  'ELM',
  'FIR',
  'GUM',
  'HAZEL',
  'IVY',
  'JUNIPER',
  'KAPOK',
  'LARCH',
  'MAPLE',
];
const givens = [
  'ANNA',
  'BERTRAM',
  'CLARA',
  'DAVID',
  'EDITH',
  'FRANK',
  'GRETA',
  'HENRY',
  'IRENE',
  'JAMES',
  'KAREN',
  'LOUIS',
  'MARIA',
];

beforeAll(async () => {
  const way = { destination: secureLink as Destination<unknown>, config: { smtpUrl: catcher.url, from } };
  desk = await openTestConsole({}, { smtpUrl: catcher.url, ways: [{ name: 'secure-link', ...way }] });
  await enterReferrers(desk);
});
afterAll(async () => {
  await desk.close();
  await catcher.stop();
});

/** Offices that are known and have said nothing yet about how they take notes. */
async function enterReferrers(on: TestConsole): Promise<void> {
  const offices = Array.from({ length: 30 }, () => ({ destination: 'folder', address: 'none' }));
  await enterOffices(on.hub.hub.db, offices);
  await execute(on.hub.hub.db, sql`delete from delivery_endpoint`);
}

/** A note for the patient of another story, sent to an office that takes notes this way. Returns the delivery's id. */
async function sendNote(
  on: TestConsole,
  destination: string,
  address: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const nr = (number += 1);
  const story = {
    mrn: `TEST-${nr}`,
    family: `ZZTEST${families[nr % families.length] ?? ''}`,
    given: givens[nr % givens.length] ?? '',
    birth: birth().replaceAll('-', ''),
    phone: `718-555-01${String(10 + nr)}`,
    street: `${nr} Test Way`,
    referrer: `${npi(nr)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
    note: `N${nr}`,
    start: '20260305100000-0500',
  };
  const { hub } = on.hub;
  await on.hub.feed(siu('S12', { ...story, at: '20260302093000-0500' }));
  const partner = await queryOne<{ id: string }>(
    hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = ${npi(nr)}`,
  );
  const endpoint = { destination, address, settings, rank: 1 };
  expect(await addEndpoint(hub, partner?.id ?? '', endpoint, 'ana@practice.example')).toEqual({});
  await on.hub.feed(mdm('T02', { ...story, at: '20260305140000-0500', text: `Findings of visit ${nr}.` }));
  await on.hub.send(true);
  const note = await queryOne<{ id: string }>(
    hub.db,
    sql`select id from delivery where purpose = 'note' order by id desc limit 1`,
  );
  return note?.id ?? '';
}

type State = {
  readonly status: string;
  readonly code: string | null;
  readonly acknowledged: string | null;
  readonly referral: string;
};

async function stateOf(on: TestConsole, id: string): Promise<State | undefined> {
  return queryOne<State>(
    on.hub.hub.db,
    sql`select d.status, d.code, d.acknowledged, r.state as referral from delivery d join referral r on r.id = d.referral_id where d.id = ${id}`,
  );
}

describe('a link', () => {
  /** Path of the newest link that was mailed. */
  const mailed = (): string =>
    /http:\/\/127\.0\.0\.1:8080(\/l\/[\w-]+)/.exec(catcher.mails.at(-1) ?? '')?.[1] ?? '';
  const get = (path: string, cookie = '', method = 'GET') =>
    desk.app.request(path, { method, headers: { cookie } });
  const answer = async (path: string, said: string): Promise<Response> =>
    desk.app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test-peer': '10.9.8.7' },
      body: new URLSearchParams({ answer: said }).toString(),
    });
  /** As Americans write a date. */
  const written = (date: string): string => date.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2/$3/$1');
  const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const actions = async (id: string): Promise<readonly string[]> => {
    const rows = await query<{ action: string }>(
      desk.hub.hub.db,
      sql`select action from audit where object_id = ${id} and action like 'link%' order by id`,
    );
    return rows.map(({ action }) => action);
  };

  test('opened with the birth date closes the loop; looking at it does not', async () => {
    const id = await sendNote(desk, 'secure-link', 'records@clinic.example');
    const path = mailed();
    // As scanners of mails do.
    for (const method of ['GET', 'HEAD', 'GET']) expect((await get(path, '', method)).status).toBe(200);
    expect((await get(`${path}/document`)).status).toBe(303);
    const before = await stateOf(desk, id);
    const wrong = await answer(path, '12/31/1999');
    const unreadable = await answer(path, 'hello');
    const right = await answer(path, written(birth()));
    const cookie = cookieOf(right);
    const ready = await get(path, cookie);
    await get(`${path}/document`, cookie, 'HEAD');
    const afterHead = await stateOf(desk, id);
    const opened = await get(`${path}/document`, cookie);

    expect(before).toMatchObject({ status: 'sent' });
    expect(afterHead).toEqual(before);
    expect([wrong.status, unreadable.status, right.status, ready.status]).toEqual([422, 422, 303, 200]);
    expect(await wrong.text()).toContain('4 more tries');
    expect(
      Buffer.from(await opened.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(opened.headers.get('content-type')).toBe('application/pdf');
    expect(await stateOf(desk, id)).toMatchObject({
      status: 'delivered',
      acknowledged: 'opened',
      referral: 'closed',
    });
    expect(await actions(id)).toEqual(['link_refused', 'link_opened']);
  });

  test('and its mail say nothing of the patient but initials; its address is kept by nobody', async () => {
    await sendNote(desk, 'secure-link', 'records@clinic.example');
    const mail = catcher.mails.at(-1) ?? '';
    const page = await get(mailed());
    const shown = await page.text();

    expect(mail).not.toMatch(/ZZTEST|TEST-\d|19\d\d-|application\/pdf/);
    expect(shown).toContain('C. Z.');
    expect(shown).not.toMatch(/ZZTEST|TEST-\d/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('cannot be opened from the database alone', async () => {
    const id = await sendNote(desk, 'secure-link', 'records@clinic.example');
    const token = Buffer.from(mailed().slice(3), 'base64url');
    const row = await queryOne<{ text: string; document: Buffer }>(
      desk.hub.hub.db,
      sql`select l::text as text, document from secure_link l where delivery_id = ${id}`,
    );

    expect(token).toHaveLength(32);
    expect(row?.text).not.toContain(token.toString('hex'));
    expect(row?.text).not.toContain(birth());
    expect(row?.document.includes('%PDF-')).toBe(false);
  });

  test('with the agreed code: capitals and strokes do not count', async () => {
    await sendNote(desk, 'secure-link', 'records@clinic.example', {
      secondFactor: 'code',
      linkCode: 'Maple-4711',
    });

    expect((await answer(mailed(), ' maple 4711')).status).toBe(303);
  });

  test('is locked after five wrong answers, also when they come at once; the way has failed then', async () => {
    const id = await sendNote(desk, 'secure-link', 'records@clinic.example');
    const path = mailed();

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, day) => answer(path, `12/${20 + day}/1999`)),
    );

    expect(answers.filter(({ status }) => status === 422)).toHaveLength(4);
    expect((await answer(path, birth())).status).toBe(403);
    expect((await get(path)).status).toBe(403);
    expect(await stateOf(desk, id)).toMatchObject({ status: 'dead', code: 'link-locked' });
    expect((await actions(id)).filter((action) => action === 'link_locked')).toHaveLength(1);
  });

  test('that was sent again ends the one before; one that was ended or is too old says so', async () => {
    const id = await sendNote(desk, 'secure-link', 'records@clinic.example');
    const first = mailed();
    await reissueLink(desk.hub.hub, id, 'ana@practice.example');
    await desk.hub.send();
    const second = mailed();
    expect([(await get(first)).status, (await get(second)).status]).toEqual([410, 200]);
    const cookie = cookieOf(await answer(second, birth()));
    const [again] = await query<{ id: string }>(
      desk.hub.hub.db,
      sql`select id from delivery where purpose = 'note' order by id desc limit 1`,
    );

    expect(await revokeLink(desk.hub.hub, again?.id ?? '', 'ana@practice.example')).toBe(true);
    const afterwards = await get(`${second}/document`, cookie);

    expect(afterwards.status).toBe(303);
    expect(await actions(again?.id ?? '')).toEqual(['link_revoked']);
    expect((await get(`/l/${'A'.repeat(43)}`)).status).toBe(404);
    expect((await get('/l/short')).status).toBe(404);
  });

  test('that nobody opened in its time has failed, and its document is dropped with the next one', async () => {
    const id = await sendNote(desk, 'secure-link', 'records@clinic.example', { linkDays: 2 });
    const path = mailed();
    await execute(
      desk.hub.hub.db,
      sql`update delivery set sent_at = sent_at - interval '2 days', last_asked_at = null where id = ${id}`,
    );
    await execute(
      desk.hub.hub.db,
      sql`update secure_link set expires_at = now() - interval '1 second' where delivery_id = ${id}`,
    );

    await confirmSent(desk.hub.hub);
    await sendNote(desk, 'secure-link', 'records@clinic.example');

    expect((await get(path)).status).toBe(410);
    expect(await stateOf(desk, id)).toMatchObject({ status: 'dead', code: 'link-expired' });
    expect(
      await queryOne(
        desk.hub.hub.db,
        sql`select document is null as gone from secure_link where delivery_id = ${id}`,
      ),
    ).toEqual({ gone: true });
  });
});

describe('reports that come back by mail', () => {
  const feed = async (mail: string, notice?: Readonly<Record<string, unknown>>) => {
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
  };
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
        const real = await openTestConsole(
          {},
          { smtpUrl: `smtp://127.0.0.1:${exim.port}`, channels: [mailbox] },
        );
        await enterReferrers(real);
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
