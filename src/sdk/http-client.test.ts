import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openPort } from '../../test/contracts/door.ts';
import { fetchBytes, fetchFound, fetchJson, fetchStream, type FetchRules } from './http-client.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

const rules: FetchRules = { hosts: ['127.0.0.1'], maxBytes: 1000, timeoutMs: 5000 };

async function serve(answer: () => Response | Promise<Response>): Promise<string> {
  const port = await openPort(() => Promise.resolve(answer()));
  opened.push(port.close);
  return port.url;
}

/** A server that answers with these bytes and then does nothing more, or ends the connection. */
async function serveRaw(bytes: string, isCut: boolean): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => (isCut ? socket.end(bytes) : socket.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('any answer but a redirect is an answer', async () => {
  const url = await serve(() => new Response('no', { status: 404, headers: { 'Content-Type': 'text/x' } }));

  const fetched = await fetchBytes(url, {}, rules);

  expect(fetched).toMatchObject({ status: 404, contentType: 'text/x' });
  expect(fetched.body.toString()).toBe('no');
});

test.each([
  [400, 'permanent'],
  [404, 'permanent'],
  [408, 'transient'],
  [429, 'transient'],
  [500, 'transient'],
  [503, 'transient'],
] as const)('where only 2xx will do, %i is %s', async (status, fate) => {
  const url = await serve(() => new Response(null, { status }));

  await expect(fetchFound(url, {}, rules)).rejects.toMatchObject({ code: `http-${status}`, fate });
});

test.each([301, 302, 303, 307, 308])('a redirect %i is not followed', async (status) => {
  let isVisited = false;
  const target = await serve(() => {
    isVisited = true;
    return new Response('secret');
  });
  const url = await serve(() => new Response(null, { status, headers: { Location: target } }));

  await expect(fetchBytes(url, {}, rules)).rejects.toMatchObject({ code: 'redirect-refused' });
  expect(isVisited).toBe(false);
});

test.each([
  'https://vendor.example/',
  'https://127.0.0.1.vendor.example/',
  'http://10.0.0.1/',
  'http://name:password@127.0.0.1/',
  'ftp://127.0.0.1/',
  'data:text/plain,x',
  '//127.0.0.1/',
  '',
])('%j is not asked', async (url) => {
  await expect(fetchBytes(url, {}, rules)).rejects.toMatchObject({ code: 'url-refused', fate: 'permanent' });
});

test('a star stands for the names below, not for the name itself nor for one that only ends alike', async () => {
  const star = { ...rules, hosts: ['*.vendor.invalid'] };

  await expect(fetchBytes('https://vendor.invalid/', {}, star)).rejects.toMatchObject({
    code: 'url-refused',
  });
  await expect(fetchBytes('https://notvendor.invalid/', {}, star)).rejects.toMatchObject({
    code: 'url-refused',
  });
  // Allowed, and then there is no such host: without TLS nothing but this machine is asked.
  await expect(fetchBytes('https://media.vendor.invalid/', {}, star)).rejects.toMatchObject({
    fate: 'transient',
  });
  await expect(fetchBytes('http://media.vendor.invalid/', {}, star)).rejects.toMatchObject({
    code: 'url-refused',
  });
});

test.each(['10.0.0.7', '127.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.7', 'fe80::1%eth0'])(
  'a name that only a star lets in and that leads to %s is not asked',
  async (address) => {
    const star: FetchRules = {
      ...rules,
      hosts: ['*.vendor.invalid'],
      resolve: () => Promise.resolve(['8.8.8.8', address]),
    };

    await expect(fetchBytes('https://media.vendor.invalid/', {}, star)).rejects.toMatchObject({
      code: 'url-refused',
      fate: 'permanent',
    });
  },
);

test('a port of its own is for hosts that are written out', async () => {
  const star: FetchRules = {
    ...rules,
    hosts: ['*.vendor.invalid'],
    resolve: () => Promise.reject(new Error('asked all the same')),
  };

  await expect(fetchBytes('https://media.vendor.invalid:8443/', {}, star)).rejects.toMatchObject({
    code: 'url-refused',
  });
});

test('an answer over the limit is given up, whether it says so or not', async () => {
  const said = await serve(() => new Response('x'.repeat(1001)));
  const unsaid = await serveRaw(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(5000)}`, false);

  await expect(fetchBytes(said, {}, rules)).rejects.toMatchObject({ code: 'too-large', fate: 'permanent' });
  await expect(fetchBytes(unsaid, {}, rules)).rejects.toMatchObject({ code: 'too-large', fate: 'permanent' });
});

test('silence, before the answer or inside it, ends in time', async () => {
  const hasty = { ...rules, timeoutMs: 50 };
  const silent = await serveRaw('', false);
  const halting = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', false);

  await expect(fetchBytes(silent, {}, hasty)).rejects.toMatchObject({ code: 'timeout', fate: 'transient' });
  await expect(fetchBytes(halting, {}, hasty)).rejects.toMatchObject({ code: 'timeout', fate: 'transient' });
});

test('a connection that breaks, and nobody there, may pass', async () => {
  const cut = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', true);
  const port = await openPort(() => Promise.resolve(new Response()));
  await port.close();

  await expect(fetchBytes(cut, {}, rules)).rejects.toMatchObject({ code: 'answer-cut', fate: 'transient' });
  await expect(fetchBytes(port.url, {}, rules)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    fate: 'transient',
  });
});

test('a page where JSON should be may pass too', async () => {
  const url = await serve(() => new Response('<html>'));

  await expect(fetchJson(url, {}, rules)).rejects.toMatchObject({
    code: 'answer-unreadable',
    fate: 'transient',
  });
});

test('a source that stops ends what it asks for', async () => {
  const stopping = new AbortController();
  const url = await serveRaw('', false);

  const asking = fetchBytes(url, {}, { ...rules, signal: stopping.signal });
  stopping.abort();

  await expect(asking).rejects.toMatchObject({ fate: 'transient' });
});

test('an answer in pieces: whole, over the limit, cut, silent, from elsewhere', async () => {
  const read = async (url: string, limits: Partial<FetchRules> = {}): Promise<number> => {
    let bytes = 0;
    const { content } = await fetchStream(url, {}, { ...rules, ...limits });
    for await (const piece of content) bytes += piece.byteLength;
    return bytes;
  };
  const whole = await serve(() => new Response('x'.repeat(1000)));
  const large = await serve(() => new Response('x'.repeat(1001)));
  const cut = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', true);
  const halting = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', false);
  const silent = await serveRaw('', false);
  const away = await serve(() => new Response('', { status: 302, headers: { Location: whole } }));

  expect(await read(whole)).toBe(1000);
  await expect(read(large)).rejects.toMatchObject({ code: 'too-large', fate: 'permanent' });
  await expect(read(cut)).rejects.toMatchObject({ fate: 'transient' });
  for (const slow of [halting, silent])
    await expect(read(slow, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout', fate: 'transient' });
  await expect(read(away)).rejects.toMatchObject({ code: 'redirect-refused' });
  await expect(read('https://other.invalid/')).rejects.toMatchObject({ code: 'url-refused' });
});

test('304 says that the copy is good', async () => {
  const url = await serve(() => new Response(null, { status: 304 }));

  expect((await fetchBytes(url, { headers: { 'If-None-Match': '"one"' } }, rules)).status).toBe(304);
});
