import { startCentral } from '../fixtures/central/central.ts';
import { startPostgres } from '../fixtures/central/postgres-server.ts';

/** The sandbox central on PostgreSQL, or on PGlite where there is none; prints its address and which of them it has. */
const postgres = await startPostgres();
const data = postgres.ok ? { url: postgres.value.url } : null;
const central = await startCentral({ port: 0, data, open: true });
console.log(JSON.stringify({ url: central.url, database: postgres.ok ? 'PostgreSQL' : 'PGlite' }));
await new Promise<void>((resolve) => void process.once('SIGTERM', resolve));
await central.close();
if (postgres.ok) await postgres.value.stop();
