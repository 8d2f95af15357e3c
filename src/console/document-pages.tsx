import type { DeskDocument, DeskPage } from '../pipeline/document/desk-types.ts';
import type { FieldView } from './document-fields.ts';
import { classWords } from './document-words.ts';
import { linkTo } from './parts.tsx';

/** Wide enough for a page at fit width on the screens of a front desk. */
export const SCREEN_WIDTH = 900;
export const THUMB_WIDTH = 120;

/** Names the version, so that a browser never shows the page as it was before it was turned. */
export function imagePath(
  { id, version }: Pick<DeskDocument, 'id' | 'version'>,
  page: number,
  width: number,
): string {
  return linkTo(`/documents/${id}/pages/${page}.png`, { width: String(width), v: String(version) });
}

type Props = {
  readonly document: DeskDocument;
  readonly fields: readonly FieldView[];
  /** Text of the pages that have no picture, by number. */
  readonly texts: ReadonlyMap<number, string>;
  /** Nothing can be changed. */
  readonly isReadOnly: boolean;
};

/** The page as it arrived: thumbnails with what each page is, and the pages with a box around what was read. */
export function Pages({ document, fields, texts, isReadOnly }: Props) {
  return (
    <section class="desk-pages" aria-label="Pages as they arrived">
      <Rail document={document} isReadOnly={isReadOnly} />
      <div class="sheets" id="sheets" tabindex={0} role="group" aria-label="Pages, enlarged">
        <div class="page-tools">
          <button type="button" data-zoom="-1" aria-label="Smaller">
            −
          </button>
          <button type="button" data-zoom="0">
            Fit width
          </button>
          <button type="button" data-zoom="1" aria-label="Larger">
            +
          </button>
          {isReadOnly ? null : (
            <button type="button" id="draw" aria-pressed="false">
              Read a part again <kbd>B</kbd>
            </button>
          )}
        </div>
        {document.pages.map((page, index) => (
          <Sheet
            document={document}
            page={page}
            fields={fields}
            text={texts.get(page.number)}
            isFirst={index === 0}
            isReadOnly={isReadOnly}
          />
        ))}
      </div>
    </section>
  );
}

function Rail({ document, isReadOnly }: Pick<Props, 'document' | 'isReadOnly'>) {
  const { id, pages, otherPages } = document;
  return (
    <nav class="rail" aria-label="Thumbnails">
      <ol>
        {pages.map((page, index) => (
          <li class={page.isDropped ? 'dropped' : undefined}>
            {index === 0 || isReadOnly ? null : (
              <button
                class="split"
                form="desk-form"
                formaction={`/documents/${id}/split`}
                name="page"
                value={page.number}
                data-split={page.number}
                aria-label={`Split before page ${page.number}`}
                title="Split here: from this page on it is another document"
              >
                ✂ split
              </button>
            )}
            <a href={`#page-${page.number}`} data-thumb={page.number}>
              {page.hasImage ? (
                <img
                  src={imagePath(document, page.number, THUMB_WIDTH)}
                  alt=""
                  width={THUMB_WIDTH}
                  height={Math.round((THUMB_WIDTH * page.height) / page.width)}
                  loading="lazy"
                  fetchpriority="low"
                  decoding="async"
                />
              ) : null}
              <span>
                {page.number} · {page.isDropped ? 'left out' : classWords[page.class]}
              </span>
            </a>
          </li>
        ))}
      </ol>
      <OtherPages id={id} pages={otherPages} isReadOnly={isReadOnly} />
    </nav>
  );
}

type OtherProps = {
  readonly id: string;
  readonly pages: DeskDocument['otherPages'];
  readonly isReadOnly: boolean;
};

/** What came with it and was taken for a document of its own. */
function OtherPages({ id, pages, isReadOnly }: OtherProps) {
  const documents = [...new Set(pages.map((one) => one.documentId))];
  return (
    <>
      {documents.map((documentId) => {
        const numbers = pages.filter((one) => one.documentId === documentId).map((one) => one.number);
        return (
          <div class="apart">
            <a href={`/documents/${documentId}`}>
              Page {numbers.join(', ')}: <br />
              another document
            </a>
            {isReadOnly ? null : (
              <button
                form="desk-form"
                formaction={`/documents/${id}/merge`}
                name="withId"
                value={documentId}
                aria-label={`Join with page ${numbers.join(', ')}`}
              >
                Join
              </button>
            )}
          </div>
        );
      })}
    </>
  );
}

type SheetProps = Pick<Props, 'document' | 'fields' | 'isReadOnly'> & {
  readonly page: DeskPage;
  readonly text: string | undefined;
  readonly isFirst: boolean;
};

function Sheet({ document, page, fields, text, isFirst, isReadOnly }: SheetProps) {
  const { id } = document;
  return (
    <figure
      class={page.isDropped ? 'sheet-page dropped' : 'sheet-page'}
      id={`page-${page.number}`}
      data-page={page.number}
    >
      <figcaption>
        <strong>Page {page.number}</strong> {classWords[page.class]}
        {page.isDropped ? <span class="pill plain">Left out</span> : null}
        {page.problems.map((problem) => (
          <span class="pill amber">{problem}</span>
        ))}
        <span class="page-acts">
          <a href={`/documents/${id}/pages/${page.number}.txt`} target="_blank" rel="noopener">
            Text
          </a>
          {isReadOnly ? null : <PageActs id={id} page={page} />}
        </span>
      </figcaption>
      <div class="paper">
        {page.hasImage ? (
          <img
            src={imagePath(document, page.number, SCREEN_WIDTH)}
            alt={`Page ${page.number} of the document: ${classWords[page.class]}. Its text is behind the link “Text”.`}
            width={page.width}
            height={page.height}
            loading={isFirst ? 'eager' : 'lazy'}
            fetchpriority={isFirst ? 'high' : 'low'}
            decoding="async"
          />
        ) : (
          <pre>{text ?? 'This page has no picture and no text.'}</pre>
        )}
        {page.hasImage ? <Boxes page={page} fields={fields} /> : null}
      </div>
    </figure>
  );
}

function PageActs({ id, page }: { readonly id: string; readonly page: DeskPage }) {
  const drop = page.isDropped ? 'Use again' : 'Leave out';
  return (
    <>
      <button
        form="desk-form"
        formaction={`/documents/${id}/turn`}
        name="page"
        value={`${page.number}:${(page.turn + 90) % 360}`}
        data-turn
        aria-label={`Turn page ${page.number} clockwise`}
      >
        Turn <kbd>R</kbd>
      </button>
      <button
        form="desk-form"
        formaction={`/documents/${id}/drop`}
        name="page"
        value={`${page.number}${page.isDropped ? ':use' : ''}`}
        data-drop
        aria-label={`${drop}: page ${page.number}`}
      >
        {drop} <kbd>X</kbd>
      </button>
    </>
  );
}

/** Drawn as SVG: its sizes are attributes, which no policy on styles forbids. The same links are the fields' labels. */
function Boxes({ page, fields }: { readonly page: DeskPage; readonly fields: readonly FieldView[] }) {
  // A line around a value must not run through it.
  const pad = Math.round(page.width / 200);
  return (
    <svg class="boxes" viewBox={`0 0 ${page.width} ${page.height}`} aria-hidden="true">
      {fields.map(({ key, label, read, state }) => {
        const box = read?.page === page.number ? read.box : undefined;
        return box === undefined ? null : (
          <a href={`#f-${key}`} tabindex={-1} data-box={key} class={state}>
            <title>{label}</title>
            <rect x={box.x - pad} y={box.y - pad} width={box.width + 2 * pad} height={box.height + 2 * pad} />
          </a>
        );
      })}
    </svg>
  );
}
