const RUNTIME = '@dpf-portal/kube-controller';

// The types of Kubernetes objects come from the controller runtime. A type leaves no import in what a browser loads.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    '@backstage/no-mixed-plugin-imports': [
      'warn',
      { excludedTargetPackages: [RUNTIME] },
    ],
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: [
          {
            name: RUNTIME,
            allowTypeImports: true,
            message: 'Import only types: this package runs in a browser.',
          },
        ],
      },
    ],
  },
});
