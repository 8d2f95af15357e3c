import type { JsonValue } from '../../formats/json/json.ts';
import { textAt } from '../../formats/json/pointer.ts';
import { isSameSecret } from '../../lib/same-secret.ts';
import type { ChallengeSettings } from './config.ts';

/** Longer than any platform's, and nothing a browser would take for a page. */
const word = /^[\x21-\x7e]{1,500}$/;

/** The answer to a platform that looks whether the door is ours (`GET …?challenge=abc`); undefined: nothing is asked so. */
export function answerRing(url: string, settings: ChallengeSettings | undefined): Response | undefined {
  if (settings?.kind !== 'query') return undefined;
  const query = new URL(url).searchParams;
  const { parameter, verify } = settings;
  if (verify && !isSameSecret(query.get(verify.parameter) ?? '', verify.value)) return undefined;
  const asked = query.get(parameter) ?? '';
  return word.test(asked) ? plain(asked) : undefined;
}

/** The answer to a post that only asks whether somebody is there; undefined: it is a message. */
export function answerPost(
  json: JsonValue | undefined,
  settings: ChallengeSettings | undefined,
): Response | undefined {
  if (settings?.kind !== 'field' || json === undefined) return undefined;
  const asked = textAt(json, settings.field) ?? '';
  if (!word.test(asked)) return undefined;
  return settings.answerAs === undefined ? plain(asked) : Response.json({ [settings.answerAs]: asked });
}

function plain(text: string): Response {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
  return new Response(text, { headers });
}
