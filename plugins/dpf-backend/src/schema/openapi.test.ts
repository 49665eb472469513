import { KUBECONFIG_UPLOAD_PATTERN } from '@dpf-portal/backstage-plugin-dpf-common';
import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';

describe('openapi.yaml', () => {
  it('takes as a handle what the request rules take', () => {
    const { components } = parse(
      readFileSync(join(__dirname, 'openapi.yaml'), 'utf8'),
    );
    expect(components.schemas.KubeconfigUploadHandle.pattern).toBe(
      KUBECONFIG_UPLOAD_PATTERN,
    );
  });
});

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
