// An error whose name is a stable code: Python sees it as the beginning of the exception's text.
export const named = (name, message) => Object.assign(new Error(message), { name });

export class Fatal extends Error {             // what stops the start; the page shows the plain page of this code
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

// Runs something of Python's; what it throws is the app's failure, not the host's.
export async function inPython(run) {
  try {
    return await run();
  } catch (error) {
    throw new Fatal("APP_FAILED", String(error.message ?? error));
  }
}
