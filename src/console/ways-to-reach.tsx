import type { Endpoint } from '../store/deliveries.ts';
import { destinationWord } from './words.ts';

/** Where things about one referral go, best first: what is sent tries the first and goes on to the next. */
export type WaysToReach = { readonly notes: readonly Endpoint[]; readonly notices: readonly Endpoint[] };

type Props = {
  readonly ways: WaysToReach;
  readonly partnerId: string;
};

/** Every way in its order. Notices stand apart only where they take another way than notes. */
export function WaysText({ ways, partnerId }: Props) {
  const { notes, notices } = ways;
  const isSame = notes.map((one) => one.id).join() === notices.map((one) => one.id).join();
  if (notes.length + notices.length === 0)
    return (
      <>
        No way to send yet. <a href={`/partners/${partnerId}#ways`}>Add one</a>
      </>
    );
  return (
    <>
      <WayList ways={notes} partnerId={partnerId} label={isSame ? undefined : 'Notes'} />
      {isSame ? null : <WayList ways={notices} partnerId={partnerId} label="Notices" />}
    </>
  );
}

type ListProps = {
  readonly ways: readonly Endpoint[];
  readonly partnerId: string;
  readonly label: string | undefined;
};

function WayList({ ways, partnerId, label }: ListProps) {
  return (
    <>
      {label === undefined ? null : <small class="muted">{label}</small>}
      {ways.length === 0 ? <p>No way yet</p> : null}
      <ol class="ways">
        {ways.map((way) => (
          <li>
            {destinationWord(way.destination)}: {way.address}
            {way.partnerId === partnerId ? null : <small class="muted"> of their office</small>}
            {way.health === 'suspect' ? <span class="pill amber">Doubtful</span> : null}
          </li>
        ))}
      </ol>
    </>
  );
}
