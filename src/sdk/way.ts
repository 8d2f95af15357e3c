import { z } from 'zod';
import type { Destination } from './destination.ts';

/** One way out of this hub: a destination with its account or server, under the name that partners' endpoints refer to. */
export type WayOut<Config = unknown> = {
  /** Kebab-case; the file is `<name>.way.ts`. `email`, `folder` and `mllp` take the place of the built-in one. */
  readonly name: string;
  /** Who answers for it: an e-mail address. */
  readonly owner: string;
  readonly destination: Destination<Config>;
  readonly config: Config;
};

/** Checks what the compiler cannot. */
export const wayShape = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, 'write it in kebab-case: letters, digits and hyphens'),
  owner: z.email('name the person who answers for this way out by e-mail address'),
  destination: z.custom<Destination<unknown>>(
    (value) => typeof value === 'object' && value !== null && 'open' in value && 'endpoint' in value,
    'import a destination from #hub',
  ),
  config: z.unknown(),
});

/** Declares a way out. The config is typed by its destination: a misspelt field is a compile error. */
export function defineWay<Config>(way: WayOut<Config>): WayOut<Config> {
  return way;
}
