/** A network to train on from: `node --import tsx bench/documents/training/make-start.ts whole.lstm start.lstm`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fractional } from './files.ts';

const [from = '', to = ''] = process.argv.slice(2);
writeFileSync(to, fractional(readFileSync(from)));
