import type { DirectoryKind } from '../../store/imports.ts';
import { importNppesEndpoints, importNppesLocations, importNppesNames } from './import-nppes-annex.ts';
import { importNppes } from './import-nppes.ts';
import { importOutreach } from './import-outreach.ts';
import { importPayer } from './import-payer.ts';
import { importVolume } from './import-volume.ts';
import type { MakeImporter } from './importer.ts';

/** How each kind of file of the directory is imported. */
export const importers: Readonly<Record<DirectoryKind, MakeImporter>> = {
  nppes: importNppes,
  nppes_locations: importNppesLocations,
  nppes_names: importNppesNames,
  nppes_endpoints: importNppesEndpoints,
  payer: importPayer,
  outreach: importOutreach,
  volume: importVolume,
};
