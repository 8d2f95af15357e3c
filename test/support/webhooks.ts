import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '../../src/lib/ids.ts';
import { execute, sql, type Database } from '../../src/store/database.ts';
import { appendEvents, type NewEvent } from '../../src/store/events.ts';
import { takePen } from '../../src/store/ledger.ts';
import { transaction } from '../../src/store/transaction.ts';
import { insertWebhook } from '../../src/store/webhooks.ts';

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

export type Receiver = {
  readonly url: string;
  readonly received: Received[];
  /** Ids of the events, in the order they came. */
  readonly ids: () => readonly string[];
  /** Resolves when this many have come. */
  readonly count: (wanted: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A real receiver on loopback; `answer` is called for each request, default 204. */
export async function openReceiver(
  answer: (response: ServerResponse, nr: number) => void = (response) => response.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      for (const look of waiting) look();
      answer(response, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    ids: () => received.map((one) => String(one.headers['webhook-id'])),
    count: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close,
  };
}

/** Appends events of these subjects in turn. Returns their ids. */
export async function publishOf(
  db: Database,
  subjects: readonly string[],
  ...types: readonly NewEvent['type'][]
): Promise<readonly string[]> {
  const events = types.map((type, nr): NewEvent => {
    const subjectId = subjects[nr % subjects.length] ?? '';
    return {
      id: newId(),
      type,
      subjectKind: 'referral',
      subjectId,
      subjectVersion: 3,
      occurredAt: '2026-03-02T10:00:00.000Z',
      data: { referralId: subjectId, state: 'seen', patientName: 'ZZTEST' },
    };
  });
  await appendAll(db, events);
  return events.map((event) => event.id);
}

/** Appends events as the pipeline does. */
export async function appendAll(db: Database, events: readonly NewEvent[]): Promise<void> {
  await transaction(db, async (tx) => void (await appendEvents(tx, await takePen(tx), events)));
}

/** No events, no receivers. */
export async function emptyEvents(db: Database): Promise<void> {
  await execute(db, sql`truncate event, webhook_endpoint, webhook_attempt, webhook_replay`);
  await execute(db, sql`update ledger_writer set last_position = 0`);
}

/** What tests of sending do over and over, on the database `db` names by then. */
export function webhookTools(db: () => Database) {
  const open: (() => Promise<void>)[] = [];
  return {
    receiver: async (...given: Parameters<typeof openReceiver>): Promise<Receiver> => {
      const opened = await openReceiver(...given);
      open.push(opened.close);
      return opened;
    },
    /** Closes every receiver there is. */
    close: async (): Promise<void> => {
      await Promise.all(open.splice(0).map((close) => close()));
    },
    subscribe: (url: string, types: readonly string[] = []): Promise<{ id: string; secret: string }> =>
      insertWebhook(db(), { url, description: '', types, position: 0 }),
    /** One event of each type, each of a subject of its own. */
    publish: (...types: readonly NewEvent['type'][]): Promise<readonly string[]> =>
      publishOf(
        db(),
        types.map(() => newId()),
        ...types,
      ),
    makeDue: (id: string): Promise<number> =>
      execute(db(), sql`update webhook_endpoint set next_attempt_at = now() where id = ${id}`),
  };
}
