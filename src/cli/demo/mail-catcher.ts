import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import { newId } from '../../lib/ids.ts';

/** Larger than any packet of the demo. */
const MAX_BYTES = 32 * 1024 * 1024;

export type MailCatcher = { readonly stop: () => Promise<void> };

/** Takes all mail of the demo and writes it to files: nothing leaves the machine. Undefined: somebody else listens there. */
export async function startMailCatcher(smtpUrl: string, directory: string): Promise<MailCatcher | undefined> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const url = new URL(smtpUrl);
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    onData: (stream, _session, done) => {
      const file = createWriteStream(join(directory, `${newId()}.eml`), { mode: 0o600 });
      pipeline(stream, file, (error) => done(error));
    },
  });
  const isListening = await new Promise<boolean>((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      // Later errors are single clients that left.
      else if (error.syscall === 'listen') reject(error);
    });
    server.listen(Number(url.port) || 25, url.hostname, () => resolve(true));
  });
  if (!isListening) return undefined;
  return { stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
