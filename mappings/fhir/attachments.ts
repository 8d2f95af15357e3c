import {
  decodeContent,
  sha256Hex,
  sniffMediaType,
  type ContentRef,
  type FhirEntry,
  type JsonValue,
} from '#hub';
import type { FhirRun } from './fhir-mapping.ts';
import { isTakenBack } from './notes.ts';
import type { NoteStated } from '#hub';
import { objectsIn, textOf } from './values.ts';

type Content = Pick<NoteStated, 'content' | 'contentProblem'>;

/** An Attachment, and where it stands. */
export type Placed = {
  readonly attachment: { readonly [name: string]: JsonValue | undefined };
  readonly path: string;
};

/** The documents of a resource: data in the message, or a Binary of the same message. Nothing is copied, nothing is fetched. */
export function contentOf(
  placed: readonly Placed[],
  from: FhirEntry,
  status: NoteStated['status'],
  run: FhirRun,
): Content {
  if (isTakenBack(status)) return { content: [] };
  const read = placed.map((one) => readAttachment(one, from, run));
  const content = read.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const index = read.findIndex((one) => typeof one === 'string');
  const problem = read[index];
  if (typeof problem === 'string') run.warn('content-problem', placed[index]?.path, problem);
  const said =
    typeof problem === 'string'
      ? problem
      : content.length === 0
        ? 'The resource carries no content.'
        : undefined;
  return { content, ...(said === undefined ? {} : { contentProblem: said }) };
}

/** The same document in several formats is one document: what people can read first. */
export function attachmentsIn(
  value: JsonValue | undefined,
  path: string,
  member?: string,
): readonly Placed[] {
  return objectsIn(value).flatMap((one, index) => {
    const attachment = member === undefined ? one : objectsIn(one[member])[0];
    const place = `${path}[${index}]${member === undefined ? '' : `.${member}`}`;
    return attachment === undefined ? [] : [{ attachment, path: place }];
  });
}

function readAttachment({ attachment, path }: Placed, from: FhirEntry, run: FhirRun): ContentRef | string {
  const data = textOf(attachment['data']);
  if (data !== undefined) return contentRef(data, `${path}.data`, run);
  const url = textOf(attachment['url']);
  if (url === undefined) return 'The attachment has neither data nor url: there is nothing to send on.';
  const target = run.fhir.resolve({ reference: url }, from);
  const binary = target?.resource.resourceType === 'Binary' ? target : undefined;
  const inside = textOf(binary?.resource['data']);
  if (binary === undefined || inside === undefined)
    return 'The document is only pointed to (url) and its Binary is not in the message: it must be fetched, or sent with it.';
  return contentRef(inside, `${binary.path}.data`, run);
}

function contentRef(data: string, path: string, run: FhirRun): ContentRef | string {
  const slices = run.fhir.slicesOf(path);
  const bytes = decoded(data);
  if (slices === undefined || bytes === undefined) return 'The content is not valid base64.';
  const mediaType = sniffMediaType(bytes);
  if (mediaType === 'application/octet-stream') return 'The content is of no kind of document we know.';
  const isLocked =
    mediaType === 'application/pdf' &&
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('/Encrypt');
  if (isLocked) return 'The PDF is encrypted.';
  return {
    path,
    slices,
    joiner: '',
    encoding: 'base64',
    escapes: 'json',
    mediaType,
    sha256: sha256Hex(bytes),
  };
}

function decoded(data: string): Uint8Array | undefined {
  try {
    return decodeContent([data], { encoding: 'base64', joiner: '' });
  } catch {
    return undefined;
  }
}

/** Narratives (XHTML in `text.div`) as one document. */
export function narrativeContent(
  texts: readonly { readonly div: string; readonly path: string }[],
  run: FhirRun,
): Content {
  const slices = texts.map(({ path }) => run.fhir.slicesOf(path));
  const found = slices.flatMap((one) => one ?? []);
  if (texts.length === 0 || found.length !== texts.length)
    return { content: [], contentProblem: 'The document has no narrative text in its sections.' };
  const bytes = Buffer.from(texts.map(({ div }) => div).join('\n'), 'utf8');
  const [first] = texts;
  return {
    content: [
      {
        path: first?.path ?? '',
        slices: found,
        joiner: '\n',
        encoding: 'text',
        escapes: 'json',
        mediaType: 'text/html',
        sha256: sha256Hex(bytes),
      },
    ],
  };
}
