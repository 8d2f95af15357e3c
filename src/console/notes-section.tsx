import type { NoteView } from '../domain/note.ts';
import type { Delivery } from '../store/deliveries.ts';
import { Confirm, Resend } from './delivery-forms.tsx';
import { linkTo, Pill } from './parts.tsx';
import type { ReferralPage } from './referral-load.ts';
import { birthText, When } from './times.tsx';
import { deliveryWords, destinationWord, purposeWord, type Word } from './words.ts';

type Props = { readonly page: ReferralPage; readonly token: string; readonly zone: string };

/** Notes with their versions and what became of sending them; then the other things that were sent. */
export function NotesSection({ page, token, zone }: Props) {
  const { notes } = page.view;
  const outgoing = page.deliveries.filter((one) => one.purpose !== 'liaison_alert');
  const others = outgoing.filter((one) => !notes.some((note) => note.key === one.documentKey));
  if (notes.length === 0 && others.length === 0) return null;
  return (
    <section id="notes" class="card">
      <h2>Notes and notices</h2>
      {notes.map((note) => (
        <Note
          note={note}
          deliveries={outgoing.filter((one) => one.documentKey === note.key)}
          page={page}
          token={token}
          zone={zone}
        />
      ))}
      {others.length === 0 ? null : (
        <Deliveries deliveries={others} token={token} zone={zone} back={page.referral.id} />
      )}
    </section>
  );
}

function Note({
  note,
  deliveries,
  page,
  token,
  zone,
}: Props & { readonly note: NoteView; readonly deliveries: readonly Delivery[] }) {
  const entry = page.facts.findLast(
    (one) => one.messageId === note.messageId && one.fact.kind === 'note_stated',
  );
  const mark = entry?.fact.lineage.slice(0, 40).join(',');
  return (
    <article class="note">
      <h3>
        {note.title ?? 'Note'} <Pill of={noteWord(note)} />
        {note.version > 1 ? <small class="muted"> version {note.version}</small> : null}
      </h3>
      <p class="facts">
        {note.serviceDate === undefined ? null : <span>Visit of {birthText(note.serviceDate)}</span>}
        {note.signedAt === undefined ? null : (
          <span>
            Signed <When at={note.signedAt} zone={zone} />
          </span>
        )}
        {note.messageId === undefined ? null : (
          <a href={linkTo(`/messages/${note.messageId}`, { referral: page.referral.id, mark })}>
            The message it came in
          </a>
        )}
      </p>
      {note.contentProblem === undefined ? null : <p class="problem">{note.contentProblem}</p>}
      <Deliveries deliveries={deliveries} token={token} zone={zone} back={page.referral.id} />
    </article>
  );
}

function noteWord(note: NoteView): Word {
  if (note.status === 'draft') return { word: 'Draft', tone: 'plain' };
  if (note.status === 'wrong') return { word: 'Wrong patient', tone: 'red' };
  if (note.status === 'withdrawn') return { word: 'Withdrawn', tone: 'red' };
  if (note.hold !== undefined) return { word: 'Final, held', tone: 'amber' };
  return { word: note.isAmendment ? 'Final, amended' : 'Final', tone: 'green' };
}

type DeliveriesProps = {
  readonly deliveries: readonly Delivery[];
  readonly token: string;
  readonly zone: string;
  readonly back: string;
};

function Deliveries({ deliveries, token, zone, back }: DeliveriesProps) {
  if (deliveries.length === 0) return <p class="muted">Nothing was sent yet.</p>;
  return (
    <ul class="lines">
      {deliveries.toReversed().map((one) => (
        <li>
          <p>
            <Pill of={deliveryWords[one.status]} /> {purposeWord(one.purpose)} by{' '}
            {destinationWord(one.destination)} to <span class="address">{one.address}</span>
          </p>
          <p class="facts">
            <a href={`/deliveries/${one.id}`}>
              {one.attempts === 1 ? '1 try' : `${one.attempts} tries`},{' '}
              <When at={one.deliveredAt ?? one.sentAt ?? one.createdAt} zone={zone} />
            </a>
            {one.detail === null ? null : <span>{one.detail}</span>}
            {one.reference === null ? null : <span>Proof: {one.reference}</span>}
          </p>
          {one.status === 'delivered' || one.status === 'cancelled' ? null : (
            <div class="buttons">
              {one.status === 'queued' || one.status === 'sending' ? null : (
                <Resend id={one.id} token={token} back={`/referrals/${back}`} />
              )}
              {one.status === 'dead' || one.status === 'ambiguous' ? (
                <a class="button" href={`/deliveries/${one.id}`}>
                  Send another way
                </a>
              ) : null}
              <Confirm id={one.id} token={token} back={`/referrals/${back}`} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
