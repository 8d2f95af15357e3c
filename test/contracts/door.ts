import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Inbox } from './source.ts';

export type Door = { readonly url: string; readonly port: number; readonly close: () => Promise<void> };

/** A real port in front of what a source serves, as the hub's own server is. */
export function openDoor(inbox: Inbox): Promise<Door> {
  return openPort((request) => inbox.handle(request, '127.0.0.1:1'));
}

/** A server on a port of its own: also the stand-in of a vendor's. */
export async function openPort(handle: (request: Request) => Promise<Response>): Promise<Door> {
  const listener = getRequestListener(handle, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return { url: `http://127.0.0.1:${port}/`, port, close };
}
