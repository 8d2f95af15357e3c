import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { insertAudit } from '../../store/audit.ts';
import type { ApiDeps, ApiEnv } from '../api-deps.ts';
import { actorOf, peerOf } from '../authenticate.ts';
import { decodeAsked, resolveQuestion, type Asked } from './asked.ts';
import { searchBundle } from './bundle.ts';
import { capabilityStatement } from './capability.ts';
import { guardFhir, requireJson } from './guard.ts';
import { answer, createFhirErrorHandler, FHIR_JSON, isRefusal, refusal, refuse } from './outcome.ts';
import { parseSearch, type Parameter } from './parse-search.ts';
import { readBinary, readResource } from './read.ts';
import { runSearch } from './search.ts';
import { isResourceType, type ResourceType } from './search-types.ts';
import { servingOf, type Serving } from './serving.ts';
import { addSubscriptionRoutes } from './subscription-routes.ts';

/** A search is a few parameters, a subscription a few fields. */
const MOST_BODY_BYTES = 64 * 1024;

/** The ledger by FHIR R4, to read (docs/fhir/reading-the-ledger.md). Every look is written to the audit before it is answered. */
export function createFhir(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const fhir = new OpenAPIHono<ApiEnv>();
  const serving = servingOf(deps.hub);
  fhir.onError(createFhirErrorHandler(deps.report));
  fhir.use('*', requireJson);
  fhir.use('*', guardFhir(deps.hub.db));
  fhir.use(
    '*',
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      onError: (c) => refuse(c, refusal(413, 'too-long', `At most ${MOST_BODY_BYTES} bytes.`)),
    }),
  );
  fhir.get('/metadata', (c) => answer(c, capabilityStatement(serving.publicUrl)));
  addSubscriptionRoutes(fhir, deps);
  fhir.get('/Binary/:id', (c) => answerBinary(c, serving, c.req.param('id')));
  fhir.get('/:type', (c) => {
    const type = c.req.param('type');
    return isResourceType(type) ? answerSearch(c, serving, type) : noSuchType(c);
  });
  fhir.post('/:type/_search', (c) => {
    const type = c.req.param('type');
    return isResourceType(type) ? answerSearch(c, serving, type) : noSuchType(c);
  });
  fhir.get('/:type/:id', async (c): Promise<Response> => {
    const { type, id } = c.req.param();
    return isResourceType(type) ? await answerRead(c, serving, type, id) : noSuchType(c);
  });
  fhir.all('*', (c) => refuseRest(c));
  return fhir;
}

async function answerRead(
  c: Context<ApiEnv>,
  serving: Serving,
  type: ResourceType,
  id: string,
): Promise<Response> {
  const read = await readResource(serving, type, id);
  if (!read) return refuse(c, refusal(404, 'not-found', `There is no such ${type}.`));
  const { resource, patientId } = read;
  await audit(serving, c, 'fhir_read', type, resource.id ?? id, patientId);
  const { versionId = '', lastUpdated } = resource.meta ?? {};
  const etag = `W/"${versionId}"`;
  const headers = {
    ETag: etag,
    ...(lastUpdated === undefined ? {} : { 'Last-Modified': new Date(lastUpdated).toUTCString() }),
    // Who was merged is answered under the one it is now.
    ...(resource.id === id
      ? {}
      : { 'Content-Location': `${serving.publicUrl}/fhir/R4/${type}/${resource.id}` }),
  };
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim());
  if (known.includes(etag)) return c.body(null, 304, headers);
  return answer(c, resource, 200, headers);
}

async function answerBinary(c: Context<ApiEnv>, serving: Serving, id: string) {
  const found = await readBinary(serving, id);
  if (!found) return refuse(c, refusal(404, 'not-found', 'There is no such Binary.'));
  if (isRefusal(found)) return refuse(c, found);
  await audit(serving, c, 'fhir_read', 'Binary', id, found.patientId);
  const { bytes, mediaType, documentId } = found;
  const securityContext = { reference: `DocumentReference/${documentId}` };
  if ((c.req.header('accept') ?? '').includes(FHIR_JSON)) {
    const data = Buffer.from(bytes).toString('base64');
    return answer(c, { resourceType: 'Binary', id, contentType: mediaType, securityContext, data });
  }
  return c.body(Buffer.from(bytes), 200, {
    'Content-Type': mediaType,
    'X-Security-Context': `${serving.publicUrl}/fhir/R4/${securityContext.reference}`,
    // A note may be a web page: it is never one of ours.
    'Content-Disposition': 'attachment',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-cache',
  });
}

async function answerSearch(c: Context<ApiEnv>, serving: Serving, type: ResourceType) {
  const parameters = await parametersOf(c);
  if (!parameters)
    return refuse(c, refusal(415, 'not-supported', 'Send parameters as application/x-www-form-urlencoded.'));
  const cursor = parameters.find(({ name }) => name === '_cursor')?.value;
  const isStrict = /(^|[\s,;])handling=strict\b/.test(c.req.header('prefer') ?? '');
  let asked: Asked;
  let ignored: readonly string[] = [];
  if (cursor === undefined) {
    const question = parseSearch(type, parameters, { isStrict });
    if (isRefusal(question)) return refuse(c, question);
    const resolved = await resolveQuestion(serving.db, question, serving.publicUrl);
    if (isRefusal(resolved)) return refuse(c, resolved);
    ({ ignored } = question);
    asked = resolved;
  } else {
    const decoded = decodeAsked(cursor, type);
    if (!decoded) return refuse(c, refusal(400, 'value', 'This is not a place in this search.', '_cursor'));
    asked = decoded;
  }
  const patientId = asked.patients?.length === 1 ? asked.patients[0] : undefined;
  await audit(serving, c, 'fhir_search', type, 'search', patientId);
  const found = await runSearch(serving, asked);
  if (isRefusal(found)) return refuse(c, found);
  return answer(c, searchBundle(asked, found, ignored, serving.publicUrl));
}

/** Of the address and, by POST, of the form. Undefined: the body is no form. */
async function parametersOf(c: Context<ApiEnv>): Promise<readonly Parameter[] | undefined> {
  const inAddress = parametersIn(new URL(c.req.url).searchParams, true);
  if (c.req.method !== 'POST') return inAddress;
  const type = c.req.header('content-type') ?? '';
  const body = await c.req.text();
  if (body !== '' && !type.includes('x-www-form-urlencoded')) return undefined;
  return [...inAddress, ...parametersIn(new URLSearchParams(body), false)];
}

function parametersIn(said: URLSearchParams, isInAddress: boolean): readonly Parameter[] {
  return [...said].map(([name, value]) => ({ name, value, isInAddress }));
}

function audit(
  { db }: Serving,
  c: Context<ApiEnv>,
  action: string,
  objectKind: string,
  objectId: string,
  patientId: string | undefined,
): Promise<void> {
  const entry = { actor: actorOf(c), action, objectKind, objectId, peer: peerOf(c) };
  return insertAudit(db, { ...entry, ...(patientId === undefined ? {} : { patientId }) });
}

function noSuchType(c: Context<ApiEnv>) {
  return refuse(c, refusal(404, 'not-supported', 'This type is not served here: see /fhir/R4/metadata.'));
}

/** Versions, history, changes: all that is no reading. */
function refuseRest(c: Context<ApiEnv>) {
  const [type = ''] = c.req.path.split('/fhir/R4/')[1]?.split('/') ?? [];
  if (!isResourceType(type)) return noSuchType(c);
  const isLook = c.req.method === 'GET' || c.req.method === 'HEAD';
  return isLook
    ? refuse(c, refusal(404, 'not-supported', 'Versions and history are not kept here: read the resource.'))
    : refuse(
        c,
        refusal(405, 'not-supported', 'The ledger is read here. What you have to say goes in by a channel.'),
        { Allow: 'GET, HEAD' },
      );
}
