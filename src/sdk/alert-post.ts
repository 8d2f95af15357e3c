import { codeOf, Failure } from '../lib/failure.ts';
import type { Destination, OpenDestination, Outcome, Parcel } from './destination.ts';
import { neverLeft } from './fax-gateway.ts';
import { fetchBytes, type Fetched, type FetchInit } from './http-client.ts';

/** What is particular to one service that takes alerts. */
export type AlertService = {
  readonly endpoint: Destination<unknown>['endpoint'];
  /** Where the post goes and what is in it; a permanent `Failure` when the address leads nowhere. */
  readonly post: (parcel: Parcel, address: string) => { readonly url: string; readonly init: FetchInit };
  /** What a 2xx answer says. */
  readonly taken: (answer: Fetched) => Outcome;
  /** What any other answer says, where it says more than its status. */
  readonly refused?: (answer: Fetched) => Outcome | undefined;
  /** Hosts that may be asked (`FetchRules`). */
  readonly hosts: readonly string[];
  readonly timeoutSeconds: number;
};

/** The address a service gave for a channel. Throws permanent `channel-unknown`. */
export function channelUrl(channels: Readonly<Record<string, string>>, name: string): string {
  const url = channels[name];
  if (url !== undefined) return url;
  throw new Failure('permanent', 'channel-unknown', 'This way out has no channel of that name.');
}

/** An answer is some words. */
const MOST_ANSWER = 64 * 1024;

/** A service that tells one's own people something in a few words. Documents never go this way, and neither does anything for an office. */
export function openAlertService(service: AlertService): OpenDestination {
  return {
    deliver: (parcel, signal) => deliver(service, parcel, signal),
    close: () => Promise.resolve(),
  };
}

async function deliver(service: AlertService, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
  const endpoint = service.endpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success)
    return failed('permanent', 'address-refused', 'The address cannot be used this way.');
  if (parcel.purpose !== 'liaison_alert')
    return failed('permanent', 'not-an-alert', 'Only alerts to the practice’s own people go this way.');
  if (signal.aborted) return failed('transient', 'cancelled', 'Cancelled before anything was sent.');
  try {
    const { url, init } = service.post(parcel, endpoint.data.address);
    const { hosts, timeoutSeconds } = service;
    const rules = { hosts, maxBytes: MOST_ANSWER, timeoutMs: timeoutSeconds * 1000, signal };
    const answer = await fetchBytes(url, init, rules);
    if (answer.status >= 200 && answer.status < 300) return service.taken(answer);
    return service.refused?.(answer) ?? refusedBy(answer.status);
  } catch (error) {
    return brokenOff(error, signal);
  }
}

/** A server that broke may have told people before; one that is overloaded has not. */
function refusedBy(status: number): Outcome {
  const said = `The service answered ${status}.`;
  if ([408, 425, 429, 503].includes(status)) return failed('transient', 'later', said);
  if (status >= 500) return failed('ambiguous', 'no-answer', `${said} It may have told people.`);
  return failed('permanent', `http-${status}`, said);
}

function brokenOff(error: unknown, signal: AbortSignal): Outcome {
  const code = codeOf(error);
  if (error instanceof Failure && error.fate === 'permanent') return failed('permanent', code, error.message);
  if (neverLeft.has(code))
    return failed('transient', 'unreachable', `The service cannot be reached (${code}).`);
  const reason = signal.aborted ? 'cancelled' : 'no-answer';
  return failed('ambiguous', reason, `The alert was handed over, the answer never came (${code}).`);
}

export function failed(fate: 'transient' | 'permanent' | 'ambiguous', code: string, detail: string): Outcome {
  return { status: 'failed', fate, code, detail };
}

/** The alert's entries: a line, and where to look. */
export function entriesOf({
  text,
}: Pick<Parcel, 'text'>): readonly { readonly line: string; readonly url?: string }[] {
  return text.split('\n\n').flatMap((entry) => {
    const lines = entry.split('\n').map((line) => line.trim());
    const url = lines.find((line) => /^https?:\/\/\S+$/.test(line));
    const line = lines.filter((one) => one !== '' && one !== url).join(' ');
    if (line === '' && url === undefined) return [];
    return [{ line, ...(url === undefined ? {} : { url }) }];
  });
}
