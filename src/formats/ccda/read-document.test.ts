import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { readCcdaDocument } from './read-document.ts';

const patient = '<recordTarget><patientRole><id root="1.2" extension="TEST-1"/></patientRole></recordTarget>';

function read(inner: string): ReturnType<typeof readCcdaDocument> {
  return readCcdaDocument(Buffer.from(`<ClinicalDocument>${inner}</ClinicalDocument>`));
}

describe('a clinical document', () => {
  test('is read whatever prefix its names have', () => {
    const body =
      '<n:ClinicalDocument xmlns:n="urn:hl7-org:v3"><n:id root="1.9" extension="D"/><n:recordTarget><n:patientRole><n:patient><n:name><n:family>Zztest</n:family></n:name></n:patient></n:patientRole></n:recordTarget></n:ClinicalDocument>';

    const document = readCcdaDocument(Buffer.from(body));

    expect(document.id).toEqual({ root: '1.9', extension: 'D' });
    expect(document.patient.name).toEqual({ given: [], family: 'Zztest' });
  });

  test('keeps the order of words in a narrative, and cuts none in two', () => {
    const section =
      '<component><structuredBody><component><section><text>left <content>up</content>per lid<list><item>one</item><item>two</item></list></text></section></component></structuredBody></component>';

    expect(read(patient + section).sections).toEqual([{ text: 'left upper lid one two' }]);
  });

  test('says nothing where a nullFlavor stands', () => {
    const document = read(`<id nullFlavor="NI" root="1.2.3"/>${patient}`);

    expect(document.id).toBeUndefined();
  });

  test('is read in the charset it declares', () => {
    const xml = `<?xml version="1.0" encoding="iso-8859-1"?><ClinicalDocument><title>Señal</title>${patient}</ClinicalDocument>`;

    expect(readCcdaDocument(Buffer.from(xml, 'latin1')).title).toBe('Señal');
  });

  test('a section inside a section is one of its own', () => {
    const inner = '<component><section><title>B</title><text>2</text></section></component>';
    const outer = `<component><structuredBody><component><section><title>A</title><text>1</text>${inner}</section></component></structuredBody></component>`;

    expect(read(patient + outer).sections).toEqual([
      { title: 'A', text: '1' },
      { title: 'B', text: '2' },
    ]);
  });
});

describe('what is no clinical document is refused in words', () => {
  test.each([
    ['<?xml version="1.0"?><Other/>', 'not-ccda', /root is not ClinicalDocument/],
    ['<ClinicalDocument></ClinicalDocument>', 'not-ccda', /names no patient/],
    [
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ClinicalDocument>&a;</ClinicalDocument>',
      'xml',
      /DOCTYPE/,
    ],
    ['<ClinicalDocument><a></b></ClinicalDocument>', 'xml', /do not match/],
    ['<ClinicalDocument><a>', 'xml', /cut off/],
    [`<ClinicalDocument>${'<a>'.repeat(300)}`, 'xml', /too deep/],
    ['<ClinicalDocument/><ClinicalDocument/>', 'xml', /more than one root/],
    ['', 'xml', /cut off/],
  ])('%.40s', (xml, code, message) => {
    const error = failureOf(() => readCcdaDocument(Buffer.from(xml)));

    expect(error).toMatchObject({ fate: 'permanent', code });
    expect(error.message).toMatch(message);
  });

  test('any bytes end in a document or a Failure', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, text) => {
        const body = Buffer.concat([Buffer.from(`<ClinicalDocument>${patient}${text}`), bytes]);
        expect(failureOf(() => readCcdaDocument(body))).toBeInstanceOf(Failure);
      }),
    );
  });
});

function failureOf(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    return error as Failure;
  }
  throw new Error('It was read.');
}
