import type { Destination } from '../sdk/destination.ts';
import { direct } from './direct/index.ts';
import { documoOut } from './documo/index.ts';
import { email } from './email/index.ts';
import { fhir } from './fhir/index.ts';
import { folder } from './folder/index.ts';
import { httpFax } from './http-fax/index.ts';
import { hylafaxOut } from './hylafax/index.ts';
import { mllp } from './mllp/index.ts';
import { print } from './print/index.ts';
import { ringcentralOut } from './ringcentral/index.ts';
import { secureLink } from './secure-link/index.ts';
import { sftp } from './sftp/index.ts';
import { sinchOut } from './sinch/index.ts';
import { slack } from './slack/index.ts';
import { sms } from './sms/index.ts';
import { srfaxOut } from './srfax/index.ts';
import { teams } from './teams/index.ts';
import { telnyxOut } from './telnyx/index.ts';
import { westfaxOut } from './westfax/index.ts';

/**
 * Every way out. A destination's config type is forgotten here because nothing that walks this list knows it: parse the config
 * with the destination's own schema before opening it.
 */
export const destinations: readonly Destination<unknown>[] = [
  direct as Destination<unknown>,
  documoOut as Destination<unknown>,
  email as Destination<unknown>,
  fhir as Destination<unknown>,
  folder as Destination<unknown>,
  httpFax as Destination<unknown>,
  hylafaxOut as Destination<unknown>,
  mllp as Destination<unknown>,
  print as Destination<unknown>,
  ringcentralOut as Destination<unknown>,
  secureLink as Destination<unknown>,
  sftp as Destination<unknown>,
  sinchOut as Destination<unknown>,
  slack as Destination<unknown>,
  sms as Destination<unknown>,
  srfaxOut as Destination<unknown>,
  teams as Destination<unknown>,
  telnyxOut as Destination<unknown>,
  westfaxOut as Destination<unknown>,
];
