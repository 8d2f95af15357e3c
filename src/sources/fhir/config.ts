import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. Without `tls` the hub's own port and tokens serve. */
export const fhirSourceConfig = z.strictObject({
  /** A larger body, packed or unpacked, is answered 413 while it still arrives. */
  maxBytes: byteLimit,
  /** A listener of its own, for senders that prove themselves by a certificate. */
  tls: z
    .strictObject({
      /** 0 asks the operating system for a free port: for tests. */
      port: z.int().min(0).max(65_535),
      /** The address to listen on. Nothing outside this machine reaches the default. */
      host: z.string().min(1).default('127.0.0.1'),
      certFile: z.string().min(1),
      keyFile: z.string().min(1),
      /** Who signs the senders' certificates. */
      clientCaFile: z.string().min(1),
      /** Common names, DNS names or SHA-256 fingerprints a client certificate must have one of. Absent: any that `clientCaFile` signed. */
      allow: z.array(z.string().min(1)).min(1).optional(),
      /** What senders write before `/Appointment`, where it is not `https://<host>:<port>/fhir`: for `Location`. */
      baseUrl: z.url({ protocol: /^https$/ }).optional(),
    })
    .optional(),
});

export type FhirSourceSettings = z.output<typeof fhirSourceConfig>;
export type FhirTls = NonNullable<FhirSourceSettings['tls']>;
