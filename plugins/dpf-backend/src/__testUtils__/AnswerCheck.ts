import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  OPENAPI_FILE,
  OpenApiHandlers,
  OpenApiOptions,
  openApiValidator,
} from '../router/openApiValidator';

/** The description of the API without room for fields that it does not name. */
function closedDescription(): OpenApiOptions['apiSpec'] {
  return JSON.parse(
    JSON.stringify(parse(readFileSync(OPENAPI_FILE, 'utf8'))),
    (_key, value) =>
      value?.type === 'object' && value.properties
        ? { additionalProperties: false, ...value }
        : value,
  );
}

/** Compares the answers of a REST API with `openapi.yaml`. */
export class AnswerCheck {
  /** Shared by the back ends of a test file: to compile the schemas takes longer than to start a back end. */
  static #handlers?: OpenApiHandlers;
  static readonly #problems: string[] = [];

  /** For the router whose answers are checked. */
  get handlers(): OpenApiHandlers {
    AnswerCheck.#handlers ??= openApiValidator({
      apiSpec: closedDescription(),
      validateResponses: {
        allErrors: true,
        onError: (error, _body, { method, originalUrl }) => {
          AnswerCheck.#problems.push(
            `${method} ${originalUrl}: ${error.message}`,
          );
        },
      },
    });
    return AnswerCheck.#handlers;
  }

  /** Throws when an answer had a field, a value or a status that is not described. */
  assertAllDescribed(): void {
    const problems = AnswerCheck.#problems.splice(0);
    if (problems.length) {
      throw new Error(
        `openapi.yaml does not describe what was answered.\n${problems.join(
          '\n',
        )}`,
      );
    }
  }
}
