import type { MiddlewareHandler } from 'hono';
import type { Database } from '../../store/database.ts';
import type { ApiToken } from '../../store/tokens.ts';
import type { ApiEnv } from '../api-deps.ts';
import { findBearer } from '../authenticate.ts';
import { refusal, refuse } from './outcome.ts';

/**
 * Who may ask what: scope `fhir` (and the operator) reads everything here, patients too; scope `events` may only be told by subscription that
 * something changed. The token decides before anything of the body is read.
 */
export function guardFhir(db: Database): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (c.req.path.endsWith('/fhir/R4/metadata')) return next();
    const token = await findBearer(db, c);
    if (!token) {
      const isGiven = c.req.header('authorization') !== undefined;
      const challenge = `Bearer realm="referloop"${isGiven ? ', error="invalid_token"' : ''}`;
      const why = refusal(401, 'login', 'Send a token of scope fhir: Authorization: Bearer rl_…');
      return refuse(c, why, { 'WWW-Authenticate': challenge });
    }
    const isSubscription = /\/fhir\/R4\/Subscription(\/|$)/.test(c.req.path);
    const isAllowed = maySeePatients(token) || (token.scope === 'events' && isSubscription);
    if (!isAllowed)
      return refuse(c, refusal(403, 'forbidden', 'This token is not for this: it takes the scope fhir.'));
    c.set('token', token);
    return next();
  };
}

export function maySeePatients({ scope }: Pick<ApiToken, 'scope'>): boolean {
  return scope === 'fhir' || scope === 'operator';
}

/** JSON is what there is (R4 3.1.0.1.11); note bytes are what they are. */
export const requireJson: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const asked = c.req.query('_format') ?? c.req.header('accept') ?? '';
  const isBinary = /\/fhir\/R4\/Binary\//.test(c.req.path);
  if (isBinary || asked.trim() === '' || /json|\*\/\*|application\/\*/i.test(asked)) return next();
  return refuse(c, refusal(406, 'not-supported', 'Only JSON is spoken here: application/fhir+json.'));
};
