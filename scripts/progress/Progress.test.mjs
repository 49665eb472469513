import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { Progress } from './Progress.mjs';

describe('Progress', () => {
  it('names everything that runs, and for how long, every 20 seconds', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    let now = 0;
    const lines = [];
    const progress = new Progress({
      write: text => lines.push(text.trimEnd()),
      now: () => now,
    });
    const tick = () => {
      now += 20_000;
      mock.timers.tick(20_000);
    };

    let endInstall;
    const install = progress.step('Installing', detail => {
      detail('Link step ');
      return new Promise(resolve => {
        endInstall = resolve;
      });
    });
    tick();
    let endBuild;
    const build = progress.track('Building', () => {
      return new Promise(resolve => {
        endBuild = resolve;
      });
    });
    tick();
    endInstall();
    await install;
    tick();
    endBuild();
    await build;
    tick();

    assert.deepEqual(lines, [
      '[   0.0 s] Installing …',
      '[  20.0 s]   still running: Installing (20 s: Link step)',
      '[  40.0 s]   still running: Installing (40 s: Link step); Building (20 s)',
      '[  40.0 s] Installing: done in 40.0 s',
      '[  60.0 s]   still running: Building (40 s)',
    ]);
    mock.timers.reset();
  });
});
