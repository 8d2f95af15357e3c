import type { Task } from 'fhir/r4.js';
import { codeOf, Failure, fateOf } from '../../lib/failure.ts';
import type {
  DestinationContext,
  OpenDestination,
  Outcome,
  Parcel,
  ParcelDocument,
  SentParcel,
} from '../../sdk/destination.ts';
import { publicKeySet, readKeys } from '../../sdk/server/keys.ts';
import { fhirConfig, fhirEndpoint, type EndpointSettings, type FhirSettings } from './config.ts';
import type { z } from 'zod';
import {
  communication,
  containedPatient,
  deliveryIdentifier,
  DOCUMENT_URN,
  documentReference,
  ifNoneExist,
  serverIdentifier,
  taskAfter,
  token,
  transactionOf,
  type Found,
} from './resources.ts';
import { openFhirServer, type FhirServer, type Resource } from './server.ts';

/** @throws Failure permanent `config` where a key or certificate cannot be used. */
export async function openFhir(
  context: DestinationContext<z.input<typeof fhirConfig>>,
): Promise<OpenDestination> {
  const settings = fhirConfig.parse(context.config);
  const keys = await readKeys(settings.auth);
  const server = openFhirServer(settings, keys);
  // The server fetches our public keys here (SMART Backend Services registers a `jwks_uri`).
  context.serve((request) => {
    const isAsked = request.method === 'GET' && new URL(request.url).pathname.endsWith('/jwks.json');
    return Promise.resolve(
      isAsked ? Response.json(publicKeySet(keys)) : new Response('Not here.', { status: 404 }),
    );
  });
  return {
    deliver: (parcel, signal) => settle(() => deliver(settings, server, parcel, signal)),
    confirm: (sent, signal) => settle(() => confirm(settings, server, sent, signal)),
    close: () => Promise.resolve(server.close()),
  };
}

async function deliver(
  settings: FhirSettings,
  server: FhirServer,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<Outcome> {
  const endpoint = fhirEndpoint.safeParse({ address: parcel.address, settings: parcel.settings });
  if (!endpoint.success) return failed('address-refused', 'The endpoint is no reference at the server.');
  if (!parcel.document) return failed('no-document', 'There is no document to send.');
  if (signal.aborted) throw new Failure('transient', 'cancelled', 'Cancelled before anything was sent.');
  const found = await findSubjects(settings, server, parcel, endpoint.data.settings, signal);
  const { document } = parcel;
  const job: Job = { settings, endpoint: endpoint.data.settings, server, parcel, document, found, signal };
  const id = settings.mode === 'transaction' ? await sendTogether(job) : await sendSingly(job);
  return { status: 'delivered', ...(id === undefined ? {} : { reference: id }) };
}

type Job = {
  readonly settings: FhirSettings;
  readonly endpoint: EndpointSettings;
  readonly server: FhirServer;
  readonly parcel: Parcel;
  readonly document: ParcelDocument;
  readonly found: Found;
  readonly signal: AbortSignal;
};

async function findSubjects(
  settings: FhirSettings,
  server: FhirServer,
  parcel: Parcel,
  { unknownPatient, task: wantsTask }: EndpointSettings,
  signal: AbortSignal,
): Promise<Found> {
  const { about } = parcel;
  if (!about) throw new Failure('permanent', 'no-subject', 'The parcel does not say whom it is about.');
  const numbers = about.patient.identifiers.flatMap((one) => serverIdentifier(settings, one) ?? []);
  const patients =
    numbers.length === 0
      ? []
      : await server.search('Patient', { identifier: numbers.map(token).join(','), _count: '3' }, signal);
  const [patient, ...others] = patients;
  // Two records may be one person there, but the document must not land in the wrong one.
  if (others.length > 0)
    throw new Failure(
      'permanent',
      'patient-ambiguous',
      'Our numbers of the patient fit several patients there.',
    );
  if (!patient && unknownPatient === 'refuse')
    throw new Failure('permanent', 'patient-unknown', 'The server knows the patient by none of our numbers.');
  const order = about.placerOrder && serverIdentifier(settings, about.placerOrder);
  const orders = order ? await server.search('ServiceRequest', { identifier: token(order) }, signal) : [];
  // An order number that is another patient's there is a slip of somebody's: its order is not theirs to close.
  const request = orders.find((one) => patient === undefined || isAbout(one, patient));
  const tasks =
    request && wantsTask
      ? await server.search('Task', { focus: `ServiceRequest/${request.id ?? ''}` }, signal)
      : [];
  const former =
    about.note?.replaces === undefined
      ? []
      : await server.search(
          'DocumentReference',
          { identifier: token({ system: settings.documentSystem, value: about.note.replaces }) },
          signal,
        );
  return {
    patient: patient ? referenceTo(patient) : containedPatient(settings, about.patient),
    request: request && referenceTo(request),
    task: tasks.find(({ status }) => status !== 'entered-in-error') as unknown as Task | undefined,
    former: former[0] && referenceTo(former[0]),
  };
}

function isAbout(order: Resource, { id = '' }: Resource): boolean {
  const { reference } = (order['subject'] ?? {}) as { readonly reference?: unknown };
  return (
    typeof reference !== 'string' || reference === `Patient/${id}` || reference.endsWith(`/Patient/${id}`)
  );
}

function referenceTo({ resourceType, id = '' }: Resource) {
  return { reference: `${resourceType}/${id}` };
}

/** One transaction; the server puts the document's id where the others name it. Returns the document's place. */
async function sendTogether(job: Job): Promise<string | undefined> {
  const { settings, endpoint, server, parcel, document, found, signal } = job;
  const condition = ifNoneExist(settings, parcel.key);
  const known = await findSent(settings, server, parcel.key, signal);
  const place = { reference: known ?? DOCUMENT_URN };
  const task = known === undefined && found.task ? taskAfter(parcel, found.task, place) : undefined;
  const creates = [
    { resource: documentReference(settings, parcel, document, found), fullUrl: DOCUMENT_URN },
    ...(endpoint.communication ? [{ resource: communication(settings, parcel, place, found) }] : []),
  ];
  const bundle = transactionOf(creates, task, condition) as unknown as Resource;
  const { body } = await server.write({ method: 'POST', path: '', body: bundle }, signal);
  const entries = (body?.['entry'] ?? []) as readonly {
    readonly response?: { readonly status?: string; readonly location?: string };
  }[];
  const refused = entries.find(({ response }) => !/^2\d\d/.test(response?.status ?? ''));
  if (entries.length === 0 || refused)
    throw new Failure(
      'ambiguous',
      'transaction-unreadable',
      'The server’s answer to the transaction does not say that all was stored.',
    );
  return known ?? placeOf(entries[0]?.response?.location);
}

/** One after the other, each recognised when it is repeated; the Task comes last, so that it never names what is not there. */
async function sendSingly(job: Job): Promise<string | undefined> {
  const { settings, endpoint, server, parcel, document, found, signal } = job;
  const headers = { 'if-none-exist': ifNoneExist(settings, parcel.key) };
  const create = async (resource: Resource): Promise<string | undefined> => {
    const { resourceType } = resource;
    const { location, body } = await server.write(
      { method: 'POST', path: resourceType, body: resource, headers },
      signal,
    );
    return placeOf(location) ?? (body?.id === undefined ? undefined : `${resourceType}/${body.id}`);
  };
  const made = documentReference(settings, parcel, document, found) as unknown as Resource;
  const place = (await create(made)) ?? (await findSent(settings, server, parcel.key, signal));
  if (place === undefined)
    throw new Failure(
      'ambiguous',
      'document-not-found',
      'The server took the document and does not show it.',
    );
  const reference = { reference: place };
  if (endpoint.communication)
    await create(communication(settings, parcel, reference, found) as unknown as Resource);
  await updateTask(job, reference);
  return place;
}

async function updateTask({ server, parcel, found, signal }: Job, document: { readonly reference: string }) {
  const { task } = found;
  const isTold = task?.output?.some((one) => one.valueReference?.reference === document.reference);
  const after = task && !isTold ? taskAfter(parcel, task, document) : undefined;
  if (!after?.id) return;
  const version = after.meta?.versionId;
  await server.write(
    {
      method: 'PUT',
      path: `Task/${after.id}`,
      body: after as unknown as Resource,
      ...(version === undefined ? {} : { headers: { 'if-match': `W/"${version}"` } }),
    },
    signal,
  );
}

/** `DocumentReference/123` of a location, whatever stands before and after it. */
function placeOf(location: string | undefined): string | undefined {
  return /DocumentReference\/[A-Za-z0-9.-]{1,64}|Communication\/[A-Za-z0-9.-]{1,64}/.exec(
    location ?? '',
  )?.[0];
}

/** Where a document with our number is; undefined: nowhere. */
async function findSent(
  settings: FhirSettings,
  server: FhirServer,
  key: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const identifier = token(deliveryIdentifier(settings, key));
  const [found] = await server.search('DocumentReference', { identifier }, signal);
  return found && referenceTo(found).reference;
}

/** Looked up by our number: it is there, or it never was. */
async function confirm(
  settings: FhirSettings,
  server: FhirServer,
  { key }: SentParcel,
  signal: AbortSignal,
): Promise<Outcome> {
  const place = await findSent(settings, server, key, signal);
  if (place !== undefined) return { status: 'delivered', reference: place };
  return {
    status: 'failed',
    fate: 'transient',
    code: 'not-there',
    detail: 'The server has no document with our number: it is sent again.',
  };
}

async function settle<Result>(act: () => Promise<Result>): Promise<Result | Outcome> {
  try {
    return await act();
  } catch (error) {
    const detail = error instanceof Failure ? error.message : 'The FHIR server could not be used.';
    return { status: 'failed', fate: fateOf(error), code: codeOf(error), detail };
  }
}

function failed(code: string, detail: string): Outcome {
  return { status: 'failed', fate: 'permanent', code, detail };
}
