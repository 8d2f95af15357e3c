import { openAlertService, failed } from '../../sdk/alert-post.ts';
import type { DestinationContext, OpenDestination, Outcome, Parcel } from '../../sdk/destination.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { problem, readBody } from '../../sdk/http-door.ts';
import { isFromTwilio } from '../../sdk/twilio-signature.ts';
import { smsEndpoint, type SmsSettings } from './config.ts';

const TWILIO = 'https://api.twilio.com/2010-04-01/Accounts';
/** Twilio, "Messages resource": a body has at most 1600 characters. */
const MOST_CHARACTERS = 1600;
const MOST_CALLBACK = 64 * 1024;

export function openSms(
  settings: SmsSettings,
  context: Pick<DestinationContext<unknown>, 'serve' | 'tell' | 'publicUrl'>,
): OpenDestination {
  const url = settings.sendUrl ?? `${TWILIO}/${settings.accountSid}/Messages.json`;
  const { authTokens } = settings;
  if (authTokens !== undefined) context.serve((request) => hear(request, authTokens, settings, context));
  const login = Buffer.from(`${settings.user}:${settings.password}`).toString('base64');
  return openAlertService({
    endpoint: smsEndpoint,
    hosts: [new URL(url).hostname],
    timeoutSeconds: settings.timeoutSeconds,
    post: (parcel, address) => ({
      url,
      init: {
        method: 'POST',
        headers: {
          authorization: `Basic ${login}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: formOf(parcel, address, settings, context.publicUrl).toString(),
      },
    }),
    taken: ({ body }) => taken(idIn(readJson(body), settings), authTokens !== undefined),
    refused: ({ status, body }) => refusal(status, readJson(body)),
  });
}

function formOf(
  parcel: Parcel,
  address: string,
  { fields, from, messagingServiceSid, authTokens }: SmsSettings,
  publicUrl: string,
): URLSearchParams {
  return new URLSearchParams({
    [fields.to]: address,
    ...(from === undefined ? {} : { [fields.from]: from }),
    ...(messagingServiceSid === undefined ? {} : { MessagingServiceSid: messagingServiceSid }),
    [fields.body]: bodyOf(parcel),
    ...(authTokens === undefined ? {} : { StatusCallback: publicUrl }),
  });
}

/** Cut at an entry, so that no link is cut. */
function bodyOf({ text }: Parcel): string {
  const entries = text.split('\n\n');
  while (entries.length > 1 && entries.join('\n').length > MOST_CHARACTERS) entries.pop();
  return entries.join('\n').slice(0, MOST_CHARACTERS);
}

function idIn(answer: unknown, { fields }: SmsSettings): string | undefined {
  const id = (answer as Readonly<Record<string, unknown>> | null | undefined)?.[fields.id];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/** Nobody asks after an alert: without callbacks, what the gateway took is the last word. */
function taken(reference: string | undefined, isToldMore: boolean): Outcome {
  return {
    status: 'sent',
    ...(reference === undefined ? {} : { reference }),
    ...(isToldMore && reference !== undefined ? {} : { isFinal: true }),
  };
}

/** Codes of Twilio that say what to mend ("Error and Warning Dictionary"). What it says beside them may name the number. */
const codes: Readonly<Record<number, string>> = {
  20003: 'The gateway does not know user and password.',
  21211: 'That is no number a message can be sent to.',
  21408: 'The account may not send to that country.',
  21610: 'This number answered STOP and gets no messages until it answers START.',
  21614: 'That is no mobile number.',
  21606: 'The number messages come from is not one of the account’s.',
};

function refusal(status: number, answer: unknown): Outcome | undefined {
  const code = (answer as { readonly code?: unknown } | null | undefined)?.code;
  if (typeof code !== 'number' || status >= 500 || status === 429) return undefined;
  return failed('permanent', `sms-${code}`, codes[code] ?? `The gateway refused the message (code ${code}).`);
}

/** `StatusCallback` of Twilio: a signed form with `MessageSid` and `MessageStatus`. */
async function hear(
  request: Request,
  authTokens: readonly string[],
  { accountSid }: SmsSettings,
  { tell, publicUrl }: Pick<DestinationContext<unknown>, 'tell' | 'publicUrl'>,
): Promise<Response> {
  if (request.method !== 'POST') return problem(405, 'method', 'Reports are posted here.', { Allow: 'POST' });
  const body = await readBody(request, MOST_CALLBACK);
  if (typeof body === 'string') return problem(400, 'body', 'The report is cut or too long.');
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const given = request.headers.get('x-twilio-signature') ?? '';
  // Signed is the address that was asked for, whatever a proxy makes of it.
  if (!isFromTwilio(given, publicUrl, form, authTokens))
    return problem(401, 'signature-wrong', 'The report is not signed with the account’s auth token.');
  if (accountSid !== undefined && (form.get('AccountSid') ?? accountSid) !== accountSid)
    return problem(401, 'account-wrong', 'The report is of another account.');
  const reference = form.get('MessageSid') ?? '';
  const outcome = outcomeOf(form);
  if (reference === '' || outcome === undefined) return new Response(null, { status: 204 });
  // It may come before the answer to the post: then it is told again.
  const heard = await tell({ reference, outcome });
  return heard === 'unknown'
    ? problem(404, 'unknown', 'No message of this number is known yet.')
    : new Response(null, { status: 204 });
}

/** `undefined`: it is on its way, which is known. */
function outcomeOf(form: URLSearchParams): Outcome | undefined {
  const status = form.get('MessageStatus');
  if (status === 'delivered' || status === 'read') return { status: 'delivered' };
  if (status !== 'undelivered' && status !== 'failed' && status !== 'canceled') return undefined;
  const code = /^\d{1,6}$/.exec(form.get('ErrorCode') ?? '')?.[0];
  return failed(
    'permanent',
    code === undefined ? `sms-${status}` : `sms-${code}`,
    codes[Number(code)] ?? `The message did not arrive (${code ?? status}).`,
  );
}
