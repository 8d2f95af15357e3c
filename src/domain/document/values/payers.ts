/** Payers a referral is most likely to name: by these a scanned name is put right. Plan names behind them are left as they stand. */
export const payerNames: readonly string[] = (
  'Aetna|Aetna Better Health|Aetna Medicare|AllWays Health Partners|Allina Health Aetna|AmeriHealth|AmeriHealth Caritas|Amerigroup|Ambetter|Anthem|Anthem Blue Cross|' +
  'Anthem Blue Cross Blue Shield|Anthem BCBS|AARP|AARP Medicare Complete|AvMed|Banner Health Plan|BCBS|BCBS of Alabama|BCBS of Arizona|BCBS of Florida|BCBS of Georgia|' +
  'BCBS of Illinois|BCBS of Kansas|BCBS of Louisiana|BCBS of Massachusetts|BCBS of Michigan|BCBS of Minnesota|BCBS of Nebraska|BCBS of North Carolina|BCBS of Oklahoma|' +
  'BCBS of South Carolina|BCBS of Tennessee|BCBS of Texas|BCBS Federal|BlueCare|Blue Cross|Blue Cross Blue Shield|Blue Cross and Blue Shield|Blue Cross Blue Shield of Texas|' +
  'Blue Cross Blue Shield of Illinois|Blue Cross Blue Shield of Michigan|Blue Shield|Blue Shield of California|Bright Health|Buckeye Health Plan|CalOptima|Capital Blue Cross|' +
  'CareFirst|CareFirst BlueCross BlueShield|CareSource|Cash|Centene|CDPHP|ChampVA|CHIP|Cigna|Cigna HealthSpring|Clover Health|Commonwealth Care Alliance|ConnectiCare|' +
  'Coventry|Devoted Health|Dean Health Plan|Emblem Health|EmblemHealth|Excellus|Excellus BCBS|Fallon Health|Federal BCBS|Fidelis Care|First Health|Florida Blue|Friday Health Plans|' +
  'Geisinger Health Plan|Golden Rule|Group Health|Harvard Pilgrim|Harvard Pilgrim Health Care|Health Alliance|Health First|Health Net|Health New England|Health Partners|' +
  'HealthFirst|HealthPartners|Healthy Blue|Highmark|Highmark BCBS|Highmark Blue Shield|Horizon|Horizon BCBS|Horizon BCBSNJ|Horizon NJ Health|Humana|Humana Gold Plus|Humana Medicare|' +
  'Humana Military|Independence Blue Cross|Independent Health|Inland Empire Health Plan|Kaiser|Kaiser Permanente|LA Care|L.A. Care|Magellan|Martins Point|Mass General Brigham Health Plan|' +
  'MassHealth|Medica|Medicaid|Medi-Cal|Medical Mutual|Medicare|Medicare Part B|Meridian|MercyCare|Meritain Health|Molina|Molina Healthcare|Multiplan|MVP|MVP Health Care|' +
  'Network Health|NJ FamilyCare|Oscar|Oscar Health|Oxford|Oxford Health Plans|PacificSource|Paramount|Parkland Community Health Plan|Passport Health Plan|Peach State Health Plan|' +
  'PHCS|Physicians Health Plan|Preferred One|Premera|Premera Blue Cross|Presbyterian Health Plan|Priority Health|Providence Health Plan|Quartz|Railroad Medicare|Regence|' +
  'Regence BlueShield|Regence BlueCross BlueShield|SCAN Health Plan|Scott and White Health Plan|SelectHealth|Self Pay|Self-Pay|Sentara|Sharp Health Plan|Simply Healthcare|' +
  'Sunshine Health|Superior HealthPlan|Texas Medicaid|Tricare|TRICARE East|TRICARE West|TRICARE for Life|TRICARE Prime|Tufts|Tufts Health Plan|UCare|UHC|UMR|United Healthcare|' +
  'UnitedHealthcare|UnitedHealthcare Community Plan|United Health Care|UnitedHealth|Univera|UPMC|UPMC Health Plan|VA|VA Community Care|Veterans Affairs|Wellcare|WellCare|' +
  'WellPoint|Wellmark|Wellmark BCBS|Wellsense|Workers Compensation|Workers Comp|Commercial|Medicare Advantage|GEHA|Allied Benefit Systems|WebTPA|First Choice Health|BlueChoice'
).split('|');
