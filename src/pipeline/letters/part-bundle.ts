import type { Tx } from '../../store/database.ts';
import { setEffectState } from '../../store/effects.ts';
import { deleteBundleNotes, listBundleNotes, loadNotesToBundle } from '../../store/letters-bundles.ts';

/**
 * Takes a bundle apart that cannot go: each note goes by itself again. What is held or was withdrawn since stays as it is, and what
 * arrived before was asked for once more: without the bundle nobody asks.
 */
export async function partBundle(tx: Tx, bundleKey: string): Promise<void> {
  const members = await listBundleNotes(tx, bundleKey);
  const keys = members.filter((one) => one.state === 'released').map((one) => one.noteKey);
  await deleteBundleNotes(tx, bundleKey);
  const open = (await loadNotesToBundle(tx, keys)).filter(
    (note) => note.status !== 'sent' && note.status !== 'delivered',
  );
  await setEffectState(
    tx,
    open.map((note) => note.key),
    'planned',
  );
}
