import { expect, test } from 'vitest';
import { describeDestination, parcel, type Peer } from '../../../test/contracts/destination.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import { print } from './index.ts';

/** Nobody is there but the hub's own list of letters. */
const tray = (address: string) => (): Promise<Peer> =>
  Promise.resolve({ address, received: () => Promise.resolve([]), close: () => Promise.resolve() });

describeDestination({
  destination: print,
  config: () => ({}),
  settings: {},
  badConfigs: [{ field: 'printer', config: { printer: 'front desk' } }],
  badEndpoints: [
    { field: 'address', endpoint: { address: ' ', settings: {} } },
    { field: 'settings', endpoint: { address: 'by hand', settings: { copies: 2 } } },
  ],
  peers: { willing: tray('by hand'), refusing: tray('') },
});

test('a letter is sent and no more: only somebody who took it makes it delivered', async () => {
  const open = await print.open(destinationContext({}).context);
  const { signal } = new AbortController();
  const { document, ...empty } = parcel('by hand', {});

  expect(await open.deliver({ ...empty, ...(document && { document }) }, signal)).toMatchObject({
    status: 'sent',
  });
  expect(await open.deliver(empty, signal)).toMatchObject({ fate: 'permanent', code: 'nothing-to-print' });
  expect(open.confirm).toBeUndefined();
});
