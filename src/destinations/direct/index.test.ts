import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDestination, parcel, type Peer } from '../../../test/contracts/destination.ts';
import { openMailbox, openRudeMailbox, type Mailbox } from '../../../test/contracts/smtp-peer.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import type { MailReport } from '../../formats/mail/report.ts';
import type { Outcome, Parcel } from '../../sdk/destination.ts';
import { direct } from './index.ts';

const FROM = 'notes@direct.practice.example';
const TO = 'records@direct.clinic.example';
const KEY = '0190f0f0-0000-7000-8000-000000000001';
const never = new AbortController().signal;
const ports = new Map<Peer, number>();

type Config = Parameters<typeof direct.open>[0]['config'];

describeDestination({
  destination: direct,
  config: (peer) => ({ smtpUrl: `smtp://127.0.0.1:${ports.get(peer)}`, from: FROM, timeoutSeconds: 1 }),
  settings: {},
  badConfigs: [
    { field: 'smtpUrl', config: { smtpUrl: 'https://hisp.example', from: FROM } },
    { field: 'deliveredBy', config: { smtpUrl: 'smtp://127.0.0.1', from: FROM, deliveredBy: 'sent' } },
    {
      field: 'smime.keyFile',
      config: { smtpUrl: 'smtp://127.0.0.1', from: FROM, smime: { certFile: 'a', recipientsDir: 'b' } },
    },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: 'clinic', settings: {} } },
    { field: 'settings.package', endpoint: { address: TO, settings: { package: 'zip' } } },
  ],
  peers: {
    willing: async () => asPeer(await openMailbox()),
    refusing: async () => asPeer(await openMailbox({}, { recipient: 550 })),
    away: async () => asPeer(await openMailbox({}, { recipient: 451 })),
    silent: async () => {
      const rude = await openRudeMailbox({});
      return asPeer({ port: rude.port, mails: [], close: rude.close });
    },
  },
});

function asPeer(mailbox: Pick<Mailbox, 'port' | 'mails' | 'close'>): Peer {
  const peer: Peer = {
    address: TO,
    received: () => Promise.resolve(mailbox.mails.map((mail) => fieldOf(mail, 'Message-ID'))),
    close: mailbox.close,
  };
  ports.set(peer, mailbox.port);
  return peer;
}

function fieldOf(mail: string, name: string): string {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
}

/** The bytes of the first attachment of this type. */
function attachment(mail: string, type: string): Buffer {
  const part = mail.slice(mail.indexOf(`Content-Type: ${type}`));
  return Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4).split('\r\n--')[0] ?? '', 'base64');
}

async function send(
  settings: Parcel['settings'] = {},
  config: Partial<Config> = {},
): Promise<{ readonly outcome: Outcome; readonly mail: string }> {
  const mailbox = await openMailbox();
  const smtpUrl = `smtp://127.0.0.1:${mailbox.port}`;
  const open = await direct.open(destinationContext({ smtpUrl, from: FROM, ...config }).context);
  const outcome = await open.deliver(parcel(TO, settings, { key: KEY }), never);
  await open.close();
  await mailbox.close();
  return { outcome, mail: mailbox.mails[0] ?? '' };
}

describe('the message', () => {
  test('asks for both receipts, and is no automatic mail, which gets none', async () => {
    const { outcome, mail } = await send();

    expect(outcome).toEqual({ status: 'sent', reference: `<${KEY}@direct.practice.example>` });
    expect(fieldOf(mail, 'Disposition-Notification-To')).toBe(FROM);
    expect(fieldOf(mail, 'Disposition-Notification-Options')).toBe(
      'X-DIRECT-FINAL-DESTINATION-DELIVERY=optional,true',
    );
    expect(fieldOf(mail, 'Auto-Submitted')).toBe('');
    expect(attachment(mail, 'application/pdf').toString()).toContain('%PDF-1.7');
  });

  test('as an XDM package is one that others open, and describes the document in it', async () => {
    const { mail } = await send({ package: 'xdm' });
    const zip = attachment(mail, 'application/zip');
    const looked = JSON.parse(
      execFileSync('python3', ['-c', PYTHON], { input: zip, encoding: 'utf8' }),
    ) as Readonly<Record<string, unknown>>;

    expect(looked).toEqual({
      broken: null,
      names: ['INDEX.HTM', 'README.TXT', 'IHE_XDM/SUBSET01/METADATA.XML', 'IHE_XDM/SUBSET01/DOC00001.PDF'],
      uri: 'DOC00001.PDF',
      isHash: true,
      isSize: true,
    });
    expect(zip.toString('latin1')).not.toMatch(/ZZTEST|TEST-1|1980/);
  });
});

/** Opens the archive with the tools of another language, and holds the description against the document. */
const PYTHON = `
import sys, io, json, zipfile, hashlib
import xml.etree.ElementTree as E
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
r = E.fromstring(z.read('IHE_XDM/SUBSET01/METADATA.XML'))
n = {'r': 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0'}
d = r.find('.//r:ExtrinsicObject', n)
s = {x.get('name'): x.find('.//r:Value', n).text for x in d.findall('r:Slot', n)}
b = z.read('IHE_XDM/SUBSET01/' + s['URI'])
print(json.dumps({'broken': z.testzip(), 'names': z.namelist(), 'uri': s['URI'],
  'isHash': s['hash'] == hashlib.sha1(b).hexdigest(), 'isSize': s['size'] == str(len(b))}))
`;

describe('receipts', () => {
  const receipt = (type: string, ...modifiers: readonly string[]): MailReport => ({
    kind: 'disposition',
    messageIds: [],
    recipients: [],
    disposition: { type, modifiers },
  });
  const sentAt = '2026-01-05T18:00:00.000Z';

  async function ask(
    config: Partial<Config>,
    report: MailReport | undefined,
    minutes = 0,
    reference = '<k@x>',
  ) {
    const at = new Date(Date.parse(sentAt) + minutes * 60_000).toISOString();
    const { context } = destinationContext({
      smtpUrl: 'smtp://127.0.0.1',
      from: FROM,
      clock: () => at,
      ...config,
    });
    const open = await direct.open(context);
    const sent = { key: KEY, address: TO, settings: {}, reference, sentAt };
    const said = report ? open.hear?.(report, sent) : { outcome: await open.confirm?.(sent, never) };
    await open.close();
    return said;
  }

  test.each([
    ['processed', {}, { outcome: { status: 'delivered' } }],
    [
      'processed',
      { deliveredBy: 'dispatched' },
      { outcome: { status: 'sent', reference: '<k@x> processed' } },
    ],
    ['dispatched', {}, { outcome: { status: 'delivered' }, acknowledged: 'dispatched' }],
    ['dispatched', { deliveredBy: 'dispatched' }, { outcome: { status: 'delivered' } }],
    ['displayed', {}, { acknowledged: 'displayed' }],
    ['failed', {}, { outcome: { fate: 'permanent', code: 'mdn-failed' } }],
    ['denied', {}, { outcome: { fate: 'permanent', code: 'mdn-denied' } }],
  ] as const)('%s, with %j', async (type, config, expected) => {
    expect(await ask(config, receipt(type))).toMatchObject(expected);
  });

  test('processed with an error is none; deleted unread proves nothing', async () => {
    expect(await ask({}, receipt('processed', 'error'))).toMatchObject({ outcome: { fate: 'permanent' } });
    expect(await ask({}, receipt('deleted'))).toBeUndefined();
  });

  test.each([
    ['none in time', {}, 60, '<k@x>', { fate: 'permanent', code: 'mdn-processed-missing' }],
    ['none in time, to be sent again', { onSilence: 'again' }, 60, '<k@x>', { fate: 'transient' }],
    [
      'processed, and never dispatched',
      { deliveredBy: 'dispatched' },
      1440,
      '<k@x> processed',
      { code: 'mdn-dispatched-missing' },
    ],
  ] as const)('%s', async (_what, config, minutes, reference, outcome) => {
    expect(await ask(config, undefined, minutes, reference)).toMatchObject({ outcome });
  });

  test.each([
    ['none yet', {}, 59, '<k@x>'],
    ['processed, and the second clock runs', { deliveredBy: 'dispatched' }, 61, '<k@x> processed'],
  ] as const)('%s: nothing is known', async (_what, config, minutes, reference) => {
    expect(await ask(config, undefined, minutes, reference)).toEqual({ outcome: undefined });
  });
});

describe('S/MIME', () => {
  const folder = mkdtempSync(join(tmpdir(), 'referloop-smime-'));
  const path = (name: string): string => join(folder, name);
  const openssl = (...words: readonly string[]): Buffer =>
    execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const own = { certFile: path('own.pem'), keyFile: path('own.key'), recipientsDir: folder };

  /** A certificate signed by itself, as a trust bundle of two offices would have it. */
  const certify = (name: string, subject: string, days = '2'): void => {
    const words = `req -x509 -newkey rsa:2048 -nodes -sha256 -days ${days} -subj /CN=${subject}`.split(' ');
    openssl(
      ...words,
      '-addext',
      'extendedKeyUsage=emailProtection',
      '-keyout',
      path(name.replace('.pem', '.key')),
      '-out',
      path(name),
    );
  };
  beforeAll(() => {
    certify('own.pem', 'direct.practice.example');
    certify('direct.clinic.example.pem', 'direct.clinic.example');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('openssl decrypts it with the recipient’s key, verifies the signature, and finds the document whole', async () => {
    const { outcome, mail } = await send({}, { smime: own });
    writeFileSync(path('mail.eml'), mail, 'latin1');
    const key = ['-recip', path('direct.clinic.example.pem'), '-inkey', path('direct.clinic.example.key')];
    openssl('cms', '-decrypt', '-in', path('mail.eml'), ...key, '-out', path('signed.eml'));
    openssl(
      'cms',
      '-verify',
      '-in',
      path('signed.eml'),
      '-CAfile',
      path('own.pem'),
      '-out',
      path('plain.eml'),
    );

    expect(outcome).toMatchObject({ status: 'sent' });
    expect(attachment(readFileSync(path('plain.eml'), 'latin1'), 'application/pdf').toString()).toContain(
      '%PDF-1.7',
    );
    expect(mail).not.toContain('application/pdf');
    expect(fieldOf(mail, 'Message-ID')).toBe(`<${KEY}@direct.practice.example>`);
    expect(fieldOf(mail, 'Disposition-Notification-To')).toBe(FROM);
    // One bit less is no signature.
    writeFileSync(
      path('bad.eml'),
      readFileSync(path('signed.eml'), 'latin1').replace('A visit', 'B visit'),
      'latin1',
    );
    expect(() =>
      openssl('cms', '-verify', '-in', path('bad.eml'), '-CAfile', path('own.pem'), '-out', path('x')),
    ).toThrow('verification failure');
  });

  test('without a certificate of the recipient nothing is sent', async () => {
    const { outcome, mail } = await send({}, { smime: { ...own, recipientsDir: tmpdir() } });

    expect(outcome).toMatchObject({ fate: 'permanent', code: 'no-certificate' });
    expect(mail).toBe('');
  });

  test('a certificate that is over is none', async () => {
    const clock = () => '2126-01-01T00:00:00.000Z';

    expect((await send({}, { smime: own, clock })).outcome).toMatchObject({ code: 'no-certificate' });
  });

  test.each([
    ['certFile', { certFile: path('none.pem') }, /smime\.certFile cannot be read \(ENOENT\)/],
    ['keyFile', { keyFile: path('own.pem') }, /smime\.keyFile is no RSA key/],
    [
      'a foreign keyFile',
      { keyFile: path('direct.clinic.example.key') },
      /is not the key of the certificate/,
    ],
  ])('a wrong %s stops the start', async (_what, change, problem) => {
    const config = { smtpUrl: 'smtp://127.0.0.1', from: FROM, smime: { ...own, ...change } };

    await expect(direct.open(destinationContext(config).context)).rejects.toThrow(problem);
  });
});
