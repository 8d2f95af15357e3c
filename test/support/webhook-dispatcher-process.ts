import { startWebhooks } from '../../src/jobs/dispatch-webhooks.ts';
import { openDatabase } from '../../src/store/database.ts';

// Serves webhooks in a process of its own until it is killed: <database> <public address>.
const [databaseUrl = '', publicUrl = ''] = process.argv.slice(2);
const db = openDatabase(databaseUrl, { maxConnections: 4, applicationName: 'dispatcher' });
startWebhooks(
  { db, publicUrl },
  true,
  () => undefined,
  (code) => void process.send?.({ code }),
);
