import type { Context } from 'hono';
import { Shell } from './layout.tsx';

/** What an account is not given: said in words, with a way back. */
export function showNoRight(c: Context, what: string): Response | Promise<Response> {
  return c.html(
    <Shell title="Not for this account" practice="Referloop" isDemo={false}>
      <main id="main" class="door" tabindex={-1}>
        <h1>Not for this account</h1>
        <p>{what} An administrator decides who may see what.</p>
        <p>
          <a class="button" href="/">
            Back to the start
          </a>
        </p>
      </main>
    </Shell>,
    403,
  );
}
