import { mkdir } from 'node:fs/promises';
import type { Config } from './config.ts';
import { email } from './destinations/email/index.ts';
import { folder } from './destinations/folder/index.ts';
import { mllp } from './destinations/mllp/index.ts';
import { print } from './destinations/print/index.ts';
import { loadWays } from './load-ways.ts';
import type { Hub, Way } from './pipeline/hub.ts';
import { keepAtLink } from './pipeline/secure-link.ts';
import { tellOutcome } from './pipeline/tell-outcome.ts';
import type { Destination } from './sdk/destination.ts';
import type { WayOut } from './sdk/way.ts';

/** Where a way out hears its news: below `/v1/destinations/<name>/status`. */
export type StatusDoor = (request: Request, peer: string) => Promise<Response>;

export type OpenWays = {
  readonly destinations: ReadonlyMap<string, Way>;
  readonly doors: ReadonlyMap<string, StatusDoor>;
  readonly close: () => Promise<void>;
};

type Ways = readonly Omit<WayOut, 'owner'>[];

/** Every way out of the settings: mail, the spool folder, MLLP, letters, and those of `WAYS_DIR`, which may take the place of these. */
export async function listWays(config: Pick<Config, 'mail' | 'spoolDir' | 'waysDir'>): Promise<Ways> {
  const declared = await loadWays(config.waysDir);
  const names = new Set(declared.map((way) => way.name));
  return [...builtInWays(config).filter((way) => !names.has(way.name)), ...declared];
}

export function builtInWays({ mail, spoolDir }: Pick<Config, 'mail' | 'spoolDir'>): Ways {
  return [
    { name: 'email', destination: email as Destination<unknown>, config: mail },
    { name: 'folder', destination: folder as Destination<unknown>, config: { root: spoolDir } },
    { name: 'mllp', destination: mllp as Destination<unknown>, config: {} },
    { name: 'print', destination: print as Destination<unknown>, config: {} },
  ];
}

/**
 * Opens ways out. `hubOf` is asked when news comes, so the hub may be made of what is opened here. When one cannot be opened, the
 * others are closed again and the reason is thrown.
 */
export async function openWays(
  ways: Ways,
  { spoolDir, publicUrl }: Pick<Config, 'spoolDir' | 'publicUrl'>,
  hubOf: () => Hub,
): Promise<OpenWays> {
  const destinations = new Map<string, Way>();
  const doors = new Map<string, StatusDoor>();
  const close = async (): Promise<void> => {
    await Promise.all([...destinations.values()].map((way) => way.open.close()));
  };
  await mkdir(spoolDir, { recursive: true });
  try {
    for (const { name, destination, config } of ways) {
      const open = await destination.open({
        config,
        name,
        publicUrl: `${publicUrl}/v1/destinations/${name}/status`,
        serve: (handler) => void doors.set(name, handler),
        tell: (told) => tellOutcome(hubOf(), name, told),
        keepAtLink: (parcel, terms) => keepAtLink(hubOf(), parcel, terms),
      });
      destinations.set(name, { adapter: { ...destination, name }, open });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { destinations, doors, close };
}
