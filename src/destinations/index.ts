import type { Destination } from '../sdk/destination.ts';
import { direct } from './direct/index.ts';
import { email } from './email/index.ts';
import { fhir } from './fhir/index.ts';
import { folder } from './folder/index.ts';
import { mllp } from './mllp/index.ts';
import { print } from './print/index.ts';
import { secureLink } from './secure-link/index.ts';
import { sftp } from './sftp/index.ts';

/**
 * Every way out. A destination's config type is forgotten here because nothing that walks this list knows it: parse the config
 * with the destination's own schema before opening it.
 */
export const destinations: readonly Destination<unknown>[] = [
  direct as Destination<unknown>,
  email as Destination<unknown>,
  fhir as Destination<unknown>,
  folder as Destination<unknown>,
  mllp as Destination<unknown>,
  print as Destination<unknown>,
  secureLink as Destination<unknown>,
  sftp as Destination<unknown>,
];
