/**
 * What referrals ask for, by the words it is known by. Specialties after the taxonomy of provider types (NUCC), tests, procedures, therapies
 * and equipment as order forms print them; one a line or parted by `|`.
 */

/** Looking at a patient: what nearly every specialty is asked for. */
const visits = `
evaluat(?:ion|ions|e)|evals?|re-?eval(?:uation)?|consult(?:ation|ing)?s?|clinic|visits?|assessments?|opinions?|follow-?ups?|exam(?:ination)?s?|check|work-?ups?|screening
treat(?:ment|ments)?|tx|management|mgmt|clearance|co-?management|transfer of care|assume care|establish care|program|admission|intake|triage|telehealth|e-?consult`;

/** Looking into a patient: pictures, curves, samples. */
const tests = `
tests?|testing|stud(?:y|ies)|scans?|imaging|panel|titers?|mri|mra|mrcp|ct|cta|pet|spect|echo(?:cardiogram|cardiography)?|tte|tee|ekg|ecg|eeg|emg|ncs|ncv|nerve conduction
evoked potentials?|vng|eng|abr|oae|ultrasound|sonogram|sono|doppler|duplex|x-?rays?|radiographs?|cbct|panorex|mammogra(?:m|phy)|tomosynthesis|dexa|dxa|bone density|fluoroscopy|barium swallow
angiogra(?:m|phy)|arteriogra(?:m|phy)|venogra(?:m|phy)|arthrogra(?:m|phy)|myelogram|discogram|urogram|hida|vcug|biopsy|bx|fna|cytology|pathology|colonoscopy|endoscopy|egd|ercp|eus|sigmoidoscopy
\\p{L}{3,}oscopy|\\p{L}{3,}ogram|polysomnogra\\w+|psg|mslt|hsat|titration|actigraphy|oximetry|holter|event recorder|monitor(?:ing)?|abpm|treadmill test|abi|tilt table|calcium score
spirometry|pfts?|pulmonary function|dlco|audiogram|audiometry|tympanometry|perimetry|visual fields?|topography|pachymetry|biometry|urodynamics|uroflow\\w*|manometry|impedance|breath test
patch testing|allergy testing|skin prick|neuropsych\\w*|psychometric|amniocentesis|nst|biophysical profile|anatomy scan|genetic testing|karyotype|sweat test`;

/** Doing something to a patient. */
const procedures = `
procedures?|surger(?:y|ies)|removal|excision|repair|replacement|revision|implant\\w*|insertion|placement|extraction|restoration|graft\\w*|reconstruction|trigger finger release|tunnel release|fusion|decompression
ablation|stimulat(?:ion|or)|stent\\w*|angioplasty|catheterization|cath|cardioversion|pacemaker|icd implant|loop recorder|embolization|sclerotherapy|injections?|nerve blocks?|esi|rfa|kyphoplasty
epidural|botox|infusions?|transfusion|iron infusion|chemo(?:therapy)?|radiation|dialysis|fistula creation|debridement|cautery|mohs|cryo\\w*|laser|peel|phototherapy|lithotripsy|dilation|banding
root canal|scaling|root planing|biopsies|wisdom teeth|orthodontics?|apicoectomy|frenectomy|iud|nexplanon|colposcopy|colpo|leep|d&c|vasectomy|circumcision|tubal|ivf|iui
\\p{L}{3,}ectomy|\\p{L}{3,}otomy|\\p{L}{3,}ostomy|\\p{L}{3,}oplasty|\\p{L}{3,}centesis|\\p{L}{3,}desis|\\p{L}{3,}pexy|phlebotomy|vaccin\\w+|immuni[sz]ations?|immunotherapy|allergy shots`;

/** Helping a patient over time, and things to live with. */
const therapies = `
therap(?:y|ies)|therapists?|rehab\\w*|prehab\\w*|counsel\\w+|psychotherapy|cbt|dbt|emdr|tms|ketamine|detox|iop|php|coaching|education|dsmes?|dsmt|mnt|nutrition|dietitian|smoking cessation
pt(?:[ /&]| and )ot|slp|gait training|dry needling|traction|ultrasound therapy|vestibular rehab|hand therapy|aquatic|work hardening|fce|ergonomic
home health|skilled nursing|nursing|home care|hospice|palliative|respite|case management|care coordination|social work\\w*|wound care|wound vac|hyperbaric|acupuncture|chiropractic|massage
dme|cpap|bipap|apap|home oxygen|concentrator|nebulizer|wheelchair|rollator|hospital bed|bracing|orthotics?|orthosis|prosthe\\w+|afo|splint|cgm|insulin pump|hearing aids?
contact lens(?:es)?|low vision|breast pump|compression (?:stockings|garments?)|ostomy supplies`;

/** Fields of medicine, and who works in them. */
const specialties = `
allergy|allergist|immunology|anesthesiology|audiology|bariatrics?|behavioral health|mental health|cardiolog\\w+|cardiothoracic|cardiovascular|electrophysiology|heart failure clinic|vascular surg\\w+
colorectal|critical care|dermatolog\\w+|dentist\\w*|dental|endodont\\w+|periodont\\w+|prosthodont\\w+|orthodont\\w+|pedodont\\w+|oral surg\\w+|oral (?:and|&) maxillofacial|omfs|tmj
developmental pediatrics|diabet(?:es|ic) (?:care|education|center)|endocrin\\w+|ent|otolaryngolog\\w+|family medicine|gastroenterolog\\w+|gi|hepatolog\\w+|genetics?|geriatric\\w*|gyn(?:ecolog\\w+)?
ob(?:[/-]?gyn)?|obstetric\\w*|maternal[- ]fetal|mfm|urogynecolog\\w+|reproductive endocrin\\w+|hematolog\\w+|heme(?:[/-]?onc)?|oncolog\\w+|infectious disease|internal medicine
interventional (?:radiology|pain)|nephrolog\\w+|neonat\\w+|neurolog\\w+|neurosurg\\w+|neurosurgeon|neuropsycholog\\w+|occupational medicine|ophthalmolog\\w+|optometr\\w+|retina specialist
oculoplastics?|orthop(?:a?edic|od)\\w*|ortho|spine (?:surgery|center|specialist)|sports medicine|hand surg\\w+|pain (?:management|medicine|clinic)|pathology|pediatric \\p{L}+|physiatr\\w+|pm&r|plastic\\w*|podiatr\\w+
psychiatr\\w+|psycholog\\w+|pulmon\\w+|radiolog\\w+|rheumatolog\\w+|sleep medicine|speech|surgeon|thoracic surg\\w+|urolog\\w+|women'?s health`;

function anyOf(...lists: readonly string[]): RegExp {
  const words = lists.flatMap((list) => list.trim().split(/[\n]/)).join('|');
  return new RegExp(String.raw`(?<![\p{L}\d])(?:${words})(?![\p{L}\d])`, 'iu');
}

/** Words by which a thing to be done is known from a complaint. */
export const serviceWord: RegExp = anyOf(visits, tests, procedures, therapies);
const specialtyWord: RegExp = anyOf(specialties);

/** Whether a text that stands where something is asked for names it: `Nerve conduction study`, `Neurology`. */
export function namesService(text: string): boolean {
  const said = text.replaceAll(complaint, ' ');
  return serviceWord.test(said) || specialtyWord.test(said);
}

/** `GI bleed`, `dental pain`: what is wrong, though its first word names who sees to it. */
const complaint =
  /(?<![\p{L}\d])[\p{L}/&-]+ (?:bleed(?:ing)?|pains?|delays?|abscess(?:es)?|disorders?|abuse|allerg(?:y|ies)|infections?|fractures?|syndromes?|deficiency|injur(?:y|ies))(?![\p{L}\d])(?! (?:management|medicine|clinic|cent(?:er|re)|specialist|program|service))/giu;

const anyService = new RegExp(`${serviceWord.source}|${specialtyWord.source}`, 'giu');

/** A thing to be done and nothing else: few words, of which the last or the first names it. */
export function isServiceText(text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (words.length > MOST_WORDS || /[,;]|\.\s/.test(text) || finding.test(text)) return false;
  return serviceWord.test(words.slice(-2).join(' ')) || (words.length < 4 && namesService(words[0] ?? ''));
}

const MOST_WORDS = 6;
/** What was found and since when is told of a patient, not asked for: `Positive FIT test`, `Nodule on chest CT`. */
const finding =
  /\b(?:abnormal|positive|negative|elevated|incidental|heard|found|seen|noted|failed|show(?:s|ed|n)|pending|before|after|since|despite|for|on|due|no|not|never|worse|pain(?! (?:management|medicine|clinic|consult))|new(?! patient)|low(?! (?:dose|vision))|loss|swelling|bleeding|history|ago|years?|months?)\b/i;

/** Several of them in a row without a sign between: what a form offers to choose from. */
export function isListOfServices(text: string): boolean {
  const named = text.match(anyService)?.length ?? 0;
  return named > 3 && named * 4 >= text.split(/\s+/).length && !/[,;.]/.test(text);
}

/**
 * The first lines of a text that are the thing asked for. A line goes on in the next where it ends in a word or sign that cannot be its
 * end, where the next begins small, or where nothing in it names a service yet; another service is told too.
 */
export function linesOfService(text: string): string {
  const [first = '', ...lines] = text.split('\n');
  let said = first;
  for (const line of lines) {
    const goesOn =
      openEnd.test(said) || /^[\p{Ll}(&/+]/u.test(line) || !namesService(said) || modifier.test(line);
    if (!goesOn && !isServiceText(line)) break;
    said += `\n${line}`;
  }
  return said;
}

const openEnd = /(?:[,&/+(:–-]|\b(?:and|or|of|for|with|without|the|to|right|left|bilateral))\s*$/i;
/** `Right knee`, `3 views`, `without contrast`: what belongs to the line above. */
const modifier =
  /^(?:right|left|bilateral|both|with|without|w\/o?(?=\s|$)|x ?\d+|\d+ (?:views?|hours?|days?|visits?|weeks?))\b/i;

/** Parts of the body and sides of it, and nothing else: `Hand / Wrist`, `Low back`. */
export function isBodyPart(text: string): boolean {
  return (text.match(/\p{L}+/gu) ?? []).every((word) => bodyWords.has(word.toLowerCase()));
}

const bodyWords: ReadonlySet<string> = new Set(
  'head neck back low mid lower upper lumbar cervical thoracic spine shoulder shoulders elbow elbows arm arms forearm wrist wrists hand hands finger fingers thumb hip hips pelvis knee knees leg legs ankle ankles foot feet toe toes chest abdomen jaw eye eyes ear ears nose throat right left both bilateral and or extremity side'.split(
    ' ',
  ),
);
