import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { addContact, editAffiliation, editContact } from '../pipeline/directory-contacts.ts';
import { editEndpoint, putEndpoint, retireEndpoint } from '../pipeline/directory-endpoints.ts';
import {
  affiliationFields,
  contactFields,
  endpointFields,
  locationFields,
  newContactFields,
  newEndpointFields,
  newRoleFields,
  roleFields,
} from '../pipeline/directory-fields.ts';
import { addLocation, editLocation, retireLocation } from '../pipeline/directory-places.ts';
import type { Edited, Editor } from '../pipeline/directory-record.ts';
import { addRole, editRole } from '../pipeline/directory-roles.ts';
import { now } from '../lib/clock.ts';
import type { Hub } from '../pipeline/hub.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { answerEdit, editorOf, editResponses, malformedVersion, versionOf } from './partner-answers.ts';
import { ifMatch, verified } from './partner-routes.ts';
import { guardedResponses } from './problem.ts';

const responses = { ...editResponses, ...guardedResponses };
const common = { security: [{ token: [] }], tags: ['partners'], responses };
const params = z.object({ id: z.uuid() });

/** One kind of part: how it is added to a partner, edited and retired. Each is three routes. */
type Part<New extends z.ZodType, Fields extends z.ZodType> = {
  /** `/v1/partners/{id}/<path>` adds, `/v1/<own>/{id}` edits and retires. */
  readonly path: string;
  readonly own: string;
  /** For operation ids: `addLocation`, `editLocation`, `retireLocation`. */
  readonly noun: string;
  readonly fresh: New;
  readonly fields: Fields;
};

/** Documents and texts of the three routes. */
function routesOf<New extends z.ZodType, Fields extends z.ZodType>(part: Part<New, Fields>) {
  const { path, own, noun, fresh, fields } = part;
  const words = noun.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  const bodyOf = <Schema extends z.ZodType>(schema: Schema, name: string) => ({
    required: true,
    content: {
      'application/json': { schema: z.strictObject({ fields: schema, verified }).openapi(name) },
    },
  });
  return {
    add: createRoute({
      ...common,
      method: 'post',
      path: `/v1/partners/{id}/${path}`,
      operationId: `add${noun}`,
      summary: `Add a ${words} to a partner`,
      request: { params, body: bodyOf(fresh, `New${noun}`) },
    }),
    edit: createRoute({
      ...common,
      method: 'patch',
      path: `/v1/${own}/{id}`,
      operationId: `edit${noun}`,
      summary: `Change a ${words}`,
      request: { params, headers: ifMatch, body: bodyOf(fields, `${noun}Edit`) },
    }),
    retire: createRoute({
      ...common,
      method: 'delete',
      path: `/v1/${own}/{id}`,
      operationId: `retire${noun}`,
      summary: `Retire a ${words}; nothing is deleted`,
      request: { params, headers: ifMatch },
    }),
  };
}

const location = routesOf({
  path: 'locations',
  own: 'locations',
  noun: 'Location',
  fresh: locationFields,
  fields: locationFields,
});
const role = routesOf({
  path: 'roles',
  own: 'practice-roles',
  noun: 'PracticeRole',
  fresh: newRoleFields,
  fields: roleFields,
});
const affiliation = routesOf({
  path: 'contacts',
  own: 'affiliations',
  noun: 'Contact',
  fresh: newContactFields,
  fields: affiliationFields,
});
const endpoint = routesOf({
  path: 'endpoints',
  own: 'endpoints',
  noun: 'Endpoint',
  fresh: newEndpointFields,
  fields: endpointFields,
});

/** A person of the staff, wherever they work. */
export const editPersonRoute = createRoute({
  ...common,
  method: 'patch',
  path: '/v1/contacts/{id}',
  operationId: 'editContactPerson',
  summary: 'Change the name or notes of a member of staff, wherever they work',
  request: {
    params,
    headers: ifMatch,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({ fields: contactFields, verified }).openapi('ContactPersonEdit'),
        },
      },
    },
  },
});

export const partRoutes = [location, role, affiliation, endpoint].flatMap(({ add, edit, retire }) => [
  add,
  edit,
  retire,
]);

type Saying<Fields> = { readonly fields: Fields; readonly verified?: boolean | undefined };
type Edit<Fields> = { readonly fields: Fields; readonly version?: number };

export function addPartnerPartRoutes(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  api.openapi(location.add, (c) => adding(c, hub, c.req.valid('param').id, c.req.valid('json'), addLocation));
  api.openapi(location.edit, (c) =>
    editing(c, hub, c.req.valid('param').id, c.req.valid('json'), editLocation),
  );
  api.openapi(location.retire, (c) => retiring(c, hub, c.req.valid('param').id, retireLocation));
  api.openapi(role.add, (c) => adding(c, hub, c.req.valid('param').id, c.req.valid('json'), addRole));
  api.openapi(role.edit, (c) => editing(c, hub, c.req.valid('param').id, c.req.valid('json'), editRole));
  api.openapi(role.retire, (c) => retiring(c, hub, c.req.valid('param').id, endRole));
  api.openapi(affiliation.add, (c) =>
    adding(c, hub, c.req.valid('param').id, c.req.valid('json'), addContact),
  );
  api.openapi(affiliation.edit, (c) =>
    editing(c, hub, c.req.valid('param').id, c.req.valid('json'), editAffiliation),
  );
  api.openapi(affiliation.retire, (c) => retiring(c, hub, c.req.valid('param').id, endAffiliation));
  api.openapi(endpoint.add, (c) => adding(c, hub, c.req.valid('param').id, c.req.valid('json'), putEndpoint));
  api.openapi(endpoint.edit, (c) =>
    editing(c, hub, c.req.valid('param').id, c.req.valid('json'), editEndpoint),
  );
  api.openapi(endpoint.retire, (c) => retiring(c, hub, c.req.valid('param').id, retireEndpoint));
  api.openapi(editPersonRoute, (c) =>
    editing(c, hub, c.req.valid('param').id, c.req.valid('json'), editContact),
  );
}

async function adding<Fields>(
  c: Context<ApiEnv>,
  hub: Hub,
  partnerId: string,
  said: Saying<Fields>,
  add: (hub: Hub, partnerId: string, fields: Fields, by: Editor) => Promise<Edited>,
) {
  return answerEdit(c, await add(hub, partnerId, said.fields, editorOf(c, said.verified)));
}

async function editing<Fields>(
  c: Context<ApiEnv>,
  hub: Hub,
  id: string,
  said: Saying<Fields>,
  edit: (hub: Hub, id: string, edit: Edit<Fields>, by: Editor) => Promise<Edited>,
) {
  const version = versionOf(c);
  if (version === null) return malformedVersion(c);
  const change = { fields: said.fields, ...(version === undefined ? {} : { version }) };
  return answerEdit(c, await edit(hub, id, change, editorOf(c, said.verified)));
}

async function retiring(
  c: Context<ApiEnv>,
  hub: Hub,
  id: string,
  retire: (hub: Hub, id: string, version: number | undefined, by: Editor) => Promise<Edited>,
) {
  const version = versionOf(c);
  if (version === null) return malformedVersion(c);
  return answerEdit(c, await retire(hub, id, version, editorOf(c, false)));
}

function endRole(hub: Hub, id: string, version: number | undefined, by: Editor): Promise<Edited> {
  const endsOn = now().slice(0, 10);
  return editRole(
    hub,
    id,
    { fields: { endsOn }, what: 'retired', ...(version === undefined ? {} : { version }) },
    by,
  );
}

function endAffiliation(hub: Hub, id: string, version: number | undefined, by: Editor): Promise<Edited> {
  const endsOn = now().slice(0, 10);
  return editAffiliation(
    hub,
    id,
    { fields: { endsOn }, what: 'retired', ...(version === undefined ? {} : { version }) },
    by,
  );
}
