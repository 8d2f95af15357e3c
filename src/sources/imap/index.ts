import type { ImapFlow } from 'imapflow';
import type { z } from 'zod';
import type { RunningSource, Source, SourceContext } from '../../sdk/source.ts';
import { imapSourceConfig, portOf } from './config.ts';
import type { ImapSettings } from './config.ts';
import { watchFolder } from './folder.ts';
import { prepareCa } from './session.ts';
import { createTokenSource } from './token.ts';

/** Mail of a mailbox, fetched over IMAP (RFC 3501, RFC 9051). */
export const imap: Source<z.input<typeof imapSourceConfig>> = {
  name: 'imap',
  summary: 'Mails fetched from a mailbox over IMAP, moved once they are stored',
  config: imapSourceConfig,
  start: async (context) => start(imapSourceConfig.parse(context.config), context),
};

/** Returns at once: a mail server that is away must not keep the hub from starting. @throws Failure permanent `tls-file`. */
function start(settings: ImapSettings, context: Omit<SourceContext<unknown>, 'config'>): RunningSource {
  const { auth } = settings;
  const login = {
    settings,
    ca: prepareCa(settings),
    tokens: 'oauth' in auth ? createTokenSource(auth.user, auth.oauth) : undefined,
  };
  const ending = new AbortController();
  const clients = new Map<string, ImapFlow>();
  const watches = settings.folders.map((folder) =>
    watchFolder({
      folder,
      login,
      context,
      signal: ending.signal,
      onClient: (client) => {
        if (client) clients.set(folder, client);
        else clients.delete(folder);
      },
    }),
  );
  const scheme = settings.security === 'tls' ? 'imaps' : 'imap';
  return {
    address: `${scheme}://${settings.host}:${portOf(settings)}`,
    stop: async () => {
      ending.abort();
      await within(settings.stopSeconds * 1000, Promise.all(watches));
      // What is left hangs: nothing of it was taken.
      for (const client of clients.values()) client.close();
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
