export { examplePolicyModule as default } from './examplePolicyModule';
