import type { PageClass } from '../../../src/domain/document/understanding.ts';
import type { Form } from './form.ts';
import type { Sheet } from './sheet.ts';

/** One way an office makes a referral: a page, or several. */
export type Layout = {
  readonly name: string;
  /** People fill it in by hand now and then. */
  readonly isFilledIn?: true;
  readonly pages: readonly {
    readonly class: PageClass;
    readonly draw: (sheet: Sheet, form: Form) => void;
  }[];
};
