import { expect, test } from 'vitest';
import { readCcdaDocument } from '../ccda/read-document.ts';
import { readCcda } from '../richtext/ccda.ts';
import { writeConsultationNote, type ConsultationNote } from './consultation-note.ts';

const note: ConsultationNote = {
  id: '0195e6a0-0000-7000-8000-000000000001',
  title: 'Consultation <note> & more',
  composedAt: '2026-03-06T23:00:00.000Z',
  documentId: 'N1',
  patient: {
    identifiers: [
      { system: 'urn:oid:1.2.3', value: 'TEST-1' },
      { system: 'CLINIC', value: 'TEST-2', type: 'MR' },
      { system: 'urn:oid:2.16.840.1.113883.4.1', value: '000000000' },
    ],
    family: "Zz'test\u0001",
    given: 'Anna',
    birthDate: '1961-03-05',
    sex: 'F',
  },
  author: { npi: '1245319599', family: 'Zztestman', given: 'Ruth' },
  signer: { npi: '1245319599', family: 'Zztestman', given: 'Ruth' },
  signedAt: '2026-03-06T22:12:00.000Z',
  referrer: { npi: '1234567893', family: 'Zztestova', given: 'Ivana', organisation: 'Northside' },
  practice: { name: 'Lakeside Eye', phone: '(555) 555-0100' },
  placerOrder: { system: 'urn:oid:1.2.840.99', value: 'ORD-1' },
  serviceAt: '2026-03-05',
  pdf: Buffer.from('%PDF-1.7 pages'),
};

test('our own reader finds what was written, the loop key above all', () => {
  const bytes = writeConsultationNote(note);
  const read = readCcdaDocument(bytes);

  expect(read).toMatchObject({
    id: { root: note.id },
    code: { code: '11488-4' },
    title: 'Consultation <note> & more',
    time: '20260306230000+0000',
    confidentiality: 'N',
    version: '1',
    orders: [{ root: '1.2.840.99', extension: 'ORD-1' }],
    service: { from: '20260305' },
    isWrapped: true,
    sections: [],
  });
  expect(read.patient).toMatchObject({
    name: { family: "Zz'test", given: ['Anna'] },
    birthTime: '19610305',
    sex: 'F',
  });
  expect(read.patient.ids[0]).toEqual({ root: '1.2.3', extension: 'TEST-1' });
  expect(read.patient.ids[1]).toEqual({
    root: expect.stringMatching(/^[0-9a-f-]{36}$/),
    extension: 'TEST-2',
  });
  // A social security number is nobody's business.
  expect(read.patient.ids).toHaveLength(2);
  for (const who of [read.authors[0], read.signer])
    expect(who).toMatchObject({
      ids: [{ root: '2.16.840.1.113883.4.6', extension: '1245319599' }],
      name: { family: 'Zztestman', given: ['Ruth'] },
      organisation: { name: 'Lakeside Eye' },
      time: '20260306221200+0000',
    });
  expect(read.recipients[0]).toMatchObject({
    name: { family: 'Zztestova' },
    organisation: { name: 'Northside' },
  });
});

test('the pages come back byte for byte, and the same note is the same document', () => {
  const body = readCcda(writeConsultationNote(note));

  expect(body).toEqual({
    kind: 'embedded',
    mediaType: 'application/pdf',
    base64: Buffer.from(note.pdf).toString('base64'),
  });
  expect(Buffer.from(writeConsultationNote(note)).equals(Buffer.from(writeConsultationNote(note)))).toBe(
    true,
  );
});

test.each([
  ['an OID', { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3.4' }, { root: '1.2.3.4' }],
  [
    'a UUID',
    { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0195e6a0-0000-7000-8000-00000000000a' },
    { root: '0195e6a0-0000-7000-8000-00000000000a' },
  ],
  [
    'a number of a named authority',
    { system: 'CLINIC', value: 'R7' },
    { root: expect.stringMatching(/^[0-9a-f-]{36}$/), extension: 'R7' },
  ],
])('an order that is %s is repeated as it was written', (_name, placerOrder, id) => {
  expect(readCcdaDocument(writeConsultationNote({ ...note, placerOrder })).orders).toEqual([id]);
});

test('an amendment names the document it replaces, by the number the first one had', () => {
  const first = readCcdaDocument(writeConsultationNote(note));
  const second = readCcdaDocument(writeConsultationNote({ ...note, documentId: 'N2', replaces: 'N1' }));

  expect(second.parent).toEqual({ typeCode: 'RPLC', id: first.setId });
  expect(second.version).toBe('2');
});

test('without an order, a signature or a referrer nothing is made up', () => {
  const { placerOrder: _, signedAt: __, referrer: ___, ...bare } = note;
  const read = readCcdaDocument(writeConsultationNote(bare));

  expect(read).toMatchObject({ orders: [], recipients: [] });
  expect(read.signer).toBeUndefined();
});
