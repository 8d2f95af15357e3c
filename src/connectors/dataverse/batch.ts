import { Failure } from '../../lib/failure.ts';

/** One request in a batch: the path is relative to the API. */
export type Part = {
  readonly method: 'PATCH';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type PartAnswer = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

const LINE = '\r\n';

/**
 * Requests as one multipart body (OData 4.0 part 1, 11.7;
 * https://learn.microsoft.com/en-us/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api). No change set:
 * each is for itself.
 */
export function writeBatchBody(parts: readonly Part[], boundary: string): string {
  const written = parts.map(({ method, path, headers, body }) =>
    [
      `--${boundary}`,
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      `${method} ${path} HTTP/1.1`,
      'Content-Type: application/json; type=entry',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join(LINE),
  );
  return `${written.join(LINE)}${LINE}--${boundary}--${LINE}`;
}

/** The answers, in the order of the requests. Throws transient `answer-unreadable`. */
export function readBatchBody(contentType: string, text: string): readonly PartAnswer[] {
  const boundary = /boundary="?([^";,]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined)
    throw new Failure('transient', 'answer-unreadable', 'Dataverse answered a batch with something else.');
  const pieces = text.split(`--${boundary}`).slice(1);
  return pieces.filter((piece) => !piece.startsWith('--')).map(readPart);
}

/** The part's own headers, an empty line, then the answer as HTTP has it. */
function readPart(piece: string): PartAnswer {
  const start = /HTTP\/1\.1 (\d{3})[^\r\n]*\r?\n/.exec(piece);
  if (!start) throw new Failure('transient', 'answer-unreadable', 'An answer of a batch cannot be read.');
  const rest = piece.slice(start.index + start[0].length);
  const end = /^\r?\n|\r?\n\r?\n/m.exec(rest);
  const head = end === null ? rest : rest.slice(0, end.index);
  const headers = new Map(
    head
      .split(/\r?\n/)
      .map((line): [string, string] => {
        const at = line.indexOf(':');
        return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
      })
      .filter(([name]) => name !== ''),
  );
  const body = end === null ? '' : rest.slice(end.index + end[0].length);
  return { status: Number(start[1]), headers, body: body.trim() };
}
