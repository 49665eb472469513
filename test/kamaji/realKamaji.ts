import { LocalClusterOptions } from '@dpf-portal/local-cluster';
import { describeUnless } from '../describeUnless';

/** The real Kamaji, where this machine has it. */
export function realKamaji(): LocalClusterOptions['kamaji'] {
  const { KAMAJI_BIN: binary, KAMAJI_CRDS: crds } = process.env;
  return binary && crds ? { binary, crds } : false;
}

/** `describe` for what needs the real Kamaji. */
export function describeRealKamaji(
  name: string,
  tests: (kamaji: LocalClusterOptions['kamaji']) => void,
): void {
  const kamaji = realKamaji();
  describeUnless(
    kamaji
      ? undefined
      : 'the real Kamaji is not here (KAMAJI_BIN and KAMAJI_CRDS name its program and the folder of its definitions)',
    name,
    () => tests(kamaji),
  );
}
