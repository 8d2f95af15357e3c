import { findMeasure, type MeasureEntry, type MeasureName } from '../domain/measures/catalogue.ts';
import type { MeasureCase } from '../store/measures/measure-cases.ts';
import type { MeasureRow } from '../store/measures/read-measure.ts';
import {
  groupingChoices,
  groupingWord,
  MOST_SHOWN,
  onlyChoices,
  resultText,
  type CasesQuery,
  type ChoiceLink,
} from './measure-cases-words.ts';
import { MeasureFilter, type FilterState } from './measure-filter.tsx';
import { figureNames, figureWords, hoursText, keyText } from './measure-words.tsx';
import { Chips, linkTo, Pill } from './parts.tsx';
import { birthText, shortText, weekDay, When } from './times.tsx';
import { personName, stateWord } from './words.ts';

type CasesViewProps = {
  readonly name: MeasureName;
  readonly query: CasesQuery;
  readonly filter: FilterState;
  readonly row: MeasureRow | undefined;
  readonly groups: readonly MeasureRow[];
  readonly cases: readonly MeasureCase[];
  readonly asOf: string;
  readonly zone: string;
};

/** One measure: its definition in full, its figure, what it is made of. */
export function CasesView({ name, query, filter, row, groups, cases, asOf, zone }: CasesViewProps) {
  const entry: MeasureEntry = findMeasure(name);
  const period = { from: filter.from, to: filter.to, partner: filter.partner?.id };
  const path = `/week/measures/${name}`;
  const { by, only, key } = query;
  const link: ChoiceLink = (change) => linkTo(path, { ...period, by, only, key, ...change });
  return (
    <>
      <p class="crumb">
        <a href={linkTo('/week/measures', period)}>Measures</a>
      </p>
      <h1>{entry.title}</h1>
      <MeasureFilter path={path} filter={filter} kept={{ by, only, key }} />
      <FigureCard entry={entry} row={row} asOf={shortText(asOf, zone)} />
      <section class="stack" aria-label="Broken down">
        <Chips label="Broken down" choices={groupingChoices(name, query, link)} />
        <GroupTable name={name} entry={entry} by={by} groups={groups} link={link} />
      </section>
      <section class="stack" aria-labelledby="cases">
        <div class="head">
          <h2 id="cases">The cases</h2>
          <div class="buttons head-end">
            <a class="button" href={link({ format: 'csv' })} download>
              Download CSV
            </a>
          </div>
        </div>
        <Chips
          label="Only"
          choices={onlyChoices(name, entry.kind).map((one) => ({
            href: link({ only: one.only }),
            label: one.label,
            isCurrent: one.only === only,
          }))}
        />
        {key === undefined ? null : (
          <p class="narrowed">
            Only {keyText(name, key)} <a href={link({ key: undefined })}>Show all</a>
          </p>
        )}
        <CaseTable name={name} entry={entry} cases={cases.slice(0, MOST_SHOWN)} zone={zone} />
        {cases.length > MOST_SHOWN ? (
          <p class="muted">
            The newest {MOST_SHOWN} are shown. The file holds up to 10,000: shorten the period for more.
          </p>
        ) : null}
      </section>
    </>
  );
}

type FigureProps = {
  readonly entry: MeasureEntry;
  readonly row: MeasureRow | undefined;
  readonly asOf: string;
};

function FigureCard({ entry, row, asOf }: FigureProps) {
  const { figure, beside } = figureWords(entry.kind, row);
  const { medianWorkingHours: working, p90WorkingHours: most } = row ?? {};
  return (
    <section class="card" aria-label="Figure">
      <p class="week-sum">
        {figure} <span class="muted">{figureNames[entry.kind].toLowerCase()}</span>
      </p>
      {beside === '' ? null : <p>{beside}</p>}
      {working === null || working === undefined ? null : (
        <p>
          By working hours: median {hoursText(working)}, 9 of 10 within {hoursText(most)}
        </p>
      )}
      <p class="definition">{entry.definition}</p>
      <p class="facts">
        <span>As of {asOf}</span>
      </p>
    </section>
  );
}

type GroupProps = {
  readonly name: MeasureName;
  readonly entry: MeasureEntry;
  readonly by: CasesQuery['by'];
  readonly groups: readonly MeasureRow[];
  readonly link: ChoiceLink;
};

function GroupTable({ name, entry, by, groups, link }: GroupProps) {
  if (groups.length === 0) return <p class="muted">Nothing in this time.</p>;
  const sorted =
    by === 'week' ? groups.toSorted((a, b) => (String(a.group) < String(b.group) ? 1 : -1)) : groups;
  return (
    <table class="figures wide">
      <thead>
        <tr>
          <th scope="col">{groupingWord(name, by)}</th>
          <th scope="col">{figureNames[entry.kind]}</th>
          <th scope="col">Details</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => {
          const { figure, beside } = figureWords(entry.kind, row);
          return (
            <tr>
              <th scope="row">{groupName(name, by, row, link)}</th>
              <td>
                <strong>{figure}</strong>
              </td>
              <td>{beside}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function groupName(name: MeasureName, by: CasesQuery['by'], row: MeasureRow, link: ChoiceLink) {
  if (by === 'week')
    return row.group === null || row.group === undefined ? '–' : `Week of ${weekDay(row.group)}`;
  if (by === 'key') {
    const text = keyText(name, row.group);
    return row.group === null || row.group === undefined ? (
      text
    ) : (
      <a href={link({ key: row.group })}>{text}</a>
    );
  }
  if (row.group === null || row.group === undefined) return 'Not known';
  return <a href={link({ partner: row.group })}>{row.name}</a>;
}

type CaseProps = {
  readonly name: MeasureName;
  readonly entry: MeasureEntry;
  readonly cases: readonly MeasureCase[];
  readonly zone: string;
};

function CaseTable({ name, entry, cases, zone }: CaseProps) {
  if (cases.length === 0) return <p class="muted">No case.</p>;
  return (
    <table class="list cases">
      <thead>
        <tr>
          <th scope="col">Result</th>
          <th scope="col">Patient</th>
          <th scope="col">Partner</th>
          <th scope="col">When</th>
          <th scope="col">Status</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((one) => (
          <tr>
            <td class="state">
              {resultText(name, entry.kind, one)}
              {one.key === null || one.key === undefined ? null : (
                <>
                  <br />
                  <small>{keyText(name, one.key)}</small>
                </>
              )}
            </td>
            <td class="who">
              <a class="row" href={`/referrals/${one.referralId}`}>
                {personName(one)}
              </a>{' '}
              <span class="muted">{birthText(one.birthDate)}</span>
            </td>
            <td class="from">{one.partnerName ?? <span class="muted">Not known</span>}</td>
            <td class="when">
              <When at={one.at} zone={zone} isDay />
            </td>
            <td class="next">
              <Pill of={stateWord(one.state)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
