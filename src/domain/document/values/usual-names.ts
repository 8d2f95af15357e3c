import { commonFamilies, commonGivens } from '../../name-frequency.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';

/**
 * Names that many people have, beyond those of name-frequency.ts: the surnames next in frequency in the 2010 census of the United States, and
 * given names that stood among the thousand most given of some decade from 1920 on (Social Security Administration). By these a letter of a
 * misread name is put right; a name that is not among them is no worse a name.
 */
const families = `
  abbott acevedo acosta adkins aguirre allison alvarez anthony atkins atkinson avery avila ayala ayers baldwin ball ballard barber barker
  barnett barr barrera barrett barron bartlett barton bass bates bauer beach bean beard beasley beck becker bender benitez benjamin benson
  benton berg berger bernard best bird blackburn blackwell blair blake blanchard blankenship blevins bolton bond bonilla booker boone booth
  bowen bowers boyer boyle bradford brady branch brandt brennan brewer bridges briggs bright britt brock browning bruce bryan buchanan buck
  buckley bullock burch burgess burnett burns bush byrd byrne cabrera cain calderon caldwell calhoun callahan camacho camp cannon cantrell
  cantu cardenas carey carney carroll carrillo carson case casey cash castaneda castro cervantes chambers chan chandler chang charles chase
  chavez cherry choi christensen christian church clarke clay clayton clements cline cobb cochran coffey cohen colon combs compton conley
  conner conrad conway cooke cooley corona cortes cortez costa cote cowan craig crane cross cuevas cummings curry curtis dalton daugherty
  davenport davidson davila deleon dejesus dempsey dennis dickerson dickson dillon dodson donaldson donovan dorsey dougherty douglas doyle
  drake dudley duffy duke duncan duran durham dyer eaton edmonds elliot ellison emerson english erickson escobar esparza espinosa estes
  esquivel evans everett ewing farley farmer farrell faulkner felix ferrell figueroa finley fischer fitzgerald fitzpatrick fleming fletcher
  flowers floyd flynn foley forbes fowler francis frank frazier frederick french frey friedman frost fry frye fuentes gaines gallagher
  gallegos galloway galvan gamble garner garrison garza gates gay gentry gibbs gilbert giles gill gillespie gilmore glass glenn glover
  golden gomez good goodman goodwin gould grace graves greer gregory griffith grimes gross guerra guevara gutierrez guy hahn hale haley
  hammond hampton hancock haney hardin harding hardy harmon harrell harrington hartman harvey hatfield hayden haynes hebert heath henson
  hendricks hendrix hensley herman herring hess hester hickman hicks higgins hinton hobbs hodge hodges hogan holden holder holland holloway
  holt hood hoover hopkins horn horne horton house houston howe hubbard huber huerta huff huffman hull humphrey huang hurley hurst
  hutchinson ibarra ingram irwin jacobson jaramillo jarvis jefferson jennings jensen johns jones joseph joyce juarez kane kaufman keith
  keller kemp kent kerr khan kirby kirk klein kline knox koch krause krueger lam lamb lambert landry lang larsen leach leblanc leon leonard
  lester levine levy lindsey livingston lloyd logan lopez love lowe lowery lu lucero lugo lutz lynn lyons macdonald mack macias madden
  maddox mahoney malone mann manning marks marsh marshall maxwell may mayer maynard mays mcbride mccall mccann mccarthy mccarty mcclain
  mcclure mcconnell mccormick mccullough mcdaniel mcdowell mcfarland mcgee mcguire mcintosh mcintyre mckay mckee mckenzie mckinney mcknight
  mclaughlin mclean mcmahon mcmillan mcneil mcpherson meadows medina melendez melton mercado mercer merritt meyers meza michael middleton
  miles miranda molina monroe montes montoya moody moon mooney mora moran morrow morse morton moses moss mosley moyer mueller mullen
  mullins munoz murillo myers nash navarro neal nelson newman newton nielsen nixon noble nolan norman norris norton novak nunez obrien
  ochoa oconnell oconnor odonnell ohara oneal oneill orozco orr osborn osborne owen pace pacheco page palacios park parks parrish parsons
  patrick patton paul pearson peck pennington perkins petersen petty pham phelps pitts pittman pollard ponce poole pope potter potts powers
  pratt preston prince proctor pruitt pugh quinn quintero ramsey randall randolph rangel rasmussen raymond reese reeves reilly reyna rhodes
  richard richmond riggs rivas rivers roach robbins robles rocha roberson robinson rodgers rodriquez rojas rollins roman romero rosa
  rosales rosario rose roth rowe rowland roy rubio rush russo rutledge salas salinas sampson sanford santana saunders savage sawyer
  schaefer schneider schroeder schwartz sellers serrano sexton shaffer shah shannon sharp shea shelton shepard shepherd sheppard sherman
  shields short sierra silva simon simpson sinclair singleton skinner sloan small snow solis solomon sosa sparks spears spence stafford
  stanley stanton stark steele stein stephenson stevenson stokes stout strickland stuart suarez summers sutton swanson sweeney sweet tanner
  tapia tate terrell terry thornton todd townsend travis trevino trujillo tran trejo tyler underwood valencia valentine valenzuela vance
  vang vaughan vaughn vazquez velasquez velazquez velez villa villanueva villarreal vincent vu wade waller walls walter walters walton ware
  warner waters watts webster weeks weiss wells werner west wheeler whitaker whitehead whitney wiggins wilcox wiley wilkerson wilkins
  wilkinson williamson willis winters winkler wise wolf wolfe woodard woodward wolff wu wyatt xiong yates yoder york yu zamora zhang
  zimmerman zuniga abrams albright aldridge alford ali anaya andersen archer arellano arias ashley ashby bailey bain baird banks barlow
  barry barajas baxter beltran bentley bernal bishop blackwood bloom bolden boswell bowden bradshaw brant brewster briscoe britton brody
  brothers buckner burks burris burt bustamante byers cagle carver casillas cates cheng childers childs chu clemons cleveland clifford
  coates colbert coley collier conklin connell connelly contreras cordova corbett cornell covington coyle crabtree craft creech crosby
  crouch crowe crowley cruz culver currie dale daly daniel darby davey dawson decker delacruz delarosa delaney denton desai devine diamond
  diehl dietz dillard dixon dobbs dolan dominguez donahue donnelly dorman dotson dow downey downing downs drew driscoll duarte dugan dunbar
  dunlap dupree duval easley eddy elder elkins emery engel enriquez epstein espino fajardo falk fay ferrara ferreira ferris fink finch finn
  fish fitch flanagan fontaine fonseca forrest foreman forrester foss fountain foy fraser freedman fritz fulton gagnon gale gallardo gamez
  gandhi garland gaston gauthier gibbons gleason goff goldberg goldman goldstein gonsalez gore gorman grady granger greenberg greenwood
  griffiths grossman grove guidry gunn gupta gustafson haas hacker hadley haines hall halverson hamlin hammer hanna hannah hanley hardison
  harlow harman hartley hathaway hawk hayward healy hedrick heller helms herbert herrington hewitt hidalgo hightower hilton hinkle hinson
  ho hoang hodgson hoffmann hollis holman holcomb hook hooper horowitz hostetler hoyt huddleston hume hutchins hutchison hyde ingle irving
  isaac ivey jain jansen jarrett jeffers jeffries jenkins jernigan jewell jha johansen jordan jorgensen judd kahn kang kaplan kaur kearney
  keating keen keenan kelleher kendall kenney kern kessler key kidd kilgore kimball kinney kinsey kiser kirkland kirkpatrick knapp knowles
  koenig kowalski kramer kruse kuhn kumar lacy laird lake lancaster langley lara larkin lau lay leal ledford lemon lentz leung levin lim
  lin lincoln lindgren lindsay linn liu locke lockhart long lott lovell ludwig lund luther ly lyle lyon ma madrid magee maier malloy
  mancini mansfield marin marino marion markham marrero marlow mata mathews mathis mathew mattson mauldin mccallum mccabe mccauley
  mccracken mcdermott mcgill mcgowan mcgrath mckenna mckinley mcleod mcmanus mcnally mcnamara mehta meier mello melvin menendez metcalf
  metz michaels mims minor moeller mohr monaghan moore moreland moreau morin mortensen moseley mott muller munson murdock nader nance
  naylor neely neff nesbitt neumann newell ng nguyen nicholson noel noonan nieves norwood nowak oakley oconner odell ogden oh olsen oneil
  ontiveros ornelas osorio ott overton paige paine parekh parra pate paz peacock peralta pereira petit petrov pettit phan phelan pickett
  pineda pinto piper pike platt plummer pollock poe polk portillo post prater prescott price purcell putnam quan quigley quiroz rader
  raines rao ratliff ravel rawlings redd redding redmond regan reinhardt rendon resendez ricci rich rico ridley ritter roark robb rosen
  rosenberg rosenthal ross rosas rouse rowell ruffin rucker ruff russ saenz salgado salter samuels sandberg sanderson sandoval santos
  sargent satterfield schafer schmitt schofield schreiber schulz schumacher schuster schwarz scruggs seals sears seay segura selby serna
  seymour shafer shapiro sharma shaver sheehan sheets sheridan shirley shore siegel sikes simms simmons singer sizemore slater slaughter
  smalls snell sorensen spangler spaulding spivey stacy stallings staples starks starr stclair steiner sterling stern stiles stinson
  stoddard stovall stratton street strong suggs sun sumner swain swan swift sykes talley tang tatum temple tenorio thacker thao thomason
  thompson thornburg thorpe thurman tidwell tillman tinsley toledo tomlinson torrez toth tovar tracy trammell tripp trotter tuttle upton
  urban urena vail valdes valle vann varela venegas vera vernon vickers victor vidal vigil villalobos villegas vogel voss wagoner walden
  waldron wall wallis walker walsh weaver wei weinstein weldon weller westbrook wharton whaley whitfield whitley whitlock whitmore whitt
  whitten wilder wilhelm willard willey willoughby winn winslow winston wingate witt womack woo wooten workman worley worthington wray
  yamamoto yeager yi zapata zavala ziegler bouchard castellanos okafor okoye adeyemi mbeki haddad nasser rahman hussain hussein begum
  siddiqui qureshi chaudhry banerjee mukherjee chatterjee reddy iyer menon nair pillai kapoor malhotra bhatt joshi trivedi agarwal verma
  mishra pandey tiwari sato suzuki tanaka watanabe ito nakamura kobayashi yoshida yamada sasaki kimura lee jung kwon yoon ngo bui duong
  dinh truong vo huynh petrova ivanov ivanova kuznetsov popov volkov novikov kowalczyk wisniewski wojcik kaminski lewandowski zielinski
  szymanski nowicki dubois lefebvre leroy girard bonnet rossi bianchi romano colombo ferrari esposito greco conti deluca silveira oliveira
  souza almeida carvalho barbosa teixeira nascimento andersson johansson karlsson nilsson eriksson larsson olsson persson svensson hansen
  lindberg lindstrom bergstrom nystrom holm berglund`;

const givens = `
  abby abel abraham ada adele adolfo agnes aida aileen aisha alana alba alberta alejandra alejandro alec alfonso alfredo alison alissa
  allison alma alonzo althea alton alvaro alyssa amelie amir amos anastasia andre andres andy angelica angelina angelo angie anika anjali
  anton antoine antoinette antonia april archie ariana ariel arlene armand armando arnold arturo asher aubree august augustus aurora autumn
  avis axel barry bart beatrice beatriz becky belinda ben benny bernadette bernice bert bertha bessie beth bethany beulah bianca bill blake
  blanca blanche bob bonita boris boyd brad bradford brady breanna brenna brett briana bridget brock brooke brooks bryant bryce byron
  caitlin calvin cameron candace candice cara carina carissa carl carlton carmela carmelo caroline carrie carroll carter cassandra cassidy
  cathy cecelia cecil cecilia celeste celia chandra charley charlie chelsea cherie cherry cheyenne chris christa christie christy cindy
  claire clay clayton clifton clint clinton clyde colby coleen colin colleen conrad constance cooper cora corinne cornelius cory courtney
  cristian cristina curt dallas dalton damian damon dan dana dane dante daphne daria darius darla darlene darnell darren darryl daryl dave
  dawson deanna deandre deb debbie deepak deirdre delbert delia della delores denis desiree desmond destiny devin devonte dewey dexter
  diamond diego dina dionne dirk dixie dolores dominick don dora doreen dorian dorothea doug drew duane duncan dwayne dwight earnest ebony
  ed eddie edgar edmund edna eduardo edwin effie eileen elbert elena elias elisa elise eliza ella elliot elliott ellis elmer elsa elton
  elvira elwood emanuel emerson emil emilio emily emmanuel emmett enrique erika erma ernestine ernesto errol ervin esmeralda esteban
  estelle ester ethel eunice evangeline everett ezra faith faye felicia felipe felix fern ferdinand fiona flora forrest frankie franklin
  freda freddie frederick fredrick gail garrett garry gavin gayle genevieve geneva geoffrey georgia geraldine gerard gerardo gertrude
  gilbert gilberto ginger giovanni gladys glen glenda gloria gonzalo grady graham grant greg greta gretchen griffin guillermo gus gustavo
  guy gwen gwendolyn hal harley harriet harrison harvey hattie heath hector heidi helena henrietta herman hilary hilda hiram homer hope
  horace howard hubert hudson hugh hugo humberto ian ida ignacio ike ilene imani ina inez ingrid ira iris irma irving irwin isabel isabelle
  isaias ismael israel issac ivy jackie jackson jaclyn jada jade jaime jake jalen jamal janelle janette janice janie janine jared jarrod
  jarvis jasmin jasmine jasper javon jay jayla jaylin jeanette jeanne jeannie jenna jennie jenny jeremiah jeri jermaine jerri jess jessie
  jewel jill jillian jim jimmie jo joan joann joanna jocelyn jodi jodie jody joel joey johanna johnathan johnnie jolene jon jonah jonas
  joni jordyn josefina josh josiah josie joy juana juanita judah jude jules juliana julianne juliet june justine kaitlin kaitlyn kara kari
  karl karla kasey kate katelyn kathie kathy katrina kay keisha kelley kelli kellie kelsey kelvin ken kendall kendra kendrick kenny kent
  kenya kermit kerry khalil kim kimberley kirk kristen kristi kristin kristina kristine kristopher kristy kurt lacey lamar lamont lana
  lance landon lara larissa latasha latonya latoya laurel lauri laurie laverne lawanda leah leann leanne lela leland lenora lenore leona
  leonardo leopold leslie leticia lewis libby lila lilia lilian liliana lincoln linda lindsay lindsey linwood lionel lisette liz liza lois
  lola lonnie lora loraine loren lorena lorenzo loretta lorna lorraine lou louie louise lourdes luann lucia lucille lucinda luella luis
  lula lupe luther lydia lyle lyn lynda lynette lynn lynne mabel mable mack mackenzie maddox madeline mae magdalena maggie malcolm malik
  mallory mamie mandy manuela marcel marcella marcelo marci marco marcos marcy margarita margery margie margo margot marguerite marian
  marianne maribel maricela marie marietta marilynn marissa maritza marjorie marla marlene marlin marlon marta marty maryann maryanne
  mattie maude maura maureen maurice mavis maximilian maxine may mayra mckenna meagan megan meghan mel melinda melody mercedes meredith
  merle mia micah micheal michele mickey miguel mike mildred miles millicent millie milo mindy minnie miranda miriam mitch mitchell moises
  mollie molly mona monique monte morgan morris moses muriel myles myra myrna myron myrtle nadia nadine nan nannie naomi natasha nathaniel
  neal ned neil nell nellie nelson nestor nettie nichole nick nicky nicolas nikki nina noel noelle noemi nora noreen norman octavia odessa
  ofelia ola olga olive ollie opal ophelia ora orlando orville otis otto pablo paige pam pansy parker pascal pat patsy patti patty pauline
  pearl penelope penny percy perry pete phil philippa phoebe pierre porter preston prince priscilla quentin quincy quinn rachael rae rafael
  ralph ramiro ramon ramona randal randall randolph raphael raquel rashad raul raven ray reagan reba reed reggie reginald rena rene renee
  reuben rex reynaldo rhea rhoda rhonda ricardo rich richie rick rickey ricky rigoberto riley rob robbie robby roberta robyn rochelle rocky
  rod roderick rodger rodney rodolfo rodrigo rogelio roland rolando roman romeo ron ronda ronnie roosevelt rory rosalie rosalind rosalyn
  rosanna rosario roscoe roseann rosemarie rosemary rosie ross rowena roxanne royce ruben rubin rudolph rudy rufus rupert russ rusty
  sabrina sadie sal sallie salvador salvatore sam sammy samir sanford santiago santos sasha saul savannah scarlett scottie sebastian selena
  selma serena serenity seth seymour shana shane shanice shannon shari sharron shaun shauna shawn shawna shea shelby sheldon shelia shelley
  shelly sheri sherman sherri sherrie sherry sherwin sheryl shirlene sid sidney sienna sierra silas simon simone skylar sofia sol solomon
  sonia sonja sonya spencer stacey stacie stan stefan stefanie stella stephan stephon sterling steve stevie stewart stuart sue summer
  susana susanna susie sybil sydney sylvester tabatha tabitha tamara tameka tami tamika tammy tanisha tanner tanya taryn tasha tatiana
  taylor ted teddy terence teri terra terrance terrell terrence terri terrie tessa thaddeus thelma theresa therese theron tia tiara tiffani
  tina tobias toby tomas tommie tommy toni tonia tonya tori tracey traci tracie travis trent trenton trevor trey tricia trina trinity
  trisha trista trudy tucker tyrone ulysses ursula val valentina valeria van velma vera verna vernon veronica vicente vicki vickie vicky
  vince viola violet virgil vito wade walker wallace wally walton wanda warren waylon wilbert wilbur wilda wilfred will willa willard
  willis wilma winifred winston woodrow xander ximena yasmin yesenia yvette yvonne zachariah zachery zack zane zelda aarav aditi ananya
  arjun deepa divya kavita kiran lakshmi meera neha nikhil pooja rahul rajesh ravi rohan sanjay shreya suresh vijay vikram amina farah
  ibrahim karim khadija leila mariam mohamed muhammad mustafa noor salma samira yusuf zahra zainab chen hao hui jian jing jun lei mei min
  ming na ping qing wei xia xiao xin yan yi ying yu yuki kenji haruto sakura hiroshi akiko naoko takashi minh thuy linh hoa lan thanh tuan
  anh duc hung nam phuong quang trang hyun jae ji joon seo soo sung young ivan dmitri natalia sergei svetlana tatyana vladimir yelena
  katarzyna agnieszka piotr tomasz giulia luca matteo francesca giuseppe paolo lars sven astrid bjorn freya soren kwame kofi ama adwoa
  chidi ngozi emeka ifeoma chinedu olu tunde femi`;

const setOf = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));
const usual = {
  family: new Set([...setOf(families), ...commonFamilies()]),
  given: new Set([...setOf(givens), ...commonGivens()]),
};

export type NamePart = keyof typeof usual;

/** Whether many people are called so. Folded (`foldName`). */
export function isUsual(part: NamePart, folded: string): boolean {
  return usual[part].has(folded);
}

/** Names of one part, length and first or last letter: what a misread one is looked for in. */
const shelves = new Map<string, string[]>();
for (const part of ['family', 'given'] as const)
  for (const name of usual[part])
    for (const key of keysOf(part, name)) shelves.set(key, [...(shelves.get(key) ?? []), name]);

function keysOf(part: NamePart, name: string, length = name.length): readonly string[] {
  return [`${part}${length}${name.charAt(0)}`, `${part}${length}-${name.slice(-1)}`];
}

/** The one usual name that a word may be a misread of, at most `most` slips away (ocr-slips.ts); undefined: none, or more than one. */
export function nearestUsual(part: NamePart, folded: string, most: number): string | undefined {
  let [best, least, isTied] = [undefined as string | undefined, most + 0.001, false];
  for (const name of candidates(part, folded)) {
    const slips = slipsBetween(folded, name);
    if (slips < least) [best, least, isTied] = [name, slips, false];
    else if (slips === least && name !== best) isTied = true;
  }
  return isTied ? undefined : best;
}

function candidates(part: NamePart, folded: string): ReadonlySet<string> {
  const lengths = [folded.length - 1, folded.length, folded.length + 1];
  return new Set(
    lengths.flatMap((length) => keysOf(part, folded, length).flatMap((key) => shelves.get(key) ?? [])),
  );
}
