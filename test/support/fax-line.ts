import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('fax-line/fax-line.c', import.meta.url));

/** What may be wrong with a line (`fax-line.c`). */
export type LineTrouble = {
  readonly hasEcm?: boolean;
  /** dBm0: -50 does little, -46 ends every call. */
  readonly noise?: number;
  /** The wire is cut once so many pages were received. */
  readonly hangUpAfter?: number;
  /** A person answers. */
  readonly isVoice?: boolean;
};

/** A call as both machines saw it. Codes and words are T.30's as libspandsp numbers them: 0 is OK. */
export type Call = {
  readonly sender: { readonly code: number; readonly words: string };
  readonly receiver: { readonly code: number; readonly words: string };
  readonly pagesSent: number;
  readonly pagesReceived: number;
  readonly hasEcm: boolean;
  /** What the receiving machine wrote. */
  readonly received: Buffer;
};

export type FaxLine = {
  readonly call: (tiff: Uint8Array, trouble?: LineTrouble) => Promise<Call>;
  readonly close: () => Promise<void>;
};

/** Why there is no line on this machine; undefined when there is one. Packages: gcc, libc6-dev, libspandsp-dev (which brings libtiff-dev). */
export function missingForFaxLine(): string | undefined {
  const probe = spawnSync(
    'gcc',
    ['-E', '-include', 'tiffio.h', '-include', 'spandsp.h', '-x', 'c', '/dev/null'],
    {
      stdio: 'ignore',
    },
  );
  if (probe.error) return 'gcc is missing: no fax is sent over a line.';
  return probe.status === 0 ? undefined : 'libspandsp-dev is missing: no fax is sent over a line.';
}

/** Builds the two machines and the wires between them. */
export async function openFaxLine(): Promise<FaxLine> {
  const folder = await mkdtemp(join(tmpdir(), 'fax-line-'));
  const program = join(folder, 'fax-line');
  await run('gcc', ['-O2', '-o', program, SOURCE, '-lspandsp', '-ltiff', '-lm']);
  let calls = 0;
  return {
    call: async (tiff, trouble = {}) => {
      const name = join(folder, `call-${(calls += 1)}`);
      await writeFile(`${name}.tif`, tiff);
      const { stdout } = await run(program, [`${name}.tif`, `${name}-received.tif`, ...optionsOf(trouble)]);
      const received = await readFile(`${name}-received.tif`).catch(() => Buffer.alloc(0));
      return { ...(JSON.parse(stdout) as Omit<Call, 'received'>), received };
    },
    close: () => rm(folder, { recursive: true }),
  };
}

function optionsOf({ hasEcm, noise, hangUpAfter, isVoice }: LineTrouble): readonly string[] {
  return [
    ...(hasEcm === false ? ['ecm=0'] : []),
    ...(noise === undefined ? [] : [`noise=${noise}`]),
    ...(hangUpAfter === undefined ? [] : [`hang-up-after=${hangUpAfter}`]),
    ...(isVoice ? ['voice=1'] : []),
  ];
}

/** Pages of a TIFF as pixels, 0 black and 255 white, with their sizes: what two files are compared by. */
export async function pixelsOf(
  tiff: Uint8Array,
): Promise<readonly { readonly width: number; readonly height: number; readonly pixels: Buffer }[]> {
  const { pages = 1 } = await sharp(tiff).metadata();
  return Promise.all(
    Array.from({ length: pages }, async (_, page) => {
      const { data, info } = await sharp(tiff, { page })
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, pixels: data };
    }),
  );
}
