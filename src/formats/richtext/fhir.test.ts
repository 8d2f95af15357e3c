import { expect, test } from 'vitest';
import { plainText } from './block.ts';
import { readFhirNote } from './fhir.ts';

const div = (words: string) => ({ status: 'generated', div: `<div xmlns="x"><p>${words}</p></div>` });

test('a document Bundle is read by the sections of its Composition, titles as headings, in their order', () => {
  const note = read({
    resourceType: 'Bundle',
    type: 'document',
    entry: [
      { resource: { resourceType: 'Patient', id: 'p', text: div('not the note') } },
      {
        resource: {
          resourceType: 'Composition',
          text: div('summary nobody asked for'),
          section: [
            { title: 'Assessment', text: div('Dry eye'), section: [{ title: 'Right', text: div('worse') }] },
            {
              title: 'Allergies',
              entry: [{ reference: 'AllergyIntolerance/a' }, { reference: 'urn:uuid:b' }],
            },
            { title: 'Empty' },
          ],
        },
      },
      { resource: { resourceType: 'AllergyIntolerance', id: 'a', text: div('Penicillin') } },
      { fullUrl: 'urn:uuid:b', resource: { resourceType: 'AllergyIntolerance', text: div('Latex') } },
    ],
  });

  expect(wordsOf(note)).toEqual([
    'Assessment',
    'Dry eye',
    'Right',
    'worse',
    'Allergies',
    'Penicillin',
    'Latex',
  ]);
});

test('a report or a reference hands on the file it carries, a PDF before others', () => {
  const data = Buffer.from('x').toString('base64');

  expect(
    read({
      resourceType: 'DocumentReference',
      content: [
        { attachment: { contentType: 'text/html', data } },
        { attachment: { contentType: 'application/pdf; version=1', data } },
      ],
    }),
  ).toEqual({ kind: 'embedded', mediaType: 'application/pdf', base64: data });
  expect(
    read({ resourceType: 'DiagnosticReport', presentedForm: [{ contentType: 'text/rtf', data }] }),
  ).toEqual({ kind: 'embedded', mediaType: 'text/rtf', base64: data });
});

test('a report without a file is its narrative, with its conclusion once', () => {
  const report = { resourceType: 'DiagnosticReport', conclusion: 'No oedema.' };

  expect(wordsOf(read({ ...report, text: div('OCT right eye') }))).toEqual([
    'OCT right eye',
    'Conclusion',
    'No oedema.',
  ]);
  expect(wordsOf(read({ ...report, text: div('OCT. No oedema.') }))).toEqual(['OCT. No oedema.']);
});

test.each([
  ['not JSON', '{"resourceType":', 'note-unreadable-fhir', 'not valid JSON'],
  ['a list', '[]', 'note-unreadable-fhir', 'not valid JSON'],
  ['another resource', '{"resourceType":"Observation"}', 'note-unsupported-content', 'Observation'],
  [
    'a Bundle of others',
    '{"resourceType":"Bundle","entry":[]}',
    'note-unsupported-content',
    'no Composition',
  ],
  [
    'nothing to read',
    '{"resourceType":"Composition","section":[{"title":"Plan"}]}',
    'note-unsupported-content',
    'neither narrative',
  ],
  [
    'a bottomless pit',
    `{"resourceType":"Composition","section":${'[{"section":'.repeat(60)}[]${'}]'.repeat(60)}}`,
    'note-unreadable-fhir',
    'too deeply',
  ],
])('%s is refused with a reason', (_name, json, code, reason) => {
  expect(() => readFhirNote(Buffer.from(json))).toThrow(
    expect.objectContaining({ fate: 'permanent', code, message: expect.stringContaining(reason) }),
  );
});

function read(resource: unknown) {
  return readFhirNote(Buffer.from(JSON.stringify(resource)));
}

function wordsOf(note: ReturnType<typeof readFhirNote>): readonly string[] {
  return note.kind === 'narrative' ? plainText(note.blocks).split('\n\n') : [];
}
