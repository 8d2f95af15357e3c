/**
 * How many people share a name, as a share of the population: the u-probability of two strangers who agree in it. Classes of names,
 * not exact counts: the order of magnitude is what a weight needs. After the surnames of the 2010 census and a century of given
 * names of the United States, and raised by half, because a practice's patients are neighbours and not the whole country.
 */
export function familyShare(folded: string): number {
  return families.get(folded) ?? RARE_FAMILY;
}

export function givenShare(folded: string): number {
  return givens.get(folded) ?? RARE_GIVEN;
}

export function isCommonFamily(folded: string): boolean {
  return families.has(folded);
}

export function isCommonGiven(folded: string): boolean {
  return givens.has(folded);
}

/** All names of the lists, folded. */
export const commonFamilies = (): readonly string[] => [...families.keys()];
export const commonGivens = (): readonly string[] => [...givens.keys()];

const RARE_FAMILY = 0.0001;
const RARE_GIVEN = 0.0006;

const families = classes([
  [0.0075, 'smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez'],
  [
    0.004,
    `lopez gonzalez gonzales wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez
    lewis robinson`,
  ],
  [
    0.0022,
    `walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter
    roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez
    ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez wood james bennett gray
    mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez`,
  ],
  [
    0.0011,
    `powell jenkins perry russell sullivan bell coleman butler henderson barnes fisher vasquez simmons romero jordan patterson
    alexander hamilton graham reynolds griffin wallace moreno west cole hayes bryant herrera gibson ellis tran medina aguilar
    stevens murray ford castro marshall owens harrison fernandez mcdonald woods washington kennedy wells vargas henry chen freeman
    webb tucker guzman burns crawford olson simpson porter hunter gordon mendez silva shaw snyder mason dixon munoz hunt hicks
    holmes palmer wagner black robertson boyd stone salazar fox warren mills meyer rice schmidt garza daniels ferguson nichols
    stephens soto weaver ryan gardner payne grant dunn kelley spencer hawkins arnold pierce hansen peters santos hart bradley
    knight elliott cunningham duncan armstrong hudson carroll lane riley andrews alvarado ray delgado berry perkins hoffman
    johnston matthews pena richards contreras willis carpenter lawrence sandoval guerrero george chapman rios estrada ortega
    watkins greene nunez wheeler valdez harper burke larson santiago maldonado morrison franklin carlson austin dominguez carr
    lawson jacobs obrien lynch singh vega bishop montgomery oliver jensen harvey williamson gilbert dean sims espinoza howell li
    wong reid hanson le mccoy garrett burton fuller wang weber welch rojas lucas marquez fields park yang little banks padilla day
    walsh bowman schultz luna fowler mejia`,
  ],
]);

const givens = classes([
  [
    0.013,
    `james mary john robert michael william david richard joseph thomas patricia jennifer linda elizabeth barbara charles christopher
    susan daniel maria`,
  ],
  [
    0.007,
    `matthew jessica anthony mark donald sarah steven paul karen andrew joshua kenneth kevin brian lisa nancy betty sandra margaret
    george timothy ronald edward jason jeffrey ryan jacob gary nicholas ashley kimberly emily donna michelle carol amanda dorothy
    melissa deborah stephanie rebecca sharon laura cynthia jose juan`,
  ],
  [
    0.003,
    `eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick raymond jack dennis jerry tyler
    aaron luis carlos adam nathan henry douglas zachary peter kyle noah ethan jeremy walter christian keith roger terry austin sean
    gerald carl harold dylan arthur lawrence jordan jesse bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne
    randy vincent mason roy ralph bobby russell bradley philip eugene kathleen amy angela shirley anna brenda pamela emma nicole
    helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia
    victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison
    frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa
    diana natalie brittany charlotte marie kayla alexis lori rosa ana carmen miguel antonio jesus manuel francisco`,
  ],
  [
    0.0012,
    `louis johnny lee ernest todd jesse craig alfred danny stanley leonard earl dale victor marvin clarence fred howard tony curtis
    norman allen glenn travis jeff chad jacob melvin kyle ricardo mario oscar jorge pedro rafael javier fernando eduardo roberto
    sergio alberto julio cesar raul hector ivan angel ruben marcus theodore clifford jimmy bernard francis herbert leroy leon
    harry lloyd gordon warren dean derek darrell jerome floyd leo alvin tim wesley gene milton lester cody lucas evan luke owen
    liam mason caleb connor hunter isaac jayden aiden landon wyatt levi julian isaiah adrian eli nolan dominic xavier chase cole
    brent shawn shane troy corey dustin tracy marc erik allan alex max
    katie rose jane annie tina phyllis paula bonnie ruby wanda irene sylvia dawn tiffany connie april norma peggy robin crystal
    edna florence gladys lillian ethel edith elsie josephine thelma eleanor sally lucille pauline esther rita hazel juanita eva
    ellen carrie charlene monica clara lucy vivian yolanda stacy dana wendy valerie erin leslie holly tara melanie vanessa jamie
    misty alicia veronica suzanne sheila marcia marsha claudia gina elaine joanne joann anne annette sophie ava mia chloe zoe lily
    ella avery aubrey addison natalia leah audrey claire bella lucia sofia camila valentina luz rosario guadalupe silvia adriana
    gabriela daniela paula patrick roberta daniella ericka erica erika carla paola mariana mariah marina carlos jaylen jaiden ayden kaden caden cayden hayden jaxon jaxson paxton
    braden brayden kaylee kaylie kylie ashlyn adalyn madelyn madilyn emilia amelia aria arya maya mya lena elena alena alina mila isla
    layla leyla kyra kira tyra brendan brenda kiara kierra shanna shawna javon devon davon mohammed fatima
    hana hanna ali omar wei ming yan ling raj priya anita sunil hassan ahmed`,
  ],
]);

function classes(lists: readonly (readonly [number, string])[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [share, names] of lists)
    for (const name of names.split(/\s+/)) if (!found.has(name)) found.set(name, share);
  return found;
}
