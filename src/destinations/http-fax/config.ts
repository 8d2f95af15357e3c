import { z } from 'zod';
import { isJsonPointer } from '../../formats/json/pointer.ts';
import { faxTimes, gatewayUrl } from '../../sdk/fax-gateway.ts';
import { faxNumber } from '../../sdk/fax-number.ts';
import { proofOptions, secret } from '../../sdk/proof-settings.ts';

const pointer = z.string().refine(isJsonPointer, 'write a JSON pointer, such as /fax/id (RFC 6901)');
const field = z.string().regex(/^[\w.[\]-]{1,60}$/, 'write the name of a field, such as to or file');

/** What a word of the gateway means. `failed`: ask `reasons`. */
const end = z.enum([
  'arrived',
  'under_way',
  'failed',
  'partial',
  'busy',
  'no_answer',
  'line',
  'cancelled',
  'no_such_number',
  'no_fax_machine',
  'document',
  'account',
]);

/** A URL with one word in braces. */
const template = (word: string) =>
  gatewayUrl.refine((url) => url.includes(`%7B${word}%7D`) || url.includes(`{${word}}`), {
    error: `write {${word}} where it stands in the address`,
  });

/** What a way out may set. */
export const httpFaxConfig = z
  .strictObject({
    /** Faxes are posted here. */
    sendUrl: gatewayUrl,
    /** Sent with every request: `{ Authorization: 'Bearer …' }`. */
    headers: z.record(z.string().regex(/^[\w-]+$/), secret).default({}),
    /** `json`: the document in base64. */
    form: z.enum(['multipart', 'json']).default('multipart'),
    /** What the gateway calls the fields of a fax. */
    fields: z
      .strictObject({
        to: field.default('to'),
        /** Where our own reference goes. It comes back in reports, and a fax is searched by it. */
        reference: field.default('reference'),
        file: field.default('file'),
        /** Where the address for the report goes. Absent: it is set up at the gateway. */
        callbackUrl: field.optional(),
        from: field.optional(),
      })
      .prefault({}),
    /** The number the fax comes from, for `fields.from`. */
    from: faxNumber.optional(),
    /** Sent with every fax as they are. */
    fixed: z.record(field, z.string()).default({}),
    /** `+13125550142`, `13125550142` or `3125550142`. */
    numbers: z.enum(['e164', 'digits', 'ten']).default('e164'),
    /** Where the gateway's number of the fax stands in its answer. */
    idAt: pointer.default('/id'),
    /** Where a report says what; the same in callbacks and look-ups. */
    report: z
      .strictObject({
        id: pointer.default('/id'),
        reference: pointer.default('/reference'),
        status: pointer.default('/status'),
        reason: pointer.default('/reason'),
        /** Pages the other machine confirmed, and pages of the document. */
        pagesSent: pointer.default('/pages_sent'),
        pages: pointer.default('/pages'),
      })
      .prefault({}),
    /** What the gateway's words for the status mean. A word that is not here proves nothing. */
    statuses: z.record(z.string(), end),
    /** What its reasons mean, where a status is `failed`. One that is not here is tried again. */
    reasons: z.record(z.string(), end.exclude(['arrived', 'under_way', 'failed'])).default({}),
    /** How a callback proves who sent it. */
    callback: z.discriminatedUnion('scheme', proofOptions).optional(),
    /** Looks one fax up. `at`: where the report stands in the answer. */
    lookUp: z.strictObject({ url: template('id'), at: pointer.default('') }).optional(),
    /** Finds the faxes with our reference. `list`: where they stand in the answer; newest first. */
    search: z.strictObject({ url: template('reference'), list: pointer.default('') }).optional(),
    ...faxTimes,
  })
  .refine(({ statuses }) => Object.values(statuses).includes('arrived'), {
    path: ['statuses'],
    message: 'no word means arrived: no fax could ever count as delivered',
  })
  .refine(({ callback, lookUp }) => callback !== undefined || lookUp !== undefined, {
    path: ['lookUp'],
    message: 'set lookUp, callback or both: nothing else tells how a fax ended',
  })
  .refine(({ fields, from }) => (fields.from === undefined) === (from === undefined), {
    path: ['from'],
    message: 'and fields.from belong together',
  });

export type HttpFaxSettings = z.output<typeof httpFaxConfig>;
