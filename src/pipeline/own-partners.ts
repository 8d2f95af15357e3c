import { newId } from '../lib/ids.ts';
import type { Database } from '../store/database.ts';
import {
  findPartnerCandidates,
  insertPartnerIdentifiers,
  insertPartners,
  markOwn,
} from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';

/** Enters the practice's own doctors, so that a referral among colleagues is internal and no partner's volume. */
export async function enterOwnPartners(db: Database, npis: readonly string[]): Promise<void> {
  const claims = npis.map((npi) => ({
    kind: 'person' as const,
    identifiers: [{ system: 'npi', value: npi }],
  }));
  await transaction(db, async (tx) => {
    const known = await findPartnerCandidates(tx, claims);
    const isKnown = (npi: string): boolean =>
      known.some((partner) => partner.identifiers.some((id) => id.system === 'npi' && id.value === npi));
    const fresh = npis.filter((npi) => !isKnown(npi)).map((npi) => ({ npi, id: newId() }));
    await insertPartners(
      tx,
      fresh.map(({ npi, id }) => ({
        id,
        claim: { kind: 'person', identifiers: [{ system: 'npi', value: npi }] },
        stage: 'unknown',
        isOwn: true,
      })),
    );
    await insertPartnerIdentifiers(
      tx,
      fresh.map(({ npi, id }) => ({ system: 'npi', value: npi, partnerId: id })),
    );
    await markOwn(
      tx,
      known.map((partner) => partner.id),
    );
  });
}
