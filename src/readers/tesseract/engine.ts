import { createRequire } from 'node:module';
import type { Grey } from '../../formats/raster/bits.ts';
import type { Box } from '../../sdk/reader.ts';
import type { TesseractSettings } from './config.ts';
import { faxModel, printModel } from './trained-data.ts';
import { wordListOf, type WordList } from './word-list.ts';

/** How Tesseract looks at a picture (its page segmentation modes). */
export type Mode = 'page' | 'scattered' | 'block' | 'line';

export type EngineWord = {
  readonly text: string;
  /** Pixels of the picture that was read. */
  readonly box: Box;
  /** 0 to 1. */
  readonly confidence: number;
  /** Words of one line share it; lines are numbered as Tesseract found them. */
  readonly line: number;
};

export type Engine = {
  /** Those its model was made with. */
  readonly words: WordList;
  /** `characters`: the only ones that can come out. */
  readonly recognise: (
    picture: Grey,
    options: {
      readonly mode: Mode;
      readonly dpi: number;
      readonly characters?: string;
    },
  ) => readonly EngineWord[];
};

/** The engine with either network; each is started when it is first asked for. */
export type Engines = (network: TesseractSettings['network']) => Engine;

/** What of Tesseract's own interface is used (tesseract.js-core, made by Emscripten). */
type TessApi = {
  readonly Init: (path: null, language: string, engineMode: number) => number;
  readonly SetVariable: (name: string, value: string) => boolean;
  readonly SetImageFile: (exif: number, angle: number) => number;
  readonly SetSourceResolution: (dpi: number) => void;
  readonly Recognize: (monitor: null) => number;
  readonly GetTSVText: (page: number) => string;
  readonly Clear: () => void;
};
type TessModule = {
  readonly FS: {
    readonly writeFile: (path: string, data: Uint8Array) => void;
    readonly unlink: (path: string) => void;
  };
  readonly TessBaseAPI: new () => TessApi;
};
type TessCore = (options: {
  readonly print: () => void;
  readonly printErr: () => void;
}) => Promise<TessModule>;

const LSTM_ONLY = 1;
const SEGMENTATION: Readonly<Record<Mode, string>> = { page: '3', block: '6', line: '7', scattered: '11' };

/**
 * Loads Tesseract and its English model from the installed packages: nothing is fetched. The core is used as it is, without the
 * worker threads of tesseract.js: the process is ours already, and a page is copied once instead of three times.
 */
export async function openEngines(): Promise<Engines> {
  const here = createRequire(import.meta.url);
  const core = createRequire(here.resolve('tesseract.js'))(
    'tesseract.js-core/tesseract-core-simd-lstm',
  ) as TessCore;
  const module = await core({ print: () => undefined, printErr: () => undefined });
  const print = printModel();
  const words = wordListOf(print);
  const started = new Map<string, Engine>();
  return (network) => {
    const known = started.get(network);
    if (known) return known;
    const api = startApi(module, network, network === 'faxes' ? faxModel(print) : print);
    const engine = { words, recognise: recogniser(module, api) };
    started.set(network, engine);
    return engine;
  };
}

function startApi(module: TessModule, name: string, trained: Uint8Array): TessApi {
  const file = `${name}.traineddata`;
  module.FS.writeFile(file, trained);
  const api = new module.TessBaseAPI();
  if (api.Init(null, name, LSTM_ONLY) !== 0) throw new Error('Tesseract did not start');
  module.FS.unlink(file);
  // Faxes have no white text on black: reading every doubtful line a second time inverted gains nothing.
  api.SetVariable('tessedit_do_invert', '0');
  return api;
}

function recogniser(module: TessModule, api: TessApi): Engine['recognise'] {
  return (picture, { mode, dpi, characters = '' }) => {
    api.SetVariable('tessedit_pageseg_mode', SEGMENTATION[mode]);
    api.SetVariable('tessedit_char_whitelist', characters);
    module.FS.writeFile(INPUT, pgmOf(picture));
    try {
      if (api.SetImageFile(1, 0) !== 0) throw new Error('Tesseract did not take the picture');
      api.SetSourceResolution(dpi);
      if (api.Recognize(null) !== 0) throw new Error('Tesseract did not read the picture');
      return wordsOf(api.GetTSVText(0));
    } finally {
      module.FS.unlink(INPUT);
      api.Clear();
    }
  };
}

const INPUT = '/input';

/** A portable grey map (Netpbm P5). */
function pgmOf({ width, height, data }: Grey): Uint8Array {
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), data]);
}

const WORD_LEVEL = '5';

/** Tab-separated: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
function wordsOf(tsv: string): readonly EngineWord[] {
  const words: EngineWord[] = [];
  let place = '';
  let line = -1;
  for (const row of tsv.split('\n')) {
    const [level, , block, paragraph, lineOfParagraph, , left, top, width, height, confidence, text] =
      row.split('\t');
    if (level !== WORD_LEVEL || text === undefined || text.trim() === '') continue;
    const itsPlace = `${block} ${paragraph} ${lineOfParagraph}`;
    if (itsPlace !== place) line++;
    place = itsPlace;
    words.push({
      text: text.trim(),
      box: { x: Number(left), y: Number(top), width: Number(width), height: Number(height) },
      confidence: Math.min(1, Math.max(0, Number(confidence) / 100)),
      line,
    });
  }
  return words;
}
