import { expect, test } from 'vitest';
import { makeZip } from '../../../../test/support/zip.ts';
import { DOCX, kindOf, OFFICE, sniffFile } from './sniff.ts';

test.each([
  ['%PDF-1.7', 'application/pdf'],
  ['junk before %PDF-1.4', 'application/pdf'],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['RIFF1234WEBP', 'image/webp'],
  ['\0\0\0\x18ftypheic', 'image/heic'],
  ['\0\0\0\x18ftypavif', 'image/avif'],
  ['\x78\x9f\x3e\x22', 'application/vnd.ms-tnef'],
  ['{\\rtf1 x}', 'text/rtf'],
  ['<!DOCTYPE html><p>x', 'text/html'],
  ['<?xml version="1.0"?><ClinicalDocument>', 'text/xml'],
  ['Dear colleague, please see', 'text/plain'],
  ['From: Dr Zztest\nTo: Dr Zztestman\nDate: today\n\nPlease see', 'text/plain'],
  ['From: a@north.example\r\nMessage-ID: <1@north.example>\r\n\r\n<html>x', 'message/rfc822'],
  ['Received: from x\r\nSubject: hi\r\n\r\n%PDF-1.4 in a mail', 'message/rfc822'],
  ['\x01\x02\x03', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('%j is %s', (head, type) => {
  expect(sniffFile(Buffer.from(head, 'latin1'))).toBe(type);
});

test('archives of Office are told apart by what is in them', () => {
  expect(sniffFile(makeZip([{ name: 'word/document.xml', text: '<x/>' }]))).toBe(DOCX);
  expect(sniffFile(makeZip([{ name: 'xl/workbook.xml', text: '<x/>' }]))).toBe(OFFICE);
  expect(sniffFile(makeZip([{ name: 'scan.pdf', text: 'x' }]))).toBe('application/zip');
});

test('who says that it is a mail is believed when the bytes say nothing better', () => {
  const file = { role: 'arrival', declaredType: 'message/rfc822' } as const;

  expect(kindOf(file, Buffer.from('\r\nX-Odd: mail\r\n\r\nwords'))).toBe('message/rfc822');
  expect(kindOf(file, Buffer.from('%PDF-1.7'))).toBe('application/pdf');
  expect(kindOf({ role: 'mail_text', declaredType: 'text/plain' }, Buffer.from('%PDF-1.7'))).toBe(
    'text/plain',
  );
});
