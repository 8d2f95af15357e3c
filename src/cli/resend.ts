import { Command } from 'commander';
import { ADDRESS_GONE, resendSame } from '../pipeline/resend-same.ts';
import { isId } from './ids.ts';
import { PERSON, withOfflineHub } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

/** `referloop resend`: delivers something again. */
export function resendCommand(): Command {
  return new Command('resend')
    .description('send a delivery again, also one that was given up')
    .argument('<delivery-id>', 'its id, as the console shows it')
    .addHelpText('after', '\nExample:\n  referloop resend 0197a3c2-5b1e-7cc0-9f6e-2d4b8a1c3e5f')
    .action((id: string) => run(() => resend(id)));
}

async function resend(id: string): Promise<void> {
  if (!isId(id)) refuse(`"${id}" is no delivery’s id.`);
  await withOfflineHub(async (hub) => {
    const again = await resendSame(hub, id, PERSON);
    if (again === 'not_found') refuse('There is no such delivery.');
    if (again === 'address_gone') refuse(ADDRESS_GONE);
    console.log(
      `It is on its way again as delivery ${again.deliveryId}; a running hub sends it within seconds.`,
    );
  });
}
