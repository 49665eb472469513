import { Finding } from '@dpf-portal/backstage-plugin-dpf-common';

/** Why something cannot go on, for a condition. */
export interface Problem {
  reason: string;
  message: string;
}

/** What a rule found, as a condition says it. */
export function problemOf({ code, sentence }: Finding): Problem {
  return { reason: code, message: sentence };
}
