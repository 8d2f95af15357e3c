import type { Hub } from '../pipeline/hub.ts';
import type { ApiToken } from '../store/tokens.ts';
import type { Metrics } from './metrics.ts';

/** Takes one request on a channel's own path and answers as the channel's senders expect. `hasOwnCheck`: it proves itself who speaks. */
export type Door = {
  readonly handle: (request: Request, peer: string) => Promise<Response>;
  readonly hasOwnCheck: boolean;
  /** Last part of its path; `fhir`: and everything below, every method. */
  readonly at: 'messages' | 'fhir';
};

export type ApiDeps = {
  readonly hub: Hub;
  /** Channels that take messages over HTTP. */
  readonly doors: ReadonlyMap<string, Door>;
  /** Destinations that hear news of what they sent; each proves itself who speaks. */
  readonly statusDoors: ReadonlyMap<string, Door['handle']>;
  /** Channels whose source runs, and where it listens. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Calls back after new events were committed; returns how to stop that. */
  readonly onEvents: (listener: () => void) => () => void;
  readonly allowPrivateWebhooks: boolean;
  readonly metrics: Metrics;
  /** Where uploaded files for the partner directory are kept. */
  readonly importsDir: string;
  /** Bearer token that /metrics asks for; absent: none. */
  readonly metricsToken?: string;
  /** Aborts when the hub stops: readers that wait for events are let go. */
  readonly closing?: AbortSignal;
  /** Something nobody foresaw, by code. */
  readonly report: (event: { readonly code: string; readonly requestId: string }) => void;
};

export type ApiEnv = {
  readonly Variables: {
    readonly requestId: string;
    /** Set behind the guard. */
    readonly token: ApiToken;
  };
};
