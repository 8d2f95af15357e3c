import { expect } from 'vitest';
import { z } from 'zod';
import { defaultRules } from '../../src/domain/escalation-rules.ts';
import { newId } from '../../src/lib/ids.ts';
import { deliver } from '../../src/pipeline/deliver.ts';
import type { DeliveryJob, Hub, Way } from '../../src/pipeline/hub.ts';
import { releaseDue } from '../../src/pipeline/release.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import type { Outcome, Parcel } from '../../src/sdk/destination.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { listHeld } from '../../src/store/held.ts';
import { mdm, siu, type Story } from './hl7.ts';
import { createTestHub } from './hub.ts';
import { npi } from './npi.ts';
import { enterOffices } from './offices.ts';

export const ana = 'ana@practice.example';
export const arrived: Outcome = { status: 'delivered' };
export const busy: Outcome = { status: 'failed', fate: 'transient', code: 'busy', detail: 'Busy.' };
export const noFax: Outcome = {
  status: 'failed',
  fate: 'permanent',
  code: 'no-remote-fax',
  detail: 'A voice.',
};

type Hours = Readonly<Record<string, readonly (readonly [string, string])[]>>;

const zone = 'America/New_York';
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const always: Hours = Object.fromEntries(days.map((day) => [day, [['00:00', '24:00']] as const]));

/** Closed now and open on another day of the week. */
export function closedNow(): Hours {
  const inThreeDays = new Date(Date.now() + 3 * 86_400_000).getUTCDay();
  return { [days[(inThreeDays + 6) % 7] ?? 'mon']: [['08:00', '17:00']] };
}

/** The n-th patient, sent by the n-th office. */
export function storyOf(nr: number, more: Story = {}): Story {
  return {
    mrn: `TEST-${nr}`,
    family: `ZZTEST${'ABCDEFGHIJKLMNOPQRST'[nr] ?? ''}`,
    given: `G${nr}`,
    birth: `19${50 + nr}0102`,
    phone: `555-01${String(nr).padStart(2, '0')}`,
    street: `${nr} Main St`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
    note: `N${nr}`,
    text: `Findings of patient ${nr}.`,
    referrer: referrerOf(nr),
    ...more,
  };
}

/** XCN of the doctor of the n-th office. */
export function referrerOf(nr: number): string {
  return `${npi(nr)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`;
}

/** The same message with the doctor of the n-th office as the patient's own. */
export function pcpOf(nr: number, text: string): string {
  return text.replace('\rPV1|', `\rPD1||||${npi(nr)}^ZZTEST^ROBERT^^^^MD^^NPI^^^^NPI\rPV1|`);
}

type Line = {
  parcels: Parcel[];
  answer: (address: string) => Outcome;
  /** Sees each parcel before it is answered. */
  watch: (parcel: Parcel) => Promise<void>;
};

export type DeliveryStory = Awaited<ReturnType<typeof openDeliveryStory>>;

/** A hub with twenty offices that no way leads to yet, and a telephone line that says what the test wants. */
export async function openDeliveryStory() {
  const rules = defaultRules(zone);
  const hours = { ...rules.hours, holidays: { usFederal: false, closed: [], open: [] } };
  const base = await createTestHub({ policy: { escalation: { ...rules, hours } } });
  const jobs: DeliveryJob[] = [];
  const line: Line = { parcels: [], answer: () => arrived, watch: () => Promise.resolve() };
  const fax: Way = {
    adapter: {
      name: 'fax',
      endpoint: z.object({ address: z.string(), settings: z.record(z.string(), z.unknown()) }),
      isRepeatHarmless: true,
      keepsOfficeHours: true,
    },
    open: {
      deliver: async (parcel) => {
        await line.watch(parcel);
        line.parcels.push(parcel);
        return line.answer(parcel.address);
      },
      close: () => Promise.resolve(),
    },
  };
  const hub: Hub = {
    ...base.hub,
    destinations: new Map([...base.hub.destinations, ['fax', fax]]),
    enqueue: (_, added) => Promise.resolve(void jobs.push(...added)),
  };
  const { db } = hub;
  await enterOffices(
    db,
    Array.from({ length: 20 }, (__, nr) => ({ destination: 'folder', address: `none-${nr}` })),
  );
  await execute(db, sql`delete from delivery_endpoint`);

  const officeOf = async (nr: number): Promise<string> => {
    const rows = await query<{ id: string }>(
      db,
      sql`select partner_id as id from partner_identifier where system = 'npi' and value = ${npi(nr)}`,
    );
    return rows[0]?.id ?? '';
  };
  const referralOf = async (nr: number) => {
    const rows = await query<{ id: string; state: string }>(
      db,
      sql`select r.id, r.state from referral r join patient_identifier i on i.patient_id = r.patient_id
          where i.value = ${`TEST-${nr}`} and r.merged_into is null order by r.id`,
    );
    return rows[0] ?? { id: '', state: '' };
  };
  const go = async (): Promise<void> => {
    while ((await releaseDue(hub)) > 0);
    for (const job of jobs.splice(0)) await deliver(hub, job.deliveryId);
  };
  return {
    base,
    hub,
    jobs,
    line,
    officeOf,
    referralOf,
    /** Releases what is due and sends it, in the order it was queued. */
    go,
    quiet: (): void => {
      jobs.length = 0;
      line.parcels = [];
      line.answer = () => arrived;
    },
    /** A number as a file or a feed brings it: nobody verified it. */
    numberFrom: async (nr: number, address: string, rank = 1): Promise<void> => {
      await execute(
        db,
        sql`insert into delivery_endpoint (id, partner_id, destination, address, rank, source)
            values (${newId()}, ${await officeOf(nr)}, 'fax', ${address}, ${rank}, 'file:test')`,
      );
    },
    numberByPerson: async (nr: number, address: string, rank = 1): Promise<void> => {
      const endpoint = { destination: 'fax', address, settings: {}, rank };
      expect(await addEndpoint(hub, await officeOf(nr), endpoint, ana)).toEqual({});
    },
    /** When the office is open: always, unless given. */
    open: async (nr: number, given: Hours = always): Promise<void> => {
      await execute(
        db,
        sql`insert into partner_location (id, partner_id, place_key, zone, hours, is_primary, source)
            values (${newId()}, ${await officeOf(nr)}, 'a', 'America/Chicago', ${sql.json(given)}, true, 'test')
            on conflict (partner_id, place_key) do update set hours = excluded.hours`,
      );
    },
    /** Booked, seen, and the note is final. */
    seen: async (nr: number, more: Story = {}): Promise<void> => {
      await base.feed(siu('S12', storyOf(nr, more)), mdm('T02', storyOf(nr, more)));
      await go();
    },
    endPauses: () =>
      execute(db, sql`update delivery set next_attempt_at = now() where next_attempt_at is not null`),
    heldOf: async (nr: number) => listHeld(db, { referralId: (await referralOf(nr)).id }),
    sentTo: () => line.parcels.map((parcel) => parcel.address),
    close: () => base.close(),
  };
}
