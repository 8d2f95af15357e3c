import { expect, test } from 'vitest';
import { openPort } from '../../../test/contracts/door.ts';
import { tryPull } from './try-pull.ts';

test('one request tells whether the platform answers, and where its list is', async () => {
  const asked: string[] = [];
  const server = await openPort((request) => {
    asked.push(request.url.slice(request.url.indexOf('/list')));
    return Promise.resolve(Response.json({ data: [{}, {}] }));
  });
  const config = { url: `${server.url}list`, records: { list: '/data' } };

  expect(await tryPull(config)).toBe(2);
  expect(await tryPull({ ...config, records: { list: '/items' } })).toBeUndefined();
  expect(await tryPull({ url: config.url, file: { name: 'export.csv' } })).toBe('file');
  expect(asked).toEqual(['/list', '/list', '/list']);
  await server.close();
  await expect(tryPull(config)).rejects.toMatchObject({ fate: 'transient' });
});
