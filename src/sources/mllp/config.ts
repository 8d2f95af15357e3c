import { z } from 'zod';

const MEBIBYTE = 1024 * 1024;

/** What a channel may set. Defaults suit a feed on the practice's own network. */
export const mllpSourceConfig = z.strictObject({
  /** 0 asks the operating system for a free port: for tests. */
  port: z.int().min(0).max(65_535),
  /** The address to listen on. Nothing outside this machine reaches the default. */
  host: z.string().min(1).default('127.0.0.1'),
  /** One visit note with a scanned attachment is tens of MB; what is larger is refused while it arrives. */
  maxFrameBytes: z
    .int()
    .min(1024)
    .max(1024 * MEBIBYTE)
    .default(64 * MEBIBYTE),
  /** Silence inside a frame that ends the connection. */
  frameIdleSeconds: z.number().positive().max(86_400).default(60),
  /** Silence between frames that ends the connection; 0 = never. Feeds are quiet at night. */
  connectionIdleSeconds: z.number().min(0).max(604_800).default(0),
  maxConnections: z.int().min(1).max(10_000).default(100),
  /** Frames read ahead of their answers on one connection before reading stops. */
  pipelineDepth: z.int().min(1).max(10_000).default(64),
  /** Addresses or CIDR ranges that may connect. Absent: all. */
  allow: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).optional(),
  tls: z
    .strictObject({
      certFile: z.string().min(1),
      keyFile: z.string().min(1),
      /** Who signs the senders' certificates. */
      caFile: z.string().min(1).optional(),
      /** Mutual TLS: who shows no certificate signed by `caFile` is refused. */
      requestClientCert: z.boolean().default(false),
      /** Subject or DNS names a client certificate must carry one of. Absent: any that `caFile` signed. */
      clientNames: z.array(z.string().min(1)).min(1).optional(),
    })
    .refine((tls) => !tls.requestClientCert || tls.caFile !== undefined, {
      path: ['caFile'],
      message: 'requestClientCert needs caFile: the authority that signed the senders’ certificates',
    })
    .refine((tls) => tls.clientNames === undefined || tls.requestClientCert, {
      path: ['clientNames'],
      message: 'clientNames needs requestClientCert',
    })
    .optional(),
  /** How long stopping waits for what is in hand before it cuts connections. */
  stopSeconds: z.number().positive().max(300).default(10),
});

export type MllpSourceSettings = z.output<typeof mllpSourceConfig>;
