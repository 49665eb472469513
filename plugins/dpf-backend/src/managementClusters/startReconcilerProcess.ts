import type {
  FromReconcilers,
  ToReconcilers,
} from '@dpf-portal/dpf-controllers';
import { fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The process of the reconcilers, as the portal sees it. */
export interface ReconcilerChild {
  send(message: ToReconcilers): void;
  onMessage(listener: (message: FromReconcilers) => void): void;
  /** What the process writes besides its messages, a line each: why it could not start, or why Node.js ended it. */
  onLine(listener: (line: string) => void): void;
  /** Called once, with how it ended: `exit code 1`, `SIGKILL`. */
  onEnd(listener: (how: string) => void): void;
  kill(): void;
}

/** Options of Node.js that load code of the portal (its telemetry opens a port), or open a port themselves. */
const OF_THE_PORTAL =
  /^(-r|--(require|import|loader|experimental-loader|inspect\S*|watch\S*))$/;
const TAKES_A_VALUE = /^(-r|--(require|import|loader|experimental-loader))$/;

/** `NODE_OPTIONS` without what is meant for the portal's own process. Memory limits, certificates and the like stay. */
export function nodeOptionsOfReconcilers(text: string): string {
  const kept: string[] = [];
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|\S)+/g) ?? [];
  for (let n = 0; n < words.length; n++) {
    const [option = ''] = words[n]?.split('=') ?? [];
    if (!OF_THE_PORTAL.test(option)) {
      kept.push(words[n] ?? '');
    } else if (TAKES_A_VALUE.test(option) && option === words[n]) {
      n++;
    }
  }
  return kept.join(' ');
}

/**
 * Whether a message of the process is for the portal. In development, Backstage's libraries also send messages, to the
 * program that they expect to have started them.
 */
export function isFromReconcilers(
  message: unknown,
): message is FromReconcilers {
  return typeof message === 'object' && message !== null && 'kind' in message;
}

/**
 * Starts the program `dpf-controllers` for the reconcilers of one management cluster. It gets the portal's environment,
 * because `exec` plugins of a kubeconfig read theirs there, and its settings and credentials as a message.
 */
export function startReconcilerProcess(): ReconcilerChild {
  const { NODE_OPTIONS = '' } = process.env;
  const folder = path.dirname(
    require.resolve('@dpf-portal/dpf-controllers/package.json'),
  );
  const child = fork(path.join(folder, 'bin', 'dpf-controllers'), ['hosted'], {
    execArgv: [],
    env: {
      ...process.env,
      NODE_OPTIONS: nodeOptionsOfReconcilers(NODE_OPTIONS),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let hasEnded = false;
  const listeners: Array<(how: string) => void> = [];
  const end = (how: string) => {
    if (!hasEnded) {
      hasEnded = true;
      listeners.forEach(listener => listener(how));
    }
  };
  child.once('error', error => end(error.message));
  child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  return {
    send: message => {
      if (child.connected) {
        // Of a process that has just ended, `exit` says so.
        child.send(message, () => {});
      }
    },
    onMessage: listener =>
      void child.on('message', message => {
        if (isFromReconcilers(message)) {
          listener(message);
        }
      }),
    onLine: listener => {
      if (child.stderr) {
        createInterface({ input: child.stderr }).on('line', listener);
      }
    },
    onEnd: listener => void listeners.push(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}
