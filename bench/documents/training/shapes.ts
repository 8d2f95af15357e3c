/** Shapes and words training lines are made of. `#` stands for a figure, `@` for a letter, `&` for either; ` | ` parts one from the next. */
const parted = (text: string): readonly string[] => text.split(/\s*\|\s*/);
const words = (text: string): readonly string[] => text.split(/\s+/);

export const idShapes = parted(
  `@@@######### | @######### | ###-##-#### | #@@#-@@#-@@## | #@@#@@#@@## | @@@ ### ### ### | ######### | ########## | ########## ##
  | @@######## | @@@@@@##### | #######-## | #### ##### ## | @@#-####-## | @@@-##### | ##### | ###### | MRN ######## | @##########-##
  | &&&&&&&& | &&&&&&&&&&& | @@-####### | #######@ | @@@@-#### | ########-@ | @@@##@##### | U#######& | @@##&&#### | 00###### | @@@@@@@@
  | @#### | ##@ | #&&&&# | @@@@#### ## | @&&&-&&&-&&&& | #-###-#######`,
);
export const phoneShapes = parted(
  `(###) ###-#### | (###) ###-#### | ###-###-#### | ###.###.#### | ###/###-#### | 1-###-###-#### | +1 ### ### #### | ##########
  | (###)###-#### | ### ### #### | ###-#### | (###) ###-#### x### | (###) ###-#### ext. ##`,
);
export const npiShapes = parted('1######### | 2######### | ##########');
export const codeShapes = parted(
  '@##.# | @##.## | @##.### | @## | @##.@ | @##.###@ | ##### | @#### | @##.#, @##.## | #####-## | @##.## @##.# | ###.## | (@##.#)',
);

export const months = words(
  `Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
  January February March April June July August September October November December`,
);
export const degrees = words(
  'MD DO NP PA-C FNP-BC M.D. D.O. DPM PhD OD RN APRN FACC DDS CNM DNP FAAFP LCSW ARNP MBBS',
);
export const practices = parted(
  `Family Medicine | Clinic | Medical Group | Health Center | Associates | Primary Care | Orthopedics | Pediatrics | Cardiology, PC
  | Hospital | Internal Medicine LLC | Wellness | Physicians | Eye Care`,
);
export const plans = parted(
  `Health Plan | Insurance | Mutual | Benefit Fund | Medicare Advantage | PPO | HMO | Life & Casualty | Care Choice Gold
  | Administrators`,
);
export const units = parted('mg/dL | mmol/L | mEq/L | ng/mL | K/uL | g/dL');

export const labelWords = words(
  `Patient Name Date Birth DOB Phone Fax Number No. Insurance Member ID Group Policy Plan Payer Referring Provider Physician NPI Practice
  Address City State Zip Diagnosis ICD-10 Code Reason for Referral Visit Requested Service Specialty Urgency Priority Routine Urgent STAT
  Authorization Auth Effective Subscriber Relationship Sex Gender Age Email Home Cell Work Contact Emergency Signature Signed Comments
  Notes History Allergies Medications Office Attn To From Re Pages Ordering Primary Secondary Care Account # Chart MRN Clinic Location
  Department Appointment Time Preferred Language Interpreter Needed Yes No Request Order Procedure CPT Symptoms Onset Duration Tests Labs
  Imaging Results Attached Guarantor Employer Marital Status Street Tel Consult Evaluate and Treat of Information Details Last First Middle
  Height Weight Pharmacy Received By Prepared Approved Type`,
);
export const labelEnds = [':', ':', ':', '', '', ' #:', '?', ' -', '.', '*'];
