import { expect } from 'vitest';
import { direct } from '../../src/destinations/direct/index.ts';
import { secureLink } from '../../src/destinations/secure-link/index.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import type { Destination } from '../../src/sdk/destination.ts';
import { execute, queryOne, sql } from '../../src/store/database.ts';
import { openTestConsole, type TestConsole } from './console.ts';
import { mdm, siu, type Story } from './hl7.ts';
import { npi } from './npi.ts';
import { enterOffices } from './offices.ts';

let number = 0;
/** Of the newest patient, `YYYY-MM-DD`: nobody is taken for another. */
export const birth = (): string => `19${40 + number}-0${1 + (number % 9)}-1${number % 9}`;
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

/** A console on a hub that sends by this mail server: mail, links and Direct. Offices are known, and have said nothing yet about how they take notes. */
export async function openMailDesk(
  smtpUrl: string,
  hub: Parameters<typeof openTestConsole>[1] = {},
): Promise<TestConsole> {
  const linked = { smtpUrl, from: 'hub@practice.example' };
  const hisp = { smtpUrl, from: 'notes@direct.practice.example' };
  const desk = await openTestConsole(
    {},
    {
      ...hub,
      smtpUrl,
      ways: [
        { name: 'secure-link', destination: secureLink as Destination<unknown>, config: linked },
        { name: 'direct', destination: direct as Destination<unknown>, config: hisp },
      ],
    },
  );
  const offices = Array.from({ length: 30 }, () => ({ destination: 'folder', address: 'none' }));
  await enterOffices(desk.hub.hub.db, offices);
  await execute(desk.hub.hub.db, sql`delete from delivery_endpoint`);
  return desk;
}

/** What is said of the newest patient. */
export const newestStory = (): Story => storyOf(number);

const storyOf = (nr: number): Story => ({
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
});

/** A note for the patient of another story, sent to an office that takes notes this way. Returns the delivery's id. */
export async function sendNote(
  on: TestConsole,
  destination: string,
  address: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  number += 1;
  const nr = number;
  const story = storyOf(nr);
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

export type DeliveryState = {
  readonly status: string;
  readonly code: string | null;
  readonly acknowledged: string | null;
  readonly referral: string;
};

/** What became of a delivery and of its referral. */
export async function stateOf(on: TestConsole, id: string): Promise<DeliveryState | undefined> {
  return queryOne<DeliveryState>(
    on.hub.hub.db,
    sql`select d.status, d.code, d.acknowledged, r.state as referral from delivery d join referral r on r.id = d.referral_id where d.id = ${id}`,
  );
}
