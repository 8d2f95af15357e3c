import type { Attempt, Delivery } from '../store/deliveries.ts';
import { Confirm, OtherWay, Resend } from './delivery-forms.tsx';
import { Fact, linkTo, Pill } from './parts.tsx';
import { When } from './times.tsx';
import { deliveryWords, destinationWord, purposeWord } from './words.ts';

type BodyProps = {
  readonly delivery: Delivery;
  readonly attempts: readonly Attempt[];
  readonly patient: string | undefined;
  readonly noteMessageId: string | undefined;
  /** What was wrong with the other way. */
  readonly problems: readonly string[];
  readonly destinations: readonly string[];
  readonly token: string;
  readonly zone: string;
};

/** One delivery: where it went, its proof, and every try. */
export function DeliveryBody(props: BodyProps) {
  const { delivery, attempts, patient, noteMessageId, problems, token, zone } = props;
  const isOpen = delivery.status !== 'delivered' && delivery.status !== 'cancelled';
  const back = `/deliveries/${delivery.id}`;
  return (
    <>
      <p class="crumb">
        <a href={`/referrals/${delivery.referralId}`}>
          Back to the referral{patient === undefined ? '' : ` of ${patient}`}
        </a>
      </p>
      <div class="head">
        <h1>{purposeWord(delivery.purpose)}</h1>
        <Pill of={deliveryWords[delivery.status]} />
      </div>
      {delivery.detail === null ? null : (
        <p class={delivery.status === 'dead' ? 'problem' : 'told'}>{delivery.detail}</p>
      )}
      {problems.length === 0 ? null : (
        <p class="problem" role="alert">
          {problems.join(' ')}
        </p>
      )}
      <section class="card wide">
        <DeliveryFacts delivery={delivery} noteMessageId={noteMessageId} zone={zone} />
        {isOpen ? (
          <div class="buttons">
            <Resend id={delivery.id} token={token} back={back} />
            {delivery.partnerId === null ? null : (
              <OtherWay
                id={delivery.id}
                token={token}
                back={`/referrals/${delivery.referralId}`}
                destinations={props.destinations}
              />
            )}
            <Confirm id={delivery.id} token={token} back={back} />
          </div>
        ) : null}
      </section>
      <Attempts attempts={attempts} zone={zone} />
    </>
  );
}

function DeliveryFacts({
  delivery,
  noteMessageId,
  zone,
}: Pick<BodyProps, 'delivery' | 'noteMessageId' | 'zone'>) {
  return (
    <dl class="pairs across">
      <Fact term="By">{destinationWord(delivery.destination)}</Fact>
      <Fact term="To">
        <span class="address">{delivery.address}</span>
      </Fact>
      <Fact term="Proof">{delivery.reference}</Fact>
      <Fact term="Sent">
        <When at={delivery.sentAt} zone={zone} />
      </Fact>
      <Fact term="Delivered">
        <When at={delivery.deliveredAt} zone={zone} />
      </Fact>
      {delivery.nextAttemptAt === null ? null : (
        <Fact term="Next try">
          <When at={delivery.nextAttemptAt} zone={zone} />
        </Fact>
      )}
      <Fact term="Pages">{delivery.packetPages === null ? undefined : String(delivery.packetPages)}</Fact>
      <Fact term="Asked for by">{delivery.createdBy}</Fact>
      {noteMessageId === undefined ? null : (
        <Fact term="Note">
          <a href={linkTo(`/messages/${noteMessageId}`, { referral: delivery.referralId })}>
            the message it came in
          </a>
        </Fact>
      )}
    </dl>
  );
}

function Attempts({ attempts, zone }: { readonly attempts: readonly Attempt[]; readonly zone: string }) {
  return (
    <section class="card wide">
      <h2>{attempts.length === 1 ? '1 try' : `${attempts.length} tries`}</h2>
      {attempts.length === 0 ? <p class="muted">It was not tried yet.</p> : null}
      <ol class="lines">
        {attempts.map((attempt) => (
          <li>
            <When at={attempt.startedAt} zone={zone} />{' '}
            {outcomeWords[attempt.outcome ?? ''] ?? attempt.outcome ?? 'under way'}
            {attempt.code === null ? null : <code> {attempt.code}</code>}
            {attempt.detail === null ? null : <span class="muted"> {attempt.detail}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

const outcomeWords: Readonly<Record<string, string>> = {
  delivered: 'Delivered.',
  sent: 'Taken over.',
  failed: 'Failed.',
  not_sent: 'Not sent.',
};
