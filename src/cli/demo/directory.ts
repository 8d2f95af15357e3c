import { isNpi } from '../../domain/npi.ts';
import { newId } from '../../lib/ids.ts';
import type { Hub } from '../../pipeline/hub.ts';
import { addEndpoint } from '../../pipeline/resolve.ts';
import { execute, query, queryOne, sql, type Queryable } from '../../store/database.ts';
import { findPartnerCandidates } from '../../store/partner-candidates.ts';
import { insertPartnerIdentifiers, insertPartners, type PartnerStage } from '../../store/partners.ts';
import { transaction } from '../../store/transaction.ts';

/** How a demo partner takes its notes, and so what proves that one arrived. */
export type WayIn = 'emr' | 'fax' | 'dead-fax' | 'share' | 'email' | 'email-settled' | 'none';

export type DemoPartner = {
  readonly key: string;
  readonly family: string;
  readonly given: string;
  readonly practice: string;
  readonly npi: string;
  readonly phone: string;
  readonly city: string;
  readonly stage: PartnerStage;
  readonly takes: WayIn;
};

/** The folder of the spool directory that the demo's fax gateway watches. */
export const FAX_FOLDER = 'demo-fax';
/** The number of the partner whose fax machine nobody answers. */
export const DEAD_FAX = '+12175550166';

const rows: readonly (readonly [string, string, string, PartnerStage, WayIn])[] = [
  ['alder', 'RUTH', 'Alder Family Medicine', 'active', 'emr'],
  ['birch', 'BEN', 'Birch Internal Medicine', 'active', 'fax'],
  ['cedar', 'CORA', 'Cedar Street Clinic', 'active', 'email'],
  ['elm', 'EVAN', 'Elm Pediatrics', 'target', 'share'],
  ['fir', 'FAY', 'Fir Lane Primary Care', 'contacted', 'email-settled'],
  ['hazel', 'HUGH', 'Hazel Podiatry', 'active', 'dead-fax'],
  ['linden', 'LENA', 'Linden Women’s Health', 'active', 'none'],
  ['maple', 'MARK', 'Maple Rheumatology', 'lapsed', 'emr'],
  ['sorrel', 'SARA', 'Sorrel Family Practice', 'target', 'none'],
];

/** Invented offices that refer to the demo practice. */
export const demoPartners: readonly DemoPartner[] = rows.map(
  ([key, given, practice, stage, takes], index) => ({
    key,
    family: `ZZTEST${key.toUpperCase()}`,
    given,
    practice: `${practice} (demo)`,
    npi: npiOf(180_000_010 + index),
    phone: `217555${String(110 + index).padStart(4, '0')}`,
    city: 'Cedar Valley',
    stage,
    takes,
  }),
);

/** An office nobody has in the directory. Each run brings another one. */
export function unknownPartner(number: number): DemoPartner {
  const family = `ZZTESTNEW${String.fromCodePoint(65 + (number % 26))}${Math.floor(number / 26) % 10}`;
  const npi = npiOf(190_000_000 + (number % 1_000_000));
  const [phone, city] = ['2175550150', 'Otter Creek'];
  return {
    key: 'new',
    family,
    given: 'NORA',
    practice: 'Otter Creek Clinic (demo)',
    npi,
    phone,
    city,
    stage: 'unknown',
    takes: 'none',
  };
}

export function partnerNamed(key: string): DemoPartner {
  const partner = demoPartners.find((one) => one.key === key);
  if (!partner) throw new Error(`There is no demo partner "${key}".`);
  return partner;
}

/** The NPI that begins with these nine digits. */
export function npiOf(nineDigits: number): string {
  const candidates = Array.from({ length: 10 }, (_, digit) => `${nineDigits}${digit}`);
  return candidates.find((candidate) => isNpi(candidate)) ?? '';
}

/** Enters the partners that are not there yet, with their endpoints, and names the practice's own doctors. Safe to repeat. */
export async function enterDirectory(
  hub: Hub,
  emrAddress: string,
  ownNpis: readonly string[],
): Promise<void> {
  const fresh = await enterPartners(hub);
  for (const { id, partner } of fresh) {
    const endpoint = endpointOf(partner, emrAddress);
    if (endpoint) await addEndpoint(hub, id, endpoint, PERSON);
  }
  await moveEmr(hub.db, emrAddress);
  await nameOwnDoctors(hub.db, ownNpis);
}

/** Where the demo's partner EMR listened last time. */
export async function findEmrPort(db: Queryable): Promise<number | undefined> {
  const row = await queryOne<{ readonly address: string }>(
    db,
    sql`select address from delivery_endpoint where verified_by = ${PERSON} and destination = 'mllp' order by created_at desc limit 1`,
  );
  return row && Number(row.address.split(':').at(-1));
}

/** What the demo does is done by nobody real. */
export const PERSON = 'demo@cedar-valley.example';

const ownNames = [
  ['ZZTESTOWN', 'OLIVE'],
  ['ZZTESTOAKES', 'OMAR'],
] as const;

async function enterPartners(
  hub: Hub,
): Promise<readonly { readonly id: string; readonly partner: DemoPartner }[]> {
  const claims = demoPartners.map(claimOf);
  return transaction(hub.db, async (tx) => {
    const known = await findPartnerCandidates(tx, claims);
    const npis = new Set(known.flatMap((partner) => (partner.identifiers ?? []).map((id) => id.value)));
    const fresh = demoPartners
      .filter((partner) => !npis.has(partner.npi))
      .map((partner) => ({ id: newId(), partner }));
    await insertPartners(
      tx,
      fresh.map(({ id, partner }) => ({ id, claim: claimOf(partner), stage: partner.stage })),
    );
    await insertPartnerIdentifiers(
      tx,
      fresh.map(({ id, partner }) => ({ system: 'npi', value: partner.npi, partnerId: id })),
    );
    return fresh;
  });
}

function claimOf(partner: DemoPartner) {
  return {
    kind: 'person' as const,
    identifiers: [{ system: 'npi', value: partner.npi }],
    name: { family: partner.family, given: partner.given, credential: 'MD' },
    organisation: partner.practice,
    phone: partner.phone,
    city: partner.city,
  };
}

function endpointOf(partner: DemoPartner, emrAddress: string) {
  const mailbox = `${partner.key}@partners.example`;
  switch (partner.takes) {
    case 'emr':
      return { destination: 'mllp', address: emrAddress, settings: {} };
    case 'fax':
      return {
        destination: 'folder',
        address: FAX_FOLDER,
        settings: { confirm: 'gateway', faxNumber: '+12175550165' },
      };
    case 'dead-fax':
      return {
        destination: 'folder',
        address: FAX_FOLDER,
        settings: { confirm: 'gateway', faxNumber: DEAD_FAX },
      };
    case 'share':
      return { destination: 'folder', address: `${partner.key}-share`, settings: { confirm: 'written' } };
    case 'email':
      return { destination: 'email', address: mailbox, settings: { confirm: 'manual' } };
    case 'email-settled':
      return { destination: 'email', address: mailbox, settings: { confirm: 'settle', settleHours: 24 } };
    case 'none':
      return undefined;
  }
}

/** The EMR got another port: what it was is nobody's address any more, also for what waits to be sent. */
async function moveEmr(db: Queryable, address: string): Promise<void> {
  const moved = await query<{ readonly address: string }>(
    db,
    sql`select distinct address from delivery_endpoint where verified_by = ${PERSON} and destination = 'mllp' and address <> ${address} limit 100`,
  );
  const old = moved.map((row) => row.address);
  if (old.length === 0) return;
  await execute(
    db,
    sql`update delivery_endpoint set address = ${address} where destination = 'mllp' and address = any(${old}::text[])`,
  );
  await execute(
    db,
    sql`update delivery set address = ${address} where destination = 'mllp' and address = any(${old}::text[])
          and status in ('queued', 'failed_transient', 'ambiguous')`,
  );
}

/** Own doctors are entered by their NPI alone; a screen full of numbers shows nobody anything. */
async function nameOwnDoctors(db: Queryable, npis: readonly string[]): Promise<void> {
  for (const [index, [family, given]] of ownNames.entries()) {
    const npi = npis[index];
    if (npi === undefined) return;
    await execute(
      db,
      sql`update partner set name = ${`${given} ${family}`}, family = ${family}, given = ${given}, credential = 'MD',
            name_key = ${`${family} ${given}`.toLowerCase()}
          where is_own and name = ${npi}
            and id = (select partner_id from partner_identifier where system = 'npi' and value = ${npi})`,
    );
  }
}
