import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniseFaxMail } from './fax-mail.ts';
import type { Envelope } from './fax-mail.ts';

const sheet = [{ type: 'application/pdf', fileName: 'document.pdf' }];
const mail = (subject: string, rest: Partial<Envelope> = {}): Envelope => ({
  subject,
  text: '',
  attachments: sheet,
  ...rest,
});

describe('faxes', () => {
  test.each([
    ['eFax message from "1 999 555 0123" - 3 page(s)', { fromNumber: '9995550123', pages: 3 }],
    ['eFax from 999-555-0123 - 2 page(s), Caller-ID: 1-999-555-0123', { fromNumber: '9995550123', pages: 2 }],
    ['You have received a 3 page fax from 999-555-0123', { fromNumber: '9995550123', pages: 3 }],
    ['New Fax Message from (999) 555-0123', { fromNumber: '9995550123' }],
    ['Incoming fax: +19995550123', { fromNumber: '9995550123' }],
    ['Fax received from ZZTEST CLINIC [9995550123]', { fromNumber: '9995550123' }],
    ['Fax Received', {}],
  ])('%s', (subject, expected) => {
    expect(recogniseFaxMail(mail(subject))).toEqual({ kind: 'fax', ...expected });
  });

  test('number, name, station and pages may stand in the text', () => {
    const text =
      'You have received a new fax.\r\nFrom: 999.555.0123\r\nCSID: ZZTEST FAMILY MED\r\nCaller name: ZZTEST CLINIC\r\nPages: 12\r\n';

    expect(recogniseFaxMail(mail('Document 4711', { text }))).toEqual({
      kind: 'fax',
      fromNumber: '9995550123',
      csid: 'ZZTEST FAMILY MED',
      callerName: 'ZZTEST CLINIC',
      pages: 12,
    });
  });

  test('a service that calls itself fax says only how many pages', () => {
    expect(
      recogniseFaxMail(
        mail('2 pages for you', { fromName: 'Office Fax', fromAddress: 'noreply@svc.example' }),
      ),
    ).toEqual({ kind: 'fax', pages: 2 });
  });

  test('any number in any way of writing is the same ten digits', () => {
    const digits = fc.tuple(
      fc.stringMatching(/^[2-9]\d{2}$/),
      fc.stringMatching(/^\d{3}$/),
      fc.stringMatching(/^\d{4}$/),
    );
    const writings = fc.constantFrom(
      (a: string, b: string, c: string) => `${a}-${b}-${c}`,
      (a: string, b: string, c: string) => `(${a}) ${b}-${c}`,
      (a: string, b: string, c: string) => `+1${a}${b}${c}`,
      (a: string, b: string, c: string) => `1 ${a} ${b} ${c}`,
      (a: string, b: string, c: string) => `1-${a}-${b}-${c}`,
      (a: string, b: string, c: string) => `${a}.${b}.${c}`,
    );
    fc.assert(
      fc.property(digits, writings, fc.integer({ min: 1, max: 999 }), ([a, b, c], write, pages) => {
        const found = recogniseFaxMail(mail(`Fax from "${write(a, b, c)}" - ${pages} page(s)`));
        expect(found).toEqual({ kind: 'fax', fromNumber: `${a}${b}${c}`, pages });
      }),
    );
  });
});

describe('scans', () => {
  test.each([
    'Scanned from a Xerox Multifunction Printer',
    'Message from KMBT_C224',
    'Message from "RNP0026738D3E"',
    'Scan from front desk copier',
    'Attached Image',
  ])('%s', (subject) => {
    const text = 'This E-mail was sent from "RNP0026738D3E" (MP C3002).';
    expect(recogniseFaxMail(mail(subject, { text }))).toEqual({ kind: 'scan' });
  });
});

describe('mails of people', () => {
  test.each([
    'Please fax records to 999-555-0123',
    'Re: eFax message from "1 999 555 0123" - 3 page(s)',
    'Fwd: New fax from 999-555-0123',
    'Referral for our patient, 2 pages',
    'Our fax number has changed',
    'Scan results',
  ])('%s', (subject) => {
    expect(recogniseFaxMail(mail(subject, { fromAddress: 'frontdesk@office.example' }))).toBeUndefined();
  });

  test('without a sheet there is no fax', () => {
    expect(recogniseFaxMail(mail('New fax from 999-555-0123', { attachments: [] }))).toBeUndefined();
    const word = [{ type: 'application/msword', fileName: 'letter.doc' }];
    expect(recogniseFaxMail(mail('New fax from 999-555-0123', { attachments: word }))).toBeUndefined();
  });

  test('whatever stands in them, looking at them ends', () => {
    const words = fc.constantFrom(
      'fax ',
      'from ',
      '9',
      '(',
      '- ',
      'received ',
      'a ',
      'new ',
      'page ',
      '"',
      'scan ',
      'csid: ',
      '\n',
      ' ',
    );
    const text = fc.array(words, { maxLength: 2_000 }).map((all) => all.join('').slice(0, 4_000));
    fc.assert(
      fc.property(text, fc.string(), (one, other) => {
        const found = recogniseFaxMail(mail(other, { text: one }));
        const number = found?.kind === 'fax' ? found.fromNumber : undefined;
        expect(number ?? '2000000000').toMatch(/^[2-9]\d{9}$/);
      }),
    );
  });
});
