/** What the glass, the feed and the toner make of worn pages (noise-worn.ts). Pure: everything follows from the luck given. */
import type { Luck } from './luck.ts';
import type { WornKind } from './noise-worn.ts';
import { bent, type Grey } from './picture.ts';

/** What the glass, the feed and the toner made of it. */
export function spoilWorn(page: Grey, extras: readonly string[], luck: Luck): Grey {
  const steps: readonly (readonly [WornKind, (grey: Grey, luck: Luck) => Grey])[] = [
    ['worn: wavy lines', wavyLines],
    ['worn: uneven feed', unevenFeed],
    ['worn: book shadow', bookShadow],
    ['worn: grey ground', greyGround],
    ['worn: pale band', paleBand],
    ['worn: thick streak', thickStreak],
    ['worn: fold', fold],
  ];
  return steps.reduce((grey, [kind, spoil]) => (extras.includes(kind) ? spoil(grey, luck) : grey), page);
}

/** The paper did not lie flat: lines rise and fall across the page, or bend towards one edge. */
function wavyLines(page: Grey, luck: Luck): Grey {
  const [high, long, at] = [luck.between(2, 9), luck.between(0.35, 1.6), luck.between(0, 6)];
  const edge = luck.pick([0, 0, 1, -1]) * luck.between(6, 16);
  const bend = Float64Array.from({ length: page.width }, (_, x) => {
    const share = x / page.width;
    const toEdge = edge > 0 ? share : 1 - share;
    return high * Math.sin((share / long) * 2 * Math.PI + at) + Math.abs(edge) * toEdge ** 6;
  });
  const lean = luck.between(-0.5, 0.5);
  return bent(page, (x, y) => [x, y + bend[x]! * (1 + lean * (y / page.height - 0.5))]);
}

/** The feed ran now faster, now slower, and to one side: lines are stretched, and shifted against each other. */
function unevenFeed(page: Grey, luck: Luck): Grey {
  const [sway, swayLong] = [luck.between(1, 5), luck.between(0.03, 0.25)];
  const [pull, pullLong] = [luck.between(1, 4), luck.between(0.02, 0.12)];
  const at = luck.between(0, 6);
  const places = Array.from({ length: page.height }, (_, y) => {
    const share = y / page.height;
    return [
      sway * Math.sin((share / swayLong) * 2 * Math.PI + at),
      pull * Math.sin((share / pullLong) * 2 * Math.PI - at),
    ] as const;
  });
  return bent(page, (x, y) => [x + places[y]![0], y + places[y]![1]]);
}

/** Bayer's order of eight by eight: how copiers print greys as dots. */
const screen = Uint8Array.from({ length: 64 }, (_, at) => {
  const [x, y] = [at % 8, at >> 3];
  let value = 0;
  for (let bit = 0; bit < 3; bit += 1) {
    value = (value << 2) | (((((x ^ y) >> bit) & 1) << 1) | ((y >> bit) & 1));
  }
  return value * 4 + 2;
});

/** A tone between 0 (paper) and 1 (black) laid over each place: as dots of a screen, or as grains. */
function toned(page: Grey, tone: (x: number, y: number) => number, luck: Luck): Grey {
  const { width, height } = page;
  const data = page.data.slice();
  const size = luck.pick([0, 1, 2]);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const depth = tone(x, y);
      if (depth <= 0) continue;
      const limit =
        size === 0
          ? luck.next()
          : screen[((Math.floor(y / size) & 7) << 3) | (Math.floor(x / size) & 7)]! / 256;
      if (limit < depth) data[y * width + x] = 0;
    }
  return { width, height, data };
}

/** A book that was not pressed down: dark towards one edge, the dark falling off inwards. */
function bookShadow(page: Grey, luck: Luck): Grey {
  const isSide = luck.chance(0.7);
  const isFar = luck.chance(0.5);
  const reach = luck.between(0.05, 0.22);
  const most = luck.between(0.5, 1);
  return toned(
    page,
    (x, y) => {
      const share = isSide ? x / page.width : y / page.height;
      const inside = (isFar ? 1 - share : share) / reach;
      return inside < 1 ? most * (1 - inside) ** 1.6 : 0;
    },
    luck,
  );
}

/** A coloured form: a part of the page, or all of it, stands on a ground of dots. */
function greyGround(page: Grey, luck: Luck): Grey {
  const depth = luck.between(0.04, 0.22);
  const [top, high] = [luck.between(0, 0.8) * page.height, luck.between(0.06, 0.3) * page.height];
  const [left, wide] = [luck.between(0, 0.4) * page.width, luck.between(0.3, 0.9) * page.width];
  return toned(
    page,
    (x, y) => (x >= left && x < left + wide && y >= top && y < top + high ? depth : 0),
    luck,
  );
}

/** A drum that took no toner: strokes are paler and have holes in a band, never so that nothing is left. */
function paleBand(page: Grey, luck: Luck): Grey {
  const { width, height } = page;
  const data = page.data.slice();
  const isAcross = luck.chance(0.6);
  const [middle, reach] = [luck.between(0.15, 0.85), luck.between(0.03, 0.1)];
  const [pale, lost] = [luck.between(0.1, 0.35), luck.between(0, 0.3)];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const where = isAcross ? y / height : x / width;
      const depth = 1 - Math.abs(where - middle) / reach;
      if (depth <= 0) continue;
      const at = y * width + x;
      const share = luck.chance(lost * Math.min(1, depth * 2)) ? 1 : pale * Math.min(1, depth * 3);
      data[at] = data[at]! + (255 - data[at]!) * share;
    }
  return { width, height, data };
}

/** Dirt on the glass of a copier the page went through before, so that it is skewed with it: wide, with ragged edges and gaps. */
function thickStreak(page: Grey, luck: Luck): Grey {
  const { width, height } = page;
  const data = page.data.slice();
  for (let count = luck.whole(1, 3); count > 0; count -= 1) {
    const x = luck.whole(30, width - 40);
    const thick = luck.whole(3, 9);
    let [from, to] = [0, thick];
    const start = luck.chance(0.6) ? 0 : luck.whole(0, height >> 1);
    const end = luck.chance(0.6) ? height : luck.whole(start + (height >> 2), height);
    for (let y = start; y < Math.min(end, height); y += 1) {
      if (luck.chance(0.15)) from = luck.whole(0, 2);
      if (luck.chance(0.15)) to = luck.whole(thick - 2, thick);
      if (luck.chance(0.97)) data.fill(0, y * width + x + from, y * width + x + to);
    }
  }
  return { width, height, data };
}

/** The letter was folded: a line of dots and hairs across the page, and ink that came off along it. */
function fold(page: Grey, luck: Luck): Grey {
  const { width, height } = page;
  const data = page.data.slice();
  for (const third of luck.some([1 / 3, 2 / 3, 1 / 2], luck.whole(1, 2))) {
    let y = Math.round(height * third + luck.between(-30, 30));
    const isDark = luck.chance(0.6);
    const thick = luck.whole(1, 3);
    const rows = [...Array(thick).keys()];
    for (let x = 0; x < width; x += 1) {
      if (luck.chance(0.03)) y += luck.pick([-1, 1]);
      if (!luck.chance(isDark ? 0.8 : 0.9)) continue;
      for (const row of rows) data[(y + row) * width + x] = isDark ? 0 : 255;
    }
  }
  return { width, height, data };
}
