import { z } from 'zod';
import { alertTimes } from '../../sdk/alert-settings.ts';
import { gatewayUrl } from '../../sdk/fax-gateway.ts';
import { faxNumber } from '../../sdk/fax-number.ts';
import { secret } from '../../sdk/proof-settings.ts';

const field = z.string().regex(/^[\w.-]{1,60}$/, 'write the name of a field, such as To');

/** An SMS gateway: Twilio, or one that takes a form with Basic authentication as Twilio does. */
export const smsConfig = z
  .strictObject({
    /** Twilio: the account's SID, which its address and its callbacks name. */
    accountSid: z
      .string()
      .regex(/^AC[0-9a-f]{32}$/, 'is AC and 32 hexadecimal digits')
      .optional(),
    /** Another gateway than Twilio: where messages are posted. */
    sendUrl: gatewayUrl.optional(),
    /** Basic authentication: an API key and its secret, or the account and its auth token. */
    user: z.string().min(1),
    password: secret,
    /** A number of the account's, or a Messaging Service; one of the two. */
    from: faxNumber.optional(),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/, 'is MG and 32 hexadecimal digits')
      .optional(),
    /** What the gateway calls its fields. */
    fields: z
      .strictObject({
        to: field.default('To'),
        from: field.default('From'),
        body: field.default('Body'),
        /** Of the answer. */
        id: field.default('sid'),
      })
      .prefault({}),
    /** Callbacks of Twilio are signed with the account's auth token: with it, the hub asks for them. Two while it is being changed. */
    authTokens: z
      .array(z.string().min(8, 'is empty or cut: is its environment variable set?'))
      .min(1)
      .max(2)
      .optional(),
    ...alertTimes,
  })
  .superRefine(({ accountSid, sendUrl, from, messagingServiceSid }, context) => {
    if ((accountSid === undefined) === (sendUrl === undefined))
      context.addIssue({
        code: 'custom',
        path: ['accountSid'],
        message: 'name the account, or the sendUrl of another gateway',
      });
    if ((from === undefined) === (messagingServiceSid === undefined))
      context.addIssue({
        code: 'custom',
        path: ['from'],
        message: 'name a number or a messagingServiceSid, one of them',
      });
  });

export const smsEndpoint = z.strictObject({ address: faxNumber, settings: z.strictObject({}) });

export type SmsSettings = z.output<typeof smsConfig>;
