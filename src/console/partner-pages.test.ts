import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPartner } from '../pipeline/directory.ts';
import { addRole } from '../pipeline/directory-roles.ts';
import { addLocation } from '../pipeline/directory-places.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { findEntry } from '../store/directory/entry.ts';
import { countByPart } from '../store/directory/volume.ts';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';
import { adt, siu } from '../../test/support/hl7.ts';
import { npi } from '../../test/support/npi.ts';

let console_: TestConsole;
let office = '';
let doctor = '';
let branch = '';
let operator: Visitor;

const by = { person: 'ana@practice.example' };

const enter = async (
  kind: 'person' | 'organisation',
  fields: Readonly<Record<string, string>>,
  stage: 'active' | 'target' | 'unknown' = 'active',
  number?: string,
): Promise<string> => {
  const lists = number === undefined ? {} : { npi: number };
  const edited = await createPartner(console_.hub.hub, { kind, stage, fields, lists }, by);
  return edited.outcome === 'saved' ? edited.id : `not saved: ${JSON.stringify(edited)}`;
};

beforeAll(async () => {
  console_ = await openTestConsole();
  const { hub, feed } = console_.hub;
  office = await enter(
    'organisation',
    {
      name: 'ZZTEST Northside Primary Care',
      phone: '718-555-0101',
      city: 'Queens',
      state: 'NY',
      zip: '11101',
    },
    'active',
    npi(1),
  );
  branch = await enter(
    'organisation',
    { name: 'ZZTEST Northside Harbor Branch', city: 'Bronx', state: 'NY' },
    'target',
  );
  doctor = await enter(
    'person',
    { family: 'ZZTESTOAK', given: '<b>Alma</b>', credential: 'MD' },
    'active',
    npi(2),
  );
  await addRole(hub, doctor, { organisationId: office, fax: '718-555-0133', roles: ['physician'] }, by);
  await addLocation(hub, branch, { line1: '9 Harbor Rd', city: 'Bronx', state: 'NY', zip: '10451' }, by);
  await feed(siu('S12'), adt('A04'));
  operator = await console_.signInAs('otto@practice.example', 'operator');
}, 60_000);
afterAll(() => console_.close());

const sentTo = async (answer: Response): Promise<string> => {
  const page = await answer.text();
  return (
    answer.headers.get('location') ??
    `${answer.status}: ${/role="alert">(.*?)<\/div>/s.exec(page)?.[1] ?? page.slice(0, 300)}`
  );
};
const versionOf = async (id: string) => String((await findEntry(console_.hub.hub.db, id))?.version ?? 0);

test('the list shows who the practice deals with, by group, place and specialty', async () => {
  const all = await (await console_.get('/partners')).text();
  const targets = await (await console_.get('/partners?show=target')).text();
  const place = await (await console_.get('/partners?city=queens')).text();
  const nobody = await (await console_.get('/partners?group=podiatry')).text();

  expect(all).toContain('ZZTEST Northside Primary Care');
  expect(all).toContain('(718) 555-0101');
  expect(all).toContain('No fax');
  expect(targets).toContain('Harbor Branch');
  expect(targets).not.toContain('Primary Care</a>');
  expect(place).toContain('Primary Care');
  expect(place).not.toContain('Harbor Branch');
  expect(nobody).toContain('No partner matches.');
  expect(await (await console_.get('/partners?show=all')).text()).toContain('Whom are you looking for?');
});

test('a misspelt name finds its office, and suggestions are escaped options', async () => {
  const page = await (await console_.get('/partners?show=all&text=northsde')).text();
  const options = await (await console_.get('/partners/suggest?text=zztestoak')).text();
  const offices = await (await console_.get('/partners/suggest?text=zztest&kind=organisation')).text();

  expect(page).toContain('ZZTEST Northside Primary Care');
  expect(options).toContain(`data-value="${doctor}"`);
  expect(options).toContain('role="option"');
  expect(options).not.toContain('<b>Alma');
  expect(offices).not.toContain(doctor);
  expect(await (await console_.get('/partners/suggest?text=z')).text()).toContain(
    'Nobody in the directory fits.',
  );
});

test('the page of an office shows its people, and an edit is in its history', async () => {
  const version = await versionOf(office);
  const form = {
    section: 'details',
    version,
    name: 'ZZTEST Northside Primary Care PC',
    owner: 'liaison@practice.example',
    fax: '718 555 0102',
    dates: '03-14 anniversary',
  };
  const told = await sentTo(await console_.post(`/partners/${office}/details`, form));
  const page = await (await console_.get(`/partners/${office}`)).text();

  expect(told).toBe(`/partners/${office}?told=saved#details`);
  expect(page).toContain('ZZTEST Northside Primary Care PC');
  expect(page).toContain('Looked after by liaison@practice.example');
  expect(page).toContain('Fax (718) 555-0133');
  expect(page).toContain('&lt;b&gt;Alma&lt;/b&gt;');
  expect(page).not.toContain('<b>Alma');
  expect(page).toContain('Fax: 7185550102');
  expect(page).toContain('<dd>03-14 anniversary</dd>');
});

test('of two who edit at once the second sees what the first changed, and keeps what was typed', async () => {
  const version = await versionOf(office);
  const edit = (notes: string, seen: string) =>
    console_.post(`/partners/${office}/details`, {
      section: 'details',
      version: seen,
      name: 'ZZTEST Northside Primary Care',
      notes,
    });
  await edit('Closed on Fridays', version);
  const answer = await edit('Ask for Bea', version);
  const page = await answer.text();
  const next =
    /name="section" value="details"\/><input type="hidden" name="version" value="(\d+)"/.exec(page)?.[1] ??
    '';

  expect(answer.status).toBe(409);
  expect(page).toContain('Somebody else changed this');
  expect(page).toContain('Closed on Fridays');
  expect(page).toContain('Ask for Bea</textarea>');
  expect(await sentTo(await edit('Ask for Bea', next))).toContain('told=saved');
  expect((await findEntry(console_.hub.hub.db, office))?.notes).toBe('Ask for Bea');
});

test('what cannot be so is refused with the field and what was typed', async () => {
  const answer = await console_.post(`/partners/${office}/place`, {
    section: 'place-new',
    line1: '1 Main St',
    phone: '12345',
    state: 'ny',
  });
  const page = await answer.text();

  expect(answer.status).toBe(422);
  expect(page).toContain('Phone must be a US telephone number of ten digits.');
  expect(page).toContain('value="12345"');
});

test('places have hours, staff have days, ways have ranks: all by form', async () => {
  const place = await console_.post(`/partners/${office}/place`, {
    section: 'place-new',
    line1: '1 Main St',
    city: 'Queens',
    state: 'ny',
    zip: '11101',
    'hours-mon': '8-12, 1 pm-5 pm',
    zone: 'America/New_York',
  });
  const staff = await console_.post(`/partners/${office}/staff`, {
    section: 'staff-new',
    family: 'ZZTESTBEA',
    roles: 'front desk, referral coordinator',
    'day:mon': '1',
    'day:fri': '1',
    phone: '718-555-0104',
  });
  const way = await console_.post(`/partners/${office}/way`, {
    section: 'way-new',
    destination: 'email',
    address: 'notes@northside.example',
    confirm: '',
    rank: '2',
    'purpose:notes': '1',
  });
  const page = await (await console_.get(`/partners/${office}`)).text();

  expect([place.status, staff.status, way.status]).toEqual([303, 303, 303]);
  expect(page).toContain('Mon 08:00-12:00, 13:00-17:00');
  expect(page).toContain('front desk, referral coordinator');
  expect(page).toContain('Mon Fri');
  expect(page).toContain('notes@northside.example');
  expect(page).toContain('Rank 2');
  const part = (await queryOne<{ id: string; version: number }>(
    console_.hub.hub.db,
    sql`select id, version from delivery_endpoint where partner_id = ${office}`,
  ))!;
  const retired = await console_.post(`/partners/${office}/way-retire`, {
    section: `way-retire:${part.id}`,
    part: part.id,
    version: String(part.version),
  });
  expect(retired.status).toBe(303);
  expect(await (await console_.get(`/partners/${office}`)).text()).not.toContain(
    '<strong>E-mail: notes@northside',
  );
});

test('lists are typed one a line; a specialty in words is its code', async () => {
  const about = async () => ({ section: 'specialties', version: await versionOf(office) });
  const first = await console_.post(`/partners/${office}/specialties`, {
    ...(await about()),
    list: 'Family medicine\n207RC0000X',
  });
  const second = await console_.post(`/partners/${office}/insurances`, {
    ...(await about()),
    list: 'ZZTEST Health | Gold\nZZTEST Plan',
  });
  const rows = await query<{ taxonomy: string; is_primary: boolean }>(
    console_.hub.hub.db,
    sql`select taxonomy, is_primary from partner_specialty where partner_id = ${office} and retired_at is null order by is_primary desc`,
  );

  expect([first.status, second.status]).toEqual([303, 303]);
  expect(rows).toEqual([
    { taxonomy: '207Q00000X', is_primary: true },
    { taxonomy: '207RC0000X', is_primary: false },
  ]);
  expect(await (await console_.get(`/partners/${office}`)).text()).toContain(
    'ZZTEST Health | Gold · ZZTEST Plan',
  );
  expect(await (await console_.get('/partners?group=cardiology')).text()).toContain('Northside Primary Care');
});

test('an office moves below another, by what was typed too, and never into a circle', async () => {
  const move = async (id: string, said: Readonly<Record<string, string>>) =>
    console_.post(`/partners/${id}/move`, {
      section: 'move',
      version: await versionOf(id),
      kind: 'organisation',
      relation: 'branch',
      ...said,
    });
  expect(await sentTo(await move(branch, { parentIdText: 'northside primary', parentId: '' }))).toContain(
    'told=saved',
  );
  const circle = await move(office, { parentId: branch });

  expect(await (await console_.get(`/partners/${branch}`)).text()).toContain(
    `<a href="/partners/${office}">`,
  );
  expect(circle.status).toBe(422);
  expect(await circle.text()).toContain(
    'The office above is itself part of this organisation: that would make a circle.',
  );
  expect(await sentTo(await move(branch, { isTop: '1' }))).toContain('told=saved');
});

test('a stage is changed, an entry retired and brought back', async () => {
  const act = async (name: string, said: Readonly<Record<string, string>> = {}) =>
    sentTo(
      await console_.post(`/partners/${branch}/${name}`, {
        section: name,
        version: await versionOf(branch),
        ...said,
      }),
    );
  expect(await act('stage', { stage: 'contacted', on: '2026-03-02' })).toContain('told=saved');
  expect(await act('retire')).toContain('told=saved');
  const page = await (await console_.get(`/partners/${branch}`)).text();
  expect(page).toContain('Contacted');
  expect(page).toContain('>Retired<');
  expect(await act('restore')).toContain('told=saved');
  expect(await act('stage', { stage: 'friend' })).toContain('Stage is to be chosen.');
});

test('a new partner that may be known is shown first, and entered when it is none of them', async () => {
  const form = {
    kind: 'organisation',
    name: 'ZZTEST Northside Primary Care',
    phone: '718-555-0101',
    zip: '11101',
  };
  const asked = await console_.post('/partners/new', form);
  const page = await asked.text();
  const told = await sentTo(
    await console_.post('/partners/new', {
      ...form,
      name: 'ZZTEST Southside Eye',
      phone: '718-555-0177',
      isNew: '1',
    }),
  );

  expect(asked.status).toBe(409);
  expect(page).toContain('Is it one of these?');
  expect(page).toContain(`href="/partners/${office}"`);
  expect(told).toMatch(/^\/partners\/[0-9a-f-]{36}\?told=saved$/);
});

test('two entries are merged after a look at both; different NPIs need a tick', async () => {
  const twin = await enter('organisation', { name: 'ZZTEST Northside PC', zip: '11101' }, 'target', npi(9));
  const look = await (await console_.get(`/partners/${twin}/merge?into=${office}`)).text();
  const form = { into: office, version: await versionOf(twin) };
  const refusal = await console_.post(`/partners/${twin}/merge`, form);
  const told = await sentTo(await console_.post(`/partners/${twin}/merge`, { ...form, isSureOfNpis: '1' }));

  expect(look).toContain('They have different NPIs');
  expect(refusal.status).toBe(409);
  expect(await refusal.text()).toContain('The other partner has another NPI');
  expect(told).toBe(`/partners/${office}?told=merged_partner`);
  expect((await console_.get(`/partners/${twin}`)).headers.get('location')).toBe(`/partners/${office}`);
});

test('open loops name patients for those who may see them only', async () => {
  const row = await queryOne<{ id: string }>(
    console_.hub.hub.db,
    sql`select referrer_partner_id as id from referral where referrer_partner_id is not null and kind <> 'none' limit 1`,
  );
  const id = row?.id ?? '';
  const full = await (await console_.get(`/partners/${id}`)).text();
  const hidden = await (await operator.get(`/partners/${id}`)).text();
  const looks = await query(
    console_.hub.hub.db,
    sql`select from audit where action = 'view_partner' and object_id = ${id}`,
  );

  expect(full).toContain('ZZTESTLEE');
  expect(hidden).not.toContain('ZZTESTLEE');
  expect(hidden).toContain('Your account does not include the patients');
  expect(looks).toHaveLength(1);
  expect((await operator.get('/referrals')).status).toBe(403);
});

test('a group says what each of its branches sent', async () => {
  const { db } = console_.hub.hub;
  await execute(db, sql`update partner set parent_id = ${office}, root_id = ${office} where id = ${branch}`);
  await execute(
    db,
    sql`update referral set referrer_partner_id = ${branch}, is_counted = true where kind <> 'none'`,
  );
  const counts = await countByPart(db, office);

  expect(counts).toEqual([{ id: branch, all: expect.any(Number), lately: expect.any(Number) }]);
  expect(counts[0]?.all).toBeGreaterThan(0);
  expect(await (await console_.get(`/partners/${office}`)).text()).toContain(`${counts[0]?.all} referrals, `);
});

test('what is not there is said to be not there', async () => {
  for (const path of [
    '/partners/nobody',
    '/partners/0190a000-0000-7000-8000-000000000000',
    '/partners/nobody/merge',
  ])
    expect([path, (await console_.get(path)).status]).toEqual([path, 404]);
  expect((await console_.post(`/partners/${office}/explode`, {})).status).toBe(404);
  expect((await console_.post(`/partners/${office}/place-retire`, { part: 'nobody' })).status).toBe(404);
  const csv = await console_.get('/partners/outreach.csv');
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(await csv.text()).toContain(',');
});
