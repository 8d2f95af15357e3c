import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import { codeOf } from '../../lib/failure.ts';
import { bind, certificateNames, inUrl, peerOf, readTlsFile } from '../../sdk/listener.ts';
import type { RunningSource, SourceContext } from '../../sdk/source.ts';
import type { FhirTls } from './config.ts';
import { operationOutcome, refusal } from './outcome.ts';

const HANDSHAKE_MS = 10_000;
const MOST_CONNECTIONS = 500;
/** Longest an open request may keep the hub from stopping. */
const STOP_MS = 10_000;

type Answer = (request: Request, peer: string) => Promise<Response>;

/**
 * A port of the channel's own that lets in who shows a certificate its authority signed (mutual TLS, RFC 8446 4.4.2).
 * @throws Failure permanent `port-taken`, `address-unusable` or `tls-file`, naming the setting to change.
 */
export async function listenTls(
  tls: FhirTls,
  context: Pick<SourceContext<unknown>, 'report'>,
  open: (base: string) => Answer,
): Promise<RunningSource> {
  let answer: Answer | undefined;
  const listener = getRequestListener(
    async (request, env) => {
      const { socket } = (env as { readonly incoming: IncomingMessage }).incoming;
      const names = namesOf(socket as TLSSocket);
      const peer = names[0] === undefined ? peerOf(socket) : `${peerOf(socket)} (${names[0]})`;
      if (tls.allow && !tls.allow.some((allowed) => names.includes(plain(allowed)))) {
        const sentence = 'The client certificate names nobody this channel expects (tls.allow).';
        context.report({ kind: 'refused_connection', sentence, peer });
        return forbidden(sentence);
      }
      return (answer as Answer)(request, peer);
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(
    {
      cert: readTlsFile('tls.certFile', tls.certFile),
      key: readTlsFile('tls.keyFile', tls.keyFile),
      ca: readTlsFile('tls.clientCaFile', tls.clientCaFile),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_MS,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('tlsClientError', (error, socket) => {
    const sentence = `The TLS handshake failed (${codeOf(error)}).`;
    context.report({ kind: 'refused_connection', sentence, peer: peerOf(socket) });
    socket.destroy();
  });
  await bind(server, tls, 'config.tls');
  server.on('error', (error) => {
    context.report({ kind: 'failed', sentence: `The listener failed (${codeOf(error)}).` });
  });
  const address = `https://${inUrl(tls.host)}:${(server.address() as AddressInfo).port}/fhir`;
  answer = open(tls.baseUrl?.replace(/\/+$/, '') ?? address);
  return {
    address,
    stop: async () => {
      const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const impatience = setTimeout(() => server.closeAllConnections(), STOP_MS);
      await isClosed;
      clearTimeout(impatience);
    },
  };
}

/** Names and the fingerprint (SHA-256, without colons, lower case) of the client's certificate. */
function namesOf(socket: TLSSocket): readonly string[] {
  const fingerprint = socket.getPeerCertificate().fingerprint256;
  return [...certificateNames(socket), ...(fingerprint === undefined ? [] : [plain(fingerprint)])];
}

/** `AB:CD:…` and `abcd…` are one fingerprint; a name stays as it is. */
function plain(allowed: string): string {
  return /^(?:[0-9a-f]{2}:?){32}$/i.test(allowed) ? allowed.replaceAll(':', '').toLowerCase() : allowed;
}

function forbidden(words: string): Response {
  const { status, issues } = refusal(403, 'forbidden', words);
  return Response.json(operationOutcome(...issues), {
    status,
    headers: { 'Content-Type': 'application/fhir+json; charset=utf-8' },
  });
}
