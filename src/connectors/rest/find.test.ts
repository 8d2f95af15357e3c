import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRestCrm } from '../../../test/support/crm-rest.ts';
import type { CrmWrite } from '../../sdk/crm.ts';
import { rest } from './index.ts';

const never = new AbortController().signal;
const [first, second] = ['0197a3c2-1111-7cc0-9f6e-2d4b8a1c3e5f', '0197a3c2-2222-7cc0-9f6e-2d4b8a1c3e5f'];

let crm: Awaited<ReturnType<typeof openRestCrm>>;
beforeEach(async () => {
  crm = await openRestCrm();
});
afterEach(() => crm.close());

function open(find: { readonly url: string; readonly at: string }) {
  return rest.open({
    config: rest.config.parse({
      baseUrl: crm.url,
      auth: { kind: 'header', name: 'X-Api-Key', value: 'key' },
      objects: {
        Account: {
          find,
          create: { url: '/api/v1/Account' },
          update: { method: 'PUT', url: '/api/v1/Account/{remoteId}' },
        },
      },
      settleSeconds: 0.2,
      mostPerSecond: 100,
    }),
  });
}

const right = { url: '/api/v1/Account?externalId={id}', at: 'list.0' };
const key = { object: 'Account', idField: 'externalId' };
const ask = (opened: ReturnType<typeof open>, id: string) =>
  opened.find({ ...key, ids: [id], fields: ['name'], links: [] }, never);
const write = (id: string, more: Partial<CrmWrite> = {}): CrmWrite => ({
  ...key,
  id,
  isNew: true,
  fields: { name: 'Zztest Family Medicine' },
  initial: {},
  links: [],
  ...more,
});

test.each([
  ['an address that is not there', { ...right, url: '/api/v2/Account?externalId={id}' }],
  ['a list of something else', { ...right, url: '/api/v1/Acount?externalId={id}' }],
])('%s: the record that was made is not found, and no second one is made', async (_, find) => {
  const opened = open(find);
  expect(await ask(opened, first)).toEqual(new Map());

  const [made, refused] = await opened.write([write(first), write(second)], never);
  expect(made).toMatchObject({ is: 'written', remoteId: 'r1' });
  expect(refused).toMatchObject({ is: 'refused', fate: 'transient', code: 'find-unproven' });
  await expect(ask(opened, first)).rejects.toMatchObject({
    code: 'crm-object',
    message: expect.stringMatching(/objects\.Account\.find.*does not find Account r1/) as string,
  });
  expect(await opened.write([write(second)], never)).toMatchObject([{ code: 'find-unproven' }]);

  // After a start the hub remembers what it wrote: it is not made again by a look that nothing bears out.
  const again = open(find);
  expect(await again.write([write(first, { wasWritten: true })], never)).toMatchObject([
    { is: 'refused', code: 'find-unproven' },
  ]);
  expect(crm.all('Account').size).toBe(1);
});

test.each([
  ['no list', { ...right, at: 'rows.0' }, /no list at "rows"/],
  ['no record', { ...right, at: 'total' }, /no record/],
  [
    'another field',
    { url: '/api/v1/Account?externalId={id}', at: '' },
    /"externalId" is not the one asked for/,
  ],
])('an answer with %s where the record should be is an error, and nothing is made', async (_, find, why) => {
  await expect(ask(open(find), first)).rejects.toMatchObject({
    code: 'crm-object',
    message: expect.stringMatching(why) as string,
  });
  expect(crm.all('Account').size).toBe(0);
});

test('an answer that is no JSON, or another record, is an error', async () => {
  const opened = open(right);
  crm.once(
    () => true,
    () => new Response('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } }),
  );
  await expect(ask(opened, first)).rejects.toThrow('no JSON');
  // The filter is ignored: the first record of all.
  crm.once(
    () => true,
    () => Response.json({ total: 1, list: [{ id: 'r9', externalId: second }] }),
  );
  await expect(ask(opened, first)).rejects.toThrow('not the one asked for');
});

test('once something was found, what is not found is not there; an index that lags is waited for', async () => {
  const opened = open(right);
  crm.once(
    (url) => url.searchParams.has('externalId'),
    () => Response.json({ total: 0, list: [] }),
  );
  expect(await opened.write([write(first), write(second)], never)).toMatchObject([
    { is: 'written', remoteId: 'r1' },
    { is: 'written', remoteId: 'r2' },
  ]);
  // One look for the first that was made, one more for the lag, none for the second.
  expect(crm.count('GET')).toBe(2);
  crm.remove('Account', 'r1');
  expect(await opened.write([write(first, { wasWritten: true })], never)).toMatchObject([{ is: 'written' }]);
});

test('a failure that passes proves nothing, and what was made is not forgotten', async () => {
  const opened = open(right);
  crm.once(
    (url) => url.searchParams.has('externalId'),
    () => new Response('', { status: 500 }),
  );
  expect(await opened.write([write(first)], never)).toMatchObject([{ is: 'written', remoteId: 'r1' }]);
  expect(await ask(opened, first)).toHaveProperty('size', 1);
});
