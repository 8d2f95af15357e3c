/**
 * Names for invented people: common ones as often as they are, and made-up ones for the long tail that every register has. Written apart
 * from the tables the matcher weighs names with, so that it is not asked what it was told.
 */
import type { Random } from './people.ts';

const families =
  `Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore
  Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen
  Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards
  Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox
  Ward Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross
  Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons Romero Jordan
  Patterson Alexander Hamilton Graham Reynolds Griffin Wallace Moreno West Cole Hayes Bryant Herrera Gibson Ellis Tran Medina Aguilar
  Stevens Murray Ford Castro Marshall Owens Harrison Fernandez McDonald Woods Washington Kennedy Wells Vargas Henry Chen Freeman Webb
  Tucker Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder Mason Dixon Munoz Hunt Hicks Holmes Palmer
  Wagner Black Robertson Boyd Stone Salazar Fox Warren Mills Meyer Rice Schmidt Garza Daniels Ferguson Nichols Stephens Soto Weaver
  O'Brien O'Connor DiMarco DelaRosa VanDyke McCarthy MacLeod`.split(/\s+/);

const women =
  `Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Karen Sarah Lisa Nancy Sandra Betty Ashley Emily Kimberly Margaret Donna
  Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole
  Anna Samantha Katherine Christine Debra Rachel Carolyn Janet Maria Olivia Heather Helen Catherine Diane Julie Victoria Joyce Lauren Kelly
  Christina Ruth Joan Virginia Judith Evelyn Hannah Andrea Megan Cheryl Jacqueline Madison Teresa Abigail Sophia Martha Sara Gloria Janice
  Kathryn Ann Isabella Judy Charlotte Julia Grace Amber Alice Jean Denise Frances Danielle Marilyn Natalie Beverly Diana Brittany Theresa Kayla
  Alexis Doris Lori Tiffany Rosa Carmen Ana Guadalupe Yolanda Silvia Esther Irene Rita Lucille Edna Florence Gladys Thelma Josephine Eleanor
  Marie Anne Jane Ellen Joanne Suzanne Paula Bonnie Connie Peggy Wanda Dawn Erica Leslie Holly Tara Priya Mei Fatima Ingrid Svetlana Noor`.split(
    /\s+/,
  );

const men =
  `James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew
  Joshua Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott
  Brandon Benjamin Samuel Gregory Alexander Frank Patrick Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Douglas Zachary Peter Kyle
  Noah Ethan Jeremy Walter Christian Keith Roger Terry Austin Sean Gerald Carl Harold Dylan Arthur Lawrence Jordan Jesse Bryan Billy Bruce Gabriel
  Joe Logan Alan Juan Albert Willie Elijah Wayne Randy Vincent Mason Roy Ralph Bobby Russell Bradley Philip Eugene Luis Carlos Miguel Jesus
  Antonio Francisco Manuel Pedro Jorge Rafael Alejandro Eduardo Howard Fred Ernest Leonard Stanley Clarence Alfred Norman Marvin Earl Clyde
  Mohammed Ahmed Wei Raj Omar Igor Dmitri Bjorn`.split(/\s+/);

/** What people are called, and offices write down. A list of its own: some are in no table. */
const shortForms: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  `Robert Bob Rob Bobby/William Bill Will Billy/James Jim Jimmy/John Jack Johnny/Richard Rick Dick Rich/Michael Mike Mick/Thomas Tom Tommy/
  Charles Charlie Chuck/Christopher Chris Topher/Daniel Dan Danny/Matthew Matt/Anthony Tony/Donald Don Donnie/Steven Steve/Andrew Andy Drew/
  Joshua Josh/Kenneth Ken/Timothy Tim/Ronald Ron/Edward Ed Ted Eddie/Jeffrey Jeff/Jacob Jake/Nicholas Nick/Jonathan Jon/Gregory Greg/
  Benjamin Ben/Samuel Sam/Alexander Alex Sasha/Patrick Pat/Raymond Ray/Joseph Joe Joey/Lawrence Larry/Gerald Jerry/Albert Al Bert/
  Francisco Paco Frank/Jose Pepe/Eugene Gene/Philip Phil/Elizabeth Liz Beth Betty Eliza/Margaret Peggy Maggie Meg/Patricia Pat Patty Trish/
  Jennifer Jen Jenny/Barbara Barb/Susan Sue Susie/Katherine Kate Kathy Katie/Catherine Cathy Kate/Deborah Deb Debbie/Rebecca Becky/
  Cynthia Cindy/Kathleen Kathy/Christine Chris Tina/Christina Tina/Virginia Ginny/Judith Judy/Jacqueline Jackie/Teresa Terry Tess/
  Victoria Vicky Tori/Samantha Sam/Pamela Pam/Theresa Terry/Dorothy Dot Dottie/Sandra Sandy/Frances Fran/Josephine Jo Josie/Eleanor Ellie Nell/
  Guadalupe Lupe/Yolanda Yoli/Stephanie Steph/Amanda Mandy/Alexis Lexi/Sarah Sally Sadie/Mary Molly Polly/Martha Marty/Florence Flo/Dmitri Dima`
    .split('/')
    .map((line) => line.trim().split(' '))
    .map(([full = '', ...short]) => [full, short]),
);

/** Twins whose parents liked the sound. */
export const soundAlike: readonly (readonly [string, string])[] = [
  ['Jayden', 'Jaylen'],
  ['Aiden', 'Jaiden'],
  ['Maria', 'Mariah'],
  ['Anna', 'Hanna'],
  ['Erik', 'Derek'],
  ['Daniel', 'Daniela'],
  ['Marco', 'Mario'],
  ['Karla', 'Karl'],
  ['Ashley', 'Ashlyn'],
  ['Taylor', 'Tyler'],
  ['Brandon', 'Brendan'],
  ['Kayla', 'Kaylee'],
  ['Juan', 'Joan'],
  ['Zoraya', 'Soraya'],
  ['Ella', 'Bella'],
];

const syllables =
  'ba be bo bri ka kel ko da den dor fa fin go gra ha hol ja ki la lem lo mar mi mon na ner no o pa pel ra ri ros sa sch sto ta ten tor u va vel wa wy za zin'.split(
    ' ',
  );
const endings = [
  'son',
  'man',
  'ski',
  'berg',
  'ez',
  'sen',
  'ley',
  'ton',
  'er',
  'a',
  'i',
  'ov',
  'idis',
  'wala',
  'kar',
  'nen',
];

/** Common names as often as they are: a few make a third of the register. */
export function familyName(random: Random): string {
  if (random() < 0.45) return common(random, families, 12);
  return rareFamily(random);
}

export function rareFamily(random: Random): string {
  const middle = random() < 0.6 ? pick(random, syllables) : '';
  return capital(pick(random, syllables) + middle + pick(random, endings));
}

export function givenName(random: Random, sex: 'F' | 'M'): string {
  if (random() < 0.9) return common(random, sex === 'F' ? women : men, 6);
  const end =
    sex === 'F'
      ? pick(random, ['a', 'ia', 'elle', 'ine', 'lyn'])
      : pick(random, ['o', 'an', 'en', 'el', 'on']);
  return capital(pick(random, syllables) + pick(random, syllables) + end);
}

export function shortForm(random: Random, given: string): string | undefined {
  const short = shortForms[given];
  return short && pick(random, short);
}

/** Zipf's law, the top flattened: rank r comes up with 1/(r + flat). */
function common(random: Random, names: readonly string[], flat: number): string {
  const span = Math.log((names.length + flat) / flat);
  const rank = Math.floor(flat * Math.exp(random() * span) - flat);
  return names[Math.min(names.length - 1, rank)] ?? '';
}

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
