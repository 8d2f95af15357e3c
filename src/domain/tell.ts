import { Temporal } from 'temporal-polyfill';

/** What an alert is about. */
export const tellKinds = ['first_referral', 'referral', 'possible', 'thank_partner'] as const;
/**
 * All that can be muted. `watched`: the state of a referral somebody watches. `late`: a promise that was broken, for whoever holds the
 * role. `account`: a gateway does not let our account send.
 */
export const mutableKinds = [...tellKinds, 'watched', 'late', 'account'] as const;
export type TellKind = (typeof mutableKinds)[number];

/** Who hears of the first referral of any office at once (DOMAIN 7.5), beside the liaison. */
export const tellTeams = ['setters', 'inbound', 'managers'] as const;
export type TellTeam = (typeof tellTeams)[number];

/** `mine`: of offices one looks after or watches. */
export const tellScopes = ['mine', 'all', 'none'] as const;
export type TellScope = (typeof tellScopes)[number];

/** What may disturb in quiet hours, where somebody says so. */
export const tellPasses = ['urgent', 'first_referral'] as const;
export type TellPass = (typeof tellPasses)[number];

/** Wall clock `HH:MM` of the practice's zone; `from` may be later than `until`: over midnight. They differ. */
export type QuietHours = { readonly from: string; readonly until: string };

export type Mute = {
  /** Absent: any. */
  readonly kind?: TellKind;
  readonly partnerId?: string;
  /** Absent: until it is taken back. */
  readonly until?: string;
};

/** Somebody, or a place people share, and what they want to hear. */
export type Listener = {
  readonly id: string;
  /** Of the account; a place has none. Compared without regard to case. */
  readonly email?: string;
  /** Where they are told. */
  readonly ways: readonly { readonly destination: string; readonly address: string }[];
  readonly teams: readonly TellTeam[];
  readonly wants: Readonly<Partial<Record<TellKind, TellScope>>>;
  readonly quiet?: QuietHours;
  readonly passes: readonly TellPass[];
  readonly digest: 'off' | 'hour' | 'day';
  /** Wall clock of a digest a day. */
  readonly digestAt: string;
  readonly mutes: readonly Mute[];
  /** Partners they watch. */
  readonly watches: readonly string[];
};

/** One alert to be told. */
export type TellNews = {
  readonly kind: TellKind;
  /** The partner and all it is part of: its practices and what these belong to. */
  readonly partnerIds: readonly string[];
  readonly isUrgent: boolean;
  /** E-mail address of whoever looks after the partner. Absent: only listeners are told. */
  readonly liaison?: string;
};

export type TellBecause = 'liaison' | 'team' | 'watcher' | 'everything' | 'role';

/** One alert at one address. */
export type Tell = {
  readonly destination: string;
  readonly address: string;
  readonly listenerId?: string;
  readonly because: TellBecause;
  readonly isMuted: boolean;
  /** Not before this instant. */
  readonly dueAt: string;
};

/** What happens where nobody said otherwise: the liaison hears of referrals; a reminder to say thank you stands on the screen only. */
export function usualScope(kind: TellKind, teams: readonly TellTeam[]): TellScope {
  if (kind === 'thank_partner') return 'none';
  if (kind === 'account') return teams.includes('managers') ? 'all' : 'mine';
  return kind === 'first_referral' && teams.length > 0 ? 'all' : 'mine';
}

function scopeOf({ wants, teams }: Pick<Listener, 'wants' | 'teams'>, kind: TellKind): TellScope {
  return wants[kind] ?? usualScope(kind, teams);
}

/**
 * Whom an alert goes to, each address of a way once. The liaison who has no account here gets a mail at once. Pure.
 *
 * @param at Instant of the decision. @param zone IANA zone of the practice.
 */
export function planTells(
  news: TellNews,
  listeners: readonly Listener[],
  at: string,
  zone: string,
): readonly Tell[] {
  const tells = listeners.flatMap((listener) => tellsOf(news, listener, at, zone));
  const isKnown = listeners.some(({ email }) => isSameAddress(email, news.liaison));
  const unknown: readonly Tell[] =
    news.liaison === undefined || isKnown || usualScope(news.kind, []) === 'none'
      ? []
      : [{ destination: 'email', address: news.liaison, because: 'liaison', isMuted: false, dueAt: at }];
  const chosen = new Map<string, Tell>();
  for (const tell of [...unknown, ...tells].toSorted(byEagerness)) {
    const place = `${tell.destination}|${tell.destination === 'email' ? tell.address.toLowerCase() : tell.address}`;
    if (!chosen.has(place)) chosen.set(place, tell);
  }
  return [...chosen.values()];
}

/** Two who share an address are told when the first of them wants to be. */
function byEagerness(one: Tell, other: Tell): number {
  return Number(one.isMuted) - Number(other.isMuted) || Date.parse(one.dueAt) - Date.parse(other.dueAt);
}

function tellsOf(news: TellNews, listener: Listener, at: string, zone: string): readonly Tell[] {
  const because = reasonOf(news, listener);
  if (because === undefined) return [];
  const isMuted = listener.mutes.some((mute) => mutes(mute, news, at));
  const dueAt = dueOf(news, listener, at, zone);
  return listener.ways.map(({ destination, address }) => ({
    destination,
    address,
    listenerId: listener.id,
    because,
    isMuted,
    dueAt,
  }));
}

function reasonOf(news: TellNews, listener: Listener): TellBecause | undefined {
  const scope = scopeOf(listener, news.kind);
  if (scope === 'none') return undefined;
  if (news.kind === 'watched') return 'watcher';
  if (isSameAddress(listener.email, news.liaison)) return 'liaison';
  if (listener.watches.some((id) => news.partnerIds.includes(id))) return 'watcher';
  if (scope === 'mine') return undefined;
  return listener.wants[news.kind] === undefined ? 'team' : 'everything';
}

function isSameAddress(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

/** Whether this keeps such an alert away at this instant. */
export function mutes(
  { kind, partnerId, until }: Mute,
  news: Pick<TellNews, 'kind' | 'partnerIds'>,
  at: string,
): boolean {
  if (until !== undefined && Date.parse(until) <= Date.parse(at)) return false;
  return (
    (kind === undefined || kind === news.kind) &&
    (partnerId === undefined || news.partnerIds.includes(partnerId))
  );
}

/** First referrals and urgent ones are never kept for a digest: at most for the end of the night. */
function dueOf(news: TellNews, listener: Listener, at: string, zone: string): string {
  const signs: readonly TellPass[] = [
    ...(news.isUrgent ? ['urgent' as const] : []),
    ...(news.kind === 'first_referral' ? ['first_referral' as const] : []),
  ];
  const isHot = signs.length > 0;
  if (signs.some((sign) => listener.passes.includes(sign))) return at;
  const collected = isHot || listener.digest === 'off' ? at : nextDigest(at, listener, zone);
  return listener.quiet ? quietEnd(collected, listener.quiet, zone) : collected;
}

/** When the next digest goes: at the next full hour, or at the person's own time of day. After `at`. */
export function nextDigest(
  at: string,
  { digest, digestAt }: Pick<Listener, 'digest' | 'digestAt'>,
  zone: string,
): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  if (digest !== 'day')
    return isoOf(local.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 }));
  const plainTime = Temporal.PlainTime.from(digestAt);
  const today = local.toPlainDate().toZonedDateTime({ timeZone: zone, plainTime });
  if (Temporal.ZonedDateTime.compare(today, local) > 0) return isoOf(today);
  return isoOf(local.toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone: zone, plainTime }));
}

/** The first instant at or after this one that is not in quiet hours. A clock change makes a night an hour shorter or longer. */
export function quietEnd(at: string, { from, until }: QuietHours, zone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  const clock = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const isOverMidnight = from > until;
  const isQuiet = isOverMidnight ? clock >= from || clock < until : clock >= from && clock < until;
  if (!isQuiet) return at;
  const day = local.toPlainDate().add({ days: isOverMidnight && clock >= from ? 1 : 0 });
  const end = isoOf(day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(until) }));
  // In the hour a clock change repeats, the first of the two ends may be over.
  return Date.parse(end) > Date.parse(at) ? end : at;
}

function isoOf(zoned: Temporal.ZonedDateTime): string {
  return new Date(zoned.epochMilliseconds).toISOString();
}
