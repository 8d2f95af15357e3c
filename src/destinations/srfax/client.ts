import { createHash } from 'node:crypto';
import { z } from 'zod';
import { now } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import type { FaxGateway, Handed, OutboundFax } from '../../sdk/fax-gateway.ts';
import { takenWithoutId } from '../../sdk/fax-gateway.ts';
import { northAmericanEndpoint, tenDigits } from '../../sdk/fax-number.ts';
import { failedFax, faxEndInWords, type FaxEnd, type FaxReport } from '../../sdk/fax-outcome.ts';
import { askSrfax, call, type SrfaxAccount } from '../../sdk/srfax-call.ts';
import type { SrfaxSettings } from './config.ts';

/** Answers here are lists without documents. */
const MOST_ANSWER = 4 * 1024 * 1024;
const DAY_MS = 86_400_000;

const word = z.union([z.string(), z.number()]).transform(String).nullish();

/** One fax as `Get_FaxStatus` and `Get_Fax_Outbox` tell of it. */
const srFax = z.looseObject({
  FileName: word,
  SentStatus: word,
  Pages: word,
  ErrorCode: word,
  AccountCode: word,
});
type SrFax = z.output<typeof srFax>;

export function createSrfaxGateway(settings: SrfaxSettings, publicUrl: string): FaxGateway {
  const account: SrfaxAccount = { ...settings, maxBytes: MOST_ANSWER };
  return {
    endpoint: northAmericanEndpoint,
    mediaType: 'image/tiff',
    times: settings,
    hand: async (fax, signal): Promise<Handed> => {
      const answer = await askSrfax('Queue_Fax', fieldsOf(fax, settings, publicUrl), account, signal);
      if (answer.is === 'failed') return refusalOf(answer.why);
      const id = idIn(answer.result);
      return id === undefined ? takenWithoutId : { status: 'sent', reference: id };
    },
    find: async (id, signal) => {
      const answer = await askSrfax('Get_FaxStatus', { sFaxDetailsID: id }, account, signal);
      // "Not found" also says that its document could not be converted: which of them, a person finds out there.
      if (answer.is === 'failed' && /not found/i.test(answer.why)) return undefined;
      if (answer.is === 'failed')
        throw new Failure('permanent', 'srfax-refused', `SRFax answered “${answer.why}”.`);
      const fax = [answer.result].flat()[0];
      return reportOf(read(srFax, fax), id);
    },
    search: async ({ key, sentAt }, signal) => {
      const result = await call('Get_Fax_Outbox', rangeAround(sentAt), account, signal);
      const faxes = result === '' || result === null ? [] : read(z.array(srFax), result);
      const ours = faxes.filter((fax) => fax.AccountCode === codeFor(key));
      return ours.map((fax) => reportOf(fax, idOfFile(fax.FileName))).filter((one) => one !== undefined);
    },
  };
}

/** Retries are the hub's, and so is the cover. */
function fieldsOf({ key, to, document }: OutboundFax, settings: SrfaxSettings, publicUrl: string) {
  const { from, senderEmail, callbackSecret } = settings;
  return {
    sCallerID: tenDigits(from),
    sSenderEmail: senderEmail,
    sFaxType: 'SINGLE',
    sToFaxNumber: to.slice(1),
    sAccountCode: codeFor(key),
    sRetries: '0',
    sFileName_1: 'fax.tif',
    sFileContent_1: Buffer.from(document.bytes).toString('base64'),
    ...(callbackSecret !== undefined && { sNotifyURL: `${publicUrl}/${callbackSecret}` }),
  };
}

/** Our reference in the 20 characters SRFax has room for. */
export function codeFor(key: string): string {
  return createHash('sha256').update(key).digest('base64url').replaceAll(/[_-]/g, '0').slice(0, 20);
}

function refusalOf(said: string): Handed {
  // What stands behind a colon may quote what we sent.
  const why = said.split(':')[0] ?? '';
  if (/access|password|account|caller ?id|credit|balance|permission|suspend/i.test(why))
    return failedFax('account', why);
  if (/to ?fax ?number/i.test(why)) return failedFax('no_such_number', why);
  return failedFax(/file|content/i.test(why) ? 'document' : 'request', why);
}

const statuses: Readonly<Record<string, FaxEnd | 'failed'>> = {
  'in progress': 'under_way',
  'sending email': 'under_way',
  sent: 'arrived',
  failed: 'failed',
};

/** `undefined`: a status nobody explained. */
function reportOf(fax: SrFax, id: string): FaxReport | undefined {
  const status = statuses[(fax.SentStatus ?? '').toLowerCase()];
  if (status === undefined) return undefined;
  const why = fax.ErrorCode ?? undefined;
  return {
    id,
    end: status === 'failed' ? faxEndInWords(why) : status,
    ...(status === 'arrived' && { pagesSent: countOf(fax.Pages) }),
    said: why ?? fax.SentStatus ?? undefined,
  };
}

/** What the callback or an answer names: a number, or a file name with the number behind a pipe character. */
export function idIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? idOfFile(value) : '';
  return /^\d{1,20}$/.test(text) ? text : undefined;
}

function idOfFile(name: string | null | undefined): string {
  return (name ?? '').split('|').at(-1) ?? '';
}

function countOf(text: string | null | undefined): number | undefined {
  return /^\d{1,5}$/.test(text ?? '') ? Number(text) : undefined;
}

/** Days of the account's zone, whichever it is. */
function rangeAround(sentAt: string) {
  const day = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10).replaceAll('-', '');
  return {
    sPeriod: 'RANGE',
    sStartDate: day(Date.parse(sentAt) - DAY_MS),
    sEndDate: day(Date.parse(now()) + DAY_MS),
  };
}

function read<Value>(shape: z.ZodType<Value>, said: unknown): Value {
  const checked = shape.safeParse(said);
  if (checked.success) return checked.data;
  throw new Failure('transient', 'answer-unreadable', 'SRFax answered something unknown.');
}
