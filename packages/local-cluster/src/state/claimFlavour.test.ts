import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { claimFlavour } from './claimFlavour';

it('lets a state directory go on only as it began', async () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'flavour-'));
  const file = path.join(directory, 'flavour');
  await claimFlavour(file, 'kamaji');
  await claimFlavour(file, 'kamaji');
  await expect(claimFlavour(file, 'stand-in')).rejects.toThrow(
    'was made with the real Kamaji and cannot go on with the Kamaji stand-in',
  );
  fs.rmSync(directory, { recursive: true });
});
