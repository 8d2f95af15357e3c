/** Words around the names of doctors and practices, as data. All folded: lower case, no punctuation. */

export const titles: ReadonlySet<string> = new Set([
  'dr',
  'drs',
  'doctor',
  'prof',
  'professor',
  'mr',
  'mrs',
  'ms',
  'miss',
]);

/** Degrees and licences behind a name. Some are surnames too (Do, Ma, Pa): they count only where a name goes on without them. */
export const credentials: ReadonlySet<string> = new Set(
  (
    'md do mbbs mbchb phd dnp np arnp aprn fnp fnpc fnpbc anp agnp pnp crnp cnm cnp crna rn bsn msn pa pac mpas dds dmd dpm od dc pt dpt ot otr ' +
    'lcsw lmft lpc psyd pharmd rd facs facp facc faap faafp facog faan fasn faccp mph ms ma mba scd bc c'
  ).split(' '),
);

export const suffixes: ReadonlyMap<string, string> = new Map([
  ['jr', 'jr'],
  ['junior', 'jr'],
  ['sr', 'sr'],
  ['senior', 'sr'],
  ['ii', 'ii'],
  ['2nd', 'ii'],
  ['iii', 'iii'],
  ['3rd', 'iii'],
  ['iv', 'iv'],
]);

/** Legal forms and small words that say nothing about which practice is meant. */
export const organisationNoise: ReadonlySet<string> = new Set(
  (
    'llc pllc pc pa psc plc inc incorporated ltd limited llp lp pllp corp corporation co company the of and at for in a an dba md mds do dds dr drs dpm sc ps apc ' +
    'aprn np'
  ).split(' '),
);

/** What practices shorten, and how one word is spelt in several ways. Ends are cut afterwards: `associates` is `associate`. */
export const abbreviations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    assoc: 'associate',
    assocs: 'associate',
    assn: 'association',
    ctr: 'center',
    cntr: 'center',
    cent: 'center',
    centre: 'center',
    med: 'medical',
    medicine: 'medical',
    grp: 'group',
    st: 'saint',
    mt: 'mount',
    ft: 'fort',
    hosp: 'hospital',
    hsp: 'hospital',
    phys: 'physician',
    physn: 'physician',
    fam: 'family',
    fm: 'family',
    hlth: 'health',
    healthcare: 'health',
    orthopaedic: 'orthopedic',
    ortho: 'orthopedic',
    peds: 'pediatric',
    paediatric: 'pediatric',
    clin: 'clinic',
    clnc: 'clinic',
    dept: 'department',
    univ: 'university',
    surg: 'surgery',
    surgical: 'surgery',
    svc: 'service',
    svcs: 'service',
    serv: 'service',
    derm: 'dermatology',
    cardio: 'cardiology',
    gastro: 'gastroenterology',
    gyn: 'gynecology',
    int: 'internal',
    intl: 'international',
    prim: 'primary',
    pract: 'practice',
    prac: 'practice',
    spec: 'specialist',
    specs: 'specialist',
    comm: 'community',
    cmty: 'community',
    reg: 'regional',
    regl: 'regional',
    meml: 'memorial',
    mem: 'memorial',
    natl: 'national',
    inst: 'institute',
    rehab: 'rehabilitation',
    n: 'north',
    s: 'south',
    e: 'east',
    w: 'west',
  }),
);

/** Words that thousands of practices have: alike in these alone, two practices are not alike. */
export const commonWords: ReadonlySet<string> = new Set(
  (
    'medical center group clinic associate health family practice hospital physician care medicine service primary internal specialist ' +
    'system community regional wellnes wellness doctor office partner department surgery pediatric orthopedic dental department'
  ).split(' '),
);

/** States and territories as people type them, to the two letters of the post. */
export const stateCodes: ReadonlyMap<string, string> = new Map(
  (
    'alabama al|alaska ak|arizona az|arkansas ar|california ca|colorado co|connecticut ct|delaware de|district of columbia dc|florida fl|georgia ga|' +
    'hawaii hi|idaho id|illinois il|indiana in|iowa ia|kansas ks|kentucky ky|louisiana la|maine me|maryland md|massachusetts ma|michigan mi|' +
    'minnesota mn|mississippi ms|missouri mo|montana mt|nebraska ne|nevada nv|new hampshire nh|new jersey nj|new mexico nm|new york ny|' +
    'north carolina nc|north dakota nd|ohio oh|oklahoma ok|oregon or|pennsylvania pa|puerto rico pr|rhode island ri|south carolina sc|' +
    'south dakota sd|tennessee tn|texas tx|utah ut|vermont vt|virginia va|washington wa|west virginia wv|wisconsin wi|wyoming wy'
  )
    .split('|')
    .map((entry) => [entry.slice(0, -3), entry.slice(-2)] as const),
);
