import { randomBytes } from 'node:crypto';
import { assert, json, property, uuid } from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { createWebhookSigner, type SignedHeaders } from './signature.ts';

const signWebhook = (secrets: readonly string[], id: string, at: Date, body: string): SignedHeaders =>
  createWebhookSigner({ secrets, signingKeys: [] })(id, at, body);

const secret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

test('what we sign, the library of the standard verifies, whatever the body', () => {
  assert(
    property(json(), uuid(), (body, id) => {
      const key = secret();

      const headers = signWebhook([key], id, new Date(), body);

      expect(() => new Webhook(key).verify(body, { ...headers })).not.toThrow();
    }),
    { numRuns: 50 },
  );
});

test('while a secret changes, the old and the new one both verify', () => {
  const [fresh, old] = [secret(), secret()];

  const headers = signWebhook([fresh, old], 'id-1', new Date(), '{}');

  expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
  for (const key of [fresh, old]) {
    expect(new Webhook(key).verify('{}', { ...headers })).toEqual({});
  }
});

test('another body, id or secret does not verify', () => {
  const key = secret();
  const headers = signWebhook([key], 'id-1', new Date(), '{"a":1}');

  expect(() => new Webhook(key).verify('{"a":2}', { ...headers })).toThrow(/signature/i);
  expect(() => new Webhook(key).verify('{"a":1}', { ...headers, 'webhook-id': 'id-2' })).toThrow(
    /signature/i,
  );
  expect(() => new Webhook(secret()).verify('{"a":1}', { ...headers })).toThrow(/signature/i);
});

test('the published test vector of the standard gives its signature', () => {
  const headers = signWebhook(
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    new Date(1_614_265_330_000),
    '{"test": 2432232314}',
  );

  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
