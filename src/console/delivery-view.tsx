import { now } from '../lib/clock.ts';
import type { Attempt, Delivery, Endpoint } from '../store/deliveries.ts';
import { Confirm, Fix, HandOver, KnownWays, OtherWay, Print, Resend } from './delivery-forms.tsx';
import type { DeliveryProblems } from './delivery-ways.ts';
import { Fact, Pill } from './parts.tsx';
import { dayOf, When } from './times.tsx';
import { deliveryWords, destinationWord, purposeWord } from './words.ts';

type BodyProps = {
  readonly delivery: Delivery;
  /** Every parcel of the same thing, oldest first: what was tried before, and what went on. */
  readonly chain: readonly Delivery[];
  readonly attempts: readonly (Attempt & { readonly deliveryId: string })[];
  readonly patient: string | undefined;
  readonly partner: { readonly id: string; readonly name: string } | undefined;
  readonly noteLink: string | undefined;
  /** What was wrong with a form. */
  readonly wrong: DeliveryProblems | undefined;
  /** Addresses it could go to. */
  readonly endpoints: readonly Endpoint[];
  readonly destinations: readonly string[];
  readonly token: string;
  readonly zone: string;
};

/** One delivery: where it went, its proof, what can be done, and every try of every way. */
export function DeliveryBody(props: BodyProps) {
  const { delivery, patient, wrong } = props;
  const isOpen = delivery.status !== 'delivered' && delivery.status !== 'cancelled';
  return (
    <>
      <p class="crumb">
        <a href="/notes-to-send">Notes to send</a> ·{' '}
        <a href={`/referrals/${delivery.referralId}`}>
          The referral{patient === undefined ? '' : ` of ${patient}`}
        </a>
      </p>
      <div class="head">
        <h1>{purposeWord(delivery.purpose)}</h1>
        <Pill of={deliveryWords[delivery.status]} />
        {delivery.acknowledgedAt === null ? null : <Pill of={{ word: 'Acknowledged', tone: 'green' }} />}
      </div>
      {delivery.detail === null ? null : (
        <p class={delivery.status === 'dead' ? 'problem' : 'told'}>{delivery.detail}</p>
      )}
      {wrong === undefined ? null : (
        <p class="problem" role="alert">
          {wrong.problems.join(' ')}
        </p>
      )}
      <section class="card wide" id="proof" aria-label="Delivery and proof">
        <DeliveryFacts {...props} />
        <div class="buttons">
          <a class="button" href={`/deliveries/${delivery.id}/packet`} target="_blank" rel="noopener">
            {delivery.sentAt === null ? 'Open the packet' : 'Open the packet as sent'}
          </a>
          <Print id={delivery.id} token={props.token} />
          {isOpen ? (
            <Confirm id={delivery.id} token={props.token} back={`/deliveries/${delivery.id}`} />
          ) : null}
        </div>
      </section>
      {isOpen ? <WaysOn {...props} /> : null}
      <Chain {...props} />
    </>
  );
}

function DeliveryFacts({ delivery, partner, noteLink, zone }: BodyProps) {
  return (
    <dl class="pairs across">
      <Fact term="Office">
        {partner === undefined ? undefined : <a href={`/partners/${partner.id}`}>{partner.name}</a>}
      </Fact>
      <Fact term="By">{destinationWord(delivery.destination)}</Fact>
      <Fact term="To">
        <span class="address">{delivery.address}</span>
      </Fact>
      <Fact term={delivery.status === 'delivered' ? 'Proof' : 'Their number'}>{delivery.reference}</Fact>
      <Fact term="Sent">
        <When at={delivery.sentAt} zone={zone} />
      </Fact>
      <Fact term="Delivered">
        <When at={delivery.deliveredAt} zone={zone} />
      </Fact>
      {delivery.acknowledgedAt === null ? null : (
        <Fact term="In their hands">
          {delivery.acknowledged}, <When at={delivery.acknowledgedAt} zone={zone} />
        </Fact>
      )}
      {delivery.nextAttemptAt === null ? null : (
        <Fact term="Next try">
          <When at={delivery.nextAttemptAt} zone={zone} />
        </Fact>
      )}
      <Fact term="Pages">{delivery.packetPages === null ? undefined : String(delivery.packetPages)}</Fact>
      <Fact term="Asked for by">{delivery.createdBy}</Fact>
      {noteLink === undefined ? null : (
        <Fact term="Note">
          <a href={noteLink}>the message it came in</a>
        </Fact>
      )}
    </dl>
  );
}

/** What a person can do while it has not arrived. */
function WaysOn({ delivery, chain, endpoints, destinations, wrong, token, zone }: BodyProps) {
  const { id, referralId, partnerId } = delivery;
  const form = { id, token, back: `/referrals/${referralId}` };
  const others = endpoints.filter(
    (one) => one.destination !== delivery.destination || one.address !== delivery.address,
  );
  const isWrong = (act: string) => ({ isOpen: wrong?.act === act });
  return (
    <section class="card wide" id="ways">
      <h2>Get it there</h2>
      <div class="buttons">
        <Resend id={id} token={token} back={`/deliveries/${id}`} />
      </div>
      {partnerId === null ? null : (
        <>
          <KnownWays {...form} endpoints={others} tried={chain} />
          <div class="more-ways">
            {delivery.destination === 'print' ? null : (
              <Fix delivery={delivery} token={token} back={form.back} {...isWrong('fix')} />
            )}
            <OtherWay {...form} destinations={destinations} {...isWrong('other-way')} />
            <HandOver {...form} now={wallClock(zone)} {...isWrong('hand-over')} />
          </div>
        </>
      )}
    </section>
  );
}

/** `YYYY-MM-DDTHH:MM` of the practice, as a form field takes it. */
function wallClock(zone: string): string {
  const at = now();
  const time = new Date(at).toLocaleTimeString('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${dayOf(at, zone)}T${time}`;
}

/** The ways it went one after the other, each with its tries. */
function Chain({ delivery, chain, attempts, zone }: BodyProps) {
  return (
    <section class="card wide">
      <h2>{chain.length === 1 ? 'One way was tried' : `${chain.length} ways were tried`}</h2>
      <ol class="lines chain">
        {chain.map((one) => (
          <li aria-current={one.id === delivery.id ? 'true' : undefined}>
            <p>
              <Pill of={deliveryWords[one.status]} />{' '}
              {one.id === delivery.id ? (
                <strong>
                  {destinationWord(one.destination)}: {one.address}
                </strong>
              ) : (
                <a href={`/deliveries/${one.id}`}>
                  {destinationWord(one.destination)}: {one.address}
                </a>
              )}
              {one.createdBy === null ? null : <small class="muted"> by {one.createdBy}</small>}
            </p>
            <Tries attempts={attempts.filter((attempt) => attempt.deliveryId === one.id)} zone={zone} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Tries({ attempts, zone }: { readonly attempts: readonly Attempt[]; readonly zone: string }) {
  if (attempts.length === 0) return <p class="muted">It was not tried.</p>;
  return (
    <ol class="tries">
      {attempts.map((attempt) => (
        <li>
          <When at={attempt.startedAt} zone={zone} />{' '}
          {outcomeWords[attempt.outcome ?? ''] ?? attempt.outcome ?? 'under way'}
          {attempt.code === null ? null : <code> {attempt.code}</code>}
          {attempt.detail === null ? null : <span class="muted"> {attempt.detail}</span>}
        </li>
      ))}
    </ol>
  );
}

const outcomeWords: Readonly<Record<string, string>> = {
  delivered: 'Delivered.',
  sent: 'Taken over.',
  failed: 'Failed.',
  not_sent: 'Not sent.',
};
