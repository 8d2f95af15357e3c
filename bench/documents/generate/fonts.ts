/** The type faces of invented offices, by file. All are in packages of this project. */
import { join } from 'node:path';

export type Face = { readonly regular: string; readonly bold: string };

const packages = join(import.meta.dirname, '..', '..', '..', 'node_modules');
const web = (name: string, weight: number): string =>
  join(packages, '@fontsource', name, 'files', `${name}-latin-${weight}-normal.woff`);
const dejavu = (name: string): string => join(packages, 'dejavu-fonts-ttf', 'ttf', `${name}.ttf`);
const face = (name: string): Face => ({ regular: web(name, 400), bold: web(name, 700) });

export const faces = {
  arimo: face('arimo'),
  carlito: face('carlito'),
  courier: face('courier-prime'),
  cousine: face('cousine'),
  dejavu: { regular: dejavu('DejaVuSans'), bold: dejavu('DejaVuSans-Bold') },
  condensed: { regular: dejavu('DejaVuSansCondensed'), bold: dejavu('DejaVuSansCondensed-Bold') },
  mono: { regular: dejavu('DejaVuSansMono'), bold: dejavu('DejaVuSansMono-Bold') },
  lato: face('lato'),
  merriweather: face('merriweather'),
  ptSans: face('pt-sans'),
  roboto: face('roboto'),
  serif: { regular: dejavu('DejaVuSerif'), bold: dejavu('DejaVuSerif-Bold') },
  tinos: face('tinos'),
} as const satisfies Readonly<Record<string, Face>>;

export type FaceName = keyof typeof faces;

/** Faces that look written by hand. */
export const hands = {
  caveat: { regular: web('caveat', 400), bold: web('caveat', 700) },
  kalam: { regular: web('kalam', 400), bold: web('kalam', 700) },
  patrick: { regular: web('patrick-hand', 400), bold: web('patrick-hand', 400) },
  apple: { regular: web('homemade-apple', 400), bold: web('homemade-apple', 400) },
} as const satisfies Readonly<Record<string, Face>>;

export type HandName = keyof typeof hands;
