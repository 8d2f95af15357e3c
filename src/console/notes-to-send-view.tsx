import type { MeasureRow } from '../store/measures/read-measure.ts';
import type { PartnerChoice } from '../store/partner-search.ts';
import { noteTabs, type NoteCounts, type NoteLine } from '../store/notes-to-send.ts';
import { linkTo, Chips, Csrf, Empty, ListHead, More } from './parts.tsx';
import { Meaning, meaningOf, percentText } from './measure-words.tsx';
import { NotesTable } from './notes-to-send-table.tsx';
import { NOTES_PATH, notesLink, tabLink, type NotesQuery } from './notes-to-send-query.ts';
import { tabWords } from './notes-to-send-words.ts';
import { PartnerPicker } from './partner-picker.tsx';
import { weekDay } from './times.tsx';

export type NotesPartner = {
  readonly chosen: { readonly id: string; readonly name: string } | undefined;
  /** A name that was typed and not chosen, and whom it fits. */
  readonly typed: string | undefined;
  readonly choices: readonly PartnerChoice[];
};

/** Local days, both included, of the visits that were looked at. */
export type NotesShare = {
  readonly from: string;
  readonly to: string;
  readonly sent: MeasureRow | undefined;
  readonly delivered: MeasureRow | undefined;
};

type Props = {
  readonly query: NotesQuery;
  readonly lines: readonly NoteLine[];
  readonly hasMore: boolean;
  readonly counts: NoteCounts;
  /** Counts end here. */
  readonly most: number;
  readonly share: NotesShare;
  readonly partner: NotesPartner;
  readonly providers: readonly string[];
  readonly token: string;
  readonly zone: string;
};

/** How soon notes leave, then where each one stands. */
export function NotesView(props: Props) {
  const { query, lines, hasMore, token, zone } = props;
  const last = lines.at(-1);
  const { tab } = query;
  return (
    <>
      <ListHead title="Notes to send">
        <a href="/incidents">Incidents</a>
        <a class="button head-end" href={notesLink(query, { format: 'csv' })} download>
          Export CSV
        </a>
      </ListHead>
      <Share share={props.share} />
      <Tabs {...props} />
      <Filters {...props} />
      {lines.length === 0 ? (
        <Empty title={isNarrowed(query) ? 'Nothing here with these filters.' : tabWords[tab].empty}>
          {isNarrowed(query) ? (
            <p>
              <a href={linkTo(NOTES_PATH, { tab })}>Show all of this tab</a>
            </p>
          ) : (
            <p>{tabWords[tab].hint}</p>
          )}
        </Empty>
      ) : (
        <>
          {tab === 'failed' ? <Bulk lines={lines} query={query} token={token} /> : null}
          <NotesTable lines={lines} query={query} token={token} zone={zone} />
        </>
      )}
      {hasMore && last ? (
        <More href={notesLink(query, { after: `${last.place}_${last.id}` })} label="Next page" />
      ) : null}
    </>
  );
}

function isNarrowed({ tab, from, to, partnerId, provider }: NotesQuery): boolean {
  const hasDays = tab === 'delivered' ? to !== undefined : (from ?? to) !== undefined;
  return hasDays || partnerId !== undefined || provider !== undefined;
}

function Share({ share }: { readonly share: NotesShare }) {
  const { from, to, sent, delivered } = share;
  const day = { from, to };
  return (
    <section class="card share" aria-label="How soon notes go out">
      <dl class="pairs across week-numbers">
        <Figure term="Sent within 24 h" measure="note_sent_time" row={sent} hours={24} {...day} />
        <Figure term="Sent within 48 h" measure="note_sent_time" row={sent} hours={48} {...day} />
        <Figure
          term="Delivered within 48 h"
          measure="note_delivered_time"
          row={delivered}
          hours={48}
          {...day}
        />
      </dl>
      <div class="about">
        <p class="muted">
          Visits from {weekDay(from)} to {weekDay(to)}. The last two days are left out: their 48 hours are not
          over.
        </p>
        <Meaning of={meaningOf('note_sent_time')} />
      </div>
    </section>
  );
}

function Figure(props: {
  readonly term: string;
  readonly measure: 'note_sent_time' | 'note_delivered_time';
  readonly row: MeasureRow | undefined;
  readonly hours: 24 | 48;
  readonly from: string;
  readonly to: string;
}) {
  const { term, measure, row, hours, from, to } = props;
  const share = hours === 24 ? row?.within24Hours : row?.within48Hours;
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <a href={linkTo(`/week/measures/${measure}`, { from, to })}>
          <strong>{percentText(share)}</strong>
        </a>{' '}
        <small class="muted">of {(row?.cases ?? 0).toLocaleString('en-US')} visits</small>
      </dd>
    </div>
  );
}

function Tabs({ query, counts, most }: Pick<Props, 'query' | 'counts' | 'most'>) {
  return (
    <nav class="tabs" aria-label="How far the notes got">
      <Chips
        label="How far the notes got"
        choices={noteTabs.map((tab) => ({
          href: tabLink(query, tab),
          label: tabWords[tab].label,
          isCurrent: query.tab === tab,
          count: counts[tab] >= most ? `${most}+` : String(counts[tab]),
        }))}
      />
    </nav>
  );
}

function Filters({ query, partner, providers }: Pick<Props, 'query' | 'partner' | 'providers'>) {
  const { tab, provider } = query;
  const offered =
    provider === undefined || providers.includes(provider) ? providers : [provider, ...providers];
  const { time } = tabWords[tab];
  return (
    <>
      <form class="bar" method="get" action={NOTES_PATH}>
        <input type="hidden" name="tab" value={tab} />
        <label class="field short">
          <span>{time === 'Since' ? 'From' : `${time} from`}</span>
          <input type="date" name="from" value={query.from} />
        </label>
        <label class="field short">
          <span>to</span>
          <input type="date" name="to" value={query.to} />
        </label>
        <label class="field">
          <span>Provider</span>
          <select name="provider">
            <option value="">All providers</option>
            {offered.map((name) => (
              <option value={name} selected={name === provider}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {partner.chosen === undefined ? (
          <PartnerPicker
            label="Office"
            name="partner"
            textName="who"
            placeholder="All offices"
            {...(partner.typed === undefined ? {} : { text: partner.typed })}
          />
        ) : (
          <input type="hidden" name="partner" value={partner.chosen.id} />
        )}
        <button type="submit">Show</button>
      </form>
      <ChosenPartner query={query} partner={partner} />
    </>
  );
}

function ChosenPartner({ query, partner }: Pick<Props, 'query' | 'partner'>) {
  const { chosen, typed, choices } = partner;
  if (chosen !== undefined)
    return (
      <p class="narrowed">
        Only <a href={`/partners/${chosen.id}`}>{chosen.name}</a>, with everybody who belongs to it.{' '}
        <a href={notesLink(query, { partner: undefined })}>Show all offices</a>
      </p>
    );
  if (typed === undefined) return null;
  if (choices.length === 0)
    return <p class="narrowed">Nobody in the directory fits “{typed}”. Shown are all offices.</p>;
  return (
    <Chips
      label="Which office?"
      choices={choices.map((one) => ({
        href: notesLink(query, { partner: one.id }),
        label: one.name,
        isCurrent: false,
      }))}
    />
  );
}

/** The boxes of the rows belong to this form. */
function Bulk({ lines, query, token }: Pick<Props, 'lines' | 'query' | 'token'>) {
  return (
    <form id="bulk" class="buttons bulk" method="post" action={`${NOTES_PATH}/resend`}>
      <Csrf token={token} />
      <input type="hidden" name="back" value={notesLink(query)} />
      {lines.map((line) => (
        <input type="hidden" name="all" value={line.id} />
      ))}
      <button type="submit" name="which" value="ticked">
        Send ticked again
      </button>
      <details class="inline-form">
        <summary>Send all {lines.length} of this page again…</summary>
        <p class="muted">
          Each goes the way it failed, once. Where it is unsure whether it arrived, the office may get it
          twice.
        </p>
        <button type="submit" name="which" value="page">
          Send all {lines.length} again
        </button>
      </details>
    </form>
  );
}
