import { z } from '@hono/zod-openapi';
import { publishedEventTypes } from '../domain/event-catalogue.ts';
import { phiProfiles } from '../domain/event-fields.ts';
import type { StoredAttempt } from '../store/webhook-attempts.ts';
import type { WebhookReplay } from '../store/webhook-replays.ts';
import type { Webhook } from '../store/webhooks.ts';
import { encodePosition } from './cursor.ts';

export const eventType = z.enum(publishedEventTypes);
export const eventTypes = z.array(eventType).max(100);

export const disclosureSchema = z
  .object({
    profile: z.enum(phiProfiles).openapi({ description: 'What it is sent of patients now.' }),
    wanted: z
      .enum(['minimum', 'full'])
      .optional()
      .openapi({ description: 'Asked for, and waiting for the approval of somebody else.' }),
    agreement: z
      .string()
      .optional()
      .openapi({ description: 'The agreement that allows it.', example: 'BAA with Example CRM, 2026-03-02' }),
    askedBy: z.string().optional(),
    approvedBy: z.string().optional(),
  })
  .openapi('WebhookDisclosure');

export const webhookSchema = z
  .object({
    id: z.uuid(),
    url: z.string().openapi({ example: 'https://crm.example.com/hooks/referloop' }),
    description: z.string(),
    types: z.array(z.string()).openapi({ description: 'Empty: all.' }),
    state: z.enum(['active', 'disabled']),
    circuit: z.enum(['closed', 'open', 'half_open']).openapi({
      description:
        'closed: events flow. open: it failed, nothing is sent before nextAttemptAt. half_open: one event is tried next, and all flow again when it arrives.',
    }),
    disabledReason: z
      .enum(['gone', 'failing'])
      .optional()
      .openapi({ description: 'gone: it answered 410. failing: nothing but failures for five days.' }),
    failingSince: z.iso.datetime().optional(),
    failures: z.int().openapi({ description: 'Failures in a row.' }),
    lastCode: z.string().optional().openapi({ description: 'Why the last try failed.', example: 'http-500' }),
    nextAttemptAt: z.iso.datetime().openapi({ description: 'Not before this; of interest while it fails.' }),
    cursor: z.string().openapi({ description: 'Everything up to here was sent.' }),
    publicKeys: z.array(z.string()).openapi({
      description:
        'Verify v1a signatures (Ed25519). The newest first; two for a day while keys are being changed.',
      example: ['whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='],
    }),
    disclosure: disclosureSchema,
    createdAt: z.iso.datetime(),
  })
  .openapi('Webhook');

export const secretSchema = z.string().openapi({
  description: 'Verifies v1 signatures (Standard Webhooks 1.0). Shown this once.',
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});

export const attemptSchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    kind: z.enum(['event', 'test', 'replay']),
    type: z.string().openapi({ example: 'referral.closed' }),
    eventId: z.uuid(),
    status: z.int().optional().openapi({ description: 'HTTP status, when there was an answer.' }),
    code: z.string().openapi({ example: 'http-500' }),
    durationMs: z.int(),
  })
  .openapi('WebhookAttempt');

export const attemptDetailSchema = attemptSchema
  .extend({
    headers: z
      .record(z.string(), z.string())
      .openapi({ description: 'Signature headers as they were sent.' }),
    body: z.string().optional().openapi({ description: 'The body as it was sent.' }),
    answer: z.string().optional().openapi({ description: 'How the answer of the receiver began.' }),
  })
  .openapi('WebhookAttemptDetail');

export const replaySchema = z
  .object({
    id: z.uuid(),
    state: z.enum(['running', 'done', 'stopped', 'failed']),
    total: z.int().openapi({ description: 'Events it is about.' }),
    sent: z.int(),
    failures: z.int().openapi({ description: 'Failures in a row; after ten it is given up.' }),
    perSecond: z.int(),
    types: z.array(z.string()),
    askedBy: z.string(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
  })
  .openapi('WebhookReplay');

export function toWebhookResponse(one: Webhook): z.infer<typeof webhookSchema> {
  return {
    id: one.id,
    url: one.url,
    description: one.description,
    types: [...one.types],
    state: one.state,
    circuit: one.circuit,
    failures: one.failures,
    nextAttemptAt: one.nextAttemptAt,
    cursor: encodePosition(one.position),
    publicKeys: [...one.publicKeys],
    disclosure: toDisclosure(one),
    createdAt: one.createdAt,
    ...(one.disabledReason === 'gone' || one.disabledReason === 'failing'
      ? { disabledReason: one.disabledReason }
      : {}),
    ...(one.failingSince === null ? {} : { failingSince: one.failingSince }),
    ...(one.lastCode === null ? {} : { lastCode: one.lastCode }),
  };
}

function toDisclosure(one: Webhook): z.infer<typeof disclosureSchema> {
  return {
    profile: one.phiProfile,
    ...(one.phiWanted === null ? {} : { wanted: one.phiWanted }),
    ...(one.phiAgreement === null ? {} : { agreement: one.phiAgreement }),
    ...(one.phiAskedBy === null ? {} : { askedBy: one.phiAskedBy }),
    ...(one.phiApprovedBy === null ? {} : { approvedBy: one.phiApprovedBy }),
  };
}

export function toAttemptResponse(one: StoredAttempt): z.infer<typeof attemptSchema> {
  const { status, position: _, signed: _signed, body: _body, answer: _answer, ...always } = one;
  return { ...always, ...(status === null ? {} : { status }) };
}

export function toAttemptDetail(one: StoredAttempt): z.infer<typeof attemptDetailSchema> {
  return {
    ...toAttemptResponse(one),
    headers: { ...one.signed },
    ...(one.body === null ? {} : { body: one.body }),
    ...(one.answer === null ? {} : { answer: one.answer }),
  };
}

export function toReplayResponse(one: WebhookReplay): z.infer<typeof replaySchema> {
  const { id, state, total, sent, failures, perSecond, types, askedBy, createdAt, endedAt } = one;
  return {
    id,
    state,
    total,
    sent,
    failures,
    perSecond,
    types: [...types],
    askedBy,
    createdAt,
    ...(endedAt === null ? {} : { endedAt }),
  };
}
