import type { CrmFigures } from '../store/crm.ts';
import type { DriftFinding, DriftRun } from '../store/crm-drift.ts';
import type { RefusedRecord } from '../store/crm-records.ts';
import { kindWords, standing } from './crm-words.ts';
import { Csrf, Empty, Fact, Pill } from './parts.tsx';
import { Ago, When } from './times.tsx';

/** Every CRM on a card. */
export function CrmList({ crms, zone }: { readonly crms: readonly CrmFigures[]; readonly zone: string }) {
  return (
    <>
      <div class="head">
        <h1>CRMs</h1>
        <a href="/channels">Channels</a>
      </div>
      {crms.length === 0 ? (
        <Empty title="No CRM is set up.">
          <p>
            A CRM is one file in the folder that <code>CRM_DIR</code> names. It says where the CRM is and
            which of its fields are the hub’s. Add one and start the hub again.
          </p>
        </Empty>
      ) : (
        <div class="cards">
          {crms.map((crm) => (
            <section class="card channel" id={`crm-${crm.name}`} data-block aria-label={crm.name}>
              <div class="head">
                <h2>
                  <a href={`/crm/${crm.name}`}>{crm.name}</a>
                </h2>
                <Pill of={standing(crm)} />
              </div>
              <Problem crm={crm} zone={zone} />
              <Figures crm={crm} />
              <Times crm={crm} zone={zone} />
            </section>
          ))}
        </div>
      )}
    </>
  );
}

function Problem({ crm, zone }: { readonly crm: CrmFigures; readonly zone: string }) {
  if (crm.code === null) return null;
  return (
    <p class="problem">
      {crm.problem ?? crm.code} Next try: <When at={crm.nextLookAt} zone={zone} />.
    </p>
  );
}

function Figures({ crm }: { readonly crm: CrmFigures }) {
  const waiting = crm.due + crm.loading;
  return (
    <ul class="numbers">
      <li>
        <span>
          <strong>{crm.written}</strong> records
        </span>
      </li>
      <li>
        <span>
          <strong>{waiting}</strong> waiting
        </span>
      </li>
      <li>
        <a href={`/crm/${crm.name}#refused`}>
          <strong>{crm.parked}</strong> parked
        </a>
      </li>
    </ul>
  );
}

function Times({ crm, zone }: { readonly crm: CrmFigures; readonly zone: string }) {
  return (
    <dl class="pairs">
      <Fact term="Lag">
        {crm.behind === 0 ? 'up to date with the log' : `${crm.behind} events behind the log`}
      </Fact>
      <Fact term="Last write">
        {crm.lastWriteAt === null ? 'nothing yet' : <Ago at={crm.lastWriteAt} zone={zone} />}
      </Fact>
      <Fact term="Tried again">{crm.retrying === 0 ? null : `${crm.retrying} records, by themselves`}</Fact>
      <Fact term="Backfill">
        {crm.backfillKind !== null ? (
          'under way'
        ) : crm.backfilledAt === null ? (
          'never: records come as they change'
        ) : (
          <When at={crm.backfilledAt} zone={zone} />
        )}
      </Fact>
      <Fact term="Kind">{crm.adapter}</Fact>
    </dl>
  );
}

type OneProps = {
  readonly crm: CrmFigures;
  readonly refused: readonly RefusedRecord[];
  /** As many are listed. */
  readonly most: number;
  readonly runs: readonly DriftRun[];
  readonly findings: readonly DriftFinding[];
  readonly token: string;
  readonly zone: string;
};

export function CrmOne({ crm, refused, most, runs, findings, token, zone }: OneProps) {
  return (
    <>
      <div class="head">
        <h1>{crm.name}</h1>
        <Pill of={standing(crm)} />
        <a href="/crm">All CRMs</a>
      </div>
      <section class="card channel" id="crm-state" data-block aria-label="How it stands">
        <Problem crm={crm} zone={zone} />
        <Figures crm={crm} />
        <Times crm={crm} zone={zone} />
      </section>
      <div class="buttons">
        <Ask name={crm.name} act="drift" label="Run drift check now" token={token} />
        <Ask name={crm.name} act="backfill" label="Backfill" token={token} />
      </div>
      <Refused crm={crm} refused={refused} most={most} token={token} zone={zone} />
      <Drift runs={runs} findings={findings} zone={zone} />
    </>
  );
}

function Ask(props: {
  readonly name: string;
  readonly act: 'drift' | 'backfill' | 'retry';
  readonly label: string;
  readonly token: string;
  readonly record?: Pick<RefusedRecord, 'kind' | 'subjectId'>;
}) {
  return (
    <form method="post" action={`/crm/${props.name}/${props.act}`}>
      <Csrf token={props.token} />
      {props.record === undefined ? null : (
        <>
          <input type="hidden" name="kind" value={props.record.kind} />
          <input type="hidden" name="id" value={props.record.subjectId} />
        </>
      )}
      <button type="submit">{props.label}</button>
    </form>
  );
}

function Refused({ crm, refused, most, token, zone }: Omit<OneProps, 'runs' | 'findings'>) {
  return (
    <section id="refused" data-block aria-label="Not taken">
      <h2>Not taken</h2>
      {refused.length === 0 ? (
        <p class="muted">The CRM took everything it was given.</p>
      ) : (
        <ul class="alerts">
          {refused.map((one) => (
            <li class="card" data-id={`${one.kind}-${one.subjectId}`}>
              <div>
                <p>
                  <strong>{kindWords[one.kind]}</strong> <Subject one={one} />{' '}
                  {one.state === 'parked' ? (
                    <Pill of={{ word: 'Parked', tone: 'red' }} />
                  ) : (
                    <Pill of={{ word: 'Tried again by itself', tone: 'amber' }} />
                  )}
                </p>
                <p>{one.detail}</p>
                <p class="facts">
                  {one.field === null ? null : (
                    <span>
                      field <code>{one.field}</code>
                    </span>
                  )}
                  <code>{one.code}</code>
                  <When at={one.failedAt} zone={zone} />
                  {one.state === 'parked' ? (
                    <span>until it, the mapping or you change</span>
                  ) : (
                    <span>
                      again <When at={one.dueAt} zone={zone} />
                    </span>
                  )}
                </p>
              </div>
              <Ask name={crm.name} act="retry" label="Try again" token={token} record={one} />
            </li>
          ))}
        </ul>
      )}
      {refused.length < most ? null : <p class="muted">{most} of them are shown.</p>}
      {refused.length < 2 ? null : (
        <div class="buttons">
          <Ask name={crm.name} act="retry" label="Try all again" token={token} />
        </div>
      )}
    </section>
  );
}

/** Where it is seen in the hub. An escalation has no page of its own. */
function Subject({ one }: { readonly one: Pick<RefusedRecord, 'kind' | 'subjectId' | 'name'> }) {
  const short = one.subjectId.slice(-8);
  if (one.kind === 'case') return <span>{short}</span>;
  if (one.kind === 'referral') return <a href={`/referrals/${one.subjectId}`}>{short}</a>;
  return <a href={`/partners/${one.subjectId}`}>{one.name ?? short}</a>;
}

function Drift({ runs, findings, zone }: Pick<OneProps, 'runs' | 'findings' | 'zone'>) {
  const [last, ...earlier] = runs;
  return (
    <section id="drift" data-block aria-label="Drift">
      <h2>Read back</h2>
      {last === undefined ? (
        <p class="muted">Not yet. Every night all that was written is read back and mended.</p>
      ) : (
        <>
          <p>
            <RunLine run={last} zone={zone} />
          </p>
          <ul class="lines">
            {findings.map((one) => (
              <li>
                {kindWords[one.kind]} <Subject one={{ ...one, name: null }} />:{' '}
                {one.found === 'missing' ? 'was not there' : `differed in ${one.fields.join(', ')}`}
              </li>
            ))}
          </ul>
          {earlier.length === 0 ? null : (
            <details>
              <summary>Before</summary>
              <ul class="lines">
                {earlier.map((run) => (
                  <li>
                    <RunLine run={run} zone={zone} />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </section>
  );
}

function RunLine({ run, zone }: { readonly run: DriftRun; readonly zone: string }) {
  const found = run.differing + run.missing;
  return (
    <>
      <When at={run.startedAt} zone={zone} />
      {run.requestedBy === 'night' ? ', at night' : `, by ${run.requestedBy}`}:{' '}
      {run.finishedAt === null ? `under way, ${run.checked} records so far` : `${run.checked} records`},{' '}
      {found === 0 ? 'all as they should be' : `${run.differing} differed, ${run.missing} were gone; mended`}
    </>
  );
}
