import type { Fact } from '../domain/fact.ts';
import type { Paper } from '../store/document-papers.ts';
import { imagePath, THUMB_WIDTH } from './document-pages.tsx';
import { classWords, deskStateWords, pagesText } from './document-words.ts';
import { Pill } from './parts.tsx';
import { When } from './times.tsx';

const SHOWN = 6;

/** The faxes and mails something was read from, as thumbnails that open them. Nothing where there are none. */
export function Papers({ papers, zone }: { readonly papers: readonly Paper[]; readonly zone: string }) {
  if (papers.length === 0) return null;
  return (
    <section class="card" aria-labelledby="papers-title">
      <h2 id="papers-title">On paper</h2>
      {papers.map((paper) => (
        <div class="stack">
          <p>
            <a href={`/documents/${paper.id}`}>
              {arrivals[paper.transport?.kind ?? 'upload']}, {pagesText(paper.pages.length)}
            </a>{' '}
            <When at={paper.receivedAt} zone={zone} /> <Pill of={deskStateWords[paper.state]} />
          </p>
          <p class="faxed">
            {paper.pages.slice(0, SHOWN).map((page) => (
              <a href={`/documents/${paper.id}#page-${page.number}`}>
                <img
                  src={imagePath(paper, page.number, THUMB_WIDTH)}
                  alt={`Page ${page.number}: ${classWords[page.class]}`}
                  width={THUMB_WIDTH}
                  loading="lazy"
                />
              </a>
            ))}
          </p>
        </div>
      ))}
    </section>
  );
}

const arrivals = {
  fax: 'Faxed referral',
  mail: 'Mailed referral',
  upload: 'Referral handed in',
} as const;

const source = /^document:([0-9a-f-]{36})$/;

/** The documents that facts were read from, by what each says of its origin. */
export function papersNamed(facts: readonly { readonly fact: Pick<Fact, 'lineage'> }[]): readonly string[] {
  const named = facts.flatMap(({ fact }) => fact.lineage.map((one) => source.exec(one)?.[1]));
  return [...new Set(named.filter((id) => id !== undefined))];
}
