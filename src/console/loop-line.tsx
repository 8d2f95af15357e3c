import type { LoopDot } from './loop.ts';
import { When } from './times.tsx';

const said: Readonly<Record<LoopDot['status'], string>> = {
  done: 'done',
  now: 'in progress',
  waiting: 'not yet',
  trouble: 'needs attention',
  skipped: 'not needed',
};

/** The path of one referral, from the first message to the proof; each dot leads to its evidence. */
export function LoopLine({ dots, zone }: { readonly dots: readonly LoopDot[]; readonly zone: string }) {
  return (
    <section aria-labelledby="loop-title">
      <h2 id="loop-title" class="unseen">
        The loop
      </h2>
      <ol class="loop" id="loop" data-block>
        {dots.map((dot) => (
          <li class={dot.status} id={`dot-${dot.key}`}>
            {dot.href === undefined ? (
              <div class="stop">
                <Stop dot={dot} zone={zone} />
              </div>
            ) : (
              <a class="stop" href={dot.href}>
                <Stop dot={dot} zone={zone} />
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Stop({ dot, zone }: { readonly dot: LoopDot; readonly zone: string }) {
  return (
    <>
      <span class="dot" aria-hidden="true"></span>
      <strong>{dot.label}</strong>
      <span class="unseen">, {said[dot.status]}: </span>
      <span class="word">{dot.word}</span>
      {dot.at === undefined ? null : <When at={dot.at} zone={zone} />}
    </>
  );
}
