import { z } from 'zod';
import { isJsonPointer } from '../../formats/json/pointer.ts';
import { byteLimit } from '../../sdk/byte-limit.ts';
import { header, proofOptions, secret } from '../../sdk/proof-settings.ts';

const pointer = z.string().refine(isJsonPointer, 'write a JSON pointer, such as /event/id (RFC 6901)');

const proof = z.discriminatedUnion('scheme', [
  ...proofOptions,
  /** The bearer token of the channel, made with `referloop token`. */
  z.strictObject({ scheme: z.literal('token') }),
]);

const challenge = z.discriminatedUnion('kind', [
  /** `GET …?challenge=abc` is answered with `abc`. */
  z.strictObject({
    kind: z.literal('query'),
    parameter: z.string().min(1).max(80),
    /** Another parameter that has to have a value both sides know. */
    verify: z.strictObject({ parameter: z.string().min(1).max(80), value: secret }).optional(),
  }),
  /** A signed post with this field is no message: the field is sent back. */
  z.strictObject({
    kind: z.literal('field'),
    field: pointer,
    /** The name it is sent back under. Absent: as bare text. */
    answerAs: z.string().min(1).max(80).optional(),
  }),
]);

/** What a channel may set. */
export const webhookSourceConfig = z
  .strictObject({
    /** How a post proves who sent it. */
    proof,
    /** The header that names the post: the same again is a repeat. Standard Webhooks has its own. */
    idHeader: header.optional(),
    /** The same, in the JSON body. */
    idField: pointer.optional(),
    /** What kind of post it is, for lists: where in the JSON body. */
    typeField: pointer.optional(),
    /** Where in the JSON body a list of records is. Absent: the body is one record. */
    records: pointer.optional(),
    challenge: challenge.optional(),
    /** A larger body is answered 413 while it arrives; also after it is unpacked. */
    maxBytes: byteLimit,
  })
  .refine(({ proof: { scheme }, challenge: asked }) => !(scheme === 'token' && asked?.kind === 'query'), {
    path: ['challenge'],
    message: 'by GET cannot be answered with proof.scheme token: nobody who rings has one',
  })
  .refine(({ proof: given, idHeader }) => !signsId(given) || idHeader !== undefined, {
    path: ['idHeader'],
    message: 'is missing: proof.signed has {id} in it',
  });

function signsId(given: z.output<typeof proof>): boolean {
  return 'signed' in given && given.signed.includes('{id}');
}

export type WebhookSourceSettings = z.output<typeof webhookSourceConfig>;
export type ChallengeSettings = NonNullable<WebhookSourceSettings['challenge']>;
