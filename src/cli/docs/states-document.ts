import { referralStates, type ReferralState } from '../../domain/referral-state.ts';
import { walkStates, type Transition } from './state-walk.ts';

/** The states of a referral and what leads from one to the other, found by folding. */
export function statesDocument(): string {
  const transitions = walkStates();
  return [
    '# States of a referral',
    '',
    'Found by folding: each usual history of a referral, once more with every fact that may come next',
    '(`src/cli/docs/state-walk.ts`, with the code the hub runs). A state is computed from all facts in the order in which things',
    'happened, whatever the order in which they arrived; so this is what one more, *later* fact does. Whether anybody heard of',
    'it is not a state: that is the status of a delivery.',
    '',
    '| State | Means |',
    '|---|---|',
    ...referralStates.map((state) => `| \`${state}\` | ${meanings[state]} |`),
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...rowsOf(transitions.filter(isDrawn)).map(
      ({ from, to, causes }) =>
        `  ${nodeOf(from)} --> ${nodeOf(to)}: ${causes.join(', ').replaceAll(':', '')}`,
    ),
    '```',
    '',
    'The picture leaves out what ends, reopens or corrects a referral. All changes:',
    '',
    '| From | To | Because of |',
    '|---|---|---|',
    ...rowsOf(transitions).map(
      ({ from, to, causes }) => `| ${wordOf(from)} | ${wordOf(to)} | ${causes.join('; ')} |`,
    ),
    '',
  ].join('\n');
}

const meanings: Readonly<Record<ReferralState, string>> = {
  possible: 'A visit was booked for a patient whose PCP is a partner we court; nobody said they referred.',
  needs_review: 'A referral was read, and the reading is in doubt; a person confirms it. Not counted yet.',
  received: 'Somebody referred this patient; nothing is booked yet.',
  accepted: 'The practice takes the patient; nothing is booked yet.',
  scheduled: 'An appointment is booked, or the patient is here.',
  no_show: 'The patient did not come.',
  appt_cancelled: 'The appointment was cancelled and no other one stands.',
  seen: 'The visit took place; its final note is awaited.',
  note_ready: 'A final note exists; nothing proves yet that the referrer has it.',
  closed: 'A final note provably reached the referrer.',
  declined: 'The practice does not take the patient.',
  cancel_requested: 'The referrer asked to take the referral back; nobody has confirmed it.',
  cancelled: 'The referral was taken back.',
  expired: 'Its last day passed, or the patient could not be reached; a booking or a visit brings it back.',
  voided: 'It was entered in error and no longer counts.',
};

/** The loop from left to right. */
const onwards: readonly Transition['from'][] = [
  'none',
  'possible',
  'needs_review',
  'received',
  'accepted',
  'scheduled',
  'no_show',
  'appt_cancelled',
  'seen',
  'note_ready',
  'closed',
];

function isDrawn({ from, to }: Transition): boolean {
  if (!onwards.includes(from) || !onwards.includes(to)) return false;
  const isRebooked = to === 'scheduled' && (from === 'no_show' || from === 'appt_cancelled');
  return isRebooked || onwards.indexOf(to) > onwards.indexOf(from);
}

type Row = {
  readonly from: Transition['from'];
  readonly to: Transition['from'];
  readonly causes: readonly string[];
};

/** One row for each pair of states, in the order of the states. */
function rowsOf(transitions: readonly Transition[]): readonly Row[] {
  const states: readonly Transition['from'][] = ['none', ...referralStates];
  return states.flatMap((from) =>
    states.flatMap((to) => {
      const found = transitions.filter((one) => one.from === from && one.to === to);
      return found.length === 0 ? [] : [{ from, to, causes: [...new Set(found.map((one) => one.cause))] }];
    }),
  );
}

function nodeOf(state: Transition['from']): string {
  return state === 'none' ? '[*]' : state;
}

function wordOf(state: Transition['from']): string {
  return state === 'none' ? '(no referral)' : `\`${state}\``;
}
