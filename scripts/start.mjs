import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Portal } from './portal/Portal.mjs';
import {
  parseStartArguments,
  startUsage,
} from './portal/parseStartArguments.mjs';
import { printAddresses } from './portal/printAddresses.mjs';
import { onStopRequest } from './process/onStopRequest.mjs';
import { Progress } from './progress/Progress.mjs';
import { reportFailure, UsageError } from './progress/UserError.mjs';
import { assertPostgresIsThere } from './replicas/startPostgres.mjs';

async function main() {
  const options = parseStartArguments(process.argv.slice(2), {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
  if (!options) {
    process.stdout.write(startUsage);
    return;
  }
  const progress = new Progress();
  assertPostgresIsThere(options);
  await Portal.assertPortsAreFree(options);
  const portal = new Portal({ options, progress });
  let stopRequested = false;
  onStopRequest({
    stop: async () => {
      stopRequested = true;
      await portal.stop();
      process.exit(0);
    },
    kill: () => {
      portal.kill();
      process.exit(1);
    },
  });
  try {
    const addresses = await portal.start();
    writeFileSync(
      join(options.stateDir, 'portal.json'),
      `${JSON.stringify(addresses, undefined, 2)}\n`,
    );
    printAddresses(addresses, options, progress);
    const reason = await portal.unexpectedExit();
    progress.line(`${reason} Its log is in ${addresses.logs}.`);
  } catch (error) {
    if (!stopRequested) {
      reportFailure(error);
    }
  }
  if (!stopRequested) {
    await portal.stop();
    process.exit(1);
  }
}

main().catch(error => {
  reportFailure(error);
  process.exit(error instanceof UsageError ? 2 : 1);
});
