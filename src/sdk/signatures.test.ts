import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import {
  createEd25519Check,
  createHmacCheck,
  createStandardWebhooksCheck,
  ed25519KeyOf,
  type SignedForm,
} from './signatures.ts';

const body = Buffer.from('{"platformReferralId":"TEST-1","patientLast":"ZZTEST"}');
const epochMs = Date.parse('2026-01-05T12:00:00Z');
const seconds = String(epochMs / 1000);
const secret = 'ZZTEST-secret';

const plain: SignedForm = { header: 'x-signature', prefix: '', encoding: 'hex', template: '{body}' };
const ask = (headers: Readonly<Record<string, string>>, sent: Uint8Array = body) => ({
  headers: new Headers(headers),
  body: sent,
  epochMs,
});
const mac = (algorithm: string, text: string | Buffer, key = secret) =>
  createHmac(algorithm, key).update(text).digest();

describe('HMAC', () => {
  test.each(['sha1', 'sha256', 'sha512'] as const)('%s over the body, in hex and base64', (algorithm) => {
    const signature = mac(algorithm, body);
    const hex = createHmacCheck({ ...plain, prefix: `${algorithm}=` }, algorithm, [secret]);
    const base64 = createHmacCheck({ ...plain, encoding: 'base64' }, algorithm, ['other', secret]);

    expect(hex(ask({ 'x-signature': `${algorithm}=${signature.toString('hex')}` }))).toBeUndefined();
    expect(base64(ask({ 'x-signature': signature.toString('base64') }))).toBeUndefined();
    expect(base64(ask({ 'x-signature': signature.toString('base64url') }))).toBeUndefined();
  });

  test('RFC 4231, test case 2', () => {
    const check = createHmacCheck(plain, 'sha256', ['Jefe']);
    const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

    expect(
      check(ask({ 'x-signature': signature }, Buffer.from('what do ya want for nothing?'))),
    ).toBeUndefined();
  });

  test('any changed byte, another key, a cut or empty signature: refused', () => {
    const check = createHmacCheck(plain, 'sha256', [secret]);
    const good = mac('sha256', body).toString('hex');

    expect(check(ask({ 'x-signature': good }))).toBeUndefined();
    for (let place = 0; place < body.length; place += 1) {
      const changed = Buffer.from(body);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(check(ask({ 'x-signature': good }, changed))).toBe('signature-wrong');
    }
    for (const wrong of [good.slice(2), `${good}00`, good.replace(/./, 'x'), 'sha256='])
      expect(check(ask({ 'x-signature': wrong }))).toBe('signature-wrong');
    expect(check(ask({ 'x-signature': mac('sha256', body, 'other').toString('hex') }))).toBe(
      'signature-wrong',
    );
    for (const headers of [{}, { 'x-signature': '' }] as Record<string, string>[])
      expect(check(ask(headers))).toBe('signature-missing');
  });

  test('the time beside the signature in one header', () => {
    const form: SignedForm = {
      header: 'x-signature',
      prefix: 'v1=',
      separator: ',',
      encoding: 'hex',
      template: '{timestamp}.{body}',
      timestamp: { header: 'x-signature', prefix: 't=', seconds: 300 },
    };
    const check = createHmacCheck(form, 'sha256', [secret]);
    const at = (when: number): string => {
      const said = String(when);
      return `t=${said},v0=abc,v1=${mac('sha256', `${said}.${body.toString()}`).toString('hex')}`;
    };

    expect(check(ask({ 'x-signature': at(Number(seconds)) }))).toBeUndefined();
    expect(check(ask({ 'x-signature': at(Number(seconds) - 300) }))).toBeUndefined();
    expect(check(ask({ 'x-signature': at(Number(seconds) - 301) }))).toBe('timestamp-old');
    expect(check(ask({ 'x-signature': at(Number(seconds) + 301) }))).toBe('timestamp-old');
    expect(check(ask({ 'x-signature': at(Number(seconds)).replace(/t=\d+,/, '') }))).toBe(
      'signature-missing',
    );
    expect(check(ask({ 'x-signature': at(Number(seconds)).replace(seconds, `${seconds}0`) }))).toBe(
      'signature-wrong',
    );
  });

  test.each(['1767614400', '1767614400000', '2026-01-05T12:00:00Z', '2026-01-05T07:00:00.000-05:00'])(
    'a time written as %s',
    (said) => {
      const timestamp = { header: 'x-time', prefix: '', seconds: 1 };
      const form = { ...plain, template: 'v0:{timestamp}:{body}', timestamp };
      const check = createHmacCheck(form, 'sha256', [secret]);
      const signature = mac('sha256', `v0:${said}:${body.toString()}`).toString('hex');

      expect(check(ask({ 'x-time': said, 'x-signature': signature }))).toBeUndefined();
      const when = { ...ask({ 'x-time': said, 'x-signature': signature }), epochMs: epochMs + 2_000 };
      expect(check(when)).toBe('timestamp-old');
    },
  );

  test('a time nobody can read is no time', () => {
    const timestamp = { header: 'x-time', prefix: '', seconds: 1e9 };
    const check = createHmacCheck({ ...plain, template: '{timestamp}.{body}', timestamp }, 'sha256', [
      secret,
    ]);
    for (const said of ['soon', '2026-01-05', '1e12', '-1'])
      expect(
        check(
          ask({
            'x-time': said,
            'x-signature': mac('sha256', `${said}.${body.toString()}`).toString('hex'),
          }),
        ),
      ).toBe('timestamp-old');
  });

  test('a header full of signatures is not worked through for ever', () => {
    const check = createHmacCheck({ ...plain, separator: ',' }, 'sha256', [secret]);
    const good = mac('sha256', body).toString('hex');

    expect(check(ask({ 'x-signature': `${'00,'.repeat(9)}${good}` }))).toBeUndefined();
    expect(check(ask({ 'x-signature': `${'00,'.repeat(10)}${good}` }))).toBe('signature-wrong');
  });
});

describe('Standard Webhooks, against its own library', () => {
  const [before, after] = ['one', 'two'].map(
    (word) => `whsec_${Buffer.from(`ZZTEST-${word}-padding`).toString('base64')}`,
  ) as [string, string];
  const now = new Date();
  const sent = (key: string, at = now): Record<string, string> => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign('msg_1', at, body.toString()),
  });
  const check = createStandardWebhooksCheck([after, before], 300);
  const judge = (headers: Record<string, string>) => check({ ...ask(headers), epochMs: now.getTime() });

  test('takes what it signs, with the old and the new secret', () => {
    expect(judge(sent(before))).toBeUndefined();
    expect(judge(sent(after))).toBeUndefined();
    const both = `${sent('whsec_b3RoZXI=')['webhook-signature']} ${sent(before)['webhook-signature']}`;
    expect(judge({ ...sent(before), 'webhook-signature': both })).toBeUndefined();
  });

  test('refuses what the library refuses', () => {
    const wrong: readonly Record<string, string>[] = [
      sent('whsec_b3RoZXI='),
      { ...sent(before), 'webhook-id': 'msg_2' },
      { ...sent(before), 'webhook-signature': sent(before)['webhook-signature']?.replace('v1', 'v2') ?? '' },
      sent(before, new Date(now.getTime() - 302_000)),
      sent(before, new Date(now.getTime() + 302_000)),
      { 'webhook-id': 'msg_1', 'webhook-signature': sent(before)['webhook-signature'] ?? '' },
    ];
    for (const headers of wrong) {
      expect(() => new Webhook(before).verify(body.toString(), headers)).toThrow(/signature|header|old|new/i);
      expect(judge(headers)).toMatch(/^(?:signature-missing|signature-wrong|timestamp-old)$/);
    }
  });
});

describe('Ed25519', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const raw = der.subarray(-32);

  test.each([
    ['PEM', String(publicKey.export({ format: 'pem', type: 'spki' }))],
    ['PEM in one line', String(publicKey.export({ format: 'pem', type: 'spki' })).replaceAll('\n', '\\n')],
    ['base64 of the DER form', der.toString('base64')],
    ['the 32 bytes in base64', raw.toString('base64')],
    ['the 32 bytes in hex', raw.toString('hex')],
  ])('a key given as %s', (_, text) => {
    const key = ed25519KeyOf(text);
    const signature = sign(null, body, privateKey);

    expect(key).toBeDefined();
    const check = createEd25519Check(plain, key ? [key] : []);
    expect(check(ask({ 'x-signature': signature.toString('hex') }))).toBeUndefined();
    expect(check(ask({ 'x-signature': signature.toString('hex') }, Buffer.from('other')))).toBe(
      'signature-wrong',
    );
    expect(check(ask({ 'x-signature': '00' }))).toBe('signature-wrong');
  });

  test('other keys and other texts are none', () => {
    const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const text of [
      '',
      'key',
      raw.toString('base64').slice(4),
      String(rsa.export({ format: 'pem', type: 'spki' })),
    ])
      expect(ed25519KeyOf(text)).toBeUndefined();
  });
});
