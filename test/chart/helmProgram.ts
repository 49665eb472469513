import { spawnSync } from 'node:child_process';
import path from 'node:path';

const MODULE = path.join(__dirname, 'helm');

type Built = { file: string } | { missing: string };

let built: Built | undefined;

/** Go builds the program from the pinned module once and caches it. The first time takes minutes. */
function build(): Built {
  const { error, status, stdout, stderr } = spawnSync(
    'go',
    ['tool', '-n', 'helm'],
    {
      cwd: MODULE,
      env: {
        ...process.env,
        CGO_ENABLED: '0',
        GOFLAGS: '-mod=readonly -trimpath',
      },
      encoding: 'utf8',
    },
  );
  if (error) {
    return { missing: 'Go is not on the PATH (https://go.dev/dl)' };
  }
  return status === 0
    ? { file: stdout.trim() }
    : { missing: `Helm cannot be built: ${stderr.trim().slice(-500)}` };
}

/** Why Helm cannot be run here, if so. */
export function missingHelm(): string | undefined {
  built ??= build();
  return 'missing' in built ? built.missing : undefined;
}

/** The path of the program. @throws Error if it cannot be built. */
export function helmProgram(): string {
  built ??= build();
  if ('missing' in built) {
    throw new Error(built.missing);
  }
  return built.file;
}
