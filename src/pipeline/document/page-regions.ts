import { Failure } from '../../lib/failure.ts';
import type { PageImage, RegionReading, RegionRequest } from '../../sdk/reader.ts';
import {
  listRegions,
  loadShownImage,
  rememberRegions,
  type StoredPage,
  type StoredRegion,
} from '../../store/page-readings.ts';
import type { Hub } from '../hub.ts';

/**
 * Places of a page, each read again for itself. What was asked before is not asked again: a replay reads nothing. A page whose file says
 * its words has no second reading: its answers are undefined.
 */
export async function readRegionsOnce(
  hub: Pick<Hub, 'db' | 'reader'>,
  page: StoredPage,
  asked: readonly RegionRequest[],
): Promise<readonly (RegionReading | undefined)[]> {
  if (asked.length === 0 || page.reader === null) return asked.map(() => undefined);
  const known = await listRegions(hub.db, page.id, page.reader, page.readTurn);
  const missing = asked.filter((one) => !known.some((region) => isSame(region, one)));
  const fresh = missing.length === 0 ? [] : await readFresh(hub, page, missing);
  await rememberRegions(hub.db, page.id, page.reader, page.readTurn, fresh);
  const all = [...known, ...fresh];
  return asked.map((one) => all.find((region) => isSame(region, one)));
}

async function readFresh(
  hub: Pick<Hub, 'db' | 'reader'>,
  page: StoredPage,
  regions: readonly RegionRequest[],
): Promise<readonly StoredRegion[]> {
  const image = await shownImage(hub, page);
  if (!image) return [];
  const readings = await secondReadings(hub, image, regions);
  return regions.flatMap(({ box, expects }, at) => {
    const reading = readings[at];
    return reading ? [{ box, expects, ...reading }] : [];
  });
}

/** A second opinion is welcome, not needed: without it the first reading stands, and a person is asked sooner. */
async function secondReadings(
  hub: Pick<Hub, 'reader'>,
  image: PageImage,
  regions: readonly RegionRequest[],
): Promise<readonly RegionReading[]> {
  try {
    return await hub.reader.readRegions(image, regions, {});
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** The page as people see it, for the reader. */
async function shownImage(hub: Pick<Hub, 'db'>, page: StoredPage): Promise<PageImage | undefined> {
  const shown = await loadShownImage(hub.db, page);
  if (!shown) return undefined;
  const { width, height, dpi } = page;
  return { ...shown, width, height, dpiX: dpi, dpiY: dpi };
}

function isSame(one: StoredRegion, other: RegionRequest): boolean {
  const { box } = one;
  return (
    one.expects === other.expects &&
    box.x === other.box.x &&
    box.y === other.box.y &&
    box.width === other.box.width &&
    box.height === other.box.height
  );
}
