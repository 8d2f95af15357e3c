import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import ccda from '../../mappings/ccda/clinical-document.mapping.ts';
import referral from '../../mappings/document/referral.mapping.ts';
import all from '../../mappings/hl7v2/all.mapping.ts';
import { processWaiting, replayMessage } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { http } from '../../src/sources/http/index.ts';
import { query, sql } from '../../src/store/database.ts';
import { createTestHub, readDocuments, type TestHub } from '../support/hub.ts';
import { makeZip, type Packed } from '../support/zip.ts';

const direct = {
  name: 'direct',
  owner: 'it@practice.example',
  source: http,
  config: {},
  zone: 'America/Denver',
  mapping: referral,
  packages: { hl7v2: all, ccda },
} as Channel;

const fixture = (path: string): Buffer => readFileSync(`fixtures/${path}`);
const order = fixture('direct-360x/omg/request/input.hl7');
const referralNote = asTheOrderKnows(fixture('valley-ccda/referral/full/input.xml'));
const consultation = asTheOrderKnows(fixture('valley-ccda/consultation/signed-answers-a-referral/input.xml'));

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub({ channels: [direct] });
});
afterAll(() => hub.close());

describe('a package of IHE 360X', () => {
  test('by mail: order and clinical document are messages of one referral', async () => {
    const id = await arrive(mailWith(xdm([hl7File(order), ccdaFile(referralNote)])));

    expect(await messagesOf(id)).toEqual([
      { state: 'applied', format: null, type: 'document' },
      { state: 'applied', format: 'ccda', type: 'C-CDA' },
      { state: 'applied', format: 'hl7v2', type: 'OMG^O19' },
    ]);
    expect(await referrals()).toEqual([
      {
        state: 'received',
        // The order's own words (OBR-31).
        reason: 'Retinopathy',
        patient: 'TEST-X1',
      },
    ]);
  });

  test('sent again in another mail: nothing new', async () => {
    await arrive(mailWith(xdm([hl7File(order), ccdaFile(referralNote)]), 'again'));

    expect(await referrals()).toHaveLength(1);
  });

  test('a document that answers the referral is its note', async () => {
    const id = await arrive(mailWith(xdm([ccdaFile(consultation)])));

    expect(await messagesOf(id)).toMatchObject([{ state: 'applied' }, { state: 'applied', format: 'ccda' }]);
    expect(
      await query(
        hub.database.db,
        sql`select view -> 'notes' -> 0 ->> 'status' as status, jsonb_array_length(view -> 'notes') as count from referral
            where merged_into is null and kind <> 'none'`,
      ),
    ).toEqual([{ status: 'final', count: 1 }]);
  });

  test('a hostile document is invalid by itself: the order beside it is taken', async () => {
    const hostile = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa">]><ClinicalDocument>&a;</ClinicalDocument>`;

    const id = await arrive(mailWith(xdm([hl7File(order), ccdaFile(Buffer.from(hostile))]), 'hostile'));

    expect(await messagesOf(id)).toMatchObject([
      { state: 'applied' },
      { state: 'invalid', format: 'ccda' },
      { state: 'applied', format: 'hl7v2' },
    ]);
  });

  test('replayed, each says the same', async () => {
    const before = await referrals();
    const ids = await query<{ readonly id: string }>(
      hub.database.db,
      sql`select id from message order by id desc`,
    );

    for (const { id } of ids) await replayMessage(hub.hub, id);
    while ((await processWaiting(hub.hub)) > 0);

    expect(await referrals()).toEqual(before);
  });
});

/** XDM (IHE ITI TF-2: 3.32): what stands in METADATA.XML are the documents, the rest is for programs. */
function xdm(files: readonly Packed[]): Buffer {
  const slots = files
    .map(
      ({ name }) =>
        `<ExtrinsicObject><Slot name="URI"><ValueList><Value>${name}</Value></ValueList></Slot></ExtrinsicObject>`,
    )
    .join('');
  return makeZip([
    { name: 'INDEX.HTM', text: '<html><body>Index</body></html>' },
    { name: 'README.TXT', text: 'A package.' },
    { name: 'IHE_XDM/SUBSET01/METADATA.XML', text: `<SubmitObjectsRequest>${slots}</SubmitObjectsRequest>` },
    ...files.map((file) => ({ ...file, name: `IHE_XDM/SUBSET01/${file.name}` })),
  ]);
}

/** The clinical documents are of the same patient as the order. */
function asTheOrderKnows(document: Buffer): Buffer {
  return Buffer.from(document.toString('utf8').replaceAll('TEST-C1', 'TEST-X1'));
}

function hl7File(text: Buffer): Packed {
  return { name: 'ORDER.HL7', text };
}

function ccdaFile(text: Buffer): Packed {
  return { name: 'CCDA.XML', text };
}

function mailWith(zip: Buffer, id = 'first'): Buffer {
  return Buffer.from(
    [
      'From: direct@golden.example',
      'To: referrals@direct.practice.example',
      'Subject: XDM/1.0/DDM',
      `Message-ID: <${id}-${zip.length}@golden.example>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="zz"',
      '',
      '--zz',
      'Content-Type: text/plain',
      '',
      'Please see the attached referral.',
      '--zz',
      'Content-Type: application/zip; name="referral.zip"',
      'Content-Transfer-Encoding: base64',
      '',
      zip.toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
      '--zz--',
      '',
    ].join('\r\n'),
  );
}

async function arrive(body: Buffer): Promise<string> {
  const { messageId } = await hub.intake.receive(direct.name, { body, peer: 'test' }, 'document');
  await readDocuments(hub.hub);
  while ((await processWaiting(hub.hub)) > 0);
  return messageId;
}

function messagesOf(id: string) {
  return query(
    hub.database.db,
    sql`select state, format, type from message where id = ${id} or parent_id = ${id} order by format nulls first`,
  );
}

function referrals() {
  return query(
    hub.database.db,
    sql`select r.state, r.view ->> 'reason' as reason, i.value as patient from referral r
        join patient_identifier i on i.patient_id = r.patient_id and i.value like 'TEST-X%'
        where r.merged_into is null and r.kind <> 'none'`,
  );
}
