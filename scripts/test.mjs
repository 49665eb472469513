import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateDirectory, repositoryRoot } from './directories.mjs';
import { Progress } from './progress/Progress.mjs';
import { reportFailure } from './progress/UserError.mjs';
import { runBrowserTests } from './suites/runBrowserTests.mjs';
import { runIntegrationTests } from './suites/runIntegrationTests.mjs';
import { runLongTests } from './suites/runLongTests.mjs';
import { runUnitTests } from './suites/runUnitTests.mjs';
import { selectSuites } from './suites/selectSuites.mjs';
import { runStaticChecks } from './suites/staticChecks/runStaticChecks.mjs';
import { requireAll, summarize } from './suites/summarize.mjs';
import { ensureDependencies } from './toolchain/ensureDependencies.mjs';
import { ensureToolchain } from './toolchain/ensureToolchain.mjs';

const suites = {
  static: { run: runStaticChecks },
  unit: { run: runUnitTests },
  integration: { run: context => runIntegrationTests(context, 'integration') },
  browser: { run: runBrowserTests },
  long: { run: runLongTests, long: true },
};

/**
 * How far the heap of a Go program grows before it collects garbage, in percent. Go's default is 100. An API server of a
 * test runs for a short time, and with the default a quarter of its CPU goes into collecting.
 */
const GO_HEAP_GROWTH = '400';

async function main() {
  const selected = selectSuites(process.argv.slice(2), suites);
  const progress = new Progress();
  const env = {
    GOGC: GO_HEAP_GROWTH,
    ...(await ensureToolchain(progress)),
  };
  await ensureDependencies(progress, env);

  const reports = join(repositoryRoot, '.local', 'reports');
  rmSync(reports, { recursive: true, force: true });
  makePrivateDirectory(reports);
  const outcomes = [];
  for (const suite of selected) {
    progress.plain();
    progress.line(`── ${suite} ──`);
    const results = await suites[suite].run({
      env,
      root: repositoryRoot,
      reports,
      selected,
    });
    outcomes.push(...results.map(result => ({ suite, ...result })));
  }
  const { ok, lines } = summarize(
    process.env.DPF_REQUIRE_ALL === '1' ? requireAll(outcomes) : outcomes,
  );
  progress.plain();
  lines.forEach(line => progress.plain(line));
  process.exitCode = ok ? 0 : 1;
}

main().catch(error => {
  reportFailure(error);
  process.exit(1);
});
