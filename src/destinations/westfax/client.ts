import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { takenWithoutId, type FaxGateway, type Handed, type OutboundFax } from '../../sdk/fax-gateway.ts';
import { northAmericanEndpoint, tenDigits } from '../../sdk/fax-number.ts';
import { failedFax, faxEndOf, readFaxMark, type FaxEnd, type FaxReport } from '../../sdk/fax-outcome.ts';
import { askWestfax, call, type WestfaxAccount } from '../../sdk/westfax-call.ts';
import type { WestfaxSettings } from './config.ts';

/** Answers here are lists without documents. */
const MOST_ANSWER = 8 * 1024 * 1024;
const DAY_MS = 86_400_000;

const text = z.string().nullish();

/** A job with its calls, as `Fax_GetFaxDescriptions…` tell of it. */
const job = z.looseObject({
  Id: z.string().min(1),
  Direction: text,
  PageCount: z.number().nullish(),
  Status: text,
  JobName: text,
  FaxCallInfoList: z
    .array(z.looseObject({ Result: text, CallPageCount: z.number().nullish(), CompletedUTC: text }))
    .nullish(),
});
type Job = z.output<typeof job>;

export function createWestfaxGateway(settings: WestfaxSettings, publicUrl: string): FaxGateway {
  const account: WestfaxAccount = { ...settings, maxBytes: MOST_ANSWER };
  return {
    endpoint: northAmericanEndpoint,
    mediaType: 'image/tiff',
    times: settings,
    hand: async (fax, signal): Promise<Handed> => {
      const answer = await askWestfax('Fax_SendFax', fieldsOf(fax, settings, publicUrl), account, signal);
      if (answer.is === 'failed') return refusalOf(answer.why);
      const id = answer.result;
      return typeof id === 'string' && id !== '' ? { status: 'sent', reference: id } : takenWithoutId;
    },
    find: async (id, signal) => {
      const fields = { FaxIds1: JSON.stringify({ Id: id, Direction: 'Outbound' }) };
      const jobs = read(await call('Fax_GetFaxDescriptionsUsingIds', fields, account, signal));
      const found = jobs.find((one) => one.Id === id);
      return found && reportOf(found);
    },
    search: async ({ key, sentAt }, signal) => {
      const fields = { StartDate: dayBefore(sentAt), FaxDirection: 'Outbound' };
      const jobs = read(await call('Fax_GetFaxDescriptions', fields, account, signal));
      return jobs.map(reportOf).filter((report) => readFaxMark(report.mark)?.key === key);
    },
  };
}

/** Our reference is the job's name, which comes back; the cover is the hub's. */
function fieldsOf({ mark, to, document }: OutboundFax, settings: WestfaxSettings, publicUrl: string) {
  const { from, callbackSecret } = settings;
  return {
    JobName: mark,
    BillingCode: mark,
    Numbers1: tenDigits(to).replace(/^(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3'),
    Files0: { bytes: document.bytes, mediaType: document.mediaType, fileName: 'fax.tif' },
    FaxQuality: 'Fine',
    // A day that is over: at once.
    StartDate: '1/1/1999',
    ...(from !== undefined && { ANI: tenDigits(from) }),
    ...(callbackSecret !== undefined && { CallbackUrl: `${publicUrl}/${callbackSecret}?job={@jobid}` }),
  };
}

function refusalOf(why: string): Handed {
  const word = why.split(':')[0] ?? '';
  if (/auth|password|product|account|balance|credit/i.test(word)) return failedFax('account', word);
  if (/number/i.test(word)) return failedFax('no_such_number', word);
  return failedFax(/file|document/i.test(word) ? 'document' : 'request', word);
}

/** `Result` of a call. */
const results: Readonly<Record<string, FaxEnd>> = {
  sent: 'arrived',
  success: 'arrived',
  busy: 'busy',
  noanswer: 'no_answer',
  nofaxdevice: 'no_fax_machine',
  humananswered: 'no_fax_machine',
  invalidnumber: 'no_such_number',
  connectioninterrupt: 'line',
  cancelled: 'cancelled',
};

/** A job that ended has tried; whether it arrived its calls say. One with a call that arrived has, whatever the others say. */
function reportOf(one: Job): FaxReport {
  const calls = one.FaxCallInfoList ?? [];
  const arrived = calls.find(({ Result }) => faxEndOf(Result ?? undefined, results) === 'arrived');
  const counting = arrived ?? calls.at(-1);
  const isOver = /^(?:complete|cancelled)$/i.test(one.Status ?? '');
  const end = faxEndOf(counting?.Result ?? undefined, results);
  const isCut = end === 'line' && (counting?.CallPageCount ?? 0) > 0;
  return {
    id: one.Id,
    end: isOver || arrived ? (isCut ? 'partial' : end) : 'under_way',
    pagesSent: arrived?.CallPageCount ?? undefined,
    pages: one.PageCount ?? undefined,
    said: counting?.Result ?? one.Status ?? undefined,
    mark: one.JobName ?? undefined,
  };
}

/** A day as WestFax reads it, month first. */
function dayBefore(sentAt: string): string {
  const day = new Date(Date.parse(sentAt) - DAY_MS);
  return `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()}`;
}

function read(said: unknown): readonly Job[] {
  const checked = z.array(job).safeParse(said ?? []);
  if (checked.success) return checked.data;
  throw new Failure('transient', 'answer-unreadable', 'WestFax answered something unknown.');
}
