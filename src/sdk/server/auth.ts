import { Failure } from '../../lib/failure.ts';
import { basicAuth } from '../credentials.ts';
import type { ServerSettings } from './config.ts';
import type { SigningKey } from './keys.ts';
import { createTokens } from './smart.ts';
import { readPem, type Transport } from './transport.ts';

/** What every request to the server carries, and to nobody else. */
export type Authorizer = {
  readonly headers: (signal?: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  /** The server refused these (401). Whether the next ones may be others. */
  readonly renew: (refused: Readonly<Record<string, string>>) => boolean;
};

export function createAuthorizer(
  { auth, baseUrl }: Pick<ServerSettings, 'auth' | 'baseUrl'>,
  keys: readonly SigningKey[],
  transport: Transport,
): Authorizer {
  switch (auth.kind) {
    case 'none':
      return fixed({});
    case 'basic':
      return fixed({ authorization: basicAuth(auth) });
    case 'bearer':
      return auth.tokenFile === undefined ? fixed(bearer(auth.token ?? '')) : fromFile(auth.tokenFile);
    case 'smart': {
      const tokens = createTokens(auth, baseUrl, keys, transport);
      return {
        headers: async (signal) => bearer(await tokens.take(signal)),
        renew: (refused) => {
          tokens.forget(refused['authorization']?.slice('Bearer '.length) ?? '');
          return true;
        },
      };
    }
  }
}

function fixed(headers: Readonly<Record<string, string>>): Authorizer {
  return { headers: () => Promise.resolve(headers), renew: () => false };
}

/** Whoever renews the token writes the file; a refused one is looked up again. */
function fromFile(path: string): Authorizer {
  const read = (): Readonly<Record<string, string>> => {
    const token = readPem(path, 'auth.tokenFile').trim();
    if (/^[\x21-\x7e]+$/.test(token)) return bearer(token);
    throw new Failure('permanent', 'config', 'auth.tokenFile holds no token: one line, without spaces.');
  };
  let headers = read();
  return {
    headers: () => Promise.resolve(headers),
    renew: (refused) => {
      if (headers['authorization'] === refused['authorization']) headers = read();
      return headers['authorization'] !== refused['authorization'];
    },
  };
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
