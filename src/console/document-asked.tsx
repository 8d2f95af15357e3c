import { nextOnDesk } from '../pipeline/document/desk.ts';
import type { DeskAsked } from '../pipeline/document/desk-types.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { deskHead } from './document-head.tsx';
import { showPage } from './layout.tsx';

const askedWords: Readonly<Record<DeskAsked['asked'], string>> = {
  mail: 'The sender was asked by e-mail',
  endpoint: 'The sender was asked the way they get their notes',
  phone: 'Nothing can be sent to this sender: please call them',
};

/** How the sender of something unreadable was asked, or is to be asked, and the way on. */
export async function showAsked(
  c: ConsoleContext,
  deps: ConsoleDeps,
  id: string,
  { asked, words }: DeskAsked,
): Promise<Response> {
  const next = await nextOnDesk(deps.hub, c.get('session').email, id);
  return showPage(
    c,
    deps,
    { title: 'Sender asked', current: 'documents', head: deskHead() },
    <section class="card">
      <h1>{askedWords[asked]}</h1>
      <p class="told as-said" role="status">
        {words}
      </p>
      <p>It stays under “Done”. When they send it again, it arrives as a new document.</p>
      <p class="buttons">
        <a class="button" href={next === undefined ? '/documents' : `/documents/${next}`} autofocus>
          {next === undefined ? 'Back to the list' : 'Next document'}
        </a>
        <a href={`/documents/${id}`}>Look at it again</a>
      </p>
    </section>,
  );
}
