import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { sha256Hex } from '../lib/sha256.ts';
import type { ConsoleApp, ConsoleEnv } from './console-context.ts';
import { acceptsGzip } from './pack-pages.ts';

type AssetName =
  | 'console.css'
  | 'console.js'
  | 'document.css'
  | 'document.js'
  | 'document-draw.js'
  | 'document-upload.js'
  | 'kiosk.js'
  | 'letter.css'
  | 'notes.css'
  | 'icon.svg';

const mediaTypes: Readonly<Record<AssetName, string>> = {
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'document.css': 'text/css; charset=utf-8',
  'document.js': 'text/javascript; charset=utf-8',
  'document-draw.js': 'text/javascript; charset=utf-8',
  'document-upload.js': 'text/javascript; charset=utf-8',
  'kiosk.js': 'text/javascript; charset=utf-8',
  'letter.css': 'text/css; charset=utf-8',
  'notes.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** What every page needs travels as one file. */
const parts: Readonly<Partial<Record<AssetName, readonly string[]>>> = {
  'console.css': ['console.css', 'intake.css'],
};

const assets = new Map(
  (Object.keys(mediaTypes) as AssetName[]).map((name) => {
    const files = parts[name] ?? [name];
    const bytes = Buffer.concat(files.map((file) => readFileSync(join(import.meta.dirname, 'assets', file))));
    const hash = sha256Hex(bytes).slice(0, 16);
    return [name, { bytes: new Uint8Array(bytes), packed: new Uint8Array(gzipSync(bytes)), hash }];
  }),
);

/** The address of an asset: its hash is in it, so that a browser keeps it for good and never keeps an old one. */
export function assetPath(name: AssetName): string {
  return `/assets/${assets.get(name)?.hash ?? ''}/${name}`;
}

/** Serves style, script and icon to anybody: they hold nothing of anybody. */
export function assetRoutes(): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/assets/:hash/:name', (c) => {
    const name = c.req.param('name') as AssetName;
    const asset = assets.get(name);
    if (!asset || asset.hash !== c.req.param('hash')) return c.notFound();
    const etag = `"${asset.hash}"`;
    const headers = {
      'content-type': mediaTypes[name],
      etag,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    };
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
    const isPacked = acceptsGzip(c.req.header('accept-encoding'));
    return isPacked
      ? c.body(asset.packed, 200, { ...headers, 'content-encoding': 'gzip' })
      : c.body(asset.bytes, 200, headers);
  });
  return app;
}
