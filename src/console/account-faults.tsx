import type { AccountFault } from '../store/account-faults.ts';
import { When } from './times.tsx';
import { destinationWord } from './words.ts';

/** Gateways that do not let our account send: above everything else, since nothing leaves by them. */
export function AccountFaults({
  faults,
  zone,
}: {
  readonly faults: readonly AccountFault[];
  readonly zone: string;
}) {
  if (faults.length === 0) return null;
  return (
    <div id="account-faults" class="problem" role="alert" data-block>
      {faults.map(({ destination, count, since, detail }) => (
        <p>
          <strong>{destinationWord(destination)}: the gateway refuses our account.</strong>{' '}
          {count === 1 ? 'One parcel has' : `${count} parcels have`} waited since{' '}
          <When at={since} zone={zone} />
          {detail === null ? '. ' : `: ${detail} `}
          Check its credentials and credit; what waits goes by itself.
        </p>
      ))}
    </div>
  );
}
