import { LocalClusterOptions } from './LocalClusterOptions';

/** The real Kamaji, where one is named; undefined: the stand-in. */
export function chosenKamaji(
  { kamaji, light }: LocalClusterOptions,
  env: NodeJS.ProcessEnv = process.env,
): { binary: string; crds: string } | undefined {
  if (kamaji === false || light) {
    return undefined;
  }
  if (kamaji) {
    return kamaji;
  }
  const { KAMAJI_BIN: binary, KAMAJI_CRDS: crds } = env;
  if (Boolean(binary) !== Boolean(crds)) {
    throw new Error('Set KAMAJI_BIN and KAMAJI_CRDS both, or neither');
  }
  return binary && crds ? { binary, crds } : undefined;
}
