import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import {
  askGateway,
  lookUp,
  refusedBy,
  takenWithoutId,
  type FaxGateway,
  type GatewayAnswer,
  type Handed,
  type OutboundFax,
} from '../../sdk/fax-gateway.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { failedFax, faxEndOf, readFaxMark, type FaxReport } from '../../sdk/fax-outcome.ts';
import type { TelnyxSettings } from './config.ts';
import { reasons, statuses } from './words.ts';

const text = z.string().nullish();

/** A fax as the API and the callbacks tell of it; callbacks call its id `fax_id`, and alone count pages. */
const telnyxOut = z.looseObject({
  id: text,
  fax_id: text,
  status: text,
  direction: text,
  failure_reason: text,
  client_state: text,
  page_count: z.number().nullish(),
});
const one = z.looseObject({ data: telnyxOut });
const list = z.looseObject({
  data: z.array(telnyxOut),
  meta: z.looseObject({ total_pages: z.number().nullish() }).nullish(),
});
const errors = z.looseObject({
  errors: z.array(z.looseObject({ source: z.looseObject({ pointer: text }).nullish() })),
});

export type TelnyxFax = z.output<typeof telnyxOut>;
export const telnyxCallback = z.looseObject({
  data: z.looseObject({ event_type: z.string(), payload: telnyxOut }),
});

/** A fax is looked for from this long before its last try: the key is exact, the clocks are not. */
const LOOK_BACK_MS = 24 * 3_600_000;
const PAGE_SIZE = 250;
const MOST_PAGES = 20;

export function createTelnyxGateway(
  settings: TelnyxSettings,
  publicUrl: string,
  links: DocumentLinks,
): FaxGateway {
  const { apiUrl, timeoutSeconds } = settings;
  const headers = { Authorization: `Bearer ${settings.apiKey}` };
  return {
    endpoint: faxEndpoint,
    mediaType: 'image/tiff',
    times: settings,
    hand: (fax, signal) => hand(fax, settings, publicUrl, links, signal),
    find: async (id, signal) => {
      const limits = { timeoutSeconds, signal };
      const said = await lookUp(`${apiUrl}/faxes/${encodeURIComponent(id)}`, { headers }, limits);
      return said === undefined ? undefined : reportOf(read(one, said).data);
    },
    search: async ({ key, address, sentAt }, signal) => {
      const found: TelnyxFax[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const url = `${apiUrl}/faxes?${queryFor(address, sentAt, page)}`;
        const { data, meta } = read(list, await lookUp(url, { headers }, { timeoutSeconds, signal }));
        found.push(...data);
        if (page >= (meta?.total_pages ?? 1)) break;
      }
      // One that carries no reference may be the one in question.
      if (found.some((fax) => (fax.client_state ?? '') === '')) return undefined;
      const reports = found.map(reportOf).filter((report) => report !== undefined);
      return reports.filter((report) => readFaxMark(report.mark)?.key === key);
    },
  };
}

/** Pages Telnyx fetches by a link nobody can guess. It is the only one who learns it, and it ends soon. */
export type DocumentLinks = {
  readonly add: (document: OutboundFax['document']) => { readonly path: string; readonly end: () => void };
  readonly give: (path: string) => Response | undefined;
};

export function createDocumentLinks(minutes: number): DocumentLinks {
  const kept = new Map<string, { readonly document: OutboundFax['document']; readonly untilMs: number }>();
  const forget = (): void => {
    for (const [path, { untilMs }] of kept) if (untilMs < performance.now()) kept.delete(path);
  };
  return {
    add: (document) => {
      forget();
      const path = `pages/${randomBytes(32).toString('base64url')}.tif`;
      kept.set(path, { document, untilMs: performance.now() + minutes * 60_000 });
      return { path, end: () => void kept.delete(path) };
    },
    give: (path) => {
      forget();
      const document = kept.get(path)?.document;
      if (!document) return undefined;
      const headers = { 'Content-Type': document.mediaType, 'Cache-Control': 'no-store' };
      return new Response(Buffer.from(document.bytes), { headers });
    },
  };
}

async function hand(
  fax: OutboundFax,
  settings: TelnyxSettings,
  publicUrl: string,
  links: DocumentLinks,
  signal: AbortSignal,
): Promise<Handed> {
  const { apiUrl, apiKey, timeoutSeconds, connectionId, from, quality, documentBy } = settings;
  const said = { connection_id: connectionId, from, to: fax.to, quality };
  const headers = { Authorization: `Bearer ${apiKey}` };
  const post = (body: string | FormData, more = {}): Promise<GatewayAnswer> =>
    askGateway(
      `${apiUrl}/faxes`,
      { method: 'POST', body, headers: { ...headers, ...more } },
      { timeoutSeconds, signal },
    );
  if (documentBy === 'upload') {
    const form = new FormData();
    for (const [name, value] of Object.entries(said)) form.append(name, value);
    const { bytes, mediaType } = fax.document;
    form.append('contents', new Blob([Buffer.from(bytes)], { type: mediaType }), 'fax.tif');
    return handedBy(await post(form));
  }
  const link = links.add(fax.document);
  const body = JSON.stringify({
    ...said,
    media_url: `${publicUrl}/${link.path}`,
    client_state: Buffer.from(fax.mark).toString('base64'),
    webhook_url: publicUrl,
  });
  const handed = handedBy(await post(body, { 'Content-Type': 'application/json' }));
  if (handed.status === 'failed' && handed.fate !== 'ambiguous') link.end();
  return handed;
}

function handedBy(answer: GatewayAnswer): Handed {
  if (answer.status === 400 || answer.status === 422) return refusalOf(answer);
  if (answer.status < 200 || answer.status > 299) return refusedBy(answer);
  const id = one.safeParse(answer.json).data?.data.id ?? '';
  return id === '' ? takenWithoutId : { status: 'sent', reference: id };
}

/** Which field Telnyx objects to (`errors[].source.pointer`). */
function refusalOf(answer: GatewayAnswer): Handed {
  const pointers =
    errors.safeParse(answer.json).data?.errors.map(({ source }) => source?.pointer ?? '') ?? [];
  const isAbout = (...fields: readonly string[]): boolean =>
    pointers.some((pointer) => fields.some((field) => pointer.endsWith(`/${field}`)));
  if (isAbout('to')) return failedFax('no_such_number', 'refused by Telnyx');
  if (isAbout('from', 'connection_id')) return failedFax('account', 'number or application');
  if (isAbout('media_url', 'contents')) return failedFax('document', 'refused by Telnyx');
  return refusedBy(answer);
}

/** `undefined`: no fax, or a status nobody explained. */
export function reportOf(fax: TelnyxFax): FaxReport | undefined {
  const id = fax.id ?? fax.fax_id ?? '';
  const status = statuses[fax.status ?? ''];
  if (id === '' || status === undefined) return undefined;
  const reason = fax.failure_reason ?? undefined;
  return {
    id,
    end: status === 'failed' ? faxEndOf(reason, reasons) : status,
    pagesSent: fax.page_count ?? undefined,
    said: reason ?? fax.status ?? undefined,
    mark: Buffer.from(fax.client_state ?? '', 'base64').toString('utf8'),
  };
}

function queryFor(address: string, sentAt: string, page: number): string {
  return new URLSearchParams({
    'filter[created_at][gte]': new Date(Date.parse(sentAt) - LOOK_BACK_MS).toISOString(),
    'filter[direction][eq]': 'outbound',
    'filter[to][eq]': address,
    'page[number]': String(page),
    'page[size]': String(PAGE_SIZE),
  }).toString();
}

function read<Value>(shape: z.ZodType<Value>, said: unknown): Value {
  const checked = shape.safeParse(said);
  if (checked.success) return checked.data;
  throw new Failure('transient', 'answer-unreadable', 'Telnyx answered something unknown.');
}
