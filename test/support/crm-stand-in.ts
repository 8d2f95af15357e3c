import { openPort } from '../contracts/door.ts';

/** One record as a stand-in holds it; `id` is the CRM's own. */
export type HeldRecord = { readonly id: string; readonly values: Record<string, unknown> };

/** Why a stand-in does not take a record: a validation rule of somebody's CRM. */
export type Rule = (object: string, values: Readonly<Record<string, unknown>>) => string | undefined;

/**
 * What stand-ins of CRMs share: objects with records, tokens that end when the test says so, answers that are given instead, and a count of
 * what was written. They are our own, after the vendors' public descriptions; no vendor's software is behind them.
 */
export async function openCrmStandIn(answer: (request: Request, url: URL, held: Held) => Promise<Response>) {
  const objects = new Map<string, Map<string, HeldRecord>>();
  const instead: ((request: Request, url: URL) => Response | undefined)[] = [];
  const calls: string[] = [];
  const tokens = new Set<string>();
  const state = { counter: 0, written: 0, created: 0, rule: (() => undefined) as Rule, url: '' };
  const held: Held = {
    tokens,
    url: () => state.url,
    all: (object) => {
      const found = objects.get(object) ?? new Map<string, HeldRecord>();
      objects.set(object, found);
      return found;
    },
    next: () => (state.counter += 1),
    refusal: (object, values) => state.rule(object, values),
    wrote: (isNew) => {
      state.written += 1;
      if (isNew) state.created += 1;
    },
    isSignedIn: (request) => tokens.has(request.headers.get('authorization')?.slice('Bearer '.length) ?? ''),
    grant: () => {
      const token = `token-${(state.counter += 1)}`;
      tokens.add(token);
      return token;
    },
  };
  const port = await openPort(async (request) => {
    const url = new URL(request.url);
    calls.push(`${request.method} ${url.pathname}`);
    const own = instead.findIndex((one) => one(request, url) !== undefined);
    const [first] = own < 0 ? [] : instead.splice(own, 1);
    return first?.(request, url) ?? answer(request, url, held);
  });
  state.url = port.url.replace(/\/$/, '');
  return {
    url: state.url,
    close: port.close,
    calls,
    count: (call: string): number => calls.filter((one) => one.startsWith(call)).length,
    /** Answers the next request that fits like this, once. */
    once: (fits: (url: URL) => boolean, response: () => Response): void => {
      instead.push((_, url) => (fits(url) ? response() : undefined));
    },
    /** Sign-ins so far end. */
    revokeTokens: (): void => tokens.clear(),
    refuse: (rule: Rule): void => void (state.rule = rule),
    written: (): number => state.written,
    created: (): number => state.created,
    objects: (): readonly string[] => [...objects.keys()],
    all: (object: string): ReadonlyMap<string, HeldRecord> => held.all(object),
    /** By the hub's id. */
    record: (object: string, idField: string, id: string): HeldRecord | undefined =>
      [...held.all(object).values()].find((one) => one.values[idField] === id),
    remove: (object: string, id: string): void => void held.all(object).delete(id),
  };
}

export type Held = {
  readonly tokens: Set<string>;
  readonly url: () => string;
  /** Records of an object by the CRM's ids. */
  readonly all: (object: string) => Map<string, HeldRecord>;
  readonly next: () => number;
  readonly refusal: Rule;
  readonly wrote: (isNew: boolean) => void;
  readonly isSignedIn: (request: Request) => boolean;
  readonly grant: () => string;
};

/** A record by a field that is unique. */
export function byField(held: Held, object: string, field: string, value: unknown): HeldRecord | undefined {
  return [...held.all(object).values()].find((one) => one.values[field] === value);
}

export function busy(retryAfter: string): Response {
  return new Response('{}', { status: 429, headers: { 'retry-after': retryAfter } });
}
