import { z } from 'zod';
import { zonedInstant } from '../../formats/hl7v2/zone.ts';
import { toLocalDate } from '../../formats/hl7v2/time.ts';
import { now } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { faxArrival, faxFault, notFetched, type ReportedFax } from '../../sdk/fax-arrival.ts';
import type { RemoteFax, RemoteInbox } from '../../sdk/remote-inbox.ts';
import { call } from '../../sdk/srfax-call.ts';
import type { SrfaxSourceSettings } from './config.ts';

const word = z.union([z.string(), z.number()]).transform(String).nullish();

/** One line of `Get_Fax_Inbox`. Numbers come as texts or as numbers. */
const inboxLine = z.looseObject({
  /** A name, a pipe character and the id. */
  FileName: z.string(),
  ReceiveStatus: word,
  EpochTime: word,
  CallerID: word,
  RemoteID: word,
  Pages: word,
  ViewedStatus: word,
  User_ID: word,
  User_FaxNumber: word,
});

type SrFax = RemoteFax & { readonly line: z.output<typeof inboxLine> };

/** The inbox of an account by `Get_Fax_Inbox`, `Retrieve_Fax` and `Update_Viewed_Status`. Nothing is ever deleted there. */
export function openInbox(settings: SrfaxSourceSettings): RemoteInbox<SrFax> {
  const users: Readonly<Record<string, string>> = settings.includeSubUsers ? { sIncludeSubUsers: 'Y' } : {};
  const list = async (
    fields: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<readonly SrFax[]> =>
    readList(await call('Get_Fax_Inbox', { ...fields, ...users }, settings, signal), settings.accountZone);
  return {
    list: async (since, signal) => {
      const unread = await list({ sPeriod: 'ALL', sViewedStatus: 'UNREAD' }, signal);
      const recent = await list({ ...rangeSince(since, settings.accountZone), sViewedStatus: 'ALL' }, signal);
      return [...new Map([...unread, ...recent].map((fax) => [fax.id, fax])).values()];
    },
    fetch: async (fax, signal) => {
      const result = await call(
        'Retrieve_Fax',
        { ...nameOf(fax), sFaxFormat: settings.format },
        settings,
        signal,
      );
      if (typeof result !== 'string')
        throw new Failure('transient', 'answer-unreadable', 'SRFax sent no document.');
      const bytes = Buffer.from(result, 'base64');
      if (bytes.byteLength > settings.maxBytes)
        throw new Failure('permanent', 'too-large', `The fax has more than ${settings.maxBytes} bytes.`);
      return faxArrival(reportedFax(fax, settings), { bytes });
    },
    withoutDocument: (fax, error) => faxFault(reportedFax(fax, settings), notFetched('SRFax', error)),
    settle: async (fax) => {
      await call('Update_Viewed_Status', { ...nameOf(fax), sMarkasViewed: 'Y' }, settings);
    },
  };
}

function readList(result: unknown, zone: string): readonly SrFax[] {
  // An empty inbox is an empty list, or an empty text.
  if (result === '' || result === null) return [];
  const read = z.array(inboxLine).safeParse(result);
  if (!read.success)
    throw new Failure('transient', 'answer-unreadable', 'SRFax answered a list nobody can read.');
  return read.data.map((line) => ({
    id: line.FileName.split('|').at(-1) ?? line.FileName,
    receivedAt: trueInstant(line.EpochTime ?? '', zone) ?? now(),
    isUnread: line.ViewedStatus === 'N',
    line,
  }));
}

/**
 * `EpochTime` is no Unix time: it counts seconds as if the account's local clock showed UTC. Of an hour that comes twice in autumn
 * the first is taken.
 */
function trueInstant(epochTime: string, zone: string): string | undefined {
  const seconds = Number(epochTime);
  if (!Number.isInteger(seconds) || seconds <= 0 || seconds > 253_402_300_799) return undefined;
  return new Date(zonedInstant(seconds * 1000, zone).epochMs).toISOString();
}

/** Days of the account's zone; the last is tomorrow, so that no clock's difference leaves a fax out. */
function rangeSince(since: string, zone: string): Readonly<Record<string, string>> {
  const day = (instant: string): string => toLocalDate(instant, zone).replaceAll('-', '');
  const tomorrow = new Date(Date.parse(now()) + 86_400_000).toISOString();
  return { sPeriod: 'RANGE', sStartDate: day(since), sEndDate: day(tomorrow) };
}

function nameOf(fax: SrFax): Readonly<Record<string, string>> {
  const user = fax.line.User_ID;
  return {
    sDirection: 'IN',
    sFaxFileName: fax.line.FileName,
    ...(user === undefined || user === null || user === '' ? {} : { sSubUserID: user }),
  };
}

function reportedFax({ id, receivedAt, line }: SrFax, { apiUrl }: SrfaxSourceSettings): ReportedFax {
  return {
    gateway: 'srfax',
    id,
    peer: new URL(apiUrl).host,
    from: line.CallerID ?? undefined,
    to: line.User_FaxNumber ?? undefined,
    csid: line.RemoteID ?? undefined,
    receivedAt,
    pages: Number(line.Pages ?? Number.NaN),
    isPartial: !/^ok$/i.test(line.ReceiveStatus ?? 'Ok'),
    notice: line,
  };
}
