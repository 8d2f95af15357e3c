import type { JsonObject, JsonValue } from '../../formats/json/json.ts';
import type { Arrival, Receipt } from '../../sdk/source.ts';
import { operationOutcome, type Refusal } from './outcome.ts';

export type Said = Pick<Arrival, 'body' | 'type' | 'identity' | 'fault' | 'answer'>;

/** What the sender asks to hear (header Prefer, FHIR R4 3.1.0.1.6). */
export type Wish = {
  readonly base: string;
  readonly prefer: 'minimal' | 'representation' | 'OperationOutcome' | undefined;
};

export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes: a resource as it came. */
  readonly body?: JsonObject | Uint8Array;
};

/** What is stored of a request, and what is answered when it is: one receipt for each arrival. */
export type Plan = {
  readonly arrivals: readonly Said[];
  readonly answer: (receipts: readonly Receipt[], wish: Wish) => Reply;
};

/** Kept as *invalid*, where a person sees it, and answered with the reason. */
export function refusedPlan(body: Uint8Array, refused: Refusal): Plan {
  return { arrivals: [{ body, type: 'FHIR', fault: faultOf(refused) }], answer: () => replyTo(refused) };
}

export function replyTo({ status, issues, headers }: Refusal): Reply {
  return { status, body: operationOutcome(...issues), ...(headers === undefined ? {} : { headers }) };
}

/** The reason on the screen: with the place. */
export function faultOf({ issues, fault }: Refusal): { readonly code: string; readonly reason: string } {
  if (fault) return fault;
  const [issue] = issues;
  const { code = 'invalid', diagnostics = '', expression } = issue ?? {};
  return {
    code: `fhir-${code}`,
    reason: expression === undefined ? diagnostics : `${expression}: ${diagnostics}`,
  };
}

export function encode(value: JsonValue): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
