import { setTimeout as wait } from 'node:timers/promises';
import type { Acknowledgement } from '../../formats/hl7v2/acknowledge.ts';
import { fateOf } from '../../lib/failure.ts';
import { openMllpSender, postMessage } from './doors.ts';
import type { DemoDoctor } from './people.ts';
import type { Play, Step } from './stories.ts';

/** Where the play's messages go, and who is in it. */
export type Stage = {
  readonly url: string;
  readonly mllpPort: number;
  readonly mllpHost: string;
  readonly httpChannel: string;
  readonly httpToken: string;
  readonly zone: string;
  readonly doctors: readonly [DemoDoctor, ...DemoDoctor[]];
};

export type Played = {
  /** Begins all control ids of the play. */
  readonly run: string;
  readonly sent: number;
  readonly acknowledged: number;
};

/** A door that does not answer is knocked on again, as any sender would: the same bytes are recognised. */
const TRIES = 5;
const BETWEEN_TRIES_MS = 1_000;

/** Sends every step at its time through the hub's real doors. Each sender waits for its answer before it goes on. */
export async function play(
  stage: Stage,
  script: (play: Play) => readonly Step[],
  options: {
    readonly seed: number;
    readonly speed: number;
    readonly signal: AbortSignal;
    readonly tell: (sentence: string) => void;
  },
): Promise<Played> {
  const { seed, speed, signal, tell } = options;
  const begin = Date.now();
  const run = begin.toString(36).toUpperCase();
  const steps = script({ run, seed, doctors: stage.doctors, realTime: (at) => new Date(begin + at / speed) });
  const sender = openMllpSender(stage.mllpHost, stage.mllpPort);
  let [sent, acknowledged] = [0, 0];
  try {
    for (const [index, step] of steps.entries()) {
      await waitUntil(begin + step.at / speed, signal);
      if (signal.aborted) break;
      const at = new Date(Date.now() - (step.ageMs ?? 0));
      const message = Buffer.from(step.make({ controlId: `${run}-${index + 1}`, at, zone: stage.zone }));
      sent += 1;
      const answer = await insist(signal, () =>
        step.door === 'mllp'
          ? sender.send(message)
          : postMessage(stage.url, stage.httpChannel, stage.httpToken, message),
      );
      if (answer?.code === 'AA' || answer?.code === 'CA') acknowledged += 1;
      if (step.say !== undefined) tell(step.say);
    }
  } finally {
    sender.close();
  }
  return { run, sent, acknowledged };
}

async function insist(
  signal: AbortSignal,
  send: () => Promise<Acknowledgement>,
): Promise<Acknowledgement | undefined> {
  for (let tries = 1; tries <= TRIES && !signal.aborted; tries += 1) {
    const answer = await send().catch((error: unknown) => {
      if (fateOf(error) === 'permanent') throw error;
      return undefined;
    });
    if (answer && answer.code !== 'AE' && answer.code !== 'CE') return answer;
    await wait(BETWEEN_TRIES_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

async function waitUntil(at: number, signal: AbortSignal): Promise<void> {
  const left = at - Date.now();
  if (left > 0) await wait(left, undefined, { signal }).catch(() => undefined);
}
