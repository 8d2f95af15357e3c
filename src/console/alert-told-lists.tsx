import type { Child } from 'hono/jsx';
import { mutableKinds } from '../domain/tell.ts';
import { referralReference } from '../pipeline/referral-story.ts';
import type { ListenerRow } from '../store/listeners.ts';
import type { ToldRow } from '../store/tells.ts';
import { kindWords } from './alert-told-view.tsx';
import { PartnerPicker } from './partner-picker.tsx';
import { Csrf, Empty, Pill } from './parts.tsx';
import { shortText, When } from './times.tsx';
import { deliveryWords, destinationWord, stateWord, type Word } from './words.ts';

const becauseWords: Readonly<Record<string, string>> = {
  liaison: 'looks after the office',
  team: 'by team',
  watcher: 'watches it',
  everything: 'wants every one',
  role: 'holds the role',
};

type ListProps = {
  readonly token: string;
  readonly zone: string;
  readonly names: ReadonlyMap<string, string>;
};

/** What is muted, and a way to mute more. */
export function Mutes({ listener, token, zone, names }: ListProps & { readonly listener: ListenerRow }) {
  return (
    <section class="card" id="mutes">
      <h2>Muted</h2>
      {listener.mutes.length === 0 ? <p class="muted">Nothing.</p> : null}
      <ul class="lines">
        {listener.mutes.map(({ id, kind, partnerId, until }) => (
          <Line
            token={token}
            action="/alerts/told/unmute"
            fields={{ mute: id }}
            button="Hear it again"
            text={[
              kind === null ? 'Everything' : kindWords[kind],
              partnerId === null ? 'of any office' : `of ${names.get(partnerId) ?? 'an office'}`,
              until === null ? 'for good' : `until ${shortText(until, zone)}`,
            ].join(' ')}
          />
        ))}
      </ul>
      <form method="post" action="/alerts/told/mute" class="inline">
        <Csrf token={token} />
        <label class="field">
          <span>Mute</span>
          <select name="kind">
            {mutableKinds.map((kind) => (
              <option value={kind}>{kindWords[kind]}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>For</span>
          <select name="days">
            <option value="1">a day</option>
            <option value="7">a week</option>
            <option value="30">30 days</option>
            <option value="">good</option>
          </select>
        </label>
        <button type="submit">Mute</button>
      </form>
    </section>
  );
}

function Line(props: {
  readonly text: Child;
  readonly token: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly button: string;
}) {
  return (
    <li class="part">
      <form method="post" action={props.action} class="buttons">
        <Csrf token={props.token} />
        {Object.entries(props.fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <span>{props.text}</span>
        <button type="submit">{props.button}</button>
      </form>
    </li>
  );
}

/** Offices and referrals somebody watches. */
export function Watches({
  listener,
  referrals,
  token,
  names,
}: ListProps & {
  readonly listener: ListenerRow;
  readonly referrals: readonly { readonly referralId: string; readonly state: string }[];
}) {
  return (
    <section class="card" id="watches">
      <h2>Watched</h2>
      <ul class="lines">
        {listener.watches.map((partnerId) => (
          <Line
            token={token}
            action="/alerts/told/unwatch"
            fields={{ partner: partnerId }}
            button="Stop"
            text={<a href={`/partners/${partnerId}`}>{names.get(partnerId) ?? 'An office'}</a>}
          />
        ))}
        {referrals.map(({ referralId, state }) => (
          <Line
            token={token}
            action="/alerts/told/unwatch"
            fields={{ referral: referralId }}
            button="Stop"
            text={
              <>
                <a href={`/referrals/${referralId}`}>{`Referral ${referralReference(referralId)}`}</a>{' '}
                <Pill of={stateWord(state)} />
              </>
            }
          />
        ))}
      </ul>
      <form method="post" action="/alerts/told/watch" class="inline">
        <Csrf token={token} />
        <PartnerPicker label="Watch an office" name="partner" textName="partnerText" />
        <button type="submit">Watch</button>
      </form>
    </section>
  );
}

const waitWords: Readonly<Record<string, Word>> = {
  waiting: { word: 'Waits', tone: 'blue' },
  muted: { word: 'Muted', tone: 'plain' },
  dropped: { word: 'Not so any more', tone: 'plain' },
};

/** What somebody was told of late, by which way, and what became of it. */
export function ToldList({ told, zone }: { readonly told: readonly ToldRow[]; readonly zone: string }) {
  return (
    <section class="card" id="told">
      <h2>Told of late</h2>
      {told.length === 0 ? <Empty title="Nothing yet." /> : null}
      <ul class="lines">
        {told.map((one) => (
          <li class="part">
            <p>
              <a href={`/referrals/${one.referralId}`}>{kindWords[one.kind]}</a>
              {one.partnerName === null ? '' : ` of ${one.partnerName}`} <Pill of={wordOf(one)} />
            </p>
            <p class="facts">
              <span>{`${destinationWord(one.destination)} to ${one.address}`}</span>
              <span>{becauseWords[one.because] ?? one.because}</span>
              {one.state === 'waiting' ? (
                <span>{`goes ${shortText(one.dueAt, zone)}`}</span>
              ) : (
                <When at={one.sentAt ?? one.createdAt} zone={zone} />
              )}
              {one.detail === null || one.status === 'sent' || one.status === 'delivered' ? null : (
                <span>{one.detail}</span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordOf({ state, status }: ToldRow): Word {
  const words = deliveryWords as Readonly<Record<string, Word>>;
  return waitWords[state] ?? words[status ?? ''] ?? { word: state, tone: 'plain' };
}
