import { expect, onTestFinished } from 'vitest';
import { fhir } from '../../src/sources/fhir/index.ts';
import { openDoor } from '../contracts/door.ts';
import type { Inbox } from '../contracts/source.ts';

export function appointment(id: string | undefined, more: object = {}): object {
  return {
    resourceType: 'Appointment',
    ...(id === undefined ? {} : { id }),
    status: 'booked',
    start: '2026-03-02T15:00:00Z',
    participant: [{ actor: { reference: 'Patient/p1' }, status: 'accepted' }],
    ...more,
  };
}

// Answers have every shape.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: any };

export type Call = (
  method: string,
  path: string,
  body?: object | string | Uint8Array,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** The source on a real port, until the test is over, and how to call what lies below its base. */
export async function startDoor(
  inbox: Inbox,
  config: Parameters<typeof fhir.start>[0]['config'] = {},
): Promise<Call> {
  const running = await fhir.start(inbox.context(config));
  const door = await openDoor(inbox);
  onTestFinished(async () => {
    await running.stop();
    await door.close();
  });
  return callerOf(`${door.url}v1/channels/contract/fhir`);
}

export function callerOf(base: string, always: Record<string, string> = {}): Call {
  return async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { 'Content-Type': 'application/fhir+json', ...always, ...headers },
      ...(body === undefined ? {} : { body: (isRaw ? body : JSON.stringify(body)) as string }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  };
}

/** Checks that it is an OperationOutcome with one error of this kind; returns its words. */
export function expectIssue(answer: Answer, status: number, code: string): string {
  expect(answer.body).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code }],
  });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
  return answer.body.issue[0].diagnostics as string;
}
