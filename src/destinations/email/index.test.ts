import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeDestination, parcel } from '../../../test/contracts/destination.ts';
import type { Peer } from '../../../test/contracts/destination.ts';
import { freePort } from '../../../test/contracts/mllp-peer.ts';
import { openMailbox, openRudeMailbox } from '../../../test/contracts/smtp-peer.ts';
import type { Mailbox } from '../../../test/contracts/smtp-peer.ts';
import type { MailReport } from '../../formats/mail/report.ts';
import type { Outcome, Parcel, SentParcel } from '../../sdk/destination.ts';
import { email } from './index.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import { verifyDkim } from '../../../test/support/dkim.ts';

const FROM = 'referrals@practice.example';
const TO = 'records@clinic.example';
const KEY = '0190f0f0-0000-7000-8000-000000000001';
const never = new AbortController().signal;
const ports = new Map<Peer, number>();

describeDestination({
  destination: email,
  config: (peer) => ({ smtpUrl: `smtp://127.0.0.1:${ports.get(peer)}`, from: FROM, timeoutSeconds: 1 }),
  settings: {},
  badConfigs: [
    { field: 'smtpUrl', config: { smtpUrl: 'https://mail.example', from: FROM } },
    { field: 'from', config: { smtpUrl: 'smtp://127.0.0.1', from: 'us' } },
    { field: 'requireTLS', config: { smtpUrl: 'smtp://127.0.0.1', from: FROM, requireTLS: true } },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: 'a@b.example, c@d.example', settings: {} } },
    { field: 'address', endpoint: { address: 'a@b.example\r\nBcc: x@y.example', settings: {} } },
    { field: 'settings.linkCode', endpoint: { address: TO, settings: { secondFactor: 'code' } } },
    { field: 'settings.confirm', endpoint: { address: TO, settings: { confirm: 'always' } } },
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
    received: () => Promise.resolve(mailbox.mails.map((mail) => headerOf(mail, 'Message-ID') ?? '')),
    close: mailbox.close,
  };
  ports.set(peer, mailbox.port);
  return peer;
}

function headerOf(mail: string, name: string): string | undefined {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return head
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
    ?.slice(name.length + 2);
}

async function send(
  port: number,
  overrides: Partial<Parcel> = {},
  config: Partial<Parameters<typeof email.open>[0]['config']> = {},
  signal: AbortSignal = never,
): Promise<Outcome> {
  const open = await email.open(
    destinationContext({ smtpUrl: `smtp://127.0.0.1:${port}`, from: FROM, ...config }).context,
  );
  const outcome = await open.deliver(parcel(TO, {}, overrides), signal);
  await open.close();
  return outcome;
}

describe('the mail', () => {
  test('holds the PDF whole, under a name made of the subject, and comes from and goes to one address', async () => {
    const mailbox = await openMailbox();
    const bytes = Buffer.alloc(200_000, '%PDF ');

    const outcome = await send(mailbox.port, { document: { mediaType: 'application/pdf', bytes, pages: 1 } });

    const mail = mailbox.mails[0] ?? '';
    expect(outcome).toEqual({ status: 'sent', reference: headerOf(mail, 'Message-ID') });
    expect(headerOf(mail, 'From')).toBe(FROM);
    expect(headerOf(mail, 'To')).toBe(TO);
    expect(headerOf(mail, 'Subject')).toBe('Visit note for referral R-1');
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(mail).toContain('filename=visit-note-for-referral-r-1.pdf');
    const encoded = /base64[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(mail)?.[1] ?? '';
    expect(Buffer.compare(Buffer.from(encoded, 'base64'), bytes)).toBe(0);
    await mailbox.close();
  });

  test('says nothing about the patient in its headers', async () => {
    const mailbox = await openMailbox();

    await send(mailbox.port);

    expect(mailbox.mails[0]).not.toMatch(/ZZTEST|TEST-1|1980-0/);
    await mailbox.close();
  });

  test('cannot be given another header or recipient by a subject or a key', async () => {
    const mailbox = await openMailbox();
    const injection = 'Note\r\nBcc: thief@evil.example\r\n\r\nbody';

    await send(mailbox.port, { subject: injection, key: injection });

    expect(mailbox.recipients).toEqual([TO]);
    expect(headerOf(mailbox.mails[0] ?? '', 'Bcc')).toBeUndefined();
    expect(headerOf(mailbox.mails[0] ?? '', 'Message-ID')).toMatch(/^<[0-9a-f]{32}@practice\.example>$/);
    await mailbox.close();
  });

  test.each(['a@b.example,c@d.example', 'a@b.example\r\nBcc: c@d.example', 'Bo <a@b.example>', ''])(
    'does not go to %j',
    async (address) => {
      const mailbox = await openMailbox();

      const outcome = await send(mailbox.port, { address });

      expect(outcome).toMatchObject({ fate: 'permanent', code: 'address-refused' });
      expect(mailbox.mails).toEqual([]);
      await mailbox.close();
    },
  );

  test('of an alert has no attachment, and sent is the last word about it', async () => {
    const mailbox = await openMailbox();

    const outcome = await send(mailbox.port, { purpose: 'liaison_alert' });

    expect(outcome).toMatchObject({ status: 'sent', isFinal: true });
    expect(mailbox.mails[0]).not.toContain('application/pdf');
    await mailbox.close();
  });
});

describe('what the server says', () => {
  test.each([
    [451, 'transient'],
    [421, 'transient'],
    [550, 'permanent'],
    [552, 'permanent'],
  ] as const)('%d after the mail was handed over is an answer: %s', async (code, fate) => {
    const mailbox = await openMailbox({}, { data: code });

    const outcome = await send(mailbox.port);

    expect(outcome).toMatchObject({ status: 'failed', fate, code: `smtp-${code}` });
    await mailbox.close();
  });

  test('nothing, because nobody listens: transient', async () => {
    const outcome = await send(await freePort());

    expect(outcome).toMatchObject({ fate: 'transient', code: 'smtp-unavailable' });
  });

  test('nothing, because it hangs up before the data: transient', async () => {
    const rude = await openRudeMailbox({ onData: (socket) => void socket.destroy() });

    const outcome = await send(rude.port);

    expect(outcome).toMatchObject({ fate: 'transient' });
    await rude.close();
  });

  test('nothing, because it hangs up after the data: ambiguous, and not tried again', async () => {
    const rude = await openRudeMailbox({ onEnd: (socket) => void socket.destroy() });

    const outcome = await send(rude.port);

    expect(outcome).toMatchObject({ fate: 'ambiguous', code: 'no-answer' });
    expect(rude.count()).toBe(1);
    await rude.close();
  });

  test('nothing, because we were told to stop after the data: ambiguous', async () => {
    const controller = new AbortController();
    const rude = await openRudeMailbox({ onEnd: () => controller.abort() });

    const outcome = await send(rude.port, {}, {}, controller.signal);

    expect(outcome).toMatchObject({ fate: 'ambiguous', code: 'cancelled' });
    await rude.close();
  });

  test('that the password is wrong: transient, because it is our account and not this mail', async () => {
    const mailbox = await openMailbox({
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
    });

    const outcome = await send(mailbox.port, {}, { smtpUrl: `smtp://us:wrong@127.0.0.1:${mailbox.port}` });

    expect(outcome).toMatchObject({ fate: 'transient' });
    expect(JSON.stringify(outcome)).not.toContain('wrong');
    await mailbox.close();
  });

  test('that it knows no TLS: the document stays here, and a link goes out', async () => {
    const mailbox = await openMailbox();
    const heard = destinationContext({ smtpUrl: away(mailbox.port), from: FROM });
    const open = await email.open(heard.context);

    const outcome = await open.deliver(parcel(TO, {}), never);

    expect(outcome).toMatchObject({
      status: 'sent',
      reference: expect.stringContaining('.link@') as unknown,
    });
    expect(heard.kept).toEqual([
      { key: parcel(TO, {}).key, factor: 'birth_date', answer: '1980-02-29', days: 14 },
    ]);
    expect(mailbox.mails).toHaveLength(1);
    expect(unfolded(mailbox.mails[0])).toContain('https://hub.example/l/link-1');
    expect(mailbox.mails[0]).not.toMatch(/application\/pdf|ZZTEST|TEST-1|1980/);
    await open.close();
    await mailbox.close();
  });

  test.each([
    ['a password would go in the clear', {}, 'smtp://us:secret@0.0.0.0'],
    ['there is no second factor', { about: undefined }, 'smtp://0.0.0.0'],
    ['an alert has no document', { purpose: 'liaison_alert' }, 'smtp://0.0.0.0'],
  ] as const)(
    'that it knows no TLS, and %s: nothing is sent, and it is tried again',
    async (_what, change, url) => {
      const mailbox = await openMailbox();
      const { about, ...rest } = parcel(TO, {});
      const open = await email.open(
        destinationContext({ smtpUrl: `${url}:${mailbox.port}`, from: FROM }).context,
      );

      const outcome = await open.deliver(
        { ...rest, ...('about' in change ? {} : { about: about! }), ...('purpose' in change ? change : {}) },
        never,
      );

      expect(outcome).toMatchObject({ status: 'failed', fate: 'transient', code: 'smtp-no-tls' });
      expect(mailbox.mails).toEqual([]);
      await open.close();
      await mailbox.close();
    },
  );

  test('that it knows no TLS, where the practice has allowed that: the document is sent', async () => {
    const mailbox = await openMailbox();

    const outcome = await send(mailbox.port, {}, { smtpUrl: away(mailbox.port), requireTls: false });

    expect(outcome).toMatchObject({ status: 'sent' });
    expect(mailbox.mails[0]).toContain('application/pdf');
    await mailbox.close();
  });

  test('a mail larger than the server takes is refused for good', async () => {
    const mailbox = await openMailbox({ size: 1000 });

    const outcome = await send(mailbox.port, {
      document: { mediaType: 'application/pdf', bytes: Buffer.alloc(5000), pages: 1 },
    });

    expect(outcome).toMatchObject({ fate: 'permanent' });
    await mailbox.close();
  });
});

describe('a link in place of the attachment', () => {
  test('goes to an office that wants it so, with the agreed code as second factor', async () => {
    const mailbox = await openMailbox();
    const heard = destinationContext({ smtpUrl: `smtp://127.0.0.1:${mailbox.port}`, from: FROM });
    const open = await email.open(heard.context);
    const settings = { linkOnly: true, secondFactor: 'code', linkCode: 'maple 4711', linkDays: 3 };

    const outcome = await open.deliver(parcel(TO, settings), never);

    expect(outcome).toMatchObject({ status: 'sent' });
    expect(heard.kept).toMatchObject([{ factor: 'code', answer: 'maple 4711', days: 3 }]);
    expect(mailbox.mails[0]).not.toMatch(/application\/pdf|maple/);
    await open.close();
    await mailbox.close();
  });

  test('nobody opened in its time is a way that failed; no silence makes it delivered', async () => {
    const linked = { key: 'k', address: TO, reference: '<k.link@x>', sentAt: '2026-01-05T18:00:00.000Z' };
    const settings = { confirm: 'settle', settleHours: 1, linkDays: 2 };

    expect(await ask({ ...linked, settings }, '2026-01-07T17:59:59.000Z')).toBeUndefined();
    expect(await ask({ ...linked, settings }, '2026-01-07T18:00:00.000Z')).toMatchObject({
      fate: 'permanent',
      code: 'link-expired',
    });
  });
});

describe('a signed mail', () => {
  const folder = mkdtempSync(join(tmpdir(), 'referloop-dkim-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'key.pem');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const dkim = { domain: 'practice.example', selector: 'hub', keyFile };

  test('is what the receiver verifies with the key in DNS (RFC 6376), the attachment too', async () => {
    const mailbox = await openMailbox();

    await send(mailbox.port, {}, { dkim });

    const [mail = ''] = mailbox.mails;
    const tags = verifyDkim(mail, publicKey);
    expect(tags).toMatchObject({ d: 'practice.example', s: 'hub' });
    expect(tags['h']?.toLowerCase()).toMatch(/(?=.*\bfrom\b)(?=.*\bsubject\b)(?=.*\bto\b)/);
    expect(() => verifyDkim(mail.replace('Visit note', 'Other note'), publicKey)).toThrow('signature');
    await mailbox.close();
  });

  test('that was handed over in part only is still known not to have left', async () => {
    const rude = await openRudeMailbox({ onData: (socket) => void socket.destroy() });

    expect(await send(rude.port, {}, { dkim })).toMatchObject({ fate: 'transient' });
    await rude.close();
  });

  test.each([
    ['is not there', join(folder, 'none.pem'), /cannot be read \(ENOENT\)/],
    ['holds no key', fileOf('other.pem', 'hello'), /is no RSA private key/],
    ['is too short a key', fileOf('short.pem', shortKey()), /has 512 bits/],
  ])('needs its key: a file that %s stops the start', async (_what, path, problem) => {
    const config = { smtpUrl: 'smtp://127.0.0.1', from: FROM, dkim: { ...dkim, keyFile: path } };

    await expect(email.open(destinationContext(config).context)).rejects.toThrow(problem);
  });

  function fileOf(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  }
});

describe('reports', () => {
  test('are asked for, with our key as the envelope’s number (RFC 3461)', async () => {
    const asked: unknown[] = [];
    const mailbox = await openMailbox({
      hideDSN: false,
      onMailFrom: (address, session, done) => {
        asked.push(address.args, session.envelope.dsn);
        done();
      },
    });

    await send(mailbox.port, { key: KEY });

    expect(asked).toMatchObject([{ RET: 'HDRS', ENVID: KEY }, { envid: KEY }]);
    expect(headerOf(mailbox.mails[0] ?? '', 'Message-ID')).toBe(`<${KEY}@practice.example>`);
    await mailbox.close();
  });

  test.each([
    [{ action: 'failed', status: '5.1.1' }, {}, { status: 'failed', fate: 'permanent', code: 'dsn-5.1.1' }],
    [{ action: 'failed', status: '4.4.7' }, {}, { status: 'failed', fate: 'transient', code: 'dsn-4.4.7' }],
    [{ action: 'delivered', status: '2.0.0' }, { confirm: 'report' }, { status: 'delivered' }],
  ] as const)('%j for an endpoint with %j', async (said, settings, outcome) => {
    const report = { kind: 'delivery', messageIds: [], recipients: [said] } as const;

    expect(await hear(report, settings)).toMatchObject({ outcome });
  });

  test.each([
    [{ action: 'relayed', status: '2.0.0' }, { confirm: 'settle' }, '<k@x>'],
    [{ action: 'delivered', status: '2.0.0' }, {}, '<k@x>'],
    [{ action: 'delivered', status: '2.0.0' }, { confirm: 'report' }, '<k.link@x>'],
  ] as const)(
    '%j for an endpoint with %j of the mail %s is noted, once, and proves nothing',
    async (said, settings, reference) => {
      const report = { kind: 'delivery', messageIds: [], recipients: [said] } as const;
      const noted = `${reference} ${said.action}`;

      expect(await hear(report, settings, reference)).toMatchObject({
        outcome: { status: 'sent', reference: noted },
      });
      expect(await hear(report, settings, noted)).toBeUndefined();
    },
  );

  test('of a mail that waits say nothing', async () => {
    const recipients = [{ action: 'delayed', status: '4.4.1' }] as const;

    expect(await hear({ kind: 'delivery', messageIds: [], recipients }, {})).toBeUndefined();
  });

  async function hear(report: MailReport, settings: SentParcel['settings'], reference = '<k@x>') {
    const open = await email.open(destinationContext({ smtpUrl: 'smtp://127.0.0.1', from: FROM }).context);
    const heard = open.hear?.(report, {
      key: 'k',
      address: TO,
      settings,
      reference,
      sentAt: '2026-01-05T18:00:00.000Z',
    });
    await open.close();
    return heard;
  }
});

async function ask(about: SentParcel, at: string): Promise<Outcome | undefined> {
  const open = await email.open(
    destinationContext({ smtpUrl: 'smtp://127.0.0.1:25', from: FROM, clock: () => at }).context,
  );
  const outcome = await open.confirm?.(about, never);
  await open.close();
  return outcome;
}

/** This address reaches this machine too, but nothing about it says so. */
function away(port: number): string {
  return `smtp://0.0.0.0:${port}`;
}

/** Without the line ends that quoted-printable puts in. */
function unfolded(mail = ''): string {
  return mail.replaceAll('=\r\n', '');
}

function shortKey(): string {
  return String(
    generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
}

describe('proof', () => {
  const sent: SentParcel = {
    key: 'k',
    address: TO,
    settings: {},
    reference: '<k@x>',
    sentAt: '2026-01-05T18:00:00.000Z',
  };

  test('is a person’s to give, unless the endpoint says otherwise', async () => {
    expect(await ask(sent, '2027-01-01T00:00:00.000Z')).toBeUndefined();
  });

  test('is the silence after the settling time, where the endpoint says so', async () => {
    const settling = { ...sent, settings: { confirm: 'settle', settleHours: 48 } };

    expect(await ask(settling, '2026-01-07T17:59:59.000Z')).toBeUndefined();
    expect(await ask(settling, '2026-01-07T18:00:00.000Z')).toMatchObject({ status: 'delivered' });
  });

  test('is never the silence about a mail that may not have left', async () => {
    const { reference: _reference, ...unknown } = { ...sent, settings: { confirm: 'settle' } };

    expect(await ask(unknown, '2027-01-01T00:00:00.000Z')).toBeUndefined();
  });
});
