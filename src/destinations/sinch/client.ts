import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { basicAuth } from '../../sdk/credentials.ts';
import {
  askGateway,
  lookUp,
  refusedBy,
  takenWithoutId,
  type FaxGateway,
  type Handed,
  type OutboundFax,
} from '../../sdk/fax-gateway.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { faxEndOf, readFaxMark, type FaxEnd, type FaxReport } from '../../sdk/fax-outcome.ts';
import { sinchFax, type SinchFax } from '../../sdk/sinch-fax.ts';
import type { SinchSettings } from './config.ts';

/** The label our reference stands under. */
const LABEL = 'reference';
/** A fax is looked for from this long before its last try: the key is exact, the clocks are not. */
const LOOK_BACK_MS = 24 * 3_600_000;
const PAGE_SIZE = 100;
const MOST_PAGES = 50;

const taken = z.looseObject({ id: z.string().min(1) });
const page = z.looseObject({ faxes: z.array(sinchFax), totalPages: z.number().nullish() });

export function createSinchGateway(settings: SinchSettings, publicUrl: string): FaxGateway {
  const { keyId, keySecret, timeoutSeconds, apiUrl, projectId } = settings;
  const headers = { Authorization: basicAuth({ username: keyId, password: keySecret }) };
  const faxes = `${apiUrl}/projects/${encodeURIComponent(projectId)}/faxes`;
  return {
    endpoint: faxEndpoint,
    mediaType: 'image/tiff',
    times: settings,
    hand: async (fax, signal): Promise<Handed> => {
      const body = JSON.stringify(faxBody(fax, settings, publicUrl));
      const init = { method: 'POST', body, headers: { ...headers, 'Content-Type': 'application/json' } };
      const answer = await askGateway(faxes, init, { timeoutSeconds, signal });
      if (answer.status < 200 || answer.status > 299) return refusedBy(answer);
      const id = taken.safeParse(answer.json).data?.id;
      return id === undefined ? takenWithoutId : { status: 'sent', reference: id };
    },
    find: async (id, signal) => {
      const said = await lookUp(
        `${faxes}/${encodeURIComponent(id)}`,
        { headers },
        { timeoutSeconds, signal },
      );
      if (said === undefined) return undefined;
      const fax = sinchFax.safeParse(said).data;
      if (fax?.id !== id) throw unreadable();
      return reportOf(fax);
    },
    search: async ({ key, address, sentAt }, signal) => {
      const found: SinchFax[] = [];
      const query = {
        direction: 'OUTBOUND',
        to: address,
        'createTime>': new Date(Date.parse(sentAt) - LOOK_BACK_MS).toISOString(),
        pageSize: String(PAGE_SIZE),
      };
      for (let number = 1; number <= MOST_PAGES; number += 1) {
        const url = `${faxes}?${new URLSearchParams({ ...query, page: String(number) }).toString()}`;
        const read = page.safeParse(await lookUp(url, { headers }, { timeoutSeconds, signal }));
        if (!read.success) throw unreadable();
        found.push(...read.data.faxes);
        if (number >= (read.data.totalPages ?? 1)) break;
      }
      const reports = found.map(reportOf).filter((report) => report !== undefined);
      return reports.filter((report) => readFaxMark(report.mark)?.key === key);
    },
  };
}

/** Retries are the hub's: it knows the office's hours, and that a number is wrong. */
function faxBody({ mark, to, document }: OutboundFax, settings: SinchSettings, publicUrl: string) {
  const { from, serviceId, callback } = settings;
  return {
    to,
    ...(from !== undefined && { from }),
    files: [{ file: Buffer.from(document.bytes).toString('base64'), fileType: 'TIF' }],
    labels: { [LABEL]: mark },
    resolution: 'FINE',
    imageConversionMethod: 'MONOCHROME',
    maxRetries: 0,
    ...(serviceId !== undefined && { serviceId }),
    ...(callback && {
      callbackUrl: withLogin(publicUrl, callback),
      callbackUrlContentType: 'application/json',
    }),
  };
}

function withLogin(url: string, { username, password }: NonNullable<SinchSettings['callback']>): string {
  const address = new URL(url);
  address.username = username;
  address.password = password;
  return address.href;
}

const statuses: Readonly<Record<string, FaxEnd | 'failed'>> = {
  QUEUED: 'under_way',
  IN_PROGRESS: 'under_way',
  COMPLETED: 'arrived',
  FAILURE: 'failed',
};

/** `undefined`: a received fax, or a status nobody explained. */
export function reportOf(fax: SinchFax): FaxReport | undefined {
  const status = statuses[fax.status ?? ''];
  if (status === undefined || fax.direction === 'INBOUND') return undefined;
  return {
    id: fax.id,
    end: status === 'failed' ? whyFailed(fax) : status,
    pagesSent: fax.pagesSentSuccessfully ?? undefined,
    pages: fax.numberOfPages ?? undefined,
    said: [fax.errorType, fax.errorCode].filter((word) => word !== undefined && word !== null).join(' '),
    mark: fax.labels?.[LABEL],
  };
}

/** `errorCode` of a `CALL_ERROR`, as the vendor's library labels them. */
const callErrors: Readonly<Record<string, FaxEnd>> = {
  11: 'line',
  15: 'line',
  16: 'no_answer',
  17: 'busy',
  19: 'line',
  30: 'no_fax_machine',
  32: 'no_fax_machine',
  34: 'no_such_number',
  43: 'line',
  49: 'no_such_number',
};

function whyFailed(fax: SinchFax): FaxEnd {
  if ((fax.pagesSentSuccessfully ?? 0) > 0) return 'partial';
  if (fax.errorType === 'CALL_ERROR') return callErrors[String(fax.errorCode ?? '')] ?? 'line';
  return faxEndOf(fax.errorType ?? undefined, otherErrors);
}

const otherErrors: Readonly<Record<string, FaxEnd>> = {
  document_conversion_error: 'document',
  fax_error: 'line',
  line_error: 'line',
};

function unreadable(): Failure {
  return new Failure('transient', 'answer-unreadable', 'Sinch answered something unknown.');
}
