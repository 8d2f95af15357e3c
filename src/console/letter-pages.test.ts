import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';
import { loadLetterText } from '../pipeline/letters/letter-texts.ts';
import { BUILT_IN } from '../pipeline/packet/letter-template.ts';
import { query, queryOne, sql } from '../store/database.ts';

let console_: TestConsole;

beforeAll(async () => {
  console_ = await openTestConsole();
}, 60_000);
afterAll(() => console_.close());

const save = (form: Readonly<Record<string, string>>, kind = 'no_show') =>
  console_.post(`/letters/${kind}`, { go: 'save', basedOn: '0', title: 'Missed', body: 'x', ...form });
const versions = () =>
  query<{ kind: string; number: number; body: string | null }>(
    console_.hub.hub.db,
    sql`select kind, number, body from letter_version order by kind, number`,
  );
const clock = async () =>
  (await queryOne<{ at: string }>(console_.hub.hub.db, sql`select now() as at`))?.at ?? '';

test('the list shows every letter; one is seen as a page before it is saved, about nobody real', async () => {
  const list = await (await console_.get('/letters')).text();
  for (const name of ['Cover of a note', 'Missed appointment', 'Correction', 'Decline', 'Thank-you'])
    expect(list).toContain(name);
  const page = await console_.post('/letters/no_show', {
    go: 'preview',
    title: 'We missed your patient',
    body: 'Dear {{recipient}}, **{{patient}}** did not come.',
  });
  expect(page.status).toBe(200);
  const [, source = ''] = /<img class="letter-page" src="([^"]+)"/.exec(await page.text()) ?? [];
  const picture = await console_.get(source.replaceAll('&amp;', '&'));

  expect(picture.headers.get('content-type')).toBe('image/png');
  const bytes = Buffer.from(await picture.arrayBuffer());
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 864, height: 1118 });
  const pdf = await console_.get('/letters/cover/preview.pdf?title=Note&body=Hello');
  expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-');
  expect(await versions()).toEqual([]);
});

test('what cannot be filled in is refused with what was typed still there', async () => {
  const answer = await save({ body: 'Dear {{recipiant}} <b>' });
  const page = await answer.text();

  expect(answer.status).toBe(422);
  expect(page).toContain('{{recipiant}} is no placeholder of this letter. Did you mean {{recipient}}?');
  expect(page).toContain('Dear {{recipiant}} &lt;b&gt;');
  expect(page).not.toContain('letter-page');
  expect(await versions()).toEqual([]);
});

test('a gift is warned of, and saved only by somebody who answers for it', async () => {
  const warned = await save({ body: 'Please enjoy this gift card.' }, 'thank_you');
  expect(warned.status).toBe(422);
  expect(await warned.text()).toContain('Anti-Kickback Statute');
  expect(await versions()).toEqual([]);

  const saved = await save({ body: 'Please enjoy this gift card.', sure: '1' }, 'thank_you');
  expect(saved.status).toBe(303);
  expect(await versions()).toMatchObject([{ kind: 'thank_you', number: 1 }]);
});

test('a saved wording holds from then on, what was under way keeps its own, and the built-in one comes back', async () => {
  const { db } = console_.hub.hub;
  const before = await clock();
  expect((await save({ body: 'First {{patient}}' })).status).toBe(303);
  const between = await clock();
  expect((await save({ body: 'Second', basedOn: '1' })).status).toBe(303);

  expect(await loadLetterText(db, 'no_show', before)).toEqual(BUILT_IN.no_show);
  expect((await loadLetterText(db, 'no_show', between)).body).toBe('First {{patient}}');
  expect((await loadLetterText(db, 'no_show', await clock())).body).toBe('Second');

  expect((await save({ go: 'reset', basedOn: '2' })).status).toBe(303);
  expect(await loadLetterText(db, 'no_show', await clock())).toEqual(BUILT_IN.no_show);
  const page = await (await console_.get('/letters/no_show')).text();
  expect(page).toContain('Version 3');
  expect(page).not.toContain('name="go" value="reset"');
  const audit = await query(
    db,
    sql`select action, object_id from audit where action like 'letter_%' and object_id like 'no_show/%' order by id`,
  );
  expect(audit).toEqual([
    { action: 'letter_saved', object_id: 'no_show/1' },
    { action: 'letter_saved', object_id: 'no_show/2' },
    { action: 'letter_reset', object_id: 'no_show/3' },
  ]);
});

test('who was overtaken is told by whom and loses nothing', async () => {
  expect((await save({ body: 'Mine' }, 'decline')).status).toBe(303);
  const late = await save({ body: 'Theirs, later' }, 'decline');
  const page = await late.text();

  expect(late.status).toBe(409);
  expect(page).toContain('changed this letter since you opened it');
  expect(page).toContain('Theirs, later');
  expect(page).toContain('name="basedOn" value="1"');
  expect((await versions()).filter(({ kind }) => kind === 'decline')).toHaveLength(1);
});

test('who is no administrator sees and tries, and saves nothing', async () => {
  const staff = await console_.signInAs('sam@practice.example', 'staff');
  const page = await (await staff.get('/letters/cover')).text();
  expect(page).not.toContain('value="save"');
  const answer = await staff.post('/letters/cover', { go: 'save', basedOn: '0', title: 'x', body: 'y' });

  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('Only an administrator');
  expect((await versions()).filter(({ kind }) => kind === 'cover')).toEqual([]);
  expect((await console_.get('/letters/unknown')).status).toBe(404);
});
