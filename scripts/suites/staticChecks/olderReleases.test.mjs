import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareResolutions, resolutionsIn } from './olderReleases.mjs';

const MANIFESTS = [
  {
    name: '@scope/one',
    dependencies: {
      '@backstage/errors': '^1.3.1',
      '@backstage/plugin-catalog-node': '^2.2.5 || ^3.0.0',
      '@backstage/plugin-signals-react': '>=0.0.26 <0.1.0',
      zod: '^3.25.76 || ^4.0.0',
    },
  },
  { name: '@scope/two' },
];
const RESOLUTIONS = {
  '@scope/one/@backstage/plugin-catalog-node': '^2.2.5',
  '@scope/one/@backstage/plugin-signals-react': '^0.0.26',
};

describe('resolutionsIn', () => {
  it('reads the blocks of a document', () => {
    assert.deepEqual(
      resolutionsIn(
        'Add:\n\n```json\n{ "resolutions": { "a": "^1.0.0" } }\n```\n\n```sh\n{}\n```\n',
      ),
      { a: '^1.0.0' },
    );
  });
});

describe('compareResolutions', () => {
  const compare = resolutions => compareResolutions(MANIFESTS, resolutions);

  it('accepts one for each range of several generations', async () => {
    assert.deepEqual(await compare(RESOLUTIONS), []);
  });

  it('reports one that is missing, one of another version and one too many', async () => {
    assert.deepEqual(
      await compare({
        '@scope/one/@backstage/plugin-catalog-node': '^2.1.0',
        '@scope/one/@backstage/errors': '^1.3.1',
      }),
      [
        'needs "@scope/one/@backstage/plugin-catalog-node": "^2.2.5"',
        'needs "@scope/one/@backstage/plugin-signals-react": "^0.0.26"',
        'has "@scope/one/@backstage/errors", which no range needs',
      ],
    );
  });
});
