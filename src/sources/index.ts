import type { Source } from '../sdk/source.ts';
import { calls } from './calls/index.ts';
import { connect } from './connect/index.ts';
import { documo } from './documo/index.ts';
import { fhir } from './fhir/index.ts';
import { fhirPoll } from './fhir-poll/index.ts';
import { folder } from './folder/index.ts';
import { form } from './form/index.ts';
import { http } from './http/index.ts';
import { hylafax } from './hylafax/index.ts';
import { imap } from './imap/index.ts';
import { mail } from './mail/index.ts';
import { mllp } from './mllp/index.ts';
import { phaxio } from './phaxio/index.ts';
import { pull } from './pull/index.ts';
import { ringcentral } from './ringcentral/index.ts';
import { sftp } from './sftp/index.ts';
import { sinch } from './sinch/index.ts';
import { srfax } from './srfax/index.ts';
import { telnyx } from './telnyx/index.ts';
import { twilio } from './twilio/index.ts';
import { webhook } from './webhook/index.ts';
import { westfax } from './westfax/index.ts';

/**
 * Every way in. A source's config type is forgotten here because nothing that walks this list knows it: a channel brings its
 * source and the config that fits it, and the source checks the config again when it starts.
 */
export const sources: readonly Source<unknown>[] = [
  calls as Source<unknown>,
  connect as Source<unknown>,
  documo as Source<unknown>,
  fhir as Source<unknown>,
  fhirPoll as Source<unknown>,
  folder as Source<unknown>,
  form as Source<unknown>,
  http as Source<unknown>,
  hylafax as Source<unknown>,
  imap as Source<unknown>,
  mail as Source<unknown>,
  mllp as Source<unknown>,
  phaxio as Source<unknown>,
  pull as Source<unknown>,
  ringcentral as Source<unknown>,
  sftp as Source<unknown>,
  sinch as Source<unknown>,
  srfax as Source<unknown>,
  telnyx as Source<unknown>,
  twilio as Source<unknown>,
  webhook as Source<unknown>,
  westfax as Source<unknown>,
];
