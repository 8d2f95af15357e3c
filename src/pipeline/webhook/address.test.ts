import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../lib/public-address.ts';
import { findUrlProblem } from './address.ts';

const strict = { allowPrivate: false };

describe('addresses a webhook may have', () => {
  test.each([
    'https://crm.example.com/hooks/referloop',
    'https://crm.example.com:8443/hooks?tenant=7',
    'https://8.8.8.8/hook',
    'https://[2606:4700::1111]/hook',
    'https://localhost.example.com/',
  ])('%s', (url) => {
    expect(findUrlProblem(url, strict)).toBeUndefined();
  });
});

describe('addresses a webhook may not have', () => {
  test.each([
    ['http://crm.example.com/', 'address-insecure'],
    ['ftp://crm.example.com/', 'address-insecure'],
    ['file:///etc/passwd', 'address-insecure'],
    ['crm.example.com', 'address-unreadable'],
    ['', 'address-unreadable'],
    [`https://crm.example.com/${'x'.repeat(3000)}`, 'address-unreadable'],
    ['https://user:secret@crm.example.com/', 'address-userinfo'],
    ['https://crm.example.com@10.0.0.1/', 'address-userinfo'],
    ['https://crm.example.com/#part', 'address-fragment'],
    // The same loopback in all its costumes.
    ['https://127.0.0.1/', 'address-refused'],
    ['https://2130706433/', 'address-disguised'],
    ['https://0x7f000001/', 'address-disguised'],
    ['https://0x7f.0.0.1/', 'address-disguised'],
    ['https://0177.0.0.1/', 'address-disguised'],
    ['https://127.1/', 'address-disguised'],
    ['https://127.0.0.1./', 'address-refused'],
    ['https://%31%32%37.0.0.1/', 'address-disguised'],
    ['https://１２７.0.0.1/', 'address-disguised'],
    ['https://[::1]/', 'address-refused'],
    ['https://[::]/', 'address-refused'],
    ['https://[::ffff:127.0.0.1]/', 'address-refused'],
    ['https://[::ffff:7f00:1]/', 'address-refused'],
    ['https://[::127.0.0.1]/', 'address-refused'],
    ['https://[64:ff9b::7f00:1]/', 'address-refused'],
    ['https://[2002:7f00:1::]/', 'address-refused'],
    ['https://localhost/', 'address-refused'],
    ['https://localhost./', 'address-refused'],
    ['https://LOCALHOST/', 'address-refused'],
    ['https://crm.localhost/', 'address-refused'],
    ['https://metadata.google.internal/', 'address-refused'],
    // A public one in disguise is still not what was typed.
    ['https://134744072/', 'address-disguised'],
  ])('%s: %s', (url, code) => {
    expect(findUrlProblem(url, strict)?.code).toBe(code);
  });
});

describe('an address that is resolved', () => {
  test.each([
    ['8.8.8.8', true],
    ['100.63.255.255', true],
    ['100.64.0.1', false],
    ['100.127.255.255', false],
    ['100.128.0.0', true],
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['127.0.0.1', false],
    ['127.255.255.254', false],
    ['169.254.169.254', false],
    ['172.15.255.255', true],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['172.32.0.0', true],
    ['192.168.1.1', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['239.255.255.255', false],
    ['240.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::ffff:8.8.8.8', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::808:808', false],
    ['fc00::1', false],
    ['fd12:3456::1', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['fec0::1', false],
    ['ff02::1', false],
    ['2001:0:7f00:1::', false],
    ['2001:db8::1', false],
    ['2002:a00:1::', false],
    ['2606:4700::1111', true],
    ['2a00:1450:4001::1', true],
    ['not an address', false],
    ['', false],
  ])('%s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

test('the demo may send to this machine over http, but never with a password in the address', () => {
  const demo = { allowPrivate: true };

  expect(findUrlProblem('http://127.0.0.1:9000/hook', demo)).toBeUndefined();
  expect(findUrlProblem('http://localhost:9000/hook', demo)).toBeUndefined();
  expect(findUrlProblem('http://a:b@localhost/', demo)?.code).toBe('address-userinfo');
  expect(findUrlProblem('gopher://localhost/', demo)?.code).toBe('address-insecure');
});
