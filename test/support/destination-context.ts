import type { DestinationContext, LinkTerms, Told } from '../../src/sdk/destination.ts';

export type Hearing<Config> = {
  readonly context: DestinationContext<Config>;
  /** What the destination told, oldest first. */
  readonly told: readonly Told[];
  /** What was to be kept behind links, oldest first. */
  readonly kept: readonly (LinkTerms & { readonly key: string })[];
  /** Knocks at its door as the other side would; it has one once it is open. */
  readonly knock: (request: Request, peer?: string) => Promise<Response>;
};

/** What a hub hands a destination that is opened by itself: what it tells is kept, and its door can be knocked at. */
export function destinationContext<Config>(config: Config, name = 'under-test'): Hearing<Config> {
  const told: Told[] = [];
  const kept: (LinkTerms & { readonly key: string })[] = [];
  let door: ((request: Request, peer: string) => Promise<Response>) | undefined;
  return {
    told,
    kept,
    knock: (request, peer = '127.0.0.1') => {
      if (!door) throw new Error('The destination has no door.');
      return door(request, peer);
    },
    context: {
      config,
      name,
      publicUrl: `https://hub.example/v1/destinations/${name}/status`,
      serve: (handler) => {
        door = handler;
      },
      tell: (news) => {
        told.push(news);
        return Promise.resolve('recorded');
      },
      keepAtLink: ({ key }, terms) => {
        kept.push({ key, ...terms });
        return Promise.resolve({ url: `https://hub.example/l/link-${kept.length}` });
      },
    },
  };
}
