import { startEmbedded } from '../../src/store/embedded/start.ts';

// A process of its own that uses the embedded database in the folder it is given: says the address (or the code of the
// failure) and then waits to be told to stop, or to be killed.
const settings = { fsync: 'off', shared_buffers: '16MB' };

try {
  const embedded = await startEmbedded({ dataDir: process.argv[2] ?? '', report: () => undefined, settings });
  process.once('message', () => {
    void embedded.stop().then(() => process.disconnect());
  });
  process.send?.({ url: embedded.url });
} catch (error) {
  process.send?.({ code: (error as { readonly code?: string }).code, message: (error as Error).message });
  process.disconnect();
}
