import { degrees, PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageLoopPdf, pdfOf } from '../../../../test/support/bombs.ts';
import { drawPdf } from '../../../../test/support/pdfs.ts';
import { barsPage, codeBars } from '../../../../test/support/tiffs.ts';
import { differing, linesOf, openUnpacking, pixelsOf } from '../../../../test/support/unpacking.ts';

const { unpackAll, close } = openUnpacking();

afterAll(close);

const WIDTH = 1728;
const HEIGHT = 2200;
const FONT = 'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf';

/** A scanned page: black blocks here and there, different in every corner. */
const scan = new Uint8Array(WIDTH * HEIGHT).fill(255);
for (let y = 100; y < HEIGHT - 300; y += 1) {
  for (let x = 80; x < WIDTH - 500; x += 1) {
    if ((Math.floor(x / 24) * 7 + Math.floor(y / 18) * 3) % 5 === 0) scan[y * WIDTH + x] = 0;
  }
}
let scanPng: Buffer;
const bars = barsPage(HEIGHT);
const fax = Buffer.from(codeBars(bars.lines, false));

beforeAll(async () => {
  const raw = { width: WIDTH, height: HEIGHT, channels: 1 } as const;
  scanPng = await sharp(scan, { raw }).toColourspace('b-w').png().toBuffer();
});

describe('text', () => {
  test('words have their places: all ink lies in their boxes', async () => {
    const pdf = await drawPdf((page) => {
      page.fontSize(14).text('Referral to ophthalmology', 50, 60);
      page.fontSize(10).text('Patient: Zztest, Anna', 50, 100).text('DOB: 03/05/1961', 320, 100);
      page.text('Reason: office visit, flashes and floaters', 50, 130);
    });

    const { allPages, allFiles } = await unpackAll(pdf);

    const [page] = allPages;
    expect(allFiles).toMatchObject([{ index: 0, fate: 'pages', mediaType: 'application/pdf' }]);
    expect(linesOf(page)).toEqual([
      'Referral to ophthalmology',
      'Patient: Zztest, Anna DOB: 03/05/1961',
      'Reason: office visit, flashes and floaters',
    ]);
    expect(page?.image).toMatchObject({ mediaType: 'image/png', width: 1224, height: 1584, dpiX: 144 });
    const { data, width } = await pixelsOf(page);
    for (const { box } of page?.words ?? []) {
      for (let y = box.y - 1; y <= box.y + box.height; y += 1)
        data.fill(255, y * width + box.x - 1, y * width + box.x + box.width + 1);
    }
    expect(data.every((value) => value > 250)).toBe(true);
  });

  test.each([90, 180, 270])('a page that is shown turned by %i degrees', async (turn) => {
    const straight = await drawPdf((page) => void page.text('Referral for Anna Zztest, cataract', 70, 90));
    const document = await PDFDocument.load(straight);
    document.getPage(0).setRotation(degrees(turn));

    const { allPages } = await unpackAll(await document.save());

    // However it is shown, text is given upright.
    expect(linesOf(allPages[0])).toEqual(['Referral for Anna Zztest, cataract']);
    expect(allPages[0]?.image).toMatchObject({ width: 1224, height: 1584 });
    const { box } = allPages[0]?.words?.[0] ?? { box: { x: 0, y: 0 } };
    expect(Math.abs(box.x - 140)).toBeLessThan(6);
    expect(Math.abs(box.y - 182)).toBeLessThan(8);
  });

  test('a layer that says something else than the page shows is not believed', async () => {
    const good = await drawPdf(
      (page) => void page.font(FONT).text('Referral for Anna Zztest, cataract evaluation'),
      { compress: false },
    );
    // Without the table of its characters, glyph numbers are all that is left.
    const bad = Buffer.from(good.toString('latin1').replaceAll('/ToUnicode', '/XoUnicode'), 'latin1');

    expect((await unpackAll(good)).allPages[0]?.words).toHaveLength(6);
    const { allPages } = await unpackAll(bad);
    expect(allPages[0]?.words).toBeUndefined();
    expect(allPages[0]?.image).toMatchObject({ dpiX: 204, dpiY: 204 });
  });

  test('boxes and bullets of symbol fonts are signs', async () => {
    const pdf = await drawPdf(
      (page) => void page.font(FONT).text('Q Urgent referral Z Routine referral W Other referral'),
      { compress: false },
    );
    // As Word writes them: codes of the private area.
    const wordy = pdf
      .toString('latin1')
      .replace('<0051>', '<f0fe>')
      .replace('<005a>', '<f0a8>')
      .replace('<0057>', '<f0b7>');

    const { allPages } = await unpackAll(Buffer.from(wordy, 'latin1'));

    expect(linesOf(allPages[0])).toEqual(['☑ Urgent referral ☐ Routine referral • Other referral']);
  });

  test('a blank page is a page without words', async () => {
    const { allPages } = await unpackAll(await drawPdf(() => undefined));

    expect(allPages[0]?.words).toEqual([]);
  });
});

describe('scans are pulled out pixel for pixel', () => {
  test('a PNG in a PDF', async () => {
    const pdf = await drawPdf((page) => void page.image(scanPng, 0, 0, { width: 612, height: 792 }));

    const { allPages } = await unpackAll(pdf);

    expect(allPages[0]?.words).toBeUndefined();
    expect(allPages[0]?.image).toMatchObject({ width: WIDTH, height: HEIGHT, dpiX: 203.3, dpiY: 200 });
    expect(differing((await pixelsOf(allPages[0])).data, scan)).toBe(0);
  });

  test.each([
    ['a fax', '/ColorSpace/DeviceGray', false],
    ['a fax in negative', '/ColorSpace/DeviceGray/Decode[1 0]', true],
    ['a fax as a stencil', '/ImageMask true', false],
  ])('%s', async (_name, entries, isNegative) => {
    const { allPages } = await unpackAll(faxPdf(entries));

    const page = allPages[0];
    expect(page?.image).toMatchObject({ width: WIDTH, height: HEIGHT });
    const { data } = await pixelsOf(page);
    const expected = isNegative ? bars.data.map((value) => 255 - value) : bars.data;
    expect(differing(data, expected)).toBe(0);
  });

  test.each([90, 180, 270])('turned by %i degrees', async (turn) => {
    const pdf = await drawPdf((page) => void page.image(scanPng, 0, 0, { width: 612, height: 792 }));
    const document = await PDFDocument.load(pdf);
    document.getPage(0).setRotation(degrees(turn));

    const { allPages } = await unpackAll(await document.save());

    const raw = { width: WIDTH, height: HEIGHT, channels: 1 } as const;
    const expected = await sharp(scan, { raw }).rotate(turn).toColourspace('b-w').raw().toBuffer();
    expect(differing((await pixelsOf(allPages[0])).data, expected)).toBe(0);
  });

  test('the reading a scanner left behind is not taken for text', async () => {
    const pdf = await drawPdf((page) => {
      page.image(scanPng, 0, 0, { width: 612, height: 792 });
      page.addContent('3 Tr');
      page.fontSize(10).text('Relerral for Anra Zztest, cataraet evaluation', 50, 60);
    });

    const { allPages } = await unpackAll(pdf);

    expect(allPages[0]?.words).toBeUndefined();
    expect(differing((await pixelsOf(allPages[0])).data, scan)).toBe(0);
  });

  test('what was stamped over a scan stays on it', async () => {
    const pdf = await drawPdf(
      (page) => {
        page.image(scanPng, 0, 0, { width: 612, height: 792 });
        page.fontSize(9).text('FROM 555-0101 TO 555-0102 PAGE 1 OF 3', 50, 10);
      },
      { margin: 0 },
    );

    const { allPages } = await unpackAll(pdf);

    expect(allPages[0]?.words).toBeUndefined();
    expect(allPages[0]?.image).toMatchObject({ width: WIDTH, height: HEIGHT });
    const { data } = await pixelsOf(allPages[0]);
    const top = data.subarray(0, WIDTH * 60).filter((value) => value < 128).length;
    expect(top).toBeGreaterThan(1000);
  });
});

test('what was filled into a form is read, ticks included', async () => {
  const { allPages } = await unpackAll(await formPdf());

  expect(linesOf(allPages[0])).toEqual(['Patient name: Anna Zztest', '☒ Urgent ☐ Routine']);
});

test('a drawing with little text is drawn for the reader', async () => {
  const pdf = await drawPdf((page) => void page.rect(100, 100, 300, 200).stroke().text('OD', 120, 120));

  const { allPages } = await unpackAll(pdf);

  expect(allPages[0]?.words).toBeUndefined();
  expect(allPages[0]?.image).toMatchObject({ width: 1734, height: 2244, dpiX: 204 });
});

test('a form that only its own program can show is refused', async () => {
  const content =
    'BT /F 12 Tf 50 700 Td (Please wait... If this message is not replaced, your PDF viewer may not) Tj ET';
  const pdf = pdfOf([
    '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 6 0 R>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Length 11>>stream\n<xdp></xdp>\nendstream',
  ]);

  const { allFiles } = await unpackAll(pdf);

  expect(allFiles).toMatchObject([{ fate: 'refused', code: 'dynamic-form' }]);
});

test('what was typed over a page is part of it', async () => {
  const appearance = 'BT /F 12 Tf 2 4 Td (Seen by Dr Zztestman) Tj ET';
  const font = '/Resources<</Font<</F 5 0 R>>>>';
  const content = 'BT /F 12 Tf 50 700 Td (Referral for Anna Zztest, cataract) Tj ET';
  const pdf = pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R${font}/Annots[6 0 R]>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/Annot/Subtype/FreeText/F 4/Rect[50 600 250 620]/Contents(Seen)/AP<</N 7 0 R>>>>',
    `<</Type/XObject/Subtype/Form/BBox[0 0 200 20]${font}/Length ${appearance.length}>>stream\n${appearance}\nendstream`,
  ]);

  const { allPages } = await unpackAll(pdf);

  expect(linesOf(allPages[0])).toEqual(['Referral for Anna Zztest, cataract', 'Seen by Dr Zztestman']);
});

describe('protected and broken files', () => {
  const text = (page: PDFKit.PDFDocument): void => void page.text('Referral for Anna Zztest, cataract');

  test('a password is asked of the sender, or used', async () => {
    const locked = await drawPdf(text, { userPassword: 'example', pdfVersion: '1.7ext3' });

    expect((await unpackAll(locked)).allFiles).toMatchObject([
      { fate: 'refused', code: 'password', reason: expect.stringContaining('ask the sender') },
    ]);
    const opened = await unpackAll(locked, { passwords: ['wrong', 'example'] });
    expect(linesOf(opened.allPages[0])).toEqual(['Referral for Anna Zztest, cataract']);
  });

  test('a file only its owner may change opens', async () => {
    const { allPages } = await unpackAll(await drawPdf(text, { ownerPassword: 'example' }));

    expect(allPages).toHaveLength(1);
  });

  test('a table of objects that is wrong is mended', async () => {
    const good = (await drawPdf(text)).toString('latin1');
    const broken = Buffer.from(`junk junk\n${good.replace(/startxref\n\d+/, 'startxref\n7')}`, 'latin1');

    expect(linesOf((await unpackAll(broken)).allPages[0])).toEqual(['Referral for Anna Zztest, cataract']);
  });

  test('a file that ends in the middle is told', async () => {
    const whole = await drawPdf((page) => {
      for (let index = 0; index < 30; index += 1) page.addPage().text(`Referral page ${index}, Anna Zztest`);
    });

    const { allFiles, pages } = await unpackAll(whole.subarray(0, whole.length * 0.6));

    expect(allFiles[0]?.code).toMatch(/cut-off|damaged|no-pages/);
    expect(allFiles[0]?.reason).toBeDefined();
    expect(pages).toBeLessThan(31);
  });

  test.each([
    ['without pages', pdfOf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>'])],
    ['whose pages lead in a circle', pageLoopPdf()],
    ['that is only called one', Buffer.from('%PDF-1.7 and nothing else')],
  ])('a file %s is refused', async (_name, pdf) => {
    const { allFiles, allPages } = await unpackAll(pdf);

    expect(allPages).toEqual([]);
    expect(allFiles).toMatchObject([{ fate: 'refused', reason: expect.stringContaining('ask the sender') }]);
  });

  test('files attached to a PDF are files of their own', async () => {
    const pdf = await drawPdf((page) => {
      page.text('The records are attached to this letter.');
      page.file(Buffer.from('Referral for Anna Zztest, cataract evaluation OD'), {
        name: '../records/note.txt',
      });
    });

    const { allFiles, allPages } = await unpackAll(pdf);

    expect(
      allFiles.map(({ index, parent, name, mediaType, fate }) => [index, parent, name, mediaType, fate]),
    ).toEqual([
      [0, undefined, undefined, 'application/pdf', 'pages'],
      [1, 0, 'note.txt', 'text/plain', 'pages'],
    ]);
    expect(linesOf(allPages[1])).toEqual(['Referral for Anna Zztest, cataract evaluation OD']);
  });
});

async function formPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage([612, 792]);
  const font = await document.embedFont(StandardFonts.Helvetica);
  const form = document.getForm();
  page.drawText('Patient name:', { x: 50, y: 700, size: 11, font });
  page.drawText('Urgent', { x: 70, y: 652, size: 11, font });
  page.drawText('Routine', { x: 170, y: 652, size: 11, font });
  const name = form.createTextField('name');
  name.setText('Anna Zztest');
  name.addToPage(page, { x: 150, y: 694, width: 200, height: 18, borderWidth: 0 });
  const urgent = form.createCheckBox('urgent');
  urgent.addToPage(page, { x: 50, y: 650, width: 12, height: 12 });
  urgent.check();
  form.createCheckBox('routine').addToPage(page, { x: 150, y: 650, width: 12, height: 12 });
  return await document.save();
}

function faxPdf(entries: string): Buffer {
  const content = Buffer.from('612 0 0 792 0 0 cm /I Do');
  const image = Buffer.concat([
    Buffer.from(
      `<</Type/XObject/Subtype/Image/Width ${WIDTH}/Height ${HEIGHT}/BitsPerComponent 1${entries}` +
        `/Filter/CCITTFaxDecode/DecodeParms<</K 0/EndOfLine true/Columns ${WIDTH}/Rows ${HEIGHT}>>/Length ${fax.length}>>stream\n`,
    ),
    fax,
    Buffer.from('\nendstream'),
  ]);
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content.toString()}\nendstream`,
    image,
  ]);
}
