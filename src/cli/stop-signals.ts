import { Failure } from '../lib/failure.ts';

/** Longest a stop may take. Whatever was acknowledged is on disk by then: nothing is lost by going. */
const GRACE_MS = 10_000;

/**
 * Waits for SIGINT or SIGTERM, then stops gracefully. After ten seconds, or at a second signal, the process goes anyway; what was
 * under way is taken up by the next start.
 */
export async function stopOnSignal(stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  console.log('Stopping: finishing what is in hand.');
  const hurry = (): never => process.exit(130);
  process.once('SIGINT', hurry);
  process.once('SIGTERM', hurry);
  const deadline = setTimeout(() => {
    console.error(
      'Stopping took longer than 10 seconds. Everything acknowledged is stored; the next start takes it up.',
    );
    process.exit(1);
  }, GRACE_MS);
  try {
    await stop();
  } catch (error) {
    throw new Failure(
      'permanent',
      'stop',
      'The hub did not stop cleanly. Everything acknowledged is stored.',
      { cause: error },
    );
  } finally {
    clearTimeout(deadline);
    process.off('SIGINT', hurry);
    process.off('SIGTERM', hurry);
  }
  console.log('Stopped.');
}
