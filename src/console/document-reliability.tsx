import { percentText } from './document-words.ts';

/** Fields of about the same confidence: how sure the hub was on the average, and how many turned out right. Shares from 0 to 1. */
export type Reliability = {
  readonly from: number;
  readonly count: number;
  readonly stated: number;
  readonly right: number;
};

const SIZE = 240;
const LEFT = 40;
const BOTTOM = 34;
const TOP = 10;
const RIGHT = 22;
const MARKS = [0, 0.25, 0.5, 0.75, 1];

/** What was said against what came true: points on the line are an honest hub. With the same as a table. */
export function ReliabilityChart({ bins }: { readonly bins: readonly Reliability[] }) {
  const told = bins.filter((one) => one.count > 0);
  if (told.length === 0)
    return (
      <p class="muted">No field was looked at by a person yet. The first points appear with the first.</p>
    );
  const most = Math.max(...told.map((one) => one.count));
  const x = (share: number): number => LEFT + share * SIZE;
  const y = (share: number): number => TOP + (1 - share) * SIZE;
  return (
    <figure class="reliability">
      <svg
        viewBox={`0 0 ${LEFT + SIZE + RIGHT} ${TOP + SIZE + BOTTOM}`}
        role="img"
        aria-labelledby="rel-title rel-desc"
      >
        <title id="rel-title">How sure the hub was, and how often it was right</title>
        <desc id="rel-desc">{told.map(inWords).join(' ')}</desc>
        {MARKS.map((mark) => (
          <>
            <line class="grid" x1={x(0)} x2={x(1)} y1={y(mark)} y2={y(mark)} />
            <text class="axis" x={LEFT - 6} y={y(mark) + 4} text-anchor="end">
              {percentText(mark)}
            </text>
            <text class="axis" x={x(mark)} y={y(0) + 14} text-anchor="middle">
              {percentText(mark)}
            </text>
          </>
        ))}
        <text class="axis" x={x(0.5)} y={y(0) + 30} text-anchor="middle">
          said to be right
        </text>
        <line class="honest" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        {told.map((bin) => (
          <circle class="point" cx={x(bin.stated)} cy={y(bin.right)} r={3 + 6 * Math.sqrt(bin.count / most)}>
            <title>{inWords(bin)}</title>
          </circle>
        ))}
      </svg>
      <figcaption class="muted">
        Up: how many were right. Larger points: more fields. On the line the hub is as good as it says; below
        it, it is too sure of itself.
      </figcaption>
      <ReliabilityTable bins={told} />
    </figure>
  );
}

function ReliabilityTable({ bins }: { readonly bins: readonly Reliability[] }) {
  return (
    <details>
      <summary>As a table</summary>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">Said</th>
            <th scope="col">Right</th>
            <th scope="col">Fields</th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin) => (
            <tr>
              <th scope="row">{percentText(bin.stated)}</th>
              <td>{percentText(bin.right)}</td>
              <td>{bin.count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function inWords({ count, stated, right }: Reliability): string {
  return `${count} fields said to be right at ${percentText(stated)}: ${percentText(right)} were.`;
}
