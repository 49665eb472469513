import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../directories.mjs';

/** How long the output of a process that has ended may still be under way. */
const LAST_OUTPUT_MS = 500;

const reaperScript = join(
  repositoryRoot,
  'packages/local-cluster/src/process/reaper.mjs',
);

/**
 * Starts processes, each as the leader of a process group of its own, and ends
 * all of them in reverse order of their start.
 *
 * A Ctrl-C in the terminal reaches only this process, so the order is ours.
 * Should this process be killed, the reaper sees its pipe close and kills
 * every group that is still registered.
 */
export class Supervisor {
  #reaper;
  #running = new Set();
  #stopping;
  #announceExit;
  #firstExit = new Promise(resolve => {
    this.#announceExit = resolve;
  });

  /**
   * Starts a process that runs until `stop`. Its output goes to a log file.
   *
   * @param {{name: string, command: string, args: string[], cwd: string, env?: object, logFile: string, graceMs?: number, onStdoutLine?: (line: string) => void, onStderrLine?: (line: string) => void}} options
   * @returns {{name: string, pid: number, exited: Promise<{code: number | null, signal: string | null}>, tail: () => string}}
   */
  start(options) {
    const { name, logFile } = options;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile);
    const tail = () => lastLines(logFile, 30);
    const entry = this.#launch(options, log);
    entry.exited.then(async exit => {
      // What it left behind may keep its output open for ever.
      await Promise.race([
        entry.closed,
        sleep(LAST_OUTPUT_MS, undefined, { ref: false }),
      ]);
      await new Promise(resolve => {
        log.end(exit.error ? `${exit.error.message}\n` : '', resolve);
      });
      if (!this.#stopping) {
        this.#announceExit({ name, tail, ...exit });
      }
    });
    return { name, pid: entry.child.pid, exited: entry.exited, tail };
  }

  /**
   * Starts a command that ends by itself; `stop` ends it earlier.
   *
   * @param {{name: string, command: string, args: string[], cwd: string, env?: object, graceMs?: number, onStdoutLine?: (line: string) => void, onStderrLine?: (line: string) => void}} options
   * @returns {Promise<{code: number | null, signal: string | null, error?: Error}>} how it ended
   */
  async run(options) {
    const entry = this.#launch(options);
    const exit = await entry.exited;
    this.#running.delete(entry);
    this.#forget(entry);
    // The last of its output may still be under way.
    await entry.closed;
    return exit;
  }

  #launch(options, log) {
    if (this.#stopping) {
      throw new Error(`${options.name} is not started: everything stops`);
    }
    this.#reaper ??= startReaper();
    const { name, command, args, cwd, env, graceMs = 10_000 } = options;
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const exited = new Promise(resolve => {
      child.on('error', error => resolve({ code: null, signal: null, error }));
      child.on('exit', (code, signal) => resolve({ code, signal }));
    });
    const closed = new Promise(resolve => {
      child.on('error', resolve);
      child.on('close', resolve);
    });
    child.stdin.on('error', () => {});
    if (child.pid) {
      this.#reaper.stdin.write(`+${child.pid}\n`);
    }
    forward(child.stdout, log, options.onStdoutLine);
    forward(child.stderr, log, options.onStderrLine);
    const entry = { name, child, exited, closed, graceMs, ended: false };
    this.#running.add(entry);
    exited.then(() => {
      entry.ended = true;
    });
    return entry;
  }

  /** Resolves with the first process that ends before `stop` was called. */
  get firstUnexpectedExit() {
    return this.#firstExit;
  }

  /** `stop` was called: what ends now was told to. */
  get isStopping() {
    return this.#stopping !== undefined;
  }

  /** Ends what was started, last first: SIGTERM, and SIGKILL after the grace time. */
  stop({ onStep = () => {} } = {}) {
    this.#stopping ??= (async () => {
      for (const entry of [...this.#running].reverse()) {
        onStep(entry.name);
        await this.#stopOne(entry);
      }
      this.#reaper?.stdin.end();
    })();
    return this.#stopping;
  }

  /** Ends everything at once. */
  kill() {
    for (const { child } of this.#running) {
      signalGroup(child.pid, 'SIGKILL');
    }
  }

  async #stopOne(entry) {
    const { child, exited, graceMs, ended } = entry;
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
    this.#forget(entry);
  }

  /** The leader is gone; what it left behind in its group goes too. */
  #forget({ child }) {
    if (child.pid) {
      signalGroup(child.pid, 'SIGKILL');
      this.#reaper.stdin.write(`-${child.pid}\n`);
    }
  }
}

function startReaper() {
  const reaper = spawn(process.execPath, [reaperScript], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A reaper that is gone must not take the portal with it.
  reaper.on('error', () => {});
  reaper.stdin.on('error', () => {});
  // It ends after this process, whose end it must not hold up.
  reaper.unref();
  reaper.stdin.unref();
  return reaper;
}

function forward(stream, log, onLine) {
  let rest = '';
  stream.setEncoding('utf8').on('data', chunk => {
    if (!log?.writableEnded) {
      log?.write(chunk);
    }
    if (!onLine) {
      return;
    }
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.forEach(line => onLine(line));
  });
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
