import { describe, expect, test } from 'vitest';
import type { Destination, OpenDestination, Outcome, Parcel } from '../../src/sdk/destination.ts';
import { destinationContext } from '../support/destination-context.ts';

/** The other side of a destination, over a real socket or directory. */
export type Peer = {
  readonly address: string;
  /** What arrived, one entry for everything the peer took, named as the peer would recognise a repeat. */
  readonly received: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

export type DestinationUnderTest<Config> = {
  readonly destination: Destination<Config>;
  /** May depend on the peer: an e-mail destination is configured with its server. */
  readonly config: (peer: Peer) => Config;
  readonly settings: Parcel['settings'];
  readonly badConfigs: readonly { readonly field: string; readonly config: unknown }[];
  readonly badEndpoints: readonly { readonly field: string; readonly endpoint: unknown }[];
  readonly peers: {
    /** Takes everything, and says so. */
    readonly willing: () => Promise<Peer>;
    /** Answers that it will never take this. */
    readonly refusing: () => Promise<Peer>;
    /** Cannot be reached, or says "later". Absent: nothing leaves the hub, as a person hands it over. */
    readonly away?: () => Promise<Peer>;
    /** Takes everything and says nothing. Absent: this way out cannot fall silent. */
    readonly silent?: () => Promise<Peer>;
  };
};

/** What every destination promises, whatever it speaks. Each adapter's `index.test.ts` calls this first. */
export function describeDestination<Config>(adapter: DestinationUnderTest<Config>): void {
  const { destination, peers } = adapter;
  const never = new AbortController().signal;
  /** What a person hands over does not arrive by itself. */
  const arrivals = peers.away === undefined ? 0 : 1;

  describe(`${destination.name}: the contract of a destination`, () => {
    test('a parcel that was taken is delivered or sent', async () => {
      const { peer, outcome } = await deliverTo(adapter, peers.willing, (open, to) =>
        open.deliver(to, never),
      );

      expect(['delivered', 'sent']).toContain(outcome.status);
      expect(await peer.received()).toHaveLength(arrivals);
      await peer.close();
    });

    test('the same parcel twice is recognised as a repeat, or the destination says that it is not', async () => {
      const { peer } = await deliverTo(adapter, peers.willing, async (open, to) => {
        await open.deliver(to, never);
        return open.deliver(to, never);
      });

      const names = new Set(await peer.received());

      // The peer recognises a repeat by its name, which both times is the same: whether it then drops it is the destination's claim.
      expect(names.size).toBe(arrivals);
      expect(typeof destination.isRepeatHarmless).toBe('boolean');
      await peer.close();
    });

    test('a refusal is permanent', async () => {
      const { peer, outcome } = await deliverTo(adapter, peers.refusing, (open, to) =>
        open.deliver(to, never),
      );

      expect(outcome).toMatchObject({ status: 'failed', fate: 'permanent' });
      await peer.close();
    });

    test.each([peers.away ?? []].flat())('an outage is transient', async (away) => {
      const { peer, outcome } = await deliverTo(adapter, away, (open, to) => open.deliver(to, never));

      expect(outcome).toMatchObject({ status: 'failed', fate: 'transient' });
      await peer.close();
    });

    test.each([peers.silent ?? []].flat())(
      'silence after everything was handed over is ambiguous',
      async (silent) => {
        const { peer, outcome } = await deliverTo(adapter, silent, (open, to) => open.deliver(to, never));

        expect(outcome).toMatchObject({ status: 'failed', fate: 'ambiguous' });
        await peer.close();
      },
    );

    test('a parcel cancelled before it was begun is not handed over, and may be tried again', async () => {
      const { peer, outcome } = await deliverTo(adapter, peers.willing, (open, to) =>
        open.deliver(to, AbortSignal.abort()),
      );

      expect(outcome).toMatchObject({ status: 'failed', fate: 'transient', code: 'cancelled' });
      expect(await peer.received()).toEqual([]);
      await peer.close();
    });

    test('no outcome holds what the parcel says about a patient', async () => {
      for (const make of [peers.willing, peers.refusing, peers.away ?? []].flat()) {
        const { peer, outcome } = await deliverTo(adapter, make, (open, to) => open.deliver(to, never));
        expect(JSON.stringify(outcome)).not.toMatch(/ZZTEST|TEST-1/);
        await peer.close();
      }
    });

    test.each(adapter.badConfigs)(
      'a config with a wrong $field is refused by that name',
      ({ field, config }) => {
        expect(complaints(destination.config.safeParse(config).error)).toContain(field);
      },
    );

    test.each(adapter.badEndpoints)(
      'an endpoint with a wrong $field is refused by that name',
      ({ field, endpoint }) => {
        expect(complaints(destination.endpoint.safeParse(endpoint).error)).toContain(field);
      },
    );
  });
}

/** A visit note for an invented patient. The bytes are no real document: no destination looks into them. */
export function parcel(
  address: string,
  settings: Parcel['settings'],
  overrides: Partial<Parcel> = {},
): Parcel {
  return {
    key: 'referral-1.note.partner-7.v1',
    purpose: 'note',
    address,
    settings,
    subject: 'Visit note for referral R-1',
    text: 'A visit note is attached.',
    document: { mediaType: 'application/pdf', bytes: Buffer.from('%PDF-1.7\ninvented\n%%EOF\n'), pages: 1 },
    composedAt: '2026-01-05T18:00:00.000Z',
    about: {
      patient: {
        identifiers: [{ system: 'urn:oid:2.999.1', value: 'TEST-1', type: 'MR' }],
        family: 'ZZTESTFIELD',
        given: 'Ana',
        birthDate: '1980-02-29',
        sex: 'F',
      },
      referralId: 'R-1',
      placerOrder: { system: 'clinic:EMR', value: 'ORD-77' },
      note: {
        documentId: 'DOC-5',
        title: 'Cardiology consult note',
        serviceAt: '2026-01-02T09:30:00-06:00',
        signedAt: '2026-01-02T17:45:00-06:00',
        author: { npi: '1234567893', family: 'ZZTESTDOC', given: 'Bo' },
        isAmendment: false,
      },
      referrer: {
        npi: '1111111112',
        family: 'ZZTESTREF',
        given: 'Cy',
        organisation: 'Testville Family Medicine',
      },
    },
    ...overrides,
  };
}

async function deliverTo<Config>(
  adapter: DestinationUnderTest<Config>,
  make: () => Promise<Peer>,
  act: (open: OpenDestination, to: Parcel) => Promise<Outcome>,
): Promise<{ peer: Peer; outcome: Outcome }> {
  const peer = await make();
  const open = await adapter.destination.open(destinationContext(adapter.config(peer)).context);
  const outcome = await act(open, parcel(peer.address, adapter.settings));
  await open.close();
  return { peer, outcome };
}

function complaints(
  error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } | undefined,
): string {
  return (error?.issues ?? [])
    .map((issue) => `${issue.path.map(String).join('.')} ${issue.message}`)
    .join('\n');
}
