import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { PlatformConfig, configProblem } from './DpfConfig';

const PATH = 'dpf.platform';
const DEFAULT_CHECKS_KEPT_MS = 60_000;
const LONGEST_CHECKS_KEPT_MS = 60 * 60_000;

function readChecksKept(config: Config | undefined): number {
  if (!config?.has('checksKeptFor')) {
    return DEFAULT_CHECKS_KEPT_MS;
  }
  const ms = durationToMilliseconds(
    readDurationFromConfig(config, { key: 'checksKeptFor' }),
  );
  if (ms < 0 || ms > LONGEST_CHECKS_KEPT_MS) {
    throw configProblem(`${PATH}.checksKeptFor`, 'give at most one hour.');
  }
  return ms;
}

/** Reads `dpf.platform`. */
export function readPlatform(root: Config): PlatformConfig {
  const config = root.getOptionalConfig(PATH);
  const runbookUrl = config?.getOptionalString('runbookUrl');
  if (runbookUrl && !/^(https?:\/\/|\/)[^\s#]+$/.test(runbookUrl)) {
    throw configProblem(
      `${PATH}.runbookUrl`,
      `"${runbookUrl}" is neither an http or https address nor a path of the portal, or has an anchor.`,
    );
  }
  return {
    checksKeptMs: readChecksKept(config),
    ...(runbookUrl && { runbookUrl }),
  };
}
