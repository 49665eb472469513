import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../directories.mjs';

/** Maximum delay of the last output of a process that has ended. */
const LAST_OUTPUT_MS = 500;

const reaperScript = join(
  repositoryRoot,
  'packages/local-cluster/src/process/reaper.mjs',
);

/**
 * Starts processes, each as the leader of its own process group, and stops
 * them in reverse order.
 *
 * A Ctrl-C in the terminal reaches only this process, so that it controls the
 * order. If this process is killed, the reaper notices the closed pipe and kills
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
   * Starts a process that runs until `stop`. Its output goes to a log file, which begins anew unless `append` is set. If
   * it ends before, `onUnexpectedExit` is called where there is one; otherwise it is the first unexpected exit.
   *
   * @param {{name: string, command: string, args: string[], cwd: string, env?: object, uid?: number, gid?: number, logFile: string, append?: boolean, graceMs?: number, onStdoutLine?: (line: string) => void, onStderrLine?: (line: string) => void, onUnexpectedExit?: (exit: {name: string, tail: () => string, code: number | null, signal: string | null}) => void}} options
   * @returns {{name: string, pid: number, exited: Promise<{code: number | null, signal: string | null}>, tail: () => string}}
   */
  start(options) {
    const { name, logFile, append, onUnexpectedExit } = options;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: append ? 'a' : 'w' });
    const tail = () => lastLines(logFile, 30);
    const entry = this.#launch(options, log);
    entry.exited.then(async exit => {
      // Its child processes may keep the output open forever.
      await Promise.race([
        entry.closed,
        sleep(LAST_OUTPUT_MS, undefined, { ref: false }),
      ]);
      await new Promise(resolve => {
        log.end(exit.error ? `${exit.error.message}\n` : '', resolve);
      });
      if (this.#stopping) {
        return;
      }
      if (onUnexpectedExit) {
        this.#running.delete(entry);
        this.#forget(entry);
        onUnexpectedExit({ name, tail, ...exit });
      } else {
        this.#announceExit({ name, tail, ...exit });
      }
    });
    return { name, pid: entry.child.pid, exited: entry.exited, tail };
  }

  /**
   * Starts a command that ends on its own; `stop` ends it earlier.
   *
   * @param {{name: string, command: string, args: string[], cwd: string, env?: object, uid?: number, gid?: number, graceMs?: number, onStdoutLine?: (line: string) => void, onStderrLine?: (line: string) => void}} options
   * @returns {Promise<{code: number | null, signal: string | null, error?: Error}>} how it ended
   */
  async run(options) {
    const entry = this.#launch(options);
    const exit = await entry.exited;
    this.#running.delete(entry);
    this.#forget(entry);
    // The last output may arrive after the exit.
    await entry.closed;
    return exit;
  }

  #launch(options, log) {
    if (this.#stopping) {
      throw new Error(
        `${options.name} was not started because everything is stopping`,
      );
    }
    this.#reaper ??= startReaper();
    const { name, command, args, cwd, env, uid, gid } = options;
    const { graceMs = 10_000 } = options;
    const child = spawn(command, args, {
      cwd,
      env,
      uid,
      gid,
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

  /** Whether `stop` was called. Exits are expected from then on. */
  get isStopping() {
    return this.#stopping !== undefined;
  }

  /** Stops all processes, the last one first: SIGTERM, and SIGKILL after the grace time. */
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

  /** Kills all processes immediately. */
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

  /** Kills the rest of the process group after its leader has ended. */
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
  // The portal must survive the end of the reaper.
  reaper.on('error', () => {});
  reaper.stdin.on('error', () => {});
  // The reaper ends after this process and must not delay its end.
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
    // The group has already ended.
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
