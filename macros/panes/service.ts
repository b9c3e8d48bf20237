// Requests to the service, with the bytes of the open workbook. XMLHttpRequest with a time limit: fetch was seen to hang in
// the kernel of WPS.

export interface Text { zh: string }
export interface Place { sheet: string; cell: string }
export interface Finding extends Place {
  row: number;
  rule: string;
  severity: "error" | "warning" | "note";
  cells: string[];
  subject: string;
  message: Text;
  found: string;
  expected: string;
  suggestion: Text;
}
/** What the county's indicator library has that is like the indicator in a row. */
export interface Similar {
  sheet: string;
  row: number;
  text: string;
  entries: { level2: string; name: string; unit: string; values: string[]; bases: string[]; used: number }[];
}
/** `forms` counts target sheets; `others` those on further forms, such as monitoring, by the name of the form. */
export interface Checked {
  forms: number;
  others: Record<string, number>;
  reason: Text;
  counts: Record<Finding["severity"], number>;
  findings: Finding[];
  similar: Similar[];
}
export interface Copy { changes: (Place & { text: string; why: string })[]; notices: Text[] }

declare global {
  interface Window { XLTOOLS_SERVICE?: string }
}

const CODE = "xltools-code";
const SECONDS = 180;

/** An answer that says why there is no other one. */
export class Problem extends Error {
  constructor(text: string, readonly status: number) {
    super(text);
  }
}

/** Return the address of the service. */
export function serviceAddress(): string {
  return window.XLTOOLS_SERVICE || window.location.origin;
}

/** Return the code as a header takes it: a Chinese input method writes wide letters, a chat puts a full stop behind them. */
export function knownCode(): string {
  return (window.localStorage.getItem(CODE) || "").normalize("NFKC").replace(/[^0-9A-Za-z-]/g, "");
}

export function keepCode(code: string): void {
  window.localStorage.setItem(CODE, code);
}

/** Send a workbook; call `done` with the answer, or `failed` with the reason in Chinese. */
export function send<T>(path: string, name: string, bytes: ArrayBuffer, done: (answer: T) => void, failed: (problem: Problem) => void): void {
  const request = new XMLHttpRequest();
  request.open("POST", `${serviceAddress()}${path}`);
  request.setRequestHeader("X-Xltools-Code", knownCode());
  request.timeout = SECONDS * 1000;
  request.onload = () => {
    let answer: { problem?: Text } = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // an answer that is not from our service: told below
    }
    if (request.status === 200) {
      try {
        done(answer as T);
      } catch (error) { // such as a sheet with a password: told like any other reason
        failed(new Problem(error instanceof Error ? error.message : String(error), 0));
      }
    } else failed(new Problem(answer.problem ? answer.problem.zh : `服务没有给出结果（${request.status}）。`, request.status));
  };
  request.onerror = () => failed(new Problem(`连不上服务 ${serviceAddress()}。请先在本机运行 xltools serve，或问财政部门要地址。`, 0));
  request.ontimeout = () => failed(new Problem("等了太久没有答复，请稍后再试。", 0));
  const form = new FormData();
  form.append("files", new Blob([bytes]), name);
  request.send(form);
}
