import { checkReading, type FhirProblem } from '../../formats/fhir/check.ts';
import { openReading } from '../../formats/fhir/open-reading.ts';
import type { FhirReading } from '../../formats/fhir/reading.ts';
import { Failure } from '../../lib/failure.ts';
import type { Issue, Refusal } from './outcome.ts';

/** `isText`: the bytes are no JSON, so nothing can be said of their parts. */
export type Unreadable = Refusal & { readonly isText: boolean };

/** Opens a body as the channel's mapping will. All that is wrong with it at once: 400 where it has no structure, 422 where it has another. */
export function judgeBody(body: Uint8Array): FhirReading | Unreadable {
  try {
    const reading = openReading(body);
    const problems = checkReading(reading);
    const [first] = problems;
    if (!first) return reading;
    const { code, reason } = first;
    return { status: 422, issues: problems.map(issueOf), fault: { code, reason }, isText: false };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message } = error;
    const expression = pathIn(message);
    const issue: Issue = {
      severity: 'error',
      code: 'structure',
      diagnostics: message,
      ...(expression === undefined ? {} : { expression }),
    };
    return {
      status: 400,
      issues: [issue],
      fault: { code, reason: message },
      isText: code.startsWith('json'),
    };
  }
}

export function isUnreadable(judged: FhirReading | Unreadable): judged is Unreadable {
  return 'status' in judged;
}

function issueOf({ code, path, reason }: FhirProblem): Issue {
  const kind =
    code === 'fhir-version' ? 'not-supported' : reason.includes(' is missing') ? 'required' : 'value';
  return { severity: 'error', code: kind, diagnostics: reason, expression: path };
}

/** The place a sentence names: `Bundle.entry[0].resource`. */
function pathIn(sentence: string): string | undefined {
  return /(?:^|[\s(])([A-Z][A-Za-z]+(?:\.[a-z][A-Za-z]*(?:\[\d+\])*)+)/.exec(sentence)?.[1];
}
