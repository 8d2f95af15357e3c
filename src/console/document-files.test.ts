import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUploads, seedDesk } from '../../test/support/desk.ts';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, sql } from '../store/database.ts';
import { loadBody } from '../store/messages.ts';

let console_: TestConsole;
beforeAll(async () => {
  console_ = await openTestConsole();
  addUploads(console_.hub.hub);
}, 60_000);
afterAll(() => console_.close());

const HARMFUL = Buffer.from('<script>alert(1)</script>');

async function seed() {
  const { db } = console_.hub.hub;
  const seeded = await seedDesk(console_.hub.hub, { pages: [[{ text: 'A page' }]] });
  await execute(
    db,
    sql`insert into document_file (id, message_id, parent_id, ordinal, name, media_type, bytes, sha256, body, fate, reason_code, reason)
        select ${newId()}, message_id, id, 1, ${'<b>ZZTESTDOE</b>.html'}, 'text/html', ${HARMFUL.length}, sha256(${HARMFUL}), ${HARMFUL}, 'refused', 'unsupported', 'Ask for a PDF.'
        from document_file where message_id = ${seeded.messageId} and ordinal = 0`,
  );
  return seeded;
}

test('every file of an arrival can be saved as it came, and a browser runs nothing of it', async () => {
  const { id, messageId } = await seed();
  const whole = await console_.get(`/documents/${id}/files/0`);
  const part = await console_.get(`/documents/${id}/files/1`);

  const stored = await loadBody(console_.hub.hub.db, messageId, 1_000_000);
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(Buffer.from(stored));
  expect(whole.headers.get('content-disposition')).toMatch(
    /^attachment; filename="document-[0-9a-f]{8}-0\.pdf"$/,
  );
  expect(await part.text()).toBe(HARMFUL.toString());
  expect(part.headers.get('content-disposition')).toMatch(/^attachment; filename="document-[\w-]+\.bin"$/);
  for (const answer of [whole, part]) {
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});

test('who saved one is written down; operators and strangers get none', async () => {
  const { id } = await seed();
  const operator = await console_.signInAs('otto@practice.example', 'operator');
  const refused = await operator.get(`/documents/${id}/files/0`);
  await console_.get(`/documents/${id}/files/1`);

  expect(refused.status).toBe(403);
  const written = await query<{ actor: string; peer: string }>(
    console_.hub.hub.db,
    sql`select actor, peer from audit where action = 'download_document' and object_id = ${id}`,
  );
  expect(written).toEqual([{ actor: 'ana@practice.example', peer: '10.0.0.1' }]);
});

test('the list says what became of each; a name stays text; what is not there is not found', async () => {
  const { id } = await seed();
  const page = await (await console_.get(`/documents/${id}/files`)).text();
  const missing = await Promise.all(
    [
      `/documents/${id}/files/7`,
      `/documents/${newId()}/files/0`,
      `/documents/${newId()}/files`,
      '/documents/x/files/0',
      '/documents/x/files',
    ].map((path) => console_.get(path)),
  );

  expect(page).toContain('&lt;b&gt;ZZTESTDOE&lt;/b&gt;.html');
  expect(page).toContain('Could not be taken. Ask for a PDF.');
  expect(page).toContain(`href="/documents/${id}/files/1"`);
  expect(missing.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
});
