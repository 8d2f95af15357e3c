import { describe, expect, test } from 'vitest';
import { describeDestination, parcel } from '../../../test/contracts/destination.ts';
import type { Peer } from '../../../test/contracts/destination.ts';
import { freePort } from '../../../test/contracts/mllp-peer.ts';
import { openMailbox, openRudeMailbox } from '../../../test/contracts/smtp-peer.ts';
import type { Mailbox } from '../../../test/contracts/smtp-peer.ts';
import type { Outcome, Parcel, SentParcel } from '../../sdk/destination.ts';
import { email } from './index.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';

const FROM = 'referrals@practice.example';
const TO = 'records@clinic.example';
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

  test('that it knows no TLS: nothing is sent to another machine, and it is tried again', async () => {
    const mailbox = await openMailbox();
    // This address reaches this machine too, but nothing about it says so.
    const smtpUrl = `smtp://0.0.0.0:${mailbox.port}`;

    const refused = await send(mailbox.port, {}, { smtpUrl });
    const allowed = await send(mailbox.port, {}, { smtpUrl, requireTls: false });

    expect(refused).toMatchObject({ status: 'failed', fate: 'transient' });
    expect(allowed).toMatchObject({ status: 'sent' });
    expect(mailbox.mails).toHaveLength(1);
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

describe('proof', () => {
  const sent: SentParcel = {
    key: 'k',
    address: TO,
    settings: {},
    reference: '<k@x>',
    sentAt: '2026-01-05T18:00:00.000Z',
  };

  async function ask(about: SentParcel, at: string): Promise<Outcome | undefined> {
    const open = await email.open(
      destinationContext({ smtpUrl: 'smtp://127.0.0.1:25', from: FROM, clock: () => at }).context,
    );
    const outcome = await open.confirm?.(about, never);
    await open.close();
    return outcome;
  }

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
