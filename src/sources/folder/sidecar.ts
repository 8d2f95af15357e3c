import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import { storableText } from '../../lib/storable-text.ts';
import { faxEvidence } from '../../sdk/fax-arrival.ts';
import type { ArrivalTransport } from '../../sdk/source.ts';

/** What a fax server or a script knows of a document, in a file beside it. */
export type Sidecar = {
  readonly path: string;
  readonly transport: Partial<ArrivalTransport>;
  readonly notice: Readonly<Record<string, unknown>>;
};

const MOST_BYTES = 64 * 1024;
/** Nobody waits for who would write into a pipe of that name. */
export const READ_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const said = z.looseObject({
  gatewayId: z.string().max(200).optional(),
  fromNumber: z.string().max(40).optional(),
  toNumber: z.string().max(40).optional(),
  callerName: z.string().max(100).optional(),
  csid: z.string().max(100).optional(),
  receivedAt: z.iso.datetime({ offset: true }).optional(),
  pages: z.int().min(0).optional(),
  isPartial: z.boolean().optional(),
});

/**
 * `scan.tif.json` or `scan.json` beside `scan.tif`. One that cannot be read says so in the notice: the document is worth more than
 * what stands beside it.
 */
export async function readSidecar(document: string): Promise<Sidecar | undefined> {
  const stem = document.slice(0, document.length - extname(document).length);
  for (const path of [`${document}.json`, `${stem}.json`]) {
    const text = await readShort(path);
    if (text === undefined) continue;
    return { path, ...understand(text) };
  }
  return undefined;
}

function understand(text: string): Omit<Sidecar, 'path'> {
  const checked = said.safeParse(parsed(text));
  if (!checked.success) {
    const fields = checked.error.issues.map((issue) => issue.path.join('.')).filter((field) => field !== '');
    const problem =
      fields.length === 0 ? 'is no JSON object' : `has no usable ${[...new Set(fields)].join(', ')}`;
    return { transport: {}, notice: { sidecar: `The file beside the document ${problem}.` } };
  }
  const { fromNumber: from, toNumber: to, gatewayId, ...rest } = checked.data;
  return {
    transport: {
      ...(gatewayId === undefined ? {} : { gatewayId: storableText(gatewayId) }),
      ...faxEvidence({ ...rest, from, to }),
    },
    notice: { sidecar: checked.data },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `undefined`: there is none, or it is a link, or far too long for what it is. */
async function readShort(path: string): Promise<string | undefined> {
  const handle = await open(path, READ_FILE).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const status = await handle.stat();
    return status.isFile() && status.size <= MOST_BYTES
      ? (await handle.readFile()).toString('utf8')
      : undefined;
  } finally {
    await handle.close();
  }
}
