import type { PageClass } from '../../../src/domain/document/understanding.ts';
import type { Form } from './form.ts';
import type { Sheet } from './sheet.ts';

/** One way an office makes a referral: a page, or several. */
export type Layout = {
  readonly name: string;
  /** People fill it in by hand now and then. */
  readonly isFilledIn?: true;
  /** It is for patients of these specialties only (of the cases of its set). */
  readonly specialties?: readonly string[];
  readonly pages: readonly {
    readonly class: PageClass;
    readonly draw: (sheet: Sheet, form: Form) => void;
  }[];
};
