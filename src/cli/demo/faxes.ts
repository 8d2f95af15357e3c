import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { now } from '../../lib/clock.ts';
import type { Hub } from '../../pipeline/hub.ts';
import { takeDocument, UPLOADS } from '../../pipeline/document/upload.ts';

/** Faxes of the demo's offices, good ones and bad ones: made by bench/documents/demo-faxes.ts. */
const faxes: readonly (readonly [file: string, fromNumber: string])[] = [
  ['birch-form', '2175550911'],
  ['cedar-order', '2175550912'],
  ['hazel-form', '2175550915'],
  ['new-office-by-hand', '2175550950'],
];

/** Puts the faxes in as a gateway would; in a hub that has had them nothing happens. Returns how many are new. */
export async function sendFaxes(hub: Hub): Promise<number> {
  if (!hub.channels.has(UPLOADS)) return 0;
  const taken = await Promise.all(
    faxes.map(async ([file, fromNumber]) =>
      takeDocument(hub, UPLOADS, {
        body: await readFile(join(import.meta.dirname, 'faxes', `${file}.tif`)),
        peer: 'demo',
        contentType: 'image/tiff',
        identity: `demo:${file}`,
        transport: { kind: 'fax', fromNumber, toNumber: '2175550101', receivedAt: now() },
      }),
    ),
  );
  return taken.filter(({ isNew }) => isNew).length;
}
