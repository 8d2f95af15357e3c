import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from './block.ts';
import { decodeEntities } from './entities.ts';
import { readHtml, readHtmlText } from './html.ts';
import { scanMarkup } from './markup.ts';

test('headings, paragraphs, styles and breaks become blocks and runs', () => {
  const blocks = readHtmlText('<h2>Plan</h2><p>Start <b>latanoprost <i>nightly</i></b><br>in both eyes</p>');

  expect(blocks).toEqual([
    { kind: 'heading', level: 2, runs: [{ text: 'Plan' }] },
    {
      kind: 'paragraph',
      runs: [
        { text: 'Start ' },
        { text: 'latanoprost ', bold: true },
        { text: 'nightly', bold: true, italic: true },
        { text: '\nin both eyes' },
      ],
    },
  ]);
});

test('lists count and nest', () => {
  const blocks = readHtmlText('<ol start=3><li><p>one</p><ul><li>inner</ul><li>two</ol>');

  expect(blocks.map((block) => (block.kind === 'list_item' ? [block.level, block.marker] : block))).toEqual([
    [1, '3.'],
    [2, '•'],
    [1, '4.'],
  ]);
});

test('tables keep header rows, column spans and repeat a row label over its rows', () => {
  const [table] = readHtmlText(
    '<table><thead><tr><th>Drug<th colspan=2>Dose</thead>' +
      '<tr><td rowspan=2>Latanoprost<td>OD<td>1</tr><tr><td>OS<td>2</tr></table>',
  );

  expect(table).toMatchObject({
    kind: 'table',
    rows: [
      { isHeader: true, cells: [{ span: 1 }, { span: 2, runs: [{ text: 'Dose', bold: true }] }] },
      { isHeader: false },
      { isHeader: false, cells: [{ runs: [{ text: 'Latanoprost' }] }, { runs: [{ text: 'OS' }] }, {}] },
    ],
  });
});

test('a table that only lays out the page gives its content up as blocks', () => {
  const html = '<table><tr><td>Head<table><tr><td>A<td>B</table>Tail</td></tr></table>';

  expect(readHtmlText(html).map((block) => block.kind)).toEqual(['paragraph', 'table', 'paragraph']);
});

test('scripts, styles and hidden text are left out; images leave their words', () => {
  const html =
    '<head><title>t</title><style>p{}</style></head><script>if (a<b) alert("x")</script>' +
    '<p style="display:none">draft</p><p>Seen <img alt="fundus" src="http://x.invalid/a.png"></p>';

  expect(plainText(readHtmlText(html))).toBe('Seen [Image: fundus]');
});

test('text after an element that is never closed is not lost', () => {
  expect(plainText(readHtmlText('<select><p>IOP 14'))).toBe('IOP 14');
  expect(plainText(readHtmlText('before <!-- never closed'))).toContain('never closed');
  expect(plainText(readHtmlText('<p>BP <120 and C/D<0.3'))).toBe('BP <120 and C/D<0.3');
});

test('deleted text is struck through, powers stay powers, ticked boxes stay ticked', () => {
  expect(readHtmlText('<del>OD</del>')).toMatchObject([{ runs: [{ text: 'OD', strike: true }] }]);
  expect(plainText(readHtmlText('10<sup>9</sup>/L, CO<sub>2</sub>'))).toBe('10⁹/L, CO₂');
  expect(plainText(readHtmlText('<input type=checkbox checked>smoker'))).toBe('☑ smoker');
});

test('the style of a paragraph ends with it, closed or not', () => {
  const blocks = readHtmlText('<p style="font-weight:bold">Impression<p>Stable');

  expect(blocks).toMatchObject([{ runs: [{ bold: true }] }, { runs: [{ text: 'Stable' }] }]);
  expect(blocks[1]).not.toMatchObject({ runs: [{ bold: true }] });
});

test('entities are characters, unknown ones stay as written', () => {
  expect(decodeEntities('&lt;&ge;&eacute;&#946;&#x3bc;&#150;&bogus;&beta')).toBe('<≥éβμ–&bogus;β');
  expect(decodeEntities('AT&T R&D')).toBe('AT&T R&D');
});

test('the charset of the page is believed', () => {
  expect(plainText(readHtml(Buffer.from('<meta charset="iso-8859-7"><p>\u00E1', 'latin1')))).toBe('α');
});

test('words of any markup-free text survive', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9.,:%é-]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
      const tagged = words
        .map((text, index) => `<${TAGS[index % TAGS.length]}>${text}</${TAGS[index % TAGS.length]}>`)
        .join(' ');
      expect(plainText(readHtmlText(tagged)).replace(/\s+/g, '')).toBe(words.join(''));
    }),
  );
});

test('nothing makes the reader throw', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '"',
    "='",
    '="',
    '&#',
    ';',
    'td',
    'table',
    'tr',
    'li',
    'ul',
    '<!--',
    '-->',
    '<![CDATA[',
    'a',
    ' ',
    '<td rowspan=3>',
    '<svg>',
    '<h1>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), fc.uint8Array({ maxLength: 60 }), (pieces, bytes) => {
      expect(Array.isArray(readHtml(Buffer.concat([Buffer.from(pieces.join('')), bytes])))).toBe(true);
    }),
  );
});

test('the work grows with the input, not with its square', () => {
  for (const piece of HOSTILE) {
    const [small, large] = [2_000, 8_000].map((times) =>
      scanMarkup(piece.repeat(times), 'html', () => undefined),
    );

    expect(large ?? 0).toBeLessThan((small ?? 0) * 4.2 + 1_000);
  }
});

test('deep nesting and hostile spans neither throw nor multiply', () => {
  const deep = '<div><b><ul><li><table><tr><td rowspan=999 colspan=999>'.repeat(3_000);
  const cells = readHtmlText(deep).flatMap((block) =>
    block.kind === 'table' ? block.rows.flatMap((row) => row.cells) : [],
  );

  expect(cells.length).toBeLessThan(100_000);
});

const TAGS = ['p', 'b', 'div', 'td', 'span', 'i', 'section'];
const HOSTILE = [
  '<',
  '<!--',
  '<![CDATA[',
  '<?',
  '<!',
  '<a ',
  '<a b="',
  "<a b='x",
  '<a b="<a" ',
  '<script>',
  '</',
  '&',
  '<a b="c" d=\'>',
  '<p>x',
  '<a b="x">"',
  '<table><tr><td>',
];
