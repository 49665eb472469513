/** Whether the server said that it is not there (or not to be seen). */
export function isNotFound(error: Error | undefined): boolean {
  return (
    error !== undefined &&
    (error.name === 'NotFoundError' ||
      ('statusCode' in error && error.statusCode === 404))
  );
}
