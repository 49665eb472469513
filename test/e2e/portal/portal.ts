import path from 'node:path';

const repositoryRoot = path.resolve(__dirname, '../../..');
const port = 3117;

/** Addresses of the portal under test, different from those of a portal that runs already. */
export const portal = {
  repositoryRoot,
  port,
  backendPort: 7117,
  address: `http://localhost:${port}`,
  stateDir: path.join(repositoryRoot, '.local/e2e'),
};
