// Signs a sample callback as Twilio does and posts it: node send.js <url> <auth token> [number of the caller]
import { createHmac } from 'node:crypto';

const [url, token, from = '+12125550142'] = process.argv.slice(2);
if (!url || !token) throw new Error('Usage: node send.js <url> <auth token> [number of the caller]');
const fields = {
  CallSid: `CA${Date.now().toString(16).padStart(32, '0')}`,
  AccountSid: 'AC00000000000000000000000000000000',
  From: from,
  To: '+12125550100',
  Direction: 'inbound',
  CallStatus: 'ringing',
  Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
};
const text = Object.keys(fields)
  .toSorted()
  .map((name) => `${name}${fields[name]}`)
  .join('');
const signature = createHmac('sha1', token).update(`${url}${text}`).digest('base64');
const answer = await fetch(url, {
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { 'X-Twilio-Signature': signature },
});
process.stdout.write(`${answer.status} ${await answer.text()}\n`);
