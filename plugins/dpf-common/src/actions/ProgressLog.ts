import { DpuClusterAnswer } from '../api/DpuClusterView';
import { ActionContext } from './DpfAction';

/** Durations in a sentence change although nothing else does. */
const DURATIONS = /\d+ (s|min|h|days)\b/g;

/** Logs a line when the phase or its reason changes. */
export class ProgressLog {
  readonly #log: ActionContext['log'];
  #last?: string;

  constructor(log: ActionContext['log']) {
    this.#log = log;
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
      this.#log.info(
        `${item.phase}${sentence ? `: ${sentence}` : '.'}${stale}`,
      );
    }
  }
}
