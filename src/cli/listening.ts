import { createServer } from 'node:net';
import { z } from 'zod';
import type { Channel } from '../sdk/channel.ts';
import { mllp } from '../sources/mllp/index.ts';

/** Whether nothing listens there yet. Any other trouble with the address shows itself when the hub opens it. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether a hub answers there. */
export async function isHubAt(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(HEALTH_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

/** How this machine reaches what listens on `host`. */
export function localUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** The port a channel's source listens on by itself, if it has one. */
export function portOfChannel(
  channel: Channel,
): { readonly port: number; readonly host: string } | undefined {
  // Others name the port of somebody else's server.
  if (channel.source.name !== mllp.name) return undefined;
  const config = listenConfig.safeParse(channel.config);
  return config.success && config.data.port > 0 ? config.data : undefined;
}

const HEALTH_MS = 2_000;

const listenConfig = z.object({ port: z.int(), host: z.string().default('127.0.0.1') });
