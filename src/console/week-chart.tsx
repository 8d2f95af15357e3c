import type { ChartWeek } from '../store/measures/partner-watch.ts';

const WIDTH = 720;
const HEIGHT = 170;
/** Room for the numbers on the left, the dates below and the highest number above. */
const LEFT = 34;
const RIGHT = 14;
const BOTTOM = 22;
const TOP = 10;
/** A date stands below every fourth bar. */
const DATED = 4;

type ChartProps = {
  /** Oldest first. */
  readonly weeks: readonly ChartWeek[];
  /** What is counted: "Referrals a week". PHI-free. */
  readonly title: string;
  /** One for each chart of a page. */
  readonly id: string;
};

/** Bars of complete weeks over what was to be expected, with the same as a table. */
export function WeekChart({ weeks, title, id }: ChartProps) {
  if (weeks.length === 0)
    return <p class="muted">No complete week yet. The first bar appears after the first Monday.</p>;
  const top = Math.max(4, ...weeks.map((one) => Math.max(one.count, one.band?.high ?? 0)));
  const step = (WIDTH - LEFT - RIGHT) / weeks.length;
  const yOf = (count: number): number => TOP + (1 - count / top) * (HEIGHT - TOP - BOTTOM);
  return (
    <figure class="weeks">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={`${id}-title ${id}-desc`}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{inWords(weeks)}</desc>
        {[0, Math.round(top / 2), top].map((count) => (
          <>
            <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(count)} y2={yOf(count)} />
            <text class="axis" x={LEFT - 6} y={yOf(count) + 4} text-anchor="end">
              {count}
            </text>
          </>
        ))}
        {weeks.map((one, index) => (
          <Bar week={one} x={LEFT + index * step} width={step} yOf={yOf} />
        ))}
        {weeks.map((one, index) =>
          (weeks.length - 1 - index) % DATED === 0 ? (
            <text class="axis" x={LEFT + (index + 0.5) * step} y={HEIGHT - 6} text-anchor="middle">
              {mondayText(one.week)}
            </text>
          ) : null,
        )}
      </svg>
      <figcaption class="key">
        <span class="key-bar">Week’s count</span>
        <span class="key-band">Nothing unusual</span>
        <span class="key-out">Outside of that</span>
      </figcaption>
      <details>
        <summary>As a table</summary>
        <WeekTable weeks={weeks} />
      </details>
    </figure>
  );
}

type BarProps = {
  readonly week: ChartWeek;
  readonly x: number;
  readonly width: number;
  readonly yOf: (count: number) => number;
};

function Bar({ week, x, width, yOf }: BarProps) {
  const { count, band } = week;
  const isOut = band !== undefined && (count < band.low || count > band.high);
  const gap = width * 0.18;
  return (
    <>
      {band === undefined ? null : (
        <rect
          class="band"
          x={x}
          y={yOf(band.high)}
          width={width}
          height={Math.max(1, yOf(band.low) - yOf(band.high))}
        />
      )}
      <rect
        class={isOut ? 'bar-out' : 'bar-in'}
        x={x + gap}
        y={yOf(count)}
        width={width - 2 * gap}
        height={Math.max(count === 0 ? 2 : 1, yOf(0) - yOf(count))}
      >
        <title>{`Week of ${mondayText(week.week)}: ${count}${bandText(week)}`}</title>
      </rect>
    </>
  );
}

function WeekTable({ weeks }: { readonly weeks: readonly ChartWeek[] }) {
  return (
    <table class="small">
      <thead>
        <tr>
          <th scope="col">Week of</th>
          <th scope="col">Count</th>
          <th scope="col">Nothing unusual</th>
        </tr>
      </thead>
      <tbody>
        {weeks.toReversed().map((one) => (
          <tr>
            <th scope="row">{mondayText(one.week)}</th>
            <td>{one.count}</td>
            <td>{one.band === undefined ? '–' : `${one.band.low}–${one.band.high}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SPARK_WIDTH = 104;
const SPARK_HEIGHT = 28;

/** The same without words, for a row of a list that says the numbers beside it. */
export function WeekSpark({
  weeks,
  label,
}: {
  readonly weeks: readonly ChartWeek[];
  readonly label: string;
}) {
  if (weeks.length === 0) return <span class="muted">–</span>;
  const top = Math.max(1, ...weeks.map((one) => Math.max(one.count, one.band?.high ?? 0)));
  const step = SPARK_WIDTH / weeks.length;
  const yOf = (count: number): number => 1 + (1 - count / top) * (SPARK_HEIGHT - 2);
  return (
    <svg class="spark" viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`} role="img" aria-label={label}>
      {weeks.map((one, index) => (
        <Bar week={one} x={index * step} width={step} yOf={yOf} />
      ))}
    </svg>
  );
}

function inWords(weeks: readonly ChartWeek[]): string {
  const [last, before] = [weeks.at(-1), weeks.at(-2)];
  const out = weeks.filter(({ count, band }) => band && (count < band.low || count > band.high)).length;
  const said = last === undefined ? '' : `Last week ${last.count}${bandText(last)}`;
  const earlier = before === undefined ? '' : `, the week before ${before.count}`;
  return `${weeks.length} complete weeks. ${said}${earlier}. ${out} of them outside of what is usual.`;
}

function bandText({ band }: ChartWeek): string {
  return band === undefined ? '' : ` (usually ${band.low} to ${band.high})`;
}

/** A Monday as a day of the calendar: no zone moves it. */
function mondayText(week: string): string {
  return days.format(new Date(`${week}T00:00:00Z`));
}

const days = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'short', day: 'numeric' });
