import { insertAudit } from '../store/audit.ts';
import { listDocumentFiles, loadDocumentFile, type DocumentFile } from '../store/document-files.ts';
import type { ConsoleApp, ConsoleDeps } from './console-context.ts';
import { writeLook } from './document-show.tsx';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';

/** `GET /documents/:id/files`: what arrived, file by file; `GET …/files/:number`: one of them, to be saved. */
export function addDocumentFiles(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get('/documents/:id/files', async (c) => {
    const id = c.req.param('id');
    if (!isId(id)) return showMissing(c, deps, 'This document');
    await writeLook(c, deps, id);
    const files = await listDocumentFiles(deps.hub.db, id);
    if (files.length === 0) return showMissing(c, deps, 'This document');
    return showPage(
      c,
      deps,
      { title: 'Files as they came', current: 'documents' },
      <Files id={id} files={files} />,
    );
  });
  app.get('/documents/:id/files/:number{\\d{1,4}}', async (c) => {
    const id = c.req.param('id');
    const number = Number(c.req.param('number'));
    if (!isId(id)) return c.notFound();
    // First the audit, then the file: when it cannot be written down, nobody takes it along.
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'download_document',
      objectKind: 'document',
      objectId: id,
    });
    const file = await loadDocumentFile(deps.hub.db, id, number);
    if (!file) return c.notFound();
    return c.body(new Uint8Array(file.bytes), 200, {
      // Never what it says it is: a browser saves it, and shows and runs nothing of it. The name says nothing of anybody.
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="document-${id.slice(-8)}-${number}${extensions[file.mediaType] ?? '.bin'}"`,
      'cache-control': 'no-store',
    });
  });
}

function Files({ id, files }: { readonly id: string; readonly files: readonly DocumentFile[] }) {
  return (
    <>
      <p>
        <a href={`/documents/${id}`}>Back to the document</a>
      </p>
      <section class="card" aria-labelledby="files-title">
        <h1 id="files-title">Files as they came</h1>
        <p>
          They come from outside and were not looked through for viruses. Open one only in a program that is
          up to date.
        </p>
        <div class="scroll" tabindex={0} role="group" aria-label="Files">
          <table class="figures wide">
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Kind</th>
                <th scope="col">Bytes</th>
                <th scope="col">What became of it</th>
                <th scope="col">Original</th>
              </tr>
            </thead>
            <tbody>
              {files.map((file) => (
                <tr>
                  <th scope="row">
                    {file.name ?? (file.parent === null ? 'What arrived' : 'Without a name')}
                    {file.parent === null || file.parent === 0 ? null : ` (in file ${file.parent})`}
                  </th>
                  <td>{file.mediaType}</td>
                  <td>{file.bytes.toLocaleString('en-US')}</td>
                  <td>
                    {fates[file.fate]} {file.reason}
                  </td>
                  <td>
                    <a href={`/documents/${id}/files/${file.number}`} download>
                      Save file {file.number}
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

const fates: Readonly<Record<DocumentFile['fate'], string>> = {
  pages: 'Gave pages.',
  opened: 'Was opened; its parts are below.',
  text: 'Its text is a page.',
  message: 'Is a message of its own.',
  ignored: 'Is no document.',
  refused: 'Could not be taken.',
};

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'image/tiff': '.tif',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/heic': '.heic',
  'message/rfc822': '.eml',
  'application/zip': '.zip',
  'text/plain': '.txt',
  'application/rtf': '.rtf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
};
