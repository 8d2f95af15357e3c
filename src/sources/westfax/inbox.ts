import { z } from 'zod';
import { now } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { faxArrival, faxFault, notFetched, type ReportedFax } from '../../sdk/fax-arrival.ts';
import type { RemoteFax, RemoteInbox } from '../../sdk/remote-inbox.ts';
import { call } from '../../sdk/westfax-call.ts';
import type { WestfaxSourceSettings } from './config.ts';

const text = z.string().nullish();

/** One line of `Fax_GetFaxIdentifiers`. `Tag` is None (unread), Retrieved or Removed. */
const identifiers = z.array(z.looseObject({ Id: z.string().min(1), Direction: text, Date: text, Tag: text }));

/** `Fax_GetFaxDescriptionsUsingIds`: each fax with its calls; a received one has a single call. */
const descriptions = z.array(
  z.looseObject({
    Id: z.string(),
    PageCount: z.number().nullish(),
    Status: text,
    FaxCallInfoList: z
      .array(
        z.looseObject({
          OrigNumber: text,
          TermNumber: text,
          OrigCSID: text,
          CompletedUTC: text,
          Result: text,
        }),
      )
      .nullish(),
  }),
);

const documents = z.array(
  z.looseObject({
    FaxFiles: z.array(z.looseObject({ ContentType: text, FileContents: z.string() })).nullish(),
  }),
);

/** WestFax's own library looks back as far by default: what is unread longer is nobody's. */
const UNREAD_DAYS = 31;
const DAY_MS = 86_400_000;

/** The inbox of a product. A fax is called read there after it is stored here; nothing is ever removed. */
export function openInbox(settings: WestfaxSourceSettings): RemoteInbox<RemoteFax> {
  return {
    list: async (since, signal) => {
      const fields = { StartDate: startDate(since), FaxDirection: 'Inbound' };
      const result = await call('Fax_GetFaxIdentifiers', fields, settings, signal);
      return read(identifiers, result ?? [])
        .filter((line) => line.Direction !== 'Outbound' && line.Tag !== 'Removed')
        .map((line) => ({
          id: line.Id,
          receivedAt: instantOf(line.Date) ?? now(),
          isUnread: line.Tag === 'None',
        }));
    },
    fetch: async (fax, signal) => {
      const described = await describe(fax, settings, signal);
      const fields = { ...nameOf(fax), Format: settings.format };
      const result = await call('Fax_GetFaxDocuments', fields, settings, signal);
      const file = read(documents, result)[0]?.FaxFiles?.[0];
      if (!file) throw new Failure('permanent', 'no-file', 'WestFax gave out no file.');
      const bytes = Buffer.from(file.FileContents, 'base64');
      if (bytes.byteLength > settings.maxBytes)
        throw new Failure('permanent', 'too-large', `The fax has more than ${settings.maxBytes} bytes.`);
      return faxArrival(described, { bytes, contentType: file.ContentType ?? undefined });
    },
    withoutDocument: (fax, error) => faxFault(knownOf(fax, settings), notFetched('WestFax', error)),
    settle: async (fax) => {
      await call('Fax_ChangeFaxFilterValue', { ...nameOf(fax), Filter: 'Retrieved' }, settings);
    },
  };
}

async function describe(
  fax: RemoteFax,
  settings: WestfaxSourceSettings,
  signal: AbortSignal,
): Promise<ReportedFax> {
  const result = await call('Fax_GetFaxDescriptionsUsingIds', nameOf(fax), settings, signal);
  const said = read(descriptions, result)[0];
  const one = said?.FaxCallInfoList?.[0];
  return {
    ...knownOf(fax, settings),
    from: one?.OrigNumber ?? undefined,
    to: one?.TermNumber ?? undefined,
    csid: one?.OrigCSID ?? undefined,
    receivedAt: instantOf(one?.CompletedUTC) ?? fax.receivedAt,
    pages: said?.PageCount ?? undefined,
    isPartial: one?.Result !== undefined && one.Result !== null && one.Result !== 'Success',
    notice: said ?? { Id: fax.id },
  };
}

function knownOf(fax: RemoteFax, { apiUrl }: WestfaxSourceSettings): ReportedFax {
  return {
    gateway: 'westfax',
    id: fax.id,
    peer: new URL(apiUrl).host,
    receivedAt: fax.receivedAt,
    notice: { Id: fax.id },
  };
}

function nameOf(fax: RemoteFax): Readonly<Record<string, string>> {
  return { FaxIds1: JSON.stringify({ Id: fax.id, Direction: 'Inbound' }) };
}

/** A day as WestFax reads it, month first. */
function startDate(since: string): string {
  const unread = Date.parse(now()) - UNREAD_DAYS * DAY_MS;
  const day = new Date(Math.min(Date.parse(since), unread));
  return `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()}`;
}

/** Times are UTC; some lack the Z. */
function instantOf(time: string | null | undefined): string | undefined {
  if (time === undefined || time === null) return undefined;
  const epochMs = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`);
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString();
}

function read<Value>(shape: z.ZodType<Value>, result: unknown): Value {
  const checked = shape.safeParse(result);
  if (checked.success) return checked.data;
  throw new Failure('transient', 'answer-unreadable', 'WestFax answered a list nobody can read.');
}
