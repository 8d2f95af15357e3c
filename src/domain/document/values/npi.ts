import { isNpi, npiTwins } from '../../npi.ts';
import { changeDoubt, changesBetween, doubtOf, mendFigures, type Found } from './found.ts';

/** Ten figures in a row, or parted as people part them. */
const pattern =
  /(?<![\p{L}\d/.-])(?:\d{10}|\d{4}[ -]\d{3}[ -]\d{3}|\d{3}[ -]\d{3}[ -]\d{4}|\d{5} \d{5}|(?:\d ){9}\d|\d{6,9} \d{1,4}|\d{1,4} \d{6,9})(?![\p{L}\d/]|[.-]\d)/gu;

/** Figures scans take for one another: what a broken check digit may have been. */
const confused: Readonly<Record<string, string>> = {
  0: '86',
  1: '74',
  2: '7',
  3: '8',
  4: '91',
  5: '6',
  6: '58',
  7: '12',
  8: '3069',
  9: '48',
};

/** NPIs: ten figures. One that fails its check digit is found too, as not valid. */
export function findNpis(text: string): readonly Found[] {
  const mended = withoutLetter(withStroke(mendFigures(text)));
  return [...mended.matchAll(pattern)]
    .filter(([said]) => said.replaceAll(/\D/g, '').length === 10)
    .map((match) => {
      const from = match.index;
      const to = from + match[0].length;
      const before = text.slice(from, to);
      const value = match[0].replaceAll(/\D/g, '');
      const isValid = isNpi(value);
      const others = isValid ? [] : likelyTwins(value);
      return {
        value,
        from,
        to,
        fit: isValid ? 1 : /^[12]/.test(value) ? 0.55 : 0.3,
        repaired: changesBetween(before, match[0]) / 10,
        isValid,
        others,
        ...doubtOf(
          isValid ? undefined : 'the check digit of the NPI does not fit',
          changeDoubt(before, match[0]),
        ),
      };
    });
}

/** `169602533)`: a stroke behind nine figures is the tenth, where the check digit says so. */
function withStroke(text: string): string {
  return text.replaceAll(/(?<![\p{L}\d])(\d{9})[)\]}/](?![\p{L}\d])/gu, (said, nine: string) =>
    isNpi(`${nine}1`) ? `${nine}1` : said,
  );
}

/** `NP 11234567893`: the I of the label ran into the number, where the check digit says so. A blank stands for it. */
function withoutLetter(text: string): string {
  return text.replaceAll(/(?<=\bNP\W{0,2})1(\d{10})(?!\d)/g, (said, ten: string) =>
    isNpi(ten) ? ` ${ten}` : said,
  );
}

/** The numbers one confused figure away that pass the check digit. */
function likelyTwins(value: string): readonly string[] {
  return npiTwins(value).filter((twin) => {
    const at = twin.split('').findIndex((figure, index) => figure !== value.charAt(index));
    return (
      twin.slice(at + 1) === value.slice(at + 1) &&
      (confused[value.charAt(at)] ?? '').includes(twin.charAt(at))
    );
  });
}
