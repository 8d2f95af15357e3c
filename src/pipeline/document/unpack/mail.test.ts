import MailComposer from 'nodemailer/lib/mail-composer';
import type Mail from 'nodemailer/lib/mailer';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deepMail, manyPartsMail } from '../../../../test/support/bombs.ts';
import { drawPdf } from '../../../../test/support/pdfs.ts';
import { linesOf, openUnpacking } from '../../../../test/support/unpacking.ts';

const { unpackAll, close } = openUnpacking();

afterAll(close);

const LETTER = 'Referral for Anna Zztest, cataract evaluation';
const REFERRAL = `Please see our patient Anna Zztest, born 03/05/1961, for cataract evaluation of the right eye. Her phone is 555-0101.`;
let letter: Buffer;

beforeAll(async () => {
  letter = await drawPdf((page) => void page.text(LETTER));
});

describe('the words of a mail', () => {
  test('become a page when they are all there is', async () => {
    const mail = await compose({ text: REFERRAL });

    const { allFiles, allPages, mail: said } = await unpackAll(mail);

    expect(fates(allFiles)).toEqual(['message/rfc822 opened', 'text/plain text']);
    expect(linesOf(allPages[0]).join(' ')).toBe(REFERRAL);
    expect(said).toMatchObject({
      fromAddress: 'referrals@north.example',
      fromName: 'Northside Clinic',
      to: ['hub@lake.example'],
      subject: 'Referral – Zztest',
      messageId: '<one@north.example>',
      isAutomatic: false,
      isPortalNotice: false,
    });
  });

  test('keep the places of a table', async () => {
    const html =
      '<table><tr><td>Patient</td><td>Anna Zztest</td></tr><tr><td>Phone</td><td>555-0101</td></tr></table>';

    const { allPages } = await unpackAll(await compose({ html, text: 'Patient Anna Zztest Phone 555-0101' }));

    expect(linesOf(allPages[0])).toEqual(['Patient Anna Zztest', 'Phone 555-0101']);
  });

  test('are no page beside a document when they only point to it', async () => {
    const text = `Hello,\n\nplease find the referral attached.\n\nThanks,\nJo\n\n${NOTICE}`;

    const { allFiles } = await unpackAll(await compose({ text, attachments: [pdfOf('letter.pdf')] }));

    expect(fates(allFiles)).toEqual(['message/rfc822 opened', 'application/pdf pages']);
  });

  test('are a page beside a document when they say something', async () => {
    const text = `${REFERRAL} She takes Timolol twice a day and had a retinal tear repaired in 2019. ${REFERRAL}\n\n${NOTICE}`;

    const { allFiles, allPages } = await unpackAll(
      await compose({ text, attachments: [pdfOf('letter.pdf')] }),
    );

    expect(fates(allFiles)).toEqual(['message/rfc822 opened', 'text/plain text', 'application/pdf pages']);
    expect(allPages.map(({ file, number }) => [file, number])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test.each([
    ['windows-1252', Buffer.from('Caf\xe9 \x93Zztest\x94 \x80 100, please call us back today', 'latin1')],
    ['no-such-charset', Buffer.from('Café “Zztest” € 100, please call us back today')],
  ])('in %s are right', async (charset, body) => {
    const mail = Buffer.concat([
      Buffer.from(
        `From: a@north.example\r\nTo: b@lake.example\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`,
      ),
      body,
    ]);

    const { mail: said, allPages } = await unpackAll(mail);

    expect(said?.text?.trim()).toBe('Café “Zztest” € 100, please call us back today');
    expect(linesOf(allPages[0])).toEqual(['Café “Zztest” € 100, please call us back today']);
  });

  test('that begin like another kind of file are words', async () => {
    const { allFiles, allPages } = await unpackAll(
      await compose({ text: `%PDF-1.4 is what the fax said. ${REFERRAL}` }),
    );

    expect(fates(allFiles)).toEqual(['message/rfc822 opened', 'text/plain text']);
    expect(allPages).toHaveLength(1);
  });
});

describe('what is attached', () => {
  test('is known by its bytes; its name is shown and never a path', async () => {
    const mail = await compose({ text: 'See attached', attachments: [pdfOf('../../etc/passwd.txt')] });

    const { allFiles, allPages } = await unpackAll(mail);

    expect(allFiles[1]).toMatchObject({ parent: 0, name: 'passwd.txt', mediaType: 'application/pdf' });
    expect(Buffer.from(allFiles[1]?.body ?? []).equals(letter)).toBe(true);
    expect(linesOf(allPages[0])).toEqual([LETTER]);
  });

  test('the same file twice is read once; logos and programs’ parts are left alone', async () => {
    const logo = await sharp({ create: { width: 300, height: 90, channels: 3, background: 'navy' } })
      .png()
      .toBuffer();
    const mail = await compose({
      html: '<p>See attached</p><img src="cid:logo">',
      attachments: [
        { filename: 'image001.png', content: logo, cid: 'logo' },
        pdfOf('a.pdf'),
        pdfOf('b.pdf'),
        { filename: 'jo.vcf', contentType: 'text/vcard', content: 'BEGIN:VCARD\r\nEND:VCARD' },
      ],
    });

    const { allFiles, pages } = await unpackAll(mail);

    expect(allFiles.slice(1).map(({ name, fate, code }) => [name, fate, code])).toEqual([
      ['image001.png', 'ignored', 'ornament'],
      ['a.pdf', 'pages', undefined],
      ['b.pdf', 'ignored', 'repeat'],
      ['jo.vcf', 'ignored', 'mailing-part'],
    ]);
    expect(pages).toBe(1);
  });

  test('a forwarded mail is opened like any other', async () => {
    const inner = await compose({ text: REFERRAL, attachments: [pdfOf('letter.pdf')] });
    const outer = await compose({
      subject: 'Fwd: Referral',
      text: 'FYI',
      attachments: [{ filename: 'mail.eml', content: inner, contentType: 'application/octet-stream' }],
    });

    const { allFiles, mail } = await unpackAll(outer);

    expect(fates(allFiles)).toEqual([
      'message/rfc822 opened',
      'message/rfc822 opened',
      'application/pdf pages',
    ]);
    expect(allFiles.map(({ parent }) => parent)).toEqual([undefined, 0, 1]);
    expect(mail?.subject).toBe('Fwd: Referral');
  });

  test('mails in mails end somewhere', async () => {
    let mail = await compose({ text: REFERRAL });
    for (let level = 0; level < 7; level += 1) {
      mail = await compose({
        text: `Level ${level}`,
        attachments: [{ filename: 'mail.eml', content: mail, contentType: 'application/octet-stream' }],
      });
    }

    const { allFiles } = await unpackAll(mail);

    expect(allFiles.at(-1)).toMatchObject({ fate: 'refused', code: 'too-deep' });
  });

  test('a mail that ends in the middle says so', async () => {
    const mail = await compose({ text: REFERRAL, attachments: [pdfOf('letter.pdf')] });

    const { allFiles } = await unpackAll(mail.subarray(0, mail.length - 900));

    expect(allFiles[0]).toMatchObject({ fate: 'opened', code: 'cut-off' });
    expect(allFiles.at(-1)?.code).toMatch(/cut-off|damaged|page-lost/);
  });

  test.each([
    ['10,000 parts', manyPartsMail(10_000)],
    ['5,000 levels', deepMail(5000)],
  ])('%s are refused', async (_name, mail) => {
    const { allFiles } = await unpackAll(mail);

    expect(allFiles).toMatchObject([{ fate: 'refused', code: 'too-many-parts' }]);
  });

  test('more than a hundred files are refused', async () => {
    const { allFiles } = await unpackAll(manyPartsMail(150));

    expect(allFiles).toMatchObject([{ fate: 'refused', code: 'too-many-files' }]);
  });
});

describe('what a mail says of itself', () => {
  test.each([
    ['Auto-Submitted: auto-replied', true],
    ['Auto-Submitted: no', false],
    ['Precedence: bulk', true],
    ['Return-Path: <>', true],
    ['X-Loop: hub@lake.example', true],
    ['X-Mailer: Scanner', false],
  ])('%s', async (field, isAutomatic) => {
    const mail = await compose({ text: REFERRAL });

    const { mail: said } = await unpackAll(Buffer.concat([Buffer.from(`${field}\r\n`), mail]));

    expect(said?.isAutomatic).toBe(isAutomatic);
  });

  test('a mail that came back is automatic, and what came back is not read again', async () => {
    const sent = (await compose({ text: REFERRAL, attachments: [pdfOf('letter.pdf')] })).toString('latin1');
    const report = [
      'From: mailer-daemon@lake.example',
      'To: hub@lake.example',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Your message to clinic@north.example could not be delivered to its recipient.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; lake.example',
      '--b',
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment',
      '',
      sent,
      '--b--',
      '',
    ].join('\r\n');

    const { mail, allFiles } = await unpackAll(Buffer.from(report, 'latin1'));

    expect(mail?.isAutomatic).toBe(true);
    expect(allFiles.some(({ mediaType, fate }) => mediaType === 'application/pdf' && fate === 'pages')).toBe(
      false,
    );
  });

  test.each([
    [
      'a link',
      'Northside Clinic has sent you a secure message',
      '<p>You have received a secure message.</p><a href="https://portal.example/m/1">Read the message</a>',
      true,
    ],
    [
      'an encrypted mail',
      'Encrypted message from Dr. Zztest',
      '<p>This e-mail is protected. To view the message, sign in or use a one-time passcode: <a href="https://portal.example">Open</a></p>',
      true,
    ],
    [
      'a letter that speaks of one',
      'Referral',
      '<p>Please see Anna Zztest. Our secure fax is 555-0100, and our site is https://north.example</p>',
      false,
    ],
  ])('%s to a portal', async (_name, subject, html, isPortalNotice) => {
    const { mail } = await unpackAll(await compose({ subject, html }));

    expect(mail?.isPortalNotice).toBe(isPortalNotice);
  });

  test('a page that leads to a portal is one, a document beside the words is not', async () => {
    const html = '<p>You have received an encrypted message. Open the attachment to read your message.</p>';
    const page = {
      filename: 'message.html',
      contentType: 'text/html',
      content: '<form action="https://portal.example"></form>',
    };

    expect((await unpackAll(await compose({ html, attachments: [page] }))).mail?.isPortalNotice).toBe(true);
    const document = await compose({ html, attachments: [pdfOf('letter.pdf')] });
    expect((await unpackAll(document)).mail?.isPortalNotice).toBe(false);
  });
});

function fates(files: readonly { readonly mediaType: string; readonly fate: string }[]): readonly string[] {
  return files.map(({ mediaType, fate }) => `${mediaType} ${fate}`);
}

function pdfOf(filename: string): Mail.Attachment {
  return { filename, content: letter };
}

async function compose(mail: Mail.Options): Promise<Buffer> {
  return await new MailComposer({
    from: '"Northside Clinic" <Referrals@North.example>',
    to: 'hub@lake.example',
    subject: 'Referral – Zztest',
    messageId: '<one@north.example>',
    date: new Date('2026-03-05T15:00:00Z'),
    ...mail,
  })
    .compile()
    .build();
}

const NOTICE =
  'CONFIDENTIALITY NOTICE: This message is intended only for the person named above and may hold privileged information. If you received this message in error, please tell the sender and delete it, together with every copy of it that you have made.';
