import { parseVersion } from './parseVersion';
import { runForOutput } from './runForOutput';

/** What `<file> --version` says, or undefined when it cannot be asked. */
export async function readVersion(file: string): Promise<string | undefined> {
  try {
    const { code, stdout } = await runForOutput(file, ['--version']);
    return code === 0 ? parseVersion(stdout) : undefined;
  } catch {
    return undefined;
  }
}
