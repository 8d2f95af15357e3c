import { z } from 'zod';
import { now } from '../lib/clock.ts';
import { codeOf, Failure, type Fate } from '../lib/failure.ts';
import type {
  Destination,
  OpenDestination,
  Outcome,
  Parcel,
  ParcelDocument,
  SentParcel,
} from './destination.ts';
import { failedFax, faxMark, outcomeOfFax, readFaxMark, type FaxReport } from './fax-outcome.ts';
import { readJson } from './gateway-door.ts';
import { fetchBytes, type FetchInit } from './http-client.ts';

/** One fax to hand to a gateway. */
export type OutboundFax = {
  readonly key: string;
  /** Our reference for the gateway's own field, with which it is found again. */
  readonly mark: string;
  /** As the endpoint's schema makes it: E.164. */
  readonly to: string;
  readonly document: ParcelDocument;
};

/** `pauseSeconds`: the gateway wants to be left alone that long (`Retry-After`). */
export type Handed = Outcome & { readonly pauseSeconds?: number };

/** What is particular to one gateway. Everything may throw: a `Failure`, or what a broken exchange throws. */
export type FaxGateway = {
  readonly endpoint: Destination<unknown>['endpoint'];
  readonly mediaType: ParcelDocument['mediaType'];
  /** Hands one fax over. Resolves `sent` with the gateway's id, or `failed`. */
  readonly hand: (fax: OutboundFax, signal: AbortSignal) => Promise<Handed>;
  /** The fax with the gateway's own id. `undefined`: it has none of that id. */
  readonly find: (id: string, signal: AbortSignal) => Promise<FaxReport | undefined>;
  /**
   * Faxes that carry our reference, newest first. `undefined`: it cannot be told which are ours. Absent: the gateway cannot be
   * searched at all.
   */
  readonly search?: (
    sent: Pick<SentParcel, 'key' | 'address' | 'sentAt'>,
    signal: AbortSignal,
  ) => Promise<readonly FaxReport[] | undefined>;
  readonly times: {
    /** How long after a lost answer a fax may still turn up in the gateway's list. */
    readonly settleSeconds: number;
    /** Between two questions about the same fax. */
    readonly askSeconds: number;
  };
};

/** Settings all gateways share. */
export const faxTimes = {
  /** For one request. */
  timeoutSeconds: z.number().positive().max(110).default(60),
  /** After an answer was lost: how long the gateway's list is given to show the fax before it is sent again. */
  settleSeconds: z.number().min(0).max(86_400).default(300),
  /** The same fax is not asked after more often: gateways count questions, and most tell by themselves. */
  askSeconds: z.number().min(0).max(3600).default(30),
};

/** An address of a gateway. Faxes and keys go there, so it is https, or a program beside the hub. */
export const gatewayUrl = z
  .url('write the whole address, such as https://api.gateway.example/v1')
  .refine((text) => /^https:|^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(`${text}/`), {
    error: 'use https: faxes and keys go there',
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** A gateway as a destination: what may be sent, what an exchange that broke means, and what becomes of it. */
export function openFaxGateway(
  gateway: FaxGateway,
  close: () => Promise<void> = () => Promise.resolve(),
): OpenDestination {
  const rest = createRest();
  const isTurn = createTurns(gateway.times.askSeconds);
  return {
    deliver: (parcel, signal) => deliver(gateway, rest, parcel, signal),
    confirm: (sent, signal) =>
      isTurn(sent.key) ? confirm(gateway, sent, signal) : Promise.resolve(undefined),
    close,
  };
}

/** A gateway that said "later" is left alone until then. */
type Rest = { readonly seconds: () => number; readonly take: (handed: Handed) => Outcome };

async function deliver(
  gateway: FaxGateway,
  rest: Rest,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Outcome> {
  const endpoint = gateway.endpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success) return failedFax('no_such_number', 'not dialled');
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before anything was sent.');
  const { document } = parcel;
  if (document?.mediaType !== gateway.mediaType) return failedFax('document', 'nothing to fax');
  const seconds = rest.seconds();
  if (seconds > 0)
    return failed('transient', 'fax-later', `The gateway asked for a pause; ${seconds} s of it are left.`);
  const mark = faxMark(parcel.key, document.pages);
  try {
    return rest.take(
      await gateway.hand({ key: parcel.key, mark, to: endpoint.data.address, document }, signal),
    );
  } catch (error) {
    return brokenOff(error, signal);
  }
}

async function confirm(
  gateway: FaxGateway,
  sent: SentParcel,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  if (sent.reference !== undefined) {
    const report = await gateway.find(sent.reference, signal);
    return report && outcomeOfFax(report, sent.pages);
  }
  const reports = await gateway.search?.(sent, signal);
  if (!reports) return undefined;
  const pagesOf = (report: FaxReport): number | undefined => sent.pages ?? readFaxMark(report.mark)?.pages;
  const outcomes = reports.map((report) => outcomeOfFax(report, pagesOf(report)));
  const known =
    outcomes.find(({ status }) => status === 'delivered') ?? outcomes.find(({ status }) => status === 'sent');
  if (known) return known;
  // Only failures, or nothing: the one in question may still turn up.
  if (Date.parse(now()) < Date.parse(sent.sentAt) + gateway.times.settleSeconds * 1000) return undefined;
  return (
    outcomes[0] ?? failed('transient', 'fax-never-taken', 'The gateway never had this fax. It is sent again.')
  );
}

export type GatewayAnswer = {
  readonly status: number;
  /** `undefined`: it is no JSON. */
  readonly json: unknown;
  readonly text: string;
  readonly retryAfterSeconds?: number;
};

/** An answer is some words. */
const MOST_ANSWER = 4 * 1024 * 1024;

/** One exchange with a gateway, whatever it answers. */
export async function askGateway(
  url: string,
  init: FetchInit,
  { timeoutSeconds, signal }: { readonly timeoutSeconds: number; readonly signal: AbortSignal },
): Promise<GatewayAnswer> {
  const { status, headers, body } = await fetchBytes(url, init, {
    hosts: [new URL(url).hostname],
    maxBytes: MOST_ANSWER,
    timeoutMs: timeoutSeconds * 1000,
    signal,
  });
  const seconds = retryAfterOf(headers.get('retry-after'));
  return {
    status,
    json: readJson(body),
    text: body.toString('utf8'),
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
}

/** The JSON of a look-up. `undefined`: there is none (404). Throws what passes, and permanent what an operator has to mend. */
export async function lookUp(
  url: string,
  init: FetchInit,
  limits: { readonly timeoutSeconds: number; readonly signal: AbortSignal },
): Promise<unknown> {
  const { status, json } = await askGateway(url, init, limits);
  if (status === 404) return undefined;
  if (status === 200 && json !== undefined) return json;
  const fate = status === 401 || status === 403 ? 'permanent' : 'transient';
  throw new Failure(fate, `http-${status}`, `The gateway answered ${status}.`);
}

/** The body of an answer that took a fax is not what was expected: it has it, and nobody knows its number. */
export const takenWithoutId: Outcome = {
  status: 'failed',
  fate: 'ambiguous',
  code: 'answer-unreadable',
  detail: 'The gateway took the fax and named no number for it. It is looked up.',
};

/**
 * What an answer that took nothing means. What the gateway says beyond its status is each adapter's to read first. A server that broke
 * may have taken it before; one that is overloaded has not.
 */
export function refusedBy({
  status,
  retryAfterSeconds,
}: Pick<GatewayAnswer, 'status' | 'retryAfterSeconds'>): Handed {
  if (status === 429 || status === 503)
    return { ...later(status), ...(retryAfterSeconds !== undefined && { pauseSeconds: retryAfterSeconds }) };
  if (status === 413 || status === 415) return failedFax('document', `answer ${status}`);
  if ([401, 402, 403, 404, 405].includes(status)) return failedFax('account', `answer ${status}`);
  if (status === 408 || status === 425) return later(status);
  if (status >= 500)
    return failed(
      'ambiguous',
      'no-answer',
      `The gateway broke off with ${status}; it may have taken the fax.`,
    );
  return failedFax('request', `answer ${status}`);
}

function later(status: number): Extract<Outcome, { status: 'failed' }> {
  return failed('transient', 'fax-later', `The gateway asked to try later (answer ${status}).`);
}

/** Never handed over: no connection came about, so not a byte of the fax left. */
export const neverLeft: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'url-refused',
]);

/** The login before a fax: refused is the account's fault, unreachable passes, and neither has sent anything. */
const loginFailed: ReadonlySet<string> = new Set(['login-refused', 'token-refused']);

function brokenOff(error: unknown, signal: AbortSignal): Outcome {
  const code = codeOf(error);
  if (loginFailed.has(code)) return failedFax('account', 'login refused');
  if (neverLeft.has(code))
    return failed('transient', 'gateway-unreachable', `The gateway cannot be reached (${code}).`);
  const status = /^http-(\d{3})$/.exec(code)?.[1];
  if (status !== undefined) return refusedBy({ status: Number(status) });
  if (code === 'redirect-refused') return failedFax('account', 'sent us elsewhere');
  if (error instanceof Failure && code === NOT_HANDED_OVER)
    return failed('transient', 'gateway-unreachable', error.message);
  const reason = signal.aborted ? 'cancelled' : 'no-answer';
  return failed('ambiguous', reason, `The fax was handed over, the answer never came (${code}).`);
}

const NOT_HANDED_OVER = 'not-handed-over';

/** For an adapter to throw where something failed before the fax itself was sent. */
export function notHandedOver(error: unknown): Failure {
  const sentence = `The gateway cannot be used just now (${codeOf(error)}). Nothing was sent.`;
  return new Failure('transient', NOT_HANDED_OVER, sentence, { cause: error });
}

/** So many faxes are remembered as asked after; of more the oldest are asked again sooner. */
const MOST_ASKED = 10_000;

function createTurns(seconds: number): (key: string) => boolean {
  const asked = new Map<string, number>();
  return (key) => {
    const at = performance.now();
    if (at - (asked.get(key) ?? -Infinity) < seconds * 1000) return false;
    asked.delete(key);
    asked.set(key, at);
    const [oldest] = asked.size > MOST_ASKED ? asked.keys() : [];
    if (oldest !== undefined) asked.delete(oldest);
    return true;
  };
}

/** Longer pauses are cut: somebody may have mended it. */
const LONGEST_PAUSE_SECONDS = 15 * 60;

function createRest(): Rest {
  let untilMs = 0;
  return {
    seconds: () => Math.max(0, Math.ceil((untilMs - performance.now()) / 1000)),
    take: ({ pauseSeconds, ...outcome }) => {
      if (pauseSeconds !== undefined)
        untilMs = performance.now() + Math.min(pauseSeconds, LONGEST_PAUSE_SECONDS) * 1000;
      return outcome;
    },
  };
}

/** RFC 9110 10.2.3: seconds, or a date. */
export function retryAfterOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,6}$/.test(text.trim())) return Number(text);
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : Math.max(0, Math.ceil((epochMs - Date.parse(now())) / 1000));
}

function failed(fate: Fate, code: string, detail: string): Extract<Outcome, { status: 'failed' }> {
  return { status: 'failed', fate, code, detail };
}
