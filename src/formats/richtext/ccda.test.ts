import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import type { CcdaNote } from './ccda.ts';
import { readCcda } from './ccda.ts';

test('section titles become headings and narrative becomes blocks', () => {
  const note = read(
    section(
      'Assessment',
      '<paragraph>Dry eye, <content styleCode="Bold Italics">stable</content></paragraph>',
    ) +
      section(
        'Medications',
        '<table><thead><tr><th>Drug</th><th>Dose</th></tr></thead><tbody><tr><td>Timolol</td><td>0.5&#37;</td></tr></tbody></table>',
      ) +
      section('Plan', '<list listType="ordered"><item>Return<br/>in 3 months</item><item>Call</item></list>'),
  );

  expect(note).toMatchObject({
    kind: 'narrative',
    blocks: [
      { kind: 'heading', runs: [{ text: 'Assessment' }] },
      { kind: 'paragraph', runs: [{ text: 'Dry eye, ' }, { text: 'stable', bold: true, italic: true }] },
      { kind: 'heading' },
      {
        kind: 'table',
        rows: [
          { isHeader: true },
          { cells: [{ runs: [{ text: 'Timolol' }] }, { runs: [{ text: '0.5%' }] }] },
        ],
      },
      { kind: 'heading' },
      { kind: 'list_item', marker: '1.', runs: [{ text: 'Return\nin 3 months' }] },
      { kind: 'list_item', marker: '2.' },
    ],
  });
});

test('narrative without elements keeps its lines, coded entries are left out', () => {
  const note = read(
    '<component><section><title>HPI</title><text>line one\nline two</text><entry><value>SECRET</value></entry></section></component>',
  );

  expect(note).toMatchObject({ blocks: [{}, { runs: [{ text: 'line one\nline two' }] }] });
  expect(JSON.stringify(note)).not.toContain('SECRET');
});

test('prefixed names and withdrawn content are understood', () => {
  const note = readCcda(
    Buffer.from(
      '<cda:ClinicalDocument xmlns:cda="urn:hl7-org:v3"><cda:section><cda:text><cda:content revised="delete">OS</cda:content></cda:text></cda:section></cda:ClinicalDocument>',
    ),
  );

  expect(note).toMatchObject({ blocks: [{ runs: [{ text: 'OS', strike: true }] }] });
});

test('an unstructured document hands out the file it wraps', () => {
  const body =
    '<nonXMLBody><text mediaType="application/pdf" representation="B64">JVBERg==</text></nonXMLBody>';

  expect(
    readCcda(Buffer.from(`<ClinicalDocument><component>${body}</component></ClinicalDocument>`)),
  ).toEqual({
    kind: 'embedded',
    mediaType: 'application/pdf',
    base64: 'JVBERg==',
  });
});

test.each([
  ['<!DOCTYPE x [<!ENTITY a "b">]><ClinicalDocument/>', 'note-unreadable-xml'],
  ['<ClinicalDocument><section></ClinicalDocument>', 'note-unreadable-xml'],
  ['<ClinicalDocument><section><text>half', 'note-unreadable-xml'],
  ['<ClinicalDocument>'.repeat(500), 'note-unreadable-xml'],
  ['', 'note-unreadable-xml'],
  ['<Bundle/>', 'note-unsupported-content'],
  [
    '<ClinicalDocument><nonXMLBody><text><reference value="a.pdf"/></text></nonXMLBody></ClinicalDocument>',
    'note-unsupported-content',
  ],
])('%s is refused by name', (xml, code) => {
  expect(() => readCcda(Buffer.from(xml))).toThrow(expect.objectContaining({ fate: 'permanent', code }));
});

test('random XML throws nothing but a permanent failure', () => {
  const piece = fc.constantFrom(
    '<section>',
    '</section>',
    '<text>',
    '</text>',
    '<title>',
    '</title>',
    '<table>',
    '<td rowspan="2">',
    '</td>',
    '</table>',
    'x',
    '&',
    '<![CDATA[',
    ']]>',
    '<br/>',
    '<item>',
    '</item>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const thrown = thrownBy(() =>
        readCcda(Buffer.from(`<ClinicalDocument>${pieces.join('')}</ClinicalDocument>`)),
      );
      expect(thrown === undefined || thrown instanceof Failure).toBe(true);
    }),
  );
});

function section(title: string, narrative: string): string {
  return `<component><section><title>${title}</title><text>\n  ${narrative}\n  </text></section></component>`;
}

function read(sections: string): CcdaNote {
  return readCcda(
    Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Note</title><component><structuredBody>${sections}</structuredBody></component></ClinicalDocument>`,
    ),
  );
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
