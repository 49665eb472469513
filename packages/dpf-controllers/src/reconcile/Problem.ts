/** Why something cannot go on, for a condition. */
export interface Problem {
  reason: string;
  message: string;
}
