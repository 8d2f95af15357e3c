import { imapSourceConfig } from './config.ts';
import { openSession, prepareCa } from './session.ts';
import { createTokenSource } from './token.ts';

/**
 * Logs in to a mailbox as the source would, looks for the folders it would watch, and leaves; changes nothing. Gives the folders that
 * are not there. Throws what connecting throws.
 */
export async function tryMailbox(config: unknown): Promise<readonly string[]> {
  const settings = imapSourceConfig.parse(config);
  const { auth } = settings;
  const client = await openSession({
    settings,
    ca: prepareCa(settings),
    tokens: 'oauth' in auth ? createTokenSource(auth.user, auth.oauth) : undefined,
  });
  try {
    const missing: string[] = [];
    for (const folder of settings.folders) {
      const found = await client.status(folder, { messages: true }).catch(() => false as const);
      if (found === false) missing.push(folder);
    }
    await client.logout();
    return missing;
  } finally {
    client.close();
  }
}
