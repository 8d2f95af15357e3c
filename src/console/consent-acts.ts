import { consentScopes } from '../domain/consent.ts';
import { now } from '../lib/clock.ts';
import { keepConsent, withdrawConsent } from '../pipeline/intake/consent.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import type { Form } from './form-values.ts';
import { actor } from './gate.ts';
import { birthText, dayOf } from './times.tsx';

/** Keeps what a form says a patient agrees to. Returns why it could not be kept. */
export async function takeConsent(
  c: ConsoleContext,
  deps: ConsoleDeps,
  patientId: string,
  form: Form,
): Promise<string | undefined> {
  const scope = consentScopes.find((one) => one === form['scope']);
  const signedOn = form['signedOn'] ?? '';
  const email = (form['email'] ?? '').trim().slice(0, 200);
  const isGiven = form['given'] === 'yes';
  if (scope === undefined || (!isGiven && form['given'] !== 'no')) return 'Say what for, and yes or no.';
  if (!isDay(signedOn)) return 'Say on which day it was signed.';
  if (isToCome(deps, signedOn)) return 'It cannot be signed on a day to come.';
  if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return 'This is no e-mail address.';
  const consent = { scope, isGiven, signedOn, ...(email === '' ? {} : { email }) };
  await keepConsent(deps.hub, patientId, consent, actor(c, deps));
  return undefined;
}

/** Takes back what a form names. Returns why it could not be done. */
export async function takeWithdrawal(
  c: ConsoleContext,
  deps: ConsoleDeps,
  patientId: string,
  form: Form,
): Promise<string | undefined> {
  const scope = consentScopes.find((one) => one === form['scope']);
  const withdrawnOn = form['signedOn'] ?? '';
  if (scope === undefined) return 'Say what is withdrawn.';
  if (!isDay(withdrawnOn)) return 'Say on which day it was withdrawn.';
  if (isToCome(deps, withdrawnOn)) return 'It cannot be withdrawn on a day to come.';
  const told = await withdrawConsent(deps.hub, patientId, { scope, withdrawnOn }, actor(c, deps));
  if (told === 'none') return 'This is not agreed to any more: there is nothing to withdraw.';
  if (told !== 'done')
    return `The patient agreed on ${birthText(told.earlier)}: it cannot be withdrawn on a day before that.`;
  return undefined;
}

function isToCome(deps: ConsoleDeps, day: string): boolean {
  return day > dayOf(now(), deps.hub.policy.zone);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1900-01-01') return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
