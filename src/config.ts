import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { missingReaderSettings, toReaderConfig, type ReaderConfig } from './config-reader.ts';
import { describeDelivery, toDeliveryPolicy } from './config-delivery.ts';
import { describeEscalation, toEscalationConfig, type EscalationConfig } from './config-escalation.ts';
import {
  configHints,
  DEFAULTS,
  DEMO_DEFAULTS,
  DEMO_PASSWORD,
  KNOWN_PASSWORDS,
  settings,
  type LogLevel,
  type PasswordName,
} from './config-settings.ts';

import { describeSecrets } from './config-secrets.ts';
import type { DeliveryPolicy } from './domain/delivery-policy.ts';
import { Failure } from './lib/failure.ts';
import type { Keyring } from './store/keyring.ts';

/** `demo` has a default for everything; `serve` wants whatever must not be guessed said by somebody. */
export type Mode = 'demo' | 'serve';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment said, parsed. */
export type Config = {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  readonly mllpPort: number;
  readonly dataDir: string;
  /** Undefined: run the embedded Postgres in `dataDir`. */
  readonly databaseUrl?: string;
  readonly channelsDir: string;
  /** Ways out beside the built-in ones. */
  readonly waysDir?: string;
  /** CRMs that are kept as the ledger is; absent: none. */
  readonly crmDir?: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly practice: Practice;
  readonly liaisonEmail: string;
  readonly mail: { readonly smtpUrl: string; readonly from: string; readonly requireTls: boolean };
  /** Where the folder destination writes. */
  readonly spoolDir: string;
  /** Where uploaded files wait to be imported. */
  readonly importsDir: string;
  readonly admin: { readonly email: string; readonly password: string };
  readonly session: { readonly idleMinutes: number; readonly absoluteHours: number };
  /** Local time of the practice, `HH:MM`. */
  readonly noShowNoticeAt: string;
  readonly cancellationGraceMinutes: number;
  /** When people are told that something is late, and the variables that say so. */
  readonly escalation: EscalationConfig;
  /** When and to whom things go out. */
  readonly delivery: DeliveryPolicy;
  readonly reader: ReaderConfig;
  /** What seals secrets in the database; empty: they lie there in clear. */
  readonly keyring: Keyring;
  readonly logLevel: LogLevel;
  readonly metricsToken?: string;
  readonly allowPrivateWebhooks: boolean;
};

export type Practice = {
  readonly name: string;
  /** IANA time zone. */
  readonly zone: string;
  readonly phone: string;
  readonly fax?: string;
  readonly address?: string;
  /** Own doctors and organisations. */
  readonly npis: readonly string[];
};

export type ConfigProblem = { readonly name: string; readonly problem: string; readonly hint: string };

/** Thrown with every problem at once. Messages never repeat a value: it may be a password in the wrong place. */
export class ConfigFailure extends Failure {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ name, problem, hint }) => `${name} ${problem}: ${hint}`);
    super('permanent', 'config', lines.join('\n'));
    this.name = 'ConfigFailure';
    this.problems = problems;
  }
}

/** Reads the environment. An empty variable counts as unset. Throws a ConfigFailure that lists all problems. */
export function readConfig(env: Environment, mode: Mode): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  ) as Readonly<Record<string, string>>;
  const values: Readonly<Record<string, string>> = {
    ...DEFAULTS,
    ...(mode === 'demo' ? demoDefaults(given) : {}),
    ...given,
  };
  const password = readPassword(given, mode);
  const parsed = settings.safeParse(values);
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems = [
    ...issues.map((issue) => toProblem(String(issue.path[0]), issue.message, values)),
    ...(mode === 'serve' ? findServeProblems(given) : []),
    ...missingReaderSettings(given).map((name) => toProblem(name, 'is missing', {})),
    ...password.problems,
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigFailure(problems);
  return toConfig(parsed.data, mode, password.value);
}

/** The effective configuration by variable name, for the log and the screen: secrets are masked. */
export function describeConfig(config: Config): Readonly<Record<string, string>> {
  const database =
    config.databaseUrl === undefined ? 'embedded Postgres in DATA_DIR' : maskUrl(config.databaseUrl);
  return {
    HOST: config.host,
    PORT: String(config.port),
    MLLP_PORT: String(config.mllpPort),
    DATA_DIR: config.dataDir,
    DATABASE_URL: database,
    CHANNELS_DIR: config.channelsDir,
    WAYS_DIR: config.waysDir ?? UNSET,
    CRM_DIR: config.crmDir ?? UNSET,
    PUBLIC_URL: config.publicUrl,
    PRACTICE_NAME: config.practice.name,
    PRACTICE_ZONE: config.practice.zone,
    PRACTICE_PHONE: config.practice.phone,
    PRACTICE_FAX: config.practice.fax ?? UNSET,
    PRACTICE_ADDRESS: config.practice.address ?? UNSET,
    PRACTICE_NPIS: config.practice.npis.join(',') || UNSET,
    LIAISON_EMAIL: config.liaisonEmail,
    SMTP_URL: maskUrl(config.mail.smtpUrl),
    MAIL_FROM: config.mail.from,
    MAIL_REQUIRE_TLS: String(config.mail.requireTls),
    SPOOL_DIR: config.spoolDir,
    ADMIN_EMAIL: config.admin.email,
    ADMIN_PASSWORD: MASK,
    SESSION_IDLE_MINUTES: String(config.session.idleMinutes),
    SESSION_ABSOLUTE_HOURS: String(config.session.absoluteHours),
    NO_SHOW_NOTICE_AT: config.noShowNoticeAt,
    CANCELLATION_GRACE_MINUTES: String(config.cancellationGraceMinutes),
    ...describeDelivery(config.delivery),
    ...describeEscalation(config.escalation.texts, UNSET),
    READER: config.reader.name,
    READER_WORKERS: String(config.reader.workers),
    READER_URL: config.reader.name === 'http' ? maskUrl(config.reader.url) : UNSET,
    READER_IDENTITY: config.reader.name === 'http' ? config.reader.identity : UNSET,
    READER_TOKEN: config.reader.name === 'http' && config.reader.token !== undefined ? MASK : UNSET,
    ...describeSecrets(config.keyring, UNSET),
    LOG_LEVEL: config.logLevel,
    METRICS_TOKEN: config.metricsToken === undefined ? UNSET : MASK,
    ALLOW_PRIVATE_WEBHOOKS: String(config.allowPrivateWebhooks),
  };
}

const UNSET = '(unset)';
const MASK = '(set)';

const SHORTEST_PASSWORD = 12;

function demoDefaults(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...DEMO_DEFAULTS, PUBLIC_URL: `http://localhost:${given['PORT'] ?? DEFAULTS['PORT']}` };
}

/** What the hub must not guess although it has a default. */
function findServeProblems(given: Readonly<Record<string, string>>): readonly ConfigProblem[] {
  if (given['DATABASE_URL'] !== undefined || given['DATA_DIR'] !== undefined) return [];
  return [{ name: 'DATABASE_URL', problem: 'or DATA_DIR is missing', hint: configHints.DATABASE_URL }];
}

type Password = { readonly value: string; readonly problems: readonly ConfigProblem[] };

function readPassword(given: Readonly<Record<string, string>>, mode: Mode): Password {
  const [direct, file] = [given['ADMIN_PASSWORD'], given['ADMIN_PASSWORD_FILE']];
  if (direct !== undefined && file !== undefined) {
    return refusePassword('ADMIN_PASSWORD_FILE', 'is set together with ADMIN_PASSWORD');
  }
  if (file !== undefined) return readPasswordFile(file, mode);
  if (direct !== undefined) return checkPassword('ADMIN_PASSWORD', direct, mode);
  if (mode === 'demo') return { value: DEMO_PASSWORD, problems: [] };
  return refusePassword('ADMIN_PASSWORD', 'is missing');
}

function readPasswordFile(file: string, mode: Mode): Password {
  try {
    // Editors and `echo` end a file with a newline that nobody means.
    return checkPassword('ADMIN_PASSWORD_FILE', readFileSync(file, 'utf8').replace(/\r?\n$/, ''), mode);
  } catch (error) {
    return refusePassword(
      'ADMIN_PASSWORD_FILE',
      `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
  }
}

function checkPassword(name: PasswordName, value: string, mode: Mode): Password {
  if (mode === 'demo') return { value, problems: [] };
  if (value.length < SHORTEST_PASSWORD) return refusePassword(name, 'is too short');
  if (KNOWN_PASSWORDS.has(value.toLowerCase())) return refusePassword(name, 'is a known default');
  return { value, problems: [] };
}

function refusePassword(name: PasswordName, problem: string): Password {
  return { value: '', problems: [{ name, problem, hint: configHints[name] }] };
}

function toProblem(name: string, message: string, values: Readonly<Record<string, string>>): ConfigProblem {
  const problem = values[name] === undefined ? 'is missing' : message;
  return { name, problem, hint: configHints[name as keyof typeof configHints] };
}

function toConfig(data: z.infer<typeof settings>, mode: Mode, password: string): Config {
  return {
    mode,
    host: data.HOST,
    port: data.PORT,
    mllpPort: data.MLLP_PORT,
    dataDir: data.DATA_DIR,
    ...optional('databaseUrl', data.DATABASE_URL),
    channelsDir: data.CHANNELS_DIR,
    ...(data.WAYS_DIR === undefined ? {} : { waysDir: data.WAYS_DIR }),
    ...(data.CRM_DIR === undefined ? {} : { crmDir: data.CRM_DIR }),
    publicUrl: data.PUBLIC_URL,
    practice: toPractice(data),
    liaisonEmail: data.LIAISON_EMAIL,
    mail: { smtpUrl: data.SMTP_URL, from: data.MAIL_FROM, requireTls: data.MAIL_REQUIRE_TLS },
    spoolDir: data.SPOOL_DIR ?? join(data.DATA_DIR, 'spool'),
    importsDir: join(data.DATA_DIR, 'imports'),
    admin: { email: data.ADMIN_EMAIL, password },
    session: { idleMinutes: data.SESSION_IDLE_MINUTES, absoluteHours: data.SESSION_ABSOLUTE_HOURS },
    noShowNoticeAt: data.NO_SHOW_NOTICE_AT,
    cancellationGraceMinutes: data.CANCELLATION_GRACE_MINUTES,
    delivery: toDeliveryPolicy(data),
    escalation: toEscalationConfig(data, data.PRACTICE_ZONE),
    reader: toReaderConfig(data),
    keyring: data.SECRET_KEYS ?? [],
    logLevel: data.LOG_LEVEL,
    ...optional('metricsToken', data.METRICS_TOKEN),
    allowPrivateWebhooks: data.ALLOW_PRIVATE_WEBHOOKS,
  };
}

function toPractice(data: z.infer<typeof settings>): Practice {
  return {
    name: data.PRACTICE_NAME,
    zone: data.PRACTICE_ZONE,
    phone: data.PRACTICE_PHONE,
    ...optional('fax', data.PRACTICE_FAX),
    ...optional('address', data.PRACTICE_ADDRESS),
    npis: data.PRACTICE_NPIS ?? [],
  };
}

/** A property that is absent rather than undefined. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value });
}

/** Only the password is secret; who connects to what is what one looks for. */
function maskUrl(value: string): string {
  const url = new URL(value);
  if (url.password !== '') url.password = '***';
  if (url.searchParams.has('password')) url.searchParams.set('password', '***');
  return url.href;
}
