import type { Fact, PartyClaim } from '../domain/fact.ts';
import { isNameNumber } from '../domain/match-partner.ts';
import { isAsked } from '../domain/pursuit.ts';
import { now } from '../lib/clock.ts';
import type { Tx } from '../store/database.ts';
import { findStandingPartner } from '../store/partners.ts';
import type { Hub } from './hub.ts';
import { openMatching } from './match.ts';
import { said, withReferral, type Answered } from './person-statement.ts';

/** What the patient was asked for. */
export type AskedRole = 'referrer' | 'pcp';

/** What the patient said. */
export type PartyAnswer =
  | { readonly partnerId: string }
  | { readonly party: PartyClaim }
  /** `self`: nobody sent me, or I have no doctor of my own. `unknown`: the patient does not know either. Both end the asking. */
  | { readonly nobody: 'self' | 'unknown' };

/**
 * A person says who sent this patient, or who the patient's own doctor is. Works for appointments without a referral too: an answer
 * may make them one. `not_found`: no such referral, or no such partner. `isAnswer`: only while it is asked; else somebody was quicker
 * (`already_answered`).
 */
export async function nameParty(
  hub: Hub,
  referralId: string,
  role: AskedRole,
  answer: PartyAnswer,
  person: string,
  { isAnswer = false }: { readonly isAnswer?: boolean } = {},
): Promise<Answered> {
  return withReferral(hub, referralId, person, async (tx, referral) => {
    if (isAnswer && !isAsked(role, referral.view)) return 'already_answered';
    const named = await claimOf(tx, role, answer);
    if (!named) return undefined;
    // The patient's own doctor is the same for all of the patient's referrals.
    const about = role === 'pcp' ? { effectiveAt: now(), links: [], lineage: [] } : await said(tx, referral);
    const fact: Fact = { ...about, kind: 'party_named', role, party: named.party };
    return { fact, ...(named.partnerId === undefined ? {} : { partnerId: named.partnerId }) };
  });
}

type Named = { readonly party: PartyClaim; readonly partnerId?: string };

function claimOf(tx: Tx, role: AskedRole, answer: PartyAnswer): Promise<Named | undefined> {
  if ('partnerId' in answer) return partnerClaim(tx, answer.partnerId);
  if ('party' in answer) return partyClaim(tx, role, answer.party);
  const kind = role === 'pcp' ? 'unknown' : answer.nobody;
  return Promise.resolve({ party: { kind, identifiers: [] } });
}

async function partnerClaim(tx: Tx, partnerId: string): Promise<Named | undefined> {
  const partner = await findStandingPartner(tx, partnerId);
  if (!partner) return undefined;
  const name = {
    ...(partner.family === null ? {} : { family: partner.family }),
    ...(partner.given === null ? {} : { given: partner.given }),
  };
  const organisation = partner.organisation ?? (partner.kind === 'organisation' ? partner.name : undefined);
  const party: PartyClaim = {
    kind: partner.kind,
    identifiers: partner.identifiers.filter((id) => !isNameNumber(id)),
    name,
    ...(organisation === undefined ? {} : { organisation }),
  };
  return { party, partnerId: partner.id };
}

async function partyClaim(tx: Tx, role: AskedRole, party: PartyClaim): Promise<Named> {
  const matching = await openMatching(tx, [
    {
      subject: {
        patient: { identifiers: [] },
        facts: [{ kind: 'party_named', role, party, effectiveAt: now(), links: [], lineage: [] }],
      },
    },
  ]);
  const partnerId = matching.partner(party);
  await matching.flushPartners();
  return { party, ...(partnerId === undefined ? {} : { partnerId }) };
}
