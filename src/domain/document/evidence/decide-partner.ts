import { matchPartner } from '../../match-partner.ts';
import { displayName } from '../../names.ts';
import type { DocumentEvidence, KnownPartner, PartnerDecision, PartnerProposal } from './evidence.ts';
import { claimOfSaid, type SaidParty } from './said-party.ts';
import { doctorByNpi, nameOfPartner, weighPartners, type WeighedPartner } from './weigh-partners.ts';

/** Below it nothing that a document says is mended by the directory, and nobody is certain. */
const TELLING = 2.2;
/** What the best must lead the next by, or both are shown. */
const MARGIN = 0.8;
/** Below it a partner is not worth showing. */
const WORTH_SHOWING = 1.2;
const MOST_SHOWN = 5;
/** A line or sender of more practices than this is a hospital's, a service's: it contradicts nobody. */
const SHARED_BY = 2;

/** Whom a document means, for the readings (`leading`: may mend them) and for a person (`decision`). */
export type WeighedParty = {
  readonly leading?: WeighedPartner;
  readonly isCertain: boolean;
  readonly decision: PartnerDecision;
  /** Nobody's name was read, and nobody is certain: the doctor whose NPI it is, to be looked at. */
  readonly byNpi?: WeighedPartner;
};

/**
 * Who referred: certain where the name and a number that was read agree in sum, nobody else fits nearly as well, and neither the
 * number it was sent from nor the directory's own matching says otherwise. The sending number alone proves nothing (DOMAIN 5.2).
 */
export function decidePartner(said: SaidParty, evidence: DocumentEvidence): WeighedParty {
  const weighed = weighPartners(said, evidence).filter(({ score }) => score >= WORTH_SHOWING);
  const [best] = weighed;
  if (said.person === undefined && said.practice === undefined && said.npi === undefined && !best)
    return { isCertain: false, decision: { outcome: 'none' } };
  const equals = best ? weighed.filter(({ score }) => best.score - score < MARGIN) : [];
  const isAlone = best !== undefined && equals.length === 1 && best.score >= TELLING;
  const isContradicted = best !== undefined && contradictsSender(said, best, evidence);
  const leading = isAlone && hasNameAndNumber(best) ? best : undefined;
  const isCertain =
    leading !== undefined && isProven(leading) && !isContradicted && !isOthers(said, leading, evidence);
  if (isCertain) return { leading, isCertain, decision: { outcome: 'certain', chosen: proposalOf(leading) } };
  const byNpi = doctorByNpi(said, evidence);
  const candidates = shown(said, weighed, evidence);
  return {
    ...(leading ? { leading } : {}),
    ...(byNpi ? { byNpi } : {}),
    isCertain: false,
    decision: {
      outcome: 'open',
      candidates: byNpi ? [proposalOf(byNpi), ...candidates].slice(0, MOST_SHOWN) : candidates,
      equals: equals.length,
      isContradicted,
      doubt: doubtOf(best, leading),
    },
  };
}

function doubtOf(best: WeighedPartner | undefined, leading: WeighedPartner | undefined): string {
  if (!best) return 'the referrer is not in the directory';
  if (best.npi === 'other') return 'the NPI is not that of the doctor named';
  return leading
    ? 'the referrer is not certain'
    : 'name and numbers of the referrer do not agree with one partner';
}

const goodNames: ReadonlySet<string> = new Set(['same', 'close', 'rough', 'initial', 'family']);

/** A near miss is mended only by somebody whose name and a number were read too. */
function hasNameAndNumber({ name, npi, fax, phone }: WeighedPartner): boolean {
  const isNumber = [npi, fax, phone].some((level) => level === 'same' || level === 'near');
  return goodNames.has(name) && isNumber && npi !== 'other';
}

function isProven(one: WeighedPartner): boolean {
  const { name, npi, fax, phone } = one;
  if (npi === 'same') return goodNames.has(name);
  if (name !== 'same' && name !== 'close') return false;
  const lines = [fax, phone].filter((level) => level === 'same').length;
  // A line is an office's: who of its doctors it is, the whole name must say.
  return npi === 'near' || (lines > 0 && name === 'same') || lines === 2;
}

/** The directory's matching, by which the referral is entered later, must not mean somebody else. */
function isOthers(said: SaidParty, { partner }: WeighedPartner, { partners }: DocumentEvidence): boolean {
  const match = matchPartner(claimOfSaid(said), partners);
  return match.outcome === 'certain' && match.partnerId !== partner.id;
}

/** Letterhead and sending number mean different practices; a number that many use contradicts nobody. */
function contradictsSender(said: SaidParty, best: WeighedPartner, evidence: DocumentEvidence): boolean {
  const { senderLine, senderKey } = said;
  const own = homesOf(best.partner);
  const holders = evidence.partners.filter(
    (partner) => senderLine !== undefined && linesOf(partner).includes(senderLine),
  );
  const earlier = evidence.senders
    .filter((one) => one.senderKey === senderKey)
    .flatMap(({ partnerId }) => evidence.partners.filter(({ id }) => id === partnerId));
  const others = [...holders, ...earlier];
  if (others.length === 0) return false;
  if (others.some((partner) => homesOf(partner).some((id) => own.includes(id)))) return false;
  return countHomes(others) <= SHARED_BY;
}

/** Somebody and the practices where they work. */
function homesOf(partner: KnownPartner): readonly string[] {
  return [partner.id, ...partner.practices.map(({ id }) => id)];
}

function countHomes(partners: readonly KnownPartner[]): number {
  return new Set(partners.map(({ id, practices }) => practices[0]?.id ?? id)).size;
}

function linesOf({ phones, faxes, practices }: KnownPartner): readonly string[] {
  return [...phones, ...faxes, ...practices.flatMap((one) => [...one.phones, ...one.faxes])];
}

/** The doctors that fit; where none does, the practices. */
function shown(
  said: SaidParty,
  weighed: readonly WeighedPartner[],
  evidence: DocumentEvidence,
): readonly PartnerProposal[] {
  if (weighed.length > 0 || said.person === undefined) return weighed.slice(0, MOST_SHOWN).map(proposalOf);
  const { person: _, ...office } = said;
  return weighPartners(office, evidence)
    .filter(({ score }) => score >= WORTH_SHOWING)
    .slice(0, MOST_SHOWN)
    .map(proposalOf);
}

function proposalOf({ partner, practice, practiceName, evidence, score }: WeighedPartner): PartnerProposal {
  const isPerson = partner.kind !== 'organisation';
  const { credential } = partner;
  const name = isPerson
    ? displayName({ ...nameOfPartner(partner), ...(credential === undefined ? {} : { credential }) })
    : (partner.name ?? partner.nameKey);
  const office = isPerson ? (practice?.names[0] ?? '') : '';
  const town = practice?.addresses[0]?.city ?? '';
  // A practice that the document calls by another name is not the one it is from.
  const isMeant = isPerson && practice !== undefined && practiceName !== 'different';
  return {
    partnerId: partner.id,
    ...(isMeant ? { practiceId: practice.id } : {}),
    title: name,
    detail: [office, town].filter((part) => part !== '').join(', '),
    evidence,
    score: Math.round(score * 100) / 100,
  };
}
