import { startNotifyFhir } from '../../src/jobs/notify-fhir.ts';
import { openDatabase } from '../../src/store/database.ts';

// Serves FHIR Subscriptions in a process of its own until it is killed: <database> <public address>.
const [databaseUrl = '', publicUrl = ''] = process.argv.slice(2);
const db = openDatabase(databaseUrl, { maxConnections: 4, applicationName: 'notifier' });
startNotifyFhir({ db, publicUrl }, true, (code) => void process.send?.({ code }));
