import type { Mapped } from '../../sdk/mapping.ts';
import type { WaitingMessage } from '../../store/waiting-messages.ts';
import type { Hub } from '../hub.ts';

/** What a row said when it was judged, as of a moment: said of its message when it was received at that moment. */
export type JudgedRow = { readonly messageId: string; readonly receivedAt: string; readonly mapped: Mapped };

/** By the mappings that judged: whoever reads with others knows nothing of it. */
const judged = new WeakMap<Hub['channels'], Map<string, JudgedRow>>();

/** As many rows as may wait, and those of one move more. */
const MOST_KEPT = 1_500;

/** Rows are mapped once: what they said is kept until their messages' turn, or until newer ones need the place. */
export function keepJudged(channels: Hub['channels'], rows: readonly JudgedRow[]): void {
  const kept = judged.get(channels) ?? new Map<string, JudgedRow>();
  judged.set(channels, kept);
  for (const row of rows) kept.set(row.messageId, row);
  for (const id of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(id);
  }
}

/** Messages whose rows were judged, those of the earliest rows first. */
export function judgedIds(channels: Hub['channels'], limit: number): readonly string[] {
  const ids: string[] = [];
  for (const id of judged.get(channels)?.keys() ?? []) if (ids.push(id) === limit) break;
  return ids;
}

/** What the row of a message said, once: whoever reads the message again maps it. */
export function takeJudged(channels: Hub['channels'], message: WaitingMessage): Mapped | undefined {
  const kept = judged.get(channels);
  const row = kept?.get(message.id);
  kept?.delete(message.id);
  return row?.receivedAt === message.received_at ? row.mapped : undefined;
}
