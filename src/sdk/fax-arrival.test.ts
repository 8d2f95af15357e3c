import { expect, test } from 'vitest';
import { isStorable } from '../lib/storable-text.ts';
import { faxArrival, faxEvidence, faxFault, type ReportedFax } from './fax-arrival.ts';

const fax: ReportedFax = { gateway: 'gate', id: '42', peer: '203.0.113.7:443', notice: { id: '42' } };
const pdf = Buffer.from('%PDF-1.7');

test.each([
  ['+1 (312) 555-0142', '3125550142'],
  ['13125550142', '3125550142'],
  ['312.555.0142', '3125550142'],
  ['sip:3125550142@fax.example', '3125550142'],
  ['+44 20 7946 0000', '442079460000'],
  ['anonymous', undefined],
  ['', undefined],
  ['911', undefined],
])('the number %j is %j', (from, number) => {
  expect(faxEvidence({ from }).fromNumber).toBe(number);
});

test.each([
  ['2026-01-05T13:08:22.039204Z', '2026-01-05T13:08:22.039Z'],
  ['2026-01-05T07:08:22-06:00', '2026-01-05T13:08:22.000Z'],
  ['2026-01-05T07:08:22', undefined],
  ['Jan 05/26 07:08 AM', undefined],
  ['2026-13-45T00:00:00Z', undefined],
])('the time %j is %j', (receivedAt, instant) => {
  expect(faxEvidence({ receivedAt }).receivedAt).toBe(instant);
});

test('blanks, nonsense and absence say nothing', () => {
  expect(faxEvidence({ csid: '  ', callerName: undefined, pages: Number.NaN, isPartial: false })).toEqual({});
  expect(faxEvidence({ pages: -1 })).toEqual({});
  expect(faxEvidence({ pages: 0, isPartial: true })).toEqual({ pages: 0, isPartial: true });
});

test('the first bytes say what a document is; the gateway’s word counts where they say nothing', () => {
  expect(faxArrival(fax, { bytes: pdf, contentType: 'image/tiff' }).contentType).toBe('application/pdf');
  expect(
    faxArrival(fax, { bytes: Buffer.from([0xff, 0xd8, 0]), contentType: 'image/jpeg' }).contentType,
  ).toBe('image/jpeg');
});

test('a document without bytes is a fault, and a fault is never a repeat of a document', () => {
  const empty = faxArrival(fax, { bytes: new Uint8Array() });
  const fault = faxFault(fax, { code: 'expired', reason: 'Gone.' });

  expect(empty.fault?.code).toBe('document-empty');
  expect(new Set([empty, fault, faxArrival(fax, { bytes: pdf })].map((one) => one.identity)).size).toBe(3);
  expect(JSON.parse(Buffer.from(fault.body).toString())).toEqual({ id: '42' });
});

test('of links in a notice the host is kept, without what opens the document or the door', () => {
  const notice = {
    callbackUrl: 'https://name:secret@hub.example/v1/channels/fax/messages',
    attachments: [{ uri: 'HTTPS://media.example/fax.pdf?X-Amz-Signature=secret' }],
    words: 'see https://practice.example',
  };
  const arrival = faxArrival({ ...fax, notice }, { bytes: pdf });

  expect(arrival.transport?.notice).toEqual({
    callbackUrl: 'a link to hub.example',
    attachments: [{ uri: 'a link to media.example' }],
    words: 'see https://practice.example',
  });
});

test('what the database cannot keep does not keep the fax out', () => {
  const csid = `${'x'.repeat(99)}\u{1F4E0}`;
  const notice = { 'a\0': ['\0', { deep: '\uD800', n: 1, none: null }], long: 'é' };
  const { transport } = faxArrival({ ...fax, id: '4\0', csid, callerName: 'A\0B', notice }, { bytes: pdf });

  expect(isStorable(transport?.csid ?? '\0')).toBe(true);
  expect(transport).toMatchObject({
    gatewayId: '4',
    callerName: 'AB',
    notice: { a: ['', { deep: '\uFFFD', n: 1, none: null }], long: 'é' },
  });
  const huge = faxArrival({ ...fax, notice: { text: 'x'.repeat(100_000) } }, { bytes: pdf });
  expect(huge.transport?.notice).toEqual({ left_out: 'a notice of 100011 characters' });
});
