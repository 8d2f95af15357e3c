import type { JsonObject } from '../../formats/json/json.ts';
import { Failure, fateOf } from '../../lib/failure.ts';
import type { FhirClient } from './client.ts';
import { isId, listOf, objectOf, openResource, textOf, type Listed } from './page.ts';
import type { Answer } from '../../sdk/server/transport.ts';

type Fetching = {
  readonly client: FhirClient;
  readonly baseUrl: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

/** A resource as it is delivered: with the attachments it only names, or without those the server would not give. */
export type Completed = {
  readonly body: Buffer;
  readonly withheld: readonly Failure[];
  readonly fetched: number;
};

type Attachment = { readonly url: string; readonly contentType: string | undefined };

/** Nobody attaches more to one document on purpose. */
const MOST_ATTACHMENTS = 20;

/** Attachments whose content is elsewhere: `url` and no `data`. */
export function attachmentsOf({ type, resource }: Pick<Listed, 'type' | 'resource'>): readonly Attachment[] {
  const found = holdersOf(type, resource).flatMap((holder) => {
    const url = textOf(holder?.['url']);
    if (url === undefined || url === '' || holder?.['data'] !== undefined) return [];
    return [{ url, contentType: textOf(holder?.['contentType']) }];
  });
  return found.slice(0, MOST_ATTACHMENTS);
}

function holdersOf(type: string, resource: JsonObject): readonly (JsonObject | undefined)[] {
  switch (type) {
    case 'DocumentReference':
      return listOf(resource['content']).map((one) => objectOf(objectOf(one)?.['attachment']));
    case 'DiagnosticReport':
      return listOf(resource['presentedForm']).map(objectOf);
    case 'Communication':
      return listOf(resource['payload']).map((one) => objectOf(objectOf(one)?.['contentAttachment']));
    default:
      return [];
  }
}

/**
 * A collection Bundle of the resource and the Binaries its attachments name, each under its absolute address. With the source's
 * credentials, hence from its own origin only. Throws what is transient: the resource is read again.
 */
export async function completed(listed: Listed, fetching: Fetching): Promise<Completed> {
  const attachments = attachmentsOf(listed);
  const entries: Buffer[] = [];
  const withheld: Failure[] = [];
  for (const attachment of attachments) {
    try {
      entries.push(await fetchEntry(attachment, fetching));
    } catch (error) {
      if (!(error instanceof Failure) || fateOf(error) !== 'permanent') throw error;
      withheld.push(error);
    }
  }
  if (entries.length === 0) return { body: listed.body, withheld, fetched: 0 };
  const own = entryOf(`${fetching.baseUrl}/${listed.type}/${listed.id ?? ''}`, listed.body);
  const joined = [own, ...entries].flatMap((entry, index) => (index === 0 ? [entry] : [comma, entry]));
  return { body: Buffer.concat([begin, ...joined, end]), withheld, fetched: entries.length };
}

const begin = Buffer.from('{"resourceType":"Bundle","type":"collection","entry":[');
const comma = Buffer.from(',');
const end = Buffer.from(']}');

function entryOf(fullUrl: string, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`{"fullUrl":${JSON.stringify(fullUrl)},"resource":`),
    body,
    Buffer.from('}'),
  ]);
}

async function fetchEntry({ url, contentType }: Attachment, fetching: Fetching): Promise<Buffer> {
  const { client, maxBytes, signal } = fetching;
  const address = client.addressOf(url);
  const isType = contentType !== undefined && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(contentType);
  const answer = await client.follow(address.href, {
    accept: isType ? `${contentType}, application/fhir+json;q=0.9, */*;q=0.8` : '*/*',
    // As a Binary resource the same content is a third longer.
    maxBytes: Math.ceil(maxBytes * 1.4) + 4_096,
    signal,
  });
  return entryOf(address.href, binaryOf(answer, { address, contentType, maxBytes }));
}

type Expected = {
  readonly address: URL;
  readonly contentType: string | undefined;
  readonly maxBytes: number;
};

/** Servers give a Binary as the resource or as the bytes themselves (FHIR R4, 2.38.2), whatever was asked for. */
function binaryOf(answer: Answer, { address, contentType, maxBytes }: Expected): Buffer {
  const said = answer.headers['content-type'];
  if (said?.includes('application/fhir+json') || (said?.includes('json') && !contentType?.includes('json'))) {
    const { type, resource } = openResource(answer);
    const data = resource['data'];
    if (type !== 'Binary' || typeof data !== 'string')
      throw new Failure('permanent', 'no-binary', 'The address of an attachment leads to no Binary.');
    if ((data.length / 4) * 3 > maxBytes) throw tooLarge(maxBytes);
    return answer.body;
  }
  if (answer.body.length > maxBytes) throw tooLarge(maxBytes);
  const id = /\/Binary\/([^/]+)$/.exec(address.pathname)?.[1] ?? '';
  const head = JSON.stringify({
    resourceType: 'Binary',
    ...(isId(id) ? { id } : {}),
    contentType: said ?? contentType ?? 'application/octet-stream',
  });
  return Buffer.concat([
    Buffer.from(`${head.slice(0, -1)},"data":"`),
    Buffer.from(answer.body.toString('base64')),
    Buffer.from('"}'),
  ]);
}

function tooLarge(maxBytes: number): Failure {
  return new Failure('permanent', 'too-large', `An attachment has more than ${maxBytes} bytes.`);
}
