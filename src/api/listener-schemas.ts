import { z } from '@hono/zod-openapi';
import { mutableKinds, tellKinds, tellPasses, tellScopes, tellTeams } from '../domain/tell.ts';

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 20:00')
  .openapi({ description: 'By the clock of the practice.', example: '20:00' });

const tellKind = z.enum(mutableKinds);

const wayList = z
  .array(z.object({ destination: z.string().min(1).max(50), address: z.string().trim().min(1).max(500) }))
  .max(20);

export const listenerLineSchema = z
  .object({
    id: z.uuid().openapi({ description: 'Of an account, or of a place people share.' }),
    kind: z.enum(['person', 'place']),
    name: z.string(),
    email: z.string().optional(),
    teams: z.array(z.enum(tellTeams)),
  })
  .openapi('AlertListenerLine');

const wishFields = {
  wants: z
    .partialRecord(z.enum(tellKinds), z.enum(tellScopes))
    .openapi({ description: 'By kind of alert; what is not here is as usual: it follows the teams.' }),
  byEmail: z.boolean().openapi({ description: 'To the address of the account. A place has none.' }),
  ways: wayList.openapi({ description: 'Beside that: SMS, Teams, Slack, as the hub has them.' }),
  quiet: z
    .strictObject({ from: clock, until: clock })
    .refine((one) => one.from !== one.until, { message: 'must begin and end at different times' })
    .optional()
    .openapi({ description: 'Quiet hours, over midnight too. Absent: none.' }),
  passes: z
    .array(z.enum(tellPasses))
    .openapi({ description: 'What may disturb in quiet hours all the same.' }),
  digest: z
    .enum(['off', 'hour', 'day'])
    .openapi({ description: 'One message an hour or a day instead of many.' }),
  digestAt: clock,
};

export const newWishesSchema = z
  .strictObject({
    ...wishFields,
    digestAt: clock.default('08:00'),
    version: z.int().min(1).openapi({ description: 'The version you read.' }),
  })
  .openapi('AlertSettings');

export const listenerSchema = z
  .object({
    ...listenerLineSchema.shape,
    ...wishFields,
    mutes: z.array(
      z.object({
        id: z.uuid(),
        kind: tellKind.optional().openapi({ description: 'Absent: any.' }),
        partnerId: z.uuid().optional().openapi({ description: 'Absent: any.' }),
        until: z.iso.datetime().optional().openapi({ description: 'Absent: until it is taken back.' }),
      }),
    ),
    partnerIds: z
      .array(z.uuid())
      .openapi({ description: 'Partners they watch, with everybody who belongs to them.' }),
    referralIds: z.array(z.uuid()).openapi({ description: 'Referrals they watch; the newest 100.' }),
    availableWays: z.array(z.object({ destination: z.string(), addresses: z.string() })),
    version: z.int(),
  })
  .openapi('AlertListener');

export const newMuteSchema = z
  .strictObject({
    kind: tellKind.optional(),
    partnerId: z.uuid().optional(),
    days: z.int().min(1).max(365).optional().openapi({ description: 'Absent: until it is taken back.' }),
  })
  .refine((mute) => mute.kind !== undefined || mute.partnerId !== undefined, {
    message: 'must name a kind, a partner, or both',
  })
  .openapi('NewAlertMute');
