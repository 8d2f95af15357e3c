import type { FieldGroup } from '../domain/document/fields.ts';
import { now } from '../lib/clock.ts';
import type { DeskDocument } from '../pipeline/document/desk-types.ts';
import { assetPath } from './assets.ts';
import { DeskActs } from './document-acts-view.tsx';
import { viewFields, type DeskLook, type FieldView } from './document-fields.ts';
import { FieldGroupView } from './document-inputs.tsx';
import { Pages } from './document-pages.tsx';
import { PartnerChoice, PatientChoice } from './document-who.tsx';
import { deskStateWords, kindWords, pagesText, percentText, titleOf } from './document-words.ts';
import { Csrf, Pill } from './parts.tsx';
import { dayOf, fullText, shortText } from './times.tsx';

export type DocumentBodyProps = {
  readonly document: DeskDocument;
  readonly look: DeskLook;
  /** What happened, in words: changed under one's hands, locked, refused. */
  readonly notice: string | undefined;
  readonly texts: ReadonlyMap<number, string>;
  /** The picture the next document begins with: fetched when this one is shown. */
  readonly ahead: string | undefined;
  readonly token: string;
  readonly zone: string;
};

/** The review screen: the page left, what was read of it right, what can be done with it below. */
export function DocumentBody(props: DocumentBodyProps) {
  const { document, look, texts, ahead, token, zone } = props;
  const { id, version } = document;
  const fields = viewFields(document, look);
  const isReadOnly = !canAct(document);
  return (
    <div
      class="desk"
      id="desk"
      data-document={id}
      data-token={token}
      data-ahead={isReadOnly ? undefined : ahead}
      data-draw={assetPath('document-draw.js')}
      data-locked={isReadOnly ? undefined : 'mine'}
    >
      {/* First of its form: what Enter presses where no script runs. */}
      <button form="desk-form" type="submit" class="unseen" tabindex={-1} aria-hidden="true">
        Accept & next
      </button>
      <DeskHead {...props} fields={fields} />
      <Pages document={document} fields={fields} texts={texts} isReadOnly={isReadOnly} />
      <section class="desk-side" aria-label="What was read">
        <form id="desk-form" method="post" action={`/documents/${id}/settle`} class="desk-fields">
          <Csrf token={token} />
          <input type="hidden" name="version" value={version} />
          {groups.map((group) => (
            <Group group={group} document={document} look={look} fields={fields} isReadOnly={isReadOnly} />
          ))}
          <label class="choice">
            <input type="checkbox" id="all-crops" /> Show the source of every field
          </label>
        </form>
        <DeskActs document={document} token={token} zone={zone} isReadOnly={isReadOnly} />
      </section>
    </div>
  );
}

/** It waits for a person, and nobody else has it open. */
export function canAct({ state, lock }: DeskDocument): boolean {
  return state === 'review' && (lock === undefined || lock.isMine);
}

const groups: readonly FieldGroup[] = ['patient', 'referrer', 'reason', 'insurance', 'pcp'];

const groupWords: Readonly<Record<FieldGroup, string>> = {
  patient: 'Patient',
  referrer: 'Who sent',
  pcp: 'Primary care',
  reason: 'Reason',
  insurance: 'Insurance',
};

type GroupProps = {
  readonly group: FieldGroup;
  readonly document: DeskDocument;
  readonly look: DeskLook;
  readonly fields: readonly FieldView[];
  readonly isReadOnly: boolean;
};

function Group({ group, document, look, fields, isReadOnly }: GroupProps) {
  // Once it is settled the referral says whose it is.
  const isOpen = document.state === 'review' || document.state === 'held';
  return (
    <section class="df-group" aria-labelledby={`g-${group}`}>
      <h2 id={`g-${group}`}>{groupWords[group]}</h2>
      {group === 'patient' && isOpen ? (
        <PatientChoice document={document} look={look} isReadOnly={isReadOnly} />
      ) : null}
      {group === 'referrer' && isOpen ? (
        <PartnerChoice document={document} look={look} isReadOnly={isReadOnly} />
      ) : null}
      <FieldGroupView document={document} group={group} fields={fields} isReadOnly={isReadOnly} />
    </section>
  );
}

type HeadProps = DocumentBodyProps & { readonly fields: readonly FieldView[] };

function DeskHead({ document, notice, look, zone, fields }: HeadProps) {
  const { state, position, total, transport, pages, reason } = document;
  return (
    <header class="desk-head">
      <p class="queue">
        <a href="/documents">Faxes & mails</a>
        {state === 'review' && total > 0 ? (
          <span>
            {position} of {total}
          </span>
        ) : null}
        <Pill of={deskStateWords[state]} />
        {document.priority === 0 ? <span class="pill red">Urgent</span> : null}
        {transport.isPartial === true ? <span class="pill amber">Only a part arrived</span> : null}
        <a href={`/documents/${document.id}/files`}>Files as they came</a>
      </p>
      <h1>
        {titleOf(document)}, {pagesText(pages.length)}{' '}
        <small>
          {kindWords[document.kind]} · {shortText(document.receivedAt, zone)}
        </small>
      </h1>
      {transport.subject === undefined ? null : <p class="muted">Subject: {transport.subject}</p>}
      <p id="reason" role="status">
        {reason ?? (canAct(document) ? 'Please compare what was read with the page.' : null)}
      </p>
      <p id="left" role="status" class="pill plain">
        {canAct(document) ? leftText(fields, document) : null}
      </p>
      <Notices document={document} notice={notice} zone={zone} />
      {look.problems
        .filter((one) => !isAtField(fields, one.field))
        .map((one) => (
          <p class="problem" role="alert">
            {one.problem}
          </p>
        ))}
    </header>
  );
}

/** Said beside its input; whatever has none is said above. */
function isAtField(fields: readonly FieldView[], field: string): boolean {
  return (
    field === 'patient' ||
    field === 'partner' ||
    fields.some((one) => one.key === field || one.name === field)
  );
}

/** As the page's script says it, too. */
function leftText(fields: readonly FieldView[], { patients, partners }: DeskDocument): string {
  const choices = [patients[0], partners[0]].filter((one) => one !== undefined && !one.isCertain).length;
  const left = fields.filter((one) => one.isAsked).length + choices;
  if (left === 0) return 'Nothing is in doubt';
  return left === 1 ? '1 doubtful field left' : `${left} doubtful fields left`;
}

/** Taken at the desk: at whose appointment. */
function TakenAt({ document: { handedIn }, zone }: Pick<HeadProps, 'document' | 'zone'>) {
  if (!handedIn) return null;
  const { referralId, name, appointmentAt } = handedIn;
  const who = name === '' ? 'a patient’s' : `${name}’s`;
  return (
    <p class="told" id="taken-at">
      Taken at check-in for{' '}
      <a href={`/check-in/${referralId}`}>
        {appointmentAt === undefined
          ? `${who} referral`
          : `${who} appointment of ${appointmentText(appointmentAt, zone)}`}
      </a>
      .
    </p>
  );
}

function appointmentText(at: string, zone: string): string {
  return dayOf(at, zone) === dayOf(now(), zone) ? `today, ${shortText(at, zone)}` : shortText(at, zone);
}

function Notices({ document, notice, zone }: Pick<HeadProps, 'document' | 'notice' | 'zone'>) {
  const { lock, duplicateOf, splitDoubt, state, settledBy, settledAt, referralId, holdReason } = document;
  return (
    <>
      {notice === undefined ? null : (
        <p class="problem" role="alert" id="notice">
          {notice}
        </p>
      )}
      <p class="problem" role="alert" id="lost" hidden></p>
      {lock === undefined || lock.isMine || state !== 'review' ? null : (
        <p class="told" role="status" id="locked" data-until={lock.until}>
          {lock.by} has this open until {shortText(lock.until, zone)} at least: you can look, not change.{' '}
          <a href={`/documents/${document.id}`} id="take-over" class="button">
            Look whether it is free
          </a>
        </p>
      )}
      <TakenAt document={document} zone={zone} />
      {duplicateOf === undefined ? null : (
        <p class="told">
          Same as an earlier fax? {percentText(duplicateOf.similarity)} of its words are those of{' '}
          <a href={`/documents/${duplicateOf.documentId}`}>
            the one of {shortText(duplicateOf.receivedAt, zone)}
          </a>
          .
        </p>
      )}
      {splitDoubt === undefined ? null : <p class="told">{splitDoubt}</p>}
      {state === 'held' && holdReason !== undefined ? <p class="told">On hold: {holdReason}</p> : null}
      {settledAt === undefined ? null : (
        <p class="told">
          {deskStateWords[state].word} by {settledBy ?? 'the hub'}, {fullText(settledAt, zone)}.{' '}
          {referralId === undefined ? null : <a href={`/referrals/${referralId}`}>Open the referral</a>}
        </p>
      )}
    </>
  );
}
