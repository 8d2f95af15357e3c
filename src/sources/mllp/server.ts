import { BlockList, createServer, isIPv6 } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Server as TlsServer } from 'node:tls';
import { codeOf } from '../../lib/failure.ts';
import { bind, certificateNames, inUrl, peerOf, readTlsFile, withoutMapping } from '../../sdk/listener.ts';
import type { RunningSource, SourceContext } from '../../sdk/source.ts';
import { Connection } from './connection.ts';
import type { MllpSourceSettings } from './config.ts';

/** A firewall that forgets a silent connection does so after minutes; the probe keeps it remembered and finds dead peers. */
const KEEP_ALIVE_MS = 60_000;
const TLS_HANDSHAKE_MS = 10_000;

type Context = Omit<SourceContext<unknown>, 'config'>;
type Tls = NonNullable<MllpSourceSettings['tls']>;

/** Listens for senders. @throws Failure permanent `port-taken`, `address-unusable` or `tls-file`, naming the setting to change. */
export async function listen(settings: MllpSourceSettings, context: Context): Promise<RunningSource> {
  const connections = new Set<Connection>();
  const serve = (socket: Socket, peer: string): void => {
    const connection = new Connection(socket, {
      peer,
      maxFrameBytes: settings.maxFrameBytes,
      pipelineDepth: settings.pipelineDepth,
      frameIdleMs: settings.frameIdleSeconds * 1000,
      connectionIdleMs: settings.connectionIdleSeconds * 1000,
      receive: context.receive,
      refuse: context.refuse,
      report: context.report,
    });
    connections.add(connection);
    context.report({ kind: 'connected', sentence: 'Connected.', peer });
    void connection.closed.then(() => connections.delete(connection));
  };
  const tls = settings.tls ? createTlsGate(settings.tls, serve, context) : undefined;
  const sockets = new Set<Socket>();
  const server = createServer({
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  });
  server.on('connection', (socket) => {
    if (!isAdmitted(socket, sockets.size, settings, context)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (tls) tls.emit('connection', socket);
    else serve(socket, peerOf(socket));
  });
  await bind(server, settings);
  server.on('error', (error) => {
    context.report({ kind: 'failed', sentence: `The listener failed (${codeOf(error)}).` });
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `${tls ? 'mllps' : 'mllp'}://${inUrl(settings.host)}:${port}`,
    stop: () => stop(server, sockets, connections, settings.stopSeconds * 1000),
  };
}

/** Stops accepting, lets every connection finish, and cuts what has not finished in time: its sender was not answered. */
async function stop(
  server: Server,
  sockets: ReadonlySet<Socket>,
  connections: ReadonlySet<Connection>,
  limitMs: number,
): Promise<void> {
  const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  const open = [...connections];
  for (const connection of open) connection.finish();
  let deadline: NodeJS.Timeout | undefined;
  const isLate = new Promise<void>((resolve) => (deadline = setTimeout(resolve, limitMs)));
  await Promise.race([Promise.all(open.map((connection) => connection.closed)), isLate]);
  clearTimeout(deadline);
  // What is left hangs, or never got through its TLS handshake.
  for (const socket of sockets) socket.destroy();
  await isClosed;
}

function isAdmitted(
  socket: Socket,
  openCount: number,
  settings: MllpSourceSettings,
  context: Context,
): boolean {
  const refuse = (sentence: string): boolean => {
    context.report({ kind: 'refused_connection', sentence, peer: peerOf(socket) });
    socket.on('error', () => {});
    socket.destroy();
    return false;
  };
  if (socket.remoteAddress === undefined) return refuse('The peer left before it was let in.');
  if (settings.allow && !isAllowed(socket.remoteAddress, settings.allow)) {
    return refuse('The peer’s address is not on the list of this channel (allow).');
  }
  if (openCount >= settings.maxConnections) {
    return refuse(`There are ${settings.maxConnections} connections already (maxConnections).`);
  }
  return true;
}

function isAllowed(address: string, allow: readonly string[]): boolean {
  const list = new BlockList();
  for (const entry of allow) {
    const [network = '', bits] = entry.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  const plain = withoutMapping(address);
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** The TLS half: it never listens itself, so that the address list and the limit come before the handshake. */
function createTlsGate(tls: Tls, serve: (socket: Socket, peer: string) => void, context: Context): TlsServer {
  const gate = createTlsServer({
    cert: readTlsFile('tls.certFile', tls.certFile),
    key: readTlsFile('tls.keyFile', tls.keyFile),
    ...(tls.caFile === undefined ? {} : { ca: readTlsFile('tls.caFile', tls.caFile) }),
    requestCert: tls.requestClientCert,
    rejectUnauthorized: tls.requestClientCert,
    minVersion: 'TLSv1.2',
    handshakeTimeout: TLS_HANDSHAKE_MS,
    allowHalfOpen: true,
  });
  gate.on('secureConnection', (socket) => {
    const names = tls.requestClientCert ? certificateNames(socket) : [];
    const peer = names[0] === undefined ? peerOf(socket) : `${peerOf(socket)} (${names[0]})`;
    if (tls.clientNames && !tls.clientNames.some((name) => names.includes(name))) {
      const sentence = 'The client certificate names nobody this channel expects (tls.clientNames).';
      context.report({ kind: 'refused_connection', sentence, peer });
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    serve(socket, peer);
  });
  gate.on('tlsClientError', (error, socket) => {
    const sentence = `The TLS handshake failed (${codeOf(error)}).`;
    context.report({ kind: 'refused_connection', sentence, peer: peerOf(socket) });
    socket.destroy();
  });
  return gate;
}
