import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What Node writes into the folder that NODE_V8_COVERAGE names, as far as it is read here. */
interface CoverageReport {
  result: Array<{
    url: string;
    functions: Array<{
      functionName: string;
      ranges: Array<{ count: number; startOffset: number }>;
    }>;
  }>;
}

/** What Node wrote about each script that a process loaded. */
function scriptsIn(directory: string): CoverageReport['result'] {
  return fs.readdirSync(directory).flatMap(name => {
    const report: CoverageReport = JSON.parse(
      fs.readFileSync(path.join(directory, name), 'utf8'),
    );
    return report.result;
  });
}

function fileOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/**
 * The files, by absolute path, that a process loaded, whether or not it called anything in them.
 *
 * @param directory - what the process had in NODE_V8_COVERAGE; complete once the process has ended.
 */
export function filesLoaded(directory: string): Set<string> {
  return new Set(scriptsIn(directory).map(({ url }) => fileOf(url)));
}

/**
 * The source files, by absolute path, of which a process called at least one function. That a module was loaded does not
 * count.
 *
 * @param directory - what the process had in NODE_V8_COVERAGE; complete once the process has ended.
 */
export function filesCalled(directory: string): Set<string> {
  const called = scriptsIn(directory).filter(({ functions }) =>
    // The first function is the module itself.
    functions.slice(1).some(({ ranges }) => ranges[0].count > 0),
  );
  return new Set(called.map(({ url }) => fileOf(url)));
}
