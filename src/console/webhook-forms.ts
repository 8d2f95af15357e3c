import { Temporal } from 'temporal-polyfill';
import { isPublishedEventType } from '../domain/event-catalogue.ts';
import type { ReplayWish } from '../pipeline/webhook/replay.ts';
import type { Form } from './form-values.ts';
import { isId } from './missing-page.tsx';

const wallClock = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;

/** What the form "Send again" means; or a sentence that says what is wrong with it. */
export function replayWishOf(form: Form, zone: string): ReplayWish | string {
  const since = (form['since'] ?? '').trim();
  const eventId = (form['eventId'] ?? '').trim();
  const type = form['type'] ?? '';
  if ((since === '') === (eventId === '')) return 'Say since when, or name one event.';
  if (type !== '' && !isPublishedEventType(type)) return 'There is no such type of event.';
  if (eventId !== '') return isId(eventId) ? { eventId } : 'This is not the id of an event.';
  const isWallClock = wallClock.test(since) && !Number.isNaN(Date.parse(since));
  if (!isWallClock) return 'Since when? Choose a day and an hour.';
  return { since: instantOf(since, zone), ...(type === '' ? {} : { types: [type] }) };
}

/** Of a wall clock in the practice's zone; an hour that the change of clocks leaves out is taken as the next one. */
function instantOf(local: string, zone: string): string {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant().toString();
}
