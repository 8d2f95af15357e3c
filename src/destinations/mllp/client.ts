import { isIPv6 } from 'node:net';
import { codeOf } from '../../lib/failure.ts';
import type { OpenDestination, Outcome, Parcel } from '../../sdk/destination.ts';
import { mllpEndpoint } from './config.ts';
import type { MllpSettings } from './config.ts';
import { buildDocumentMessage } from './document-message.ts';
import { Link } from './link.ts';

/** Keeps one connection for each receiver. */
export function openMllp(): OpenDestination {
  const links = new Map<string, Link>();
  let isClosed = false;
  const linkTo = (address: string, tls: MllpSettings['tls']): Link => {
    const name = JSON.stringify([address, tls]);
    const link = links.get(name) ?? new Link({ ...hostAndPortOf(address), tls });
    links.set(name, link);
    return link;
  };
  return {
    deliver: async (parcel, signal) => {
      if (isClosed) return failed('transient', 'cancelled', 'The hub is stopping.');
      return deliver(parcel, signal, linkTo);
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...links.values()].map((link) => link.close()));
    },
  };
}

async function deliver(
  parcel: Parcel,
  signal: AbortSignal,
  linkTo: (address: string, tls: MllpSettings['tls']) => Link,
): Promise<Outcome> {
  const endpoint = mllpEndpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success) return failed('permanent', 'address-refused', 'The endpoint is no MLLP receiver.');
  const { about, document } = parcel;
  if (!about) return failed('permanent', 'subject-missing', 'The parcel does not say whom it is about.');
  if (!document) return failed('permanent', 'document-missing', 'The parcel has no document.');
  const { address, settings } = endpoint.data;
  try {
    const message = buildDocumentMessage(parcel, { about, document: document.bytes }, settings);
    return await linkTo(address, settings.tls).send(message, settings.ackTimeoutSeconds * 1000, signal);
  } catch (error) {
    return failed('ambiguous', 'unforeseen', `Something unforeseen happened (${codeOf(error)}).`);
  }
}

function hostAndPortOf(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  return { host: isIPv6(host) ? host : host.toLowerCase(), port: Number(address.slice(colon + 1)) };
}

function failed(fate: 'transient' | 'permanent' | 'ambiguous', code: string, detail: string): Outcome {
  return { status: 'failed', fate, code, detail };
}
