import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMailbox, readReport } from './report.ts';

/** A report in the shape of RFC 6522, with these fields as its machine-readable part. */
function report(type: 'delivery-status' | 'disposition-notification', fields: string, returned = ''): Buffer {
  const lines = [
    'From: Mail Delivery <mailer-daemon@clinic.example>',
    'To: hub@practice.example',
    `Content-Type: multipart/report; report-type=${type};`,
    ' boundary="RAA14128.773615765/EXAMPLE"',
    '',
    '--RAA14128.773615765/EXAMPLE',
    '',
    'The original message was not delivered.',
    '--RAA14128.773615765/EXAMPLE',
    `Content-Type: message/${type}`,
    '',
    ...fields.trim().split('\n'),
    '',
    ...(returned === ''
      ? []
      : ['--RAA14128.773615765/EXAMPLE', 'Content-Type: message/rfc822', '', returned]),
    '--RAA14128.773615765/EXAMPLE--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** Fields of RFC 3464 appendix E.1, with domains of today's examples. */
const simple = `
Reporting-MTA: dns; cs.clinic.example

Original-Recipient: rfc822;louisl@clinic.example
Final-Recipient: rfc822;louisl@cs.clinic.example
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; 426 connection timed out
Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400
`;

/** RFC 3464 appendix E.2: several recipients of one mail. */
const several = `
Reporting-MTA: dns; cs.clinic.example
Original-Envelope-Id: 0190F0F0+2D0001

Original-Recipient: rfc822;arathib@vnet.example
Final-Recipient: rfc822;arathib@vnet.example
Action: failed
Status: 5.0.0 (permanent failure)
Diagnostic-Code: smtp;
 550 'arathib@vnet.example' is not a registered gateway user
Remote-MTA: dns; vnet.example

Original-Recipient: rfc822;wsnell@sdcc13.example
Final-Recipient: rfc822;wsnell@sdcc13.example
Action: delayed
Status: 4.6.0
`;

describe('delivery status notifications', () => {
  test('RFC 3464, E.1: who it was for, what became of it, and for good or for now', () => {
    expect(
      readReport(report('delivery-status', simple, 'Message-ID: <a@practice.example>\r\n\r\nx')),
    ).toEqual({
      kind: 'delivery',
      messageIds: ['<a@practice.example>'],
      recipients: [
        {
          original: 'louisl@clinic.example',
          final: 'louisl@cs.clinic.example',
          action: 'failed',
          status: '4.0.0',
        },
      ],
    });
  });

  test('RFC 3464, E.2: several recipients, and the envelope id out of its xtext', () => {
    expect(readReport(report('delivery-status', several))).toMatchObject({
      envelopeId: '0190F0F0-0001',
      messageIds: [],
      recipients: [
        { final: 'arathib@vnet.example', action: 'failed', status: '5.0.0' },
        { final: 'wsnell@sdcc13.example', action: 'delayed', status: '4.6.0' },
      ],
    });
  });

  test('a status part in base64, and lines that end in LF alone', () => {
    const coded = Buffer.from(simple.trim()).toString('base64');
    const mail = report('delivery-status', 'X: 1')
      .toString()
      .replace('\r\n\r\nX: 1', `\r\nContent-Transfer-Encoding: base64\r\n\r\n${coded}`);

    expect(readReport(Buffer.from(mail))).toMatchObject({ recipients: [{ status: '4.0.0' }] });
    expect(
      readReport(Buffer.from(report('delivery-status', several).toString().replaceAll('\r\n', '\n'))),
    ).toMatchObject({
      recipients: [{ status: '5.0.0' }, { status: '4.6.0' }],
    });
  });

  test.each([
    ['no recipient', 'Reporting-MTA: dns; x.example'],
    [
      'an action nobody knows',
      'Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822;a@b.example\nAction: eaten\nStatus: 5.0.0',
    ],
    [
      'a status that is none',
      'Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: bad',
    ],
  ])('%s: it cannot be read, and says why', (_what, fields) => {
    expect(readReport(report('delivery-status', fields))).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringContaining('Final-Recipient') as unknown,
    });
  });
});

describe('disposition notifications', () => {
  /** RFC 8098 section 9. */
  const displayed = `
Reporting-UA: joes-pc.cs.clinic.example; Foomail 97.1
Original-Recipient: rfc822;Joe_Recipient@clinic.example
Final-Recipient: rfc822;Joe_Recipient@clinic.example
Original-Message-ID: <199509192301.23456@practice.example>
Disposition: manual-action/MDN-sent-manually; displayed
`;
  /** Direct: processed, with the field the delivery notification guide asks for. */
  const dispatched = `
Reporting-UA: direct.clinic.example; (HISP)
Final-Recipient: rfc822; records@direct.clinic.example
Original-Message-ID: <199509192301.23456@practice.example>
Disposition: automatic-action/MDN-sent-automatically; dispatched
X-DIRECT-FINAL-DESTINATION-DELIVERY:
`;

  test.each([
    ['displayed', displayed, 'joe_recipient@clinic.example'],
    ['dispatched', dispatched, 'records@direct.clinic.example'],
  ])('%s, by whom, and of which mail', (type, fields, final) => {
    expect(readReport(report('disposition-notification', fields))).toMatchObject({
      kind: 'disposition',
      messageIds: ['<199509192301.23456@practice.example>'],
      recipients: [{ final }],
      disposition: { type, modifiers: [] },
    });
  });

  test('a modifier is kept: processed/error is no success', () => {
    const fields = displayed.replace('displayed\n', 'processed/error,expired\n');

    expect(readReport(report('disposition-notification', fields))).toMatchObject({
      disposition: { type: 'processed', modifiers: ['error', 'expired'] },
    });
  });

  test('what a gateway signed around it is taken off', () => {
    const inner = report('disposition-notification', dispatched).toString();
    const signed = `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=outer\r\n\r\n--outer\r\n${inner}\r\n--outer\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--outer--\r\n`;

    expect(readReport(Buffer.from(signed))).toMatchObject({ disposition: { type: 'dispatched' } });
  });
});

test.each([
  ['ana@clinic.example', true],
  ['ana+2Breferrals@clinic.example', false],
  ['thief@clinic.example', false],
  [undefined, false],
])('%s is ana@clinic.example: %s', (reported, is) => {
  expect(isMailbox(reported, 'Ana@clinic.example')).toBe(is);
});

test('a plus in an address stands for itself, and in xtext for its code', () => {
  expect(isMailbox('ana+25@clinic.example', 'ana+25@clinic.example')).toBe(true);
  expect(isMailbox('ana+2b25@clinic.example', 'ana+25@clinic.example')).toBe(true);
});

describe('what is no report', () => {
  test.each([
    'Subject: Undelivered Mail\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n',
    'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n--a--',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--',
    '',
  ])('%j', (mail) => {
    expect(readReport(Buffer.from(mail))).toBeUndefined();
  });

  test('any bytes are a report, an unreadable one or none', () => {
    const base = report('delivery-status', several).toString('latin1');
    fc.assert(
      fc.property(fc.nat(base.length), fc.nat(60), fc.string(), (at, cut, added) => {
        const mail = Buffer.from(base.slice(0, at) + added + base.slice(at + cut), 'latin1');
        expect(['delivery', 'unreadable', undefined]).toContain(readReport(mail)?.kind);
      }),
    );
  });
});
