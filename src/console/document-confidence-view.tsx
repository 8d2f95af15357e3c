import { EVERYBODY, thresholdOf } from '../domain/document/certainty/acceptance.ts';
import type {
  AcceptanceCount,
  AcceptanceMeasure,
  ProposedThreshold,
} from '../domain/document/certainty/acceptance-measure.ts';
import { documentFields, fieldNames, type FieldName } from '../domain/document/fields.ts';
import { wordsOf } from '../domain/document/certainty/hold-reasons.ts';
import type { AcceptanceMode, SetRule } from '../store/acceptance.ts';
import { ReliabilityChart } from './document-reliability.tsx';
import { Csrf } from './parts.tsx';
import { shortText } from './times.tsx';

type Props = {
  readonly mode: AcceptanceMode;
  readonly rules: readonly SetRule[];
  readonly measure: AcceptanceMeasure;
  readonly proposed: readonly ProposedThreshold[];
  readonly problem: string | undefined;
  readonly token: string;
  readonly zone: string;
};

/** Who files, how true the hub's confidence was, and from which confidence each field needs nobody. */
export function ConfidenceBody(props: Props) {
  const { measure, problem } = props;
  return (
    <>
      <p class="crumb">
        <a href="/documents">Faxes & mails</a>
      </p>
      <h1>How sure is the hub?</h1>
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="columns">
        <div class="column">
          <Mode {...props} />
          <Sum {...props} />
        </div>
        <section class="card" aria-labelledby="rel-head">
          <h2 id="rel-head">What it said, and what came true</h2>
          <ReliabilityChart bins={measure.calibration} />
        </section>
      </div>
      <Fields {...props} />
      <Senders {...props} />
    </>
  );
}

function Mode({ mode, token, zone }: Props) {
  const isLive = mode.mode === 'live';
  return (
    <section class="card" aria-labelledby="mode-head">
      <h2 id="mode-head">{isLive ? 'The hub files what it is sure of' : 'People file everything'}</h2>
      <p>
        {isLive
          ? 'A referral whose patient, sender and fields are all certain is filed without a person. Everything else waits at the desk, and of what is certain a share is shown all the same, without saying so: that is how its errors are counted.'
          : 'Every document waits for a person. The hub only writes down what it would have filed, so that you see below how often it would have been wrong before you let it.'}
      </p>
      <form method="post" action="/documents/confidence/mode" class="stack">
        <Csrf token={token} />
        <fieldset>
          <legend>Who files</legend>
          <label class="choice">
            <input type="radio" name="mode" value="shadow" checked={!isLive} /> People file everything
            (shadow)
          </label>
          <label class="choice">
            <input type="radio" name="mode" value="live" checked={isLive} /> The hub files what it is sure of
            (live)
          </label>
        </fieldset>
        <label class="field short">
          <span>Of a hundred certain ones, checked by a person</span>
          <input
            type="number"
            name="auditPercent"
            min="1"
            max="100"
            step="any"
            required
            value={numberText(mode.auditShare * 100)}
          />
        </label>
        <p class="buttons">
          <button type="submit" class="main">
            Save
          </button>
          <span class="muted">
            Last changed by {mode.changedBy}, {shortText(mode.changedAt, zone)}
          </span>
        </p>
      </form>
    </section>
  );
}

function Sum({ measure }: Props) {
  const { all, error } = measure;
  return (
    <section class="card" aria-labelledby="sum-head">
      <h2 id="sum-head">Fields that needed nobody</h2>
      {all.proposed === 0 ? (
        <p class="muted">Nobody has looked at a field yet: there is nothing to count.</p>
      ) : (
        <p>
          Of {all.proposed} fields people looked at, the hub was sure of {all.accepted}. Wrong of those:{' '}
          {all.wrong}, {shareText(all.wrongShare)}, and at most {shareText(all.wrongUpper)} with 95 %
          certainty.
          {all.audited === 0
            ? ''
            : ` Wrong of the ${all.audited} that were shown without a word of the hub’s: ${all.auditedWrong}, at most ${shareText(all.auditedUpper)}.`}{' '}
          On the average its confidence was off by {shareText(error)}.
        </p>
      )}
      <small class="muted">The last 180 days. The aim is at most 0.5 % wrong of what is accepted.</small>
    </section>
  );
}

function Fields({ rules, measure, proposed, token }: Props) {
  return (
    <section aria-labelledby="fields-head" class="stack">
      <h2 id="fields-head">Field by field</h2>
      <p class="muted">
        From its threshold on a field needs nobody. Empty: as the hub came. 101: always a person.
      </p>
      <div class="scroll" tabindex={0} role="group" aria-label="Fields">
        <table class="figures wide thresholds">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Looked at</th>
              <th scope="col">Sure</th>
              <th scope="col">Sure and wrong</th>
              <th scope="col">At most</th>
              <th scope="col">Threshold, %</th>
            </tr>
          </thead>
          <tbody>
            {fieldNames.map((field) => (
              <FieldLine
                field={field}
                count={measure.byField.find((one) => one.field === field)}
                threshold={thresholdOf(field, EVERYBODY, rules)}
                isSet={rules.some((one) => one.senderKey === EVERYBODY && one.field === field)}
                proposed={proposed.find((one) => one.senderKey === EVERYBODY && one.field === field)}
                token={token}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type LineProps = {
  readonly field: FieldName;
  readonly count: AcceptanceCount | undefined;
  readonly threshold: number;
  readonly isSet: boolean;
  readonly proposed: ProposedThreshold | undefined;
  readonly token: string;
};

function FieldLine({ field, count, threshold, isSet, proposed, token }: LineProps) {
  const name = wordsOf(field);
  return (
    <tr>
      <th scope="row" title={documentFields[field].label}>
        {name.charAt(0).toUpperCase() + name.slice(1)}
      </th>
      <td>{count?.proposed ?? 0}</td>
      <td>{count?.accepted ?? 0}</td>
      <td>
        {count === undefined || count.accepted === 0
          ? '–'
          : `${count.wrong} (${shareText(count.wrongShare)})`}
      </td>
      <td>{count === undefined || count.accepted === 0 ? '–' : shareText(count.wrongUpper)}</td>
      <td>
        <form method="post" action="/documents/confidence/threshold">
          <Csrf token={token} />
          <input type="hidden" name="field" value={field} />
          <input
            type="number"
            name="percent"
            min="1"
            max="101"
            step="any"
            value={numberText(threshold * 100)}
            aria-label={`Threshold of the ${name}, in per cent`}
          />
          <button type="submit">Set</button>
        </form>
        {isSet ? <small>set by a person</small> : null}
        {proposed === undefined ? null : <small class="says-no">{proposalText(proposed)}</small>}
      </td>
    </tr>
  );
}

function proposalText({ threshold, because, count, wrong }: ProposedThreshold): string {
  const at = threshold > 1 ? 'always a person' : `${numberText(threshold * 100)} %`;
  return because === 'proven'
    ? `${at} is proven: ${wrong} of ${count} wrong`
    : `better ${at}: ${wrong} of ${count} were wrong`;
}

/** Senders whose faxes have earned, or lost, a threshold of their own. */
function Senders({ rules }: Props) {
  const own = rules.filter((one) => one.senderKey !== EVERYBODY);
  if (own.length === 0) return null;
  return (
    <section aria-labelledby="senders-head" class="stack">
      <h2 id="senders-head">Senders with thresholds of their own</h2>
      <table class="figures wide">
        <thead>
          <tr>
            <th scope="col">Sender</th>
            <th scope="col">Field</th>
            <th scope="col">Threshold</th>
            <th scope="col">Set by</th>
          </tr>
        </thead>
        <tbody>
          {own.map((one) => (
            <tr>
              <th scope="row">{one.senderKey.replace(/^[a-z]+:/, '')}</th>
              <td>{wordsOf(one.field)}</td>
              <td>{one.threshold > 1 ? 'always a person' : `${numberText(one.threshold * 100)} %`}</td>
              <td>{one.setBy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function shareText(share: number): string {
  return `${numberText(share * 100)} %`;
}

/** As many figures as say something. */
function numberText(value: number): string {
  return String(Math.round(value * 100) / 100);
}
