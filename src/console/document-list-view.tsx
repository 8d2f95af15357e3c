import type { DeskCounts, DeskFilter, DeskRow, DeskRows } from '../pipeline/document/desk-types.ts';
import { deskStateWords, pagesText } from './document-words.ts';
import { DOCUMENT_UPLOAD_PATH } from './gate.ts';
import { Chips, Csrf, Empty, linkTo, ListHead, More, Pill } from './parts.tsx';
import { When } from './times.tsx';
import { phoneText } from './words.ts';

type Props = {
  readonly state: DeskFilter['state'];
  readonly list: DeskRows;
  readonly counts: DeskCounts;
  readonly problem: string | undefined;
  readonly token: string;
  readonly zone: string;
};

/** The fax desk: what waits for a person, what is being read, what was done. */
export function DocumentList({ state, list, counts, problem, token, zone }: Props) {
  const { rows, next } = list;
  return (
    <>
      <ListHead title="Faxes & mails">
        <a class="head-end" href="/documents/confidence">
          How sure is the hub?
        </a>
      </ListHead>
      <div class="bar">
        <Chips
          label="Show"
          choices={tabs.map((tab) => ({
            href: linkTo('/documents', { show: tab.state === 'review' ? undefined : tab.state }),
            label: tab.label,
            isCurrent: tab.state === state,
            count: tab.count === undefined ? undefined : String(counts[tab.count]),
          }))}
        />
      </div>
      {rows.length === 0 ? <Nothing state={state} /> : <Rows state={state} rows={rows} zone={zone} />}
      {next === undefined ? null : (
        <More href={linkTo('/documents', { show: state, after: next })} label="More" />
      )}
      <Upload token={token} problem={problem} />
    </>
  );
}

const tabs: readonly {
  readonly state: DeskFilter['state'];
  readonly label: string;
  readonly count?: keyof DeskCounts;
}[] = [
  { state: 'review', label: 'To review', count: 'review' },
  { state: 'reading', label: 'Being read', count: 'reading' },
  { state: 'held', label: 'On hold', count: 'held' },
  { state: 'settled', label: 'Done' },
  { state: 'unread', label: 'Could not be read', count: 'unread' },
];

function Rows({ state, rows, zone }: Pick<Props, 'state' | 'zone'> & { readonly rows: readonly DeskRow[] }) {
  return (
    <table class="list faxes" data-list>
      <thead>
        <tr>
          <th scope="col">Arrived</th>
          <th scope="col">Patient, as read</th>
          <th scope="col">From</th>
          <th scope="col">Pages</th>
          <th scope="col">{lastHeads[state]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr data-id={row.id}>
            <td class="when">
              <When at={row.receivedAt} zone={zone} />
            </td>
            <td class="who">{row.patient ?? <span class="muted">Not known yet</span>}</td>
            <td class="from" title={phoneText(row.from)}>
              {phoneText(row.from)}
            </td>
            <td class="state">{pagesText(row.pages)}</td>
            <td class="next">
              {row.priority === 0 ? <span class="pill red">Urgent</span> : null} <RowStep row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const lastHeads: Readonly<Record<DeskFilter['state'], string>> = {
  review: 'Why it needs you',
  reading: 'How far',
  held: 'What it waits for',
  settled: 'What became of it',
  unread: 'What is wrong with it',
};

function RowStep({ row }: { readonly row: DeskRow }) {
  const { progress } = row;
  if (row.state === 'reading')
    return (
      <a class="row step" href={`/messages/${row.messageId}`}>
        {progress === undefined || progress.of === 0 ? (
          'Waits to be opened'
        ) : (
          <>
            <progress value={progress.read} max={progress.of} aria-label="Pages read" /> {progress.read} of{' '}
            {pagesText(progress.of)} read
          </>
        )}
      </a>
    );
  if (row.state === 'unread')
    return (
      <a class="row step" href={`/messages/${row.messageId}`} title={row.problem}>
        {row.problem ?? 'It could not be read.'}
      </a>
    );
  return (
    <>
      {row.state === 'review' || row.state === 'held' ? null : <Pill of={deskStateWords[row.state]} />}
      {row.lockedBy === undefined ? null : <span class="pill violet">{row.lockedBy} has it open</span>}{' '}
      <a class="row step" href={`/documents/${row.id}`} title={row.reason}>
        {row.reason === undefined ? openWords(row) : withoutPrefix(row.reason)}
      </a>
    </>
  );
}

function openWords({ state }: DeskRow): string {
  return state === 'review' ? 'Compare and accept' : 'Look at it';
}

/** The head of the column says it already. */
function withoutPrefix(reason: string): string {
  const rest = reason.replace(/^Held because: /, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

type Teaching = { readonly title: string; readonly text: string };

const teachings: Readonly<Record<DeskFilter['state'], Teaching>> = {
  review: {
    title: 'No fax or mail waits for you.',
    text: 'New ones appear here within a minute of arriving, urgent ones first. Each is shown beside what was read of it; you only look at what is in doubt.',
  },
  reading: {
    title: 'Nothing is being read.',
    text: 'Faxes, e-mails and files you hand in are opened and read page by page. Here you see how far each one got.',
  },
  held: {
    title: 'Nothing is on hold.',
    text: 'Put a document on hold when it waits for a call or a missing page. It stays here, with why, until you go on with it.',
  },
  settled: {
    title: 'Nothing was done yet.',
    text: 'What was accepted, filed by the hub or turned out to be no referral stays here with who did it and when.',
  },
  unread: {
    title: 'Everything could be read.',
    text: 'Broken, locked or empty files stay here with what is wrong and what to ask the sender for. Nothing is thrown away.',
  },
};

function Nothing({ state }: Pick<Props, 'state'>) {
  const { title, text } = teachings[state];
  return (
    <Empty title={title}>
      <p>{text}</p>
    </Empty>
  );
}

function Upload({ token, problem }: Pick<Props, 'token' | 'problem'>) {
  return (
    <section class="card drop" id="drop" aria-labelledby="upload-title">
      <h2 id="upload-title">Hand in a fax, a scan or a mail</h2>
      {problem === undefined ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <form
        id="upload"
        method="post"
        action={DOCUMENT_UPLOAD_PATH}
        enctype="multipart/form-data"
        class="inline"
      >
        <Csrf token={token} />
        <label class="field">
          <span>File</span>
          <input
            type="file"
            name="file"
            required
            accept=".pdf,.tif,.tiff,.png,.jpg,.jpeg,.heic,.docx,.eml,.msg,.zip,.txt"
          />
        </label>
        <button type="submit" class="main">
          Hand in
        </button>
      </form>
      <ul id="sent" class="lines" aria-live="polite"></ul>
      <small class="muted">
        PDF, TIFF, photo, Word, saved e-mail or an archive of them.{' '}
        <span class="drop-hint">Or drop files anywhere on this page.</span>
      </small>
    </section>
  );
}
