import type { Child } from 'hono/jsx';
import { assetPath } from './assets.ts';

/** Style and script of the fax desk. A module waits for the page by itself. */
export function deskHead(): Child {
  return (
    <>
      <link rel="stylesheet" href={assetPath('document.css')} />
      <script type="module" src={assetPath('document.js')}></script>
    </>
  );
}
