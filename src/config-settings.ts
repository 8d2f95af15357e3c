import { z } from 'zod';
import {
  DELIVERY_DEFAULTS,
  DELIVERY_DEMO_DEFAULTS,
  deliveryHints,
  deliverySettings,
} from './config-delivery.ts';
import {
  ESCALATION_DEFAULTS,
  ESCALATION_DEMO_DEFAULTS,
  escalationHints,
  escalationSettings,
} from './config-escalation.ts';
import { READER_DEFAULTS, readerHints, readerSettings } from './config-reader.ts';
import { secretHints, secretSettings } from './config-secrets.ts';
import { isNpi } from './domain/npi.ts';
import { isZone } from './lib/zone.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Read apart from the schema: one may be a file's name. */
export type PasswordName = 'ADMIN_PASSWORD' | 'ADMIN_PASSWORD_FILE';

const text = z.string().trim();
const port = whole(1, 65_535);
const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');
const zone = text.refine(isTrueZone, 'is not an IANA time zone');
const url = (schemes: readonly string[]) =>
  text.refine((value) => schemes.includes(schemeOf(value)), `must begin with ${schemes.join(' or ')}//`);
const npis = text
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .refine((items) => items.every((item) => isNpi(item)), 'has an entry whose check digit is wrong');
const email = z.email('is not an e-mail address');
// "Name <address>" is a valid sender; only the address can be checked.
const sender = text.refine(
  (value) => email.safeParse(/<([^<>]+)>$/.exec(value)?.[1] ?? value).success,
  'is not an e-mail address',
);

/** The environment, every variable a text. */
export const settings = z.object({
  HOST: text,
  PORT: port,
  MLLP_PORT: port,
  DATA_DIR: text,
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  CHANNELS_DIR: text,
  WAYS_DIR: text.optional(),
  CRM_DIR: text.optional(),
  PUBLIC_URL: url(['https:', 'http:']).transform((value) => value.replace(/\/+$/, '')),
  PRACTICE_NAME: text,
  PRACTICE_ZONE: zone,
  PRACTICE_PHONE: text,
  PRACTICE_FAX: text.optional(),
  PRACTICE_ADDRESS: text.optional(),
  PRACTICE_NPIS: npis.optional(),
  LIAISON_EMAIL: email,
  SMTP_URL: url(['smtp:', 'smtps:']),
  MAIL_FROM: sender,
  MAIL_REQUIRE_TLS: flag,
  SPOOL_DIR: text.optional(),
  ADMIN_EMAIL: email,
  SESSION_IDLE_MINUTES: whole(1, 24 * 60),
  SESSION_ABSOLUTE_HOURS: whole(1, 7 * 24),
  NO_SHOW_NOTICE_AT: text.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day'),
  CANCELLATION_GRACE_MINUTES: whole(0, 7 * 24 * 60),
  ...deliverySettings,
  ...escalationSettings,
  ...readerSettings,
  ...secretSettings,
  LOG_LEVEL: z.enum(LOG_LEVELS, 'is not a log level'),
  METRICS_TOKEN: text.min(16, 'is too short to be a secret').optional(),
  ALLOW_PRIVATE_WEBHOOKS: flag,
});

/** What each variable is for, as the problem list and the documentation say it. */
export const configHints: Readonly<Record<keyof typeof settings.shape | PasswordName, string>> = {
  HOST: 'address to listen on; 0.0.0.0 for all',
  PORT: 'port of the console and the API, 1 to 65535',
  MLLP_PORT: 'port for HL7 v2 over MLLP, 1 to 65535',
  DATA_DIR: 'folder for the embedded database and other files of the hub',
  DATABASE_URL:
    'a Postgres 15 or newer, postgres://user:password@host/database; without it one runs in DATA_DIR',
  CHANNELS_DIR: 'folder with the *.channel.ts files',
  WAYS_DIR: 'folder with the *.way.ts files: fax gateways, mail and other servers notes are sent through',
  CRM_DIR:
    'folder with the *.crm.ts files: Salesforce, HubSpot, Dataverse and others that are kept as the ledger is',
  PUBLIC_URL: 'how people reach the console, https://referrals.practice.example',
  PRACTICE_NAME: 'the name that notices and visit notes carry',
  PRACTICE_ZONE: 'the time zone of the practice, such as America/Chicago',
  PRACTICE_PHONE: 'the number partners call back, such as 555-0100',
  PRACTICE_FAX: 'the number that fax cover pages name',
  PRACTICE_ADDRESS: 'the postal address that cover pages name, on one line',
  PRACTICE_NPIS: 'NPIs of your own doctors and organisations, ten digits each, separated by commas',
  LIAISON_EMAIL: 'who is told about what needs a person',
  SMTP_URL: 'the server that sends mail, smtp://user:password@host:587 or smtps://…',
  MAIL_FROM: 'the sender of mail, address or "Name <address>"',
  MAIL_REQUIRE_TLS: 'true refuses to send mail over an unencrypted connection',
  SPOOL_DIR: 'folder the folder destination writes to; DATA_DIR/spool when unset',
  ADMIN_EMAIL: 'the first person who can sign in',
  ADMIN_PASSWORD: 'at least 12 characters and not a known default, or ADMIN_PASSWORD_FILE',
  ADMIN_PASSWORD_FILE: 'a file that holds the password of ADMIN_EMAIL',
  SESSION_IDLE_MINUTES: 'signed out after this long without a click, 1 to 1440',
  SESSION_ABSOLUTE_HOURS: 'signed out after this long in any case, 1 to 168',
  NO_SHOW_NOTICE_AT: 'when the morning after a missed visit is reported, practice time, HH:MM',
  CANCELLATION_GRACE_MINUTES: 'how long a cancellation waits for a new date before anybody is told',
  ...deliveryHints,
  ...escalationHints,
  ...readerHints,
  ...secretHints,
  LOG_LEVEL: LOG_LEVELS.join(', '),
  METRICS_TOKEN: 'bearer token that /metrics asks for, at least 16 characters; unset for none',
  ALLOW_PRIVATE_WEBHOOKS: 'true lets webhooks go to private and loopback addresses',
};

/** In both modes. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  HOST: '127.0.0.1',
  PORT: '8080',
  MLLP_PORT: '2575',
  DATA_DIR: './data',
  MAIL_REQUIRE_TLS: 'true',
  SESSION_IDLE_MINUTES: '15',
  SESSION_ABSOLUTE_HOURS: '12',
  NO_SHOW_NOTICE_AT: '08:00',
  CANCELLATION_GRACE_MINUTES: '30',
  ...DELIVERY_DEFAULTS,
  ...ESCALATION_DEFAULTS,
  ...READER_DEFAULTS,
  LOG_LEVEL: 'info',
  ALLOW_PRIVATE_WEBHOOKS: 'false',
};

/** A practice of invented people, with its mail going to the sink the demo runs. */
export const DEMO_DEFAULTS: Readonly<Record<string, string>> = {
  ...DELIVERY_DEMO_DEFAULTS,
  ...ESCALATION_DEMO_DEFAULTS,
  CHANNELS_DIR: 'channels',
  PRACTICE_NAME: 'Cedar Valley Orthopedics (demo)',
  PRACTICE_ZONE: 'America/Chicago',
  PRACTICE_PHONE: '555-0100',
  PRACTICE_FAX: '555-0101',
  PRACTICE_ADDRESS: '100 Example Street, Cedar Valley, IL 60000',
  PRACTICE_NPIS: '1234567893,1245319599',
  LIAISON_EMAIL: 'liaison@cedar-valley.example',
  SMTP_URL: 'smtp://127.0.0.1:2525',
  MAIL_FROM: 'Cedar Valley Referrals <referrals@cedar-valley.example>',
  MAIL_REQUIRE_TLS: 'false',
  ADMIN_EMAIL: 'admin@cedar-valley.example',
  ALLOW_PRIVATE_WEBHOOKS: 'true',
};

/** The password of the demo's first user. */
export const DEMO_PASSWORD = 'referloop-demo';

/** What attackers try first and is long enough to pass the length check. */
export const KNOWN_PASSWORDS: ReadonlySet<string> = new Set([
  DEMO_PASSWORD,
  'referloop-admin',
  'administrator',
  'changeme1234',
  'changemechangeme',
  'passwordpassword',
  'password1234',
  'password12345',
  'password123456',
  'adminadminadmin',
  'letmeinletmein',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'welcome12345',
  '123456789012',
  '1234567890123',
  '000000000000',
  '111111111111',
]);

function whole(least: number, most: number) {
  return text
    .regex(/^\d{1,9}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`);
}

function isTrueZone(value: string): boolean {
  // Abbreviations such as EST are accepted by Intl and never change to summer time.
  return (value === 'UTC' || value.includes('/')) && isZone(value);
}

function schemeOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}
