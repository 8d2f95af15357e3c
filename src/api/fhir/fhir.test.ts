import type { Bundle } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../lib/ids.ts';
import { query, sql } from '../../store/database.ts';
import { createFhirOut, resourcesOf, type AskOptions, type FhirOut } from '../../../test/support/fhir-out.ts';
import { expectValidOut } from '../../../test/support/fhir-valid-out.ts';
import { mdm, ref, siu } from '../../../test/support/hl7.ts';
import { parseTimeRange } from './search-dates.ts';

let hub: FhirOut;
beforeAll(async () => {
  hub = await createFhirOut();
  await hub.feed(ref('I12', { at: '20261101090000-0500' }), siu('S12', { order: 'R1^CLINIC' }));
});
afterAll(() => hub.closeAll());

const strict = { headers: { Prefer: 'handling=strict' } };
const form = (fields: Readonly<Record<string, string>>): AskOptions => ({
  body: new URLSearchParams(fields),
});

describe('refused, with an OperationOutcome that names it', () => {
  test.each<readonly [string, string, AskOptions, number, RegExp]>([
    ['GET', 'Task?patient.identifier=TEST-1', {}, 400, /POST to Task\/_search/],
    ['GET', 'ServiceRequest?subject:identifier=x|TEST-1', {}, 400, /POST to ServiceRequest\/_search/],
    ['GET', 'Patient?identifier=TEST-1', {}, 400, /POST to Patient\/_search/],
    ['GET', 'Patient?family=ZZTEST', {}, 400, /POST to Patient\/_search/],
    ['POST', 'Patient/_search?identifier=TEST-1', form({}), 400, /POST to Patient\/_search/],
    ['GET', 'Task?color=blue', strict, 400, /"color"/],
    ['GET', 'Task?_sort=status', strict, 400, /"_sort"/],
    ['GET', 'Task?_include=Task:based-on', strict, 400, /"_include"/],
    ['GET', 'Task?_count=many', {}, 400, /"_count" is a number/],
    ['GET', 'Task?_lastUpdated=yesterday', {}, 400, /"_lastUpdated" is one date/],
    ['GET', 'Task?status=', {}, 400, /"status" is empty/],
    ['GET', 'Task?_cursor=bm9uc2Vuc2U', {}, 400, /not a place in this search/],
    ['GET', 'Task?patient=TEST-1', {}, 400, /by POST as patient.identifier/],
    ['GET', 'Task?requester=Patient/1', {}, 400, /"requester" is a reference/],
    ['GET', 'Practitioner', {}, 400, /_id or by number/],
    ['GET', `Task/${newId()}`, {}, 404, /no such Task/],
    ['GET', 'Task/not-an-id', {}, 404, /no such Task/],
    ['GET', 'Appointment/not-an-id', {}, 404, /no such Appointment/],
    ['GET', `Task/${newId()}/_history/1`, {}, 404, /history are not kept/],
    ['GET', 'Observation?code=x', {}, 404, /not served here/],
    ['POST', 'Task', { body: { resourceType: 'Task' } }, 405, /goes in by a channel/],
    ['DELETE', `Task/${newId()}`, {}, 405, /goes in by a channel/],
    ['GET', 'Task', { headers: { Accept: 'application/fhir+xml' } }, 406, /Only JSON/],
    ['GET', 'Task?_format=xml', {}, 406, /Only JSON/],
    ['POST', 'Task/_search', { body: { patient: 'x' } }, 415, /form-urlencoded/],
    ['POST', 'Task/_search', form({ identifier: 'x'.repeat(70_000) }), 413, /At most/],
    ['GET', 'Task', { token: null }, 401, /scope fhir/],
    ['GET', 'Task', { token: 'events' }, 403, /scope fhir/],
    ['GET', 'Patient/x', { token: 'channel' }, 403, /scope fhir/],
    ['GET', `Binary/${newId()}.0123456789abcdef`, {}, 404, /no such Binary/],
  ])('%s %s', async (method, path, options, status, words) => {
    const answer = await hub.ask(method, path, options);

    expectValidOut(answer.body);
    expect(answer.status).toBe(status);
    expect(answer.body.issue[0].diagnostics).toMatch(words);
    expect(answer.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  });

  test('a wrong value is never said back', async () => {
    const secret = 'ZZTESTSECRET';
    for (const path of [
      `Task?_count=${secret}`,
      `Patient?identifier=${secret}`,
      `Task?_lastUpdated=${secret}`,
    ])
      expect(JSON.stringify((await hub.ask('GET', path)).body)).not.toContain(secret);
  });
});

test('what is not understood is left out of account, and the Bundle says so', async () => {
  const { status, body } = await hub.ask('GET', 'Task?color=blue');

  expectValidOut(body);
  expect(status).toBe(200);
  expect(resourcesOf(body as Bundle, 'Task', 'match')).toHaveLength(1);
  expect((body as Bundle).entry?.at(-1)).toMatchObject({
    search: { mode: 'outcome' },
    resource: { issue: [{ severity: 'warning' }] },
  });
});

test('every look is in the audit, with the patient', async () => {
  const { body } = await hub.ask('POST', 'Task/_search', form({ 'patient.identifier': 'TEST-1' }));
  const [task] = resourcesOf(body as Bundle, 'Task');
  const patientId = task?.for?.reference?.split('/')[1];
  await hub.ask('GET', `Patient/${patientId}`);

  const looks = await query(
    hub.hub.db,
    sql`select action, object_kind as kind, actor, patient_id as "patientId" from audit order by id desc limit 2`,
  );
  const actor = 'api:emr-reader';
  expect(looks).toEqual([
    { action: 'fhir_read', kind: 'Patient', actor, patientId },
    { action: 'fhir_search', kind: 'Task', actor, patientId },
  ]);
});

test('a note that a person has to release gives nothing away', async () => {
  await hub.feed(mdm('T02').replace('|AU||AV|', '|AU|R|AV|'));
  const { body } = await hub.ask('GET', 'DocumentReference');
  const [document] = resourcesOf(body as Bundle, 'DocumentReference', 'match');

  expectValidOut(body);
  expect(document?.securityLabel?.[0]?.coding?.[0]?.code).toBe('R');
  expect(document?.content[0]?.attachment.url).toBeUndefined();
  const [note] = await query<{ id: string; sha256: string }>(
    hub.hub.db,
    sql`select id, view #>> '{notes,0,content,0,sha256}' as sha256 from referral where jsonb_array_length(view -> 'notes') > 0`,
  );
  const guessed = await hub.ask('GET', `Binary/${note?.id}.${note?.sha256.slice(0, 16)}`);
  expect([guessed.status, guessed.body.issue[0].code]).toEqual([403, 'suppressed']);
});

test.each([
  ['2026', { from: '2026-01-01T00:00:00.000Z', before: '2027-01-01T00:00:00.000Z' }],
  ['ge2026-11', { from: '2026-11-01T00:00:00.000Z' }],
  ['gt2026-11-02', { from: '2026-11-03T00:00:00.000Z' }],
  ['le2026-11-02', { before: '2026-11-03T00:00:00.000Z' }],
  ['lt2026-11-02T10:00:00-05:00', { before: '2026-11-02T15:00:00.000Z' }],
  ['ge2026-11-02T10:00:00 01:00', { from: '2026-11-02T09:00:00.000Z' }],
  ['gt2026-11-02T10:00:00.123Z', { from: '2026-11-02T10:00:00.124Z' }],
  ['2026-13', undefined],
  ['ap2026', undefined],
  ['', undefined],
])('a time %s', (text, range) => {
  expect(parseTimeRange(text)).toEqual(range);
});
