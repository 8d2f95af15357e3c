import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ConfigFailure,
  describeConfig,
  readConfig,
  type ConfigProblem,
  type Environment,
  type Mode,
} from './config.ts';

const SERVE = {
  DATABASE_URL: 'postgres://hub:db-secret-9@db.example/referloop',
  CHANNELS_DIR: '/etc/referloop/channels',
  PUBLIC_URL: 'https://referrals.practice.example/',
  PRACTICE_NAME: 'ZZTEST Eye Clinic',
  PRACTICE_ZONE: 'America/New_York',
  PRACTICE_PHONE: '555-0100',
  LIAISON_EMAIL: 'liaison@practice.example',
  SMTP_URL: 'smtp://mailer:mail-secret-9@mail.example:587',
  MAIL_FROM: 'ZZTEST Referrals <referrals@practice.example>',
  ADMIN_EMAIL: 'admin@practice.example',
  ADMIN_PASSWORD: 'a long and odd one',
} satisfies Environment;

function problemsOf(env: Environment, mode: Mode): readonly ConfigProblem[] {
  try {
    readConfig(env, mode);
    return [];
  } catch (error) {
    if (error instanceof ConfigFailure) return error.problems;
    throw error;
  }
}

test('the demo needs nothing', () => {
  const config = readConfig({}, 'demo');

  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    mllpPort: 2575,
    dataDir: './data',
    publicUrl: 'http://localhost:8080',
    session: { idleMinutes: 15, absoluteHours: 12 },
    noShowNoticeAt: '08:00',
    cancellationGraceMinutes: 30,
    allowPrivateWebhooks: true,
  });
  expect(config.databaseUrl).toBeUndefined();
});

test('the demo listens to what it is told', () => {
  const config = readConfig(
    { PORT: '9090', PRACTICE_NAME: 'ZZTEST Clinic', SESSION_IDLE_MINUTES: '48' },
    'demo',
  );

  expect(config).toMatchObject({
    port: 9090,
    publicUrl: 'http://localhost:9090',
    session: { idleMinutes: 48 },
  });
  expect(config.practice.name).toBe('ZZTEST Clinic');
});

test('serve takes a complete environment', () => {
  const config = readConfig(SERVE, 'serve');

  expect(config).toMatchObject({
    databaseUrl: SERVE.DATABASE_URL,
    publicUrl: 'https://referrals.practice.example',
    mail: { requireTls: true },
    admin: { email: 'admin@practice.example', password: 'a long and odd one' },
    allowPrivateWebhooks: false,
  });
  expect(config.practice.npis).toEqual([]);
});

test('serve guesses nothing about the practice and says all that is missing at once', () => {
  const missing = problemsOf({}, 'serve').map(({ name }) => name);

  expect(missing.toSorted()).toEqual(
    [
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
      'CHANNELS_DIR',
      'DATABASE_URL',
      'LIAISON_EMAIL',
      'MAIL_FROM',
      'PRACTICE_NAME',
      'PRACTICE_PHONE',
      'PRACTICE_ZONE',
      'PUBLIC_URL',
      'SMTP_URL',
    ].toSorted(),
  );
});

test('an empty variable counts as unset', () => {
  expect(problemsOf({ ...SERVE, PRACTICE_NAME: ' ' }, 'serve')).toEqual([
    { name: 'PRACTICE_NAME', problem: 'is missing', hint: expect.any(String) as string },
  ]);
});

test('a data directory replaces the database url', () => {
  const { DATABASE_URL: _, ...rest } = SERVE;

  expect(problemsOf({ ...rest, DATA_DIR: '/var/lib/referloop' }, 'serve')).toEqual([]);
});

test.each([
  ['PORT', '80a'],
  ['PORT', '70000'],
  ['MLLP_PORT', '0'],
  ['DATABASE_URL', 'mysql://db.example/x'],
  ['PUBLIC_URL', 'referrals.practice.example'],
  ['PRACTICE_ZONE', 'EST'],
  ['PRACTICE_ZONE', 'America/Springfield'],
  ['PRACTICE_NPIS', '1234567893, 1234567890'],
  ['LIAISON_EMAIL', 'liaison'],
  ['MAIL_FROM', 'Referrals <nobody>'],
  ['SMTP_URL', 'https://mail.example'],
  ['MAIL_REQUIRE_TLS', 'maybe'],
  ['NO_SHOW_NOTICE_AT', '24:00'],
  ['CANCELLATION_GRACE_MINUTES', '-5'],
  ['LOG_LEVEL', 'chatty'],
  ['METRICS_TOKEN', 'short'],
  ['SECRET_KEYS', 'without-an-id'],
  ['SECRET_KEYS', 'short:c2hvcnQ='],
  ['SECRET_KEYS', `a:${'A'.repeat(43)}=,a:${'B'.repeat(42)}A=`],
  ['ADMIN_PASSWORD', 'short-one'],
  ['ADMIN_PASSWORD', 'Referloop-Demo'],
  ['ADMIN_PASSWORD_FILE', '/nowhere/at/all'],
])('%s may not be "%s"', (name, value) => {
  const { ADMIN_PASSWORD, ...rest } = SERVE;
  const env = name === 'ADMIN_PASSWORD_FILE' ? rest : { ...rest, ADMIN_PASSWORD };

  const problems = problemsOf({ ...env, [name]: value }, 'serve');

  expect(problems.map((problem) => problem.name)).toEqual([name]);
  expect(problems[0]?.hint).not.toBe('');
});

test('the message has one line per problem and repeats no value', () => {
  const attempt = () => readConfig({ ...SERVE, PORT: 'hunter2-port', ADMIN_PASSWORD: 'hunter2' }, 'serve');

  expect(attempt).toThrow(/^PORT is not a whole number: .*\nADMIN_PASSWORD is too short: .*$/);
  expect(attempt).not.toThrow(/hunter2/);
});

test('keys have names, the first one seals, and a description tells their names alone', () => {
  const [fresh, old] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
  const config = readConfig({ SECRET_KEYS: `2026-11:${fresh}, 2025-01:${old}` }, 'demo');

  expect(config.keyring.map(({ id, key }) => [id, key[0]])).toEqual([
    ['2026-11', 1],
    ['2025-01', 2],
  ]);
  expect(describeConfig(config)['SECRET_KEYS']).toBe('2026-11, 2025-01');
  expect(JSON.stringify(describeConfig(config))).not.toContain(fresh);
});

test('several NPIs are separated by commas', () => {
  const config = readConfig({ PRACTICE_NPIS: '1234567893, 1558598797,' }, 'demo');

  expect(config.practice.npis).toEqual(['1234567893', '1558598797']);
});

test('the password may come from a file, whose last newline is not part of it', () => {
  const { ADMIN_PASSWORD: _, ...rest } = SERVE;
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'password');
  writeFileSync(file, 'from a secret file\n');

  expect(readConfig({ ...rest, ADMIN_PASSWORD_FILE: file }, 'serve').admin.password).toBe(
    'from a secret file',
  );
});

test('two passwords are one too many', () => {
  const problems = problemsOf({ ...SERVE, ADMIN_PASSWORD_FILE: '/run/secrets/password' }, 'serve');

  expect(problems).toMatchObject([{ name: 'ADMIN_PASSWORD_FILE' }]);
});

test('the description names everything and no secret', () => {
  const config = readConfig({ ...SERVE, METRICS_TOKEN: 'metrics-secret-99' }, 'serve');

  const described = describeConfig(config);

  expect(described).toMatchObject({
    PORT: '8080',
    ADMIN_PASSWORD: '(set)',
    METRICS_TOKEN: '(set)',
    PRACTICE_FAX: '(unset)',
  });
  expect(described['DATABASE_URL']).toBe('postgres://hub:***@db.example/referloop');
  expect(JSON.stringify(described)).not.toMatch(/secret|odd one/);
});

test('limits, hours and who is told come with defaults, and are checked', () => {
  const { rules } = readConfig(
    {
      PRACTICE_HOURS: 'mon-fri 09:00-16:00',
      LIMIT_NOTE_FINAL: '48 hours',
      LIMIT_ASK_CALL: 'off',
      ESCALATION_EMAILS: 'lead=lead@practice.example',
    },
    'demo',
  ).escalation;

  expect(rules).toMatchObject({
    hours: { zone: 'America/Chicago', holidays: { usFederal: false } },
    limits: { note_final: [{ unit: 'hours', amount: 2_880 }], ask_call: [], ask_check_in: [{ amount: 0 }] },
    addresses: { lead: 'lead@practice.example' },
    digestMinutes: 15,
  });
  expect(rules.hours.week[0]).toEqual([['09:00', '16:00']]);
  expect(
    problemsOf(
      {
        PRACTICE_HOURS: 'always',
        PRACTICE_HOLIDAYS: 'christmas',
        ESCALATION_EMAILS: 'lead=lead',
        LIMIT_BOOKING: 'soon',
      },
      'demo',
    ).map(({ name }) => name),
  ).toEqual(['PRACTICE_HOURS', 'PRACTICE_HOLIDAYS', 'ESCALATION_EMAILS', 'LIMIT_BOOKING']);
});
