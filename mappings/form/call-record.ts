import type { CallSaid, JsonObject, JsonValue, Mapped } from '#hub';
import { present } from '../shared/present.ts';

/** A call is listed and matched to a number; it is no referral until somebody writes one down. */
export function callMapped(call: CallSaid | undefined, why = 'the id of the call is missing'): Mapped {
  if (call === undefined)
    return { outcome: 'invalid', code: 'call-unreadable', reason: `This is no event of a call: ${why}.` };
  return { outcome: 'filtered', reason: 'A call is no referral by itself: it is listed under Calls.', call };
}

/** A text at a path of names; absent where it is empty or no text. */
export function textAt(record: JsonObject, ...path: readonly string[]): string | undefined {
  let value: JsonValue | undefined = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const object = value as JsonObject;
    value = Object.hasOwn(object, name) ? object[name] : undefined;
  }
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value.trim().slice(0, 500) : '';
  return text === '' ? undefined : text;
}

/** An instant of a text that says its own offset (ISO 8601, or RFC 2822 as in mails). */
export function instantAt(record: JsonObject, ...path: readonly string[]): string | undefined {
  const text = textAt(record, ...path);
  if (text === undefined || !/(?:[zZ]|GMT|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

export function secondsAt(record: JsonObject, ...path: readonly string[]): number | undefined {
  const text = textAt(record, ...path);
  const seconds = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(seconds) && seconds >= 0 && seconds < 1e6 ? Math.round(seconds) : undefined;
}

/** A link to a recording; anything else is no link somebody should open. */
export function linkAt(record: JsonObject, ...path: readonly string[]): string | undefined {
  const text = textAt(record, ...path);
  return text !== undefined && /^https:\/\/[^\s"<>]+$/i.test(text) ? text : undefined;
}

/** Drops what was not said. */
export function callOf(said: { readonly [Key in keyof CallSaid]: CallSaid[Key] | undefined }):
  | CallSaid
  | undefined {
  const { callId, direction, ...rest } = said;
  if (callId === undefined || direction === undefined) return undefined;
  return { callId, direction, ...present(rest) };
}
