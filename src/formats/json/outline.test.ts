import { expect, test } from 'vitest';
import { outlineJson, prettyJson } from './outline.ts';

test('a resource is one section, its values under their FHIRPath', () => {
  const [only, ...others] = outlineJson({
    resourceType: 'Patient',
    name: [{ family: 'ZZTESTONE', given: ['ANA', 'LUZ'] }],
    active: true,
  });

  expect(others).toEqual([]);
  expect(only?.path).toBe('Patient');
  expect(only?.fields.map(({ path, value }) => `${path} = ${value}`)).toEqual([
    'Patient.resourceType = Patient',
    'Patient.name[0].family = ZZTESTONE',
    'Patient.name[0].given[0] = ANA',
    'Patient.name[0].given[1] = LUZ',
    'Patient.active = true',
  ]);
});

test('each entry of a Bundle is a section that says what it brings', () => {
  const sections = outlineJson({
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ resource: { resourceType: 'Task', status: 'accepted' } }, { request: { method: 'DELETE' } }],
  });

  expect(sections.map(({ path, label }) => [path, label])).toEqual([
    ['Bundle', undefined],
    ['Bundle.entry[0]', 'Task'],
    ['Bundle.entry[1]', undefined],
  ]);
  expect(sections[1]?.fields[1]).toEqual({ path: 'Bundle.entry[0].resource.status', value: 'accepted' });
});

test('a record is one section, its values under their column', () => {
  expect(
    outlineJson({ 'Patient Last Name': 'ZZTESTROW', icd10: ['H25.1', 'H40.9'], note: null })[0]?.fields,
  ).toEqual([
    { path: 'Patient Last Name', value: 'ZZTESTROW' },
    { path: 'icd10[0]', value: 'H25.1' },
    { path: 'icd10[1]', value: 'H40.9' },
    { path: 'note', value: 'null' },
  ]);
});

test('a long value is cut, with its length', () => {
  const data = 'A'.repeat(10_000);

  expect(outlineJson({ data })[0]?.fields[0]).toEqual({
    path: 'data',
    value: 'A'.repeat(500),
    length: 10_000,
  });
  expect(prettyJson({ data }).length).toBeLessThan(600);
});
