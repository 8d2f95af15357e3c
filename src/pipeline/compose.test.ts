import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mdm, siu } from '../../test/support/hl7.ts';
import { createTestHub, type TestHub } from '../../test/support/hub.ts';
import { npi } from '../../test/support/npi.ts';
import { readCcdaDocument } from '../formats/ccda/read-document.ts';
import { readCcda } from '../formats/richtext/ccda.ts';
import type { Parcel } from '../sdk/destination.ts';
import { query, queryOne, sql } from '../store/database.ts';
import { deliver } from './deliver.ts';
import type { DeliveryJob, Hub } from './hub.ts';
import { releaseDue } from './release.ts';
import { addEndpoint } from './resolve.ts';

const ana = 'ana@practice.example';

let base: TestHub;
let hub: Hub;
const jobs: DeliveryJob[] = [];
const parcels: Parcel[] = [];

beforeAll(async () => {
  base = await createTestHub();
  const endpoint = z.object({ address: z.string(), settings: z.record(z.string(), z.unknown()) });
  const open = {
    deliver: (parcel: Parcel) => {
      parcels.push(parcel);
      return Promise.resolve({ status: 'delivered' as const });
    },
    close: () => Promise.resolve(),
  };
  const adapter = { name: 'fax', endpoint, isRepeatHarmless: true, documentType: 'image/tiff' as const };
  hub = {
    ...base.hub,
    destinations: new Map([...base.hub.destinations, ['fax', { adapter, open }]]),
    enqueue: (_, added) => Promise.resolve(void jobs.push(...added)),
  };
}, 60_000);
afterAll(() => base.close());

/** A patient of a referrer of their own, who takes notes this way; the note is sent, or is not. */
async function noteTo(
  nr: number,
  way: { readonly destination: string; readonly settings: Readonly<Record<string, unknown>> },
  change: (message: string) => string = (message) => message,
): Promise<void> {
  const story = {
    mrn: `TEST-${nr}`,
    family: `ZZTEST${'ABCDEFGHIJ'[nr]}`,
    given: ['ADA', 'BELA', 'CORA', 'DORA', 'EMIL', 'FRED', 'GUS'][nr] ?? '',
    birth: `19${50 + nr * 3}0${nr + 1}1${nr}`,
    phone: `555-01${nr}${nr}`,
    street: `${nr + 1}${nr} Elm Road ${nr}`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
    referrer: `${npi(nr)}^ZZTESTREF^${'ABCDEFGHIJ'[nr]}^^^Dr^MD^^NPI^^^^NPI`,
    note: `N${nr}`,
    text: 'IOP 14',
  };
  await base.feed(siu('S12', { ...story, order: `ORD-${nr}^CLINIC` }));
  const partner = await queryOne<{ id: string }>(
    hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = ${npi(nr)}`,
  );
  const endpoint = { ...way, address: `office-${nr}`, rank: 1 };
  expect(await addEndpoint(hub, partner?.id ?? '', endpoint, ana)).toEqual({});
  await base.feed(change(mdm('T02', story)));
  while ((await releaseDue(hub)) > 0)
    for (let job = jobs.shift(); job; job = jobs.shift()) await deliver(hub, job.deliveryId);
}

const delivered = (nr: number) =>
  queryOne<{ status: string; pages: number; sha256: string }>(
    hub.db,
    sql`select status, packet_pages as pages, packet_sha256 as sha256 from delivery where purpose = 'note' and address = ${`office-${nr}`}`,
  );

test('what rings a fax machine is handed the pages the machine will send, and remembers those', async () => {
  await noteTo(0, { destination: 'fax', settings: {} });

  const document = parcels[0]?.document;
  expect(document).toMatchObject({ mediaType: 'image/tiff', pages: 2 });
  expect(await sharp(document?.bytes).metadata()).toMatchObject({ pages: 2, width: 1728, height: 2156 });
  expect(await delivered(0)).toMatchObject({ status: 'delivered', pages: 2 });
});

test('a partner whose system files documents by itself gets C-CDA with its own order number and the pages', async () => {
  await noteTo(1, { destination: 'folder', settings: { confirm: 'written', format: 'ccda' } });

  const folder = join(base.spool, 'office-1');
  const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.xml'));
  const bytes = await readFile(join(folder, name));
  const read = readCcdaDocument(bytes);
  expect(read.orders).toEqual([expect.objectContaining({ extension: 'ORD-1' })]);
  expect(read.patient.name).toEqual({ family: 'ZZTESTB', given: ['BELA'] });
  expect(read.signer?.name?.family).toBe('ZZTESTDOC');
  const body = readCcda(bytes);
  const pdf = await PDFDocument.load(Buffer.from(body.kind === 'embedded' ? body.base64 : '', 'base64'));
  expect(pdf.getPageCount()).toBe(2);
  expect(await delivered(1)).toMatchObject({ status: 'delivered', pages: 2 });
});

test('a note of any form that nobody signed stops with a task, and nothing leaves', async () => {
  const before = parcels.length;
  const blank = await PDFDocument.create();
  blank.addPage().drawSquare({ x: 1, y: 1 });
  const forms: readonly (readonly [string, string, Uint8Array])[] = [
    ['application', 'pdf', await blank.save({ useObjectStreams: false })],
    ['text', 'rtf', Buffer.from('{\\rtf1 dry eye}')],
    ['text', 'html', Buffer.from('<html><body>dry eye</body></html>')],
    [
      'text',
      'xml',
      Buffer.from(
        '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><title>Plan</title><text>dry eye</text></section></component></structuredBody></component></ClinicalDocument>',
      ),
    ],
  ];
  for (const [at, [type, subtype, bytes]] of forms.entries()) {
    const content = `OBX|1|ED|11488-4^Consultation note^LN||^${type}^${subtype}^Base64^${Buffer.from(bytes).toString('base64')}||||||F`;
    await noteTo(2 + at, { destination: 'fax', settings: {} }, (message) =>
      message.replace(/OBX\|.*$/, content).replace(/(\rTXA[^\r]*\|)[^|\r]*\r/, '$1\r'),
    );
  }

  expect(parcels).toHaveLength(before);
  const asked = await query<{ reason: string }>(
    hub.db,
    sql`select question ->> 'reason' as reason from review where kind = 'note_incomplete' and state = 'open'`,
  );
  expect(asked).toHaveLength(forms.length);
  for (const { reason } of asked) expect(reason).toContain("the provider's signature");
});
