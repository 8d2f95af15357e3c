import {
  decodeContent,
  sha256Hex,
  sniffMediaType,
  standardDelimiters,
  writeDelimiters,
  type ContentRef,
  type Hl7Message,
  type Hl7Repetition,
  type Hl7Segment,
  type NoteStated,
} from '#hub';
import { segmentPathOf } from './orders.ts';
import { present } from './present.ts';
import type { CommonReading } from './rules.ts';

/**
 * Where a note's documents stand in the message (DOMAIN 1.6, Content): embedded data by the bytes it starts with and not by what
 * it is called, lines of text as one document, pieces of one file put together. Nothing is copied.
 */
export function readContent(
  message: Hl7Message,
  segments: readonly Hl7Segment[],
  status: NoteStated['status'],
  reading: CommonReading,
): Pick<NoteStated, 'content' | 'contentProblem'> {
  const parts = inOrder(segments).flatMap(partsOf);
  const documents = groupParts(parts).map((group) => readDocument(message, group));
  const content = documents.flatMap((document) => document.content ?? []);
  const pointer = segments.find((segment) => segment.at('2') === 'RP');
  const problem = documents.find((document) => document.problem !== undefined)?.problem;
  const missing =
    pointer === undefined
      ? 'The message carries no content.'
      : 'The note is only pointed to (RP): it must be fetched.';
  // A document that is taken back needs none.
  const isTakenBack = status === 'withdrawn' || status === 'wrong';
  const contentProblem = isTakenBack ? undefined : (problem ?? (content.length === 0 ? missing : undefined));
  if (problem !== undefined && !isTakenBack) reading.warn('content-problem', documents[0]?.path, problem);
  return { content, ...present({ contentProblem }) };
}

/** One OBX-5 repetition. */
type Part = {
  readonly kind: 'data' | 'text';
  /** OBX-3.1: pieces of one file share it. */
  readonly observation: string;
  readonly path: string;
  readonly encoding: Exclude<ContentRef['encoding'], 'none'>;
  readonly value: string;
};

type Document = { readonly path: string; readonly content?: ContentRef; readonly problem?: string };

const textTypes = new Set(['TX', 'FT', 'ST']);

/** By OBX-1 where every segment has a number of its own, else as they were sent. */
function inOrder(segments: readonly Hl7Segment[]): readonly Hl7Segment[] {
  const numbers = segments.map((segment) => Number(segment.at('1') ?? Number.NaN));
  const isNumbered =
    numbers.every((number) => Number.isInteger(number)) && new Set(numbers).size === numbers.length;
  if (!isNumbered) return segments;
  return segments.toSorted((a, b) => Number(a.at('1')) - Number(b.at('1')));
}

function partsOf(segment: Hl7Segment): readonly Part[] {
  const type = segment.at('2')?.toUpperCase() ?? '';
  const observation = segment.at('3.1') ?? '';
  if (type === 'ED') return segment.repetitions(5).map((repetition) => dataPart(repetition, observation));
  if (!textTypes.has(type)) return [];
  const repetitions = segment.repetitions(5);
  if (repetitions.length === 0) return [textPart(`${segmentPathOf(segment)}-5[1]`, '', observation)];
  return repetitions.map((repetition) => textPart(repetition.path, repetition.text, observation));
}

/** ED: 4 encoding, 5 data. Some senders put the data last whatever its place, or forget the encoding. */
function dataPart(repetition: Hl7Repetition, observation: string): Part {
  const place = ['5', '6', '4', '1'].find((component) => (repetition.at(component)?.length ?? 0) > 6) ?? '5';
  const value = repetition.at(place) ?? '';
  const named = repetition.at('4')?.toLowerCase() ?? '';
  return {
    kind: 'data',
    observation,
    path: `${repetition.path}.${place}`,
    encoding: encodingOf(named, value),
    value,
  };
}

function encodingOf(named: string, value: string): Part['encoding'] {
  if (named === 'hex') return 'hex';
  if (named === 'a' || named === 'none') return looksLikeFile(value) ? 'base64' : 'text';
  return 'base64';
}

/** Base64 of %PDF, {\rtf, II*, MM and <?xml: what a file written into a text field starts with. */
function looksLikeFile(value: string): boolean {
  return /^(?:JVBERi|e1xydG|SUkq|TU0A|PD94bW)/.test(value);
}

function textPart(path: string, value: string, observation: string): Part {
  if (looksLikeFile(value)) return { kind: 'data', observation, path, encoding: 'base64', value };
  return { kind: 'text', observation, path, encoding: 'text', value };
}

/**
 * Lines of text are one document; consecutive data of one observation is one file cut up, unless a piece starts like a file of
 * its own. A text field that continues base64 belongs to it.
 */
function groupParts(parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  let text: Part[] | undefined;
  for (const part of parts) {
    const last = groups.at(-1);
    if (last !== undefined && continues(last, part)) last.push(part);
    else if (part.kind === 'text' && text !== undefined) text.push(part);
    else {
      const group = [part];
      if (part.kind === 'text') text = group;
      groups.push(group);
    }
  }
  return groups;
}

function continues(group: readonly Part[], part: Part): boolean {
  const [first] = group;
  if (first?.kind !== 'data' || first.observation !== part.observation) return false;
  if (part.kind === 'text') return isTextField(first) && /^[A-Za-z0-9+/=\s]{16,}$/.test(part.value);
  return first.encoding === part.encoding && !looksLikeFile(part.value);
}

/** The file stands in a text field: its path ends with the repetition. */
function isTextField(part: Part): boolean {
  return part.path.endsWith(']');
}

function readDocument(message: Hl7Message, parts: readonly Part[]): Document {
  const path = parts[0]?.path ?? 'OBX-5';
  const encoding = parts[0]?.encoding ?? 'text';
  const joiner = encoding === 'text' ? '\n' : '';
  const values = parts.map((part) => part.value);
  if (values.every((value) => value.trim() === '')) return { path, problem: 'The content is empty.' };
  const bytes = encoding === 'text' ? Buffer.from(values.join(joiner), 'utf8') : decoded(values, encoding);
  if (bytes === undefined) return { path, problem: `The content is not valid ${encoding}.` };
  const mediaType = sniffMediaType(bytes);
  const problem = problemWith(bytes, mediaType);
  if (problem !== undefined) return { path, problem };
  const slices = parts.map((part) => message.locate(part.path) ?? { offset: 0, length: 0 });
  const delimiters = writeDelimiters(message.delimiters);
  const isPlain = encoding !== 'text' && delimiters === writeDelimiters(standardDelimiters);
  return {
    path,
    content: {
      path,
      slices,
      joiner,
      encoding,
      ...(isPlain ? {} : { delimiters, charset: message.charset.name }),
      mediaType,
      sha256: sha256Hex(bytes),
    },
  };
}

/** The values are unescaped already, so there is nothing left to undo. */
function decoded(values: readonly string[], encoding: 'base64' | 'hex'): Uint8Array | undefined {
  try {
    return decodeContent(values, { encoding, joiner: '' });
  } catch {
    return undefined;
  }
}

function problemWith(bytes: Uint8Array, mediaType: ContentRef['mediaType']): string | undefined {
  if (mediaType === 'application/octet-stream') return 'The content is of no kind of document we know.';
  const isLocked =
    mediaType === 'application/pdf' &&
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('/Encrypt');
  return isLocked ? 'The PDF is encrypted.' : undefined;
}
