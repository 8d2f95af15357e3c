import { newId } from '../lib/ids.ts';
import type { Database } from '../store/database.ts';
import { findPartnerCandidates } from '../store/partner-candidates.ts';
import { insertPartnerIdentifiers, insertPartners, markOwn } from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';

/** Enters the practice's own doctors, so that a referral among colleagues is internal and no partner's volume. */
export async function enterOwnPartners(db: Database, npis: readonly string[]): Promise<void> {
  const claims = npis.map((npi) => ({
    kind: 'person' as const,
    identifiers: [{ system: 'npi', value: npi }],
  }));
  await transaction(db, async (tx) => {
    const wanted = new Set(npis);
    const held = (await findPartnerCandidates(tx, claims)).map((partner) => ({
      id: partner.id,
      // Partners with a number like it are found too.
      npis: (partner.identifiers ?? [])
        .filter((one) => one.system === 'npi' && wanted.has(one.value))
        .map((one) => one.value),
    }));
    const known = held.filter((partner) => partner.npis.length > 0);
    const isKnown = (npi: string): boolean => known.some((partner) => partner.npis.includes(npi));
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
