import { createCaptureHandler, type InvocationContext } from '@stillpage/lambda/aws/capture-handler.ts';

const capture = createCaptureHandler({ allowNetwork: [{ address: [127, 0, 0, 0], bits: 8 }] });

/**
 * The egress guard opens no network at all in Lambda, whoever asks. The tests' own sites are on loopback, so here the
 * guard is not told where it is; everything else is the capture function as it is.
 */
export async function handler(event: unknown, context: InvocationContext) {
  const { AWS_LAMBDA_FUNCTION_NAME = '' } = process.env;
  delete process.env.AWS_LAMBDA_FUNCTION_NAME;
  try {
    return await capture(event, context);
  } finally {
    process.env.AWS_LAMBDA_FUNCTION_NAME = AWS_LAMBDA_FUNCTION_NAME;
  }
}
