import { addMinutes } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import type { CallLine } from '../store/calls.ts';
import { Csrf } from './parts.tsx';
import { Ago } from './times.tsx';
import { personName, phoneText } from './words.ts';

/** A call older than this is not answered any more; it stays in the list of calls. */
const RECENT_MINUTES = 120;

export function recentCalls(): string {
  return addMinutes(now(), -RECENT_MINUTES);
}

type Props = {
  readonly calls: readonly CallLine[];
  readonly zone: string;
  readonly token: string;
  readonly back: '/phone' | '/calls' | '/alerts';
};

/** Calls of partners and patients nobody has written down yet: they appear while the page is open. */
export function CallsNow({ calls, zone, token, back }: Props) {
  return (
    <section id="calls-now" class="calls-now" data-block aria-label="Calls now" aria-live="polite">
      {calls.map((call) => (
        <div class="call">
          <p>
            <strong>
              {call.direction === 'inbound' ? 'Call from' : 'Call to'} {callerText(call)}
            </strong>{' '}
            <small class="muted">
              {[call.number === null ? '' : phoneText(call.number), call.agent, call.queue]
                .filter(Boolean)
                .join(' · ')}{' '}
              <Ago at={call.startedAt} zone={zone} />
            </small>
            {call.reason === null ? null : <small class="below">{call.reason}</small>}
          </p>
          <form method="post" action={`/calls/${call.id}/aside`} class="inline">
            <a class="button main" href={`/phone?call=${call.id}`}>
              Start form
            </a>
            <Csrf token={token} />
            <input type="hidden" name="back" value={back} />
            <button>No referral</button>
          </form>
        </div>
      ))}
    </section>
  );
}

/** Whose number it is, else the number. */
export function callerText(call: CallLine): string {
  if (call.partnerName !== null) return call.partnerName;
  if (call.patientId !== null) return personName(call);
  return call.callerName ?? (call.number === null ? 'a hidden number' : phoneText(call.number));
}
