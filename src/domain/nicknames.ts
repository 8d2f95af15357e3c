/**
 * Names one person goes by, in groups parted by strokes: the full name first. A short form may stand in several groups
 * (Pat is Patricia or Patrick). Usage in the United States, Spanish and Russian short forms included.
 */
const groups = `
aaron ron ronnie / abigail abby gail / abraham abe bram / adelaide addie della / agnes aggie nessie / albert al bert bertie / alberto beto
berto / alejandro alex ale jandro sandro / alexander alex al alec sandy sasha xander lex / alexandra alex sandra sandy sasha lexi alexa /
alfred al fred alf freddie / alfredo fredo fred / alice allie ali / alicia licia allie / allison alison allie ali / amanda mandy manda /
amelia amy millie mia / anastasia stacy ana nastya / andrea andie drea / andrew andy drew / angela angie angel / angelina angie lina / ann
anne anna annie nan nancy hannah anita / annabelle anna belle bella / anthony tony ant / antonio tony toni tonio / antonia toni tonya /
archibald archie / arthur art artie / augustus gus august / barbara barb barbie babs bobbie / bartholomew bart / beatrice bea trixie /
beatriz bea betty / benjamin ben benny benji / bernadette bernie detta / bernard bernie barney / bertha bertie / beverly bev / bradford
brad / bradley brad / brenda bren / bridget biddy bridie / calvin cal / cameron cam / candace candy / carl charles karl / caroline carrie
carol carolyn lynn / carolyn carol lynn carrie / casey kc / cassandra cassie sandra / catherine katherine kathryn catharine kathleen cathy
kathy kate katie kay kat kitty cath trina / cecilia cecily cissy celia / charles charlie chuck chas chip charley / charlotte charlie
lottie char / chester chet / christian chris / christina christine cristina kristina kristin kristine kristen chris christy kristy tina
chrissy / christopher chris kit topher kris / clarence clare / clara clare claire / clayton clay / clifford cliff / clifton cliff /
clinton clint / constance connie / cornelius neil corny / courtney court / curtis curt / cynthia cindy cyndi / dale dal / daniel dan danny
/ danielle dani danni / darlene darla / david dave davey davy / deborah debra deb debbie debby / delores dolores dee lola / dennis denny /
derek rick / desmond des / diana diane di dee dianne / dominic dom nick / donald don donnie donny / dorothy dot dottie dolly dora /
douglas doug / dwight ike / edgar ed eddie / edith edie / edmund ed eddie ned ted / eduardo ed eddie lalo / edward ed eddie ned ted teddy
/ edwin ed eddie win / eileen aileen ellen / eleanor elinor ellie nell nora ella lenora / elijah eli lige / elizabeth elisabeth liz lizzie
beth betty betsy bess bessie eliza libby lisa liza elsie ellie / ellen ellie nell nellie helen / emanuel manny manuel / emily em emmy /
emma em emmy / enrique rick quique henry / eric erik rick / ernest ernie / ernesto ernie neto / esther essie hester / ethel essie / eugene
gene / eunice nicey / evelyn evie eve / ezekiel zeke / florence flo flossie / frances fran francie frankie fanny / francis frank fran /
francisco frank paco pancho cisco / franklin frank / frederick frederic fred freddie freddy fritz rick / gabriel gabe / gabriela gabriella
gabby / gary gar / genevieve gen gena eve jenny / geoffrey jeffrey jeff geoff / george georgie / gerald gerry jerry / geraldine gerry /
gerard gerry jerry / gilbert gil bert / gladys glad / gloria glory / gregory greg gregg / gretchen greta margaret / guadalupe lupe /
guillermo memo will bill / gustavo gus / gwendolyn gwen wendy / harold hal harry / harriet hattie / harrison harry / heather hetty /
hector tito / helen helena nell nellie lena ellen / henrietta etta hettie hank / henry hank harry hal / herbert herb bert / herman manny /
hillary hilary hill / howard howie / hubert hugh bert / hugh hughie / ignacio nacho / immanuel manny / irene rene rena / isaac ike zac /
isabel isabella isabelle izzy bella belle / jack john / jacob jake / jacqueline jackie jacqui / james jim jimmy jamie jim jem / jane janie
jenny / janet jan / janice jan / jasmine jas jazz / jason jay / jean jeanne jeannie gene / jennifer jen jenny jenn / jeremiah jerry jeremy
/ jeremy jerry / jerome jerry / jesse jess / jessica jess jessie / jesus chuy / joan joanie joanna / joann joanne jo / joanna joanne jo /
john johnny jack jon / jonathan johnathan jon john nathan / jorge george / jose pepe joe joseph / josefina josie fina / joseph joe joey jo
/ josephine jo josie / joshua josh / joyce joy / juan john juanito / juanita nita / judith judy judi / julia julie jules / julian jules /
juliana julie / julio jules / justin jus / karen kari / kathleen kathy kate katie kay kath / kenneth ken kenny / kevin kev / kimberly kim
kimmy / kristopher kris chris / larry lawrence / laura laurie lori lora / lauren laurie / lawrence laurence larry lars / leonard leo len
lenny leon / leroy roy lee / leslie les lee / lester les / levi lee / lillian lily lil lilly / lincoln link / linda lindy lynn / lorraine
lori raine / louis lewis lou louie / louise lou lulu / lucille lucy lu / lucinda lucy cindy / luis lou lucho / lydia liddy / lynette lynn
/ mackenzie mac kenzie / madeline maddie madeleine / magdalena maggie lena magda / malcolm mal / manuel manny manolo / marcus marc mark /
margaret maggie meg peggy peg marge margie margo greta rita madge daisy / margarita rita margo maggie / maria mari mary mia / marian
marion mary / marilyn mary lynn / marjorie marge margie / marsha marcia / martha marty patsy mattie / martin marty / marvin marv / mary
molly polly mamie mae may / matilda tilly mattie / matthew mathew matt / maureen mo / maurice morris morrie / maximilian max / maxine max
/ maxwell max / melanie mel / melinda mindy linda mel / melissa missy lissa mel / melvin mel / mercedes mercy / michael micheal mike
mickey mick mikey / michelle michele shelly / mildred millie / miguel mike / milton milt / minerva minnie / miranda randy mandy / miriam
mimi mitzi / mitchell mitch / mohammed mohammad muhammad mohamed mo / montgomery monty / morton mort / nancy nan / naomi nomi / natalie
nat talia natasha / natasha tasha nat / nathan nate nat / nathaniel nate nat nathan / nicholas nicolas nick nicky / nicole nikki nicky /
nora norah / norbert bert / norma nonie / norman norm / olivia liv livvy / oliver ollie / oscar ozzie / pamela pam pammy / patricia pat
patty patti tricia trish patsy / patrick pat paddy rick / paula polly / pauline paula polly / pedro peter / penelope penny / peter pete /
philip phillip phil pip / phyllis phyl / priscilla cilla prissy / prudence prue / rachel rae shelly / rafael raphael rafa ralph / ralph
rafe / ramon ray moncho / randall randy / randolph randy / raymond ray / raymundo ray / rebecca becky becca / reginald reg reggie / regina
gina reggie / reuben ben rube / ricardo rick ricky richard / richard rich rick ricky dick richie / robert rob bob bobby robbie bert robin
/ roberta bobbie robbie bert / roberto beto bob rob robert / roderick rod rick / rodney rod / roger rodge / roland rollie / ronald ron
ronnie / rosa rosie rose / rosalind roz rosie / rosemary rose rosie / rosario charo rosie / roxanne roxie / rudolph rudy / russell russ
rusty / ruth ruthie / salvador sal chava / salvatore sal / samantha sam sammy / samuel sam sammy / sandra sandy / santiago santi / sarah
sara sadie sally / sebastian seb bastian / sergio checo / seymour sy / shannon shan / sharon shari sherry / sheldon shelly / sheila shelly
/ shirley shirl / sidney sid sydney / simon si / solomon sol / sophia sofia sophie / stanley stan / stella estelle / stephanie steph
stephie stefanie / steven stephen steve stevie / stuart stewart stu / susan sue susie suzy suzanne susanna / suzanne sue suzie suzy /
sylvester sly / sylvia syl / tabitha tabby / tamara tammy / teresa theresa terri terry tess tessa tere / terrence terrance terence terry /
thaddeus tad ted thad / theodora dora thea / theodore ted teddy theo / thomas tom tommy / timothy tim timmy / tobias toby / tracy trace /
travis trav / valerie val / vanessa nessa / vernon vern / veronica ronnie roni vera / victor vic / victoria vicky vicki tori / vincent
vince vinny / viola vi / violet vi / virginia ginny ginger gina / vivian viv / vladimir vlad volodya / wallace wally / walter walt wally /
wanda wendy / warren ren / wayne way / wendell wen / wesley wes / wilbur will / wilhelmina mina willa / willard will / william will bill
billy willie liam / wilson will / winifred winnie freddie / winston win / woodrow woody / xavier javier javi / yolanda yoli / yvonne
vonnie / zachary zach zack zac / zachariah zach
`;

const byName = readGroups();

/** The full names a folded given name may stand for; itself when nothing is known of it. */
export function fullNamesOf(given: string): readonly string[] {
  return byName.get(given) ?? [given];
}

/** Whether two different given names may be one person's. */
export function isNicknameOf(a: string, b: string): boolean {
  if (a === b) return false;
  const other = byName.get(b);
  return other !== undefined && (byName.get(a)?.some((full) => other.includes(full)) ?? false);
}

/** Whether it is in use as a given name, to tell a misspelling from another name. */
export function isInNicknames(given: string): boolean {
  return byName.has(given);
}

/** Whether `given` is the long form of a group that holds `short`. */
export function isShortFor(short: string, given: string): boolean {
  return short !== given && (byName.get(short)?.includes(given) ?? false);
}

function readGroups(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const line of groups.split('/')) {
    const names = line.trim().split(/\s+/);
    const [full = ''] = names;
    for (const name of new Set(names)) found.set(name, [...(found.get(name) ?? []), full]);
  }
  return found;
}
