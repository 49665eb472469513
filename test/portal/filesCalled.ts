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

/**
 * The source files, by absolute path, of which a process called at least one function. That a module was loaded does not
 * count.
 *
 * @param directory - what the process had in NODE_V8_COVERAGE; complete once the process has ended.
 */
export function filesCalled(directory: string): Set<string> {
  const called = new Set<string>();
  for (const name of fs.readdirSync(directory)) {
    const report: CoverageReport = JSON.parse(
      fs.readFileSync(path.join(directory, name), 'utf8'),
    );
    for (const { url, functions } of report.result) {
      // The first function is the module itself.
      const isCalled = functions
        .slice(1)
        .some(({ ranges }) => ranges[0].count > 0);
      if (isCalled) {
        called.add(url.startsWith('file:') ? fileURLToPath(url) : url);
      }
    }
  }
  return called;
}
