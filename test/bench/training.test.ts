import { expect, test } from 'vitest';
import { faces } from '../../bench/documents/generate/fonts.ts';
import { luckOf } from '../../bench/documents/generate/luck.ts';
import { openPaper, pageHeight, pageWidth, type Printed } from '../../bench/documents/generate/sheet.ts';
import { fractional, trainingFile } from '../../bench/documents/training/files.ts';
import { drawPage } from '../../bench/documents/training/page.ts';
import { PART, partOf, printModel } from '../../src/readers/tesseract/trained-data.ts';

test('a network in whole numbers is multiplied out: a fraction for each weight, nothing else changed', () => {
  const network = Buffer.from(partOf(printModel(), PART.network));

  const multiplied = fractional(network);

  // 1,461,007 weights of 8 bytes in place of 1; of each of its 18 matrices the scales are gone, and the empty value is 8 bytes.
  const weights = 1_461_007;
  const rows = 16 + 4 * (64 + 96 + 96 + 512) + 112;
  const matrices = 1 + 4 * 4 + 1;
  expect(multiplied).toHaveLength(network.length + 7 * weights - 8 * rows + 3 * matrices);
  const first = network.indexOf('ConvNL') + 'ConvNL'.length;
  const scale = network.readDoubleLE(first + 10 + 160 + 4);
  expect(multiplied.readDoubleLE(first + 17)).toBe(network.readInt8(first + 10) * scale);
  expect(() => fractional(multiplied)).toThrow('The weights of this network are fractions already');
  expect(() => fractional(network.subarray(1))).toThrow('Layers of this network are not told by name');
});

test('lines to learn from are written as the training tools read them', () => {
  const file = trainingFile([{ name: '1-2-3', png: Buffer.from('PNG'), text: 'Größe 5' }]);

  const text = Buffer.from('Größe 5');
  expect(file.toString('hex')).toBe(
    Buffer.concat([
      Buffer.from([1, 0, 0, 0, 1]),
      Buffer.from([5, 0, 0, 0]),
      Buffer.from('1-2-3'),
      Buffer.from([0, 0, 0, 0]),
      Buffer.from([3, 0, 0, 0]),
      Buffer.from('PNG'),
      Buffer.from([3, 0, 0, 0]),
      Buffer.from('eng'),
      Buffer.from([text.length, 0, 0, 0]),
      text,
      Buffer.alloc(9),
    ]).toString('hex'),
  );
});

test('pages to learn from are full, within the paper, and the same for the same seed', () => {
  const drawn = (seed: number): Printed => {
    const sheet = openPaper().addSheet();
    const luck = luckOf(seed, 'test');
    drawPage(sheet, luck, () => luck.pick(Object.values(faces)));
    return sheet.printed();
  };

  for (let seed = 0; seed < 12; seed += 1) {
    const { runs } = drawn(seed);
    expect(runs.length).toBeGreaterThan(15);
    for (const { box } of runs) {
      expect(box.x).toBeGreaterThan(0);
      expect(box.x + box.width).toBeLessThan(pageWidth);
      expect(box.y + box.height).toBeLessThan(pageHeight);
    }
  }
  expect(drawn(3).runs).toEqual(drawn(3).runs);
  expect(drawn(3).runs).not.toEqual(drawn(4).runs);
});
