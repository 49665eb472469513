import path from 'node:path';

const repositoryRoot = path.resolve(__dirname, '../../..');
const port = 3117;

/** Where the portal under test is, beside one that a person may have started. */
export const portal = {
  repositoryRoot,
  port,
  backendPort: 7117,
  address: `http://localhost:${port}`,
  stateDir: path.join(repositoryRoot, '.local/e2e'),
};
