import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStorable } from '../../lib/storable-text.ts';
import { decodeWords } from './encoded-words.ts';
import { mailIdentity } from './identity.ts';
import { lookAtParts } from './parts.ts';
import type { MailReading } from './settings.ts';
import { readMailTransport } from './transport.ts';

const at = '2026-01-05T15:00:00.000Z';
const reading: MailReading = { scanners: [], profiles: ['fax', 'scan'] };
const bytes = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');

const withSheet = (...head: readonly string[]): Buffer =>
  bytes(
    ...head,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="zz-1"',
    '',
    '--zz-1',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Please see =E2=80=9Cattached=E2=80=9D=',
    '.',
    '--zz-1',
    'Content-Type: application/pdf; name="a.pdf"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="a.pdf"',
    '',
    'JVBERi0=',
    '--zz-1--',
    '',
  );

describe('the envelope', () => {
  test('says who wrote, what about and when', () => {
    const mail = withSheet(
      'From: =?utf-8?Q?ZZTEST_Pr=C3=A4xis?= <Office@Practice.Example>',
      'Subject: =?iso-8859-1?B?Q2Fm6Q==?=',
      ' =?utf-8?Q?_referral?=',
      'Date: Mon, 5 Jan 2026 09:30:00 -0500 (EST)',
      'Message-ID: <1@practice.example>',
    );

    expect(readMailTransport(mail, at, reading)).toEqual({
      kind: 'mail',
      fromAddress: 'office@practice.example',
      fromName: 'ZZTEST Präxis',
      subject: 'Café referral',
      sentAt: '2026-01-05T14:30:00.000Z',
      receivedAt: at,
    });
  });

  test('a fax service hands over a fax, whose sender is not the service', () => {
    const mail = withSheet('From: svc@efax.example', 'Subject: Fax from 999-555-0123 - 1 page(s)');

    expect(readMailTransport(mail, at, reading)).toEqual({
      kind: 'fax',
      fromNumber: '9995550123',
      pages: 1,
      subject: 'Fax from 999-555-0123 - 1 page(s)',
      receivedAt: at,
      notice: { service: 'svc@efax.example' },
    });
    const known = { ...reading, faxServices: ['@other.example'] };
    expect(readMailTransport(mail, at, known).kind).toBe('mail');
    expect(readMailTransport(mail, at, { ...reading, faxServices: ['@efax.example'] }).kind).toBe('fax');
  });

  test('the own copier is no sender', () => {
    const mail = withSheet('From: Copier <copier@practice.example>', 'Subject: Attached Image');
    const own = { ...reading, scanners: ['copier@practice.example'] };

    expect(readMailTransport(mail, at, own)).toMatchObject({
      kind: 'upload',
      notice: { scanner: 'copier@practice.example' },
    });
    expect(readMailTransport(mail, at, own)).not.toHaveProperty('fromAddress');
    expect(readMailTransport(mail, at, reading)).toMatchObject({
      kind: 'mail',
      fromAddress: 'copier@practice.example',
      notice: { scanned: true },
    });
  });

  test('automatic and circling mails are told apart', () => {
    const hops = Array.from({ length: 51 }, () => 'Received: from a by b');
    const mail = bytes(...hops, 'Auto-Submitted: auto-replied (vacation)', 'X-Loop: x', '', '');

    expect(readMailTransport(mail, at, reading).notice).toEqual({
      autoSubmitted: 'auto-replied',
      loop: true,
      hops: 51,
    });
  });
});

describe('what the own server found out', () => {
  const trusted = { ...reading, trustedAuthServer: 'mx.practice.example' };
  const results =
    'Authentication-Results: mx.practice.example; spf=pass (dmarc=fail in a comment) smtp.mailfrom=a.example; dkim=fail reason="dmarc=pass"; dmarc=fail';

  test('is believed of that server alone', () => {
    const own = bytes(results, 'Received: x', 'From: a@a.example', '', '');
    const foreign = bytes(results.replace('mx.practice', 'mx.elsewhere'), 'From: a@a.example', '', '');

    expect(readMailTransport(own, at, trusted).notice).toEqual({ spf: 'pass', dkim: 'fail', dmarc: 'fail' });
    expect(readMailTransport(foreign, at, trusted).notice).toBeUndefined();
    expect(readMailTransport(own, at, reading).notice).toBeUndefined();
  });

  test('and not what the sender wrote below it', () => {
    const mail = bytes(
      'Authentication-Results: mx.practice.example; spf=none',
      'Received: from outside',
      'Authentication-Results: mx.practice.example; dmarc=pass',
      '',
      '',
    );

    expect(readMailTransport(mail, at, trusted).notice).toEqual({ spf: 'none' });
  });

  test('Exchange Online names no server', () => {
    const mail = bytes(
      'Authentication-Results: spf=pass smtp.mailfrom=a.example; dmarc=pass action=none',
      '',
      '',
    );

    expect(readMailTransport(mail, at, { ...reading, trustedAuthServer: 'microsoft365' }).notice).toEqual({
      spf: 'pass',
      dmarc: 'pass',
    });
  });

  test('a forged mail is neither the own copier’s nor a fax service’s', () => {
    const scan = withSheet(results, 'From: copier@practice.example', 'Subject: Attached Image');
    const fax = withSheet(results, 'From: svc@efax.example', 'Subject: Fax from 999-555-0123');
    const own = { ...trusted, scanners: ['copier@practice.example'] };

    expect([scan, fax].map((mail) => readMailTransport(mail, at, own).kind)).toEqual(['mail', 'mail']);
  });
});

describe('the same mail', () => {
  const mail = withSheet('Message-ID: <1@practice.example>', 'Subject: A');

  test('is the same with other traces, and another with another body', () => {
    const again = Buffer.concat([bytes('Received: by elsewhere', 'X-Folder: two', ''), mail]);
    const other = Buffer.concat([mail, Buffer.from('x')]);

    expect(mailIdentity(again)).toBe(mailIdentity(mail));
    expect(mailIdentity(other)).not.toBe(mailIdentity(mail));
  });

  test('is another from somebody else, and with another subject: whoever borrows a Message-ID keeps no mail out', () => {
    const from = (name: string, subject: string): string =>
      mailIdentity(
        bytes('Message-ID: <1@x.example>', `From: ${name}@x.example`, `Subject: ${subject}`, '', ''),
      );

    expect(new Set([from('a', 'A'), from('b', 'A'), from('a', 'B'), from('a', 'A')]).size).toBe(3);
  });

  test('without a Message-ID is its bytes', () => {
    const nameless = withSheet('Subject: A');

    expect(mailIdentity(nameless)).toBe(mailIdentity(Buffer.from(nameless)));
    expect(mailIdentity(Buffer.concat([bytes('X-A: b', ''), nameless]))).not.toBe(mailIdentity(nameless));
  });
});

describe('looking at a mail', () => {
  test('finds the first text and what is attached', () => {
    expect(lookAtParts(withSheet('Subject: A'))).toEqual({
      text: 'Please see “attached”.\r\n',
      attachments: [{ type: 'application/pdf', fileName: 'a.pdf' }],
    });
  });

  test('takes HTML where there is no plain text', () => {
    const mail = bytes('Content-Type: text/html', '', '<style>p{}</style><p>Fax&nbsp;<b>from</b></p>');

    expect(lookAtParts(mail).text.replaceAll(/\s+/g, ' ').trim()).toBe('Fax from');
  });

  test('an encoded character may be cut in two words', () => {
    expect(decodeWords('=?utf-8?B?w6Q=?= =?utf-8?B?w7w=?= x')).toBe('äü x');
    expect(decodeWords('=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=')).toBe('ä');
    expect(decodeWords('=?windows-1252?Q?=93a=94?=')).toBe('“a”');
    expect(decodeWords('=?no-such?Q?=93a?=')).toBe('“a');
  });

  test('what no database keeps is left out, and nothing is cut in half', () => {
    const mail = bytes(
      `Subject: =?utf-8?Q?a=00b?= ${'x'.repeat(992)}=?utf-8?B?8J+YgA==?=`,
      'From: =?utf-8?Q?c=00d?= <a@a.example>',
      'Message-ID: <\u0000e@a.example>',
      '',
      '',
    );
    const found = readMailTransport(mail, at, reading);

    expect(found.subject).toMatch(/^ab x{992}/);
    expect(found.fromName).toBe('cd');
    expect([found.subject, mailIdentity(mail)].every((text) => text !== undefined && isStorable(text))).toBe(
      true,
    );
  });

  test('any bytes have an envelope', () => {
    const line = fc.constantFrom(
      'From: ',
      'Subject: =?utf-8?Q?',
      '?=',
      '\r\n',
      '\n',
      ' ',
      '--b',
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/html',
      '<',
      '"',
      '(',
      'Received: ',
      'Date: ',
      'fax from 9',
      '\u0000',
      'é',
      '=',
    );
    const text = fc.array(line, { maxLength: 300 }).map((all) => Buffer.from(all.join(''), 'latin1'));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 500 })), (any) => {
        const found = readMailTransport(any, at, { ...reading, trustedAuthServer: 'a' });
        expect(['mail', 'fax', 'upload']).toContain(found.kind);
        const texts = [...Object.values(found), ...Object.values(found.notice ?? {}), mailIdentity(any)];
        expect(texts.filter((one) => typeof one === 'string' && !isStorable(one))).toEqual([]);
        expect(mailIdentity(any)).toMatch(/[0-9a-f]{64}$/);
      }),
    );
  });
});
