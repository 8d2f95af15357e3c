import type { MessageInspection } from '../pipeline/inspect.ts';
import { factSentence } from './fact-sentences.ts';
import { fieldOf, hl7Marker, jsonMarker, type Marker } from './message-marks.ts';
import { linkTo } from './parts.tsx';

type Segment = MessageInspection['tree'][number];
type Field = Segment['fields'][number];

/** The facts a message became; each marks what it was read from. */
export function FactsPane(props: {
  readonly inspection: MessageInspection;
  readonly marks: readonly string[];
  readonly zone: string;
  readonly referralId: string | undefined;
}) {
  const { inspection, marks, zone, referralId } = props;
  if (inspection.facts.length === 0) return <p class="muted">No fact came of this message.</p>;
  const key = [...marks].join(',');
  return (
    <ol class="lines facts-list">
      {inspection.facts.map(({ fact, referralId: own, isRetired }) => {
        const mark = fact.lineage.slice(0, 40).join(',');
        return (
          <li class={mark !== '' && mark === key ? 'chosen' : undefined}>
            {mark === '' ? (
              factSentence(fact, zone)
            ) : (
              <a href={linkTo(`/messages/${inspection.meta.id}`, { referral: referralId, mark })}>
                {factSentence(fact, zone)}
              </a>
            )}
            {isRetired ? <span class="pill plain">No longer said</span> : null}
            <br />
            <small class="muted">
              {fact.lineage.length === 0
                ? 'from the hub'
                : `read from ${fact.lineage.slice(0, 8).join(', ')}${fact.lineage.length > 8 ? ' …' : ''}`}
              {own === null || own === referralId ? null : (
                <>
                  {' · '}
                  <a href={`/referrals/${own}`}>Referral</a>
                </>
              )}
            </small>
          </li>
        );
      })}
    </ol>
  );
}

/** Segments with their fields, those marked that a fact was read from. */
export function TreePane({
  inspection: { tree, format },
  marks,
}: {
  readonly inspection: Pick<MessageInspection, 'tree' | 'format'>;
  readonly marks: readonly string[];
}) {
  if (tree.length === 0) return <p class="muted">It cannot be read; below is what came.</p>;
  const marker = format === 'json' ? jsonMarker(marks) : hl7Marker(marks);
  return (
    <div class="tree">
      {tree.map((segment) => (
        <details
          open={
            marker.isEmpty
              ? segment.name !== 'MSH'
              : segment.fields.some((field) => marker.marksField(field.path))
          }
        >
          <summary>
            <code>{segment.path || '?'}</code> {segment.label}
          </summary>
          {segment.text === undefined ? null : <pre>{segment.text}</pre>}
          <SegmentFields segment={segment} marker={marker} />
        </details>
      ))}
    </div>
  );
}

type SegmentFieldsProps = { readonly segment: Segment; readonly marker: Marker };

/** What is marked comes first; the rest of a segment folds away, so that the eye finds it. */
function SegmentFields({ segment, marker }: SegmentFieldsProps) {
  const chosen = segment.fields.filter((field) => marker.marksField(field.path));
  const others = segment.fields.filter((field) => !marker.marksField(field.path));
  const list = (fields: readonly Field[], isMarked: boolean) => (
    <ul>
      {fields.map((field) => (
        <FieldLine field={field} marker={marker} isMarked={isMarked} />
      ))}
    </ul>
  );
  if (chosen.length === 0) return list(others, false);
  return (
    <>
      {list(chosen, true)}
      {others.length === 0 ? null : (
        <details class="others">
          <summary>{others.length === 1 ? '1 other field' : `${others.length} other fields`}</summary>
          {list(others, false)}
        </details>
      )}
    </>
  );
}

function FieldLine({
  field,
  marker,
  isMarked,
}: {
  readonly field: Field;
  readonly marker: Marker;
  readonly isMarked: boolean;
}) {
  const parts = field.components ?? field.repetitions ?? [];
  return (
    <li class={isMarked ? 'marked' : undefined}>
      <code>{field.path}</code> <span class="muted">{field.label}</span>{' '}
      {parts.length === 0 ? (
        <Value of={field} />
      ) : (
        <ul>
          {parts.map((part) => (
            <li>
              <code>{part.path}</code>{' '}
              {marker.marksPart(part.path) ? (
                <mark>
                  <Value of={part} />
                </mark>
              ) : (
                <Value of={part} />
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Value({
  of,
}: {
  readonly of: { readonly value: string; readonly length?: number; readonly isNull?: true };
}) {
  if (of.isNull === true) return <span class="pill amber">deleted by the sender</span>;
  return (
    <>
      <span class="value">{of.value}</span>
      {of.length === undefined ? null : (
        <small class="muted"> … {of.length.toLocaleString('en-US')} characters</small>
      )}
    </>
  );
}

/** The text as received; of HL7 marked field by field. */
export function RawPane({ text, marks }: { readonly text: string; readonly marks: readonly string[] }) {
  const marked = new Set(marks.map(fieldOf));
  const separator = separatorOf(text);
  const seen = new Map<string, number>();
  return (
    <pre class="raw" tabindex={0}>
      {text
        .trimEnd()
        .split('\n')
        .map((line) => {
          const name = line.slice(0, 3);
          const occurrence = (seen.get(name) ?? 0) + 1;
          seen.set(name, occurrence);
          return (
            <RawLine
              line={line}
              name={occurrence > 1 ? `${name}[${occurrence}]` : name}
              separator={separator}
              marked={marked}
            />
          );
        })}
    </pre>
  );
}

type RawLineProps = {
  readonly line: string;
  readonly name: string;
  readonly separator: string;
  readonly marked: ReadonlySet<string>;
};

function RawLine({ line, name, separator, marked }: RawLineProps) {
  // MSH-1 is the separator itself (HL7 v2.5.1, 2.15.9.1): in the header the second piece is field 2.
  const first = /^(MSH|FHS|BHS)/.test(name) ? 1 : 0;
  return (
    <span class="segment">
      {line.split(separator).map((piece, index) => (
        <>
          {index === 0 ? null : separator}
          {index > 0 && marked.has(`${name}-${index + first}`) ? (
            <mark title={`${name}-${index + first}`}>{piece}</mark>
          ) : index === 0 ? (
            <b>{piece}</b>
          ) : (
            piece
          )}
        </>
      ))}
      {'\n'}
    </span>
  );
}

function separatorOf(text: string): string {
  return /^(?:MSH|FHS|BHS)(.)/.exec(text)?.[1] ?? '|';
}
