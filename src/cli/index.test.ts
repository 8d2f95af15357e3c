import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { demoEnvironment, runCommand, siteFolder, startCommand } from '../../test/support/cli.ts';
import { makeProgram } from './index.ts';
import { isFree } from './listening.ts';

describe('referloop', () => {
  test.each(allCommands(makeProgram()).map((command) => [nameOf(command), command] as const))(
    '%s --help has an example',
    (_name, command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();

      expect(help).toMatch(/Examples?:/);
    },
  );

  test('serve without settings lists every problem at once and shows no stack', async () => {
    const { code, stderr } = await runCommand(['serve']);

    expect(code).toBe(1);
    for (const name of [
      'CHANNELS_DIR',
      'PUBLIC_URL',
      'PRACTICE_ZONE',
      'SMTP_URL',
      'DATABASE_URL',
      'ADMIN_PASSWORD',
    ])
      expect(stderr).toContain(`  ${name} `);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('referloop serve', () => {
  test(
    'with everything said it is ready, runs no stand-ins and stops in order',
    { timeout: 60_000 },
    async () => {
      const env = await demoEnvironment();
      const said = {
        PUBLIC_URL: 'https://referrals.practice.example',
        PRACTICE_NAME: 'Test Practice',
        PRACTICE_ZONE: 'America/Denver',
        PRACTICE_PHONE: '555-0100',
        LIAISON_EMAIL: 'liaison@practice.example',
        MAIL_FROM: 'Referrals <referrals@practice.example>',
        ADMIN_EMAIL: 'admin@practice.example',
        ADMIN_PASSWORD: 'correct horse battery',
      };

      const hub = startCommand(['serve'], { ...env, ...said });
      await hub.says(/is ready: https:\/\/referrals\.practice\.example/);
      const isMailPortFree = await isFree(Number(new URL(env['SMTP_URL'] ?? '').port), '127.0.0.1');
      hub.kill('SIGTERM');
      const { code, stdout } = await hub.ended;

      expect(isMailPortFree).toBe(true);
      expect(stdout).not.toContain(said.ADMIN_PASSWORD);
      expect(code).toBe(0);
      await rm(dirname(env.DATA_DIR), { recursive: true, force: true });
    },
  );
});

describe('referloop new channel', () => {
  test('writes files that pass the check, and overwrites none', { timeout: 60_000 }, async () => {
    const site = await siteFolder();

    const made = await runCommand(
      ['new', 'channel', 'lakeside-scheduling', '--zone', 'America/Denver'],
      {},
      site,
    );
    const checked = await runCommand(['check'], {}, site);
    const again = await runCommand(['new', 'channel', 'lakeside-scheduling'], {}, site);

    expect(made.code).toBe(0);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toContain('1 channels');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('channels/lakeside-scheduling.channel.ts exists already');
    const expected = JSON.parse(
      await readFile(join(site, 'fixtures/lakeside-scheduling/siu/booked/expected.json'), 'utf8'),
    ) as { readonly outcome: string };
    expect(expected.outcome).toBe('facts');
    await rm(site, { recursive: true });
  });
});

describe('referloop check', () => {
  test('prints every problem of every file and fails', async () => {
    const site = await siteFolder();
    const channel = (name: string, rest: string): Promise<void> =>
      writeFile(
        join(site, 'channels', `${name}.channel.ts`),
        `import { mllp } from '#hub';\nimport all from '../mappings/hl7v2/all.mapping.ts';\nexport default { name: '${name}', source: mllp, mapping: all, ${rest} };\n`,
      );
    await channel('no-zone', `owner: 'a@b.example', config: { port: 7001 }, zone: 'Mars/Olympus'`);
    await channel('no-owner', `owner: 'nobody', config: { prot: 7002 }, zone: 'America/Denver'`);

    const { code, stderr } = await runCommand(['check'], {}, site);

    expect(code).toBe(1);
    expect(stderr).toMatch(/channels\/no-zone\.channel\.ts: zone: use an IANA zone/);
    expect(stderr).toMatch(/channels\/no-owner\.channel\.ts: owner: /);
    await rm(site, { recursive: true });
  });
});

describe('referloop try', () => {
  test('reads a file with line feeds and shows every fact with the paths it came from', async () => {
    const env = await demoEnvironment();
    const file = join(dirname(env.DATA_DIR), 'message.hl7');
    const fixture = await readFile('fixtures/st-anne/siu/s12-booked-with-order/input.hl7', 'latin1');
    await writeFile(file, fixture.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), 'latin1');

    const { code, stdout } = await runCommand(['try', file, '--channel', 'demo-emr', '--show'], env);

    expect(code).toBe(0);
    expect(stdout).toContain('| PID|1||TEST-1001');
    expect(stdout).toMatch(/appointment_stated {3}booked/);
    expect(stdout).toMatch(/referrer: ZZTESTREFERRER, RUTH · npi 1234567893[^]*from PV1-8\.1/);
  });

  test('reads FHIR and records, each fact with the places it came from', async () => {
    const bundle = await runCommand(['try', 'docs/fhir/sample-transaction.json', '--show']);
    const record = await runCommand(['try', 'fixtures/prairie-referrals/row/cancelled']);

    expect([bundle.code, record.code]).toEqual([0, 0]);
    expect(bundle.stdout).toContain('|         "resourceType": "Patient",');
    expect(bundle.stdout).toMatch(/appointment_stated {3}booked[^]*from Bundle\.entry\[3\]\.resource/);
    expect(record.stdout).toMatch(/input\.record\.json: a record[^]*from Patient Last Name/);
  });

  test('a file that is not there is one sentence', async () => {
    const { code, stderr } = await runCommand(['try', 'nowhere.hl7']);

    expect(code).toBe(1);
    expect(stderr.trim()).toBe('nowhere.hl7 cannot be read (ENOENT).');
  });
});

describe('referloop doctor', () => {
  test('finds a machine without a hub in order, and says so to machines too', async () => {
    const env = await demoEnvironment();

    const { code, stdout } = await runCommand(['doctor', '--json'], env);

    const report = JSON.parse(stdout) as {
      readonly ok: boolean;
      readonly findings: readonly { readonly name: string; readonly level: string }[];
    };
    expect(code).toBe(0);
    expect(report.ok).toBe(true);
    expect(report.findings).toContainEqual(expect.objectContaining({ name: 'channels', level: 'ok' }));
  });

  test('fails with a cause and a way out when a setting is wrong', async () => {
    const { code, stdout } = await runCommand(['doctor'], { PORT: 'eighty' });

    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL environment: .*\n.*PORT is not a whole number/);
    expect(stdout).toContain('→');
  });
});

describe('referloop token', () => {
  test('a channel key must name its channel', { timeout: 60_000 }, async () => {
    const env = await demoEnvironment();

    const refused = await runCommand(['token', 'create', '--scope', 'channel', '--label', 'x'], env);
    const made = await runCommand(
      ['token', 'create', '--scope', 'channel', '--channel', 'demo-platform', '--label', 'web form'],
      env,
    );

    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('names its channel');
    expect(made.stdout).toMatch(/^rl_channel_\S+\n$/);
    await rm(dirname(env.DATA_DIR), { recursive: true, force: true });
  });
});

/** Those that do something: the others only hold them. */
function allCommands(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(allCommands);
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}
