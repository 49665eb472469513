import { LoggerService } from '@backstage/backend-plugin-api';
import { DpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';

/** Durations in a sentence change although nothing else does. */
const DURATIONS = /\d+ (s|min|h|days)\b/g;

/** Logs a line when the phase or its reason changes. */
export class ProgressLog {
  readonly #logger: LoggerService;
  #last?: string;

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  note({ item, source }: DpuClusterAnswer): void {
    const sentence = item.findings[0]?.sentence ?? '';
    const stale = source.reachable
      ? ''
      : ` (the management cluster is unreachable; last seen ${
          source.observedAt ?? 'never'
        })`;
    const key = `${item.phase}|${sentence.replace(DURATIONS, '')}|${
      source.reachable
    }`;
    if (key !== this.#last) {
      this.#last = key;
      this.#logger.info(
        `${item.phase}${sentence ? `: ${sentence}` : '.'}${stale}`,
      );
    }
  }
}
