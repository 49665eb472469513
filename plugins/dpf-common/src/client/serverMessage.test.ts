import { ResponseError } from '@backstage/errors';
import {
  serverMessage,
  statusCodeOf,
  withServerMessage,
} from './serverMessage';

function answer(
  status: number,
  error: object,
  statusText = '',
): Promise<ResponseError> {
  return ResponseError.fromResponse(
    new Response(JSON.stringify({ error, response: { statusCode: status } }), {
      status,
      statusText,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    }),
  );
}

describe('serverMessage', () => {
  it('is the sentence of the server, not the status', async () => {
    const error = await answer(503, {
      name: 'ServiceUnavailableError',
      message: 'site-a takes no uploads.',
    });
    expect(error.message).toContain('Request failed with 503');
    expect(serverMessage(error)).toBe('site-a takes no uploads.');
  });

  it('names the fields that the sentence does not name', async () => {
    const error = await answer(400, {
      name: 'InputError',
      message: 'The request is wrong: name: Taken.',
      details: [
        { field: 'name', reason: 'Taken.' },
        { field: 'vip', reason: 'Give one IP address' },
        { field: '', reason: 'The quota is used up.' },
      ],
    });
    expect(serverMessage(error)).toBe(
      'The request is wrong: name: Taken. vip: Give one IP address. The quota is used up.',
    );
  });

  it('knows an error of another copy of the package by its name', async () => {
    const original = await answer(409, {
      name: 'ConflictError',
      message: '2 DPUs still use it: worker1, worker2',
    });
    const other = Object.assign(new Error(original.message), {
      name: 'ResponseError',
      body: original.body,
      statusCode: original.statusCode,
    });
    expect(serverMessage(other)).toBe('2 DPUs still use it: worker1, worker2.');
  });

  it('does not show a proxy’s page', async () => {
    const error = await ResponseError.fromResponse(
      new Response(`<html>${'x'.repeat(10_000)}</html>`, {
        status: 502,
        statusText: 'Bad Gateway',
        headers: { 'content-type': 'text/html' },
      }),
    );
    expect(serverMessage(error)).toBe(
      'The server answered with 502 Bad Gateway and gave no reason.',
    );
  });

  it('is bounded', async () => {
    const error = await answer(400, {
      name: 'InputError',
      message: 'x'.repeat(100_000),
    });
    expect(serverMessage(error).length).toBeLessThanOrEqual(4000);
  });

  it('leaves the message of every other error', () => {
    expect(serverMessage(new Error('Failed to fetch'))).toBe('Failed to fetch');
    expect(serverMessage('odd')).toBe('odd');
  });
});

describe('statusCodeOf', () => {
  it('is the status of an answer, of whichever copy of the class', async () => {
    const error = await answer(409, { name: 'ConflictError', message: 'No.' });
    expect(statusCodeOf(error)).toBe(409);
    const ofAnotherCopy = Object.assign(new Error('No.'), {
      name: 'ResponseError',
      statusCode: 409,
    });
    expect(statusCodeOf(ofAnotherCopy)).toBe(409);
  });

  it('is nothing for what is no answer', () => {
    expect(statusCodeOf(new TypeError('fetch failed'))).toBeUndefined();
    expect(statusCodeOf('text')).toBeUndefined();
  });
});

describe('withServerMessage', () => {
  it('changes only the message, and nothing the second time', async () => {
    const error = await answer(404, {
      name: 'NotFoundError',
      message: 'There is no such cluster.',
    });
    const named = withServerMessage(withServerMessage(error));
    expect(named).toBe(error);
    expect(named).toMatchObject({
      name: 'ResponseError',
      statusCode: 404,
      message: 'There is no such cluster.',
      cause: { name: 'NotFoundError' },
    });
  });

  it('takes an error that cannot be changed', () => {
    const aborted = new DOMException('gone', 'AbortError');
    expect(withServerMessage(aborted)).toBe(aborted);
  });
});
