import { Hono } from 'hono';
import { specialtyGroups } from '../domain/taxonomy.ts';
import { streamText } from '../lib/text-stream.ts';
import { exportOutreach } from '../pipeline/import/export-outreach.ts';
import { chartsOf, type ChartWeek } from '../store/measures/partner-watch.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { Chips, Empty, linkTo, ListHead, More } from './parts.tsx';
import { PartnerPicker } from './partner-picker.tsx';
import { findPartnerRows, type PartnerRow } from './partner-list-load.ts';
import {
  filterLink,
  isFindable,
  isNarrow,
  readPartnerQuery,
  shownGroups,
  type PartnerQuery,
} from './partner-query.ts';
import { PartnerTable } from './partner-table.tsx';

const PAGE = 50;
/** Weeks of the small charts. */
const WEEKS = 12;

/** `GET /partners`: who refers, or may. Names of offices and doctors are no patient data, so they may stand in addresses. */
export function partnerListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/partners', async (c) => {
    const { db } = deps.hub;
    const query = readPartnerQuery(c.req.query(), c.get('session').email);
    // Everybody there is would be a million lines by name.
    const isOpen = query.show === 'all' && !isFindable(query);
    const found = isOpen ? [] : await findPartnerRows(db, query, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const charts = await chartsOf(
      db,
      rows.map((row) => row.id),
      WEEKS,
    );
    return showPage(
      c,
      deps,
      { title: 'Partners', current: 'partners' },
      <PartnerList
        query={query}
        rows={rows}
        charts={charts}
        hasMore={found.length > PAGE}
        isOpen={isOpen}
        me={c.get('session').email}
      />,
    );
  });
  app.get('/partners/outreach.csv', (c) => {
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="outreach.csv"');
    return c.body(streamText(exportOutreach(deps.hub.db)));
  });
  return app;
}

type ListProps = {
  readonly query: PartnerQuery;
  readonly rows: readonly PartnerRow[];
  readonly charts: ReadonlyMap<string, readonly ChartWeek[]>;
  readonly hasMore: boolean;
  readonly isOpen: boolean;
  readonly me: string;
};

function PartnerList({ query, rows, charts, hasMore, isOpen, me }: ListProps) {
  const last = rows.at(-1);
  return (
    <>
      <ListHead title="Partners">
        <form class="inline grow" method="get" action="/partners" role="search">
          <input type="hidden" name="show" value="all" />
          <PartnerPicker
            label="Find a doctor or office"
            name="id"
            textName="text"
            text={query.text ?? ''}
            placeholder="Name, town, NPI or fax: smith oak pa"
            go="/partners/"
          />
          <button type="submit">Find</button>
        </form>
        <a class="button main" href="/partners/new">
          New partner
        </a>
      </ListHead>
      <Filters query={query} me={me} />
      {rows.length === 0 ? (
        <NoPartners query={query} isOpen={isOpen} />
      ) : (
        <PartnerTable rows={rows} charts={charts} />
      )}
      {hasMore && last?.nameKey !== undefined ? (
        <More href={filterLink(query, { after: `${last.nameKey}|${last.id}` })} label="Next partners" />
      ) : null}
      <p class="buttons">
        <a href="/imports">Fill the directory from files</a>
        <a href="/partners/outreach.csv">Outreach sheet (CSV)</a>
      </p>
    </>
  );
}

function Filters({ query, me }: { readonly query: PartnerQuery; readonly me: string }) {
  return (
    <>
      <div class="bar">
        <Chips
          label="Show"
          choices={shownGroups.map((group) => ({
            href: filterLink(query, { show: group.key, text: undefined }),
            label: group.label,
            isCurrent: group.key === query.show,
          }))}
        />
        <Chips
          label="Only"
          choices={[
            {
              href: filterLink(query, { owner: query.owner === 'me' ? undefined : 'me' }),
              label: 'Mine',
              isCurrent: query.owner === 'me' || query.owner === me,
            },
            {
              href: filterLink(query, { owner: query.owner === 'none' ? undefined : 'none' }),
              label: 'Nobody’s',
              isCurrent: query.owner === 'none',
            },
            {
              href: filterLink(query, { incomplete: query.isIncomplete ? undefined : '1' }),
              label: 'Incomplete',
              isCurrent: query.isIncomplete,
            },
          ]}
        />
      </div>
      <PlaceFilter query={query} />
    </>
  );
}

function PlaceFilter({ query }: { readonly query: PartnerQuery }) {
  const { group, state, city, zip } = query;
  return (
    <form class="bar place" method="get" action="/partners">
      <input type="hidden" name="show" value={query.show} />
      {query.owner === undefined ? null : <input type="hidden" name="owner" value={query.owner} />}
      {query.isIncomplete ? <input type="hidden" name="incomplete" value="1" /> : null}
      <label class="field">
        <span>Specialty</span>
        <select name="group">
          <option value="">Any</option>
          {specialtyGroups.map((one) => (
            <option value={one.name} selected={one.name === group}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      <PlaceField label="City" name="city" value={city} size={16} />
      <PlaceField label="State" name="state" value={state} size={3} />
      <PlaceField label="ZIP" name="zip" value={zip} size={6} />
      <button type="submit">Filter</button>
      {isNarrow(query) ? <a href={linkTo('/partners', { show: query.show })}>Clear</a> : null}
    </form>
  );
}

type PlaceFieldProps = {
  readonly label: string;
  readonly name: string;
  readonly value: string | undefined;
  readonly size: number;
};

function PlaceField({ label, name, value, size }: PlaceFieldProps) {
  return (
    <label class="field short">
      <span>{label}</span>
      <input name={name} value={value ?? ''} size={size} maxlength={100} autocomplete="off" />
    </label>
  );
}

function NoPartners({ query, isOpen }: { readonly query: PartnerQuery; readonly isOpen: boolean }) {
  if (isOpen)
    return (
      <Empty title="Whom are you looking for?">
        <p>
          This is everybody the files know, also those who never referred. Give a name above, or a city or the
          first three figures of a ZIP, and a specialty if you like.
        </p>
      </Empty>
    );
  if (query.text !== undefined)
    return (
      <Empty title={`Nobody in the directory fits “${query.text}”.`}>
        <p>
          Words may be in any order and cut short: “smith oak pa”. Figures find an NPI, a phone or a fax.{' '}
          <a href={linkTo('/partners/new', { name: query.text })}>Enter them as a new partner</a>
        </p>
      </Empty>
    );
  if (query.show !== '' || isNarrow(query))
    return (
      <Empty title="No partner matches.">
        <p>
          <a href="/partners">Show all partners</a>
        </p>
      </Empty>
    );
  return (
    <Empty title="No partner yet.">
      <p>
        Offices appear here by themselves with the first referral that names them.{' '}
        <a href="/imports">Files</a> fill the directory faster: NPPES, a payer’s directory, or your outreach
        sheet.
      </p>
    </Empty>
  );
}
