import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldName } from '../../src/domain/document/fields.ts';
import { sendRequests } from '../../src/pipeline/document/ask-sender.ts';
import { dropPage, mergeDesk, splitDesk } from '../../src/pipeline/document/arrange.ts';
import { leaveDesk, listDesk, nextOnDesk, openDesk } from '../../src/pipeline/document/desk.ts';
import type { DeskDocument } from '../../src/pipeline/document/desk-types.ts';
import {
  holdDesk,
  markUnreadable,
  notReferral,
  reopenDesk,
  resumeDesk,
  settleDesk,
} from '../../src/pipeline/document/settle.ts';
import { processWaiting, replayMessage } from '../../src/pipeline/process.ts';
import { query, sql } from '../../src/store/database.ts';
import { setAcceptanceMode } from '../../src/store/acceptance.ts';
import { findMessage } from '../../src/store/messages.ts';
import { transaction } from '../../src/store/transaction.ts';
import { createTestHub, readDocuments, type TestHub } from '../support/hub.ts';
import { ref } from '../support/hl7.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';
import { linesPdf, paperPdf, type Paper } from '../support/papers.ts';

let hub: TestHub;
let catcher: MailCatcher;
beforeAll(async () => {
  catcher = await startMailCatcher();
  hub = await createTestHub({ smtpUrl: catcher.url });
});
afterAll(async () => {
  await hub.close();
  await catcher.stop();
});

const ana = 'ana@practice.example';
const ben = 'ben@practice.example';

/** Somebody else on every form: alike people are asked about. */
const people: readonly Paper[] = [
  {
    patient: 'ZZTESTROE, Bertram',
    born: '03/12/1952',
    phone: '(312) 555-0144',
    address: '12 Mill Road, Cedar Valley, IL 60000',
    member: 'XQD88410',
  },
  {
    patient: 'ZZTESTKOWALSKI, Jadwiga',
    born: '11/30/1971',
    phone: '(414) 555-0119',
    address: '801 Harbor Street, Milwaukee, WI 53202',
    member: 'PLM20377',
  },
  {
    patient: 'ZZTESTNGUYEN, Thomas',
    born: '07/04/1988',
    phone: '(608) 555-0163',
    address: '5 Orchard Lane, Madison, WI 53703',
    member: 'RRT55104',
  },
  {
    patient: 'ZZTESTABERNATHY, Louisa',
    born: '01/19/1940',
    phone: '(217) 555-0187',
    address: '44 Capitol Avenue, Springfield, IL 62701',
    member: 'KKB90155',
  },
  {
    patient: 'ZZTESTOKAFOR, Emeka',
    born: '09/22/1995',
    phone: '(765) 555-0126',
    address: '1200 Wabash Trail, Lafayette, IN 47901',
    member: 'NVW31872',
  },
  {
    patient: 'ZZTESTLINDQVIST, Astrid',
    born: '05/08/1963',
    phone: '(563) 555-0155',
    address: '77 River Drive, Davenport, IA 52801',
    member: 'HHJ66209',
  },
  {
    patient: 'ZZTESTMARCHETTI, Dario',
    born: '10/17/1979',
    phone: '(319) 555-0138',
    address: '390 Prairie Court, Cedar Rapids, IA 52401',
    member: 'TTW40418',
  },
];

function person(index: number): Paper {
  return people[index] ?? {};
}

async function fax(body: Uint8Array, transport: object = {}): Promise<string> {
  const [messageId = ''] = await hub.feedDocuments({
    body,
    transport: { kind: 'fax', fromNumber: '3125550172', ...transport },
  });
  return messageId;
}

async function mail(lines: readonly string[]): Promise<string> {
  const [messageId = ''] = await hub.feedDocuments({
    body: Buffer.from(lines.join('\r\n')),
    contentType: 'message/rfc822',
    transport: { kind: 'mail', fromAddress: 'desk@northside.example' },
  });
  return messageId;
}

/** The documents of a message that wait at the desk, opened by Ana. */
async function atDesk(messageId: string): Promise<readonly DeskDocument[]> {
  const { rows } = await listDesk(hub.hub, { state: 'review', limit: 200 });
  const mine = rows.filter((row) => row.messageId === messageId);
  const opened = await Promise.all(mine.map(({ id }) => openDesk(hub.hub, id, ana)));
  return opened.filter((one) => one !== undefined);
}

async function oneAtDesk(messageId: string): Promise<DeskDocument> {
  const [document] = await atDesk(messageId);
  if (!document) throw new Error('Nothing of the message is at the desk.');
  return document;
}

function valueOf(document: DeskDocument, field: FieldName): string | undefined {
  return document.fields.find((one) => one.field === field)?.value;
}

function readValues({ fields }: DeskDocument): Partial<Record<FieldName, readonly string[]>> {
  const values: Partial<Record<FieldName, readonly string[]>> = {};
  for (const { field, value } of fields) if (value !== '') values[field] = [...(values[field] ?? []), value];
  return values;
}

async function settle(document: DeskDocument, changed: Partial<Record<FieldName, readonly string[]>> = {}) {
  const values = { ...readValues(document), ...changed };
  const act = await settleDesk(
    hub.hub,
    document.id,
    { version: document.version, values, patientId: 'new' },
    ana,
  );
  while ((await processWaiting(hub.hub)) > 0);
  return act;
}

type Kept = {
  readonly state: string;
  readonly patient: string;
  readonly reason: string | null;
  readonly referrer: string | null;
};

/** The referrals of the ledger that a message stands behind. */
function referralsOf(messageId: string): Promise<readonly Kept[]> {
  return query<Kept>(
    hub.hub.db,
    sql`select distinct r.state, p.family as patient, r.view -> 'request' ->> 'reason' as reason, r.view -> 'referrer' -> 'claim' -> 'name' ->> 'family' as referrer
        from fact f join referral r on r.id = f.referral_id join patient p on p.id = r.patient_id
        where f.message_id = ${messageId} and f.retired_at is null and r.merged_into is null order by 2`,
  );
}

describe('a faxed referral form', () => {
  test('is read into fields and waits at the desk; confirmed, it is a referral of the ledger', async () => {
    const messageId = await fax(await paperPdf(person(0)));
    const document = await oneAtDesk(messageId);

    expect(valueOf(document, 'patient_name')).toBe('ZZTESTROE, Bertram');
    expect(valueOf(document, 'birth_date')).toBe('1952-03-12');
    expect(await findMessage(hub.hub.db, messageId)).toMatchObject({
      state: 'review',
      reasonCode: 'document',
    });

    expect(await settle(document)).toBe('done');

    expect(await findMessage(hub.hub.db, messageId)).toMatchObject({
      state: 'applied',
      mapping: 'document/referral@1',
    });
    const [referral] = await referralsOf(messageId);
    expect(referral).toMatchObject({ patient: 'ZZTESTROE' });
  });

  test('what a person corrects is what the ledger says, in every replay; taken back, the ledger says nothing', async () => {
    const messageId = await fax(await paperPdf(person(1)));
    const document = await oneAtDesk(messageId);

    await settle(document, { patient_name: ['ZZTESTKOWALSKA, Jadwiga'] });
    const first = await referralsOf(messageId);
    await replayMessage(hub.hub, messageId);
    const again = await referralsOf(messageId);
    const settled = await openDesk(hub.hub, document.id, ana);
    await reopenDesk(hub.hub, document.id, { version: settled?.version ?? 0 }, ana);
    while ((await processWaiting(hub.hub)) > 0);

    expect(first).toMatchObject([{ patient: 'ZZTESTKOWALSKA' }]);
    expect(again).toEqual(first);
    expect(await referralsOf(messageId)).toEqual([]);
    expect(await oneAtDesk(messageId)).toMatchObject({ state: 'review' });
  });

  test('the same bytes again are the same arrival, and the same gateway job under other bytes too', async () => {
    const body = await paperPdf(person(2));

    const first = await fax(body);
    const again = await fax(body);
    const [job] = await hub.feedDocuments({ body, identity: 'gateway:17', transport: { kind: 'fax' } });
    const [repeat] = await hub.feedDocuments({
      body: await paperPdf(person(3)),
      identity: 'gateway:17',
      transport: { kind: 'fax' },
    });

    expect(again).toBe(first);
    expect(repeat).toBe(job);
    expect(job).not.toBe(first);
  });
});

describe('several referrals in one fax', () => {
  test('are documents of their own, settled one by one; the ledger has each once', async () => {
    const messageId = await fax(await paperPdf(person(4), person(5)));
    const documents = await atDesk(messageId);
    expect(documents.map((one) => one.pages.map(({ number }) => number))).toEqual([[1], [2]]);

    const [first, second] = documents;
    if (!first || !second) throw new Error('There are two.');
    await settle(second);
    expect(await referralsOf(messageId)).toMatchObject([{ patient: 'ZZTESTLINDQVIST' }]);
    await settle(first);

    expect(await referralsOf(messageId)).toMatchObject([
      { patient: 'ZZTESTLINDQVIST' },
      { patient: 'ZZTESTOKAFOR' },
    ]);
  });

  test('a person makes one of them, and parts them again; a page can be left out', async () => {
    const messageId = await fax(
      await paperPdf({ ...person(4), reason: 'Shoulder' }, { ...person(5), reason: 'Hip' }),
    );
    const [first, second] = await atDesk(messageId);
    if (!first || !second) throw new Error('There are two.');

    expect(await mergeDesk(hub.hub, first.id, { version: first.version, withId: second.id }, ana)).toBe(
      'done',
    );
    const merged = await oneAtDesk(messageId);
    expect(merged.pages.map(({ number }) => number)).toEqual([1, 2]);
    expect(await splitDesk(hub.hub, merged.id, { version: merged.version, beforePage: 2 }, ana)).toBe('done');
    const parted = await atDesk(messageId);
    expect(parted.map((one) => valueOf(one, 'patient_name'))).toEqual([
      'ZZTESTOKAFOR, Emeka',
      'ZZTESTLINDQVIST, Astrid',
    ]);

    const [one] = parted;
    expect(
      await dropPage(hub.hub, one?.id ?? '', { version: one?.version ?? 0, page: 1, isDropped: true }, ana),
    ).toBe('done');
    const [left] = await atDesk(messageId);
    expect(left?.pages).toMatchObject([{ number: 1, isDropped: true }]);
    expect(valueOf(left as DeskDocument, 'patient_name')).toBe('');
  });
});

describe('at the desk', () => {
  test('two people never have the same document, and the next one is nobody else’s', async () => {
    const messages = [
      await fax(await paperPdf({ ...person(0), reason: 'First' })),
      await fax(await paperPdf({ ...person(1), reason: 'Second' })),
    ];
    const [first, second] = await Promise.all(messages.map(oneAtDesk));
    if (!first || !second) throw new Error('There are two.');
    await leaveDesk(hub.hub, second.id, ana);

    const bens = await openDesk(hub.hub, first.id, ben);
    const answer = { version: first.version, values: readValues(first), patientId: 'new' };

    expect(bens?.lock).toMatchObject({ by: ana, isMine: false });
    expect(await settleDesk(hub.hub, first.id, answer, ben)).toBe('locked');
    expect(await nextOnDesk(hub.hub, ben)).not.toBe(first.id);
    expect(await settleDesk(hub.hub, first.id, { ...answer, version: 99 }, ana)).toBe('changed');
  });

  test('hold, resume, not a referral: each keeps the pages and says so', async () => {
    const messageId = await fax(
      await linesPdf('Dear colleague,', 'please find our brochure enclosed.', 'Buy now.'),
    );
    const document = await oneAtDesk(messageId);

    expect(
      await holdDesk(hub.hub, document.id, { version: document.version, reason: ' ' }, ana),
    ).toMatchObject({
      problems: [{ field: 'reason' }],
    });
    expect(
      await holdDesk(hub.hub, document.id, { version: document.version, reason: 'Asked the office' }, ana),
    ).toBe('done');
    expect(await resumeDesk(hub.hub, document.id, { version: document.version + 1 }, ana)).toBe('done');
    expect(
      await notReferral(hub.hub, document.id, { version: document.version + 2, kind: 'junk' }, ana),
    ).toBe('done');
    while ((await processWaiting(hub.hub)) > 0);

    expect(await openDesk(hub.hub, document.id, ana)).toMatchObject({ state: 'not_referral', kind: 'junk' });
    expect(await findMessage(hub.hub.db, messageId)).toMatchObject({ state: 'filtered' });
  });

  test('a wrong value is named with its field, and a referral is about somebody', async () => {
    const document = await oneAtDesk(await fax(await paperPdf({ ...person(2), reason: 'Checked' })));

    const values = { ...readValues(document), patient_name: [''], referrer_npi: ['1234567890'] };
    const act = await settleDesk(
      hub.hub,
      document.id,
      { version: document.version, values, patientId: 'new' },
      ana,
    );

    expect(act).toMatchObject({ problems: [{ field: 'referrer_npi' }, { field: 'patient_name' }] });
  });

  test('the sender of something unreadable is asked by its own way: by telephone where nothing else is known', async () => {
    const document = await oneAtDesk(await fax(await linesPdf('~~~~'), { fromNumber: '3125550199' }));

    const asked = await markUnreadable(
      hub.hub,
      document.id,
      { version: document.version, note: 'all black' },
      ana,
    );

    expect(asked).toMatchObject({ asked: 'phone' });
    expect(JSON.stringify(asked)).not.toMatch(/all black/);
  });
});

describe('mails', () => {
  test('the attachment of a mail is read as a fax is, and a referral written in the mail itself too', async () => {
    const pdf = (await paperPdf({ ...person(3), reason: 'Attached' }))
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n');
    const attached = await mail([
      'From: Desk <desk@northside.example>',
      'To: referrals@practice.example',
      'Subject: Referral',
      'Message-ID: <1@northside.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'See attached.',
      '--b',
      'Content-Type: application/pdf; name=referral.pdf',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename=referral.pdf',
      '',
      pdf,
      '--b--',
      '',
    ]);
    const written = await mail([
      'From: Dr. Renata Zztestortiz <ortiz@northside.example>',
      'To: referrals@practice.example',
      'Subject: new patient',
      'Message-ID: <2@northside.example>',
      'Content-Type: text/plain',
      '',
      'Hello,',
      'I am referring Emeka Zztestokafor, DOB 09/22/1995, phone 765-555-0126, for right shoulder pain (M25.511).',
      'Please schedule an orthopedic consultation, urgent.',
      '',
      'Renata Zztestortiz, MD',
      'Northside Family Medicine, phone 312-555-0171, fax 312-555-0172',
    ]);

    expect(valueOf(await oneAtDesk(attached), 'patient_name')).toBe('ZZTESTABERNATHY, Louisa');
    const document = await oneAtDesk(written);
    expect(valueOf(document, 'birth_date')).toBe('1995-09-22');
    expect(valueOf(document, 'diagnosis')).toBe('M25.511');
  });

  test('a secure message behind a portal is a task and no referral', async () => {
    const document = await oneAtDesk(
      await mail([
        'From: Secure Mail <no-reply@securemail.example>',
        'Subject: You have received a secure message',
        'Message-ID: <3@securemail.example>',
        'Content-Type: text/plain',
        '',
        'You have received a secure, encrypted message from Northside Family Medicine.',
        'To read it, sign in at https://portal.securemail.example/read/abc',
        'This link expires in 30 days.',
      ]),
    );

    expect(document).toMatchObject({ kind: 'portal_notice' });
    expect(document.reason).toMatch(/portal/);
  });
});

describe('asking a sender', () => {
  test('a mail is answered by mail, once, without a word of the patient or the note of the clerk', async () => {
    const messageId = await mail([
      'From: Desk <desk@northside.example>',
      'To: referrals@practice.example',
      'Subject: Zztestroe',
      'Message-ID: <9@northside.example>',
      'Content-Type: text/plain',
      '',
      'Bertram Zztestroe, please see him soon, he has pain, I think it is his knee.',
    ]);
    const document = await oneAtDesk(messageId);

    const asked = await markUnreadable(
      hub.hub,
      document.id,
      { version: document.version, note: 'Zztestroe, no birth date' },
      ana,
    );
    while ((await sendRequests(hub.hub)) > 0);

    expect(asked).toMatchObject({ asked: 'mail' });
    expect(catcher.mails).toHaveLength(1);
    expect(catcher.mails[0]).toMatch(/^To: desk@northside\.example$/m);
    expect(JSON.stringify(catcher.mails)).not.toMatch(/zztestroe/i);
    expect(await sendRequests(hub.hub)).toBe(0);
  });
});

describe('what cannot be read', () => {
  test('is kept with its reason, and read again when somebody asks', async () => {
    const empty = await fax(Buffer.from('%PDF-1.7 nothing of it'), { fromNumber: '3125550188' });

    expect(await findMessage(hub.hub.db, empty)).toMatchObject({ state: 'invalid' });
    const { rows } = await listDesk(hub.hub, { state: 'unread' });
    expect(rows.find((row) => row.messageId === empty)?.problem).toMatch(/\S/);

    await replayMessage(hub.hub, empty);
    expect(await findMessage(hub.hub.db, empty)).toMatchObject({ state: 'reading' });
    await readDocuments(hub.hub);
    expect(await findMessage(hub.hub.db, empty)).toMatchObject({ state: 'invalid' });
  });
});

describe('filing by itself', () => {
  test('in shadow mode nothing is filed and what would have been is recorded; live, only what is certain', async () => {
    await transaction(hub.hub.db, (tx) => setAcceptanceMode(tx, { mode: 'live', auditShare: 0.01 }, ana));

    // Nobody of the directory has this number: the referrer is not certain.
    const messageId = await fax(
      await paperPdf({ ...person(5), reason: 'Unknown office', number: 'NF-1009' }),
    );

    expect(await oneAtDesk(messageId)).toMatchObject({ state: 'review' });
    await transaction(hub.hub.db, (tx) => setAcceptanceMode(tx, { mode: 'shadow', auditShare: 0.05 }, ana));
  });
});

describe('one referral by fax, platform and EMR', () => {
  test('is one row of the ledger with a piece of evidence of each', async () => {
    const paper = { ...person(6), reason: 'Hip pain', doctor: 'Robert ZZTESTREF, MD', npi: '1234567893' };
    const messageId = await fax(await paperPdf(paper), { receivedAt: '2026-11-02T14:00:00.000Z' });
    await settle(await oneAtDesk(messageId));

    await hub.feed(
      ref('I12', {
        order: 'P901^PLATFORM',
        at: '20261103110000-0500',
        mrn: 'TEST-9551',
        family: 'ZZTESTMARCHETTI',
        given: 'DARIO',
        birth: '19791017',
        phone: '(319)555-0138',
        street: '390 Prairie Court',
      }),
    );

    const rows = await query<{ readonly channels: readonly string[] }>(
      hub.hub.db,
      sql`select array(select distinct e ->> 'channel' from jsonb_array_elements(r.view -> 'evidence') e order by 1) as channels
          from referral r join patient p on p.id = r.patient_id where p.family = 'ZZTESTMARCHETTI' and r.merged_into is null and r.kind = 'explicit'
            and r.view::text like '%Hip pain%'`,
    );
    expect(rows).toEqual([{ channels: ['clinic', 'uploads'] }]);
  });
});
