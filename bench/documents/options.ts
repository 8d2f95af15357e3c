/** `--name=value` of the command line: one of the choices, the first where none is given; or any text. */
export function textOption<Choice extends string>(name: string, choices: readonly Choice[]): Choice;
export function textOption(name: string, otherwise: string): string;
export function textOption(name: string, choices: string | readonly string[]): string {
  const given = process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (typeof choices === 'string') return given ?? choices;
  const [first = ''] = choices;
  if (given !== undefined && !choices.includes(given))
    throw new Error(`--${name}=${given}: say one of ${choices.join(', ')}.`);
  return given ?? first;
}
