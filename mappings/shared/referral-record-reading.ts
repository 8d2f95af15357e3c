import type { JsonObject, Mapped, MappingContext, MappingWarning, ReferralColumn, Subject } from '#hub';
import { textOf } from './referral-record-columns.ts';
import { readRecordTime, type DateForm } from './referral-record-dates.ts';
import type { Time } from './times.ts';

/** A record while it is read: what is said of it, when it was said, and what is wrong with it. */
export type RecordReading = {
  readonly record: JsonObject;
  readonly context: MappingContext;
  /** Whose numbers the record's numbers are. */
  readonly scope: string;
  readonly platform: string;
  readonly warnings: readonly MappingWarning[];
  readonly problems: readonly ColumnProblem[];
  readonly warn: (code: string, column: ReferralColumn, text: string) => void;
  /** The record cannot be used; the first problem is told. */
  readonly fail: (column: ReferralColumn, reason: string) => undefined;
  /** When the sender says it (its event, else receipt) and the columns it stands in. */
  readonly saying: (columns: readonly ReferralColumn[], at?: string) => Saying;
  /** The moment a column names; a day alone is noon there, so that it is that day in every zone of the country. */
  readonly momentOf: (column: ReferralColumn) => string | undefined;
  /** The moment as far as it was said. */
  readonly timeOf: (column: ReferralColumn, zone?: string) => Time | undefined;
};

export type ColumnProblem = { readonly column: string; readonly reason: string };

export type Saying = { readonly effectiveAt: string; readonly lineage: readonly string[] };

export type ReadingOptions = {
  readonly platform?: string;
  readonly dates?: readonly DateForm[];
  readonly headers?: Readonly<Partial<Record<ReferralColumn, string>>>;
};

export function startReading(
  record: JsonObject,
  context: MappingContext,
  options: ReadingOptions,
): RecordReading {
  const warnings: MappingWarning[] = [];
  const problems: ColumnProblem[] = [];
  const headerOf = (column: ReferralColumn) => options.headers?.[column] ?? column;
  const platform = options.platform ?? textOf(record, 'platform') ?? context.sender;
  const warn: RecordReading['warn'] = (code, column, text) => {
    warnings.push({ code, path: headerOf(column), text });
  };
  const fail: RecordReading['fail'] = (column, reason) => {
    problems.push({ column: headerOf(column), reason: `${headerOf(column)}: ${reason}` });
    return undefined;
  };
  const timeOf: RecordReading['timeOf'] = (column, zone = context.zone) => {
    const text = textOf(record, column);
    if (text === undefined) return undefined;
    const read = readRecordTime(text, options.dates ?? [], zone);
    return 'problem' in read ? fail(column, read.problem) : read.value;
  };
  const moments = new Map<ReferralColumn, string | undefined>();
  const momentOf: RecordReading['momentOf'] = (column) => {
    if (!moments.has(column)) moments.set(column, toMoment(timeOf(column), context.zone));
    return moments.get(column);
  };
  const said = momentOf('eventAt');
  const at = said === undefined ? context.receivedAt : withinSkew(said, context.receivedAt);
  if (said !== undefined && Date.parse(said) > Date.parse(context.receivedAt) + clockSkewMs)
    warn('clock-skew', 'eventAt', 'The time lies more than five minutes ahead of ours: ours was taken.');
  const saying: RecordReading['saying'] = (columns, moment) => ({
    effectiveAt: moment === undefined ? at : withinSkew(moment, context.receivedAt),
    lineage: columns.map(headerOf),
  });
  const scope = scopeOf(record, context);
  return { record, context, scope, platform, warnings, problems, warn, fail, saying, momentOf, timeOf };
}

/** Numbers of a platform mean something only there; an aggregator names it in the record. */
function scopeOf(record: JsonObject, context: MappingContext): string {
  const named = textOf(record, 'platform')
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return named === undefined || named === '' || named === context.sender
    ? context.sender
    : `${context.sender}/${named}`;
}

/** Clocks of healthy senders stay within this (DOMAIN 7.4.2). */
const clockSkewMs = 5 * 60_000;

function withinSkew(instant: string, receivedAt: string): string {
  const received = Date.parse(receivedAt);
  return Date.parse(instant) > received ? new Date(received).toISOString() : instant;
}

function toMoment(time: Time | undefined, zone: string): string | undefined {
  if (time?.localDate === undefined || time.instant !== undefined) return time?.instant;
  return noonOf(time.localDate, zone);
}

function noonOf(day: string, zone: string): string | undefined {
  const read = readRecordTime(`${day} 12:00`, [], zone);
  return 'problem' in read ? undefined : read.value.instant;
}

/** What was read, unless a column could not be: then the first of these, by its name. */
export function mappedOf({ problems, warnings }: RecordReading, subject: Subject): Mapped {
  const [problem] = problems;
  return problem === undefined
    ? { outcome: 'facts', subjects: [subject], warnings }
    : { outcome: 'invalid', code: 'column', path: problem.column, reason: problem.reason };
}

/** The record lacks what nothing can be said without. */
export function lacksColumns(lacking: readonly ReferralColumn[], headers: ReadingOptions['headers']): Mapped {
  const names = lacking.map((column) => headers?.[column] ?? column);
  const [first = ''] = names;
  const them = names.length === 1 ? 'it' : 'them';
  return {
    outcome: 'invalid',
    code: 'missing-column',
    path: first,
    reason: `The record says nothing under ${names.join(', ')}. Ask the sender to fill ${them}, or tell the profile which of its columns that is.`,
  };
}
