import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => {
      const { SignInPage } = await import('@backstage/core-components');
      return props => (
        <SignInPage {...props} title="DPF portal" providers={['guest']} />
      );
    },
  },
});

/** Guest sign-in only, because the example runs on one machine. Replace it by your own provider. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
