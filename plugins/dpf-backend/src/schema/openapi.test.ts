import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

describe('openapi.generated.ts', () => {
  it('is what openapi.yaml says', () => {
    const generator = join(
      require.resolve('openapi-typescript'),
      '../../bin/cli.js',
    );
    const generated = execFileSync(
      process.execPath,
      [generator, join(__dirname, 'openapi.yaml')],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const committed = readFileSync(
      join(__dirname, 'openapi.generated.ts'),
      'utf8',
    );
    expect(committed.trim()).toBe(generated.trim());
  });
});
