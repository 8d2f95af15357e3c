import { z } from 'zod';

/** Settings every service for alerts shares. */
export const alertTimes = {
  /** For one request. */
  timeoutSeconds: z.number().positive().max(60).default(20),
};

const host = z
  .string()
  .regex(/^(\*\.)?[a-z0-9][a-z0-9.-]*$|^\[::1\]$/i, 'write the name of a host, such as hooks.example.com');

/**
 * Channels by the name people choose them by, each with the address its service gave for it. Whoever has such an address can post
 * there, so it stands here and not among people's settings.
 */
export const channelShape = {
  channels: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'name a channel in small letters, digits and hyphens'),
      z.url('write the whole address the service gave'),
    )
    .refine((channels) => Object.keys(channels).length > 0, 'name at least one channel'),
  /** Hosts beside the service's own: a relay, another cloud. Written out, without a star, one may be in a private network. */
  hosts: z.array(host).max(10).default([]),
  ...alertTimes,
};

/** Every address is https at a host that may be asked, or http to a program beside the hub. */
export function addressesAllowed(known: readonly string[]) {
  return (
    settings: { readonly channels: Readonly<Record<string, string>>; readonly hosts: readonly string[] },
    context: z.RefinementCtx,
  ): void => {
    for (const [name, address] of Object.entries(settings.channels)) {
      if (!URL.canParse(address)) continue;
      const { protocol, hostname } = new URL(address);
      const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
      const isNamed = [...known, ...settings.hosts].some((one) =>
        one.startsWith('*.') ? hostname.endsWith(one.slice(1)) : hostname === one,
      );
      const message = !isNamed
        ? `is no address of the service; a relay is named in "hosts"`
        : protocol === 'https:' || (protocol === 'http:' && isLocal)
          ? undefined
          : 'use https: whoever has the address can post there';
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['channels', name], message });
    }
  };
}

/** An address is the name of a channel. */
export const channelEndpoint = z.strictObject({
  address: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'write the name of a channel of this way'),
  settings: z.strictObject({}),
});
