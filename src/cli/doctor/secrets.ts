import type { Queryable } from '../../store/database.ts';
import type { Keyring } from '../../store/keyring.ts';
import { countSealedKeys } from '../../store/webhook-keys.ts';
import { fail, ok, warn } from './finding.ts';

/** How the keys that sign for receivers of events lie in the database, and whether this hub can open them. */
export async function checkSecrets(db: Queryable, keyring: Keyring) {
  const counts = await countSealedKeys(db);
  const [newest] = keyring;
  const unknown = [...counts.keys()].filter(
    (id) => id !== undefined && !keyring.some((one) => one.id === id),
  );
  if (unknown.length > 0)
    return fail(
      `secrets are sealed with ${unknown.join(', ')}, which SECRET_KEYS does not hold: nothing is sent to their receivers`,
      'Add that key to SECRET_KEYS, behind the newest; where it is lost give those receivers new secrets.',
    );
  if (newest === undefined)
    return warn(
      counts.size === 0
        ? 'SECRET_KEYS is unset: secrets of receivers of events will be stored in clear'
        : 'SECRET_KEYS is unset, and secrets of receivers of events are stored in clear',
      'Set SECRET_KEYS, see docs/operating/security.md; they are sealed with the next start.',
    );
  const isBehind = [...counts.keys()].some((id) => id !== newest.id);
  if (isBehind)
    return warn(
      `some are not sealed with ${newest.id} yet`,
      'Restart the hub: it seals them, and older keys can go.',
    );
  return ok(counts.size === 0 ? `${newest.id} seals what comes` : `sealed with ${newest.id}`);
}
