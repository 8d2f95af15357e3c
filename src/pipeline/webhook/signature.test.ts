import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { assert, json, property, uuid } from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
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

describe('v1a, which the package does not read: verified as the standard words it', () => {
  /** The content is id, time and body with dots; the key is `whpk_` and base64 of 32 bytes; the signature base64 of 64 (RFC 8032). */
  function isSignedBy(publicKey: string, headers: SignedHeaders, body: string): boolean {
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return headers['webhook-signature'].split(' ').some((one) => {
      const [version, signature = ''] = one.split(',');
      return version === 'v1a' && verify(null, Buffer.from(content), key, Buffer.from(signature, 'base64'));
    });
  }

  function pair(): { readonly secret: string; readonly public: string } {
    const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const [priv, pub] = [d, x].map((half) => Buffer.from(half, 'base64url'));
    const both = Buffer.concat([priv ?? Buffer.alloc(0), pub ?? Buffer.alloc(0)]);
    return { secret: `whsk_${both.toString('base64')}`, public: `whpk_${pub?.toString('base64') ?? ''}` };
  }

  test('the vector of a known other signer comes out the same', () => {
    const sign = createWebhookSigner({
      secrets: [],
      signingKeys: [
        'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
      ],
    });

    const headers = sign('msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1_614_265_330_000), '{"test": 2432232314}');

    expect(headers['webhook-signature']).toBe(
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    );
    expect(
      isSignedBy('whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=', headers, '{"test": 2432232314}'),
    ).toBe(true);
  });

  test('beside v1, by the old and the new key while they change; not with another body or key', () => {
    const [fresh, old, other] = [pair(), pair(), pair()];
    const shared = secret();
    const sign = createWebhookSigner({ secrets: [shared], signingKeys: [fresh.secret, old.secret] });

    const headers = sign('id-1', new Date(), '{"a":1}');

    expect(new Webhook(shared).verify('{"a":1}', { ...headers })).toEqual({ a: 1 });
    for (const key of [fresh, old]) expect(isSignedBy(key.public, headers, '{"a":1}')).toBe(true);
    expect(isSignedBy(fresh.public, headers, '{"a":2}')).toBe(false);
    expect(isSignedBy(other.public, headers, '{"a":1}')).toBe(false);
  });
});
