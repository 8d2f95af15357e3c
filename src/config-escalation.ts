import { z } from 'zod';
import { levelsOf, limitNames, type LimitName } from './domain/escalation-kinds.ts';
import {
  defaultDigestMinutes,
  defaultHolidays,
  defaultHours,
  defaultLimits,
  parseHolidays,
  parseLimits,
  parseRoleAddresses,
  parseWeek,
  type EscalationRules,
} from './domain/escalation-rules.ts';

type LimitVariable = `LIMIT_${Uppercase<LimitName>}`;

/** The environment variables about being late; each stays the text it is, checked. */
export type EscalationTexts = Readonly<
  Record<LimitVariable | 'PRACTICE_HOURS' | 'PRACTICE_HOLIDAYS', string>
> & {
  readonly ESCALATION_EMAILS?: string | undefined;
  readonly ESCALATION_DIGEST_MINUTES: number;
};

const text = z.string().trim();

/** Part of the schema of all settings. */
export const escalationSettings = {
  PRACTICE_HOURS: text.refine(
    (value) => parseWeek(value) !== undefined,
    'does not read as days and times, such as mon-fri 08:00-17:00',
  ),
  PRACTICE_HOLIDAYS: text.refine(
    (value) => parseHolidays(value) !== undefined,
    'does not read as us-federal and dates, or none',
  ),
  ESCALATION_EMAILS: text
    .refine(isRoleAddresses, 'does not read as role=address, with known roles and valid addresses')
    .optional(),
  ESCALATION_DIGEST_MINUTES: text
    .regex(/^\d{1,4}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value <= 1_440, 'is not between 0 and 1440'),
  ...byLimit((name) =>
    text.refine(
      (value) => parseLimits(value, levelsOf[name].length) !== undefined,
      `does not read as up to ${levelsOf[name].length} limits, such as 2 working hours, 1 working day, 24 hours; or off`,
    ),
  ),
};

const limitWords: Readonly<Record<LimitName, string>> = {
  review: 'a doubtful referral waits to be read',
  contact_stat: 'a stat patient waits to be called',
  contact_urgent: 'an urgent patient waits to be called',
  contact_routine: 'a patient waits to be called',
  booking: 'an accepted referral waits for an appointment',
  outcome: 'nobody said whether the patient came',
  note_final: 'the note of a visit waits for its signature, from the end of the visit',
  note_delivered: 'the referrer waits for the note, from the end of the visit; the second is the promise',
  delivery_failed: 'a delivery that failed for good waits; hours of the office it was for',
  ask_call: 'a name is missing after booking',
  ask_check_in: 'a name is missing at check-in',
  ask_tech: 'a name is missing in the visit',
  ask_emr_update: 'a name is missing after the visit; the second is the report to the manager',
};

export const escalationHints: Readonly<Record<keyof typeof escalationSettings, string>> = {
  PRACTICE_HOURS:
    'when the practice works, by its own clock: mon-thu 08:00-12:00 13:00-17:00; fri 08:00-13:00',
  PRACTICE_HOLIDAYS: 'days nobody works: us-federal, dates, "open" and a date for an exception; or none',
  ESCALATION_EMAILS:
    'who is written to, role=address and commas; roles without one: LIAISON_EMAIL, or only the screen for names',
  ESCALATION_DIGEST_MINUTES:
    'least minutes between two mails to one address about what is not urgent, 0 to 1440',
  ...byLimit(
    (name) => `how long until ${levelsOf[name].join(', then ')} is told that ${limitWords[name]}; or off`,
  ),
};

/** In both modes. */
export const ESCALATION_DEFAULTS: Readonly<Record<string, string>> = {
  PRACTICE_HOURS: defaultHours,
  PRACTICE_HOLIDAYS: defaultHolidays,
  ESCALATION_DIGEST_MINUTES: String(defaultDigestMinutes),
  ...byLimit((name) => defaultLimits[name]),
};

/** The demo is looked at on any day and at any hour. */
export const ESCALATION_DEMO_DEFAULTS: Readonly<Record<string, string>> = {
  PRACTICE_HOURS: 'mon-sun 00:00-24:00',
  PRACTICE_HOLIDAYS: 'none',
};

/** What a configuration holds about being late. */
export type EscalationConfig = { readonly rules: EscalationRules; readonly texts: EscalationTexts };

/** `data`: all settings. */
export function toEscalationConfig(data: EscalationTexts, zone: string): EscalationConfig {
  const texts: EscalationTexts = {
    PRACTICE_HOURS: data.PRACTICE_HOURS,
    PRACTICE_HOLIDAYS: data.PRACTICE_HOLIDAYS,
    ESCALATION_EMAILS: data.ESCALATION_EMAILS,
    ESCALATION_DIGEST_MINUTES: data.ESCALATION_DIGEST_MINUTES,
    ...byLimit((name) => data[variableOf(name)]),
  };
  return { rules: toRules(texts, zone), texts };
}

function toRules(texts: EscalationTexts, zone: string): EscalationRules {
  const week = parseWeek(texts.PRACTICE_HOURS) ?? [];
  const holidays = parseHolidays(texts.PRACTICE_HOLIDAYS) ?? { usFederal: false, closed: [], open: [] };
  return {
    hours: { zone, week, holidays },
    limits: Object.fromEntries(
      limitNames.map((name) => [name, parseLimits(texts[variableOf(name)], levelsOf[name].length) ?? []]),
    ) as EscalationRules['limits'],
    addresses:
      texts.ESCALATION_EMAILS === undefined ? {} : (parseRoleAddresses(texts.ESCALATION_EMAILS) ?? {}),
    digestMinutes: texts.ESCALATION_DIGEST_MINUTES,
  };
}

/** The settings as they were given, by variable name. None of them is secret. */
export function describeEscalation(texts: EscalationTexts, unset: string): Readonly<Record<string, string>> {
  return {
    PRACTICE_HOURS: texts.PRACTICE_HOURS,
    PRACTICE_HOLIDAYS: texts.PRACTICE_HOLIDAYS,
    ESCALATION_EMAILS: texts.ESCALATION_EMAILS ?? unset,
    ESCALATION_DIGEST_MINUTES: String(texts.ESCALATION_DIGEST_MINUTES),
    ...byLimit((name) => texts[variableOf(name)]),
  };
}

function byLimit<Value>(of: (name: LimitName) => Value): Record<LimitVariable, Value> {
  return Object.fromEntries(limitNames.map((name) => [variableOf(name), of(name)])) as Record<
    LimitVariable,
    Value
  >;
}

function variableOf(name: LimitName): LimitVariable {
  return `LIMIT_${name.toUpperCase()}` as LimitVariable;
}

function isRoleAddresses(value: string): boolean {
  const addresses = parseRoleAddresses(value);
  return addresses !== undefined && Object.values(addresses).every((one) => z.email().safeParse(one).success);
}
