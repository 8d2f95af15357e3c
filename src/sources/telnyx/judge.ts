import { z } from 'zod';
import { now } from '../../lib/clock.ts';
import { fateOf } from '../../lib/failure.ts';
import { faxArrival, faxFault, notFetched, type FaxFault, type ReportedFax } from '../../sdk/fax-arrival.ts';
import { nothing, readJson, refused, type GatewayPost, type Judgement } from '../../sdk/gateway-door.ts';
import type { SourceContext } from '../../sdk/source.ts';
import type { TelnyxSourceSettings } from './config.ts';
import { fetchDocument } from './media.ts';
import { createTelnyxCheck } from '../../sdk/telnyx-signature.ts';

const text = z.string().nullish();

/** What of a callback counts; the vendor adds fields as it likes. */
const callback = z.looseObject({
  data: z.looseObject({
    event_type: z.string(),
    occurred_at: text,
    payload: z.looseObject({
      fax_id: text,
      direction: text,
      from: text,
      to: text,
      from_display_name: text,
      media_url: text,
      page_count: z.number().nullish(),
      partial_content: z.boolean().nullish(),
      failure_reason: text,
    }),
  }),
  meta: z.looseObject({ attempt: z.number().nullish() }).nullish(),
});

type Callback = z.output<typeof callback>;

/**
 * Judges one callback. Outbound and inbound share one URL, events come in any order and more than once: of an inbound fax only its
 * end counts, and whether it was seen before is the hub's question.
 */
export function createJudge(
  settings: TelnyxSourceSettings,
  context: Pick<SourceContext<unknown>, 'receive'>,
): (post: GatewayPost) => Promise<Judgement> {
  const findForgery = createTelnyxCheck(settings.publicKey);
  return async (post) => {
    const forgery = findForgery(post.headers, post.body, Date.parse(now()));
    if (forgery !== undefined)
      return refused(401, forgery, 'The callback is not signed by the account of this channel, or is old.');
    const read = callback.safeParse(readJson(post.body));
    if (!read.success) return refused(400, 'callback-unreadable', 'This is no callback of a fax.');
    const { event_type, payload } = read.data.data;
    const { fax_id } = payload;
    if (payload.direction !== 'inbound' || typeof fax_id !== 'string' || fax_id === '') return nothing;
    const fax = faxOf(read.data, fax_id, post.peer);
    if (event_type === 'fax.failed')
      return { is: 'fax', arrival: faxFault(fax, receptionFailed(payload.failure_reason)) };
    if (event_type !== 'fax.received') return nothing;
    const mediaUrl = payload.media_url ?? undefined;
    return { is: 'fax', arrival: await fetched(fax, mediaUrl, read.data, settings, context) };
  };
}

/** With the document, or with the reason why it will never come. Throws while it still may: Telnyx sends the callback again. */
async function fetched(
  fax: ReportedFax,
  mediaUrl: string | undefined,
  { meta }: Callback,
  settings: TelnyxSourceSettings,
  context: Pick<SourceContext<unknown>, 'receive'>,
) {
  try {
    return faxArrival(fax, await fetchDocument(fax.id, mediaUrl, settings));
  } catch (error) {
    const fault = faxFault(fax, notFetched('Telnyx', error));
    if (fateOf(error) === 'permanent') return fault;
    // The last try: should nobody call again, a person knows of the fax all the same.
    if ((meta?.attempt ?? 1) >= settings.lastAttempt) await context.receive(fault);
    throw error;
  }
}

function faxOf({ data }: Callback, id: string, peer: string): ReportedFax {
  const { payload, occurred_at } = data;
  // The link opens the document for ten minutes; nobody needs it after that, and nobody should before.
  const { media_url: _, ...said } = payload;
  return {
    gateway: 'telnyx',
    id,
    peer,
    from: payload.from ?? undefined,
    to: payload.to ?? undefined,
    callerName: payload.from_display_name ?? undefined,
    receivedAt: occurred_at ?? undefined,
    pages: payload.page_count ?? undefined,
    isPartial: payload.partial_content === true,
    notice: { ...data, payload: said },
  };
}

function receptionFailed(why: string | null | undefined): FaxFault {
  const because = why === null || why === undefined || why === '' ? '' : ` (${why.slice(0, 80)})`;
  return {
    code: 'reception-failed',
    reason: `Telnyx could not receive this fax${because}. Ask the office to send it again.`,
  };
}
