import { z } from 'zod';
import { isZone } from '../../lib/zone.ts';

/** Everything about a receiver is in its endpoint; there is nothing to set for all of them. */
export const mllpConfig = z.strictObject({});

/** `host:port`, with brackets around IPv6. */
const hostAndPort = z
  .string()
  .regex(
    /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?):\d{1,5}$/,
    'write it as host:port, or [::1]:port',
  )
  .refine((address) => {
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    return port >= 1 && port <= 65_535;
  }, 'the port is between 1 and 65535');

const headerField = z.string().max(180);

const mllpSettings = z.strictObject({
  /** MSH-3 to MSH-6 (HL7 v2.5.1 section 2.15.9): what the receiver routes by. */
  sendingApplication: headerField.min(1).default('REFERLOOP'),
  sendingFacility: headerField.optional(),
  receivingApplication: headerField.optional(),
  receivingFacility: headerField.optional(),
  /** Documents as documents, or, for receivers that only take results, as the result of their own order. */
  message: z.enum(['MDM^T02', 'ORU^R01']).default('MDM^T02'),
  /** MSH-11: `T` while an interface is being tested. */
  processingId: z.enum(['P', 'T', 'D']).default('P'),
  charset: z.enum(['utf-8', 'iso-8859-1', 'us-ascii']).default('utf-8'),
  /** IANA zone times are written in. Default UTC; they always carry their offset. */
  zone: z.string().refine(isZone, 'use an IANA zone such as America/New_York').optional(),
  /** TXA-2, table 0270: CN is a consultation. */
  documentType: z
    .string()
    .regex(/^[A-Z0-9]{1,30}$/)
    .default('CN'),
  /** What an amended note is announced as: T10 replacement (the standard's word for one that was available), or T08 edit. */
  amendmentTrigger: z.enum(['T10', 'T08']).default('T10'),
  ackTimeoutSeconds: z.number().positive().max(600).default(30),
  tls: z
    .strictObject({
      /** Who signed the receiver's certificate. Absent: the public authorities. */
      caFile: z.string().min(1).optional(),
      /** Our certificate, where the receiver asks for one. */
      certFile: z.string().min(1).optional(),
      keyFile: z.string().min(1).optional(),
      /** The name its certificate must carry. Default: the address's host. */
      serverName: z.string().min(1).optional(),
    })
    .refine((tls) => (tls.certFile === undefined) === (tls.keyFile === undefined), {
      path: ['keyFile'],
      message: 'certFile and keyFile come together',
    })
    .optional(),
});

export const mllpEndpoint = z.strictObject({ address: hostAndPort, settings: mllpSettings });

export type MllpSettings = z.output<typeof mllpSettings>;
