import { sendRequests } from '../pipeline/document/ask-sender.ts';
import type { Hub } from '../pipeline/hub.ts';
import { startLoop, type Loop } from './loop.ts';

/** Nobody waits for it by the second. */
const PAUSE_MS = 5_000;

/** Sends what senders of unreadable faxes and mails are asked. */
export function startAskSenders(hub: Hub, onError: (code: string) => void): Loop {
  return startLoop(() => sendRequests(hub), onError, PAUSE_MS);
}
