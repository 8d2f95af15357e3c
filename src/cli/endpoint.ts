import { Command } from 'commander';
import { isNpi } from '../domain/npi.ts';
import { addEndpoint } from '../pipeline/resolve.ts';
import type { Queryable } from '../store/database.ts';
import { findPartnerCandidates } from '../store/partner-candidates.ts';
import { findPartner } from '../store/partners.ts';
import { isId } from './ids.ts';
import { PERSON, withOfflineHub } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

/** `referloop endpoint add`: where a partner takes its notes. */
export function endpointCommand(): Command {
  const add = new Command('add')
    .description('say where a partner takes notes and notices; what waited for that goes out')
    .argument('<partner>', 'the partner’s id or NPI')
    .argument('<destination>', 'email, folder or mllp')
    .argument('<address>', 'mail address, folder name or host:port')
    .option('--settings <json>', 'settings of the destination, see its README', '{}')
    .addHelpText(
      'after',
      `
Examples:
  referloop endpoint add 1234567893 email front@office.example
  referloop endpoint add 1234567893 folder office-fax --settings '{"confirm":"gateway","faxNumber":"+12175550142"}'
  referloop endpoint add 1234567893 mllp 192.0.2.10:2575`,
    )
    .action((partner: string, destination: string, address: string, options: { readonly settings: string }) =>
      run(() => addOne(partner, destination, address, options.settings)),
    );
  return new Command('endpoint').description('where partners take their notes').addCommand(add);
}

async function addOne(partner: string, destination: string, address: string, json: string): Promise<void> {
  const settings = readSettings(json);
  await withOfflineHub(async (hub) => {
    const found = await findOne(hub.db, partner);
    if (!found)
      refuse(
        `There is no partner with the id or NPI ${partner}. Partners are entered when they first appear in a message.`,
      );
    const { problems } = await addEndpoint(hub, found.id, { destination, address, settings }, PERSON);
    if (problems)
      refuse(`The endpoint cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    console.log(
      `${found.name} takes notes by ${destination}: ${address}. What waited for that goes out now.`,
    );
  });
}

function readSettings(json: string): Readonly<Record<string, unknown>> {
  try {
    const settings: unknown = JSON.parse(json);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings))
      return settings as Readonly<Record<string, unknown>>;
  } catch {
    // The sentence below says it.
  }
  return refuse('--settings is not a JSON object, such as {"confirm":"manual"}.');
}

async function findOne(db: Queryable, partner: string) {
  if (!isNpi(partner)) return isId(partner) ? findPartner(db, partner) : undefined;
  const claim = { kind: 'person' as const, identifiers: [{ system: 'npi', value: partner }] };
  const found = await findPartnerCandidates(db, [claim]);
  // Those with a number like it are found too.
  return found.find((one) => one.identifiers?.some((id) => id.system === 'npi' && id.value === partner));
}
