/** Words invented addresses, offices and insurers are made of. */
export const cities: readonly (readonly [city: string, state: string, zip: string])[] = [
  ['Alder Grove', 'OH', '43017'],
  ['Brightwater', 'MI', '48334'],
  ['Cedar Falls', 'IA', '50613'],
  ['Dunmore', 'PA', '18512'],
  ['East Harlow', 'NJ', '07018'],
  ['Fairmont', 'WV', '26554'],
  ['Glen Ashby', 'VA', '22311'],
  ['Hazel Park', 'MI', '48030'],
  ['Iron Ridge', 'WI', '53035'],
  ['Juniper', 'CA', '92252'],
  ['Kings Bluff', 'TN', '37043'],
  ['Lakemont', 'NY', '14857'],
  ['Marlow Heights', 'MD', '20746'],
  ['New Dorset', 'CT', '06115'],
  ['Oakhurst', 'IL', '60561'],
  ['Port Ellery', 'FL', '33904'],
  ['Quincy', 'MA', '02169'],
  ['Redwater', 'TX', '75573'],
  ['St. Albans', 'VT', '05478'],
  ['Tillamore', 'OR', '97141'],
  ['Union Mills', 'NC', '28167'],
  ['Vale Crossing', 'GA', '30047'],
  ['West Linden', 'KS', '66614'],
  ['Ypsilon Springs', 'CO', '80829'],
];

export const streets =
  'Main Oak Maple Cedar Pine Elm Washington Lake Hill Park View Church River Spring Broadway Lincoln Jackson Highland Mill Center Walnut Union Orchard Sycamore Chestnut Magnolia Prospect Meadow Franklin Jefferson Hawthorne Birchwood Fairview Stonebridge'.split(
    ' ',
  );

export const streetKinds = [
  'St',
  'Street',
  'Ave',
  'Avenue',
  'Rd',
  'Road',
  'Dr',
  'Drive',
  'Ln',
  'Ct',
  'Blvd',
  'Way',
  'Pkwy',
];

export const officeHeads =
  'Alder,Riverbend,Summit,Lakeside,Northgate,Willow Creek,Stonebridge,Harborview,Cedar Hill,Prairie,Blue Heron,Foxglove,Granite,Maple Valley,Sunrise,Bayshore,Heritage,Oak Street,Valley,Westfield,Eastside,Pinecrest,St. Brendan,Holy Family,Meridian,Cornerstone,Clearwater,Old Mill'.split(
    ',',
  );

export const officeTails =
  'Family Medicine,Primary Care,Internal Medicine,Medical Group,Pediatrics,Health Center,Family Practice Associates,Physicians PC,Community Health,Medical Associates LLC,Clinic,Internal Medicine Associates,Family Health,OB/GYN Associates,Eye Care,Dental Group,Physical Therapy,Urgent Care'.split(
    ',',
  );

export const hospitals = [
  'Mercy Ridge Hospital',
  'Saint Odile Medical Center',
  'Riverbend Regional Hospital',
  'Lakemont General Hospital',
  'Union Memorial Health System',
];

export const payers: readonly string[] = [
  'Aetna',
  'Aetna Better Health',
  'Blue Cross Blue Shield',
  'BCBS PPO',
  'Cigna',
  'Humana',
  'Humana Gold Plus',
  'UnitedHealthcare',
  'United Healthcare Community Plan',
  'Medicare',
  'Medicaid',
  'Molina Healthcare',
  'Tricare East',
  'Anthem Blue Cross',
  'Kaiser Permanente',
  'Oscar Health',
  'Ambetter',
  'WellCare',
  'Horizon BCBSNJ',
  'Meridian Health Plan',
];

export const credentials = ['MD', 'DO', 'NP', 'PA-C', 'FNP-BC', 'MD', 'MD', 'DO', 'APRN', 'MD'];

/** Area codes nobody has. */
export const areaCodes =
  '233 244 266 277 288 344 355 366 388 433 466 477 488 655 688 722 733 744 755 766 788'.split(' ');
