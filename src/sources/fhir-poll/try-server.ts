import { codeOf } from '../../lib/failure.ts';
import { fhirPollSourceConfig } from './config.ts';
import { openServer } from './open.ts';
import { objectOf, openPage, openResource, textOf } from './page.ts';
import { wordsOf } from './round.ts';

/** What a server said when it was tried. */
export type TriedServer = {
  /** `fhirVersion` of its CapabilityStatement; undefined where it gives none that can be read. */
  readonly version?: string;
  readonly software?: string;
  /** Types that could be searched. */
  readonly searched: readonly string[];
  /** A type and why it cannot be searched. */
  readonly failed: readonly { readonly type: string; readonly why: string }[];
};

/**
 * Asks a server as the source would: for its metadata, for a token, and for one resource of each type; stores and changes nothing.
 * Throws what stands before all of it: settings, certificates, no connection, no token.
 */
export async function tryServer(config: unknown): Promise<TriedServer> {
  const settings = { ...fhirPollSourceConfig.parse(config), retries: 0 };
  const { client, close } = await openServer(settings);
  try {
    // Some servers give no metadata, or only to whom they like: that is told, and no reason not to poll.
    const metadata = await client
      .metadata()
      .then((answer) => openResource(answer))
      .catch((error: unknown) => {
        if (isWithout(codeOf(error))) return undefined;
        throw error;
      });
    const version = textOf(metadata?.resource['fhirVersion']);
    const software = textOf(objectOf(metadata?.resource['software'])?.['name']);
    const tried = await Promise.all(
      settings.types.map(async ({ type, search }) => {
        try {
          openPage(await client.search(type, { ...search, _count: 1 }));
          return { type, why: undefined };
        } catch (error) {
          return { type, why: wordsOf(error) };
        }
      }),
    );
    return {
      ...(version === undefined ? {} : { version }),
      ...(software === undefined ? {} : { software: software.slice(0, 60) }),
      searched: tried.flatMap(({ type, why }) => (why === undefined ? [type] : [])),
      failed: tried.flatMap(({ type, why }) => (why === undefined ? [] : [{ type, why }])),
    };
  } finally {
    close();
  }
}

function isWithout(code: string): boolean {
  return code === 'page-unreadable' || ['http-400', 'http-403', 'http-404'].includes(code);
}
