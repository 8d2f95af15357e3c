import { codeOf } from '../lib/failure.ts';

/** Longest a stop may take. Whatever was acknowledged is on disk by then: nothing is lost by going. */
const GRACE_MS = 10_000;

/**
 * Waits for SIGINT or SIGTERM, then stops gracefully and ends the process. After ten seconds, or at a second signal, it goes
 * anyway: what was under way is taken up by the next start.
 */
export async function stopOnSignal(stop: () => Promise<void>): Promise<never> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  console.log('Stopping: finishing what is in hand. Everything acknowledged is stored.');
  const hurry = (): never => process.exit(130);
  process.once('SIGINT', hurry);
  process.once('SIGTERM', hurry);
  setTimeout(() => {
    console.error('Stopping took longer than 10 seconds; the next start takes up what was under way.');
    process.exit(1);
  }, GRACE_MS);
  try {
    await stop();
  } catch (error) {
    console.error(
      `The hub did not stop cleanly (${codeOf(error)}); the next start takes up what was under way.`,
    );
    if (process.env['DEBUG']) console.error(error);
    process.exit(1);
  }
  console.log('Stopped.');
  process.exit(0);
}
