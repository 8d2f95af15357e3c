import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { codeOf, Failure } from '../lib/failure.ts';

/** Listens. @throws Failure permanent `port-taken` or `address-unusable`, naming the settings to change. */
export function bind(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  settings = 'config',
): Promise<void> {
  const where = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const [code, words] =
        cause.code === 'EADDRINUSE'
          ? ['port-taken', `Something listens on ${where} already: change the channel’s ${settings}.port.`]
          : [
              'address-unusable',
              `Cannot listen on ${where} (${codeOf(cause)}): change the channel’s ${settings}.host or ${settings}.port.`,
            ];
      reject(new Failure('permanent', code, words, { cause }));
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

/** @throws Failure permanent `tls-file`, naming the setting. */
export function readTlsFile(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Failure('permanent', 'tls-file', `${setting}: ${path} cannot be read (${codeOf(cause)}).`, {
      cause,
    });
  }
}

/** Common name and DNS names of the client's certificate. */
export function certificateNames(socket: TLSSocket): readonly string[] {
  const certificate = socket.getPeerCertificate();
  const commonName = certificate.subject?.CN;
  const alternatives = (certificate.subjectaltname ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length));
  return [commonName ?? [], alternatives].flat();
}

/** `ip:port` of the other end. */
export function peerOf(socket: Socket): string {
  const address = withoutMapping(socket.remoteAddress ?? 'unknown');
  return `${inUrl(address)}:${socket.remotePort ?? 0}`;
}

/** An IPv6 address stands in brackets before a port. */
export function inUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** A dual-stack listener sees IPv4 peers as `::ffff:192.0.2.1`. */
export function withoutMapping(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
