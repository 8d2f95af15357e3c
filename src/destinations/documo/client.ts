import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import {
  askGateway,
  lookUp,
  refusedBy,
  takenWithoutId,
  type FaxGateway,
  type Handed,
  type OutboundFax,
} from '../../sdk/fax-gateway.ts';
import { faxEndpoint, toE164 } from '../../sdk/fax-number.ts';
import { faxEndInWords, faxMark, type FaxEnd, type FaxReport } from '../../sdk/fax-outcome.ts';
import type { DocumoSettings } from './config.ts';

/** Numbers come as texts or as numbers. */
const word = z.union([z.string(), z.number()]).transform(String).nullish();

/** One fax as `/fax/{id}/info` and `/fax/history` tell of it; Documo adds fields as it likes. */
const documoFax = z.looseObject({
  messageId: z.string().min(1),
  status: word,
  direction: word,
  faxNumber: word,
  resultInfo: word,
  errorInfo: word,
  pagesCount: word,
  pagesComplete: word,
});
const history = z.looseObject({ rows: z.array(documoFax), count: z.number().nullish() });
const taken = z.looseObject({ messageId: z.string().min(1) });

type DocumoFax = z.output<typeof documoFax>;

const DAY_MS = 86_400_000;
const PAGE_SIZE = 100;
const MOST_PAGES = 50;

export function createDocumoGateway(settings: DocumoSettings): FaxGateway {
  const { apiUrl, timeoutSeconds } = settings;
  const headers = { Authorization: `Basic ${settings.apiKey}` };
  return {
    endpoint: faxEndpoint,
    mediaType: 'application/pdf',
    times: settings,
    hand: async (fax, signal): Promise<Handed> => {
      const init = { method: 'POST', body: formOf(fax, settings), headers };
      const answer = await askGateway(`${apiUrl}/faxes`, init, { timeoutSeconds, signal });
      if (answer.status < 200 || answer.status > 299) return refusedBy(answer);
      const id = taken.safeParse(answer.json).data?.messageId;
      return id === undefined ? takenWithoutId : { status: 'sent', reference: id };
    },
    find: async (id, signal) => {
      const url = `${apiUrl}/fax/${encodeURIComponent(id)}/info`;
      const said = await lookUp(url, { headers }, { timeoutSeconds, signal });
      if (said === undefined) return undefined;
      const fax = documoFax.safeParse(said).data;
      if (fax?.messageId !== id) throw unreadable();
      return reportOf(fax);
    },
    search: async ({ key, address, sentAt }, signal) => {
      const found: DocumoFax[] = [];
      for (let number = 0; number < MOST_PAGES; number += 1) {
        const url = `${apiUrl}/fax/history?${queryFor(sentAt, number * PAGE_SIZE)}`;
        const read = history.safeParse(await lookUp(url, { headers }, { timeoutSeconds, signal }));
        if (!read.success) throw unreadable();
        found.push(...read.data.rows);
        if (read.data.rows.length < PAGE_SIZE) break;
      }
      const there = found.filter((fax) => toE164(fax.faxNumber ?? '') === address);
      const ours = there.filter((fax) => JSON.stringify(fax).includes(key));
      // The tag may not come back: then a fax to this number may be the one in question.
      if (ours.length === 0 && there.length > 0) return undefined;
      return ours.map((fax) => reportOf(fax)).filter((report) => report !== undefined);
    },
  };
}

function formOf({ mark, to, document }: OutboundFax, { from }: DocumoSettings): FormData {
  const form = new FormData();
  form.append('faxNumber', to.slice(1));
  form.append('coverPage', 'false');
  form.append('async', 'true');
  form.append('tags', mark);
  if (from !== undefined) form.append('callerId', from.slice(1));
  const file = new Blob([Buffer.from(document.bytes)], { type: document.mediaType });
  form.append('attachments', file, 'fax.pdf');
  return form;
}

/** Whole days around it: the history is asked for by dates. */
function queryFor(sentAt: string, offset: number): string {
  const day = (days: number): string =>
    new Date(Date.parse(sentAt) + days * DAY_MS).toISOString().slice(0, 10);
  return new URLSearchParams({
    direction: 'outbound',
    fromDate: day(-1),
    toDate: day(2),
    limit: String(PAGE_SIZE),
    offset: String(offset),
  }).toString();
}

const statuses: Readonly<Record<string, FaxEnd | 'failed'>> = {
  processing: 'under_way',
  transmitting: 'under_way',
  scheduled: 'under_way',
  success: 'arrived',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** `undefined`: a received fax, or a status nobody explained. */
function reportOf(fax: DocumoFax): FaxReport | undefined {
  const status = statuses[(fax.status ?? '').toLowerCase()];
  if (status === undefined || fax.direction?.toLowerCase() === 'inbound') return undefined;
  const why = fax.resultInfo || fax.errorInfo || undefined;
  return {
    id: fax.messageId,
    end: status === 'failed' ? faxEndInWords(why) : status,
    pagesSent: countOf(fax.pagesComplete),
    pages: countOf(fax.pagesCount),
    said: why,
    mark: markIn(fax),
  };
}

/** Our reference, wherever in the fax the tag came back. */
function markIn(fax: DocumoFax): string | undefined {
  const found = /\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,5})\b/i.exec(JSON.stringify(fax));
  return found?.[1] === undefined ? undefined : faxMark(found[1], Number(found[2]));
}

function countOf(text: string | null | undefined): number | undefined {
  return /^\d{1,5}$/.test(text ?? '') ? Number(text) : undefined;
}

function unreadable(): Failure {
  return new Failure('transient', 'answer-unreadable', 'Documo answered something unknown.');
}
