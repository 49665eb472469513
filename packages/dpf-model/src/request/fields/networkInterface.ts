const INTERFACE = /^[a-zA-Z0-9_.:-]{1,15}$/;

/** Why this cannot be the name of a network interface; `undefined` when it can. @public */
export function interfaceProblem(name: string): string | undefined {
  return INTERFACE.test(name)
    ? undefined
    : 'Give the name of a network interface, such as br-dpu: 1 to 15 letters, digits, and _ . : -';
}
