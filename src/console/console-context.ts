import type { Context, Hono } from 'hono';
import type { SessionLimits } from '../pipeline/sign-in.ts';
import type { Hub } from '../pipeline/hub.ts';
import type { Session } from '../store/sessions.ts';

/** All the console is given. */
export type ConsoleDeps = {
  readonly hub: Hub;
  readonly session: SessionLimits;
  /** Where files that are handed in are kept. */
  readonly importsDir: string;
  /** Events may be sent to private addresses over http. Absent: they may not. */
  readonly allowPrivateWebhooks?: boolean;
  /** Shows "Demo data" on every page. */
  readonly isDemo: boolean;
  /** Served over HTTPS: cookies get `Secure` and the `__Host-` prefix (RFC 6265bis section 4.1.3). */
  readonly isSecure: boolean;
  /** The channels as they run now. */
  readonly listChannels: () => readonly ChannelDoor[];
  /** Calls back after every change of the ledger, the messages or the deliveries. Returns how to stop. */
  readonly subscribe: (onChange: () => void) => () => void;
  /** Aborted when the hub stops: open streams end at once. */
  readonly closing?: AbortSignal;
  /** Address of the client. Default: the socket's. */
  readonly peerOf?: (context: ConsoleContext) => string;
  /** Waits before a sign-in that follows failed ones, in milliseconds. */
  readonly pause?: (delayMs: number) => Promise<void>;
  /** Shown on the sign-in page of a demo. */
  readonly demoAccount?: { readonly email: string; readonly password: string };
};

/** One channel as it runs now. */
export type ChannelDoor = {
  readonly name: string;
  readonly owner: string;
  readonly source: string;
  readonly state: 'listening' | 'stopped' | 'failed';
  /** Where it listens: `mllp://127.0.0.1:2575`. */
  readonly address?: string;
  /** `name@version`. */
  readonly mapping: string;
  /** Why it does not listen, in words. */
  readonly problem?: string;
};

export type ConsoleEnv = {
  readonly Variables: {
    readonly session: Session;
    readonly tokenSha256: Uint8Array;
    /** What the hub had heard of when the page was asked for (`liveStamp`). */
    readonly asOf: string;
  };
};

export type ConsoleContext = Context<ConsoleEnv>;
export type ConsoleApp = Hono<ConsoleEnv>;
