import { refusal, type Refusal } from './outcome.ts';
import { bothRanges, parseTimeRange, type TimeRange } from './search-dates.ts';
import { namesPatient, searchTypes, type ParameterKind, type ResourceType } from './search-types.ts';

/** A search as it was asked, before anything is looked up. */
export type Question = {
  readonly type: ResourceType;
  /** All of these hold; of one's values any. */
  readonly criteria: readonly Criterion[];
  readonly updated: TimeRange;
  readonly isNewestFirst: boolean;
  readonly count: number;
  readonly includes: readonly string[];
  readonly isTotalAsked: boolean;
  readonly isCountOnly: boolean;
  readonly elements?: readonly string[];
  /** Names of parameters that were left out of account. */
  readonly ignored: readonly string[];
};

export type Criterion = {
  readonly name: string;
  readonly kind: Exclude<ParameterKind, 'updated'>;
  readonly values: readonly string[];
};

/** A parameter as it came. */
export type Parameter = { readonly name: string; readonly value: string; readonly isInAddress: boolean };

export type Asking = {
  /** `Prefer: handling=strict`: what is not understood is refused instead of left out. */
  readonly isStrict: boolean;
};

export const USUAL_COUNT = 50;
export const MOST_COUNT = 200;
const MOST_VALUES = 50;
const LONGEST_VALUE = 500;

type Draft = { -readonly [Key in keyof Question]: Question[Key] };

/** Reads the parameters of a search by R4 3.1.1. What is wrong is refused with its name, never with its value. */
export function parseSearch(
  type: ResourceType,
  parameters: readonly Parameter[],
  asking: Asking,
): Question | Refusal {
  const draft: Draft = {
    type,
    criteria: [],
    updated: {},
    isNewestFirst: false,
    count: USUAL_COUNT,
    includes: [],
    isTotalAsked: false,
    isCountOnly: false,
    ignored: [],
  };
  for (const { name: written, value, isInAddress } of parameters) {
    const name = written.replace(/:(Patient|Practitioner|Organization|ServiceRequest)$/, '');
    if (isInAddress && namesPatient(type, name)) return toBePosted(type, name);
    const problem = takeParameter(draft, name, value);
    if (problem === 'unknown') {
      if (asking.isStrict) return unknown(type, name);
      draft.ignored = [...draft.ignored, shown(name)];
    } else if (problem) return problem;
  }
  return draft;
}

function takeParameter(draft: Draft, name: string, value: string): Refusal | 'unknown' | undefined {
  if (value.length > LONGEST_VALUE) return invalid(name, 'is too long.');
  const kind = searchTypes[draft.type].parameters[name];
  if (kind === undefined) return takeControl(draft, name, value);
  const values = valuesOf(value);
  if (values.length === 0) return invalid(name, 'is empty.');
  if (values.length > MOST_VALUES) return invalid(name, `has more than ${MOST_VALUES} values.`);
  if (kind !== 'updated') {
    draft.criteria = [...draft.criteria, { name, kind, values }];
    return undefined;
  }
  const range = values.length === 1 ? parseTimeRange(value) : undefined;
  if (!range) return invalid(name, 'is one date or instant, with eq, ge, gt, le or lt before it.');
  draft.updated = bothRanges(draft.updated, range);
  return undefined;
}

/** Parameters that say how to answer. */
function takeControl(draft: Draft, name: string, value: string): Refusal | 'unknown' | undefined {
  switch (name) {
    case '_count':
      if (!/^\d{1,9}$/.test(value)) return invalid(name, 'is a number.');
      // R4: zero asks for the number alone.
      if (Number(value) === 0) draft.isCountOnly = true;
      draft.count = Math.min(Math.max(Number(value), 1), MOST_COUNT);
      return undefined;
    case '_sort':
      if (value !== '_lastUpdated' && value !== '-_lastUpdated') return 'unknown';
      draft.isNewestFirst = value.startsWith('-');
      return undefined;
    case '_total':
      if (!['none', 'estimate', 'accurate'].includes(value))
        return invalid(name, 'is none, estimate or accurate.');
      draft.isTotalAsked = value !== 'none';
      return undefined;
    case '_summary':
      if (value !== 'count' && value !== 'false') return 'unknown';
      draft.isCountOnly ||= value === 'count';
      return undefined;
    case '_elements':
      draft.elements = valuesOf(value);
      return undefined;
    case '_include':
    case '_revinclude':
      return takeInclude(draft, name, value);
    case '_format':
    case '_pretty':
      return undefined;
    default:
      return 'unknown';
  }
}

function takeInclude(draft: Draft, name: '_include' | '_revinclude', value: string): 'unknown' | undefined {
  const { includes, revincludes } = searchTypes[draft.type];
  const known = name === '_include' ? includes : revincludes;
  const wanted = valuesOf(value);
  if (wanted.some((one) => !known.includes(one))) return 'unknown';
  draft.includes = [...new Set([...draft.includes, ...wanted])];
  return undefined;
}

/** Commas part values, unless they are escaped (R4 3.1.1.4.0.1). */
function valuesOf(text: string): readonly string[] {
  return (text.match(/(?:\\.|[^,\\])+/gs) ?? [])
    .map((one) => one.replaceAll(/\\(.)/gs, '$1').trim())
    .filter(Boolean);
}

function toBePosted(type: ResourceType, name: string): Refusal {
  const reason =
    `"${shown(name)}" says who a patient is, and an address is kept in logs on the way. ` +
    `Send the same parameters by POST to ${type}/_search as application/x-www-form-urlencoded.`;
  return refusal(400, 'not-supported', reason, shown(name));
}

function unknown(type: ResourceType, name: string): Refusal {
  const known = Object.keys(searchTypes[type].parameters).join(', ');
  const reason =
    `The parameter "${shown(name)}", or what it asks for, is not supported for ${type}. Supported: ${known}. ` +
    'Without "Prefer: handling=strict" it is left out of account.';
  return refusal(400, 'not-supported', reason, shown(name));
}

function invalid(name: string, problem: string): Refusal {
  return refusal(400, 'value', `The parameter "${shown(name)}" ${problem}`, shown(name));
}

/** A name is whatever a sender wrote. */
function shown(name: string): string {
  return name.replaceAll(/[^\w.:-]/g, '?').slice(0, 60);
}
