import ssh2 from 'ssh2';
import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

const secret = z.string().min(1, 'is empty: is its environment variable set?');
const folder = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\0]*$/);

const auth = z.union([
  z.strictObject({ password: secret }),
  z
    .strictObject({
      /** OpenSSH or PEM; `\n` written out is a line break. */
      privateKey: secret,
      passphrase: secret.optional(),
    })
    .refine(
      ({ privateKey, passphrase }) => !(parseKey(privateKey, passphrase) instanceof Error),
      'the private key cannot be read (its form or its passphrase)',
    ),
  z.strictObject({ privateKeyFile: z.string().min(1), passphrase: secret.optional() }),
]);

/** What a channel may set. */
export const sftpSourceConfig = z
  .strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(22),
    /** Fingerprints of the server's keys, as `ssh-keygen -lf` shows them. Any other server gets no login from us. */
    hostKeys: z
      .array(
        z
          .string()
          .regex(
            /^SHA256:[A-Za-z0-9+/]{43}=?$/,
            'write the fingerprint as ssh-keygen -lf shows it: SHA256: and 43 characters',
          ),
      )
      .min(1)
      .max(10),
    username: z.string().min(1).max(100),
    auth,
    /** On the server. */
    folder: folder.default('.'),
    /** Names of the files that are ours: `*` is any text, `?` any character. */
    patterns: z.array(z.string().min(1).max(200)).min(1).max(20).default(['*']),
    /** What becomes of a file there once it is stored here. */
    after: z
      .discriminatedUnion('do', [
        z.strictObject({ do: z.literal('leave') }),
        z.strictObject({ do: z.literal('delete') }),
        z.strictObject({ do: z.literal('move'), folder }),
      ])
      .default({ do: 'leave' }),
    /** A file whose size and time have not changed for so long is whole. */
    stillSeconds: z.number().min(0).max(3_600).default(30),
    pollSeconds: z.number().positive().max(86_400).default(300),
    /** Silence of the server, when it owes an answer, that ends the connection. */
    timeoutSeconds: z.number().positive().max(600).default(30),
    /** What lies there, for channels that read documents. */
    kind: z.enum(['fax', 'upload']).default('upload'),
    /** The largest document. Files of records are never held whole and may be larger. */
    maxBytes: byteLimit,
  })
  .refine(({ after, folder: from }) => after.do !== 'move' || after.folder !== from, {
    path: ['after', 'folder'],
    message: 'a file cannot be moved to the folder it is in',
  });

export type SftpSettings = z.output<typeof sftpSourceConfig>;

/** An Error instead of a key for what is none. */
export function parseKey(text: string, passphrase?: string) {
  return ssh2.utils.parseKey(text.replaceAll('\\n', '\n'), passphrase);
}
