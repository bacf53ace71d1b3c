import { writeSync } from 'node:fs';
import { playScenario, type ScenarioName } from './record-scenario.ts';

/** For fail-sqlite-calls.ts: plays a scenario and prints what became of it. */
const [name, directory = ''] = process.argv.slice(2);
writeSync(1, JSON.stringify(playScenario(name as ScenarioName, directory)));
