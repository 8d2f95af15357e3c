import { findPartner } from '../store/partners.ts';
import type { PartnerChoice } from '../store/partner-search.ts';
import type { ConsoleDeps } from './console-context.ts';
import { isId } from './missing-page.tsx';
import { PartnerPicker, suggestPartners } from './partner-picker.tsx';
import { Chips, linkTo } from './parts.tsx';
import { readPeriod, type Period } from './week-query.ts';

/** What a page of measures is about. */
export type FilterState = Period & {
  readonly partner: { readonly id: string; readonly name: string } | undefined;
  /** Why something of the address was not taken. */
  readonly problem: string | undefined;
  /** A name that was typed and not chosen, and whom it fits. */
  readonly typed: string | undefined;
  readonly choices: readonly PartnerChoice[];
};

/** Reads period and partner of an address. A name that fits one partner is that partner. */
export async function readMeasureFilter(
  deps: ConsoleDeps,
  raw: Readonly<Record<string, string>>,
  asOf: string,
): Promise<FilterState> {
  const { problem, ...period } = readPeriod(raw, deps.hub.policy.zone, asOf);
  const typed = raw['who']?.trim().slice(0, 100) || undefined;
  const choices = isId(raw['partner']) || typed === undefined ? [] : await suggestPartners(deps, typed);
  const only = choices.length === 1 ? choices[0]?.id : undefined;
  const id = isId(raw['partner']) ? raw['partner'] : only;
  const partner = id === undefined ? undefined : await findPartner(deps.hub.db, id);
  return {
    ...period,
    partner: partner === undefined ? undefined : { id: partner.id, name: partner.name },
    problem: problem ?? (id !== undefined && partner === undefined ? 'There is no such partner.' : undefined),
    typed: partner === undefined ? typed : undefined,
    choices: partner === undefined ? choices : [],
  };
}

type FilterProps = {
  readonly path: string;
  readonly filter: FilterState;
  /** Kept in the address when the period changes. */
  readonly kept?: Readonly<Record<string, string | undefined>>;
};

/** Period and partner of a page of measures. */
export function MeasureFilter({ path, filter, kept = {} }: FilterProps) {
  const { from, to, partner, problem, typed, choices } = filter;
  const link = (partnerId: string | undefined): string =>
    linkTo(path, { ...kept, from, to, partner: partnerId });
  return (
    <>
      <form class="bar" method="get" action={path}>
        {Object.entries(kept).map(([name, value]) =>
          value === undefined ? null : <input type="hidden" name={name} value={value} />,
        )}
        <label class="field">
          <span>From</span>
          <input type="date" name="from" value={from} required />
        </label>
        <label class="field">
          <span>To</span>
          <input type="date" name="to" value={to} required />
        </label>
        {partner === undefined ? (
          <PartnerPicker
            label="Partner"
            name="partner"
            textName="who"
            placeholder="All partners"
            {...(typed === undefined ? {} : { text: typed })}
          />
        ) : (
          <input type="hidden" name="partner" value={partner.id} />
        )}
        <button type="submit">Show</button>
      </form>
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {problem} Shown are {from} to {to}.
        </p>
      )}
      {partner === undefined ? null : (
        <p class="narrowed">
          Only {partner.name}, with everybody who belongs to it. <a href={link(undefined)}>Show all</a>
        </p>
      )}
      {typed === undefined ? null : choices.length === 0 ? (
        <p class="narrowed">
          Nobody in the directory fits “{typed}”. Shown are all. <a href={link(undefined)}>Clear</a>
        </p>
      ) : (
        <Chips
          label="Which partner?"
          choices={choices.map((one) => ({ href: link(one.id), label: one.name, isCurrent: false }))}
        />
      )}
    </>
  );
}
