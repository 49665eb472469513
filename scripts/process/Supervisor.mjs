import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../repositoryRoot.mjs';

const reaperScript = join(
  repositoryRoot,
  'packages/local-cluster/src/process/reaper.mjs',
);

/**
 * Starts long-running processes, each as the leader of a process group of its
 * own, and ends all of them in reverse order of their start.
 *
 * A Ctrl-C in the terminal reaches only this process, so the order is ours.
 * Should this process be killed, the reaper sees its pipe close and kills
 * every group that is still registered.
 */
export class Supervisor {
  #env;
  #reaper;
  #running = [];
  #stopping;
  #announceExit;
  #firstExit = new Promise(resolve => {
    this.#announceExit = resolve;
  });

  constructor({ env }) {
    this.#env = env;
    this.#reaper = spawn('node', [reaperScript], {
      env,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // A reaper that is gone must not take the portal with it.
    this.#reaper.on('error', () => {});
    this.#reaper.stdin.on('error', () => {});
  }

  /**
   * @param {{name: string, command: string, args: string[], cwd: string, env?: object, logFile: string, graceMs?: number, onStdoutLine?: (line: string) => void, onStderrLine?: (line: string) => void}} options
   * @returns {{name: string, pid: number, exited: Promise<{code: number | null, signal: string | null}>, tail: () => string}}
   */
  start(options) {
    const { name, command, args, cwd, logFile, graceMs = 10_000 } = options;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile);
    const child = spawn(command, args, {
      cwd,
      env: { ...this.#env, ...options.env },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const exited = new Promise(resolve => {
      child.on('error', error => {
        log.write(`${error.message}\n`);
        resolve({ code: null, signal: null });
      });
      child.on('exit', (code, signal) => resolve({ code, signal }));
    });
    child.stdin.on('error', () => {});
    if (child.pid) {
      this.#reaper.stdin.write(`+${child.pid}\n`);
    }
    this.#forward(child.stdout, log, options.onStdoutLine);
    this.#forward(child.stderr, log, options.onStderrLine);
    const tail = () => lastLines(logFile, 30);
    const entry = { name, child, exited, graceMs, tail, ended: false };
    this.#running.push(entry);
    exited.then(exit => {
      entry.ended = true;
      log.end();
      if (!this.#stopping) {
        this.#announceExit({ name, tail, ...exit });
      }
    });
    return { name, pid: child.pid, exited, tail };
  }

  /** Resolves with the first process that ends before `stop` was called. */
  get firstUnexpectedExit() {
    return this.#firstExit;
  }

  /** Ends what was started, last first: SIGTERM, and SIGKILL after the grace time. */
  stop({ onStep = () => {} } = {}) {
    this.#stopping ??= (async () => {
      for (const entry of [...this.#running].reverse()) {
        onStep(entry.name);
        await this.#stopOne(entry);
      }
      this.#reaper.stdin.end();
    })();
    return this.#stopping;
  }

  /** Ends everything at once. */
  kill() {
    for (const { child } of this.#running) {
      signalGroup(child.pid, 'SIGKILL');
    }
  }

  async #stopOne({ child, exited, graceMs, ended }) {
    if (!child.pid) {
      return;
    }
    if (!ended) {
      signalGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(
        () => signalGroup(child.pid, 'SIGKILL'),
        graceMs,
      );
      await exited;
      clearTimeout(timer);
    }
    // The leader is gone; what it left behind in its group goes too.
    signalGroup(child.pid, 'SIGKILL');
    this.#reaper.stdin.write(`-${child.pid}\n`);
  }

  #forward(stream, log, onLine) {
    let rest = '';
    stream.setEncoding('utf8').on('data', chunk => {
      if (!log.writableEnded) {
        log.write(chunk);
      }
      if (!onLine) {
        return;
      }
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      lines.forEach(line => onLine(line));
    });
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

function lastLines(file, count) {
  try {
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-count)
      .join('\n');
  } catch {
    return '';
  }
}
