import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmSent } from '../../src/pipeline/deliver.ts';
import { keepConsent } from '../../src/pipeline/intake/consent.ts';
import { reissueLink, revokeLink } from '../../src/pipeline/secure-link.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import type { TestConsole } from '../support/console.ts';
import { mdm } from '../support/hl7.ts';
import { startMailCatcher } from '../support/mail-catcher.ts';
import { birth, newestStory, openMailDesk, sendNote, stateOf } from '../support/mail-out.ts';

const catcher = await startMailCatcher();
let desk: TestConsole;

beforeAll(async () => {
  desk = await openMailDesk(catcher.url);
});
afterAll(async () => {
  await desk.close();
  await catcher.stop();
});

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

    // Whoever answers before the last one may hear that it is locked by then.
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422, 403]));
    expect((await actions(id)).filter((action) => action === 'link_refused')).toHaveLength(5);
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
    expect(await stateOf(desk, again?.id ?? '')).toMatchObject({ status: 'dead', code: 'link-ended' });
    // The first one is over too: that nobody opens it sends nothing another way.
    expect(await stateOf(desk, id)).toMatchObject({ status: 'cancelled', code: 'resent' });
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

  test('shows nothing any more that its author has put right since', async () => {
    await sendNote(desk, 'secure-link', 'records@clinic.example');
    const path = mailed();
    const cookie = cookieOf(await answer(path, birth()));
    const amended = { ...newestStory(), at: '20260306090000-0500', text: 'Findings, corrected.' };
    await desk.hub.feed(mdm('T08', amended));

    expect((await get(path)).status).toBe(410);
    expect((await get(`${path}/document`, cookie)).status).toBe(303);
    // The amended note is mailed here, and not in the middle of the next test.
    await desk.hub.send(true);
  });

  test('shows nothing that nobody has opened yet when the patient objects, or the note is marked; what was opened stays', async () => {
    const says = async (id: string, isGiven: boolean): Promise<void> => {
      const row = await queryOne<{ patient: string }>(
        desk.hub.hub.db,
        sql`select r.patient_id as patient from delivery d join referral r on r.id = d.referral_id where d.id = ${id}`,
      );
      const word = { scope: 'share_notes', isGiven, signedOn: '2026-03-06' } as const;
      await keepConsent(desk.hub.hub, row?.patient ?? '', word, { actor: 'ana@practice.example' });
    };
    const unopened = await sendNote(desk, 'secure-link', 'records@clinic.example');
    const path = mailed();
    const right = await answer(path, birth());
    expect(right.status).toBe(303);
    const cookie = cookieOf(right);
    await says(unopened, false);
    expect([(await get(path)).status, (await answer(path, birth())).status]).toEqual([410, 410]);
    expect((await get(`${path}/document`, cookie)).status).toBe(303);
    await says(unopened, true);
    expect((await get(`${path}/document`, cookie)).status).toBe(200);
    await says(unopened, false);
    expect((await get(`${path}/document`, cookie)).status).toBe(200);

    await sendNote(desk, 'secure-link', 'records@clinic.example');
    const marked = mdm('T08', newestStory()).replace(/(\rTXA(?:\|[^|\r]*){17}\|)[^|\r]*/, '$1R');
    await desk.hub.feed(marked);
    expect((await get(mailed())).status).toBe(410);
  });

  test('is shown on the page of its delivery; people end it and send a new one', async () => {
    const id = await sendNote(desk, 'secure-link', 'records@clinic.example');
    const path = mailed();
    const shown = await (await desk.get(`/deliveries/${id}`)).text();
    await desk.post(`/deliveries/${id}/link/end`, {});
    const again = await desk.post(`/deliveries/${id}/link/again`, {});
    await desk.hub.send();

    expect(shown).toContain('can be opened');
    expect(shown).not.toContain(path);
    expect((await get(path)).status).toBe(410);
    expect(again.headers.get('location')).toMatch(/^\/deliveries\/[0-9a-f-]{36}\?told=resent$/);
    expect((await get(mailed())).status).toBe(200);
    expect(await (await desk.get(`/deliveries/${id}`)).text()).toContain('Ended by');
  });
});
