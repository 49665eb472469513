/** Why this cannot be a VRRP router id; `undefined` when it can. @public */
export function virtualRouterIdProblem(id: number): string | undefined {
  return Number.isInteger(id) && id >= 1 && id <= 255
    ? undefined
    : 'Give a whole number from 1 to 255.';
}
