import { z } from 'zod';
import { codeOf, Failure } from '../../lib/failure.ts';
import { faxEndpoint, toE164 } from '../../sdk/fax-number.ts';
import {
  notHandedOver,
  refusedBy,
  retryAfterOf,
  takenWithoutId,
  type FaxGateway,
  type Handed,
  type OutboundFax,
} from '../../sdk/fax-gateway.ts';
import { failedFax, faxEndOf, readFaxMark, type FaxEnd, type FaxReport } from '../../sdk/fax-outcome.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { openSession, type RingcentralLogin, type Session } from '../../sdk/ringcentral-session.ts';
import type { RingcentralSettings } from './config.ts';

const text = z.string().nullish();

/** A message of type Fax, as sending and the message store tell of it. */
const message = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  direction: text,
  messageStatus: text,
  faxPageCount: z.number().nullish(),
  to: z.array(z.looseObject({ phoneNumber: text, messageStatus: text, faxErrorCode: text })).nullish(),
  attachments: z.array(z.looseObject({ fileName: text })).nullish(),
});
const page = z.looseObject({
  records: z.array(message),
  navigation: z.looseObject({ nextPage: z.unknown().optional() }).nullish(),
});
const refusal = z.looseObject({
  errorCode: text,
  parameters: z.array(z.looseObject({ parameterName: text })).nullish(),
});

type Message = z.output<typeof message>;

/** Answers here are lists without documents. */
const MOST_ANSWER = 8 * 1024 * 1024;
const DAY_MS = 86_400_000;
const PAGE_SIZE = 250;
const MOST_PAGES = 40;

export function createRingcentralGateway(settings: RingcentralSettings): FaxGateway {
  const login: RingcentralLogin = { ...settings, mediaHosts: [], maxBytes: MOST_ANSWER };
  const session = openSession(login);
  const { accountId, extensionId } = settings;
  const extension = `/restapi/v1.0/account/${encodeURIComponent(accountId)}/extension/${encodeURIComponent(extensionId)}`;
  return {
    endpoint: faxEndpoint,
    mediaType: 'image/tiff',
    times: settings,
    hand: (fax, signal) => hand(fax, session, `${extension}/fax`, signal),
    find: async (id, signal) => {
      const found = await ask(session, `${extension}/message-store/${encodeURIComponent(id)}`, signal);
      return found === undefined ? undefined : reportOf(read(message, found));
    },
    search: async ({ key, address, sentAt }, signal) => {
      const found: Message[] = [];
      for (let number = 1; number <= MOST_PAGES; number += 1) {
        const said = await ask(session, `${extension}/message-store?${queryFor(sentAt, number)}`, signal);
        const { records, navigation } = read(page, said);
        found.push(...records);
        if (!navigation?.nextPage) break;
      }
      const there = found.filter((one) => toE164(one.to?.[0]?.phoneNumber ?? '') === address);
      const reports = there.map(reportOf).filter((report) => report !== undefined);
      // File names may not come back: then a fax to this number may be the one in question.
      if (reports.some(({ mark }) => mark === undefined)) return undefined;
      return reports.filter(({ mark }) => readFaxMark(mark)?.key === key);
    },
  };
}

/** There is no field for a reference of ours: it is the name of the file. */
async function hand(fax: OutboundFax, session: Session, path: string, signal: AbortSignal): Promise<Handed> {
  await session.ready(signal).catch((error: unknown) => {
    throw codeOf(error) === 'login-refused' ? error : notHandedOver(error);
  });
  const said = { to: [{ phoneNumber: fax.to }], faxResolution: 'High', coverIndex: 0 };
  const body = new FormData();
  body.append('json', new Blob([JSON.stringify(said)], { type: 'application/json' }), 'request.json');
  const file = new Blob([Buffer.from(fax.document.bytes)], { type: fax.document.mediaType });
  body.append('attachment', file, `${fax.mark.replace(':', '_')}.tif`);
  const answer = await session.askAny(path, { method: 'POST', body }, signal);
  const json = readJson(answer.body);
  if (answer.status < 200 || answer.status > 299) return refusalOf(answer.status, answer.headers, json);
  const id = message.safeParse(json).data?.id;
  return id === undefined ? takenWithoutId : { status: 'sent', reference: id };
}

function refusalOf(status: number, headers: Headers, json: unknown): Handed {
  const said = refusal.safeParse(json).data;
  const isNumber = said?.parameters?.some(({ parameterName }) =>
    /phoneNumber|^to\b/.test(parameterName ?? ''),
  );
  if (status === 400 && isNumber) return failedFax('no_such_number', said?.errorCode ?? undefined);
  const seconds = retryAfterOf(headers.get('retry-after'));
  return refusedBy({ status, ...(seconds !== undefined && { retryAfterSeconds: seconds }) });
}

const statuses: Readonly<Record<string, FaxEnd | 'failed'>> = {
  Queued: 'under_way',
  Sent: 'arrived',
  Delivered: 'arrived',
  SendingFailed: 'failed',
  DeliveryFailed: 'failed',
};

/** `faxErrorCode` of a recipient. */
const errors: Readonly<Record<string, FaxEnd>> = {
  linebusy: 'busy',
  alllinesinuse: 'busy',
  toomanycallsperline: 'busy',
  noanswer: 'no_answer',
  nocalltime: 'no_answer',
  nofaxmachine: 'no_fax_machine',
  notaccepted: 'no_fax_machine',
  invalidnumber: 'no_such_number',
  wrongnumber: 'no_such_number',
  unknowncountrycode: 'no_such_number',
  usernotfound: 'no_such_number',
  thephoneisblacklisted: 'no_such_number',
  callerhungup: 'line',
  calldeclined: 'line',
  callfailed: 'line',
  sentpartially: 'partial',
  renderingfailed: 'document',
  converterror: 'document',
  toomanypages: 'document',
  notenoughcredits: 'account',
  nofaxsendpermission: 'account',
  nointernationalpermission: 'account',
  internationalcallingdisabled: 'account',
  internationaldisabled: 'account',
  destinationcountrydisabled: 'account',
  prohibitednumber: 'account',
  prohibiteddestination: 'account',
  faxsendingprohibited: 'account',
  accountsuspended: 'account',
};

/** `undefined`: a received fax, or a status nobody explained. */
function reportOf(one: Message): FaxReport | undefined {
  const status = statuses[one.messageStatus ?? ''];
  if (status === undefined || one.direction === 'Inbound') return undefined;
  const why = one.to?.[0]?.faxErrorCode ?? undefined;
  return {
    id: one.id,
    end: status === 'failed' ? faxEndOf(why, errors) : status,
    // Of one that arrived: how many pages it had. Of others it is not said how many went.
    ...(status === 'arrived' && { pagesSent: one.faxPageCount ?? undefined }),
    said: why ?? one.messageStatus ?? undefined,
    mark: markIn(one),
  };
}

function markIn({ attachments }: Message): string | undefined {
  const names = (attachments ?? []).map(({ fileName }) => /^(.+)_(\d{1,5})\.tif$/.exec(fileName ?? ''));
  const parts = names.find((found) => found !== null);
  return parts ? `${parts[1]}:${parts[2]}` : undefined;
}

function queryFor(sentAt: string, number: number): string {
  return new URLSearchParams({
    messageType: 'Fax',
    direction: 'Outbound',
    dateFrom: new Date(Date.parse(sentAt) - DAY_MS).toISOString(),
    perPage: String(PAGE_SIZE),
    page: String(number),
  }).toString();
}

/** `undefined`: there is none. */
async function ask(session: Session, path: string, signal: AbortSignal): Promise<unknown> {
  const { status, body } = await session.askAny(path, {}, signal);
  if (status === 404) return undefined;
  if (status === 200) return readJson(body);
  throw new Failure('transient', `http-${status}`, `RingCentral answered ${status}.`);
}

function read<Value>(shape: z.ZodType<Value>, said: unknown): Value {
  const checked = shape.safeParse(said);
  if (checked.success) return checked.data;
  throw new Failure('transient', 'answer-unreadable', 'RingCentral answered something unknown.');
}
