import { LocalClusterOptions } from '@dpf-portal/local-cluster';

/** The real Kamaji, where this machine has it. */
export function realKamaji(): LocalClusterOptions['kamaji'] {
  const { KAMAJI_BIN: binary, KAMAJI_CRDS: crds } = process.env;
  return binary && crds ? { binary, crds } : false;
}

/** `describe` for what needs the real Kamaji; skipped, with the reason printed, where it is missing. */
export function describeRealKamaji(
  name: string,
  tests: (kamaji: LocalClusterOptions['kamaji']) => void,
): void {
  const kamaji = realKamaji();
  if (!kamaji) {
    process.stdout.write(
      `  Skipped: "${name}" needs KAMAJI_BIN and KAMAJI_CRDS (a Kamaji binary and the folder of its CRDs)\n`,
    );
  }
  (kamaji ? describe : describe.skip)(name, () => tests(kamaji));
}
