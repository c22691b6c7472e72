import { createCaptureHandler } from '../aws/capture-handler.ts';

/** Captures one job; it is told everything by its event and holds no right but to write its log. */
export const handler = createCaptureHandler();
