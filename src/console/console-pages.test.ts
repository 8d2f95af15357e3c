import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAttempts } from '../store/deliveries.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { adt, mdm, ref, siu } from '../../test/support/hl7.ts';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';

let console_: TestConsole;

beforeAll(async () => {
  console_ = await openTestConsole();
  const { feed, send } = console_.hub;
  await feed(siu('S12'), adt('A04'), adt('A03', { at: '20261105110000-0500' }), mdm('T02'));
  await feed(
    ref('I12', { mrn: 'TEST-2', family: 'ZZTESTNOBODY', given: 'SAM', order: 'R2^CLINIC' }).replace(
      /\rPRD[^\r]*/,
      '',
    ),
  );
  await feed(
    siu('S12', {
      mrn: 'TEST-3',
      family: '<script>alert(1)</script>',
      given: '"><img src=x>',
      appointment: 'F3',
      visit: 'V3',
    }),
  );
  await feed(
    siu('S12', {
      mrn: 'TEST-4',
      family: 'ZZTESTLEE',
      given: 'ANNA',
      phone: '555-0199',
      appointment: 'F4',
    }).replace('1 Main St', '9 Elm Rd'),
    'no message',
  );
  await send();
}, 60_000);
afterAll(() => console_.close());

const idOf = async (family: string) =>
  (
    await queryOne<{ id: string }>(
      console_.hub.hub.db,
      sql`select r.id from referral r join patient p on p.id = r.patient_id where p.family = ${family} and r.kind <> 'none' order by r.id limit 1`,
    )
  )?.id ?? '';
const reviewOf = async (kind: string) =>
  (
    await queryOne<{ id: string }>(
      console_.hub.hub.db,
      sql`select id from review where kind = ${kind} order by created_at desc limit 1`,
    )
  )?.id ?? '';
const auditsOf = (action: string) =>
  query<{ actor: string; object_id: string; patient_id: string | null }>(
    console_.hub.hub.db,
    sql`select actor, object_id, patient_id from audit where action = ${action} order by id`,
  );

test('every page of the navigation answers for somebody who is signed in', async () => {
  for (const path of [
    '/referrals',
    '/reviews',
    '/messages',
    '/channels',
    '/alerts',
    '/notes-to-send',
    '/referrals?only=late',
    '/referrals?only=attention',
    '/referrals?state=note',
  ]) {
    const answer = await console_.get(path);

    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
});

test('pages forbid inline code, frames and sniffing', async () => {
  const { headers } = await console_.get('/referrals');

  expect(headers.get('content-security-policy')).toMatch(
    /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/,
  );
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('no page has inline scripts, styles or handlers', async () => {
  const html = await (await console_.get(`/referrals/${await idOf('ZZTESTLEE')}`)).text();

  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
});

test('hostile names are text, wherever they are shown', async () => {
  const id = await idOf('<script>alert(1)</script>');
  for (const path of ['/referrals', '/messages', '/alerts', `/referrals/${id}`]) {
    const html = await (await console_.get(path)).text();

    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  }
});

test('titles and addresses hold no names', async () => {
  const page = await console_.get(`/referrals/${await idOf('ZZTESTLEE')}`);
  const html = await page.text();
  const found = await console_.post('/find', { text: 'zztestnobody' });

  expect(/<title>(.*?)<\/title>/.exec(html)?.[1]).not.toMatch(/ZZTEST/i);
  expect([...html.matchAll(/(?:href|action)="([^"]*)"/g)].map((match) => match[1]).join(' ')).not.toMatch(
    /ZZTEST|1970/i,
  );
  expect(found.headers.get('location')).toMatch(/^\/referrals\?patient=[0-9a-f-]{36}$/);
});

test('a search is kept as a hash with the number of hits, never in words', async () => {
  await console_.post('/find', { text: 'zztestnobody' });
  const searches = await auditsOf('search');

  expect(searches.at(-1)?.actor).toBe('ana@practice.example');
  expect(searches.at(-1)?.object_id).toMatch(/^[0-9a-f]{64}$/);
});

test('the loop line shows every stop, and a dot leads to the message with its lineage marked', async () => {
  const html = await (await console_.get(`/referrals/${await idOf('ZZTESTLEE')}`)).text();
  const dots = [...html.matchAll(/<li class="(\w+)" id="dot-(\w+)"/g)].map((match) => [match[2], match[1]]);

  expect(dots).toEqual([
    ['received', 'done'],
    ['matched', 'trouble'],
    ['told', 'done'],
    ['booked', 'done'],
    ['seen', 'done'],
    ['note', 'done'],
    ['sent', 'trouble'],
    ['closed', 'waiting'],
  ]);
  const href =
    /id="dot-booked">\s*<a class="stop" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const evidence = await (await console_.get(href)).text();
  expect(evidence).toMatch(/<mark title="SCH-11">/);
  expect(evidence).toMatch(/<li class="chosen"><a[^>]*>Visit booked/);
});

test('looking at a body is written down before it is shown', async () => {
  const message = await queryOne<{ id: string; patient_id: string }>(
    console_.hub.hub.db,
    sql`select id, patient_id from message where type = 'MDM^T02'`,
  );
  const before = (await auditsOf('view_body')).length;
  const page = await console_.get(`/messages/${message?.id ?? ''}`);
  const audits = await auditsOf('view_body');

  expect(page.status).toBe(200);
  expect(audits).toHaveLength(before + 1);
  expect(audits.at(-1)).toEqual({
    actor: 'ana@practice.example',
    object_id: message?.id,
    patient_id: message?.patient_id,
  });
});

test('when the audit cannot be written, the body is not shown', async () => {
  const { db } = console_.hub.hub;
  const message = await queryOne<{ id: string }>(db, sql`select id from message where type = 'MDM^T02'`);
  await execute(db, sql`alter table audit rename to audit_away`);
  const page = await console_.get(`/messages/${message?.id ?? ''}`);
  await execute(db, sql`alter table audit_away rename to audit`);

  expect(page.status).toBe(500);
  expect(await page.text()).not.toMatch(/ZZTEST|Findings/);
});

test('an invalid message shows why and what was answered', async () => {
  const message = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select id from message where state = 'invalid'`,
  );
  const html = await (await console_.get(`/messages/${message?.id ?? ''}`)).text();

  expect(html).toContain('There is no MSH segment.');
  expect(html).toMatch(/<b>MSA<\/b>\|AR/);
});

test('an operator sees envelopes and channels, no patients and no bodies', async () => {
  const operator = await console_.signInAs('olga@practice.example', 'operator');
  const message = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select id from message where type = 'MDM^T02'`,
  );

  for (const path of ['/referrals', '/reviews', '/alerts', '/deliveries', '/incidents'])
    expect((await operator.get(path)).status).toBe(403);
  expect((await operator.post('/find', { text: 'zztest' })).status).toBe(403);
  for (const path of ['/messages', `/messages/${message?.id ?? ''}`, '/channels']) {
    const page = await operator.get(path);
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(/ZZTEST|Findings/);
  }
});

test('a person says who sent the patient; whoever comes second is told so', async () => {
  const id = await reviewOf('partner_unknown');
  const suggested = await (await console_.get(`/reviews/${id}?partner=zztest`)).text();
  const partnerId = /name="partnerId" value="([0-9a-f-]{36})"/.exec(suggested)?.[1] ?? '';
  const first = await console_.post(`/reviews/${id}/referrer`, { partnerId, back: '/reviews' });
  const second = await console_.post(`/reviews/${id}/dismiss`, { reason: 'Called them.', back: '/reviews' });
  const page = await (await console_.get(second.headers.get('location') ?? '')).text();

  expect(suggested).toContain('ZZTESTREF');
  expect(first.headers.get('location')).toBe('/reviews?told=answered');
  expect(second.headers.get('location')).toContain('told=already_answered');
  expect(page).toMatch(/settled itself|Already answered by/);
});

test('a referrer with a wrong NPI is refused in words, and nothing is changed', async () => {
  await console_.hub.feed(
    ref('I12', { mrn: 'TEST-9', family: 'ZZTESTNPI', order: 'R9^CLINIC' }).replace(/\rPRD[^\r]*/, ''),
  );
  const id = await reviewOf('partner_unknown');
  const answer = await console_.post(`/reviews/${id}/referrer`, {
    family: 'ZZTESTNEW',
    npi: '1234567890',
    back: '/reviews',
  });

  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('wrong check digit');
});

test('the office is confirmed and given a way to send in one form, and the note goes out', async () => {
  const referralId = await idOf('ZZTESTLEE');
  const id = await reviewOf('partner_discovered');
  const wrong = await console_.post(`/reviews/${id}/confirm-partner`, {
    stage: 'active',
    destination: 'folder',
    address: '../etc',
    back: '/reviews',
  });
  const right = await console_.post(`/reviews/${id}/confirm-partner`, {
    stage: 'active',
    destination: 'folder',
    address: 'zztestref',
    confirm: 'written',
    back: `/referrals/${referralId}`,
  });
  await console_.hub.send();
  const html = await (await console_.get(`/referrals/${referralId}`)).text();

  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain('name one folder');
  expect(right.headers.get('location')).toBe(`/referrals/${referralId}?told=answered`);
  expect(html).toMatch(/<li class="done" id="dot-closed"/);
  expect(html).toContain('Loop closed');
});

test('the comparison marks what differs, and only an offered patient can be chosen', async () => {
  const id = await reviewOf('patient_match');
  const html = await (await console_.get(`/reviews/${id}`)).text();
  const stranger = await console_.post(`/reviews/${id}/patient`, {
    patientId: '01999999-0000-7000-8000-000000000000',
  });
  const answer = await console_.post(`/reviews/${id}/patient`, { patientId: 'new' });

  expect(html).toMatch(/<td class="differs">555-0101<small class="says-no">different/);
  expect(stranger.status).toBe(422);
  expect(answer.headers.get('location')).toBe('/reviews?told=answered');
});

test('a failed delivery is listed, sent another way, and confirmed by hand', async () => {
  const { db } = console_.hub.hub;
  await execute(
    db,
    sql`update delivery set status = 'dead', detail = 'No such mailbox.' where purpose = 'note'`,
  );
  const delivery = await queryOne<{ id: string; referral_id: string }>(
    db,
    sql`select id, referral_id from delivery where status = 'dead'`,
  );
  const id = delivery?.id ?? '';
  const list = await (await console_.get('/notes-to-send?tab=failed')).text();
  const wrong = await console_.post(`/deliveries/${id}/other-way`, {
    destination: 'email',
    address: 'not an address',
  });
  const other = await console_.post(`/deliveries/${id}/other-way`, {
    destination: 'folder',
    address: 'zztestother',
    confirm: 'gateway',
    back: `/referrals/${delivery?.referral_id ?? ''}`,
  });
  await console_.hub.send();
  const again = await queryOne<{ id: string; status: string }>(
    db,
    sql`select id, status from delivery where address = 'zztestother'`,
  );
  const confirmed = await console_.post(`/deliveries/${again?.id ?? ''}/confirm`, {
    how: 'They have it in hand.',
    back: '/deliveries',
  });

  expect(list).toContain('No such mailbox.');
  expect(wrong.status).toBe(422);
  expect(other.headers.get('location')).toContain('told=resent');
  expect(again?.status).toBe('sent');
  expect(await listAttempts(db, [again?.id ?? ''])).toHaveLength(1);
  expect(confirmed.headers.get('location')).toBe('/deliveries?told=confirmed');
});

test('a referral is declined only with a reason', async () => {
  const id = await idOf('<script>alert(1)</script>');
  await console_.post(`/referrals/${id}/decide`, { decision: 'declined', reason: ' ' });
  const before = await queryOne<{ state: string }>(
    console_.hub.hub.db,
    sql`select state from referral where id = ${id}`,
  );
  await console_.post(`/referrals/${id}/decide`, { decision: 'voided', reason: 'A test of the sender.' });
  const after = await queryOne<{ state: string }>(
    console_.hub.hub.db,
    sql`select state from referral where id = ${id}`,
  );

  expect([before?.state, after?.state]).toEqual(['scheduled', 'voided']);
});

test('an alert is marked as seen once, by name', async () => {
  const alert = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select id from alert where seen_at is null limit 1`,
  );
  const first = await console_.post(`/alerts/${alert?.id ?? ''}/seen`, {});
  const second = await console_.post(`/alerts/${alert?.id ?? ''}/seen`, {});

  expect(first.headers.get('location')).toBe('/alerts?told=seen');
  expect(second.headers.get('location')).toBe('/alerts?told=already_answered');
  expect(await (await console_.get('/alerts?show=seen')).text()).toContain('ana@practice.example');
});

test('what is not there is said in words, also for ids that are none', async () => {
  for (const path of [
    '/nowhere',
    '/referrals/1',
    '/messages/x',
    '/reviews/01999999-0000-7000-8000-000000000000',
    '/deliveries/%00',
  ]) {
    const page = await console_.get(path);
    expect([path, page.status]).toEqual([path, 404]);
  }
});

test('the stream tells how things stand, then that something changed, and nothing else', async () => {
  const stampOf = async () =>
    /data-live="\/live" data-live-at="([^"]+)"/.exec(await (await console_.get('/referrals')).text())?.[1];
  const stamp = await stampOf();
  const answer = await console_.get('/live');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const opened = await reader?.read();
  console_.change();
  const changed = await reader?.read();
  await reader?.cancel();

  expect(opened?.value).toBe(`event: begin\ndata: ${stamp}\n\n`);
  expect(changed?.value).toBe('event: changed\ndata: \n\n');
  expect(await stampOf()).not.toBe(stamp);
});

test('assets are found by their hash and kept by the browser', async () => {
  const html = await (await console_.get('/referrals')).text();
  const path = /href="(\/assets\/[^"]+\.css)"/.exec(html)?.[1] ?? '';
  const asset = await console_.get(path);
  const again = await console_.get(path, { 'if-none-match': asset.headers.get('etag') ?? '' });

  expect(asset.headers.get('cache-control')).toContain('immutable');
  expect(again.status).toBe(304);
  const packed = await console_.get(path, { 'accept-encoding': 'gzip' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(await asset.text());
  const page = await console_.get('/referrals', { 'accept-encoding': 'br, gzip' });
  expect(page.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(await page.arrayBuffer()).toString()).toContain('<h1>Referrals');
  const plain = await console_.get('/referrals', { 'accept-encoding': 'gzip;q=0' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect((await console_.get('/assets/0000000000000000/console.css')).status).toBe(404);
});
