import type { Child } from 'hono/jsx';
import { assetPath } from './assets.ts';

/** Style and, where there is one, script of a page of the fax desk. A module waits for the page by itself. */
export function deskHead(script?: 'document.js' | 'document-upload.js'): Child {
  return (
    <>
      <link rel="stylesheet" href={assetPath('document.css')} />
      {script === undefined ? null : <script type="module" src={assetPath(script)}></script>}
    </>
  );
}
