// Plain JavaScript: a thread has no loader for the rest until this has run.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.entry);
