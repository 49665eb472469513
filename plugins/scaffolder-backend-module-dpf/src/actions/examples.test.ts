import { mockServices } from '@backstage/backend-test-utils';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { parse } from 'yaml';
import { mockDpf } from '../testUtils/mockDpf';
import { createCheckKubeconfigAction } from './checkKubeconfig';
import { createDpuClusterAction } from './createDpuCluster';
import { createRetireDpuClusterAction } from './retireDpuCluster';
import { createUpdateDpuClusterAction } from './updateDpuCluster';
import { createWaitForDpuClusterAction } from './waitForDpuCluster';

const options = {
  auth: mockServices.auth(),
  dpf: mockDpf(),
  pages: DEFAULT_PORTAL_PATHS,
};

describe.each([
  createDpuClusterAction(options),
  createWaitForDpuClusterAction(options),
  createUpdateDpuClusterAction(options),
  createRetireDpuClusterAction(options),
  createCheckKubeconfigAction(options),
])('examples of $id', action => {
  const known = Object.keys(action.schema?.input?.properties ?? {});
  const required = [action.schema?.input?.required ?? []].flat();

  it.each(action.examples ?? [])('should fit the schema: $description', one => {
    const [step] = parse(one.example).steps;
    expect(step.action).toBe(action.id);
    expect(known).toEqual(expect.arrayContaining(Object.keys(step.input)));
    expect(Object.keys(step.input)).toEqual(expect.arrayContaining(required));
  });
});
