import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { plainTextAction } from './plainTextAction';

describe('plainTextAction', () => {
  it('throws what the action throws, without the stack that names files', async () => {
    const action = plainTextAction(
      createTemplateAction({
        id: 'fails',
        schema: { input: {} },
        async handler() {
          throw new TypeError('no such cluster');
        },
      }),
    );
    const error = await action.handler(createMockActionContext()).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(error?.stack).toBe('TypeError: no such cluster');
  });

  it('keeps what the action logs on one line', async () => {
    const context = createMockActionContext();
    const info = jest.spyOn(context.logger, 'info');
    const action = plainTextAction(
      createTemplateAction({
        id: 'logs',
        schema: { input: {} },
        async handler({ logger }) {
          logger.info('a\nb');
        },
      }),
    );
    await action.handler(context);
    expect(info).toHaveBeenCalledWith('a b');
  });
});
