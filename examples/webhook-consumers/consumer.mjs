// Node 20: `npm install standardwebhooks`, then `WEBHOOK_SECRET=whsec_… node consumer.mjs 9000`. Verifies v1 (HMAC-SHA256).
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const seen = new Set(); // in your database: the id, in the transaction that does the work

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  let event;
  try {
    event = webhook.verify(body, request.headers); // throws on a wrong signature or an old time
  } catch {
    return response.writeHead(401).end();
  }
  if (!seen.has(event.id)) console.log(event.type, event.subject, event.data.state ?? '');
  seen.add(event.id); // repeats are normal: the id stays the same
  response.writeHead(204).end();
});
server.listen(Number(process.argv[2] ?? 9000), '127.0.0.1', () =>
  console.log('listening', server.address().port),
);
