import type { PartnerPage } from '../store/directory/read-partner.ts';
import type { PartCount } from '../store/directory/volume.ts';
import { Edit, Select, typed, type EditContext } from './partner-draft.tsx';
import { PartnerPicker } from './partner-picker.tsx';
import { relationWords, stageNames, stageWords } from './partner-words.ts';
import { Field, Pill } from './parts.tsx';
import { When } from './times.tsx';

type Props = { readonly page: PartnerPage; readonly context: EditContext };

/** What an office is part of, and what is part of it. People belong to offices by where they work. */
export function Tree({ page, parts, context }: Props & { readonly parts: readonly PartCount[] }) {
  const { entry, children, breadcrumb, counts } = page;
  if (entry.kind === 'person') return null;
  const parent = breadcrumb.at(-1);
  return (
    <section class="card" id="tree">
      <h2>Branches and groups</h2>
      <p>
        {parent === undefined ? 'Stands on its own. ' : 'Part of '}
        {parent === undefined ? null : <a href={`/partners/${parent.id}`}>{parent.name}</a>}
      </p>
      {children.length === 0 ? null : (
        <p class="muted">
          With everything below: {counts.subtree} referrals, {counts.subtreeLately} in the last 90 days;{' '}
          {counts.own} of them its own.
        </p>
      )}
      <ul class="lines">
        {children.map((child) => (
          <li>
            <a href={`/partners/${child.id}`}>{child.name}</a>{' '}
            <span class="muted">
              {[child.relation === null ? undefined : relationWords[child.relation], child.city]
                .filter(Boolean)
                .join(' · ')}
            </span>{' '}
            <Pill of={stageWords[child.stage]} />
            <PartText count={parts.find((one) => one.id === child.id)} />
          </li>
        ))}
      </ul>
      <Move page={page} context={context} />
    </section>
  );
}

function PartText({ count }: { readonly count: PartCount | undefined }) {
  if (count === undefined) return <small class="muted"> no referral yet</small>;
  return (
    <small class="muted">
      {' '}
      {count.all} referrals, {count.lately} in 90 days
    </small>
  );
}

function Move({ page, context }: Props) {
  const { entry } = page;
  return (
    <Edit
      context={context}
      section="move"
      act="move"
      label="Move…"
      button="Move with everything below it"
      version={entry.version}
    >
      <input type="hidden" name="kind" value="organisation" />
      <PartnerPicker
        label="Make it part of"
        name="parentId"
        textName="parentIdText"
        text={typed(context, 'move', 'parentIdText', '')}
        kind="organisation"
      />
      <Select
        label="As"
        name="relation"
        value={typed(context, 'move', 'relation', 'branch')}
        options={Object.entries(relationWords)}
      />
      {entry.parentId === null ? null : (
        <label class="choice">
          <input type="checkbox" name="isTop" value="1" />
          Let it stand on its own
        </label>
      )}
    </Edit>
  );
}

/** How the practice stands with them, and what cannot be said in a field. */
export function Standing({ page, context }: Props) {
  const { entry } = page;
  return (
    <section class="card" id="standing">
      <h2>Stage</h2>
      <p>
        <Pill of={stageWords[entry.stage]} />{' '}
        {entry.stageAt === null ? null : (
          <span class="muted">
            since <When at={entry.stageAt} zone={context.zone} isDay />
          </span>
        )}
      </p>
      <div class="buttons">
        <Edit
          context={context}
          section="stage"
          act="stage"
          label="Change stage"
          button="Save"
          version={entry.version}
        >
          <div class="fields">
            <Select
              label="Stage"
              name="stage"
              value={typed(context, 'stage', 'stage', entry.stage)}
              options={stageNames.map((stage) => [stage, stageWords[stage].word] as const)}
            />
            <Field
              label="Since"
              name="on"
              type="date"
              value={typed(context, 'stage', 'on', '')}
              hint="Today when empty"
            />
          </div>
        </Edit>
        <Merge page={page} />
        <Edit
          context={context}
          section="retire"
          act={entry.retiredAt === null ? 'retire' : 'restore'}
          label={entry.retiredAt === null ? 'Retire' : 'Bring back'}
          button={entry.retiredAt === null ? 'Take out of the lists' : 'Put into the lists again'}
          version={entry.version}
          isDanger={entry.retiredAt === null}
        >
          <p>Referrals, numbers and history stay.</p>
        </Edit>
      </div>
    </section>
  );
}

function Merge({ page }: { readonly page: PartnerPage }) {
  const { entry } = page;
  return (
    <details class="inline-form edit" id="merge">
      <summary>Merge with another…</summary>
      <form method="get" action={`/partners/${entry.id}/merge`} class="stack">
        <PartnerPicker label="This is the same as" name="into" textName="text" kind={entry.kind} />
        <p class="buttons">
          <button type="submit">Compare the two</button>
        </p>
      </form>
    </details>
  );
}
