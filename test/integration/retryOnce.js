// These tests share two cores with an API server, its etcd and what it hosts. What fails twice is broken; what fails
// once is printed. At once, while the objects of the test are as it left them.
jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
