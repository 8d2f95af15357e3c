import call from '../../mappings/form/call.mapping.ts';
import referral from '../../mappings/form/referral.mapping.ts';
import twilioMapping from '../../mappings/form/twilio.mapping.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { calls } from '../../src/sources/calls/index.ts';
import { form } from '../../src/sources/form/index.ts';
import { twilio } from '../../src/sources/twilio/index.ts';
import { insertPartnerIdentifiers, insertPartners, type PartnerStage } from '../../src/store/partners.ts';
import { transaction } from '../../src/store/transaction.ts';
import type { TestHub } from './hub.ts';

export const LAKESIDE = '00000000-0000-7000-8000-0000000000a1';
export const ORTIZ = '00000000-0000-7000-8000-0000000000a2';

const base = { owner: 'desk@practice.example', zone: 'America/New_York' };

/** The channels people hand their forms in by, and two contact centres. */
export function addPeople(hub: Hub): void {
  const channels = hub.channels as Map<string, Channel>;
  const desk = {
    ...base,
    name: 'front-desk',
    source: form,
    config: { kinds: ['phone', 'check-in'] },
    mapping: referral,
  };
  const site = {
    ...base,
    name: 'website',
    source: form,
    config: { kinds: ['website', 'kiosk'] },
    mapping: referral,
  };
  const centre = { ...base, name: 'calls', source: calls, config: {}, mapping: call };
  const other = { ...base, name: 'twilio', source: twilio, config: {}, mapping: twilioMapping };
  for (const channel of [desk, site, centre, other])
    channels.set(channel.name, channel as unknown as Channel);
}

/** An office with a number, and a doctor of it. */
export async function enterOffices(hub: Hub, stage: PartnerStage = 'target'): Promise<void> {
  await transaction(hub.db, async (tx) => {
    await insertPartners(tx, [
      {
        id: LAKESIDE,
        stage,
        claim: {
          kind: 'organisation',
          identifiers: [],
          organisation: 'Lakeside Clinic',
          phone: '2125550142',
        },
      },
      {
        id: ORTIZ,
        stage,
        claim: {
          kind: 'person',
          identifiers: [{ system: 'npi', value: '1234567893' }],
          name: { family: 'ZZTESTORTIZ', given: 'ELENA' },
          phone: '2125550150',
        },
      },
    ]);
    await insertPartnerIdentifiers(tx, [{ system: 'npi', value: '1234567893', partnerId: ORTIZ }]);
  });
}

/** Everything that waits, to the ledger. */
export async function settle({ hub }: Pick<TestHub, 'hub'>): Promise<void> {
  while ((await processWaiting(hub)) > 0);
}

/** The hidden and visible fields of a page's form, as a browser without script would send them. */
export function fieldsOf(html: string): Record<string, string> {
  const inside = /<form[^>]*data-draft[\s\S]*?<\/form>/.exec(html)?.[0] ?? html;
  const fields: Record<string, string> = {};
  for (const [tag] of inside.matchAll(/<input\b[^>]*>/g)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1];
    const isOff = /type="(?:radio|checkbox|file)"/.test(tag) && !/\bchecked\b/.test(tag);
    if (name !== undefined && !isOff) fields[name] = unescaped(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', options = ''] of inside.matchAll(
    /<select name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  ))
    fields[name] = /<option value="([^"]*)" selected/.exec(options)?.[1] ?? '';
  return fields;
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
