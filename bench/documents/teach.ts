/** A person at the desk who corrects everything: what the sender's forms teach by that. */
import { fieldOf, type FieldName } from '../../src/domain/document/fields.ts';
import { learn, type SettledField } from '../../src/domain/document/templates/template.ts';
import type { RawDocument, SenderTemplate } from '../../src/domain/document/understanding.ts';
import type { ValueContext } from '../../src/domain/document/values/find.ts';
import type { CorpusFax } from './corpus-files.ts';
import type { TruthDocument } from './generate/truth.ts';
import { sameValue } from './same-value.ts';

/** The sender's templates after its fax was settled as it is in truth. Faxes of one referral only: what is learnt is the same. */
export function taught(
  templates: readonly SenderTemplate[],
  { truth, pages }: CorpusFax,
  documents: readonly Pick<RawDocument, 'fields'>[],
  context: ValueContext,
): readonly SenderTemplate[] {
  const [meant, more] = truth.documents;
  const [read] = documents;
  if (!meant || more || !read || meant.kind !== 'referral') return templates;
  const fields = settledAs(meant, read);
  const senderKey = `fax:${truth.transport.fromNumber ?? ''}`;
  const changed = learn(templates, { senderKey, pages, fields }, context);
  const forms = new Set(changed.map(({ form }) => form));
  return [...changed, ...templates.filter(({ form }) => !forms.has(form))];
}

function settledAs(meant: TruthDocument, { fields }: Pick<RawDocument, 'fields'>): readonly SettledField[] {
  const names = [...new Set([...meant.fields, ...fields].map(({ field }) => field))];
  return names
    .filter((field) => fieldOf(field).isMany !== true)
    .map((field) => {
      const reading = fields.find((one) => one.field === field);
      const final = finalOf(meant, field, reading?.value);
      if (!reading) return { field, final };
      const { value, page, box } = reading;
      return {
        field,
        final,
        read: { value, ...(page === undefined ? {} : { page }), ...(box ? { box } : {}) },
      };
    });
}

/** What is right is left as it was read; the rest is typed as it stands on the page. */
function finalOf(meant: TruthDocument, field: FieldName, read: string | undefined): string {
  const printed = meant.fields.filter((one) => one.field === field).map(({ value }) => value);
  const isRight = read !== undefined && printed.some((value) => sameValue(field, value, read));
  return isRight ? read : (printed[0] ?? '');
}
