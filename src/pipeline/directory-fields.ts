import { z } from 'zod';
import { isNpi } from '../domain/npi.ts';
import { phoneKey } from '../domain/names.ts';
import { isZone } from '../lib/zone.ts';

/** What people may say of a partner and its parts. `null` is "there is none". Telephone lines are kept as ten digits. */

const word = (most: number) => z.string().trim().min(1, 'must not be empty').max(most);
const maybe = (most: number) => word(most).nullable();
const isLine = (said: string): boolean => phoneKey(said)?.length === 10;
const line = z.string().max(40).refine(isLine, 'must be a US telephone number of ten digits').nullable();
const email = z.email('must be an e-mail address').max(200).nullable();
const state = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be two capital letters, such as NY')
  .nullable();
const zip = z
  .string()
  .regex(/^\d{5}(\d{4})?$/, 'must be five or nine digits')
  .nullable();
const day = z.iso.date('must be a day, such as 2026-03-02').nullable();
const words = z.array(word(50)).max(20);

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const weekday = z.enum(weekdays);

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time, such as 08:30');
const stretches = z
  .array(z.tuple([clock, clock]))
  .max(6)
  .refine(
    isInOrder,
    'must be stretches of time that follow one another, such as 08:00 to 12:00, 13:00 to 17:00',
  );

function isInOrder(hours: readonly (readonly [string, string])[]): boolean {
  const times = hours.flat();
  return times.every(
    (time, index) =>
      index === 0 || time > (times[index - 1] ?? '') || (index % 2 === 0 && time === times[index - 1]),
  );
}

/** Of an organisation `name`, of a person the parts of the name. Phone, fax and place only where there is no primary location. */
export const partnerFields = z
  .strictObject({
    name: word(300),
    family: maybe(100),
    given: maybe(100),
    middle: maybe(100),
    suffix: maybe(20),
    credential: maybe(50),
    email,
    phone: line,
    fax: line,
    city: maybe(100),
    state,
    zip,
    owner: z.email('must be the e-mail address of a liaison').max(200).nullable(),
    territory: maybe(100),
    motivator: maybe(2_000),
    importantDates: z
      .array(
        z.strictObject({
          on: z.string().regex(/^(\d{4}-)?\d\d-\d\d$/, 'must be a day: MM-DD'),
          what: word(200),
        }),
      )
      .max(50),
    notes: maybe(20_000),
  })
  .partial();

const otherNameFields = z.strictObject({
  name: word(300),
  kind: z.enum(['dba', 'former', 'other', 'heard']),
});

const specialtyFields = z.strictObject({
  taxonomy: z
    .string()
    .regex(
      /^([0-9A-Z]{9}X|text:.{1,100})$/,
      'must be a NUCC taxonomy code, such as 207RE0101X, or text:<word>',
    ),
  isPrimary: z.boolean().default(false),
  licenseNumber: maybe(50).optional(),
  licenseState: state.optional(),
});

const insuranceFields = z.strictObject({
  payer: word(200),
  plan: z.string().trim().max(200).default(''),
});

/** Whole lists: what is not in them any more is retired. */
export const partnerLists = z
  .strictObject({
    npi: z.string().refine(isNpi, 'must be an NPI of ten digits whose check digit is right'),
    otherNames: z.array(otherNameFields).max(100),
    specialties: z
      .array(specialtyFields)
      .max(50)
      .refine(
        (all) => all.filter((one) => one.isPrimary).length <= 1,
        'must have at most one that is primary',
      ),
    insurances: z.array(insuranceFields).max(300),
  })
  .partial();

export const locationFields = z
  .strictObject({
    name: maybe(200),
    line1: maybe(200),
    line2: maybe(200),
    city: maybe(100),
    state,
    zip,
    phone: line,
    extension: maybe(20),
    fax: line,
    zone: z.string().max(60).refine(isZone, 'must be an IANA time zone, such as America/New_York').nullable(),
    hours: z.partialRecord(weekday, stretches).nullable(),
    latitude: z.number().min(-90).max(90).nullable(),
    longitude: z.number().min(-180).max(180).nullable(),
    notes: maybe(5_000),
    isPrimary: z.literal(true, 'can only be made true: make another location the primary one'),
  })
  .partial();

const roleDetails = {
  locationId: z.uuid().nullable(),
  roles: words,
  phone: line,
  extension: maybe(20),
  fax: line,
  preferredEndpointId: z.uuid().nullable(),
  isPrimary: z.literal(true, 'can only be made true: make another role the primary one'),
  startsOn: day,
  endsOn: day,
};
export const roleFields = z.strictObject(roleDetails).partial();
/** One of the two is the partner whose page it is. */
export const newRoleFields = z
  .strictObject({ ...roleDetails, personId: z.uuid(), organisationId: z.uuid() })
  .partial();

const personDetails = { family: maybe(100), given: maybe(100), notes: maybe(5_000) };
const affiliationDetails = {
  locationId: z.uuid().nullable(),
  roles: words,
  phone: line,
  extension: maybe(20),
  fax: line,
  email,
  workingDays: z.array(weekday).max(7),
};
export const contactFields = z.strictObject(personDetails).partial();
export const affiliationFields = z.strictObject({ ...affiliationDetails, endsOn: day }).partial();
/** A new person, or with `contactId` somebody who works for another partner too. */
export const newContactFields = z
  .strictObject({ contactId: z.uuid(), ...personDetails, ...affiliationDetails })
  .partial();

const endpointDetails = {
  settings: z.record(z.string(), z.unknown()),
  rank: z.int().min(1).max(100),
  purposes: z.array(z.enum(['notes', 'notices', 'marketing'])).max(3),
  /** Of one doctor at one office. */
  roleId: z.uuid().nullable(),
  health: z.enum(['ok', 'suspect', 'bad']),
};
export const endpointFields = z.strictObject(endpointDetails).partial();
export const newEndpointFields = endpointFields.extend({ destination: word(50), address: word(500) });

export type PartnerFields = z.infer<typeof partnerFields>;
export type PartnerListFields = z.infer<typeof partnerLists>;
export type LocationFields = z.infer<typeof locationFields>;
export type RoleFields = z.infer<typeof roleFields>;
export type NewRoleFields = z.infer<typeof newRoleFields>;
export type ContactFields = z.infer<typeof contactFields>;
export type AffiliationFields = z.infer<typeof affiliationFields>;
export type NewContactFields = z.infer<typeof newContactFields>;
export type EndpointFields = z.infer<typeof endpointFields>;

type Lines = { readonly phone?: string | null | undefined; readonly fax?: string | null | undefined };

/** The same fields with lines as ten digits. */
export function withLineDigits<Fields extends Lines>(fields: Fields): Fields {
  const digits: { phone?: string | null; fax?: string | null } = {};
  if (typeof fields.phone === 'string') digits.phone = phoneKey(fields.phone) ?? null;
  if (typeof fields.fax === 'string') digits.fax = phoneKey(fields.fax) ?? null;
  return { ...fields, ...digits };
}
