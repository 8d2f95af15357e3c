import { decideSending, defaultDeliveryPolicy, holds, type Decision } from '../domain/delivery-policy.ts';
import { nextOpening } from '../domain/business-time.ts';
import { officeHours } from '../domain/escalation-rules.ts';
import { now } from '../lib/clock.ts';
import type { Tx } from '../store/database.ts';
import type { ChosenEndpoint } from '../store/directory/endpoint-choice.ts';
import type { EffectRow } from '../store/effects.ts';
import type { NewHold } from '../store/held.ts';
import {
  listSameContent,
  loadOfficePlaces,
  loadSendingFacts,
  type OfficePlace,
  type SendingFacts,
} from '../store/sending-facts.ts';
import { rulesOf } from './escalation-clocks.ts';
import type { Hub } from './hub.ts';

/** What becomes of an effect whose time has come. */
export type Sending =
  | {
      readonly kind: 'send';
      readonly effect: EffectRow;
      readonly endpoint: ChosenEndpoint;
      readonly waits?: Waits;
    }
  | { readonly kind: 'hold'; readonly hold: NewHold }
  | { readonly kind: 'drop'; readonly effect: EffectRow };

/** The office is closed, or may be at a later try. */
export type Waits = {
  readonly office: OfficePlace;
  /** When it opens; absent: it is open. */
  readonly until?: string;
};

/**
 * Decides for each effect that goes to an office: sent by which way and when, held and why, or dropped because the same content is at
 * that address already. A note for the referrer comes before copies of it.
 */
export async function planSending(
  tx: Tx,
  hub: Hub,
  effects: readonly EffectRow[],
  endpoints: ReadonlyMap<string, readonly ChosenEndpoint[]>,
): Promise<readonly Sending[]> {
  if (effects.length === 0) return [];
  const policy = hub.policy.delivery ?? defaultDeliveryPolicy;
  const facts = new Map(
    (
      await loadSendingFacts(
        tx,
        effects.map((one) => one.key),
      )
    ).map((one) => [one.key, one]),
  );
  const sent = await listSameContent(
    tx,
    effects.filter(isCopy).map((one) => one.referralId),
  );
  const there = new Set(sent.map((one) => placeOf(one, one)));
  const offered = new Map<string, number>();
  const planned: Sending[] = [];
  for (const effect of effects.toSorted((a, b) => Number(isCopy(a)) - Number(isCopy(b)))) {
    const about = facts.get(effect.key);
    if (!about) continue;
    const office = about.officeId ?? '';
    const ways = (endpoints.get(effect.key) ?? []).filter((one) => hub.destinations.has(one.destination));
    const toSend = {
      ...about,
      kind: effect.kind,
      isNote: noteKinds.has(effect.kind),
      offered: about.offered + (offered.get(office) ?? 0),
    };
    const decision = decideSending(toSend, ways, policy);
    if (decision.kind === 'send' && isCopy(effect) && there.has(placeOf(effect, decision.way)))
      planned.push({ kind: 'drop', effect });
    else planned.push(sendingOf(effect, about, decision));
    if (decision.kind !== 'send') continue;
    there.add(placeOf(effect, decision.way));
    if (effect.kind === 'offer_note') offered.set(office, (offered.get(office) ?? 0) + 1);
  }
  return withHours(tx, hub, planned, facts);
}

const noteKinds: ReadonlySet<EffectRow['kind']> = new Set(['deliver_note', 'copy_note', 'offer_note']);

/** For somebody beside the referrer. */
function isCopy({ kind }: EffectRow): boolean {
  return kind === 'copy_note' || kind === 'offer_note';
}

function placeOf(
  content: {
    readonly referralId: string;
    readonly documentKey: string | null;
    readonly contentSha256: string | null;
  },
  way: { readonly destination: string; readonly address: string },
): string {
  return JSON.stringify([
    content.referralId,
    content.documentKey,
    content.contentSha256,
    way.destination,
    way.address,
  ]);
}

function sendingOf(effect: EffectRow, about: SendingFacts, decision: Decision<ChosenEndpoint>): Sending {
  if (decision.kind === 'drop') return { kind: 'drop', effect };
  if (decision.kind === 'send') return { kind: 'send', effect, endpoint: decision.way };
  return { kind: 'hold', hold: holdOf(effect, about.officeId, decision) };
}

/** Why it waits, and what is asked. Copies and offers without an address wait quietly: nobody was promised one. */
export function holdOf(
  effect: Pick<EffectRow, 'key' | 'kind' | 'partnerId' | 'referralId' | 'documentKey'>,
  officeId: string | null,
  { code, way }: Extract<Decision<ChosenEndpoint>, { readonly kind: 'hold' }>,
): NewHold {
  const about = {
    referralId: effect.referralId,
    ...(effect.partnerId === null ? {} : { partnerId: effect.partnerId }),
  };
  const note = effect.documentKey === null ? {} : { documentKey: effect.documentKey };
  const { key } = effect;
  switch (code) {
    case 'unverified_number':
    case 'changed_number': {
      const detail = way?.replaced
        ? `${way.address} replaced ${way.replaced.address}, where something last arrived on ${way.replaced.lastSuccessAt.slice(0, 10)}.`
        : `Nobody has verified ${way?.address ?? 'this number'}.`;
      const question = {
        reason: detail,
        endpointId: way?.id,
        destination: way?.destination,
        number: way?.address,
        formerNumber: way?.replaced?.address,
        formerSuccessAt: way?.replaced?.lastSuccessAt,
      };
      return { key, code, detail, review: { key: `${code}|${way?.id}`, kind: code, ...about, question } };
    }
    case 'patient_objection': {
      const question = { reason: holds[code].sentence };
      return { key, code, review: { key: `${code}|${key}`, kind: code, ...about, ...note, question } };
    }
    case 'offer_asked': {
      const question = { reason: holds[code].sentence, officeId };
      const asked = `offer_note|${officeId}`;
      return { key, code, review: { key: asked, kind: 'offer_note', ...about, question } };
    }
    case 'no_endpoint':
      if (effect.kind === 'copy_note' || effect.kind === 'offer_note') return { key, code };
      return { key, code, review: { key: `${code}|${effect.partnerId}`, kind: code, ...about, ...note } };
  }
}

/** What rings or prints in an office waits for its hours, unless it is urgent or a person sent it at once. */
async function withHours(
  tx: Tx,
  hub: Hub,
  planned: readonly Sending[],
  facts: ReadonlyMap<string, SendingFacts>,
): Promise<readonly Sending[]> {
  const waiting = planned.flatMap((one) => {
    if (one.kind !== 'send') return [];
    const about = facts.get(one.effect.key);
    const isAtOnce = about === undefined || about.isUrgent || about.cleared.includes('office_hours');
    return isAtOnce || !keepsHours(hub, one.endpoint.destination) ? [] : [one];
  });
  const places = await loadOfficePlaces(
    tx,
    waiting.map((one) => one.endpoint.id),
  );
  return planned.map((one) => {
    if (one.kind !== 'send' || !waiting.includes(one)) return one;
    return { ...one, waits: waitsFor(hub, places.get(one.endpoint.id) ?? { zone: null, hours: null }) };
  });
}

export function keepsHours(hub: Hub, destination: string): boolean {
  const { keepsOfficeHours } = hub.policy.delivery ?? defaultDeliveryPolicy;
  return keepsOfficeHours && hub.destinations.get(destination)?.adapter.keepsOfficeHours === true;
}

function waitsFor(hub: Hub, office: OfficePlace): Waits {
  const at = now();
  const until = openingOf(hub, office, at);
  return until > at ? { office, until } : { office };
}

/** The first instant at or after this one at which the office is open; an office that never opens is always open. */
export function openingOf(hub: Hub, office: OfficePlace, at: string): string {
  try {
    return nextOpening(at, officeHours(office, rulesOf(hub.policy).hours));
  } catch {
    return at;
  }
}
