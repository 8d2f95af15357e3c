import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openSms } from './client.ts';
import { smsConfig, smsEndpoint } from './config.ts';

/** Alerts on telephones, by an SMS gateway. */
export const sms: Destination<z.input<typeof smsConfig>> = {
  name: 'sms',
  summary: 'Alerts to the practice’s own people by SMS: Twilio, or a gateway that takes the same form',
  config: smsConfig,
  endpoint: smsEndpoint,
  // Twilio has no key by which it knows a repeat.
  isRepeatHarmless: false,
  tells: 'phone number',
  open: (context) => Promise.resolve(openSms(smsConfig.parse(context.config), context)),
};
