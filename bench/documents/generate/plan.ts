/** What a fax is made of: which pages, and which document each belongs to. */
import type { DocumentKind, PageClass } from '../../../src/domain/document/understanding.ts';
import type { Form } from './form.ts';
import type { Layout } from './layout.ts';
import { drawPatientList } from './layouts/patient-list.ts';
import type { Luck } from './luck.ts';
import { drawCard } from './pages/card.ts';
import { drawCover } from './pages/cover.ts';
import { drawJunk, drawUnseenJunk } from './pages/junk.ts';
import { drawPicture } from './pages/picture.ts';
import { drawLabResult, drawNotes } from './pages/records.ts';
import type { Sheet } from './sheet.ts';
import type { SetName } from './truth.ts';

export type PlannedPage = {
  readonly class: PageClass;
  readonly layout: string;
  readonly draw: (sheet: Sheet) => void;
  /** The documents whose fields stand on it; several on a list. None: a cover in front of all. */
  readonly documents: readonly number[];
};

export type Plan = {
  readonly pages: readonly PlannedPage[];
  readonly documents: readonly { readonly kind: DocumentKind; readonly form?: Form }[];
};

/** One referral, nothing else. */
export function planSingle(layout: Layout, form: Form): Plan {
  return { pages: pagesOf(layout, form, 0), documents: [{ kind: 'referral', form }] };
}

/** `nextForm`: another patient of the same office. */
export type PacketMaker = {
  readonly luck: Luck;
  readonly layout: Layout;
  readonly nextForm: () => Form;
  readonly set: SetName;
};

/** What comes off a machine in a morning: mostly one referral with this and that, sometimes something else. */
export function planPacket(maker: PacketMaker): Plan {
  const kind = maker.luck.next();
  if (kind < 0.06) return planJunk(maker);
  if (kind < 0.1) return planRecords(maker, 'records');
  if (kind < 0.14) return planRecords(maker, 'lab_result');
  if (kind < 0.17) return planList(maker);
  return planReferrals(maker, kind < 0.28 ? maker.luck.whole(2, 3) : 1);
}

function planReferrals(maker: PacketMaker, count: number): Plan {
  const { luck, layout } = maker;
  const forms = Array.from({ length: count }, () => maker.nextForm());
  const [first] = forms;
  const hasCover = luck.chance(0.45) && layout.pages[0]?.class !== 'cover';
  const cover: readonly PlannedPage[] =
    hasCover && first
      ? [
          {
            class: 'cover',
            layout: 'cover',
            draw: (sheet) => drawCover(sheet, first),
            documents: count > 1 ? [] : [0],
          },
        ]
      : [];
  const pages = forms.flatMap((form, at) => {
    // Of several referrals only the first has the cover of its layout.
    const own = pagesOf(layout, form, at).filter((page) => at === 0 || page.class !== 'cover');
    const hasOwnCover = count > 1 && own[0]?.class === 'cover';
    const covers = hasOwnCover ? own.slice(0, 1).map((page) => ({ ...page, documents: [] })) : [];
    return [...covers, ...own.slice(covers.length), ...attachments(form, at, luck)];
  });
  return { pages: [...cover, ...pages], documents: forms.map((form) => ({ kind: 'referral', form })) };
}

function pagesOf(layout: Layout, form: Form, document: number): readonly PlannedPage[] {
  return layout.pages.map((page) => ({
    class: page.class,
    layout: layout.name,
    draw: (sheet) => page.draw(sheet, form),
    documents: [document],
  }));
}

function attachments(form: Form, document: number, luck: Luck): readonly PlannedPage[] {
  // Nobody writes chart notes, cards and results by hand.
  const { hand: _, ...typed } = form;
  const page = (name: PageClass, draw: (sheet: Sheet, on: Form) => void): PlannedPage => ({
    class: name,
    layout: name,
    draw: (sheet) => draw(sheet, typed),
    documents: [document],
  });
  return [
    ...(luck.chance(0.3) ? [page('insurance_card', drawCard)] : []),
    ...Array.from({ length: luck.pick([0, 0, 0, 1, 1, 2]) }, () => page('notes', drawNotes)),
    ...(luck.chance(0.22) ? [page('lab_result', drawLabResult)] : []),
    ...(luck.chance(0.04) ? [page('image', drawPicture)] : []),
    ...(luck.chance(0.04) ? [page('blank', () => undefined)] : []),
  ];
}

function planJunk({ nextForm, set }: PacketMaker): Plan {
  const { hand: _, ...form } = nextForm();
  const draw = set === 'unseen' ? drawUnseenJunk : drawJunk;
  return {
    pages: [{ class: 'junk', layout: 'junk', draw: (sheet) => draw(sheet, form), documents: [0] }],
    documents: [{ kind: 'junk' }],
  };
}

function planRecords({ nextForm, luck }: PacketMaker, kind: 'records' | 'lab_result'): Plan {
  const { hand: _, ...form } = nextForm();
  const name = kind === 'records' ? 'notes' : 'lab_result';
  const draw = kind === 'records' ? drawNotes : drawLabResult;
  const pages = Array.from({ length: kind === 'records' ? luck.whole(1, 3) : 1 }, (): PlannedPage => ({
    class: name,
    layout: name,
    draw: (sheet) => draw(sheet, form),
    documents: [0],
  }));
  return { pages, documents: [{ kind, form }] };
}

/** The rows are one doctor's. */
function planList({ nextForm, luck }: PacketMaker): Plan {
  const first = nextForm();
  const { hand: _, ...typed } = first;
  const { referrer, orderedOn } = first.case;
  const forms = [typed, ...Array.from({ length: luck.whole(1, 4) }, nextForm)].map((form): Form => ({
    ...form,
    case: { ...form.case, referrer, orderedOn },
  }));
  return {
    pages: [
      {
        class: 'referral_form',
        layout: 'patient-list',
        draw: (sheet) => drawPatientList(sheet, forms),
        documents: forms.map((_form, at) => at),
      },
    ],
    documents: forms.map((form) => ({ kind: 'referral', form })),
  };
}
