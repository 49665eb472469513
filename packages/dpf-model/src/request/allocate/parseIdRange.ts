import { virtualRouterIdProblem } from '../fields/virtualRouterId';

/** Reads `100-150` or a single router id; `undefined` when it is neither. */
export function parseIdRange(text: string): number[] | undefined {
  const match = /^\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?$/.exec(text);
  if (!match) {
    return undefined;
  }
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  if (
    first > last ||
    virtualRouterIdProblem(first) ||
    virtualRouterIdProblem(last)
  ) {
    return undefined;
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
