const MEGABYTE = 1024 * 1024;

/** What is taken from outside, and where it ends. Each limit has its sentence where it is found to be passed. */
export const LIMITS = {
  /** A mail of several scans; mail servers commonly stop at 25 to 50 MB. */
  arrivalBytes: 50 * MEGABYTE,
  /** One file: 200 fax pages are 10 MB, 20 colour scans about as much. */
  fileBytes: 25 * MEGABYTE,
  /** Records of many years; more is not a referral but an archive, and is sorted by a person. */
  pages: 200,
  /** Of a page as it is kept: Letter at 400 pixels an inch is 15 million. */
  pagePixels: 25_000_000,
  /** Of a picture that is made smaller on the way: phones go to 50 million, Legal at 600 an inch is 43 million. */
  picturePixels: 60_000_000,
  /** Mails in mails, archives in archives. People forward; only attackers nest deeper. */
  depth: 5,
  /** Files of an arrival, over all levels. */
  files: 100,
  /** All that was unpacked from an arrival. */
  unpackedBytes: 100 * MEGABYTE,
  /** Unpacked to packed: text packs to a twentieth at best, bombs to a thousandth. */
  ratio: 200,
  /** Of text that is laid out as pages: 200 pages hold less than a million characters. */
  textCharacters: 1_500_000,
  /** One file, all its pages: 10 s to open and half a second a page, at most a minute. */
  fileMs: 60_000,
  /** Without another page or file: an honest one takes less than a second. */
  silenceMs: 10_000,
  /** All files of an arrival. */
  arrivalMs: 180_000,
  /** The resident size of the child. */
  memoryBytes: 600 * MEGABYTE,
  /** Memory of wasm modules never shrinks: a child larger than this makes room for another. */
  recycleBytes: 330 * MEGABYTE,
  /** Starting one again costs half a second; readers have better use for what it holds. */
  idleMs: 10_000,
} as const;

/** Pixels an inch of a page that is read from its picture: a fine fax has them. */
export const SCAN_DPI = 204;
/** Pixels an inch of a page whose text is known: legible on a screen, and small. */
export const TEXT_DPI = 144;
/** More does not help reading. */
export const MOST_DPI = 300;
