import type { Identifier as FhirIdentifier } from 'fhir/r4.js';
import type { Identifier } from '../../domain/fact.ts';
import { sha256Hex } from '../../lib/sha256.ts';

/** Names and ids: how what the ledger calls something is written in FHIR, and back. */

/** The base of every address (`https://hub.example/fhir/R4`). */
export function baseOf(publicUrl: string): string {
  return `${publicUrl}/fhir/R4`;
}

const NPI_URI = 'http://hl7.org/fhir/sid/us-npi';

/** Whose numbers these are: the URI of an issuer. A sender's own authority gets one below the hub's address. */
export function uriOf(system: string, publicUrl: string): string {
  if (system === 'npi') return NPI_URI;
  return /^(urn:|https?:\/\/)/.test(system)
    ? system
    : `${localSystems(publicUrl)}${encodeURIComponent(system)}`;
}

/** The issuer as the ledger calls it; what is no URI of ours stays as it is. */
export function systemOf(uri: string, publicUrl: string): string {
  if (uri === NPI_URI) return 'npi';
  const local = localSystems(publicUrl);
  return uri.startsWith(local) ? decoded(uri.slice(local.length)) : uri;
}

export function identifierOf(id: Identifier, publicUrl: string): FhirIdentifier {
  return { system: uriOf(id.system, publicUrl), value: id.value };
}

/** The issuer of our own referral ids. */
export function referralSystem(publicUrl: string): string {
  return `${publicUrl}/fhir/id/referral`;
}

const KEY_DIGITS = 16;

/** The logical id of an appointment or note of a referral: `<referral>.<16 hex digits of its key>`; at most 64 characters, as R4 asks. */
export function partId(referralId: string, key: string): string {
  return `${referralId}.${sha256Hex(Buffer.from(key)).slice(0, KEY_DIGITS)}`;
}

/** The referral a part's id speaks of; undefined: no such id. */
export function referralOfPart(id: string): string | undefined {
  return /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.[\da-f]{16}$/.exec(id)?.[1];
}

/** The logical id of a note's bytes: the same content is the same Binary. */
export function contentId(referralId: string, contentSha256: string): string {
  return `${referralId}.${contentSha256.slice(0, KEY_DIGITS)}`;
}

function localSystems(publicUrl: string): string {
  return `${publicUrl}/fhir/sid/`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
