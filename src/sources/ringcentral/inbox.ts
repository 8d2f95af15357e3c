import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { faxArrival, faxFault, notFetched, type ReportedFax } from '../../sdk/fax-arrival.ts';
import type { RemoteFax, RemoteInbox } from '../../sdk/remote-inbox.ts';
import type { RingcentralSourceSettings } from './config.ts';
import type { Session } from '../../sdk/ringcentral-session.ts';

const text = z.string().nullish();
const party = z.looseObject({ phoneNumber: text, name: text });

/** One message of the message store, of type Fax. */
const record = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  direction: text,
  type: text,
  from: party.nullish(),
  to: z.array(party).nullish(),
  creationTime: z.iso.datetime({ offset: true }),
  messageStatus: text,
  availability: text,
  faxPageCount: z.number().nullish(),
  attachments: z.array(z.looseObject({ uri: z.string(), type: text, contentType: text })).nullish(),
});

const page = z.looseObject({
  records: z.array(record),
  navigation: z.looseObject({ nextPage: z.looseObject({ uri: text }).nullish() }).nullish(),
});

type RingFax = RemoteFax & { readonly record: z.output<typeof record> };

const PAGE_SIZE = 100;
/** A hundred pages are ten thousand faxes in three days. */
const MOST_PAGES = 100;

/**
 * The message store of an extension. RingCentral is not told what was taken: read and unread there are the people's own, so what
 * was received since the hub looked for the first time is taken whatever they did with it.
 */
export function openInbox(settings: RingcentralSourceSettings, session: Session): RemoteInbox<RingFax> {
  return {
    list: (since, signal) => listSince(since, settings, session, signal),
    fetch: async (fax, signal) => {
      const attachments = fax.record.attachments ?? [];
      const document = attachments.find(({ type }) => type === 'RenderedDocument') ?? attachments[0];
      if (!document) throw new Failure('permanent', 'no-attachment', 'The fax has no attachment.');
      const { body, contentType } = await session.ask(document.uri, {}, signal);
      return faxArrival(faxOf(fax, settings), {
        bytes: body,
        contentType: contentType ?? document.contentType ?? undefined,
      });
    },
    withoutDocument: (fax, error) => faxFault(faxOf(fax, settings), notFetched('RingCentral', error)),
  };
}

async function listSince(
  since: string,
  settings: RingcentralSourceSettings,
  session: Session,
  signal: AbortSignal,
): Promise<readonly RingFax[]> {
  const { accountId, extensionId } = settings;
  const path = `/restapi/v1.0/account/${encodeURIComponent(accountId)}/extension/${encodeURIComponent(extensionId)}/message-store`;
  const found: RingFax[] = [];
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const query = new URLSearchParams({
      messageType: 'Fax',
      direction: 'Inbound',
      dateFrom: since,
      perPage: String(PAGE_SIZE),
      page: String(number),
    });
    const read = page.safeParse(await session.askJson(`${path}?${query.toString()}`, {}, signal));
    if (!read.success)
      throw new Failure('transient', 'answer-unreadable', 'RingCentral answered a list nobody can read.');
    found.push(...read.data.records.filter(isWhole).map(toFax));
    if (!read.data.navigation?.nextPage) break;
  }
  return found;
}

/** One that still comes in is whole at a later look; one that was deleted has no attachment any more. */
function isWhole({ direction, messageStatus, availability }: z.output<typeof record>): boolean {
  return direction === 'Inbound' && messageStatus === 'Received' && (availability ?? 'Alive') === 'Alive';
}

function toFax(one: z.output<typeof record>): RingFax {
  return {
    id: one.id,
    receivedAt: new Date(one.creationTime).toISOString(),
    isUnread: false,
    record: one,
  };
}

function faxOf(
  { id, receivedAt, record: one }: RingFax,
  { serverUrl }: RingcentralSourceSettings,
): ReportedFax {
  return {
    gateway: 'ringcentral',
    id,
    peer: new URL(serverUrl).host,
    from: one.from?.phoneNumber ?? undefined,
    to: one.to?.[0]?.phoneNumber ?? undefined,
    callerName: one.from?.name ?? undefined,
    receivedAt,
    pages: one.faxPageCount ?? undefined,
    notice: one,
  };
}
