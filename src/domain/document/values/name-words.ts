/** Words that are in no name: what forms, offices and sentences are made of. */
export const noName: ReadonlySet<string> = new Set(
  (
    're referrals pool inbox the individual section and or for with without from this that your our his her their patient patients demographics status unknown outgoing incoming name names phone fax tel telephone date birth dob sex male female gender address ' +
    'street avenue road suite city state zip code number npi provider physician doctor clinic center centre medical medicine health healthcare care family practice group ' +
    'associates association hospital office department dept insurance plan member policy information info referral referring referred refer requested request reason ' +
    'diagnosis diagnoses icd urgent routine stat please see attached unknown none same yes not signature signed print printed electronically history chief complaint ' +
    'evaluate evaluation treat consult consultation form pages pcp primary specialist specialty cardiology orthopedics neurology dermatology gastroenterology surgery ' +
    'inc llc pllc pc pa llp partners physicians surgeons institute services service university regional community memorial wellness pediatrics internal of to in on at by is ' +
    'was has are be if as regarding subject dear sincerely thank you regards confidential notice cover sheet fax mail email www com org net first last middle initial ' +
    'january february march april may june july august september october november december hello hi greetings good morning afternoon mrn dob born acct chart ' +
    'relationship contact emergency home cell mobile work location facility company carrier payer auth authorization id group preferred language english spanish visit new ' +
    'established appointment follow up available any soon next ordering ordered consultant therapy physical rehabilitation md evaluation dob npi established appointment days weeks months years old year age mm dd yyyy'
  ).split(' '),
);

/** Small words in front of family names. */
export const particles = new Set([
  'de',
  'la',
  'del',
  'der',
  'den',
  'van',
  'von',
  'di',
  'da',
  'dos',
  'das',
  'du',
  'le',
  'el',
  'al',
  'bin',
  'ibn',
  'st',
  'ter',
  'ten',
  'y',
  'mac',
  'mc',
  'san',
  'santa',
  'o',
  'los',
  'las',
]);
