import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import all from '../../mappings/fhir/all.mapping.ts';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';
import { processWaiting } from '../pipeline/process.ts';
import type { Channel } from '../sdk/channel.ts';
import { http } from '../sources/http/index.ts';

let console_: TestConsole;

beforeAll(async () => {
  console_ = await openTestConsole();
  const channel = {
    name: 'ehr',
    owner: 'it@practice.example',
    zone: 'America/New_York',
    source: http,
    config: {},
    mapping: all,
  } as Channel;
  (console_.hub.hub.channels as Map<string, Channel>).set('ehr', channel);
}, 60_000);
afterAll(() => console_.close());

async function take(body: Uint8Array): Promise<string> {
  const { messageId } = await console_.hub.intake.receive('ehr', { body, peer: 'test' }, 'fhir');
  while ((await processWaiting(console_.hub.hub)) > 0);
  return messageId;
}

const pageOf = async (path: string): Promise<string> => (await console_.get(path)).text();

test('a FHIR message is shown resource by resource, and a fact marks what it was read from', async () => {
  const id = await take(await readFile('docs/fhir/sample-transaction.json'));

  const page = await pageOf(`/messages/${id}`);
  const marks = [...page.matchAll(/href="(\/messages\/[^"]+mark=[^"]+)"/g)].map(([, href]) => href ?? '');
  const marked = await pageOf(
    (marks.find((href) => href.includes('Appointment')) ?? '').replaceAll('&amp;', '&'),
  );

  expect(page).toContain('<code>Bundle.entry[3]</code> Appointment');
  expect(page).toContain('<code>Bundle.entry[0].resource.name[0].family</code>');
  expect(page).not.toContain('class="marked"');
  expect(marks.length).toBeGreaterThan(2);
  expect(marked).toMatch(/<li class="marked"><code>Bundle\.entry\[3\]\.resource\.status<\/code>/);
  expect(marked).not.toMatch(/<li class="marked"><code>Bundle\.entry\[0\]/);
});

test('broken JSON is shown as it came, with the reason', async () => {
  const id = await take(Buffer.from('{"resourceType":"Patient","name":[{"family":"ZZTESTCUT'));

  const page = await pageOf(`/messages/${id}`);

  expect(page).toContain('It cannot be read; below is what came.');
  expect(page).toContain('ZZTESTCUT');
});
