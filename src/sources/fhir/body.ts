import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { codeOf } from '../../lib/failure.ts';
import { readBody } from '../../sdk/http-door.ts';
import { refusal, type Refusal } from './outcome.ts';

/** `body`: also beside a refusal, where there is something a person should see. */
export type TakenBody =
  | { readonly body: Uint8Array; readonly refusal?: undefined }
  | { readonly body?: Uint8Array; readonly refusal: Refusal };

/** FHIR R4, 3.1.0.1.10; the last is what DSTU2 called it, and some still do. */
const jsonTypes = new Set([
  'application/fhir+json',
  'application/json',
  'text/json',
  'application/json+fhir',
]);
const unzip = promisify(gunzip);

/** The body of a request, unpacked, never more than `maxBytes` of it in memory. */
export async function takeBody(request: Request, maxBytes: number): Promise<TakenBody> {
  const unfit = checkHeaders(request.headers);
  if (unfit) return { refusal: unfit };
  const sent = await readBody(request, maxBytes);
  if (sent === 'too-large') return { refusal: tooLarge(maxBytes) };
  // Nobody hears this answer: the sender left in the middle.
  if (sent === 'cut') return { refusal: refusal(400, 'structure', 'The request ended before its body did.') };
  const isPacked = encodingOf(request.headers) !== '';
  const body = isPacked ? await unpack(sent, maxBytes) : { body: sent };
  if (!body.refusal && body.body.byteLength === 0)
    return { refusal: refusal(400, 'required', 'The request has no body: send one resource or one Bundle.') };
  return body;
}

function checkHeaders(headers: Headers): Refusal | undefined {
  const [type = '', ...parameters] = (headers.get('content-type') ?? 'application/fhir+json')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (!jsonTypes.has(type)) return unsupported('This endpoint takes JSON only: application/fhir+json.');
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
    if (name === 'charset' && !['utf-8', 'utf8', 'us-ascii'].includes(value))
      return unsupported('FHIR travels as UTF-8 only.');
    if (name === 'fhirversion' && !/^4\.0(\.\d+)?$/.test(value))
      return unsupported('This endpoint takes FHIR R4 only: fhirVersion=4.0.');
  }
  return ['', 'gzip'].includes(encodingOf(headers))
    ? undefined
    : unsupported('A body may be packed with gzip, and with nothing else (Content-Encoding).');
}

function encodingOf(headers: Headers): string {
  const said = (headers.get('content-encoding') ?? '').trim().toLowerCase();
  return said === 'identity' ? '' : said === 'x-gzip' ? 'gzip' : said;
}

/** Stops at the limit, however small the body that was sent is. */
async function unpack(sent: Uint8Array, maxBytes: number): Promise<TakenBody> {
  try {
    return { body: await unzip(sent, { maxOutputLength: maxBytes }) };
  } catch (error) {
    return codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
      ? { refusal: tooLarge(maxBytes) }
      : { body: sent, refusal: refusal(400, 'structure', 'The body says gzip and cannot be unpacked.') };
  }
}

function tooLarge(maxBytes: number): Refusal {
  return refusal(413, 'too-costly', `This endpoint takes at most ${maxBytes} bytes, unpacked.`);
}

function unsupported(words: string): Refusal {
  return refusal(415, 'not-supported', words);
}
