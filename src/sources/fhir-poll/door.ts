import { openHttpDoor, problem } from '../../sdk/http-door.ts';
import type { RunningSource, SourceContext } from '../../sdk/source.ts';
import { publicKeySet, type SigningKey } from './keys.ts';

type Door = { readonly keys: readonly SigningKey[] };

/** `/v1/channels/<channel>/fhir/jwks.json`: the public keys the server checks our assertions with. */
export function openFhirDoor(
  context: Pick<SourceContext<unknown>, 'channel' | 'serve'>,
  { keys }: Door,
): RunningSource {
  const answer = (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname;
    if (path.endsWith('/fhir/jwks.json') && request.method === 'GET' && keys.length > 0)
      return Promise.resolve(
        Response.json(publicKeySet(keys), { headers: { 'Cache-Control': 'max-age=300' } }),
      );
    return Promise.resolve(problem(404, 'not-found', 'Nothing is here.'));
  };
  return openHttpDoor(context, answer, { ownCheck: true, at: 'fhir' });
}
