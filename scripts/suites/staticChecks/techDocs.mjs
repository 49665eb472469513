import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT_MS = 5 * 60_000;

/** What TechDocs itself needs to build pages. */
const MISSING =
  'mkdocs with mkdocs-techdocs-core not found on the PATH: python3 -m venv DIR && DIR/bin/pip install mkdocs-techdocs-core';

/** A program's own complaint that it has no such plugin, or that there is no such program. */
function isMissing({ code, stderr = '', stdout = '' }) {
  return (
    code === 'ENOENT' || /plugin is not installed/.test(`${stderr}${stdout}`)
  );
}

/** The lines of mkdocs that say what is wrong, without its banner. */
export function complaintsOf(output) {
  return output
    .split('\n')
    .filter(line => /^(?:WARNING|ERROR|Error|Config value)/.test(line.trim()));
}

/**
 * Builds the pages as TechDocs does. Every warning counts: a page that is in no menu, or a link that leads nowhere.
 *
 * @returns {Promise<{problems: string[], missing?: string}>} `missing` is what this machine lacks for it
 */
export async function checkTechDocs(root, env) {
  const site = mkdtempSync(join(tmpdir(), 'techdocs-'));
  try {
    await run('mkdocs', ['build', '--strict', '--site-dir', site], {
      cwd: root,
      env,
      timeout: LIMIT_MS,
    });
    return { problems: [] };
  } catch (failure) {
    if (isMissing(failure)) {
      return { problems: [], missing: MISSING };
    }
    const complaints = complaintsOf(`${failure.stdout}\n${failure.stderr}`);
    return {
      problems: complaints.length > 0 ? complaints : [failure.message],
    };
  } finally {
    rmSync(site, { recursive: true, force: true });
  }
}
