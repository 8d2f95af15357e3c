import { foldName } from './names.ts';

/** What of a partner its keys are made of. */
export type PartnerNames = {
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly family?: string;
  readonly given?: string;
  readonly organisation?: string;
  /** Other names it goes by. */
  readonly otherNames?: readonly string[];
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
};

/**
 * What a partner is found by when no number is known: few, selective texts that survive misspelling. The same function makes the
 * keys of a directory entry (stored in `partner.match_keys`) and those of a claim; they meet when one key is equal.
 */
export function partnerKeys(partner: PartnerNames): readonly string[] {
  const family = foldName(partner.family ?? '');
  const given = foldName(partner.given ?? '');
  const keys = family === '' ? [] : [`n:${family} ${given.slice(0, 1)}`];
  const offices = [partner.organisation, partner.kind === 'organisation' ? partner.name : undefined];
  for (const office of offices) if (office !== undefined) keys.push(`o:${foldName(office)}`);
  return [...new Set(keys)];
}
