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

/** Guests only: the example runs on one machine. Put your own provider here. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
