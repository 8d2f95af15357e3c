// Signs a sample event (Standard Webhooks 1.0) and posts it: node send.js <url> <secret> [number of the caller]
import { createHmac, randomUUID } from 'node:crypto';

const [url, secret, number = '+12125550142'] = process.argv.slice(2);
if (!url || !secret) throw new Error('Usage: node send.js <url> <secret> [number of the caller]');
const id = `msg_${randomUUID()}`;
const timestamp = String(Math.floor(Date.now() / 1000));
const body = JSON.stringify({
  callId: randomUUID(),
  direction: 'inbound',
  number,
  queue: 'Referrals',
  startedAt: new Date().toISOString(),
});
const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
const answer = await fetch(url, {
  method: 'POST',
  body,
  headers: {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  },
});
process.stdout.write(`${answer.status} ${await answer.text()}\n`);
