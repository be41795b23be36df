// An error whose name is a stable code: Python sees it as the beginning of the exception's text.
export const named = (name, message) => Object.assign(new Error(message), { name });

export class Fatal extends Error {             // what stops the start; the page shows the plain page of this code
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}
