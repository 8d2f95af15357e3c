import { setTimeout as wait } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { mailIdentity } from '../../formats/mail/identity.ts';
import { readHead } from '../../formats/mail/head.ts';
import { readMailTransport } from '../../formats/mail/transport.ts';
import { codeOf, Failure } from '../../lib/failure.ts';
import type { Arrival, SourceContext } from '../../sdk/source.ts';
import { download, listAbove } from './download.ts';
import type { Downloaded, Listed } from './download.ts';
import { ensureFolder, moveTo } from './moving.ts';
import { heard, openSession } from './session.ts';
import type { Login } from './session.ts';

export type FolderWatch = {
  readonly folder: string;
  readonly login: Login;
  readonly context: Pick<SourceContext<unknown>, 'receive' | 'report' | 'memory'>;
  /** Aborted: finish what is in hand and come home. */
  readonly signal: AbortSignal;
  /** Told of the connection in use, so that one that hangs can be cut. */
  readonly onClient: (client: ImapFlow | undefined) => void;
};

/** What is known of a folder while the hub runs. */
type Known = {
  uidValidity: string;
  /** Everything up to it is done: only saves looking. */
  cursor: number;
  /** Stored, not moved yet: by UID, the folder to move to. */
  readonly stored: Map<number, string>;
  /** How often a mail came cut or could not be stored. */
  readonly tries: Map<number, number>;
};

const FIRST_PAUSE_MS = 1_000;
/** A mail that came cut this often is handed over as it is. */
const MOST_CUTS = 3;
/** So many in a row that cannot be stored: it is not the mails, nothing can be. */
const MOST_REFUSED = 3;

/** Watches one folder until it is told to stop: connects, and connects again, for ever. Never throws. */
export async function watchFolder(watch: FolderWatch): Promise<void> {
  const { login, context, signal } = watch;
  const peer = peerOf(watch);
  const known: Known = { uidValidity: '', cursor: 0, stored: new Map(), tries: new Map() };
  let attempt = 0;
  while (!signal.aborted) {
    let client: ImapFlow | undefined;
    try {
      const opened = (client = await openSession(login));
      watch.onClient(opened);
      await work(opened, known, watch, () => (attempt = 0));
      await ask(opened, watch, () => opened.logout());
    } catch (error) {
      const sentence =
        error instanceof Failure ? error.message : `The mail server failed (${codeOf(error)}); trying again.`;
      if (!signal.aborted) context.report({ kind: 'failed', sentence, peer });
    } finally {
      client?.close();
      watch.onClient(undefined);
      if (client) context.report({ kind: 'disconnected', sentence: 'Disconnected.', peer });
    }
    await pause(attempt, login.settings.reconnectSeconds * 1000, signal);
    attempt += 1;
  }
}

/** Half of it is chance: a hundred hubs whose server comes back must not all knock at once. */
async function pause(attempt: number, mostMs: number, signal: AbortSignal): Promise<void> {
  const full = Math.min(mostMs, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 20));
  await wait(full * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}

/** One session: everything that is there, then whenever the server hints or it is time. Ends when told to stop; throws when cut. */
async function work(client: ImapFlow, known: Known, watch: FolderWatch, onSwept: () => void): Promise<void> {
  const { settings } = watch.login;
  const hint = listenForHints(client, watch.signal);
  try {
    const mailbox = await ask(client, watch, async () => {
      await ensureFolder(client, settings.processedFolder);
      await ensureFolder(client, settings.failedFolder);
      return client.mailboxOpen(watch.folder);
    });
    watch.context.report({ kind: 'connected', sentence: 'Logged in.', peer: peerOf(watch) });
    await recall(known, String(mailbox.uidValidity), watch);
    while (!watch.signal.aborted) {
      await sweep(client, known, watch);
      onSwept();
      await hint.wait(settings.pollSeconds * 1000);
      if (!client.usable) {
        throw new Failure(
          'transient',
          'imap-closed',
          'The mail server closed the connection; connecting again.',
        );
      }
    }
  } finally {
    hint.end();
  }
}

/** What the server says between our questions; a hint that comes while nobody waits is kept. */
function listenForHints(client: ImapFlow, signal: AbortSignal) {
  let isHinted = false;
  let wake = (): void => {};
  const hint = (): void => {
    isHinted = true;
    wake();
  };
  client.on('exists', hint);
  client.on('close', hint);
  signal.addEventListener('abort', hint);
  return {
    wait: async (ms: number): Promise<void> => {
      if (!isHinted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isHinted = false;
    },
    end: () => signal.removeEventListener('abort', hint),
  };
}

const cursorKey = (folder: string): string => `cursor:${folder}`;

/** New numbers mean that all is looked at again: what was stored before is recognised by its content. */
async function recall(known: Known, uidValidity: string, { context, folder }: FolderWatch): Promise<void> {
  if (known.uidValidity === uidValidity) return;
  const [before, uid] = ((await context.memory.recall(cursorKey(folder))) ?? '').split(':');
  known.uidValidity = uidValidity;
  known.cursor = before === uidValidity ? Number(uid) || 0 : 0;
  known.stored.clear();
  known.tries.clear();
}

async function sweep(client: ImapFlow, known: Known, watch: FolderWatch): Promise<void> {
  const listed = await ask(client, watch, () => listAbove(client, known.cursor));
  // What failed before comes last, so that it stands in nobody's way.
  const order = listed.toSorted((one, other) => triesOf(known, one) - triesOf(known, other));
  const done = new Set<number>();
  let refusedInARow = 0;
  for (const mail of order) {
    if (watch.signal.aborted || refusedInARow === MOST_REFUSED) break;
    if (await takeOne(client, mail, known, watch)) {
      done.add(mail.uid);
      known.stored.delete(mail.uid);
      known.tries.delete(mail.uid);
      refusedInARow = 0;
    } else refusedInARow += 1;
  }
  const open = listed.find((mail) => !done.has(mail.uid));
  const cursor = open ? open.uid - 1 : (listed.at(-1)?.uid ?? known.cursor);
  if (cursor === known.cursor) return;
  known.cursor = cursor;
  await watch.context.memory
    .remember(cursorKey(watch.folder), `${known.uidValidity}:${cursor}`)
    // It only saves looking.
    .catch(() => undefined);
}

function triesOf(known: Known, { uid }: Listed): number {
  return known.tries.get(uid) ?? 0;
}

/** Stores one mail and then moves it. False: it stays where it is, unread, and comes again. */
async function takeOne(client: ImapFlow, mail: Listed, known: Known, watch: FolderWatch): Promise<boolean> {
  const { settings } = watch.login;
  const fail = (sentence: string): false => {
    known.tries.set(mail.uid, triesOf(known, mail) + 1);
    watch.context.report({ kind: 'failed', sentence, peer: peerOf(watch) });
    return false;
  };
  if (!known.stored.has(mail.uid)) {
    const found = await ask(client, watch, () => download(client, mail, settings.maxBytes));
    if (found.kind === 'gone') return true;
    if (found.kind === 'cut' && triesOf(known, mail) + 1 < MOST_CUTS) {
      return fail('A mail did not come whole (its size differs); it is fetched again.');
    }
    try {
      await watch.context.receive(toArrival(found, mail, watch));
    } catch (error) {
      return fail(`A mail could not be stored (${codeOf(error)}); it stays in its folder and comes again.`);
    }
    known.stored.set(mail.uid, found.kind === 'whole' ? settings.processedFolder : settings.failedFolder);
  }
  const target = known.stored.get(mail.uid) ?? settings.processedFolder;
  return (
    (await ask(client, watch, () => moveTo(client, mail.uid, target))) ||
    fail('A mail is stored but could not be moved out of its folder; it is tried again.')
  );
}

function toArrival(found: Exclude<Downloaded, { kind: 'gone' }>, mail: Listed, watch: FolderWatch): Arrival {
  const { settings } = watch.login;
  const body =
    found.kind === 'too-large' ? found.bytes.subarray(0, readHead(found.bytes).bodyAt) : found.bytes;
  const fault = found.kind === 'whole' ? undefined : faultOf(found.kind, mail, settings);
  return {
    body,
    peer: peerOf(watch),
    contentType: 'message/rfc822',
    identity: fault === undefined ? mailIdentity(body) : `${mailIdentity(body)} ${fault.code} ${mail.size}`,
    transport: readMailTransport(body, mail.receivedAt, settings),
    ...(fault && { fault }),
  };
}

function faultOf(
  kind: 'cut' | 'too-large',
  { size }: Listed,
  { maxBytes, failedFolder }: Login['settings'],
): NonNullable<Arrival['fault']> {
  const where = `It lies in the mailbox in the folder ${failedFolder}.`;
  return kind === 'cut'
    ? {
        code: 'mail-cut',
        reason: `The mail did not come whole from the mail server, ${MOST_CUTS} times. ${where}`,
      }
    : {
        code: 'mail-too-large',
        reason: `The mail has ${size} bytes; this channel takes at most ${maxBytes} (maxBytes). Only its head was taken. ${where}`,
      };
}

function ask<T>(client: ImapFlow, { login }: FolderWatch, question: () => Promise<T>): Promise<T> {
  return heard(client, login.settings.silenceSeconds * 1000, question);
}

function peerOf({ login, folder }: FolderWatch): string {
  return `${login.settings.auth.user} (${folder})`;
}
