import { z } from 'zod';
import { mailReadingShape } from '../../formats/mail/settings.ts';

const MEBIBYTE = 1024 * 1024;

const secret = z.string().min(1, 'is empty: is its environment variable set?');
const webAddress = z
  .url()
  .refine((text) => isSafe(text), 'must begin with https:// (http:// only on this machine)');
const scope = z.string().min(1);

/** How an access token is had. */
const oauth = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('microsoft'),
    /** The directory (tenant) id or its domain. */
    tenant: z.string().regex(/^[\w.-]+$/, 'write the directory (tenant) id'),
    clientId: secret,
    clientSecret: secret,
    /** For a mailbox a person agreed to. Absent: the app's own right (IMAP.AccessAsApp). */
    refreshToken: secret.optional(),
    scope: scope.optional(),
    tokenUrl: webAddress.optional(),
  }),
  z.strictObject({
    kind: z.literal('google'),
    clientId: secret,
    clientSecret: secret,
    refreshToken: secret,
    scope: scope.optional(),
    tokenUrl: webAddress.optional(),
  }),
  z.strictObject({
    kind: z.literal('google-service-account'),
    clientEmail: z.email(),
    /** PEM; `\n` written out is a line break. */
    privateKey: secret,
    scope: scope.optional(),
    tokenUrl: webAddress.optional(),
  }),
  z.strictObject({
    kind: z.literal('custom'),
    tokenUrl: webAddress,
    clientId: secret,
    clientSecret: secret,
    refreshToken: secret.optional(),
    scope: scope.optional(),
  }),
]);

const user = z.string().min(1).max(320);
const folder = z.string().min(1).max(255);

/** What a channel may set. */
export const imapSourceConfig = z
  .strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).optional(),
    /** `none`: only for a server on this machine. */
    security: z.enum(['tls', 'starttls', 'none']).default('tls'),
    /** Who signed the server's certificate, when no public authority did. */
    caFile: z.string().min(1).optional(),
    auth: z.union([z.strictObject({ user, password: secret }), z.strictObject({ user, oauth })]),
    /** Each is watched over a connection of its own. */
    folders: z.array(folder).min(1).max(8).default(['INBOX']),
    /** Where mails go once they are stored. */
    processedFolder: folder.default('Processed'),
    /** Where mails go that nobody can take: too large, or cut. */
    failedFolder: folder.default('Failed'),
    maxBytes: z
      .int()
      .min(1024)
      .max(256 * MEBIBYTE)
      .default(50 * MEBIBYTE),
    /** The server says when there is mail; this often we look all the same. */
    pollSeconds: z.number().min(1).max(3_600).default(60),
    /** Silence of the server, when it owes an answer, that ends the connection. */
    silenceSeconds: z.number().min(1).max(1_800).default(90),
    /** Longest pause between two attempts to connect; there is no last attempt. */
    reconnectSeconds: z.number().positive().max(3_600).default(300),
    /** How long stopping waits for what is in hand. */
    stopSeconds: z.number().positive().max(300).default(10),
    ...mailReadingShape,
  })
  .refine(({ security, host }) => security !== 'none' || isLoopback(host), {
    path: ['security'],
    message: 'mail without TLS is only for a server on this machine: use tls or starttls',
  })
  .refine((set) => !set.folders.includes(set.processedFolder) && !set.folders.includes(set.failedFolder), {
    path: ['folders'],
    message: 'a folder mails are moved to cannot be one that is watched',
  });

export type ImapSettings = z.output<typeof imapSourceConfig>;
export type OauthSettings = z.output<typeof oauth>;

export function portOf({ port, security }: ImapSettings): number {
  return port ?? (security === 'tls' ? 993 : 143);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isSafe(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replaceAll(/[[\]]/g, '')));
}
