import { EVERYBODY, thresholdOf, type AcceptanceRules } from '../../domain/document/acceptance.ts';
import {
  measureAcceptance,
  proposeThresholds,
  type AcceptanceCount,
  type AcceptanceMeasure,
  type ProposedThreshold,
} from '../../domain/document/acceptance-measure.ts';
import { fieldNames, type FieldName } from '../../domain/document/fields.ts';
import {
  countOutcomes,
  listAcceptanceRules,
  loadAcceptanceMode,
  setAcceptanceMode,
  setThresholds,
} from '../../store/acceptance.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

type Store = Pick<Hub, 'db'>;

/** How far the hub may go by itself, and how that went. */
export type AcceptanceView = {
  readonly mode: AcceptanceRules['mode'];
  readonly auditShare: number;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly rows: readonly AcceptanceRow[];
  readonly all: AcceptanceCount;
  readonly calibration: AcceptanceMeasure['calibration'];
  /** Expected calibration error, 0 to 1. */
  readonly error: number;
  /** What the outcomes speak for, to be taken over by a person. */
  readonly proposals: readonly ProposedThreshold[];
};

export type AcceptanceRow = AcceptanceCount & {
  readonly field: FieldName;
  readonly threshold: number;
  /** Senders with a threshold of their own. */
  readonly senders: number;
};

export async function loadAcceptance(hub: Store): Promise<AcceptanceView> {
  const [mode, rules, cells] = await Promise.all([
    loadAcceptanceMode(hub.db),
    listAcceptanceRules(hub.db),
    countOutcomes(hub.db),
  ]);
  const { all, byField, calibration, error } = measureAcceptance(cells);
  const nothing = measureAcceptance([]).all;
  const rows = fieldNames.map((field) => ({
    ...(byField.find((one) => one.field === field) ?? nothing),
    field,
    threshold: thresholdOf(field, EVERYBODY, rules),
    senders: rules.filter((rule) => rule.field === field && rule.senderKey !== EVERYBODY).length,
  }));
  return { ...mode, rows, all, calibration, error, proposals: proposeThresholds(cells, rules) };
}

/** Lets the hub file by itself, or stops it. `auditShare`: 0.01 to 1. */
export function setMode(
  hub: Store,
  change: { readonly mode: AcceptanceRules['mode']; readonly auditShare: number },
  person: string,
): Promise<void> {
  return transaction(hub.db, (tx) => setAcceptanceMode(tx, change, person));
}

/** `threshold` undefined: the one above it holds again. `senderKey` absent: everybody's. */
export function setThreshold(
  hub: Store,
  rule: { readonly field: FieldName; readonly senderKey?: string; readonly threshold: number | undefined },
  person: string,
): Promise<void> {
  const { field, senderKey = EVERYBODY, threshold } = rule;
  return transaction(hub.db, (tx) => setThresholds(tx, [{ field, senderKey, threshold }], person));
}
