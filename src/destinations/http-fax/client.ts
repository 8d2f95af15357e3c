import type { JsonValue } from '../../formats/json/json.ts';
import { textAt, valueAt } from '../../formats/json/pointer.ts';
import { now } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import type { DestinationContext } from '../../sdk/destination.ts';
import {
  askGateway,
  lookUp,
  refusedBy,
  takenWithoutId,
  type FaxGateway,
  type Handed,
  type OutboundFax,
} from '../../sdk/fax-gateway.ts';
import { noNews, refusedNews, serveFaxNews } from '../../sdk/fax-news.ts';
import { faxEndpoint, tenDigits } from '../../sdk/fax-number.ts';
import { faxEndOf, faxMark, readFaxMark, type FaxReport } from '../../sdk/fax-outcome.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { createProof } from '../../sdk/proof.ts';
import type { ProofSettings } from '../../sdk/proof-settings.ts';
import type { HttpFaxSettings } from './config.ts';

export function createHttpFaxGateway(settings: HttpFaxSettings, callbackUrl: string): FaxGateway {
  const { headers, timeoutSeconds, search } = settings;
  const limits = (signal: AbortSignal) => ({ timeoutSeconds, signal });
  return {
    endpoint: faxEndpoint,
    mediaType: 'image/tiff',
    times: settings,
    hand: (fax, signal) => hand(fax, settings, callbackUrl, signal),
    find: async (id, signal) => {
      if (!settings.lookUp) return undefined;
      const { url, at } = settings.lookUp;
      const said = await lookUp(filled(url, 'id', id), { headers }, limits(signal));
      const report = said === undefined ? undefined : reportAt(said as JsonValue, at, settings);
      if (report && report.id !== id) throw unreadable();
      return report;
    },
    ...(search && {
      search: async ({ key }, signal) => {
        const said = await lookUp(filled(search.url, 'reference', key), { headers }, limits(signal));
        const list = said === undefined ? [] : valueAt(said as JsonValue, search.list);
        if (!Array.isArray(list)) throw unreadable();
        const reports = list.map((one) => reportAt(one, '', settings));
        return reports.filter(
          (one) => one !== undefined && readFaxMark(one.mark)?.key === key,
        ) as FaxReport[];
      },
    }),
  };
}

async function hand(
  fax: OutboundFax,
  settings: HttpFaxSettings,
  callbackUrl: string,
  signal: AbortSignal,
): Promise<Handed> {
  const { sendUrl, timeoutSeconds, idAt } = settings;
  const answer = await askGateway(
    sendUrl,
    { method: 'POST', ...bodyOf(fax, settings, callbackUrl) },
    { timeoutSeconds, signal },
  );
  if (answer.status < 200 || answer.status > 299) return refusedBy(answer);
  const id = answer.json === undefined ? undefined : textAt(answer.json as JsonValue, idAt);
  return id === undefined ? takenWithoutId : { status: 'sent', reference: id };
}

function bodyOf({ key, to, document }: OutboundFax, settings: HttpFaxSettings, callbackUrl: string) {
  const { fields, fixed, headers, form, from } = settings;
  const texts: Record<string, string> = {
    ...fixed,
    [fields.to]: written(to, settings),
    [fields.reference]: key,
    ...(fields.callbackUrl !== undefined && { [fields.callbackUrl]: callbackUrl }),
    ...(fields.from !== undefined && from !== undefined && { [fields.from]: written(from, settings) }),
  };
  const bytes = Buffer.from(document.bytes);
  if (form === 'json') {
    const body = JSON.stringify({ ...texts, [fields.file]: bytes.toString('base64') });
    return { body, headers: { ...headers, 'Content-Type': 'application/json' } };
  }
  const body = new FormData();
  for (const [name, text] of Object.entries(texts)) body.append(name, text);
  body.append(fields.file, new Blob([bytes], { type: document.mediaType }), 'fax.tif');
  return { body, headers };
}

function written(number: string, { numbers }: HttpFaxSettings): string {
  if (numbers === 'ten') return tenDigits(number);
  return numbers === 'digits' ? number.slice(1) : number;
}

/** Who calls is proved first; what a stranger says is not read. */
export function serveCallbacks(
  context: DestinationContext<unknown>,
  settings: HttpFaxSettings,
  proof: ProofSettings,
): void {
  const { admit, judge } = createProof(proof);
  const strange = (code: string) => refusedNews(401, code, 'Nobody this way out knows said this.');
  serveFaxNews(context, {
    admit: (headers) => {
      const code = admit(headers);
      return code === undefined ? undefined : strange(code);
    },
    judge: ({ headers, body }) => {
      const forgery = judge({ headers, body, epochMs: Date.parse(now()) });
      if (forgery !== undefined) return Promise.resolve(strange(forgery));
      const said = readJson(body);
      const report = said === undefined ? undefined : reportAt(said as JsonValue, '', settings);
      return Promise.resolve(report ? { is: 'report', report } : noNews);
    },
  });
}

/** `undefined`: it names no fax, or a status with a word nobody explained. */
function reportAt(said: JsonValue, at: string, settings: HttpFaxSettings): FaxReport | undefined {
  const one = valueAt(said, at);
  const { report: places, statuses, reasons } = settings;
  if (one === undefined) return undefined;
  const id = textAt(one, places.id);
  const status = textAt(one, places.status) ?? '';
  const meaning = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  if (id === undefined || meaning === undefined) return undefined;
  const reason = textAt(one, places.reason);
  const reference = textAt(one, places.reference);
  return {
    id,
    end: meaning === 'failed' ? faxEndOf(reason, lowerCased(reasons)) : meaning,
    pagesSent: countAt(one, places.pagesSent),
    pages: countAt(one, places.pages),
    said: reason ?? status,
    // The key alone, so that it can be searched for; pages are compared with the gateway's own count.
    mark: reference === undefined ? undefined : faxMark(reference, 0),
  };
}

function lowerCased<Value>(table: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).map(([word, value]) => [word.toLowerCase(), value]));
}

function countAt(one: JsonValue, pointer: string): number | undefined {
  const text = textAt(one, pointer);
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** A URL may have lost its braces to percent-encoding. */
function filled(url: string, word: string, value: string): string {
  const safe = encodeURIComponent(value);
  return url.replaceAll(`{${word}}`, safe).replaceAll(`%7B${word}%7D`, safe);
}

function unreadable(): Failure {
  return new Failure(
    'transient',
    'answer-unreadable',
    'The gateway answered something the settings do not describe.',
  );
}
