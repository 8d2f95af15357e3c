import { expect, test } from 'vitest';
import { headerKey, sniffTable } from './sniff.ts';

test.each([
  ['a comma', 'NPI,Name\n1,2\n', ','],
  ['a semicolon, with commas in the names', '"Last, First";City\nx;y\n', ';'],
  ['a tab', 'NPI\tName\n', '\t'],
  ['a bar', 'NPI|Name|City\n', '|'],
])('%s is seen', (_, text, delimiter) => {
  expect(sniffTable(text)).toMatchObject({ delimiter, header: expect.any(Array), skip: 0 });
  expect(sniffTable(text).header.length).toBeGreaterThan(1);
});

test('a byte order mark and blank rows before the header are passed over', () => {
  const text = '\u00ef\u00bb\u00bf\r\nNPI, Name \r\n1,ZZTEST\r\n';

  expect(sniffTable(text)).toMatchObject({
    skip: 3,
    header: ['NPI', 'Name'],
    headerRow: 2,
    headerEnd: text.indexOf('1,'),
    samples: [['1', 'ZZTEST']],
  });
});

test('a header alone, without a line break, is a table', () => {
  expect(sniffTable('NPI,Name').header).toEqual(['NPI', 'Name']);
});

test.each([
  ['PK\u0003\u0004rest', 'Excel workbook'],
  ['%PDF-1.7', 'a PDF document'],
  ['MSH|^~\\&|A', 'an HL7 message'],
  ['{"a":1}', 'JSON'],
  ['<html>', 'XML or a web page'],
  ['', 'an empty file'],
  ['a\u0000b', 'a binary file'],
])('%j is refused with what was seen', (head, seen) => {
  expect(() => sniffTable(head)).toThrow(seen);
});

test('two columns of one name are refused', () => {
  expect(() => sniffTable('NPI,Phone,phone \n')).toThrow('Two columns are called "phone"');
});

test('headers are compared without case, doubled blanks and blanks around hyphens', () => {
  expect(headerKey('Address-  Address  Line 2')).toBe(headerKey('ADDRESS - Address Line 2'));
});
