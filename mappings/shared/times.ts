import {
  localDateOf,
  parseTimestamp,
  toDate,
  toInstant,
  toLocalDate,
  type Hl7Message,
  type Hl7Segment,
  type Timestamp,
} from '#hub';
import type { CommonReading } from './rules.ts';

/** A time as far as its sender said it. */
export type Time = {
  /** Absent when it is no more precise than a day: a day is not midnight. */
  readonly instant?: string;
  /** `YYYY-MM-DD` in the practice's zone. */
  readonly localDate?: string;
};

/**
 * Reads a time: its own offset, else the message's, else the channel's zone (DOMAIN 1.6 C). What is no time is a warning and
 * reads as absent.
 *
 * @param path such as `PV1-44`, `SCH-11.4` or `TXA-22[*].15`.
 */
export function readTime(message: Hl7Message, path: string, reading: CommonReading): Time | undefined {
  const text = readText(message, path);
  if (text === undefined) return undefined;
  const timestamp = parseTimestamp(text);
  if (timestamp === undefined) {
    reading.warn('invalid-time', path, 'This is not a time as HL7 writes it.');
    return undefined;
  }
  const ofMessage = timestamp.offsetMinutes === undefined ? messageOffset(message, reading) : {};
  const zoned = toInstant(timestamp, { zone: reading.context.zone, ...ofMessage });
  if (zoned === undefined) return dayOnly(timestamp);
  if (zoned.flag === 'gap') {
    reading.warn('skipped-time', path, 'The clocks skip this time in spring: it was moved forward.');
  }
  if (zoned.flag === 'repeat') {
    reading.warn('repeated-time', path, 'This time comes twice in autumn: the first was taken.');
  }
  return { instant: zoned.instant, localDate: toLocalDate(zoned.instant, reading.context.zone) };
}

/** A day without a time, as precise as it was sent: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
export function readDay(message: Hl7Message, path: string, reading: CommonReading): string | undefined {
  const text = readText(message, path);
  return text === undefined ? undefined : dayOf(text, path, reading);
}

/** PID-7; never shifted by a zone (DOMAIN 1.6 C). */
export function readBirthDate(pid: Hl7Segment, reading: CommonReading): string | undefined {
  const text = pid.at('7.1');
  return text === undefined ? undefined : dayOf(text, 'PID-7', reading);
}

function dayOf(text: string, path: string, reading: CommonReading): string | undefined {
  const day = toDate(text);
  if (day === undefined) reading.warn('invalid-date', path, 'This is not a date as HL7 writes it.');
  return day;
}

/** Times have the precision as a second component before v2.5: only the first one is read. */
function readText(message: Hl7Message, path: string): string | undefined {
  return message.get(path.includes('.') ? path : `${path}.1`);
}

function dayOnly(timestamp: Timestamp): Time {
  const localDate = localDateOf(timestamp);
  return localDate === undefined ? {} : { localDate };
}

/**
 * The offset of MSH-7 holds for the whole message. But when it is simply what the channel's zone has at that moment, the sender
 * writes local times, and one across a change of clocks means the zone and not the offset: a July slot sent in January.
 */
function messageOffset(
  message: Hl7Message,
  reading: CommonReading,
): { readonly messageOffsetMinutes?: number } {
  const sent = parseTimestamp(message.get('MSH-7.1') ?? '');
  if (sent?.offsetMinutes === undefined) return {};
  const { zone } = reading.context;
  const { offsetMinutes, ...local } = sent;
  const isZones = toInstant(sent, { zone })?.instant === toInstant(local, { zone })?.instant;
  return isZones ? {} : { messageOffsetMinutes: offsetMinutes };
}
