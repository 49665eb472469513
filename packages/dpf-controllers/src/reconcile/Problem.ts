import { Finding } from '@dpf-portal/dpf-model';

/** Why something cannot go on, for a condition. */
export interface Problem {
  reason: string;
  message: string;
}

/** A condition says what the finding says: its code and its sentence. */
export function problemOf({ code, sentence }: Finding): Problem {
  return { reason: code, message: sentence };
}
