import { expect, test } from 'vitest';
import { doctor, linkTo, told, type Said } from '../../test/support/told.ts';
import { assemble } from './assemble.ts';
import type { Link } from './fact.ts';
import { statementLink } from './threads.ts';

const request = (links: readonly Link[], service?: string): Said => ({
  kind: 'referral_requested',
  links,
  ...(service === undefined ? {} : { service }),
});
const sentBy = (npi: string, links: readonly Link[]): Said => ({
  kind: 'party_named',
  role: 'referrer',
  party: doctor(npi),
  links,
});
const booking = (links: readonly Link[], localDate: string): Said => ({
  kind: 'appointment_stated',
  status: 'booked',
  links,
  localDate,
  start: `${localDate}T15:00:00.000Z`,
});
const row = [linkTo('referral', 'P1', 'platform')];
const page = [linkTo('document', 'F1', 'fax')];
const order = [linkTo('order', 'O1')];
const slot = [linkTo('appointment', 'A1')];

/** Threads as the channels that speak in them. */
function channelsOf(facts: Parameters<typeof assemble>[0], officesOf?: Parameters<typeof assemble>[1]) {
  return assemble(facts, officesOf).threads.map((thread) => [...new Set(thread.map((one) => one.channel))]);
}

test('a platform row, its fax and the booking of one office within days are one referral', () => {
  const facts = told(
    ['platform', '03-02 09', request(row, 'Retina consult')],
    ['platform', '03-02 09', sentBy('N1', row)],
    ['fax', '03-03 11', request(page)],
    ['fax', '03-03 11', sentBy('N1', page)],
    ['emr', '03-05 10', booking(slot, '2026-03-20')],
    ['emr', '03-05 10', sentBy('N1', slot)],
  );

  expect(channelsOf(facts)).toEqual([['platform', 'fax', 'emr']]);
});

test('a doctor and the practice of that doctor are one office', () => {
  const facts = told(
    ['platform', '03-02 09', request(row)],
    ['platform', '03-02 09', sentBy('doctor', row)],
    ['fax', '03-03 11', request(page)],
    ['fax', '03-03 11', sentBy('practice', page)],
  );

  expect(channelsOf(facts)).toHaveLength(2);
  expect(channelsOf(facts, (id) => (id === 'doctor' ? ['practice'] : []))).toEqual([['platform', 'fax']]);
});

test('two orders of one system are two referrals, and nobody is asked', () => {
  const facts = told(
    ['emr', '03-02 09', request([linkTo('order', 'O1')], 'Retina consult')],
    ['emr', '03-02 09', sentBy('N1', [linkTo('order', 'O1')])],
    ['emr', '03-03 09', request([linkTo('order', 'O2')], 'Retina consult')],
    ['emr', '03-03 09', sentBy('N1', [linkTo('order', 'O2')])],
  );

  expect(assemble(facts).threads).toHaveLength(2);
  expect(assemble(facts).lookalikes).toEqual([]);
});

test('two offices that send one patient are two referrals', () => {
  const facts = told(
    ['platform', '03-02 09', request(row)],
    ['platform', '03-02 09', sentBy('N1', row)],
    ['fax', '03-02 11', request(page)],
    ['fax', '03-02 11', sentBy('N2', page)],
  );

  expect(assemble(facts).threads).toHaveLength(2);
  expect(assemble(facts).lookalikes).toEqual([]);
});

test.each([
  ['another service', '03-04 11', 'Cataract surgery', 'N1', 'another service'],
  ['weeks later', '04-10 11', 'Retina consult', 'N1', 'same office'],
  ['nobody named', '03-04 11', 'Retina consult', undefined, 'at least one does not say'],
])('%s: only a person can tell', (_, at, service, npi, reason) => {
  const facts = told(
    ['platform', '03-02 09', request(row, 'Retina consult')],
    ['platform', '03-02 09', sentBy('N1', row)],
    ['fax', at, request(page, service)],
    ...(npi === undefined ? [] : [['fax', at, sentBy(npi, page)] as const]),
  );
  const { threads, lookalikes } = assemble(facts);

  expect(threads).toHaveLength(2);
  expect(lookalikes).toHaveLength(1);
  expect(lookalikes[0]?.reasons.join('; ')).toContain(reason);
});

test('a request after the visit of the first is a new episode', () => {
  const facts = told(
    ['emr', '03-02 09', request(order)],
    ['emr', '03-02 09', sentBy('N1', order)],
    ['emr', '03-10 09', { kind: 'visit_stated', status: 'finished', links: order, localDate: '2026-03-10' }],
    ['fax', '04-20 11', request(page)],
    ['fax', '04-20 11', sentBy('N1', page)],
  );

  expect(assemble(facts).lookalikes).toEqual([]);
});

const twins = [
  ['platform', '03-02 09', request(row, 'Retina consult')],
  ['platform', '03-02 09', sentBy('N1', row)],
  ['fax', '04-10 11', request(page, 'Retina consult')],
  ['fax', '04-10 11', sentBy('N1', page)],
] as const;

test('what a person joins is one, and what a person parts stays two, whatever hangs on it', () => {
  const joined = told(...twins, [
    'console',
    '04-11 09',
    { kind: 'threads_joined', links: [...row, ...page] },
  ]);
  const parted = told(
    ...twins,
    ['console', '04-11 09', { kind: 'threads_parted', one: row, other: page }],
    ['emr', '04-12 09', booking([...slot, ...page], '2026-04-20')],
  );

  expect(channelsOf(joined)).toEqual([['platform', 'fax', 'console']]);
  expect(channelsOf(parted)).toEqual([['platform'], ['fax', 'emr']]);
  expect(assemble(parted).lookalikes).toEqual([]);
});

test('the later word of people stands, in whatever order they are heard', () => {
  const join: Said = { kind: 'threads_joined', links: [...row, ...page] };
  const part: Said = { kind: 'threads_parted', one: row, other: page };
  const thenParted = told(...twins, ['console', '04-13 09', part], ['console', '04-11 09', join]);
  const thenJoined = told(...twins, ['console', '04-13 09', join], ['console', '04-11 09', part]);

  expect(assemble(thenParted).threads).toHaveLength(2);
  expect(assemble(thenJoined).threads).toHaveLength(1);
});

test('a fact without a number can be pointed at', () => {
  const facts = told(
    ['fax', '03-02 09', request([])],
    ['fax', '03-03 09', request([])],
    ['console', '03-04 09', { kind: 'threads_joined', links: [statementLink('000'), statementLink('001')] }],
  );

  expect(assemble(facts).threads).toHaveLength(1);
});

test('of one message that carries both numbers, each side keeps its own', () => {
  const both = booking([...slot, ...row], '2026-03-20');
  const facts = told(
    ['platform', '03-02 09', request(row)],
    ['emr', '03-05 10', both],
    ['emr', '03-06 10', booking(slot, '2026-03-21')],
    [
      'console',
      '03-07 09',
      { kind: 'threads_parted', one: row, other: [...slot, statementLink('001'), statementLink('002')] },
    ],
  );

  expect(channelsOf(facts)).toEqual([['platform'], ['emr']]);
});
