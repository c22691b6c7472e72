// Lambda's runtime client looks for JavaScript; Node runs the TypeScript behind it as it is.
export { handler } from './function-url.ts';
