import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectors } from '../src/connectors/index.ts';
import { loadCrms, readCrms } from '../src/load-crm.ts';
import { crmFields } from '../src/sdk/crm-fields.ts';
import { findMappingProblems, objectsOf } from '../src/sdk/crm-mapping.ts';

const examples = join(import.meta.dirname, '..', 'crm', 'examples');
const settings = {
  SALESFORCE_URL: 'https://practice.my.salesforce.example',
  SALESFORCE_CLIENT_ID: 'client',
  SALESFORCE_CLIENT_SECRET: 'secret',
  HUBSPOT_TOKEN: 'token',
  DATAVERSE_URL: 'https://practice.crm.example',
  DATAVERSE_TENANT: 'tenant',
  DATAVERSE_CLIENT_ID: 'client',
  DATAVERSE_CLIENT_SECRET: 'secret',
  ESPOCRM_URL: 'https://espo.example',
  ESPOCRM_API_KEY: 'key',
};

let folder: string;
beforeAll(async () => {
  Object.assign(process.env, settings);
  folder = await mkdtemp(join(tmpdir(), 'referloop-crm-'));
});
afterAll(async () => {
  for (const name of Object.keys(settings)) delete process.env[name];
  await rm(folder, { recursive: true });
});

test('every example is in order', async () => {
  const { crms, problems } = await readCrms(examples);

  expect(problems).toEqual([]);
  expect(crms.map((one) => one.connector.name)).toEqual(['dataverse', 'rest', 'hubspot', 'salesforce']);
  expect([...(await loadCrms(examples)).keys()]).toEqual(['dataverse', 'espocrm', 'hubspot', 'salesforce']);
});

const folders = readdirSync(join(import.meta.dirname, '..', 'src', 'connectors'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted((one, other) => one.localeCompare(other));

test('the list names every connector, in order, and nothing else', () => {
  expect(connectors.map((one) => one.name)).toEqual(folders);
  for (const one of connectors) expect(one.summary).toMatch(/^[^\n]{10,120}$/);
});

test.each(folders)('%s has a README for the person who connects it', (name) => {
  const text = readFileSync(join(import.meta.dirname, '..', 'src', 'connectors', name, 'README.md'), 'utf8');

  expect(text).toMatch(new RegExp(`^# Connector \`${name}\``));
  for (const heading of ['## Config', '## Try it', '## Known quirks']) expect(text).toContain(heading);
});

test('without a folder there is no CRM', async () => {
  expect(await loadCrms(undefined)).toEqual(new Map());
});

test.each(connectors.filter((one) => one.name !== 'rest'))(
  'the built-in mapping of $name is in order and shows no patient',
  ({ mapping }) => {
    expect(findMappingProblems(mapping, false)).toEqual([]);
    const named = Object.entries(objectsOf(mapping)).flatMap(([kind, { fields }]) =>
      Object.values(fields).flatMap((said) =>
        typeof said === 'object' && 'from' in said
          ? [crmFields[kind as keyof typeof crmFields][said.from]]
          : [],
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((field) => field === undefined || field.isPatient === true)).toEqual([]);
  },
);

test('what is wrong in a file is said with its path, all at once', async () => {
  const hub = join(import.meta.dirname, '..', 'src', 'public.ts');
  await writeFile(
    join(folder, 'wrong.crm.ts'),
    `import { defineCrm, hubspot } from '${hub}';
     export default defineCrm({ name: 'other', owner: 'crm@practice.example', connector: hubspot, config: { auth: { kind: 'private-app' } } } as never);`,
  );
  await writeFile(
    join(folder, 'mapped.crm.ts'),
    `import { defineCrm, hubspot } from '${hub}';
     export default defineCrm({ name: 'mapped', owner: 'nobody', connector: hubspot, config: {}, driftAt: '25:00',
       mapping: { referral: { fields: { family: { from: 'patientFamily' } } } } } as never);`,
  );

  const { crms, problems } = await readCrms(folder);
  const said = problems.map((one) => `${one.file} ${one.problem}`).join('\n');

  expect(crms).toEqual([]);
  expect(said).toContain('wrong.crm.ts config.auth.token');
  expect(said).toContain('wrong.crm.ts name: is "other", so the file must be other.crm.ts');
  expect(said).toContain('mapped.crm.ts owner');
  expect(said).toContain('mapped.crm.ts driftAt: write the time as HH:MM');
  await expect(loadCrms(folder)).rejects.toThrow('These crms cannot be used');
});

test('a patient field without an agreement is named', async () => {
  const hub = join(import.meta.dirname, '..', 'src', 'public.ts');
  const patients = join(folder, 'patients');
  await rm(patients, { recursive: true, force: true });
  await mkdir(patients);
  await writeFile(
    join(patients, 'hubspot.crm.ts'),
    `import { defineCrm, hubspot } from '${hub}';
     export default defineCrm({ name: 'hubspot', owner: 'crm@practice.example', connector: hubspot,
       config: { auth: { kind: 'private-app', token: 't' } }, mapping: { referral: { fields: { family: { from: 'patientFamily' } } } } } as never);`,
  );

  const { problems } = await readCrms(patients);

  expect(problems).toMatchObject([
    {
      problem: expect.stringContaining(
        'mapping.referral.fields.family: "patientFamily" says something of a patient',
      ),
    },
  ]);
});
