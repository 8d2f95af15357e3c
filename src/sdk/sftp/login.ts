import ssh2 from 'ssh2';
import { z } from 'zod';

const secret = z.string().min(1, 'is empty: is its environment variable set?');

/** A folder on the server. */
export const remoteFolder = z
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

/** How the hub logs in to an SFTP server; a config spreads this into its own shape. */
export const sftpLoginShape = {
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
  /** Silence of the server, when it owes an answer, that ends the connection. */
  timeoutSeconds: z.number().positive().max(600).default(30),
} as const;

export type SftpLogin = z.output<z.ZodObject<typeof sftpLoginShape>>;

/** An Error instead of a key for what is none. */
export function parseKey(text: string, passphrase?: string) {
  return ssh2.utils.parseKey(text.replaceAll('\\n', '\n'), passphrase);
}
