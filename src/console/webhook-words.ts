import type { StoredAttempt } from '../store/webhook-attempts.ts';
import type { WebhookReplay } from '../store/webhook-replays.ts';
import type { Webhook } from '../store/webhooks.ts';
import type { Word } from './words.ts';

/** How a receiver stands, in one word. */
export function webhookWord({ state, circuit, disabledReason }: Webhook): Word {
  if (state === 'disabled')
    return { word: disabledReason === 'gone' ? 'Ended: it said 410' : 'Ended: failed for days', tone: 'red' };
  return circuitWords[circuit];
}

const circuitWords: Readonly<Record<Webhook['circuit'], Word>> = {
  closed: { word: 'Flowing', tone: 'green' },
  open: { word: 'Failing, waits', tone: 'amber' },
  half_open: { word: 'Failing, next try is due', tone: 'amber' },
};

export function attemptWord({ code, status }: StoredAttempt): Word {
  if (code === 'ok') return { word: String(status ?? 'taken'), tone: 'green' };
  return { word: codeWords[code] ?? (status === null ? code : String(status)), tone: 'red' };
}

const codeWords: Readonly<Record<string, string>> = {
  timeout: 'No answer in 15 s',
  ECONNREFUSED: 'Nobody listens',
  ECONNRESET: 'Connection cut',
  ENOTFOUND: 'Name unknown',
  'address-refused': 'Address not public',
  'address-insecure': 'Address not https',
  'secret-key-missing': 'Not signed: the key that opens its secret is missing (SECRET_KEYS)',
};

export const kindWords: Readonly<Record<StoredAttempt['kind'], string>> = {
  event: 'Event',
  test: 'Test',
  replay: 'Sent again',
};

export const replayWords: Readonly<Record<WebhookReplay['state'], Word>> = {
  running: { word: 'Under way', tone: 'blue' },
  done: { word: 'Done', tone: 'green' },
  stopped: { word: 'Stopped', tone: 'plain' },
  failed: { word: 'Given up', tone: 'red' },
};

export const profileWords: Readonly<Record<Webhook['phiProfile'], string>> = {
  none: 'nothing',
  minimum: 'initials and year of birth',
  full: 'name and date of birth',
};
