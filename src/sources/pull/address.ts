import { Failure } from '../../lib/failure.ts';
import type { PullSettings } from './config.ts';

/** What goes into an address: a cursor is `undefined` before there is one. */
export type Place = { readonly since: string; readonly cursor: string | undefined };

/** The address with its placeholders filled. A parameter that is nothing but a cursor we do not have is left out. */
export function addressOf({ url, sinceForm }: PullSettings, { since, cursor }: Place): string {
  const [path = '', ...rest] = url.split('?');
  const query = rest
    .join('?')
    .split('&')
    .filter((part) => part !== '' && !(cursor === undefined && part.endsWith('={cursor}')))
    .map((part) =>
      part
        .replaceAll('{since}', encodeURIComponent(written(since, sinceForm)))
        .replaceAll('{cursor}', encodeURIComponent(cursor ?? '')),
    );
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function written(since: string, form: PullSettings['sinceForm']): string {
  const ms = Date.parse(since);
  switch (form) {
    case 'iso':
      return new Date(ms).toISOString();
    case 'date':
      return new Date(ms).toISOString().slice(0, 10);
    case 'seconds':
      return String(Math.floor(ms / 1000));
    case 'milliseconds':
      return String(ms);
  }
}

/**
 * The address of the next page, seen from this one. What goes with our requests (tokens, passwords) goes to one server only: throws
 * permanent `next-elsewhere` for any other.
 */
export function nextAddress(next: string, current: string): string {
  const url = URL.canParse(next, current) ? new URL(next, current) : undefined;
  if (url?.origin === new URL(current).origin && url.username === '' && url.password === '') return url.href;
  throw new Failure(
    'permanent',
    'next-elsewhere',
    'The next page is said to be on another server. Nobody follows: ask the platform, or change the channel’s url.',
  );
}

/** The target of rel="next" in a Link header (RFC 8288). */
export function linkedNext(header: string | null): string | undefined {
  for (const link of (header ?? '').split(/,(?=\s*<)/)) {
    const [, target, parameters = ''] = /^\s*<([^>]*)>(.*)$/s.exec(link) ?? [];
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const relations = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (target !== undefined && relations.includes('next')) return target;
  }
  return undefined;
}
