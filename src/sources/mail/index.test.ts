import { createHmac } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import type { Inbox } from '../../../test/contracts/source.ts';
import { mailWithSheet, plainMail } from '../../../test/support/mails.ts';
import { mail } from './index.ts';
import { createMailgunJudge } from './mailgun.ts';

type Config = Parameters<typeof mail.start>[0]['config'];
type Fields = Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;

const signingKey = 'ZZTEST-signing-key';
const postmark: Config = { shape: 'postmark', username: 'postmark', password: 'ZZTEST-password' };
const mailgun: Config = { shape: 'mailgun', signingKey };
const pdf = Buffer.from('%PDF-1.7 \u0000\u00ff an invented sheet', 'latin1');

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

describeSource({
  source: mail,
  config: { shape: 'mime' },
  badConfigs: [
    { field: 'shape', config: { shape: 'sendgrid' } },
    { field: 'signingKey', config: { shape: 'mailgun', signingKey: '' } },
    { field: 'password', config: { shape: 'postmark', username: 'a' } },
    { field: 'maxByte', config: { shape: 'mime', maxByte: 1 } },
    { field: 'scanners', config: { shape: 'mime', scanners: ['copier'] } },
  ],
  message: (number) => plainMail(number),
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await fetch(door.url, { method: 'POST', body: message as Uint8Array<ArrayBuffer> });
        const { messageId } = (await response.json()) as { messageId?: string };
        return { isPositive: response.ok, bytes: Buffer.from(messageId ?? '') };
      },
      close: door.close,
    };
  },
});

async function start(inbox: Inbox, config: Config): Promise<string> {
  const running = await mail.start(inbox.context(config));
  const door = await openDoor(inbox);
  opened.push(running.stop, door.close);
  return door.url;
}

const first = (inbox: Inbox) => simpleParser(Buffer.from(inbox.arrivals[0]?.body ?? []));

let tokens = 0;

/** Signed as Mailgun describes it. */
function signed(fields: Fields, seconds = Math.floor(Date.now() / 1000), key = signingKey): Fields {
  const token = `${(tokens += 1)}`.padStart(50, '0');
  const signature = createHmac('sha256', key).update(`${seconds}${token}`).digest('hex');
  return { timestamp: String(seconds), token, signature, ...fields };
}

function post(url: string, fields: Fields): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.set(name, value);
    else form.set(name, new Blob([value], { type: 'application/pdf' }), `${name}.pdf`);
  }
  return fetch(url, { method: 'POST', body: form });
}

const parsedMail = (number: number, change: Fields = {}): Fields => ({
  recipient: 'Referrals@Practice.example',
  sender: 'frontdesk@office.example',
  from: 'ZZTEST Office <frontdesk@office.example>',
  subject: `Référral ${number}`,
  'body-plain': 'Please see “attached”.\r\n',
  'body-html': '<p>Please see <img src="cid:logo"></p>',
  'attachment-count': '2',
  'attachment-1': pdf,
  'attachment-2': Buffer.from('logo'),
  'content-id-map': '{"<logo>":"attachment-2"}',
  'message-headers': JSON.stringify([
    ['Received', 'from office.example by mx.example'],
    ['From', 'ZZTEST Office <frontdesk@office.example>'],
    ['To', 'referrals@practice.example'],
    ['Subject', `Référral ${number}`],
    ['Date', 'Mon, 05 Jan 2026 09:30:00 -0500'],
    ['Message-Id', `<${number}@office.example>`],
    ['Content-Type', 'multipart/mixed; boundary="old"'],
    ['X-Evil', 'a\r\nBcc: everybody@office.example'],
  ]),
  ...change,
});

describe('Mailgun', () => {
  test('a mail in parts is put together again, whole', async () => {
    const inbox = createInbox();
    const url = await start(inbox, mailgun);

    const response = await post(url, signed(parsedMail(1)));

    expect(response.status).toBe(200);
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'message/rfc822',
      transport: {
        kind: 'mail',
        fromAddress: 'frontdesk@office.example',
        subject: 'Référral 1',
        sentAt: '2026-01-05T14:30:00.000Z',
        notice: { service: 'mailgun', recipient: 'referrals@practice.example' },
      },
    });
    const read = await first(inbox);
    expect(read.text?.trim()).toBe('Please see “attached”.');
    expect(read.messageId).toBe('<1@office.example>');
    expect(read.headers.has('bcc')).toBe(false);
    expect(read.attachments.map(({ content }) => content.toString('latin1'))).toEqual([
      'logo',
      pdf.toString('latin1'),
    ]);
    expect(read.attachments[0]?.cid).toBe('logo');
  });

  test('the same post again is the same bytes, and a repeat', async () => {
    const inbox = createInbox();
    const url = await start(inbox, mailgun);

    await post(url, signed(parsedMail(1)));
    const again = await post(url, signed(parsedMail(1)));

    expect(await again.json()).toMatchObject({ outcome: 'duplicate' });
    const [one, other] = inbox.arrivals;
    expect(one?.identity).toBe(other?.identity);
    expect(Buffer.from(one?.body ?? []).equals(other?.body ?? Buffer.of(1))).toBe(true);
  });

  test('a whole mail arrives byte for byte, whatever its charset', async () => {
    const inbox = createInbox();
    const url = await start(inbox, mailgun);
    const raw = Buffer.concat([plainMail(1), Buffer.from([0xe9, 0x80, 0x0d, 0x0a])]);
    const encoded = Object.entries(signed({}))
      .map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
      .join('&');
    const body = `${encoded}&body-mime=${[...raw].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`;

    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });

    expect(response.status).toBe(200);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? []).equals(raw)).toBe(true);
  });

  const forged: readonly [string, Fields, number][] = [
    ['no signature', parsedMail(1), 406],
    ['another key', signed(parsedMail(1), undefined, 'other'), 406],
    ['another time', { ...signed(parsedMail(1)), timestamp: '1' }, 406],
    ['an old signature', signed(parsedMail(1), Math.floor(Date.now() / 1000) - 400), 401],
    ['one of tomorrow', signed(parsedMail(1), Math.floor(Date.now() / 1000) + 90_000), 401],
  ];
  test.each(forged)('%s is refused', async (_, fields, status) => {
    const inbox = createInbox();
    const url = await start(inbox, mailgun);

    const response = await post(url, fields);

    expect(response.status).toBe(status);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events).toMatchObject([{ kind: 'refused_connection' }]);
  });

  test('a token serves one mail, over a restart too', async () => {
    const inbox = createInbox();
    const url = await start(inbox, mailgun);
    const fields = signed(parsedMail(1));
    const other = { ...fields, ...parsedMail(2) };

    const statuses = [(await post(url, fields)).status, (await post(url, other)).status];
    const restarted = await start(inbox, mailgun);
    statuses.push((await post(restarted, other)).status, (await post(restarted, fields)).status);

    expect(statuses).toEqual([200, 406, 406, 200]);
    expect(inbox.stored.size).toBe(1);
  });

  test('a mail that was not stored may come again with its token', async () => {
    const inbox = createInbox();
    const url = await start(inbox, mailgun);
    const fields = signed(parsedMail(1));
    inbox.failNext();

    const responses = [await post(url, fields), await post(url, fields)];

    expect(responses.map(({ status }) => status)).toEqual([503, 200]);
  });

  test('attachments that were announced and not posted are told of', async () => {
    const inbox = createInbox();
    const url = await start(inbox, mailgun);

    await post(url, signed(parsedMail(1, { 'attachment-count': '3' })));

    expect(inbox.arrivals[0]?.fault?.code).toBe('attachments-missing');
    expect(inbox.arrivals[0]?.fault?.reason).toContain('3 attachments, but 2');
  });

  test('what is no form, or too large, is told not to come again', async () => {
    const inbox = createInbox();
    const url = await start(inbox, { ...mailgun, maxBytes: 2_000 });

    const noForm = await fetch(url, { method: 'POST', body: 'hello' });
    const large = await post(url, signed(parsedMail(1, { 'attachment-1': Buffer.alloc(3_000) })));

    expect([noForm.status, large.status]).toEqual([406, 406]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('the age of a signature is by our clock', async () => {
    const { memory } = createInbox().context({});
    const settings = {
      shape: 'mailgun' as const,
      signingKey,
      maxAgeSeconds: 300,
      maxBytes: 1,
      scanners: [],
      profiles: [],
    };
    const judge = createMailgunJudge(settings, memory, () => 1_000_300_000);
    const body = (seconds: number) =>
      Buffer.from(
        new URLSearchParams(
          signed({ from: 'a@office.example' }, seconds) as Record<string, string>,
        ).toString(),
      );
    const ask = async (seconds: number) =>
      (
        await judge({
          headers: new Headers(),
          contentType: 'application/x-www-form-urlencoded',
          body: body(seconds),
          peer: 'x',
        })
      ).is;

    expect([await ask(1_000_000), await ask(999_999), await ask(1_000_601)]).toEqual([
      'mail',
      'refused',
      'refused',
    ]);
  });
});

describe('Postmark', () => {
  const login = `Basic ${Buffer.from('postmark:ZZTEST-password').toString('base64')}`;
  const inbound = {
    FromName: 'ZZTEST Office',
    From: 'frontdesk@office.example',
    To: 'referrals+zz42@practice.example',
    OriginalRecipient: 'referrals+zz42@practice.example',
    MailboxHash: 'zz42',
    Subject: 'Referral',
    MessageID: '73e6d360-66eb-11e1-8e72-a8904824019b',
    Date: 'Mon, 5 Jan 2026 09:30:00 -0500',
    TextBody: 'Please see attached.',
    HtmlBody: '',
    Headers: [
      { Name: 'Message-ID', Value: '<1@office.example>' },
      { Name: 'From', Value: '"ZZTEST Office" <frontdesk@office.example>' },
    ],
    Attachments: [
      {
        Name: 'referral.pdf',
        Content: pdf.toString('base64'),
        ContentType: 'application/pdf',
        ContentLength: pdf.length,
      },
    ],
  };
  const send = (url: string, body: object, authorization = login): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', Authorization: authorization },
    });

  test('a mail in parts is put together again, with its conversation', async () => {
    const inbox = createInbox();
    const url = await start(inbox, postmark);

    const responses = [await send(url, inbound), await send(url, inbound)];

    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(inbox.stored.size).toBe(1);
    expect(inbox.arrivals[0]?.transport).toMatchObject({
      fromAddress: 'frontdesk@office.example',
      fromName: 'ZZTEST Office',
      notice: { service: 'postmark', mailboxHash: 'zz42', recipient: 'referrals+zz42@practice.example' },
    });
    const read = await first(inbox);
    expect(read.messageId).toBe('<1@office.example>');
    expect(read.text?.trim()).toBe('Please see attached.');
    expect(read.attachments.map(({ filename, content }) => [filename, content.equals(pdf)])).toEqual([
      ['referral.pdf', true],
    ]);
  });

  test('the raw mail is taken as it is, where it is sent', async () => {
    const inbox = createInbox();
    const url = await start(inbox, postmark);

    await send(url, { ...inbound, RawEmail: mailWithSheet(100).toString('utf8') });

    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(mailWithSheet(100));
  });

  test('who shows no password may come again; what is no mail need not', async () => {
    const inbox = createInbox();
    const url = await start(inbox, postmark);

    const responses = [
      await send(url, inbound, 'Basic eDp5'),
      await send(url, { hello: 1 }),
      await send(url, { ...inbound, Attachments: 'none' }),
    ];

    expect(responses.map(({ status }) => status)).toEqual([401, 403, 403]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('of who shows no password not a byte of the body is waited for', async () => {
    const inbox = createInbox();
    const url = await start(inbox, postmark);
    const endless = new ReadableStream<Uint8Array>({ start: (body) => body.enqueue(new Uint8Array(1)) });

    const response = await fetch(url, { method: 'POST', body: endless, duplex: 'half' });

    expect(response.status).toBe(401);
  });

  test('an attachment that was cut is told of', async () => {
    const inbox = createInbox();
    const url = await start(inbox, postmark);
    const [attachment] = inbound.Attachments;

    await send(url, { ...inbound, Attachments: [{ ...attachment, ContentLength: 9_999 }] });

    expect(inbox.arrivals[0]?.fault?.code).toBe('attachment-cut');
  });
});

describe('whole mails', () => {
  test('a fax that came by mail is a fax', async () => {
    const inbox = createInbox();
    const url = await start(inbox, { shape: 'mime', faxServices: ['@efax.example'] });
    const fax = mailWithSheet(100)
      .toString()
      .replace('frontdesk@office.example', 'message@efax.example')
      .replace('Subject: Sheet', 'Subject: eFax message from "1 999 555 0123" - 3 page(s)');

    await fetch(url, { method: 'POST', body: fax });

    expect(inbox.arrivals[0]?.transport).toMatchObject({ kind: 'fax', fromNumber: '9995550123', pages: 3 });
  });

  test('what is no mail is kept, and said', async () => {
    const inbox = createInbox();
    const url = await start(inbox, { shape: 'mime' });

    const responses = [
      await fetch(url, { method: 'POST', body: 'hello' }),
      await fetch(url, { method: 'POST', body: '' }),
      await fetch(url),
    ];

    expect(responses.map(({ status }) => status)).toEqual([200, 400, 405]);
    expect(inbox.arrivals.map((arrival) => arrival.fault?.code)).toEqual(['no-mail']);
  });
});
