import { deflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { hugeDocx, nestedZip, zipBomb } from '../../../../test/support/bombs.ts';
import { drawPdf } from '../../../../test/support/pdfs.ts';
import { linesOf, openUnpacking } from '../../../../test/support/unpacking.ts';
import { makeZip } from '../../../../test/support/zip.ts';

const { unpackAll, close } = openUnpacking();

afterAll(close);

const REFERRAL = 'Referral for Anna Zztest, born 03/05/1961';

test.each([
  ['plain text', 'text/plain', `${REFERRAL}\n`],
  ['RTF', 'text/rtf', `{\\rtf1\\ansi Referral for {\\b Anna} Zztest, born 03/05/1961\\par}`],
  ['HTML', 'text/html', `<html><body><script>alert(1)</script><p>${REFERRAL}</p></body></html>`],
])('%s becomes a page with words in their places', async (_name, mediaType, text) => {
  const { allFiles, allPages } = await unpackAll(Buffer.from(text));

  expect(allFiles).toMatchObject([{ fate: 'pages', mediaType }]);
  expect(linesOf(allPages[0])).toEqual([REFERRAL]);
  expect(allPages[0]?.image).toMatchObject({ mediaType: 'image/png', width: 1224, height: 1584 });
});

test('what an HTML page would fetch or run is never fetched or run', async () => {
  const html = `<html><img src="http://192.0.2.1/x.png" alt="chart"><iframe src="file:///etc/passwd"></iframe><p>${REFERRAL}</p></html>`;

  const { allPages } = await unpackAll(Buffer.from(html));

  expect(linesOf(allPages[0]).join(' ')).toContain(REFERRAL);
  expect(linesOf(allPages[0]).join(' ')).not.toContain('root:');
});

test('text in UTF-16 is text', async () => {
  const { allPages } = await unpackAll(Buffer.from(`\uFEFF${REFERRAL}`, 'utf16le'));

  expect(linesOf(allPages[0])).toEqual([REFERRAL]);
});

test('a clinical document says whom it is about, then what it says', async () => {
  const { allFiles, allPages } = await unpackAll(clinicalDocument());

  expect(allFiles).toMatchObject([{ fate: 'pages', mediaType: 'text/xml' }]);
  const lines = linesOf(allPages[0]);
  expect(lines).toEqual(
    expect.arrayContaining([
      'Patient name: Anna Zztest',
      'Date of birth: 03/05/1961',
      'Referring provider: Bo Zztestman',
      'Reason for referral',
      'Cataract, right eye',
    ]),
  );
});

test('XML that is nothing of the kind is refused', async () => {
  const { allFiles } = await unpackAll(Buffer.from('<?xml version="1.0"?><order><item/></order>'));

  expect(allFiles).toMatchObject([{ fate: 'refused', code: 'unsupported' }]);
});

test('a Word document: letterhead, text and table', async () => {
  const { allFiles, allPages } = await unpackAll(docx());

  expect(allFiles[0]).toMatchObject({ fate: 'pages' });
  expect(linesOf(allPages[0])).toEqual(['Northside Clinic, phone 555-0101', REFERRAL, 'Urgency Routine']);
});

test('text of a thousand pages is refused', async () => {
  const { allFiles, pages } = await unpackAll(Buffer.from(`${REFERRAL}\n\n`.repeat(20_000)));

  expect(pages).toBe(0);
  expect(allFiles).toMatchObject([{ fate: 'refused', code: 'too-many-pages' }]);
});

test('files of an archive are opened in order; their names are no paths', async () => {
  const zip = makeZip([
    { name: '__MACOSX/x', text: 'litter' },
    { name: '../../root/.ssh/one.pdf', text: REFERRAL },
    { name: 'C:\\temp\\two.txt', text: `${REFERRAL} again` },
    { name: 'inner.zip', text: makeZip([{ name: 'x', text: 'inner words' }]) },
  ]);

  const { allFiles } = await unpackAll(zip);

  expect(allFiles.map(({ name, mediaType, fate }) => [name, mediaType, fate])).toEqual([
    [undefined, 'application/zip', 'opened'],
    ['one.pdf', 'text/plain', 'pages'],
    ['two.txt', 'text/plain', 'pages'],
    ['inner.zip', 'application/zip', 'opened'],
    ['x', 'text/plain', 'pages'],
  ]);
});

test('an XDM archive gives the documents it lists', async () => {
  const metadata =
    '<SubmitObjectsRequest><ExtrinsicObject mimeType="text/xml"><Slot name="URI"><ValueList><Value>DOC1.XML</Value></ValueList></Slot></ExtrinsicObject></SubmitObjectsRequest>';
  const zip = makeZip([
    { name: 'INDEX.HTM', text: '<html>index of the archive</html>' },
    { name: 'README.TXT', text: 'made by a program' },
    { name: 'IHE_XDM/SUBSET01/METADATA.XML', text: metadata },
    { name: 'IHE_XDM/SUBSET01/STYLE.XSL', text: '<?xml version="1.0"?><x/>' },
    { name: 'IHE_XDM/SUBSET01/DOC1.XML', text: clinicalDocument().toString() },
  ]);

  const { allFiles, pages } = await unpackAll(zip);

  expect(allFiles.slice(1).map(({ name, fate, code }) => [name, fate, code])).toEqual([
    ['INDEX.HTM', 'ignored', 'archive-frame'],
    ['README.TXT', 'ignored', 'archive-frame'],
    ['METADATA.XML', 'ignored', 'archive-frame'],
    ['STYLE.XSL', 'ignored', 'archive-frame'],
    ['DOC1.XML', 'pages', undefined],
  ]);
  expect(pages).toBe(1);
});

test('winmail.dat is opened', async () => {
  const pdf = await drawPdf((page) => void page.text(REFERRAL));

  const { allFiles, allPages } = await unpackAll(winmail(pdf));

  expect(allFiles.map(({ name, mediaType, fate }) => [name, mediaType, fate])).toEqual([
    [undefined, 'application/vnd.ms-tnef', 'opened'],
    [undefined, 'text/plain', 'text'],
    ['letter.pdf', 'application/pdf', 'pages'],
  ]);
  expect(linesOf(allPages[0])).toEqual(['Please see this patient, as we discussed.']);
  expect(linesOf(allPages[1])).toEqual([REFERRAL]);
});

test.each([
  ['an archive that unpacks to gigabytes', zipBomb(4, 400), 'unpacks-too-large'],
  ['a Word document of 300 MB', hugeDocx(300), 'unpacks-too-large'],
  ['a locked archive', lockedZip(), 'password'],
  ['an archive that is cut off', makeZip([{ name: 'a.txt', text: REFERRAL }]).subarray(0, 60), 'damaged'],
])('%s is refused with the reason', async (_name, bytes, code) => {
  const { allFiles, pages } = await unpackAll(bytes);

  expect(pages).toBe(0);
  expect(allFiles.at(-1)).toMatchObject({ fate: 'refused', code });
  expect(allFiles.at(-1)?.reason).toBeDefined();
});

test('archives that lie about their size give no more than they said', async () => {
  const { allFiles } = await unpackAll(zipBomb(2, 300, true));

  expect(allFiles.slice(1)).toMatchObject([
    { fate: 'refused', code: 'damaged' },
    { fate: 'refused', code: 'damaged' },
  ]);
});

test('archives in archives end somewhere', async () => {
  const { allFiles } = await unpackAll(nestedZip(8, Buffer.from(REFERRAL)));

  expect(allFiles).toHaveLength(7);
  expect(allFiles.at(-1)).toMatchObject({ fate: 'refused', code: 'too-deep' });
});

function clinicalDocument(): Buffer {
  return Buffer.from(
    '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><code code="57133-1" codeSystem="2.16.840.1.113883.6.1"/><title>Referral note</title>' +
      '<recordTarget><patientRole><telecom value="tel:+1-555-555-0101"/><patient><name><given>Anna</given><family>Zztest</family></name><birthTime value="19610305"/></patient></patientRole></recordTarget>' +
      '<author><assignedAuthor><assignedPerson><name><given>Bo</given><family>Zztestman</family></name></assignedPerson></assignedAuthor></author>' +
      '<component><structuredBody><component><section><title>Reason for referral</title><text>Cataract, right eye</text></section></component></structuredBody></component></ClinicalDocument>',
  );
}

function docx(): Buffer {
  const run = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
  const space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const cell = (text: string): string => `<w:tc>${run(text)}</w:tc>`;
  return makeZip([
    {
      name: '[Content_Types].xml',
      text: '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    },
    {
      name: '_rels/.rels',
      text: '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    },
    {
      name: 'word/document.xml',
      text: `<?xml version="1.0"?><w:document ${space}><w:body>${run(REFERRAL)}<w:tbl><w:tr>${cell('Urgency')}${cell('Routine')}</w:tr></w:tbl></w:body></w:document>`,
    },
    {
      name: 'word/header1.xml',
      text: `<?xml version="1.0"?><w:hdr ${space}>${run('Northside Clinic, phone 555-0101')}</w:hdr>`,
    },
  ]);
}

/** [MS-OXTNEF]: code page, body, one attachment. */
function winmail(pdf: Buffer): Buffer {
  const attribute = (level: number, id: number, type: number, data: Buffer): Buffer => {
    const head = Buffer.alloc(9);
    head.writeUInt8(level, 0);
    head.writeUInt16LE(id, 1);
    head.writeUInt16LE(type, 3);
    head.writeUInt32LE(data.length, 5);
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(data.reduce((total, byte) => (total + byte) & 0xffff, 0));
    return Buffer.concat([head, data, sum]);
  };
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    attribute(1, 0x9007, 6, Buffer.from([0xe4, 4, 0, 0, 0, 0, 0, 0])),
    attribute(1, 0x800c, 2, Buffer.from('Please see this patient, as we discussed.\0')),
    attribute(2, 0x9002, 6, Buffer.alloc(14)),
    attribute(2, 0x8010, 1, Buffer.from('letter.pdf\0')),
    attribute(2, 0x800f, 6, pdf),
  ]);
}

/** As archives are that want a password: the first bit of the flags is set. */
function lockedZip(): Buffer {
  const zip = makeZip([{ name: 'a.txt', text: deflateRawSync(REFERRAL) }]);
  const directory = zip.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  zip.writeUInt16LE(1, 6);
  zip.writeUInt16LE(1, directory + 8);
  return zip;
}
