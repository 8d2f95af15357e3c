import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { queryOne, sql, type Database } from '../../src/store/database.ts';

/** Tries that were written down. */
export async function countAttempts(db: Database): Promise<number> {
  const row = await queryOne<{ count: number }>(db, sql`select count(*) from webhook_attempt`);
  return row?.count ?? 0;
}

/** A process of its own: answers every POST with 204 and follows the version of every subject. */
function startReceiver(): void {
  const ids = new Set<string>();
  const versions = new Map<string, number>();
  let [got, outOfOrder] = [0, 0];
  const take = (body: string): void => {
    const event = JSON.parse(body) as { id?: string; subject: string; version: number };
    if (event.id === undefined) return;
    got += 1;
    ids.add(event.id);
    if (event.version <= (versions.get(event.subject) ?? 0)) outOfOrder += 1;
    versions.set(event.subject, event.version);
  };
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ got, distinct: ids.size, outOfOrder }));
      [got, outOfOrder] = [0, 0];
      ids.clear();
      versions.clear();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(Buffer.concat(chunks).toString());
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
}

if (process.argv[1] === new URL(import.meta.url).pathname) startReceiver();
