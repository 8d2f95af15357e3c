/**
 * Payers a referral names: by these a scanned name is put right and a name without a label is known. Plan names behind them (`PPO`, `Gold`)
 * are left as they stand.
 */

function listed(said: string): readonly string[] {
  return said.trim().split(/[|\n]/);
}

/** Every word of the first list with every one of the second. */
function combined(starts: readonly string[], ends: readonly string[]): readonly string[] {
  return starts.flatMap((start) => ends.map((end) => `${start} ${end}`));
}

/** The states, by name. */
export const states = listed(`
Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland
Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma
Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming`);

const national = listed(`
Aetna|Cigna|Cigna Healthcare|Humana|UHC|United|United Healthcare|UnitedHealthcare|United Health Care|UnitedHealth|UnitedHealth One|OptumCare|Optum VA|Optum VA CCN|Optum VA Community Care|Oxford|Oxford Health Plans|UMR|Surest
Kaiser|Kaiser Permanente|Kaiser Foundation Health Plan|Centene|Ambetter|Molina|Molina Healthcare|Wellcare|WellPoint|Oscar|Oscar Health|Bright Health|Friday Health Plans|Clover Health
Devoted Health|Alignment Health Plan|Alignment Healthcare|Zing Health|Essence Healthcare|Coventry|Golden Rule|First Health|Multiplan|PHCS|Magellan|Magellan Health|Beacon Health Options
Carelon|Carelon Behavioral Health|Evernorth|ComPsych|Lyra Health|Mutual of Omaha|Bankers Life|Transamerica|Aflac|Assurant|Allstate Health Solutions`);

const blues = [
  ...combined(
    [
      'BCBS of',
      'Blue Cross Blue Shield of',
      'BlueCross BlueShield of',
      'Blue Cross and Blue Shield of',
      'Blue Cross of',
      'Blue Shield of',
    ],
    states,
  ),
  ...listed(`
BCBS|BC/BS|BlueCross|Blue Cross|Blue Shield|BlueCross BlueShield|Blue Cross Blue Shield|Blue Cross and Blue Shield|BCBS Federal|Federal BCBS|BCBS FEP|FEP Blue|FEP|Federal Employee Program|Anthem|Anthem Blue Cross
Anthem Blue Cross Blue Shield|Anthem BCBS|Elevance|Arkansas BlueCross|Asuris|Blue Care Network|BCN|BlueCare|BlueCare Tennessee|BlueChoice|BlueLink|BlueMedicare|BlueAdvantage|Capital Blue Cross|CareFirst
CareFirst BlueCross BlueShield|CareFirst BCBS|CareFirst BlueChoice|Empire|Empire BCBS|Empire Blue Cross|Empire BlueCross BlueShield|Excellus|Excellus BCBS|Excellus BlueCross BlueShield|Florida Blue|Healthy Blue|Highmark
Highmark BCBS|Highmark Blue Cross Blue Shield|Highmark Blue Shield|Highmark Wholecare|HMSA|Horizon|Horizon BCBS|Horizon BCBSNJ|Horizon Blue Cross Blue Shield|Horizon NJ Health|Independence Blue Cross|IBX|Keystone First
Keystone Health Plan East|LifeWise|Premera|Premera Blue Cross|Regence|Regence BlueShield|Regence BlueCross BlueShield|Triple-S|Univera|Wellmark|Wellmark BCBS|Wellmark Blue Cross Blue Shield|BCBSTX|BCBSIL|BCBSM|BCBSMA
BCBSNC|BCBSAZ|BCBST|BCBSRI|Blue Cross NC|Blue Cross Blue Shield Federal|Blue Cross Complete|Vibra Health Plan`),
];

const government = [
  ...combined(states, ['Medicaid']),
  ...combined(['Medicaid of', 'Medicare of'], states),
  ...listed(`
Medicare|Medicare A|Medicare B|Medicare Part A|Medicare Part B|Medicare A and B|Medicare A & B|Traditional Medicare|Original Medicare|Medicare FFS|Medicare Advantage|Medicare Supplement|Railroad Medicare|Medicare Railroad|Palmetto GBA Railroad
Medicaid|Medicaid FFS|Straight Medicaid|Managed Medicaid|CHIP|CHP+|CHPlus|Child Health Plus|Medi-Cal|MediCal|Medi-Medi|MassHealth|TennCare|BadgerCare|BadgerCare Plus|Apple Health|AHCCCS|Husky|HUSKY Health
MaineCare|MO HealthNet|SoonerCare|NJ FamilyCare|FamilyCare|Health First Colorado|Healthy Indiana Plan|HIP 2.0|Hoosier Healthwise|Healthy Louisiana|PeachCare|KanCare|Centennial Care|Green Mountain Care|Dr. Dynasaur
Oregon Health Plan|OHP|STAR+PLUS|Denali KidCare|Med-QUEST|Cardinal Care|Nevada Check Up|ALL Kids|Tricare|TRICARE East|TRICARE West|TRICARE for Life|TRICARE Prime|TRICARE Select
Humana Military|TriWest|TriWest Healthcare Alliance|Health Net Federal Services|US Family Health Plan|USFHP|Champus|ChampVA|VA|VA CCN|VA Community Care|VA Choice|Veterans Affairs|Veterans Administration|Indian Health Service|IHS
GEHA|MHBP|NALC|APWU|Ryan White|Tribal Health|Workers Compensation|Workers' Compensation|Workers Comp|Work Comp|W/C|L&I|Dept of Labor|State Fund|SAIF|State Compensation Insurance Fund|Auto Insurance|MVA|No Fault
Letter of Protection|Charity Care|Sliding Fee|Sliding Scale|Uninsured|Self Pay|Self-Pay|Private Pay|Cash|Cash Pay|No Insurance`),
];

const regional = listed(`
AARP|AARP Medicare Advantage|AARP Medicare Complete|Absolute Total Care|ACPNY|Aetna Better Health|Aetna Medicare|Affinity Health Plan|Alameda Alliance|AllWays Health Partners
Allina Health Aetna|Allwell|AltaMed|AmeriHealth|AmeriHealth Caritas|Amerigroup|Amida Care|Arizona Complete Health|ATRIO Health Plans|AvMed|Avera Health Plans|Banner Health Plan
Banner University Family Care|Boston Medical Center HealthNet|BMC HealthNet|Brand New Day|Bravo Health|Buckeye Health Plan|Buckeye Community Health Plan|California Health and Wellness|CalOptima
CalViva Health|Capital District Physicians Health Plan|CDPHP|Capital Health Plan|Cardinal Health Plan|Care N' Care|Care Wisconsin|Care1st|Care1st Health Plan|CareMore|CareOregon|CarePlus|CarePlus Health Plans|CareSource
Carolina Complete Health|CenCal Health|CenterLight|Central California Alliance for Health|Children's Community Health Plan|Chorus Community Health Plans|Christus Health Plan|Cigna HealthSpring|Community First
Community First Health Plans|Community Health Choice|Community Health Group|Community Health Options|Community Health Plan of Washington|Commonwealth Care Alliance|ConnectiCare|Contra Costa Health Plan|Cook Children's Health Plan
Coordinated Care|Cox Health Plans|Dean Health Plan|Dell Children's Health Plan|Denver Health Medical Plan|Doctors Healthcare Plans|Driscoll Health Plan|El Paso Health|Elderplan|Emblem Health|EmblemHealth|GHI
Fallon Health|Fidelis Care|First Choice Health|First Choice Next|FirstCare|FirstCarolinaCare|Freedom Health|Gateway Health|Geisinger|Geisinger Health Plan|GHC|Gold Coast Health Plan|Group Health
Group Health Cooperative|Gundersen Health Plan|Harvard Pilgrim|Harvard Pilgrim Health Care|HAP|Health Alliance|Health Alliance Plan|Health Choice|Health Choice Arizona|Health First|Health First Health Plans|Health Net
Health New England|Health Partners|Health Partners Plans|Health Plan of Nevada|Health Plan of San Joaquin|Health Plan of San Mateo|Health Share of Oregon|Health Tradition|HealthFirst|HealthPartners|HealthPlus|HealthSun
HealthTeam Advantage|HealthKeepers|Home State Health|Hometown Health|Humana Gold Plus|Humana Medicare|Humana Healthy Horizons|IEHP|Inland Empire Health Plan|IlliniCare|Imperial Health Plan|Independent Care Health Plan|iCare
Independent Health|InnovAge|Integral Quality Care|Iowa Total Care|Jai Medical Systems|Johns Hopkins Healthcare|Kern Health Systems|LA Care|L.A. Care|L.A. Care Health Plan|Lasso Healthcare
Louisiana Healthcare Connections|Magnolia Health|Managed Health Services|MHS|Maricopa Health Plan|Martins Point|Maryland Physicians Care|Mass General Brigham Health Plan|McLaren Health Plan|MDwise|Medica
Medical Mutual|Medical Mutual of Ohio|Medstar Family Choice|Mercy Care|MercyCare|Mercy Health Plan|Meridian|Meridian Health Plan|MetroPlus|MetroPlus Health Plan|Missouri Care|Moda|Moda Health|Montana Health CO-OP
Mountain Health CO-OP|MVP|MVP Health Care|Nebraska Total Care|Neighborhood Health Plan|Neighborhood Health Plan of Rhode Island|Neighborhood Health Partnership|Network Health|Next Level Health|NH Healthy Families
Northwest Physicians Network|Ochsner Health Plan|Optima Health|Optimum Healthcare|Pacific Health Alliance|PacificSource|Paramount|Parkland Community Health Plan|Partnership HealthPlan|Partnership HealthPlan of CA|Partnership HealthPlan of California
Partners Health Plan|Passport Health Plan|Passport by Molina|Peach State Health Plan|Peoples Health|Physicians Health Plan|Physicians Plus|PHP|Piedmont Community Health Plan|Preferred Care Partners|Preferred One|PreferredOne
Premier Health Plan|Presbyterian Health Plan|Prestige Health Choice|PrimeWest Health|Priority Health|Priority Partners|Prominence Health Plan|Providence Health Plan|QualChoice|Quartz|Rocky Mountain Health Plans
RMHP|Samaritan Health Plans|San Francisco Health Plan|Sanford Health Plan|Santa Clara Family Health Plan|SCAN|SCAN Health Plan|Scott and White Health Plan|Baylor Scott and White Health Plan|Scripps Health Plan|Security Health Plan
Select Health|SelectHealth|Sendero Health Plans|Senior Whole Health|Sentara|Sentara Health Plans|Sharp Health Plan|Sierra Health and Life|Silversummit|SilverSummit Healthplan|Simply Healthcare|SOMOS|South Country Health Alliance
Stanford Health Care Advantage|Staywell|Summacare|SummaCare|Sunflower Health Plan|Sunflower State|Sunshine Health|Sunshine State Health Plan|Superior HealthPlan|Sutter Health Plus|Texas Children's Health Plan|The Health Plan
Touchstone Health|Trillium Health Resources|Trustmark|Tufts|Tufts Health Plan|Tufts Health Public Plans|UCare|UHC Community Plan|UHC Dual Complete|UnitedHealthcare Community Plan
United Healthcare Community Plan|UnitedHealthcare Dual Complete|UnitedHealthcare Medicare Advantage|University Health Plans|UPMC|UPMC Health Plan|UPMC for You|Upper Peninsula Health Plan|Vaya Health|Ventura County Health Care Plan
Virginia Premier|VIVA Health|VNS Health|VNSNY Choice|Wellsense|WellSense Health Plan|Western Health Advantage|WPS|WPS Health|Well Sense|YourCare|Yamhill Community Care`);

/** Who pays claims for employers. */
const administrators = listed(`
Allied Benefit Systems|Allied Benefits|American Plan Administrators|Apostrophe|Assurant Health|Auxiant|BAS Health|Benefit Administrative Systems|Boon-Chapman|Centivo|Christian Healthcare Ministries|Consociate
CoreSource|Custom Design Benefits|EBMS|Employee Benefit Management Services|First Health Network|GPA|Group and Pension Administrators|Group Resources|HealthComp|HealthEZ|HealthSmart|HealthScope Benefits|Imagine360|Key Benefit Administrators
Lucent Health|Luminare Health|Marpai|Maestro Health|Medcost|MedCost|Medi-Share|Meritain|Meritain Health|Mutual Medical Plans|NGS CoreSource|Planned Administrators|Preferred Administrators|Samaritan Ministries|Sana Benefits|Sedera
Self Insured Services|Significa Benefits|Three Rivers Provider Network|Tall Tree|UMWA|United Medical Resources|Varipro|WebTPA|Zenith American|Zelis|ESIS|Gallagher Bassett|Sedgwick|Travelers|Broadspire|Corvel|CorVel|Liberty Mutual|The Hartford
AmTrust|Berkshire Hathaway|Crawford & Company|Geico|GEICO|State Farm|Allstate|USAA|Coventry Workers Comp|Employers Holdings|Texas Mutual|Pinnacol Assurance|BWC|Ohio BWC|NYSIF|York Risk Services|Helmsman`);

/** Teeth and eyes. */
const dentalAndVision = [
  ...combined(['Delta Dental of'], states),
  ...combined(
    ['Aetna', 'Cigna', 'Humana', 'UHC', 'UnitedHealthcare', 'Anthem', 'BCBS', 'Blue Cross', 'Ameritas'],
    ['Dental', 'Vision'],
  ),
  ...listed(`
Delta Dental|Delta Dental PPO|Delta Dental Premier|DeltaCare USA|MetLife|MetLife Dental|Guardian Dental|Principal Dental|Lincoln Financial|Sun Life|Sun Life Dental|Unum|Unum Dental|Ameritas|Assurant Dental|Careington|Connection Dental
DenteMax|Dental Select|Dentaquest|DentaQuest|MCNA|MCNA Dental|Liberty Dental|LIBERTY Dental Plan|Envolve Dental|Avesis|Skygen|United Concordia|Northeast Delta Dental|Willamette Dental|Dominion National|Solstice|Renaissance Dental|Denti-Cal
Medi-Cal Dental|GEHA Connection Dental|TRICARE Dental|Scion Dental|VSP|VSP Vision|Vision Service Plan|EyeMed|Eye Med|Davis Vision|Spectera|Superior Vision|Envolve Vision|March Vision|NVA|National Vision Administrators|Block Vision
Opticare|VBA|Vision Benefits of America|Versant Health|Eyequest|EyeQuest`),
];

export const payerNames: readonly string[] = [
  ...new Set([...national, ...blues, ...government, ...regional, ...administrators, ...dentalAndVision]),
];
